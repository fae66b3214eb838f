/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a comparison against sessions whose truth is known: strides as people's wander
 * (fitted to public recordings), stretches with levels of their own, and pace that moves peaks. */
#include "tests/help_signal.h"

#include <gait/compare.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ASPHALT = 1, TRAIL = 2 };

/* slow: share of the variance that wanders with lag-one correlation phi. stretch_sd in units of the
 * strides' own. pace_sd: of the runner's speed, m/s, wandering over 50 strides; what a m/s does to
 * the peak is `slope` g. */
struct kind {
    const char *name;
    double phi, slow, stretch_sd;
    int k, n;
    double pace_sd, slower_ms, slope, effect_g, drift_g_min;
    bool speed_known, heavy;
    double steps; /* scatter of cadence and contact time: 0 is 1 */
    bool skewed;  /* the band's power, lognormal: effect and scatter are of its logarithm */
};

static const double sd_g = 0.7, mean_g = 6.3;

static double noise(struct help_random *r, const struct kind *k, double *slow)
{
    double white = help_normal(r);
    if (k->heavy) { /* t with 3 degrees of freedom, of variance one */
        double x = help_normal(r), y = help_normal(r), z = help_normal(r);
        white /= sqrt(x * x + y * y + z * z);
    }
    *slow = k->phi * *slow + sqrt(1 - k->phi * k->phi) * help_normal(r);
    return sqrt(1 - k->slow) * white + sqrt(k->slow) * *slow;
}

static void stretch(struct gait_compare *c, struct help_random *r, const struct kind *k,
                    int surface, int64_t *t_ns)
{
    bool trail = surface == TRAIL;
    double level = k->stretch_sd * sd_g * help_normal(r), slow = help_normal(r);
    double wander = help_normal(r);
    for (int i = 0; i < k->n; i++, *t_ns += 700000000) {
        wander = 0.98 * wander + sqrt(1 - 0.98 * 0.98) * help_normal(r);
        double v = 3 + k->pace_sd * wander - (trail ? k->slower_ms : 0);
        double minutes = (double)*t_ns / 60e9;
        struct gait_compare_row row = {.t_ns = *t_ns, .surface = surface, .clean = true};
        row.side = GAIT_SIDE_LEFT;
        double steps = k->steps > 0 ? k->steps : 1;
        row.cadence_spm = 166 + 10 * (v - 3) + 1.5 * steps * help_normal(r);
        row.contact_ms = 250 - 40 * (v - 3) + 7 * steps * help_normal(r);
        row.speed_ms = k->speed_known ? v : NAN;
        row.slope_deg = NAN;
        for (int m = 0; m < GAIT_MEASURES; m++)
            row.value[m] = NAN;
        row.value[GAIT_MEASURE_PEAK] = mean_g + level + sd_g * noise(r, k, &slow) +
                                       k->slope * (v - 3) + (trail ? k->effect_g : 0) +
                                       k->drift_g_min * minutes;
        if (k->skewed)
            row.value[GAIT_MEASURE_BAND] = 0.5 * exp(row.value[GAIT_MEASURE_PEAK] - mean_g);
        gait_compare_add(c, &row);
    }
}

static struct gait_event session(struct gait_compare *c, const struct kind *k, uint64_t seed)
{
    struct help_random r = {seed * 7919 + 1};
    struct gait_event e;
    int64_t t_ns = 0;
    gait_compare_reset(c);
    for (int i = 0; i < k->k; i++) {
        stretch(c, &r, k, ASPHALT, &t_ns);
        stretch(c, &r, k, TRAIL, &t_ns);
    }
    gait_compare_flush(c);
    struct gait_compare_ask ask = {.a = ASPHALT,
                                   .b = TRAIL,
                                   .name_a = "asphalt",
                                   .name_b = "trail",
                                   .measure = k->skewed ? GAIT_MEASURE_BAND : GAIT_MEASURE_PEAK,
                                   .primary = true};
    cr_assert(gait_compare_result(c, &ask, &e));
    return e;
}

