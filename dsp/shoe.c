/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shoe.h>
#include <gait/valley.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SOONER = 4,     /* ticks by which a stride may be shorter than expected and is told early */
    ODD = 3,        /* times the usual misfit: not told early */
    LATER = 8,      /* ticks by which it may be longer: an odd stride is told then */
    EARLY_LAG = 12, /* ticks before the expected time that are looked at early */
    FAR = 6,        /* ticks off the valley at which the mean is begun anew */
    MEAN = 8,       /* strides */
    HOLE = 12,      /* ticks before contact in which missing samples hide it */
    BY_RHYTHM = 6,  /* ticks off the expected time within which a landing in a hole is believed */
    FORGIVEN = 3,   /* strides from one landing to the next that is still expected */
    YOUNG = 2,      /* strides learned, mostly of the first out of standing */
    VALLEYS = 9,    /* in the median */
    STRANGERS = 3,  /* strides unlike the mean in a row after which it is begun anew */
};

static const double smooth_hz = 15;
static const double stray = 0.4; /* of a stride, from a candidate to the landing it was taken for */
static const double alike = 0.6; /* below this cosine a stride is another movement */

/* Share of the valley's distance by which a stride is taken in nearer to it: strides aligned with
 * each other alone creep away from it, and where it is read between ticks moves with them. */
static const double pull = 0.15;

static void forget_strides(struct gait_shoe *s)
{
    s->count = s->strangers = 0;
    gait_median_clear(&s->valley, VALLEYS);
    gait_median_clear(&s->misfit, VALLEYS);
    s->aligned = NAN;
}

void gait_shoe_forget(struct gait_shoe *s)
{
    forget_strides(s);
    s->last = NAN;
}

void gait_shoe_reset(struct gait_shoe *s)
{
    gait_gauss_init(&s->smooth, smooth_hz, GAIT_GRID_HZ);
    for (int k = 0; k <= s->smooth.half; k++)
        for (int j = 0; j < 6; j++)
            s->tap[k][j] = j < 3 ? s->smooth.tap[k] / (float)GAIT_G_MS2 : s->smooth.tap[k];
    memset(s->recent, 0, sizeof s->recent);
    s->gaps = 0;
    gait_shoe_forget(s);
}

static double single(const struct gait_trail *t, int64_t c)
{
    float a[GAIT_VALLEY_TICKS][3];
    gait_trail_read(t, (double)(c - GAIT_VALLEY_AROUND), GAIT_VALLEY_TICKS, a);
    double valley = gait_valley_find(a);
    return (double)c + (isnan(valley) ? 0 : valley);
}

/* ---- the motion ---- */

static bool misses(const struct gait_trail *t, int64_t from, int64_t to)
{
    for (int64_t i = from; i <= to; i++)
        if (gait_trail_flags(t, i) & GAIT_GRID_GAP)
            return true;
    return false;
}

static size_t at(int64_t index)
{
    return (size_t)(index & (GAIT_TRAIL_KEPT - 1));
}

/* Smooths the motion at tick i, for which all is there by now. */
static void smooth(struct gait_shoe *s, int64_t i)
{
    int half = s->smooth.half;
    float sum[8] = {0}, energy = 0;
    for (int k = -half; k <= half; k++) {
        const float *x = s->recent[(i + k) & (GAIT_SHOE_RATES - 1)], *tap = s->tap[abs(k)];
        for (int j = 0; j < 8; j++)
            sum[j] += tap[j] * x[j];
    }
    for (int j = 0; j < 6; j++)
        energy += sum[j] * sum[j];
    struct gait_shoe_tick *p = &s->kept[at(i)];
    memcpy(p->motion, sum, sizeof p->motion);
    p->energy = energy;
    uint32_t near = (UINT32_C(2) << (half / 2 + half / 2)) - 1;
    p->known = !(s->gaps >> (half - half / 2) & near);
}

/* Cosine between the mean motion and the one whose first point is at tick `from`; where samples are
 * missing it is not compared. */
static double likeness(const struct gait_shoe *s, int64_t from)
{
    float xy[6] = {0}, xx = 0, yy = 0;
    int known = 0;
    for (int i = 0; i < GAIT_SHOE_POINTS; i++) {
        const struct gait_shoe_tick *x = &s->kept[at(from + 2 * i)], *y = &s->mean[i];
        if (!x->known || !y->known)
            continue;
        known++;
        for (int j = 0; j < 6; j++)
            xy[j] += x->motion[j] * y->motion[j];
        xx += x->energy;
        yy += y->energy;
    }
    float sum = xy[0] + xy[1] + xy[2] + xy[3] + xy[4] + xy[5];
    return xx > 0 && yy > 0 && 3 * known > GAIT_SHOE_POINTS ? (double)(sum / sqrtf(xx * yy)) : 0;
}

struct lags {
    int64_t from, to; /* aligned ticks in question */
    double fit[2 * GAIT_SHOE_LAG + 1];
};

static void fit_at(const struct gait_shoe *s, struct lags *l, int64_t tick)
{
    if (tick >= l->from && tick <= l->to)
        l->fit[tick - l->from] = likeness(s, tick - GAIT_SHOE_BEFORE);
}

