/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/student.h>
#include <gait/trend.h>

#include <math.h>

enum { INSTANTS = 241 };

static const double freedom_least = 3; /* fewer widen without gain: r itself is uncertain then */
static const double alike_most = 0.8;  /* correlation from block to block */

/* 0.975 held the minute in 91 to 94 % of runs: it is asked for where the drift came out large. */
static const double instants_hold = 0.985;

struct level {
    int n;
    double t, y;
};

/* Of blocks against x, which is the time since an instant: NaN means the time itself. */
struct line {
    struct level of[GAIT_SURFACES_MAX];
    int n, surfaces;
    double since_s, slope, sxx, residual;
};

static double x_of(const struct line *l, const struct gait_trend_block *b)
{
    return isnan(l->since_s) ? b->t_s : fmax(0, b->t_s - l->since_s);
}

static void take_levels(const struct gait_trend_block *block, int n, struct line *l)
{
    for (int i = 0; i < n; i++) {
        struct level *v = &l->of[block[i].surface];
        l->surfaces += v->n == 0;
        v->n++;
        v->t += (x_of(l, &block[i]) - v->t) / v->n;
        v->y += (block[i].value - v->y) / v->n;
    }
}

static double off_line(const struct line *l, const struct gait_trend_block *b)
{
    const struct level *v = &l->of[b->surface];
    return b->value - v->y - l->slope * (x_of(l, b) - v->t);
}

static struct line fit(const struct gait_trend_block *block, int n, double since_s)
{
    struct line l = {.n = n, .since_s = since_s};
    double sxy = 0;
    take_levels(block, n, &l);
    for (int i = 0; i < n; i++) {
        const struct level *v = &l.of[block[i].surface];
        double x = x_of(&l, &block[i]) - v->t;
        l.sxx += x * x;
        sxy += x * (block[i].value - v->y);
    }
    l.slope = l.sxx > 0 ? sxy / l.sxx : 0;
    for (int i = 0; i < n; i++)
        l.residual += off_line(&l, &block[i]) * off_line(&l, &block[i]);
    return l;
}

/* By how much the variance of a slope or a mean is larger for blocks that are alike. fitted: how
 * many numbers took part in the residuals. */
static double wider(const struct gait_trend_block *block, const struct line *l, int fitted)
{
    double before = NAN, products = 0;
    for (int i = 0; i < l->n; i++) {
        double off = off_line(l, &block[i]);
        products += isnan(before) ? 0 : off * before;
        before = off;
    }
    double r = (products / l->residual * l->n + fitted) / fmax(1, l->n - 2 - fitted);
    double alike = fmax(0, fmin(alike_most, r)); /* NaN, of a perfect line: 0 */
    return (1 + alike) / (1 - alike);
}

struct spread {
    double error, freedom;
};

static struct spread spread_of(const struct gait_trend_block *block, const struct line *l)
{
    double w = wider(block, l, 1 + l->surfaces);
    return (struct spread){sqrt(l->residual / (l->n - 1 - l->surfaces) / l->sxx * w),
                           fmax(freedom_least, l->n / w - 1 - l->surfaces)};
}

/* Stretches (unbroken runs on one surface) have levels of their own, which blocks of one stretch
 * share: the line through the means of stretches tells how far that reaches. NaN: too few. */
static struct spread spread_of_stretches(const struct gait_trend_block *block, int n, int surfaces)
{
    struct gait_trend_block mean[GAIT_TREND_BLOCKS];
    int stretches = 0, in = 0;
    for (int i = 0; i < n; i++) {
        if (i == 0 || block[i].surface != block[i - 1].surface) {
            mean[stretches++] = (struct gait_trend_block){.surface = block[i].surface};
            in = 0;
        }
        struct gait_trend_block *m = &mean[stretches - 1];
        in++;
        m->t_s += (block[i].t_s - m->t_s) / in;
        m->value += (block[i].value - m->value) / in;
    }
    struct line l = fit(mean, stretches, NAN);
    if (stretches == n || stretches < 4 + surfaces || !(l.sxx > 0))
        return (struct spread){NAN, NAN};
    return spread_of(mean, &l);
}

static double reach(struct spread s)
{
    return s.error * gait_student_quantile(0.975, (int)s.freedom);
}

