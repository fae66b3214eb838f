/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/surface.h>

#include <gait/tally.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REFUSED = -1 };

/* From one mark to the next. surface: index, or REFUSED. */
struct span {
    int64_t from_ns;
    int surface;
};

struct ground {
    char name[GAIT_NAME_MAX];
    struct gait_tally tallies[GAIT_MEASURES];
};

struct gait_surface {
    char now[GAIT_NAME_MAX];
    int spans;
    struct gait_surface_state state;
    struct span span[GAIT_SURFACE_SPANS];         /* the newest ones */
    struct ground grounds[GAIT_SURFACES_MAX + 1]; /* 0: unknown */
};

struct gait_surface *gait_surface_new(void)
{
    struct gait_surface *s = calloc(1, sizeof *s);
    if (s)
        gait_surface_reset(s);
    return s;
}

void gait_surface_free(struct gait_surface *s)
{
    free(s);
}

void gait_surface_reset(struct gait_surface *s)
{
    memset(s->grounds, 0,
           sizeof s->grounds[0] * (size_t)(s->state.surfaces ? s->state.surfaces : 1));
    s->state = (struct gait_surface_state){.surfaces = 1, .newest_ns = GAIT_NO_TIME};
    gait_name_copy(s->now, "unknown");
    gait_name_copy(s->grounds[0].name, "unknown");
    s->span[0] = (struct span){GAIT_NO_TIME, 0};
    s->spans = 1;
}

/* The oldest makes room. */
static void open_span(struct gait_surface *s, int64_t t_ns, int surface)
{
    int64_t newest_ns = s->span[s->spans - 1].from_ns;
    if (s->spans == GAIT_SURFACE_SPANS)
        memmove(&s->span[0], &s->span[1], sizeof s->span[0] * (size_t)--s->spans);
    s->span[s->spans++] = (struct span){t_ns > newest_ns ? t_ns : newest_ns, surface};
}

int gait_surface_find(const struct gait_surface *s, const char *name)
{
    for (int i = 0; i < s->state.surfaces; i++)
        if (strncmp(s->grounds[i].name, name, GAIT_NAME_MAX - 1) == 0)
            return i;
    return REFUSED;
}

bool gait_surface_mark(struct gait_surface *s, int64_t t_ns, const char *surface)
{
    char name[GAIT_NAME_MAX];
    gait_name_copy(name, *surface ? surface : "unknown");
    int index = gait_surface_find(s, name);
    if (strcmp(name, s->now) == 0)
        return index != REFUSED;
    if (index == REFUSED && s->state.surfaces <= GAIT_SURFACES_MAX) {
        index = s->state.surfaces++;
        gait_name_copy(s->grounds[index].name, name);
    }
    s->state.refused_surfaces += index == REFUSED;
    gait_name_copy(s->now, name);
    open_span(s, t_ns, index);
    return index != REFUSED;
}

/* The span that a time lies in. */
static int locate(const struct gait_surface *s, int64_t t_ns)
{
    int i = s->spans - 1;
    while (i > 0 && s->span[i].from_ns > t_ns)
        i--;
    return i;
}

int gait_surface_index(const struct gait_surface *s, int64_t t_ns)
{
    return s->span[locate(s, t_ns)].surface;
}

const char *gait_surface_at(const struct gait_surface *s, int64_t t_ns)
{
    int i = locate(s, t_ns), surface = s->span[i].surface;
    return i == s->spans - 1 || surface == REFUSED ? s->now : s->grounds[surface].name;
}

void gait_surface_add(struct gait_surface *s, int64_t t_ns, enum gait_measure measure, double value,
                      bool clean)
{
    if (!isfinite(value))
        return;
    s->state.newest_ns = t_ns > s->state.newest_ns ? t_ns : s->state.newest_ns;
    int surface = gait_surface_index(s, t_ns);
    if (surface == REFUSED) {
        s->state.refused_values++;
        return;
    }
    gait_tally_add(&s->grounds[surface].tallies[measure], measure, value, clean);
}

const char *gait_surface_name(const struct gait_surface *s, int index)
{
    return index >= 0 && index < s->state.surfaces ? s->grounds[index].name : NULL;
}

bool gait_surface_summary(const struct gait_surface *s, int index, enum gait_measure measure,
                          struct gait_event *ret)
{
    const char *name = gait_surface_name(s, index);
    if (!name || s->grounds[index].tallies[measure].n == 0)
        return false;
    const struct gait_tally *t = &s->grounds[index].tallies[measure];
    memset(ret, 0, sizeof *ret);
    ret->kind = GAIT_EVENT_SUMMARY;
    ret->t_ns = ret->announced_ns = s->state.newest_ns;
    gait_name_copy(ret->u.summary.surface, name);
    ret->u.summary.measure = measure;
    ret->u.summary.n = t->n;
    ret->u.summary.clean = t->clean;
    ret->u.summary.mean = t->clean ? t->mean : NAN;
    ret->u.summary.sd = t->clean > 1 ? sqrt(t->m2 / (t->clean - 1)) : NAN;
    ret->u.summary.median = gait_tally_percentile(t, measure, 0.5);
    ret->u.summary.p05 = gait_tally_percentile(t, measure, 0.05);
    ret->u.summary.p95 = gait_tally_percentile(t, measure, 0.95);
    return true;
}

bool gait_surface_pair(const struct gait_surface *s, int i, const char **ret_a, const char **ret_b)
{
    int a = gait_surface_find(s, "asphalt");
    if (a == REFUSED)
        a = 1;
    int b = i + 1 < a ? i + 1 : i + 2;
    if (i < 0 || b >= s->state.surfaces)
        return false;
    *ret_a = s->grounds[a].name;
    *ret_b = s->grounds[b].name;
    return true;
}

struct gait_surface_state gait_surface_state(const struct gait_surface *s)
{
    return s->state;
}
