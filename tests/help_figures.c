/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_figures.h"

#include "ctl/exact.h"
#include "ctl/synth_stance.h"

#include <math.h>
#include <stdlib.h>

#define WEIGHT_N (RUNNER_MASS_KG * GAIT_G_MS2)
#define FROM_S 5
#define TO_S 125

enum { BINS = 60, SPECTRA = 3 }; /* shank, sacrum, head */

/* One foot while its figures are taken. */
struct foot {
    double down_s, force_n, contact_s;
    double axial, axial_at, resultant, rebound, swing, foot, sacrum, turn;
    double active, active_at, impact, impact_at, loading;
    int steps, impacts;
};

struct study {
    struct figures sum;
    struct foot left, right;
    struct stance_signal stance[SPECTRA];
    double power[SPECTRA][BINS + 1]; /* at as many Hz */
    double swing_sum, impulse, x_sum;
    long swing_n, n;
    double first_s;
};

static double size(const double a[3])
{
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

static void close_stance(struct study *s)
{
    double p[BINS];
    for (int k = 0; k < SPECTRA; k++) {
        if (s->left.steps > 0 && stance_power(&s->stance[k], 1, BINS, p))
            for (int i = 0; i < BINS; i++)
                s->power[k][i + 1] += p[i];
        s->stance[k].n = 0;
    }
}

static void close_step(struct foot *f, struct figures *sum)
{
    double g = GAIT_G_MS2;
    sum->axial_g += f->axial / g;
    sum->axial_at_ms += f->axial_at * 1e3;
    sum->resultant_g += f->resultant / g;
    sum->rebound_g += f->rebound / g;
    sum->swing_g += f->swing / g;
    sum->foot_g += f->foot / g;
    sum->foot_dps += f->turn * 180 / EXACT_PI;
    sum->sacrum_g += f->sacrum / g;
    sum->active_weights += f->active / WEIGHT_N;
    sum->active_at += f->active_at / f->contact_s;
    sum->loading += f->loading / WEIGHT_N;
    sum->impact_weights += f->impact / WEIGHT_N;
    sum->impact_at_ms += f->impact_at * 1e3;
    sum->contact_ms += f->contact_s * 1e3;
    f->impacts += f->impact > 0;
}

static void clear(struct foot *f, double t_s, double force_n)
{
    *f = (struct foot){
        .down_s = t_s, .force_n = force_n, .steps = f->steps + 1, .impacts = f->impacts};
}

static void watch_force(struct foot *f, double since_s, double force_n)
{
    if (since_s < 0.05) {
        if (f->impact == 0 && force_n < f->force_n) {
            f->impact = f->force_n;
            f->impact_at = since_s;
        }
        f->loading = fmax(f->loading, (force_n - f->force_n) * RUNNER_HZ);
    }
    if (since_s > 0.06 && force_n > f->active) {
        f->active = force_n;
        f->active_at = since_s;
    }
    if (f->force_n > 0 && force_n <= 0)
        f->contact_s = since_s;
}

static void watch_motion(struct study *s, const struct runner_moment *m, double since_s)
{
    struct foot *f = &s->left;
    double axial = m->shank[0].a_ms2[2];
    if (since_s < 0.075) {
        if (axial > f->axial) {
            f->axial = axial;
            f->axial_at = since_s;
        }
        f->rebound = axial == f->axial ? axial : fmin(f->rebound, axial);
        f->resultant = fmax(f->resultant, size(m->shank[0].a_ms2));
        f->foot = fmax(f->foot, size(m->foot[0].a_ms2));
    }
    if (m->force_n[0] <= 0) {
        f->swing = fmax(f->swing, axial);
        s->swing_sum += axial / GAIT_G_MS2;
        s->swing_n++;
    } else {
        const double a[SPECTRA][3] = {
            {0, 0, axial}, {0, 0, m->sacrum.a_ms2[2]}, {0, 0, m->head.a_ms2[2]}};
        for (int k = 0; k < SPECTRA; k++)
            stance_add(&s->stance[k], a[k]);
    }
    f->sacrum = fmax(f->sacrum, size(m->sacrum.a_ms2));
    f->turn = fmax(f->turn, fabs(m->foot[0].w_rads[1]));
}

static void watch(struct study *s, const struct runner_moment *m)
{
    struct foot *l = &s->left, *r = &s->right;
    if (l->force_n <= 0 && m->force_n[0] > 0) {
        close_stance(s);
        if (l->steps > 0)
            close_step(l, &s->sum);
        else
            s->first_s = m->t_s;
        clear(l, m->t_s, 0);
    }
    if (r->force_n <= 0 && m->force_n[1] > 0) {
        if (r->steps > 0) {
            s->sum.axial_right_g += r->axial / GAIT_G_MS2;
            s->sum.contact_right_ms += r->contact_s * 1e3;
        }
        clear(r, m->t_s, 0);
    }
    watch_force(l, m->t_s - l->down_s, m->force_n[0]);
    watch_force(r, m->t_s - r->down_s, m->force_n[1]);
    watch_motion(s, m, m->t_s - l->down_s);
    if (m->t_s - r->down_s < 0.075)
        r->axial = fmax(r->axial, m->shank[1].a_ms2[2]);
    l->force_n = m->force_n[0];
    r->force_n = m->force_n[1];
    s->impulse += m->force_n[0] + m->force_n[1];
    s->x_sum += m->sacrum.a_ms2[0] / GAIT_G_MS2;
    s->n++;
}

static double largest_hz(const double *p, int from, int to)
{
    int best = from;
    for (int i = from; i <= to; i++)
        best = p[i] > p[best] ? i : best;
    return best;
}

static double sum_of(const double *p, int from, int to)
{
    double sum = 0;
    for (int i = from; i <= to; i++)
        sum += p[i];
    return sum;
}

static double median_hz(const double *p)
{
    double half = sum_of(p, 1, BINS) / 2, sum = 0;
    int i = 1;
    for (; sum + p[i] < half; i++)
        sum += p[i];
    return i - 0.5 + (half - sum) / p[i];
}

static double mean_db(const double *above, const double *below, int from, int to)
{
    double sum = 0;
    for (int i = from; i <= to; i++)
        sum += 10 * log10(above[i] / below[i]);
    return sum / (to - from + 1);
}

static struct figures finish(struct study *s)
{
    struct figures f = s->sum;
    double n = s->left.steps - 1, impacts = s->left.impacts;
    double *mean[] = {&f.axial_g, &f.axial_at_ms, &f.resultant_g, &f.rebound_g,
                      &f.swing_g, &f.foot_g,      &f.foot_dps,    &f.sacrum_g,
                      &f.loading, &f.contact_ms,  &f.active_at,   &f.active_weights};
    for (size_t i = 0; i < sizeof mean / sizeof mean[0]; i++)
        *mean[i] /= n;
    f.axial_right_g /= s->right.steps - 1;
    f.contact_right_ms /= s->right.steps - 1;
    f.impact_weights = impacts > 0 ? f.impact_weights / impacts : NAN;
    f.impact_at_ms = impacts > 0 ? f.impact_at_ms / impacts : NAN;
    f.impact_share = impacts / n;
    f.cadence_spm = 120 * n / (s->left.down_s - s->first_s);
    f.weights = s->impulse / (double)s->n / WEIGHT_N;
    f.sacrum_x_g = s->x_sum / (double)s->n;
    f.swing_mean_g = s->swing_sum / (double)s->swing_n;
    f.low_peak_hz = largest_hz(s->power[0], 3, 9);
    f.high_peak_hz = largest_hz(s->power[0], 10, 30);
    f.median_hz = median_hz(s->power[0]);
    f.sacrum_median_hz = median_hz(s->power[1]);
    f.sacrum_above_8hz = sum_of(s->power[1], 9, BINS) / sum_of(s->power[1], 1, BINS);
    f.sacrum_db = mean_db(s->power[1], s->power[0], 9, 20);
    f.sacrum_low_db = mean_db(s->power[1], s->power[0], 3, 7);
    f.head_db = mean_db(s->power[2], s->power[0], 9, 20);
    return f;
}

struct figures figures_of_bout(const struct runner_bout *bout, const struct runner_manner *as)
{
    struct runner *r = runner_new_as(20260101, bout, 1, as);
    struct study *s = calloc(1, sizeof *s);
    struct runner_moment m;
    if (!r || !s)
        abort();
    s->left.force_n = s->right.force_n = 1;
    for (long i = 0; i < (long)TO_S * RUNNER_HZ; i++) {
        runner_step(r, &m);
        if (i >= (long)FROM_S * RUNNER_HZ)
            watch(s, &m);
    }
    struct figures f = finish(s);
    runner_free(r);
    free(s);
    return f;
}

struct figures figures_of(enum gait_state gait, double speed_ms, const char *on)
{
    const struct runner_manner as = {.body = runner_body(0)};
    const struct runner_bout bout = {
        .gait = gait, .speed_ms = speed_ms, .ground = runner_ground(on)};
    if (!bout.ground)
        abort();
    return figures_of_bout(&bout, &as);
}
