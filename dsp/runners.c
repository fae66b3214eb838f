/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/runners.h>
#include <gait/session.h>
#include <gait/sides.h>

#include <stdlib.h>
#include <string.h>

/* Two such clocks are 60 ms apart at most (two standard deviations): a sixth of a step. */
static const double clock_sd_max_s = 0.015;

struct gait_runners {
    struct gait_session *session[GAIT_RUNNERS_MAX];
    struct gait_sides sides[GAIT_RUNNERS_MAX];
    char surface[GAIT_NAME_MAX]; /* of the newest mark, "" before the first */
    int64_t surface_ns;
};

struct gait_runners *gait_runners_new(void)
{
    struct gait_runners *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        r->session[i] = gait_session_new();
        if (!r->session[i]) {
            gait_runners_free(r);
            return NULL;
        }
    }
    return r;
}

void gait_runners_free(struct gait_runners *r)
{
    if (!r)
        return;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        gait_session_free(r->session[i]);
    free(r);
}

/* GAIT_RUNNERS_MAX: nowhere. */
static int place_of(const struct gait_runners *r, const char *runner)
{
    int i = 0;
    while (i < GAIT_RUNNERS_MAX && strcmp(gait_session_runner(r->session[i]), runner) != 0)
        i++;
    return i;
}

static struct gait_session *find(const struct gait_runners *r, const char *runner)
{
    int i = place_of(r, runner);
    return i < GAIT_RUNNERS_MAX ? r->session[i] : NULL;
}

void gait_runners_begin(struct gait_runners *r, const char *runner, enum gait_placement placement)
{
    int i = place_of(r, "");
    if (i < GAIT_RUNNERS_MAX && !find(r, runner)) {
        gait_session_begin(r->session[i], runner);
        gait_sides_reset(&r->sides[i]);
        if (r->surface[0])
            gait_session_mark(r->session[i], r->surface_ns, r->surface);
    }
    struct gait_session *s = find(r, runner);
    if (s && runner[0])
        gait_session_expect(s, placement);
}

const char *gait_runners_name(const struct gait_runners *r, int i)
{
    return gait_session_runner(r->session[i]);
}

void gait_runners_mark(struct gait_runners *r, int64_t t_ns, const char *surface)
{
    gait_name_copy(r->surface, surface);
    r->surface_ns = t_ns;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        if (gait_session_runner(r->session[i])[0])
            gait_session_mark(r->session[i], t_ns, surface);
}

const char *gait_runners_surface(const struct gait_runners *r, const char *runner, int64_t t_ns)
{
    const struct gait_session *s = find(r, runner);
    return s ? gait_session_surface(s, t_ns) : "unknown";
}

void gait_runners_stride(struct gait_runners *r, const struct gait_event *e,
                         enum gait_placement placement)
{
    struct gait_session *s = find(r, e->runner);
    if (s)
        gait_session_stride(s, e, placement);
}

void gait_runners_side(struct gait_runners *r, struct gait_event *e, enum gait_placement placement,
                       double clock_sd_s)
{
    int i = place_of(r, e->runner);
    if (!e->runner[0] || i == GAIT_RUNNERS_MAX || clock_sd_s > clock_sd_max_s)
        return;
    bool trunk = gait_placement_kind(placement) == GAIT_KIND_TRUNK;
    if (e->kind == GAIT_EVENT_IMPACT && !trunk)
        gait_sides_limb(&r->sides[i], e->t_ns, e->side);
    if (e->kind == GAIT_EVENT_IMPACT && trunk)
        gait_sides_trunk(&r->sides[i], e->t_ns);
    if (trunk)
        e->side = gait_sides_of(&r->sides[i], e->t_ns);
}

bool gait_runners_so_far(struct gait_runners *r, const char *runner, struct gait_event *ret)
{
    struct gait_session *s = find(r, runner);
    return s && runner[0] && gait_session_so_far(s, ret);
}

bool gait_runners_result(struct gait_runners *r, struct gait_event *ret)
{
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        if (!gait_session_runner(r->session[i])[0])
            continue;
        if (gait_session_result(r->session[i], ret))
            return true;
        gait_session_begin(r->session[i], "");
    }
    r->surface[0] = 0;
    return false;
}
