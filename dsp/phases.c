/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/phases.h>

#include <math.h>
#include <stdlib.h>

enum { BLOCKS = 34 * 120, STRIDES_MIN = 5 };

static const int64_t block_ns = INT64_C(1000000000) * GAIT_PHASES_BLOCK_S;
static const float clean_confidence = 0.5f;

/* How a figure goes with speed, both as logarithms, and what it scatters by otherwise. */
static const struct law {
    double exponent, scatter;
} laws[] = {{0.25, 0.01}, {-0.59, 0.02}, {1.0, 0.10}};
#define LAWS ((int)(sizeof laws / sizeof laws[0]))

static const double unsure_by_strides = 0.05, unsure_by_speed = 0.02; /* two standard deviations */

struct mean {
    unsigned n;
    double sum;
};

struct block {
    double run_s, walk_s;
    struct mean speed, of[LAWS]; /* of running strides; of: logarithms */
};

struct gait_phases {
    bool started;
    int64_t start_ns, end_ns;
    int n; /* blocks up to the last one with a stride */
    struct block block[BLOCKS];
    double effort[BLOCKS], sorted[BLOCKS]; /* scratch of the result */
};

struct gait_phases *gait_phases_new(void)
{
    return calloc(1, sizeof(struct gait_phases));
}

void gait_phases_free(struct gait_phases *p)
{
    free(p);
}

static void take(struct mean *m, double value)
{
    if (!isfinite(value))
        return;
    m->n++;
    m->sum += value;
}

static void take_stride(struct block *b, const struct gait_event *e, double seconds)
{
    if (e->state != GAIT_RUN) {
        b->walk_s += seconds;
        return;
    }
    b->run_s += seconds;
    take(&b->speed, (double)e->u.step.speed_ms);
    if (e->impact.gap || e->u.step.confidence < clean_confidence)
        return;
    take(&b->of[0], log((double)e->u.step.cadence_spm));
    if (e->u.step.toe_off_ns != GAIT_NO_TIME)
        take(&b->of[1], log((double)(e->u.step.toe_off_ns - e->t_ns)));
    take(&b->of[2], log((double)e->impact.peak_g));
}

void gait_phases_add(struct gait_phases *p, const struct gait_event *stride, double seconds)
{
    if (stride->state == GAIT_STILL)
        return;
    if (!p->started) {
        p->start_ns = stride->t_ns;
        p->end_ns = stride->t_ns;
    }
    p->started = true;
    int64_t at = stride->t_ns > p->start_ns ? (stride->t_ns - p->start_ns) / block_ns : 0;
    if (at >= BLOCKS)
        return;
    if (at >= p->n)
        p->n = (int)at + 1;
    if (stride->u.step.next_contact_ns > p->end_ns)
        p->end_ns = stride->u.step.next_contact_ns;
    take_stride(&p->block[at], stride, seconds);
}

/* ---- effort: relative, NaN where a block has too little running ---- */

/* The value that a share of the finite ones does not exceed. NaN: there is none. */
static double quantile(double *sorted, const double *of, int n, double share)
{
    int m = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(of[i]))
            continue;
        int at = m++;
        for (; at > 0 && sorted[at - 1] > of[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = of[i];
    }
    return m == 0 ? NAN : sorted[(int)(share * (m - 1) + 0.5)];
}

static bool runs(const struct block *b)
{
    return b->run_s > b->walk_s && b->run_s >= GAIT_PHASES_BLOCK_S / 6.0;
}

static double mean(const struct mean *m)
{
    return m->n >= STRIDES_MIN ? m->sum / m->n : NAN;
}

static bool speeds_are_known(const struct gait_phases *p)
{
    for (int i = 0; i < p->n; i++)
        if (runs(&p->block[i]) && !isfinite(mean(&p->block[i].speed)))
            return false;
    return true;
}

static void by_speed(struct gait_phases *p)
{
    for (int i = 0; i < p->n; i++)
        p->effort[i] = runs(&p->block[i]) ? mean(&p->block[i].speed) : NAN;
}

/* Least squares of the logarithm of speed on those figures that a block has; where they start from
 * does not matter, so the median of the run stands in for it. */
