/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_session.h"

#include <gait/session.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(session, .init = help_session_begin, .fini = help_session_end);

struct results {
    bool has[GAIT_MEASURES], compared[GAIT_MEASURES];
    struct gait_event of[GAIT_MEASURES], against[GAIT_MEASURES];
    int summaries, comparisons;
};

/* All results; of: the summaries of this surface. */
static struct results results_of(const char *surface)
{
    struct results r = {0};
    struct gait_event e;
    while (gait_session_result(help_session, &e)) {
        cr_assert_str_eq(e.runner, "ann");
        if (e.kind == GAIT_EVENT_SUMMARY) {
            cr_assert_eq(r.comparisons, 0, "a summary after a comparison");
            r.summaries++;
            if (strcmp(e.u.summary.surface, surface) != 0)
                continue;
            cr_assert_not(r.has[e.u.summary.measure], "told twice");
            r.has[e.u.summary.measure] = true;
            r.of[e.u.summary.measure] = e;
        } else if (e.kind != GAIT_EVENT_DRIFT) {
            cr_assert_eq(e.kind, GAIT_EVENT_COMPARISON);
            r.comparisons++;
            r.compared[e.u.comparison.measure] = true;
            r.against[e.u.comparison.measure] = e;
        }
    }
    cr_assert_not(gait_session_result(help_session, &e), "something after the last");
    return r;
}

static bool of_the_back(int m)
{
    return m == GAIT_MEASURE_BACK_PEAK || m == GAIT_MEASURE_BACK_BAND;
}

Test(session, a_limb_gives_every_measure_but_the_backs)
{
    static const double expected[GAIT_MEASURES] = {
        [GAIT_MEASURE_PEAK] = 6.5,    [GAIT_MEASURE_AXIAL] = 4,
        [GAIT_MEASURE_RISE] = 300,    [GAIT_MEASURE_BAND] = 0.5,
        [GAIT_MEASURE_MEDIAN] = 12,   [GAIT_MEASURE_CADENCE] = 166,
        [GAIT_MEASURE_CONTACT] = 250, [GAIT_MEASURE_ATTENUATION] = -15,
    };
    int64_t t = 0;
    help_session_run(&t, 10, 6.5f, GAIT_SHANK_LEFT);
    struct results r = results_of("unknown");
    cr_expect_eq(r.summaries, GAIT_MEASURES - 2);
    cr_expect_eq(r.comparisons, 0);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        cr_assert_eq(r.has[m], !of_the_back(m), "%d", m);
        if (!r.has[m])
            continue;
        cr_expect_eq(r.of[m].u.summary.n, 10);
        cr_expect_eq(r.of[m].u.summary.clean, 10);
        cr_expect_float_eq(r.of[m].u.summary.mean, expected[m], 1e-3, "%d: %g", m,
                           r.of[m].u.summary.mean);
    }
}

Test(session, only_running_strides_count)
{
    int64_t t = 0;
    for (int i = 0; i < 30; i++, t += HELP_STRIDE_NS) {
        struct gait_event e = help_session_stride(t, i % 3 == GAIT_RUN ? 6 : 99);
        e.state = (enum gait_state)(i % 3);
        gait_session_stride(help_session, &e, GAIT_SHANK_LEFT);
    }
    struct results r = results_of("unknown");
    cr_assert(r.has[GAIT_MEASURE_PEAK]);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.n, 10);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 6);
}

Test(session, a_walking_foot_does_not_choose_the_limb)
{
    int64_t t = 0;
    struct gait_event e = help_session_stride(t, 99);
    e.state = GAIT_WALK;
    gait_session_stride(help_session, &e, GAIT_FOOT_LEFT);
    help_session_run(&t, 10, 6, GAIT_SHANK_LEFT);
    cr_expect(results_of("unknown").has[GAIT_MEASURE_PEAK]);
}

Test(session, the_second_kind_of_limb_is_ignored_and_the_other_leg_is_not)
{
    static const struct {
        enum gait_placement first, leg, other;
    } table[] = {{GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT, GAIT_FOOT_LEFT},
                 {GAIT_FOOT_RIGHT, GAIT_FOOT_LEFT, GAIT_SHANK_RIGHT}};
    for (int k = 0; k < 2; k++) {
        int64_t t = 0;
        gait_session_begin(help_session, "ann");
        help_session_run(&t, 10, 6, table[k].first);
        help_session_run(&t, 10, 99, table[k].other);
        help_session_run(&t, 10, 8, table[k].leg);
        struct results r = results_of("unknown");
        for (int m = 0; m < GAIT_MEASURE_BACK_PEAK; m++)
            cr_expect_eq(r.of[m].u.summary.n, 20, "%d: %u", m, r.of[m].u.summary.n);
        cr_expect_float_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 7, 1e-9);
    }
}