struct score {
    int sessions, judged, wrong, found, covered, promised;
    double half;
};

static struct score score_of(const struct kind *k, int sessions)
{
    struct gait_compare *c = gait_compare_new();
    struct score s = {.sessions = sessions};
    for (int i = 0; i < sessions; i++) {
        struct gait_event e = session(c, k, (uint64_t)i + 1);
        enum gait_verdict v = e.u.comparison.verdict;
        double low = e.u.comparison.ci95_low, high = e.u.comparison.ci95_high;
        bool claimed = v == GAIT_VERDICT_LOWER || v == GAIT_VERDICT_HIGHER;
        s.wrong += claimed && (k->effect_g == 0 || (k->effect_g < 0) != (v == GAIT_VERDICT_LOWER));
        s.found += claimed && (k->effect_g < 0) == (v == GAIT_VERDICT_LOWER);
        if (isnan(low))
            continue;
        /* a ratio, told at this session's own mean */
        double truth = k->skewed ? e.u.comparison.mean_a * expm1(k->effect_g) : k->effect_g;
        s.judged++;
        s.covered += low <= truth && truth <= high;
        s.promised += low - truth + e.u.comparison.mdd > 0;
        s.half += (high - low) / 2;
    }
    gait_compare_free(c);
    fprintf(stderr,
            "%-28s %dx%d: wrong %.3f, found %.3f, not comparable %.3f; of the judged covered %.3f, "
            "mdd found %.3f, half width %.2f g\n",
            k->name, k->k, k->n, (double)s.wrong / sessions, (double)s.found / sessions,
            1 - (double)s.judged / sessions, (double)s.covered / s.judged,
            (double)s.promised / s.judged, s.half / s.judged);
    return s;
}

/* Three standard errors of a share of n. */
static double three(double share, int n)
{
    return 3 * sqrt(share * (1 - share) / n);
}

#define HIP .phi = 0.95, .slow = 0.33
#define PACE .pace_sd = 0.12, .slope = 3

static const struct kind null[] = {
    {.name = "white", .k = 5, .n = 100, .stretch_sd = 0.2, PACE},
    {.name = "AR .6", .phi = 0.6, .slow = 1, .k = 5, .n = 60, .stretch_sd = 0.2, PACE},
    {.name = "AR .9", .phi = 0.9, .slow = 1, .k = 3, .n = 60, .stretch_sd = 0.2, PACE},
    {.name = "hip", HIP, .k = 5, .n = 60, .stretch_sd = 0.2, PACE},
    {.name = "white, stretches .43", .k = 2, .n = 150, .stretch_sd = 0.43},
    {.name = "hip, stretches .43", HIP, .k = 2, .n = 100, .stretch_sd = 0.43, PACE},
    {.name = "hip, stretches .86", HIP, .k = 5, .n = 60, .stretch_sd = 0.86, PACE},
    {.name = "hip, heavy tails", HIP, .k = 5, .n = 60, .stretch_sd = 0.2, .heavy = true, PACE},
    {.name = "hip, one stretch each, drifts",
     HIP,
     .k = 1,
     .n = 300,
     .stretch_sd = 0.14,
     .drift_g_min = 0.02,
     PACE},
    {.name = "hip, .2 m/s slower",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .slower_ms = 0.2,
     PACE},
    {.name = "hip, .3 m/s slower",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .slower_ms = 0.3,
     PACE},
    {.name = "hip, .3 m/s slower, noisy",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .slower_ms = 0.3,
     .steps = 2,
     PACE},
    {.name = "hip, .4 m/s slower",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .slower_ms = 0.4,
     PACE},
    {.name = "hip, .2 m/s slower, long",
     HIP,
     .k = 20,
     .n = 60,
     .stretch_sd = 0.14,
     .slower_ms = 0.2,
     PACE},
    {.name = "hip, .2 m/s slower, known",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .slower_ms = 0.2,
     .speed_known = true,
     PACE},
};