static void by_strides(struct gait_phases *p)
{
    double middle[LAWS];
    for (int k = 0; k < LAWS; k++) {
        for (int i = 0; i < p->n; i++)
            p->effort[i] = runs(&p->block[i]) ? mean(&p->block[i].of[k]) : NAN;
        middle[k] = quantile(p->sorted, p->effort, p->n, 0.5);
    }
    for (int i = 0; i < p->n; i++) {
        double weights = 0, sum = 0;
        for (int k = 0; k < LAWS; k++) {
            double off = mean(&p->block[i].of[k]) - middle[k];
            double weight = laws[k].exponent / (laws[k].scatter * laws[k].scatter);
            if (!isfinite(off))
                continue;
            sum += weight * off;
            weights += weight * laws[k].exponent;
        }
        p->effort[i] = runs(&p->block[i]) && weights > 0 ? exp(sum / weights) : NAN;
    }
}

/* ---- phases ---- */

struct parts {
    int first, last; /* block of the main part; first < 0: none */
    double before_min, before_walk_min, after_min;
};

static bool hard(const struct gait_phases *p, int i, double border)
{
    return i >= 0 && i < p->n && p->effort[i] >= border;
}

static struct parts parts(const struct gait_phases *p, double border)
{
    struct parts r = {.first = -1};
    for (int i = 0; i < p->n; i++) {
        bool in_main = hard(p, i, border) && (hard(p, i - 1, border) || hard(p, i + 1, border));
        r.first = in_main && r.first < 0 ? i : r.first;
        r.last = in_main ? i : r.last;
    }
    for (int i = 0; i < p->n && r.first >= 0; i++) {
        const struct block *b = &p->block[i];
        double min = (b->run_s + b->walk_s) / 60;
        r.before_min += i < r.first ? min : 0;
        r.before_walk_min += i < r.first ? b->walk_s / 60 : 0;
        r.after_min += i > r.last ? min : 0;
    }
    return r;
}

static struct gait_phases_span span(double is, double one, double other)
{
    const double half = GAIT_PHASES_BLOCK_S / 120.0;
    return (struct gait_phases_span){is, fmax(0, fmin(is, fmin(one, other)) - half),
                                     fmax(is, fmax(one, other)) + half};
}

static double stop_s(const struct gait_phases *p, const struct parts *r)
{
    int64_t main_end_ns = p->start_ns + (r->last + 1) * block_ns;
    return fmax(0, (double)(p->end_ns - main_end_ns) * 1e-9);
}

bool gait_phases_result(struct gait_phases *p, struct gait_phases_result *ret)
{
    *ret = (struct gait_phases_result){0};
    for (int i = 0; i < p->n; i++) {
        ret->run_min += p->block[i].run_s / 60;
        ret->walk_min += p->block[i].walk_s / 60;
    }
    if (ret->run_min < GAIT_PHASES_MAIN_MIN)
        return false;
    ret->by_speed = speeds_are_known(p);
    if (ret->by_speed)
        by_speed(p);
    else
        by_strides(p);
    double level = quantile(p->sorted, p->effort, p->n, 0.75);
    double unsure = ret->by_speed ? unsure_by_speed : unsure_by_strides;
    struct parts is = parts(p, GAIT_PHASES_EASY * level);
    struct parts below = parts(p, (GAIT_PHASES_EASY - unsure) * level);
    struct parts above = parts(p, (GAIT_PHASES_EASY + unsure) * level);
    if (is.first < 0)
        return false;
    if (above.first < 0)
        above = is;
    ret->warm_up = span(is.before_min, below.before_min, above.before_min);
    ret->warm_up_walk_min = is.before_walk_min;
    ret->cool_down = span(is.after_min, below.after_min, above.after_min);
    ret->stop_s = stop_s(p, &is);
    ret->stop_low_s = fmax(0, fmin(ret->stop_s, stop_s(p, &below)) - GAIT_PHASES_BLOCK_S);
    ret->stop_high_s = fmax(ret->stop_s, stop_s(p, &above)) + GAIT_PHASES_BLOCK_S;
    return true;
}
