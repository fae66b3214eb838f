/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/runners.h>
#include <gait/session.h>
#include <gait/sides.h>
#include <gait/spectra.h>

#include <stdlib.h>
#include <string.h>

/* Two such clocks are 60 ms apart at most (two standard deviations): a sixth of a step. */
static const double clock_sd_max_s = 0.015;

const struct gait_runners_settings gait_runners_defaults = {.quiet_s = 300, .so_far_strides = 30};

/* A stance below this is more likely wrong than right, as in a session. */
static const float clean_confidence = 0.5f;

struct life {
    bool open;     /* begun, and not told to be over */
    bool closing;  /* its results are being fetched */
    bool has_limb; /* a limb's sensor is worn */
    int64_t newest_ns;
    int spectra; /* given out at the end */
};

struct gait_runners {
    struct gait_session *session[GAIT_RUNNERS_MAX];
    struct life life[GAIT_RUNNERS_MAX];
    int64_t quiet_ns, due_ns; /* due: when the next session is over; GAIT_NO_TIME: none is open */
    bool results_due, ending, forget_surface;
    struct gait_sides sides[GAIT_RUNNERS_MAX];
    struct gait_spectra *spectra[GAIT_RUNNERS_MAX];
    char surface[GAIT_NAME_MAX]; /* of the newest mark, "" before the first */
    int64_t surface_ns;
};

const char *gait_runners_fault(const struct gait_runners_settings *s)
{
    if (!(s->quiet_s >= 30 && s->quiet_s <= 3600))
        return "session: quiet_s must lie in 30 .. 3600 s: shorter than a wait at a crossing is no "
               "end, and an hour later it is another run";
    if (!(s->so_far_strides >= 0 && s->so_far_strides <= 1000))
        return "session: so_far_strides must lie in 0 .. 1000, and 0 is no running comparison";
    return NULL;
}

struct gait_runners *gait_runners_new(const struct gait_runners_settings *set)
{
    struct gait_runners *r = gait_runners_fault(set) ? NULL : calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->quiet_ns = (int64_t)(set->quiet_s * 1e9);
    r->due_ns = GAIT_NO_TIME;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        r->session[i] = gait_session_new();
        r->spectra[i] = gait_spectra_new();
        if (!r->session[i] || !r->spectra[i]) {
            gait_runners_free(r);
            return NULL;
        }
        gait_session_look_every(r->session[i], set->so_far_strides);
    }
    return r;
}

void gait_runners_free(struct gait_runners *r)
{
    if (!r)
        return;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        gait_session_free(r->session[i]);
        gait_spectra_free(r->spectra[i]);
    }
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

/* A session of this runner that nothing is in yet. */
static void begin(struct gait_runners *r, int i, const char *runner)
{
    char name[GAIT_NAME_MAX];
    gait_name_copy(name, runner); /* it may be the session's own */
    gait_session_begin(r->session[i], name);
    gait_spectra_reset(r->spectra[i]);
    r->life[i].spectra = 0;
    r->life[i].open = r->life[i].closing = false;
    if (name[0] && r->surface[0])
        gait_session_mark(r->session[i], r->surface_ns, r->surface);
}

void gait_runners_begin(struct gait_runners *r, const char *runner, enum gait_placement placement)
{
    int i = place_of(r, runner);
    if (runner[0] && i == GAIT_RUNNERS_MAX) {
        i = place_of(r, "");
        if (i == GAIT_RUNNERS_MAX)
            return;
        r->life[i] = (struct life){0};
        begin(r, i, runner);
        gait_sides_reset(&r->sides[i]);
    }
    if (!runner[0])
        return;
    gait_session_expect(r->session[i], placement);
    r->life[i].has_limb |= gait_placement_kind(placement) != GAIT_KIND_TRUNK;
}

void gait_runners_worn(struct gait_runners *r, const char *runner, bool limb)
{
    int i = place_of(r, runner);
    if (!runner[0] || i == GAIT_RUNNERS_MAX)
        return;
    gait_session_expect_limb(r->session[i], limb);
    r->life[i].has_limb = limb;
}

const char *gait_runners_name(const struct gait_runners *r, int i)
{
    return gait_session_runner(r->session[i]);
}