/* Where the fit is largest: among every other tick first, then around the best of those. */
static int best_of(const struct gait_shoe *s, struct lags *l)
{
    int best = 0, last = (int)(l->to - l->from);
    for (int i = 0; i <= last; i += 2) {
        fit_at(s, l, l->from + i);
        if (l->fit[i] > l->fit[best])
            best = i;
    }
    int from = best < 3 ? (best + 1) % 2 : best - 3, to = best + 3 < last ? best + 3 : last;
    for (int i = best - 3; i <= best + 3; i += 2)
        fit_at(s, l, l->from + i);
    for (int i = from; i <= to; i++)
        if (l->fit[i] > l->fit[best])
            best = i;
    return best;
}

/* Where the strides before fit best between two ticks; NaN: not to be seen yet, or not alike. */
static double align(const struct gait_shoe *s, const struct gait_trail *t, int64_t from, int64_t to,
                    float *ret_quality)
{
    int64_t seen = t->now - s->smooth.half - GAIT_SHOE_AFTER;
    struct lags l = {.from = from, .to = to < seen ? to : seen};
    if (l.to - l.from < 2)
        return NAN;
    int best = best_of(s, &l), last = (int)(l.to - l.from);
    const double *f = &l.fit[best];
    *ret_quality = (float)fmax(*f, 0);
    if (*f < alike || (best == last && seen < to))
        return NAN;
    double bend = best > 0 && best < last ? f[-1] - 2 * f[0] + f[1] : 0;
    return (double)(from + best) + (bend < 0 ? 0.5 * (f[-1] - f[1]) / bend : 0);
}

/* Early: only where the end of the landing that is expected has come, and if the stride is about as
 * like the others as they are among themselves. */
static double place_early(const struct gait_shoe *s, const struct gait_trail *t, int64_t c,
                          double expected, float *ret_quality)
{
    double seen = (double)(t->now - s->smooth.half - GAIT_SHOE_AFTER);
    if (!(seen >= expected - SOONER) || misses(t, c - GAIT_SHOE_LAG, t->now))
        return NAN;
    int64_t from = c - GAIT_SHOE_LAG, to = c + GAIT_SHOE_LAG, near = (int64_t)expected - EARLY_LAG;
    double aligned = align(s, t, from > near ? from : near, to, ret_quality);
    bool odd = 1 - (double)*ret_quality > ODD * gait_median_now(&s->misfit);
    return odd && seen < expected + LATER ? NAN : aligned;
}

/* Whether a hole takes away what shows a landing at this tick. */
static bool is_hidden(const struct gait_trail *t, double landing)
{
    return misses(t, llround(landing) - HOLE, llround(landing) + GAIT_SHOE_AFTER);
}

/* Whether a hole lies over the landing, or over another one where it was expected. */
static bool is_unsure(const struct gait_trail *t, double aligned, double expected)
{
    return is_hidden(t, aligned) ||
           (fabs(aligned - expected) > GAIT_SHOE_LAG && is_hidden(t, expected));
}

/* With most of the stride there. What is left of a stride beside a hole also fits where it was
 * not: there it must fit close to where it is expected. NaN: like none before. */
static double place_late(const struct gait_shoe *s, const struct gait_trail *t, int64_t c,
                         double expected, float *ret_quality)
{
    double aligned = align(s, t, c - GAIT_SHOE_LAG, c + GAIT_SHOE_LAG, ret_quality);
    int64_t near = isnan(expected) ? c : llround(expected);
    if (isnan(aligned))
        aligned = align(s, t, near - GAIT_SHOE_LAG, near + GAIT_SHOE_LAG, ret_quality);
    if (isnan(aligned) || !is_unsure(t, aligned, expected))
        return aligned;
    aligned = align(s, t, near - BY_RHYTHM, near + BY_RHYTHM, ret_quality);
    return fabs(aligned - (double)near) < BY_RHYTHM && !isnan(expected) ? aligned : NAN;
}

/* Nor can a stride that is like none before be told from what a hole left of one. */
static bool is_doubtful(const struct gait_trail *t, int64_t c, double expected)
{
    return misses(t, c - GAIT_SHOE_LAG - HOLE, c + GAIT_SHOE_LAG) ||
           (!isnan(expected) && is_hidden(t, expected));
}

/* Where the stride that this candidate is of should land; NaN: nothing lets one expect it. */
static double expected_near(const struct gait_shoe *s, int64_t c, double stride)
{
    double at = s->last - gait_median_now(&s->valley);
    double strides = fmax(1, round(((double)c - at) / stride)), expected = at + strides * stride;
    return strides <= FORGIVEN && fabs(expected - (double)c) < stray * stride ? expected : NAN;
}

/* The first stride out of standing swings like no other: another laid over it may lie so far off
 * that its own valley is the better guess, and the better start. */
static bool is_led_astray(const struct gait_shoe *s, const struct gait_trail *t, int64_t c,
                          double aligned)
{
    return s->count <= YOUNG && fabs(single(t, c) - aligned - gait_median_now(&s->valley)) > FAR;
}

