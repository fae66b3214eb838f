/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/curve.h>
#include <gait/period.h>
#include <gait/resample.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define AXES GAIT_CURVE_AXES
#define TRIANGLE_ABOVE_HZ 250.0
#define LEARNED_MARGIN_HZ 5.0 /* by which a learned rate must pass the border to change sides */
#define HOLE_PERIODS 1.5
#define HOLE_LEAST_NS (1.25 * GAIT_GRID_NS) /* closer samples tell a tick all that it can hold */
#define BRIDGE_MAX_NS 2e9
#define GAP_TICKS_MAX (2 * GAIT_GRID_HZ)
#define OUT_MAX (2 * GAP_TICKS_MAX + 16) /* what was held back, and a gap */
#define STEPS_MAX 256
#define TIME_MAX ((int64_t)1 << 61)

const struct gait_resample_settings gait_resample_defaults = {
    .bridge_periods = 3.5,
    .bridge_s = 0.030,
};

/* A tick of the triangular average that still takes samples. */
struct sum {
    double weight, v[AXES];
    uint8_t flags;
};

struct gait_resample {
    struct gait_resample_settings set;
    int64_t origin_ns;
    double period_ns; /* 0: unknown */
    bool learns, triangular, started;
    struct gait_curve_point last;         /* its time counted from the origin */
    struct gait_curve_point before, from; /* the two samples before it */
    int behind;                           /* of them without a gap */
    bool has_slope;                       /* at `from`, found when it was last */
    double slope[AXES];
    bool in_hole;                         /* what lies between from and last */
    int64_t next;                         /* index of the tick to come */
    struct sum sum[2];                    /* of ticks floor and floor + 1, by parity */
    struct gait_period period;
    int out, outs;
    struct gait_tick tick[OUT_MAX];
};

double gait_resample_gain(double rate_hz, double hz)
{
    const double pi = 3.14159265358979323846;
    double x = pi * hz / GAIT_GRID_HZ, sinc = x > 0 ? sin(x) / x : 1;
    if (rate_hz > TRIANGLE_ABOVE_HZ)
        return sinc * sinc * sinc * sinc;
    double w = 2 * pi * hz / rate_hz; /* the cubic's, wherever a tick lies between samples */
    return rate_hz > 0 ? (228 + 71 * cos(w) - 20 * cos(2 * w) + cos(3 * w)) / 280 : 1;
}

const char *gait_resample_fault(const struct gait_resample_settings *s)
{
    if (!(s->bridge_periods >= 1 && s->bridge_periods <= 20))
        return "bridge_periods must be 1 to 20: shorter than a period there is nothing to bridge, "
               "and a "
               "longer bridge invents the signal";
    if (!(s->bridge_s >= 0 && s->bridge_s <= 0.2))
        return "bridge_s must be 0 to 0.2 s: a longer bridge spans a whole stance";
    return NULL;
}

struct gait_resample *gait_resample_new(const struct gait_resample_settings *s)
{
    if (gait_resample_fault(s))
        return NULL;
    struct gait_resample *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->set = *s;
    gait_resample_reset(r, 0, 0);
    return r;
}

void gait_resample_free(struct gait_resample *r)
{
    free(r);
}

void gait_resample_reset(struct gait_resample *r, int64_t origin_ns, double rate_hz)
{
    struct gait_resample_settings set = r->set;
    memset(r, 0, offsetof(struct gait_resample, tick));
    r->set = set;
    r->origin_ns = origin_ns;
    r->learns = !(rate_hz > 0 && isfinite(rate_hz));
    r->period_ns = r->learns ? 0 : 1e9 / rate_hz;
    r->triangular = !r->learns && rate_hz > TRIANGLE_ABOVE_HZ;
}

static int64_t tick_at_or_before(int64_t t)
{
    return t / GAIT_GRID_NS - (t % GAIT_GRID_NS < 0);
}

static int64_t tick_at_or_after(int64_t t)
{
    return t / GAIT_GRID_NS + (t % GAIT_GRID_NS > 0);
}