Test(compare_truth, sessions_without_a_difference_are_wrong_in_at_most_5_percent)
{
    enum { SESSIONS = 200 };
    for (size_t i = 0; i < sizeof null / sizeof *null; i++) {
        struct score s = score_of(&null[i], SESSIONS);
        cr_expect_leq((double)s.wrong / SESSIONS, 0.05 + three(0.05, SESSIONS), "%s: %d of %d",
                      null[i].name, s.wrong, SESSIONS);
    }
}

static const struct kind effect[] = {
    {.name = "AR .6", .phi = 0.6, .slow = 1, .k = 5, .n = 60, .stretch_sd = 0.2, .effect_g = -0.8},
    {.name = "hip", HIP, .k = 4, .n = 100, .stretch_sd = 0.14, .effect_g = -0.8},
    {.name = "hip, stretches .43", HIP, .k = 3, .n = 100, .stretch_sd = 0.43, .effect_g = -0.8},
    {.name = "hip, one stretch each", HIP, .k = 1, .n = 300, .stretch_sd = 0.2, .effect_g = -0.8},
    {.name = "hip, 25 strides a side", HIP, .k = 5, .n = 5, .stretch_sd = 0.2, .effect_g = -0.8},
    {.name = "hip, speed known",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .effect_g = -0.8,
     .speed_known = true,
     PACE},
    {.name = "skewed", HIP, .k = 5, .n = 100, .stretch_sd = 0.2, .effect_g = -0.5, .skewed = true},
    {.name = "hip, pace unknown",
     HIP,
     .k = 4,
     .n = 100,
     .stretch_sd = 0.14,
     .effect_g = -0.8,
     PACE},
};

Test(compare_truth, intervals_hold_the_truth_in_94_percent_and_mdd_is_found_in_78)
{
    enum { SESSIONS = 200 };
    for (size_t i = 0; i < sizeof effect / sizeof *effect; i++) {
        struct score s = score_of(&effect[i], SESSIONS);
        cr_expect_geq((double)s.covered / s.judged, 0.94 - three(0.06, s.judged), "%s: %d of %d",
                      effect[i].name, s.covered, s.judged);
        cr_expect_geq((double)s.promised / s.judged, 0.78 - three(0.22, s.judged), "%s: %d of %d",
                      effect[i].name, s.promised, s.judged);
        cr_expect_eq(s.wrong, 0, "%s: %d times higher", effect[i].name, s.wrong);
    }
}

Test(compare_truth, says_what_a_stride_and_a_result_cost)
{
    struct gait_compare *c = gait_compare_new();
    struct gait_event e;
    struct kind k = {.name = "cost", HIP, .k = 4, .n = 250, .stretch_sd = 0.2, PACE};
    clock_t from = clock();
    enum { TIMES = 20 };
    for (uint64_t i = 0; i < TIMES; i++)
        session(c, &k, i);
    clock_t sessions = clock() - from;
    struct gait_compare_ask ask = {.a = ASPHALT,
                                   .b = TRAIL,
                                   .name_a = "asphalt",
                                   .name_b = "trail",
                                   .measure = GAIT_MEASURE_PEAK};
    from = clock();
    for (int i = 0; i < TIMES * 5; i++)
        cr_assert(gait_compare_result(c, &ask, &e));
    double result_us = (double)(clock() - from) / TIMES / 5 * 1e6 / CLOCKS_PER_SEC;
    double stride_us = ((double)sessions * 1e6 / CLOCKS_PER_SEC / TIMES - result_us) / 2000;
    fprintf(stderr, "a stride of one measure %.2f us (with making it up), a result %.0f us\n",
            stride_us, result_us);
    cr_expect_lt(stride_us, 50);
    cr_expect_lt(result_us, 10000);
    gait_compare_free(c);
}
