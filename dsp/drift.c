/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/drift.h>
#include <gait/student.h>
#include <gait/verdict.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS = 128,
    STRIDES_MIN = 20,         /* fewer make no block */
    BACK = GAIT_SURFACES_MAX, /* blocks that may still be open: strides are in no strict order */
};

static const int64_t minute_ns = 60000000000;
static const int64_t longest_ns = INT64_C(60000000000) << 12; /* of a block: three days */
static const double freedom_least = 3; /* fewer widen without gain: r itself is uncertain then */
static const double alike_most = 0.8;  /* correlation from block to block */

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

struct line {
    int n, surfaces; /* blocks and surfaces with any */
    uint32_t strides;
    double slope, start; /* start: of the line, over all surfaces, where the run began */
    double sxx, residual, alike;
};

struct level {
    int n;
    double t, y;
};

static bool counts(const struct block *b)
{
    return b->n >= STRIDES_MIN;
}

static void take_levels(const struct series *s, struct line *l, struct level *of)
{
    for (int i = 0; i < s->n; i++) {
        const struct block *b = &s->block[i];
        if (!counts(b))
            continue;
        struct level *v = &of[b->surface];
        l->surfaces += v->n == 0;
        l->n++;
        l->strides += b->n;
        v->n++;
        v->t += (b->t_s / b->n - v->t) / v->n;
        v->y += (b->value / b->n - v->y) / v->n;
    }
}

static void take_slope(const struct series *s, struct line *l, const struct level *of)
{
    double sxy = 0, t_sum = 0, y_sum = 0;
    for (int i = 0; i < s->n; i++) {
        const struct block *b = &s->block[i];
        if (!counts(b))
            continue;
        double t = b->t_s / b->n - of[b->surface].t;
        l->sxx += t * t;
        sxy += t * (b->value / b->n - of[b->surface].y);
        t_sum += b->t_s / b->n;
        y_sum += b->value / b->n;
    }
    l->slope = sxy / l->sxx;
    l->start = (y_sum - l->slope * t_sum) / l->n;
}

static void take_residuals(const struct series *s, struct line *l, const struct level *of)
{
    double before = NAN, products = 0;
    for (int i = 0; i < s->n; i++) {
        const struct block *b = &s->block[i];
        if (!counts(b))
            continue;
        const struct level *v = &of[b->surface];
        double off = b->value / b->n - v->y - l->slope * (b->t_s / b->n - v->t);
        l->residual += off * off;
        products += isnan(before) ? 0 : off * before;
        before = off;
    }
    int fitted = 1 + l->surfaces;
    double r = (products / l->residual * l->n + fitted) / (l->n - 2 - fitted);
    l->alike = fmax(0, fmin(alike_most, r)); /* NaN, of a perfect line: 0 */
}

static struct line fit(const struct series *s)
{
    struct line l = {0};
    struct level of[GAIT_SURFACES_MAX] = {0};
    take_levels(s, &l, of);
    if (l.n < 5 + l.surfaces || (double)l.n * (double)s->length_ns < GAIT_DRIFT_MINUTES * 60e9)
        return (struct line){0};
    take_slope(s, &l, of);
    take_residuals(s, &l, of);
    return l;
}

/* reach: of the interval that is right for all measures together in 95 %. */
static void judge(struct gait_event *e, double reach, bool clipped)
{
    if (clipped) {
        e->u.drift.start = e->u.drift.change = NAN;
        e->u.drift.ci95_low = e->u.drift.ci95_high = NAN;
        e->u.drift.verdict = GAIT_VERDICT_NOT_COMPARABLE;
    } else if (e->u.drift.change - reach > 0) {
        e->u.drift.verdict = GAIT_VERDICT_HIGHER;
    } else if (e->u.drift.change + reach < 0) {
        e->u.drift.verdict = GAIT_VERDICT_LOWER;
    } else {
        e->u.drift.verdict = GAIT_VERDICT_NONE;
    }
}

bool gait_drift_result(const struct gait_drift *d, enum gait_measure measure,
                       struct gait_event *ret)
{
    const struct series *s = &d->series[measure];
    struct line l = fit(s);
    if (l.n == 0 || !(l.sxx > 0))
        return false;
    double wider = (1 + l.alike) / (1 - l.alike);
    int freedom = (int)fmax(freedom_least, l.n / wider - 1 - l.surfaces);
    double error = sqrt(l.residual / (l.n - 1 - l.surfaces) / l.sxx * wider);
    double reach = gait_student_quantile(0.975, freedom) * error * s->newest_s;
    double all = gait_student_quantile(1 - 0.025 / GAIT_MEASURES, freedom) * error * s->newest_s;
    double change = l.slope * s->newest_s;
    int64_t end_ns = d->start_ns + llround(s->newest_s * 1e9);
    *ret = (struct gait_event){.kind = GAIT_EVENT_DRIFT, .t_ns = end_ns, .announced_ns = end_ns};
    ret->u.drift.measure = measure;
    ret->u.drift.n = l.strides;
    ret->u.drift.surfaces = (uint32_t)l.surfaces;
    ret->u.drift.minutes = l.n * (double)s->length_ns / (double)minute_ns;
    ret->u.drift.start = l.start;
    ret->u.drift.change = change;
    ret->u.drift.ci95_low = change - reach;
    ret->u.drift.ci95_high = change + reach;
    judge(ret, all, s->clipped > GAIT_VERDICT_CLIPPED * s->strides);
    return true;
}
