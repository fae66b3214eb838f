/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/drift.h>
#include <gait/trend.h>
#include <gait/verdict.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS = GAIT_TREND_BLOCKS,
    STRIDES_MIN = 20,         /* fewer make no block */
    BACK = GAIT_SURFACES_MAX, /* blocks that may still be open: strides are in no strict order */
};

static const int64_t minute_ns = 60000000000;
static const int64_t longest_ns = INT64_C(60000000000) << 12; /* of a block: three days */

struct block {
    int64_t index; /* since the start, in lengths of a block */
    int surface;
    uint32_t n;
    double t_s, value; /* sums over its strides */
};

struct series {
    int n;
    int64_t length_ns;
    uint32_t clipped, strides;
    double newest_s;
    struct block block[BLOCKS];
};

struct gait_drift {
    bool started;
    int64_t start_ns;
    int surfaces;
    char surface[GAIT_SURFACES_MAX][GAIT_NAME_MAX];
    struct series series[GAIT_MEASURES];
};

struct gait_drift *gait_drift_new(void)
{
    struct gait_drift *d = calloc(1, sizeof *d);
    if (d)
        gait_drift_reset(d);
    return d;
}

void gait_drift_free(struct gait_drift *d)
{
    free(d);
}

void gait_drift_reset(struct gait_drift *d)
{
    d->started = false;
    d->surfaces = 0;
    for (int i = 0; i < GAIT_MEASURES; i++) {
        d->series[i].n = 0;
        d->series[i].newest_s = 0;
        d->series[i].length_ns = minute_ns;
        d->series[i].clipped = d->series[i].strides = 0;
    }
}

/* ---- blocks ---- */

static int surface_of(struct gait_drift *d, const char *name)
{
    for (int i = 0; i < d->surfaces; i++)
        if (strncmp(d->surface[i], name, GAIT_NAME_MAX - 1) == 0)
            return i;
    if (d->surfaces == GAIT_SURFACES_MAX)
        return -1;
    gait_name_copy(d->surface[d->surfaces], name);
    return d->surfaces++;
}

/* The block of that place among the last few, or a new one; never NULL while there is room. */
static struct block *block_at(struct series *s, int64_t index, int surface)
{
    for (int i = s->n - 1; i >= 0 && i >= s->n - BACK; i--)
        if (s->block[i].index == index && s->block[i].surface == surface)
            return &s->block[i];
    if (s->n == BLOCKS)
        return NULL;
    s->block[s->n] = (struct block){.index = index, .surface = surface};
    return &s->block[s->n++];
}

static void join_pairs(struct series *s)
{
    int n = s->n;
    s->n = 0;
    s->length_ns *= 2;
    for (int i = 0; i < n; i++) {
        struct block from = s->block[i], *to = block_at(s, from.index / 2, from.surface);
        to->n += from.n;
        to->t_s += from.t_s;
        to->value += from.value;
    }
}

void gait_drift_add(struct gait_drift *d, int64_t t_ns, const char *surface,
                    enum gait_measure measure, double value, bool clipped)
{
    struct series *s = &d->series[measure];
    int where = surface_of(d, surface);
    if (!isfinite(value) || where < 0)
        return;
    if (!d->started)
        d->start_ns = t_ns;
    d->started = true;
    int64_t since = t_ns > d->start_ns ? t_ns - d->start_ns : 0;
    struct block *b = block_at(s, since / s->length_ns, where);
    while (!b && s->length_ns < longest_ns) {
        join_pairs(s);
        b = block_at(s, since / s->length_ns, where);
    }
    s->strides++;
    s->newest_s = (double)since * 1e-9;
    s->clipped += clipped;
    if (!b)
        return;
    b->n++;
    b->t_s += (double)since * 1e-9;
    b->value += value;
}

/* ---- the line ---- */

struct blocks {
    int n;
    uint32_t strides;
    struct gait_trend_block block[BLOCKS];
};

static void take_full(const struct series *s, struct blocks *ret)
{
    ret->n = 0;
    ret->strides = 0;
    for (int i = 0; i < s->n; i++) {
        const struct block *b = &s->block[i];
        if (b->n < STRIDES_MIN)
            continue;
        ret->block[ret->n++] =
            (struct gait_trend_block){b->t_s / b->n, b->value / b->n, b->surface};
        ret->strides += b->n;
    }
}

static void judge(struct gait_event *e, const struct gait_trend_change *by, bool clipped)
{
    if (clipped) {
        e->u.drift.start = e->u.drift.change = NAN;
        e->u.drift.ci95_low = e->u.drift.ci95_high = NAN;
        e->u.drift.verdict = GAIT_VERDICT_NOT_COMPARABLE;
        return;
    }
    e->u.drift.change = by->change;
    e->u.drift.ci95_low = by->low;
    e->u.drift.ci95_high = by->high;
    e->u.drift.verdict = !by->sure          ? GAIT_VERDICT_NONE
                         : by->change > 0 ? GAIT_VERDICT_HIGHER
                                          : GAIT_VERDICT_LOWER;
}

bool gait_drift_result(const struct gait_drift *d, enum gait_measure measure,
                       struct gait_event *ret)
{
    const struct series *s = &d->series[measure];
    struct blocks all;
    struct gait_trend l;
    take_full(s, &all);
    if ((double)all.n * (double)s->length_ns < GAIT_DRIFT_MINUTES * 60e9 ||
        !gait_trend_line(all.block, all.n, &l))
        return false;
    struct gait_trend_change by = gait_trend_change(&l, s->newest_s);
    int64_t end_ns = d->start_ns + llround(s->newest_s * 1e9);
    *ret = (struct gait_event){.kind = GAIT_EVENT_DRIFT, .t_ns = end_ns, .announced_ns = end_ns};
    ret->u.drift.measure = measure;
    ret->u.drift.n = all.strides;
    ret->u.drift.surfaces = (uint32_t)l.surfaces;
    ret->u.drift.minutes = l.n * (double)s->length_ns / (double)minute_ns;
    ret->u.drift.start = l.start;
    judge(ret, &by, s->clipped > GAIT_VERDICT_CLIPPED * s->strides);
    return true;
}
