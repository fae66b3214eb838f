/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of surface and verdict against sessions whose truth is known. */
#include <gait/surface.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SECOND = 1000000000 };

/* A runner whose peaks wander as a real hip's do: 0.67 white and 0.33 AR(0.95) of the variance, and
 * every stretch has a level of its own. */
struct runner {
    uint64_t seed;
    double mean, sd, stretch_sd, slow;
    int64_t t_ns;
};

static double uniform(struct runner *r)
{
    uint64_t z = r->seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return ((double)((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(struct runner *r)
{
    double radius = sqrt(-2 * log(uniform(r)));
    return radius * cos(6.283185307179586 * uniform(r));
}

static struct runner runner(uint64_t seed, double stretch_sd)
{
    return (struct runner){seed * 7919 + 1, 6.3, 0.7, stretch_sd, 0, 0};
}

static double peak(struct runner *r)
{
    r->slow = 0.95 * r->slow + sqrt(1 - 0.95 * 0.95) * normal(r);
    return r->sd * (sqrt(0.67) * normal(r) + sqrt(0.33) * r->slow);
}

/* One stretch of n strides, 0.7 s apart, both legs in turn, at this pace. */
static void run_at(struct gait_surface *s, struct runner *r, const char *surface, int n,
                   double shift, double spm, double contact_ms)
{
    double level = r->mean + shift + r->stretch_sd * normal(r);
    gait_surface_mark(s, r->t_ns, surface);
    r->slow = normal(r);
    for (int i = 0; i < n; i++, r->t_ns += SECOND * INT64_C(7) / 10) {
        enum gait_side side = i % 2 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
        gait_surface_add(s, r->t_ns, GAIT_MEASURE_PEAK, side, level + peak(r), true, false);
        gait_surface_add(s, r->t_ns, GAIT_MEASURE_CADENCE, side, spm + 1.5 * normal(r), true,
                         false);
        gait_surface_add(s, r->t_ns, GAIT_MEASURE_CONTACT, side, contact_ms + 7 * normal(r), true,
                         false);
    }
}

static void run(struct gait_surface *s, struct runner *r, const char *surface, int n, double shift)
{
    run_at(s, r, surface, n, shift, 166, 250);
}

static struct gait_event session(struct gait_surface *s, uint64_t seed, int k, int n,
                                 double stretch_sd, double shift)
{
    struct runner r = runner(seed, stretch_sd);
    struct gait_event e;
    gait_surface_reset(s);
    for (int i = 0; i < k; i++) {
        run(s, &r, "asphalt", n, 0);
        run(s, &r, "trail", n, shift);
    }
    cr_assert(gait_surface_compare(s, "asphalt", "trail", GAIT_MEASURE_PEAK, &e));
    return e;
}

static bool wrong(enum gait_verdict v)
{
    return v == GAIT_VERDICT_LOWER || v == GAIT_VERDICT_HIGHER;
}

static const struct {
    int k, n;
    double stretch_sd;
} designs[] = {{4, 60, 0.15}, {4, 60, 0.3}, {2, 150, 0.15},
               {2, 150, 0.3}, {4, 60, 0},   {5, 25, 0.3}};
enum { DESIGNS = sizeof designs / sizeof designs[0], SESSIONS = 400, MANY = 4000 };

Test(surface_truth, null_sessions_are_wrong_in_at_most_5_percent)
{
    struct gait_surface *s = gait_surface_new();
    for (int d = 0; d < DESIGNS; d++) {
        int bad = 0;
        for (uint64_t seed = 0; seed < SESSIONS; seed++)
            bad += wrong(session(s, seed, designs[d].k, designs[d].n, designs[d].stretch_sd, 0)
                             .u.comparison.verdict);
        double rate = (double)bad / SESSIONS;
        fprintf(stderr, "null %dx%d, stretches %.2f g: wrong %.4f\n", designs[d].k, designs[d].n,
                designs[d].stretch_sd, rate);
        cr_expect_leq(rate, 0.05 + 3 * sqrt(0.05 * 0.95 / SESSIONS),
                      "%dx%d, %g g, seeds 0..399: %g", designs[d].k, designs[d].n,
                      designs[d].stretch_sd, rate);
    }
    gait_surface_free(s);
}

/* Coverage of the true difference, and how often a true difference of the session's own mdd would
 * have been found. */
Test(surface_truth, intervals_cover_94_percent_and_mdd_is_found_in_78_percent)
{
    struct gait_surface *s = gait_surface_new();
    for (int d = 0; d < 4; d++) {
        int covered = 0, found = 0, judged = 0;
        double half = 0, truth = -0.8;
        for (uint64_t seed = 0; seed < MANY; seed++) {
            struct gait_event e =
                session(s, 10000 + seed, designs[d].k, designs[d].n, designs[d].stretch_sd, truth);
            if (isnan(e.u.comparison.mdd))
                continue; /* refused for its pace */
            judged++;
            covered += e.u.comparison.ci95_low <= truth && truth <= e.u.comparison.ci95_high;
            found += e.u.comparison.ci95_low - truth + e.u.comparison.mdd > 0;
            half += (e.u.comparison.ci95_high - e.u.comparison.ci95_low) / 2;
        }
        double share = (double)covered / judged, power = (double)found / judged;
        fprintf(stderr, "%dx%d, stretches %.2f g: covers %.4f, mdd found %.4f, half width %.2f g\n",
                designs[d].k, designs[d].n, designs[d].stretch_sd, share, power, half / judged);
        cr_expect_geq(judged, MANY * 99 / 100);
        cr_expect_geq(share, 0.94, "%dx%d: %g", designs[d].k, designs[d].n, share);
        cr_expect_geq(power, 0.78, "%dx%d: %g", designs[d].k, designs[d].n, power);
    }
    gait_surface_free(s);
}

Test(surface_truth, finds_a_large_difference_and_says_so)
{
    struct gait_surface *s = gait_surface_new();
    struct gait_event e = session(s, 1, 4, 60, 0.15, -1.2);
    cr_assert_eq(e.kind, GAIT_EVENT_COMPARISON);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_assert_eq(e.u.comparison.n_a, 240);
    cr_assert_eq(e.u.comparison.stretches_b, 4);
    cr_assert_float_eq(e.u.comparison.difference, -1.2, 0.6);
    cr_assert_str_eq(e.u.comparison.adjusted_for, "");
    fprintf(stderr, "%s\n", e.u.comparison.why);
    cr_assert(strstr(e.u.comparison.why, "softer"));
    e = session(s, 1, 4, 60, 0.15, 1.2);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_HIGHER);
    e = session(s, 3, 4, 60, 0.15, 0);
    fprintf(stderr, "%s\n", e.u.comparison.why);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
    gait_surface_free(s);
}

Test(surface_truth, one_stretch_each_is_not_comparable)
{
    struct gait_surface *s = gait_surface_new();
    struct gait_event e = session(s, 4, 1, 400, 0.1, -2);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_assert(strstr(e.u.comparison.why, "one stretch each") &&
              strstr(e.u.comparison.why, "alternate twice"));
    cr_assert(isnan(e.u.comparison.ci95_low) && isnan(e.u.comparison.mdd));
    gait_surface_free(s);
}

Test(surface_truth, below_25_strides_is_too_few)
{
    struct gait_surface *s = gait_surface_new();
    cr_assert_eq(session(s, 5, 2, 12, 0.1, -2).u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
    cr_assert_neq(session(s, 5, 2, 13, 0.1, -2).u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
    struct gait_event e = session(s, 5, 20, 4, 0.1, -2);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_TOO_FEW, "stretches of 4 strides count");
    cr_assert_eq(e.u.comparison.n_a, 0);
    gait_surface_free(s);
}

/* The peak goes with pace, 3 g per m/s, the ground does nothing. 0.1 m/s: 1 spm and 4 ms. */
Test(surface_truth, another_pace_is_not_comparable)
{
    struct gait_surface *s = gait_surface_new();
    for (int step = 0; step <= 5; step++) {
        int refused = 0, fooled = 0;
        for (uint64_t seed = 0; seed < 200; seed++) {
            struct runner r = runner(seed, 0.15);
            struct gait_event e;
            gait_surface_reset(s);
            for (int i = 0; i < 4; i++) {
                double drift = normal(&r) * 0.08; /* m/s, of each stretch */
                run_at(s, &r, "asphalt", 60, 3 * drift, 166 + 10 * drift, 250 - 40 * drift);
                drift = normal(&r) * 0.08 - 0.1 * step;
                run_at(s, &r, "trail", 60, 3 * drift, 166 + 10 * drift, 250 - 40 * drift);
            }
            gait_surface_compare(s, "asphalt", "trail", GAIT_MEASURE_PEAK, &e);
            refused += e.u.comparison.verdict == GAIT_VERDICT_NOT_COMPARABLE;
            fooled += wrong(e.u.comparison.verdict);
            if (e.u.comparison.verdict == GAIT_VERDICT_NOT_COMPARABLE)
                cr_assert(strstr(e.u.comparison.why, "pace"), "%s", e.u.comparison.why);
        }
        fprintf(stderr, "pace %.1f m/s slower: refused %.3f, fooled %.3f\n", 0.1 * step,
                refused / 200.0, fooled / 200.0);
        cr_expect_leq(fooled, 200 * (0.05 + 3 * sqrt(0.05 * 0.95 / 200)), "step %d: %d of 200",
                      step, fooled);
    }
    gait_surface_free(s);
}