static void emit(struct gait_resample *r, const float v[AXES], uint8_t flags)
{
    if (r->outs < OUT_MAX) {
        struct gait_tick *t = &r->tick[r->outs++];
        t->index = r->next;
        memcpy(t->a_ms2, v, sizeof t->a_ms2);
        memcpy(t->w_rads, v + 3, sizeof t->w_rads);
        t->flags = flags;
    }
    r->next++;
}

static void emit_gap_until(struct gait_resample *r, int64_t t)
{
    static const float nothing[AXES];
    for (int i = 0; i < GAP_TICKS_MAX && r->next * GAIT_GRID_NS < t; i++)
        emit(r, nothing, GAIT_GRID_GAP);
    r->next = tick_at_or_after(t);
}

static void draw_piece(struct gait_resample *r, const struct gait_curve_point *after,
                       bool has_slope, struct gait_curve_piece *ret)
{
    ret->from = r->from;
    ret->to = r->last;
    if (r->behind <= 1)
        gait_curve_line(&r->from, &r->last, ret->slope_from);
    else if (has_slope)
        memcpy(ret->slope_from, r->slope, sizeof r->slope);
    else
        gait_curve_slope(&r->before, &r->from, &r->last, ret->slope_from);
    if (!after) {
        gait_curve_line(&r->from, &r->last, ret->slope_to);
        return;
    }
    gait_curve_slope(&r->from, &r->last, after, ret->slope_to);
    memcpy(r->slope, ret->slope_to, sizeof r->slope);
    r->has_slope = true;
}

/* The ticks up to the last sample, once the one after it is known (NULL: none follows). */
static void emit_piece(struct gait_resample *r, const struct gait_curve_point *after)
{
    struct gait_curve_piece p;
    float v[AXES];
    int64_t t = r->next * GAIT_GRID_NS;
    bool has_slope = r->has_slope;
    r->has_slope = false;
    if (r->behind > 0 && t < r->last.t && !r->in_hole)
        draw_piece(r, after, has_slope, &p);
    for (; r->behind > 0 && t < r->last.t; t = r->next * GAIT_GRID_NS) {
        if (r->in_hole)
            gait_curve_straight(&r->from, &r->last, t, v);
        else
            gait_curve_at(&p, t, v);
        emit(r, v, r->in_hole ? GAIT_GRID_BRIDGED : 0);
    }
    if (r->behind > 0 && t == r->last.t)
        emit(r, r->last.v, 0);
}

static void continue_piece(struct gait_resample *r, const struct gait_curve_point *p, bool hole)
{
    emit_piece(r, p);
    r->before = r->from;
    r->from = r->last;
    r->behind = r->behind < 2 ? r->behind + 1 : 2;
    r->in_hole = hole;
    if (r->next * GAIT_GRID_NS == p->t) /* no tick waits before it */
        emit(r, p->v, 0);
}

static void emit_sum(struct gait_resample *r)
{
    struct sum *s = &r->sum[r->next & 1];
    float v[AXES] = {0};
    for (int i = 0; i < AXES && s->weight > 0; i++)
        v[i] = (float)(s->v[i] / s->weight);
    emit(r, v, s->weight > 0 ? s->flags : GAIT_GRID_GAP);
    memset(s, 0, sizeof *s);
}

static void add(struct sum *s, double weight, const struct gait_curve_point *p)
{
    s->weight += weight;
    for (int i = 0; i < AXES; i++)
        s->v[i] += weight * p->v[i];
}

/* Gives one sample to the ticks on its two sides, and out the ticks it is too late for. */
static void accumulate(struct gait_resample *r, const struct gait_curve_point *p)
{
    int64_t k = tick_at_or_before(p->t);
    double share = (double)(p->t - k * GAIT_GRID_NS) / GAIT_GRID_NS;
    while (r->next < k)
        emit_sum(r);
    if (r->next == k)
        add(&r->sum[k & 1], 1 - share, p);
    add(&r->sum[(k + 1) & 1], share, p);
}

static void start_triangle(struct gait_resample *r, const struct gait_curve_point *p)
{
    memset(r->sum, 0, sizeof r->sum);
    accumulate(r, p);
}