Test(session, a_trunk_alone_gives_the_backs_peak_and_power_cadence_and_contact)
{
    int64_t t = 0;
    help_session_run(&t, 10, 3, GAIT_SACRUM);
    struct results r = results_of("unknown");
    cr_expect_eq(r.summaries, 4);
    cr_assert(r.has[GAIT_MEASURE_BACK_PEAK] && r.has[GAIT_MEASURE_BACK_BAND] &&
              r.has[GAIT_MEASURE_CADENCE] && r.has[GAIT_MEASURE_CONTACT]);
    cr_expect_eq(r.of[GAIT_MEASURE_BACK_PEAK].u.summary.mean, 3);
    cr_expect_eq(r.of[GAIT_MEASURE_BACK_BAND].u.summary.mean, 0.5);
    cr_expect_eq(r.of[GAIT_MEASURE_CADENCE].u.summary.mean, 166);
    cr_expect_float_eq(r.of[GAIT_MEASURE_CONTACT].u.summary.mean, 250, 1e-3);
}

Test(session, beside_a_limb_the_trunk_gives_what_is_of_the_back_only)
{
    int64_t t = 0;
    for (int i = 0; i < 10; i++) {
        help_session_run(&t, 1, 6, GAIT_SHANK_LEFT);
        help_session_run(&t, 1, 3, GAIT_WAIST);
    }
    struct results r = results_of("unknown");
    for (int m = 0; m < GAIT_MEASURES; m++)
        cr_expect_eq(r.of[m].u.summary.n, 10, "%d: %u", m, r.of[m].u.summary.n);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 6);
    cr_expect_eq(r.of[GAIT_MEASURE_BACK_PEAK].u.summary.mean, 3);
}

Test(session, a_trunk_that_is_faster_than_a_declared_limb_does_not_mix_its_timing_in)
{
    int64_t t = 0;
    gait_session_expect(help_session, GAIT_SACRUM);
    gait_session_expect(help_session, GAIT_SHANK_LEFT);
    help_session_run(&t, 5, 3, GAIT_SACRUM);
    help_session_run(&t, 10, 6, GAIT_SHANK_LEFT);
    struct results r = results_of("unknown");
    cr_expect_eq(r.of[GAIT_MEASURE_BACK_PEAK].u.summary.n, 5);
    cr_expect_eq(r.of[GAIT_MEASURE_CADENCE].u.summary.n, 10);
    cr_expect_eq(r.of[GAIT_MEASURE_CONTACT].u.summary.n, 10);
}

Test(session, a_declared_limb_that_stays_silent_is_not_waited_for)
{
    int64_t t = 0;
    gait_session_expect(help_session, GAIT_SHANK_LEFT);
    help_session_run(&t, 100, 3, GAIT_SACRUM);
    struct results r = results_of("unknown");
    cr_expect_eq(r.of[GAIT_MEASURE_CADENCE].u.summary.n, 80);
}

Test(session, the_backs_peaks_are_one_whether_their_sides_are_known_or_not)
{
    for (int i = 0; i < 30; i++) {
        struct gait_event e = help_session_stride(i * HELP_STRIDE_NS, 3);
        e.side = (enum gait_side)(i % 3);
        gait_session_stride(help_session, &e, GAIT_SACRUM);
    }
    struct results r = results_of("unknown");
    cr_expect_eq(r.of[GAIT_MEASURE_BACK_PEAK].u.summary.n, 30);
    cr_expect_eq(r.of[GAIT_MEASURE_CADENCE].u.summary.n, 30);
}

Test(session, what_was_not_measured_is_no_value)
{
    for (int i = 0; i < 10; i++) {
        struct gait_event e = help_session_stride(i * HELP_STRIDE_NS, 6);
        e.u.step.toe_off_ns = GAIT_NO_TIME;
        e.impact.axial_g = NAN;
        e.u.step.stance = (struct gait_stance){NAN, NAN, NAN};
        gait_session_stride(help_session, &e, GAIT_SHANK_LEFT);
    }
    struct results r = results_of("unknown");
    cr_expect_eq(r.summaries, 3);
    cr_expect(r.has[GAIT_MEASURE_PEAK] && r.has[GAIT_MEASURE_RISE] && r.has[GAIT_MEASURE_CADENCE]);
}

Test(session, a_gap_or_little_confidence_counts_and_is_not_averaged)
{
    static const struct {
        float peak_g, confidence;
        bool gap;
    } table[] = {{6, 0.5f, false}, {6, 1, false}, {99, 0.49f, false}, {99, 1, true}, {99, 0, true}};
    for (int i = 0; i < 5; i++) {
        struct gait_event e = help_session_stride(i * HELP_STRIDE_NS, table[i].peak_g);
        e.u.step.confidence = table[i].confidence;
        e.impact.gap = table[i].gap;
        gait_session_stride(help_session, &e, GAIT_SHANK_LEFT);
    }
    struct results r = results_of("unknown");
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.n, 5);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.clean, 2);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 6);
}