bool gait_runners_mark(struct gait_runners *r, int64_t t_ns, const char *surface)
{
    bool changes = strncmp(r->surface, surface, GAIT_NAME_MAX - 1) != 0;
    gait_name_copy(r->surface, surface);
    r->surface_ns = t_ns;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        if (gait_session_runner(r->session[i])[0])
            gait_session_mark(r->session[i], t_ns, surface);
    return changes;
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

bool gait_runners_stance(struct gait_runners *r, const struct gait_event *e,
                         enum gait_placement placement, const struct gait_bands *b,
                         struct gait_event *ret)
{
    int i = place_of(r, e->runner);
    if (!e->runner[0] || i == GAIT_RUNNERS_MAX || e->state != GAIT_RUN || e->impact.gap ||
        !(e->u.step.confidence >= clean_confidence))
        return false;
    gait_spectra_add(r->spectra[i], e->t_ns, e->u.step.surface, placement, b);
    if (!gait_spectra_due(r->spectra[i], e->t_ns, e->u.step.surface, ret))
        return false;
    gait_name_copy(ret->runner, e->runner);
    ret->announced_ns = e->announced_ns;
    return true;
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

/* ---- a session's life ---- */

static struct gait_event told(const struct gait_runners *r, int i, int64_t t_ns, bool ended)
{
    struct gait_event e = {.kind = GAIT_EVENT_SESSION, .t_ns = t_ns, .announced_ns = t_ns};
    gait_name_copy(e.runner, gait_session_runner(r->session[i]));
    e.u.session.ended = ended;
    return e;
}

static int64_t due_ns(const struct gait_runners *r, int i)
{
    int64_t newest_ns = r->life[i].newest_ns;
    return newest_ns > INT64_MAX - r->quiet_ns ? INT64_MAX : newest_ns + r->quiet_ns;
}

/* When the first of the open sessions is over. */
static void look_ahead(struct gait_runners *r)
{
    r->due_ns = GAIT_NO_TIME;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        if (r->life[i].open && !r->life[i].closing &&
            (r->due_ns == GAIT_NO_TIME || due_ns(r, i) < r->due_ns))
            r->due_ns = due_ns(r, i);
}

bool gait_runners_opens(struct gait_runners *r, const struct gait_event *stride,
                        struct gait_event *ret)
{
    int i = place_of(r, stride->runner);
    if (!stride->runner[0] || i == GAIT_RUNNERS_MAX || stride->state != GAIT_RUN)
        return false;
    bool opens = !r->life[i].open;
    if (opens || stride->t_ns > r->life[i].newest_ns)
        r->life[i].newest_ns = stride->t_ns;
    r->life[i].open = true;
    look_ahead(r);
    if (!opens)
        return false;
    *ret = told(r, i, stride->t_ns, false);
    ret->announced_ns = stride->announced_ns;
    return true;
}

/* The newest contact of those that are closing; GAIT_NO_TIME where others go on. */
static int64_t last_run_ns(const struct gait_runners *r)
{
    int64_t last_ns = GAIT_NO_TIME;
    if (r->due_ns != GAIT_NO_TIME)
        return GAIT_NO_TIME;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        if (r->life[i].open && r->life[i].newest_ns > last_ns)
            last_ns = r->life[i].newest_ns;
    return last_ns;
}

bool gait_runners_quiet(struct gait_runners *r, int64_t now_ns, int64_t *ret_run_ns)
{
    if (r->due_ns == GAIT_NO_TIME || now_ns <= r->due_ns)
        return false;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        r->life[i].closing |= r->life[i].open && now_ns > due_ns(r, i);
    look_ahead(r);
    *ret_run_ns = last_run_ns(r);
    r->results_due = true;
    return true;
}

void gait_runners_end(struct gait_runners *r, bool forget_surface, int64_t *ret_run_ns)
{
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        r->life[i].closing = gait_session_runner(r->session[i])[0] != 0;
    look_ahead(r);
    *ret_run_ns = last_run_ns(r);
    r->results_due = r->ending = true;
    r->forget_surface = forget_surface;
}

static bool result_of(struct gait_runners *r, int i, struct gait_event *ret)
{
    if (gait_session_result(r->session[i], ret))
        return true;
    if (gait_spectra_get(r->spectra[i], r->life[i].spectra, ret)) {
        r->life[i].spectra++;
        gait_name_copy(ret->runner, gait_session_runner(r->session[i]));
        return true;
    }
    if (!r->life[i].open)
        return false;
    *ret = told(r, i, r->life[i].newest_ns, true);
    r->life[i].open = false;
    return true;
}

bool gait_runners_result(struct gait_runners *r, struct gait_event *ret)
{
    if (!r->results_due)
        return false;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        if (!r->life[i].closing)
            continue;
        if (result_of(r, i, ret))
            return true;
        begin(r, i, r->ending ? "" : gait_session_runner(r->session[i]));
        if (!r->ending && r->life[i].has_limb)
            gait_session_expect(r->session[i], GAIT_UNKNOWN);
    }
    if (r->ending && r->forget_surface)
        r->surface[0] = 0;
    r->results_due = r->ending = false;
    return false;
}