double gait_shoe_place(struct gait_shoe *s, const struct gait_trail *t, int64_t c, double stride,
                       bool early, float *ret_quality)
{
    double valley = gait_median_now(&s->valley), expected = expected_near(s, c, stride);
    double aligned = NAN;
    *ret_quality = 0.5f;
    if (early)
        aligned = place_early(s, t, c, expected, ret_quality);
    else if (s->count > 0)
        aligned = place_late(s, t, c, expected, ret_quality);
    bool doubtful = early || is_doubtful(t, c, expected);
    if (isnan(aligned) && doubtful)
        return NAN;
    s->strangers = isnan(aligned) ? s->strangers + 1 : 0;
    if (!doubtful && is_led_astray(s, t, c, aligned)) {
        aligned = NAN;
        s->strangers = STRANGERS;
    }
    if (isnan(aligned))
        aligned = single(t, c) - valley;
    else
        gait_median_put(&s->misfit, 1 - (double)*ret_quality);
    s->aligned = s->count == 0 || s->strangers % STRANGERS == 0 ? aligned : NAN;
    return s->last = aligned + valley;
}

/* ---- learning ---- */

static void take_motion(struct gait_shoe *s, int64_t base, float part, float weight)
{
    for (int i = 0; i < GAIT_SHOE_POINTS; i++) {
        struct gait_shoe_tick *m = &s->mean[i];
        const struct gait_shoe_tick *p = &s->kept[at(base - GAIT_SHOE_BEFORE + 2 * i)],
                                    *q = &s->kept[at(base - GAIT_SHOE_BEFORE + 2 * i + 1)];
        if (!p->known || !q->known)
            continue;
        float share = m->known ? weight : 1;
        m->known = true;
        m->energy = 0;
        for (int j = 0; j < 6; j++) {
            float x = p->motion[j] + part * (q->motion[j] - p->motion[j]);
            m->motion[j] += share * (x - m->motion[j]);
            m->energy += m->motion[j] * m->motion[j];
        }
    }
}

static void take_landing(struct gait_shoe *s, const struct gait_trail *t, double aligned,
                         float weight)
{
    float a[GAIT_VALLEY_TICKS][3];
    double from = aligned - GAIT_VALLEY_AROUND;
    gait_trail_read(t, from, GAIT_VALLEY_TICKS, a);
    for (int i = 0; i < GAIT_VALLEY_TICKS; i++) {
        bool known = !misses(t, (int64_t)from + i, (int64_t)from + i + 1);
        float share = s->landing_known[i] ? weight : 1;
        if (!known && s->landing_known[i])
            continue;
        s->landing_known[i] = known;
        for (int j = 0; j < 3; j++)
            s->landing[i][j] += share * (a[i][j] - s->landing[i][j]);
    }
}

static void take_in(struct gait_shoe *s, const struct gait_trail *t, double aligned)
{
    s->count++;
    float weight = 1.0f / (float)(s->count < MEAN ? s->count : MEAN);
    int64_t base = (int64_t)floor(aligned);
    take_motion(s, base, (float)(aligned - (double)base), weight);
    take_landing(s, t, aligned, weight);
}

static void begin(struct gait_shoe *s, const struct gait_trail *t, double at)
{
    memset(s->mean, 0, sizeof s->mean);
    memset(s->landing_known, 0, sizeof s->landing_known);
    forget_strides(s);
    take_in(s, t, at);
}

static void learn(struct gait_shoe *s, const struct gait_trail *t)
{
    double aligned = s->aligned;
    s->aligned = NAN;
    if (s->count == 0 || s->strangers > 0) {
        aligned += gait_median_now(&s->valley);
        begin(s, t, aligned);
    } else {
        take_in(s, t, aligned + pull * gait_median_now(&s->valley));
    }
    double valley = gait_valley_find(s->landing);
    if (!isnan(valley))
        gait_median_put(&s->valley, valley);
    double off = gait_median_now(&s->valley);
    if (fabs(off) > FAR) { /* what is compared would miss half the landing */
        begin(s, t, aligned + off);
        gait_median_put(&s->valley, 0);
    }
}

void gait_shoe_begin(struct gait_shoe *s, const struct gait_trail *t, int64_t c)
{
    s->aligned = single(t, c);
    learn(s, t);
}

void gait_shoe_push(struct gait_shoe *s, const struct gait_trail *t, const struct gait_tick *tick)
{
    float *x = s->recent[tick->index & (GAIT_SHOE_RATES - 1)];
    bool missing = tick->flags & GAIT_GRID_GAP;
    memcpy(x, gait_trail_at(t, tick->index), 3 * sizeof *x);
    for (int j = 0; j < 3; j++)
        x[3 + j] = missing ? 0 : tick->w_rads[j];
    s->gaps = s->gaps << 1 | missing;
    if (t->now - t->first >= 2 * s->smooth.half)
        smooth(s, t->now - s->smooth.half);
    if ((double)tick->index > s->aligned + GAIT_VALLEY_AROUND + 2)
        learn(s, t);
}