/* Four stretches of 20 on each; stretches of one ground lie 0.1 g apart, trail 1 g above. */
static void alternate(double apart_g, bool clipped)
{
    static const double level[] = {0.1, -0.1, -0.1, 0.1};
    int64_t t = 0;
    for (int k = 0; k < 8; k++) {
        bool trail = k % 2;
        gait_session_mark(help_session, t, trail ? "trail" : "asphalt");
        for (int i = 0; i < 20; i++, t += HELP_STRIDE_NS / 2) {
            double peak_g = 6 + level[k / 2] + (trail ? apart_g : 0) + (i / 2 % 2 ? 0.2 : -0.2);
            struct gait_event e = help_session_stride(t, (float)peak_g);
            e.side = i % 2 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
            e.impact.clipped = clipped && trail;
            gait_session_stride(help_session, &e, i % 2 ? GAIT_SHANK_RIGHT : GAIT_SHANK_LEFT);
        }
    }
}

Test(session, two_surfaces_1_g_apart_are_found_1_g_apart)
{
    alternate(1, false);
    struct results r = results_of("trail");
    cr_expect_eq(r.summaries, 2 * (GAIT_MEASURES - 2));
    cr_expect_eq(r.comparisons, GAIT_MEASURES - 2);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.n, 80);
    cr_expect_float_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 7, 1e-6);
    struct gait_event *e = &r.against[GAIT_MEASURE_PEAK];
    cr_expect_str_eq(e->u.comparison.a, "asphalt");
    cr_expect_str_eq(e->u.comparison.b, "trail");
    cr_expect(e->u.comparison.n_a == 80 && e->u.comparison.n_b == 80);
    cr_expect(e->u.comparison.stretches_a == 4 && e->u.comparison.stretches_b == 4);
    cr_expect_float_eq(e->u.comparison.mean_a, 6, 1e-6);
    cr_expect_float_eq(e->u.comparison.difference, 1, 0.02, "%g", e->u.comparison.difference);
    /* at least what the means of stretches say: SD 0.1155 g, minutes fitted, 5 degrees of freedom
     */
    double half = (e->u.comparison.ci95_high - e->u.comparison.ci95_low) / 2;
    cr_expect(half > 2.571 * sqrt(0.08 / 5 * 0.5) && half < 0.5, "%g", half);
    cr_expect(e->u.comparison.primary && !e->u.comparison.so_far);
    cr_expect_str_eq(e->u.comparison.adjusted_for, "minutes, side");
    cr_expect_eq(e->u.comparison.verdict, GAIT_VERDICT_HIGHER);
    for (int m = GAIT_MEASURE_AXIAL; m < GAIT_MEASURE_BACK_PEAK; m++)
        cr_expect_eq(r.against[m].u.comparison.verdict, GAIT_VERDICT_NONE, "%d", m);
}

Test(session, less_or_nothing_or_clipped_gets_its_own_verdict)
{
    static const struct {
        double apart_g;
        bool clipped;
        enum gait_verdict verdict;
    } table[] = {{-1, false, GAIT_VERDICT_LOWER},
                 {0, false, GAIT_VERDICT_NONE},
                 {1, true, GAIT_VERDICT_NOT_COMPARABLE}};
    for (int k = 0; k < 3; k++) {
        gait_session_begin(help_session, "ann");
        alternate(table[k].apart_g, table[k].clipped);
        struct results r = results_of("asphalt");
        cr_expect_eq(r.against[GAIT_MEASURE_PEAK].u.comparison.verdict, table[k].verdict, "%d", k);
        cr_expect_float_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 6, 1e-6);
    }
}

Test(session, a_stride_belongs_to_the_surface_of_its_contact)
{
    gait_session_mark(help_session, 0, "asphalt");
    gait_session_mark(help_session, 10 * HELP_STRIDE_NS, "trail");
    cr_expect_str_eq(gait_session_surface(help_session, 10 * HELP_STRIDE_NS - 1), "asphalt");
    cr_expect_str_eq(gait_session_surface(help_session, 10 * HELP_STRIDE_NS), "trail");
    int64_t t = 0;
    help_session_run(&t, 15, 6, GAIT_SHANK_LEFT);
    cr_expect_eq(results_of("trail").of[GAIT_MEASURE_PEAK].u.summary.n, 5);
}

Test(session, beginning_forgets_strides_surfaces_limb_and_results)
{
    alternate(1, false);
    results_of("trail");
    gait_session_begin(help_session, "ann");
    struct results r = results_of("unknown");
    cr_expect(r.summaries == 0 && r.comparisons == 0);
    cr_expect_str_eq(gait_session_surface(help_session, 0), "unknown");
    gait_session_begin(help_session, "ann");
    int64_t t = 0;
    help_session_run(&t, 10, 9, GAIT_FOOT_LEFT);
    r = results_of("unknown");
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.n, 10);
    cr_expect_eq(r.of[GAIT_MEASURE_PEAK].u.summary.mean, 9);
}

Test(session, is_nobodys_until_begun_and_knows_its_runner)
{
    struct gait_session *fresh = gait_session_new();
    struct gait_event e;
    cr_expect_str_eq(gait_session_runner(fresh), "");
    cr_expect_not(gait_session_result(fresh, &e));
    gait_session_begin(fresh, "a runner whose name is longer than it may be");
    cr_expect_str_eq(gait_session_runner(fresh), "a runner whose name is longer t");
    gait_session_free(fresh);
    gait_session_free(NULL);
}