bool gait_trend_line(const struct gait_trend_block *block, int n, struct gait_trend *ret)
{
    double t_sum = 0, y_sum = 0;
    if (n > GAIT_TREND_BLOCKS)
        return false;
    struct line l = fit(block, n, NAN);
    if (n < 5 + l.surfaces || !(l.sxx > 0))
        return false;
    for (int i = 0; i < n; i++) {
        t_sum += block[i].t_s;
        y_sum += block[i].value;
    }
    struct spread s = spread_of(block, &l), own = spread_of_stretches(block, n, l.surfaces);
    if (isfinite(own.error) && reach(own) > reach(s))
        s = own;
    *ret = (struct gait_trend){.n = n,
                               .surfaces = l.surfaces,
                               .slope = l.slope,
                               .start = (y_sum - l.slope * t_sum) / n,
                               .error = s.error,
                               .freedom = (int)s.freedom};
    return true;
}

struct gait_trend_change gait_trend_change(const struct gait_trend *line, double seconds)
{
    double change = line->slope * seconds, error = line->error * seconds;
    double own = gait_student_quantile(0.975, line->freedom) * error;
    double together = gait_student_quantile(1 - 0.0125 / GAIT_TREND_CLAIMS, line->freedom) * error;
    return (struct gait_trend_change){change, change - own, change + own, fabs(change) > together};
}

bool gait_trend_mean(const struct gait_trend_block *block, int n, struct gait_trend_mean *ret)
{
    struct line l = {.n = n, .since_s = NAN};
    double sum = 0;
    if (n < 3)
        return false;
    for (int i = 0; i < n; i++)
        sum += block[i].value;
    for (int i = 0; i < GAIT_SURFACES_MAX; i++)
        l.of[i].y = sum / n;
    for (int i = 0; i < n; i++)
        l.residual += off_line(&l, &block[i]) * off_line(&l, &block[i]);
    double w = wider(block, &l, 1);
    ret->mean = sum / n;
    ret->error = sqrt(l.residual / (n - 1) / n * w);
    ret->freedom = (int)fmax(fmin(freedom_least, n - 1), n / w - 1);
    return true;
}

/* ---- since when ---- */

struct instants {
    double from_s, step_s, end_s;
    int best;
    struct line line[INSTANTS];
};

/* From the first block to the second before the last: a line needs two to rise over. */
static void try_all(const struct gait_trend_block *block, int n, struct instants *all)
{
    all->from_s = block[0].t_s;
    all->step_s = (block[n - 2].t_s - block[0].t_s) / (INSTANTS - 1);
    all->end_s = block[n - 1].t_s;
    all->best = 0;
    for (int i = 0; i < INSTANTS; i++) {
        all->line[i] = fit(block, n, all->from_s + i * all->step_s);
        if (all->line[i].residual < all->line[all->best].residual)
            all->best = i;
    }
}

static double rise(const struct instants *all, int i)
{
    return all->line[i].slope * (all->end_s - all->line[i].since_s);
}

bool gait_trend_since(const struct gait_trend_block *block, int n, struct gait_trend_since *ret)
{
    struct gait_trend line;
    struct instants all;
    if (n > GAIT_TREND_BLOCKS || !gait_trend_line(block, n, &line))
        return false;
    try_all(block, n, &all);
    const struct line *best = &all.line[all.best];
    int fitted = 2 + line.surfaces;
    double w = wider(block, best, fitted);
    struct line straight = fit(block, n, NAN);
    double stretches = line.error / spread_of(block, &straight).error; /* NaN: a perfect line */
    w *= fmax(1, stretches * stretches);
    double freedom = fmax(freedom_least, n / w - fitted);
    double t = gait_student_quantile(instants_hold, (int)freedom);
    double variance = best->residual / (n - fitted) * w;
    double most = best->residual + t * t * variance;
    *ret = (struct gait_trend_since){.at_s = best->since_s,
                                     .low_s = INFINITY,
                                     .high_s = -INFINITY,
                                     .change = rise(&all, all.best),
                                     .change_low = INFINITY,
                                     .change_high = -INFINITY};
    for (int i = 0; i < INSTANTS; i++) {
        if (all.line[i].residual > most)
            continue;
        ret->low_s = fmin(ret->low_s, all.line[i].since_s);
        ret->high_s = fmax(ret->high_s, all.line[i].since_s);
        double far = t * sqrt(variance / all.line[i].sxx) * (all.end_s - all.line[i].since_s);
        ret->change_low = fmin(ret->change_low, rise(&all, i) - far);
        ret->change_high = fmax(ret->change_high, rise(&all, i) + far);
    }
    return true;
}