/* Fills the hole before p with points on a line, a period apart, and flags the ticks among them. */
static void accumulate_hole(struct gait_resample *r, const struct gait_curve_point *p)
{
    double length = (double)(p->t - r->last.t);
    int steps = (int)fmin(ceil(length / r->period_ns), STEPS_MAX);
    for (int i = 1; i < steps; i++) {
        struct gait_curve_point q = {.t = r->last.t + (int64_t)(length * i / steps)};
        int64_t k = tick_at_or_before(q.t);
        gait_curve_straight(&r->last, p, q.t, q.v);
        accumulate(r, &q);
        if (k * GAIT_GRID_NS > r->last.t)
            r->sum[k & 1].flags |= GAIT_GRID_BRIDGED;
        if ((k + 1) * GAIT_GRID_NS < p->t)
            r->sum[(k + 1) & 1].flags |= GAIT_GRID_BRIDGED;
    }
    accumulate(r, p);
}

static void finish_triangle(struct gait_resample *r)
{
    while (r->next * GAIT_GRID_NS <= r->last.t)
        emit_sum(r);
}

static void choose_side(struct gait_resample *r)
{
    double margin = r->triangular ? -LEARNED_MARGIN_HZ : LEARNED_MARGIN_HZ;
    bool triangular = r->period_ns > 0 && 1e9 / r->period_ns > TRIANGLE_ABOVE_HZ + margin;
    if (triangular == r->triangular)
        return;
    if (triangular) {
        emit_piece(r, NULL);
        r->behind = 0;
        start_triangle(r, &r->last);
    } else {
        finish_triangle(r);
    }
    r->triangular = triangular;
}

static void start(struct gait_resample *r, const struct gait_curve_point *p)
{
    r->started = true;
    r->behind = 0;
    r->next = tick_at_or_after(p->t);
    if (r->triangular)
        start_triangle(r, p);
    else if (r->next * GAIT_GRID_NS == p->t)
        emit(r, p->v, 0);
}

static void after_gap(struct gait_resample *r, const struct gait_curve_point *p)
{
    if (r->triangular)
        finish_triangle(r);
    else
        emit_piece(r, NULL);
    emit_gap_until(r, p->t);
    start(r, p);
}

static void follow(struct gait_resample *r, const struct gait_curve_point *p)
{
    double interval = (double)(p->t - r->last.t);
    double bridge = fmax(r->set.bridge_periods * r->period_ns, r->set.bridge_s * 1e9);
    bridge = fmin(bridge, BRIDGE_MAX_NS);
    bool hole = r->period_ns > 0 && interval > fmax(HOLE_PERIODS * r->period_ns, HOLE_LEAST_NS);
    bool unbridgeable = hole || r->period_ns <= 0 || interval > BRIDGE_MAX_NS;
    if (interval > bridge && unbridgeable)
        after_gap(r, p);
    else if (!r->triangular)
        continue_piece(r, p, hole);
    else if (hole)
        accumulate_hole(r, p);
    else
        accumulate(r, p);
}

static bool read_point(const struct gait_resample *r, const struct gait_sample *s,
                       struct gait_curve_point *ret)
{
    if ((s->t_ns < 0) != (r->origin_ns < 0) && llabs(s->t_ns / 2 - r->origin_ns / 2) > TIME_MAX / 2)
        return false;
    ret->t = s->t_ns - r->origin_ns;
    memcpy(ret->v, s->a_ms2, sizeof s->a_ms2);
    memcpy(ret->v + 3, s->w_rads, sizeof s->w_rads);
    return llabs(ret->t) <= TIME_MAX && (!r->started || ret->t > r->last.t);
}

bool gait_resample_push(struct gait_resample *r, const struct gait_sample *s)
{
    struct gait_curve_point p;
    r->out = r->outs = 0;
    if (!read_point(r, s, &p))
        return false;
    if (!r->started) {
        start(r, &p);
    } else {
        if (r->learns) {
            double median_ns = gait_period_push(&r->period, p.t - r->last.t);
            if (median_ns > 0)
                r->period_ns = median_ns;
            choose_side(r);
        }
        follow(r, &p);
    }
    r->last = p;
    return true;
}

bool gait_resample_next(struct gait_resample *r, struct gait_tick *ret_tick)
{
    if (r->out == r->outs)
        return false;
    *ret_tick = r->tick[r->out++];
    return true;
}

double gait_resample_period_s(const struct gait_resample *r)
{
    return r->period_ns * 1e-9;
}
