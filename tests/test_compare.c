/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_compare.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(compare, .init = help_compare_begin, .fini = help_compare_end);

Test(compare, one_g_apart_is_found_one_g_apart)
{
    help_compare_in_turn(4, 40, NULL);
    struct gait_event e = help_compare_peak();
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_float_eq(e.u.comparison.difference, -1, 0.1);
    cr_expect(e.u.comparison.n_a == 160 && e.u.comparison.stretches_b == 4);
    cr_expect_float_eq(e.u.comparison.mean_a, 6, 0.06);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "cadence, contact time, minutes");
    e = help_compare_ask(HELP_ASPHALT, HELP_TRAIL, GAIT_MEASURE_CONTACT);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "minutes");
    cr_expect(strstr(e.u.comparison.why, "not adjusted for pace"), "%s", e.u.comparison.why);
}

Test(compare, fewer_than_25_strides_are_too_few_and_short_stretches_do_not_count)
{
    help_compare_in_turn(6, 4, NULL);
    struct gait_event e;
    struct gait_compare_ask q = {.a = HELP_ASPHALT, .b = HELP_TRAIL, .name_a = "a", .name_b = "b"};
    cr_expect_not(gait_compare_result(help_compared, &q, &e), "stretches of 4 count");
    cr_expect_eq(gait_compare_state(help_compared).outside,
                 2 * 2 * 5 * 4 + 2 * 4); /* one is still open */
    help_compare_in_turn(4, 6, NULL);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
    help_compare_in_turn(5, 5, NULL);
    cr_expect_neq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
}

/* After a pause of 31 s, and where a measure is missing for 11 strides; not after 29 s of one
 * label with the sensor's strides still coming. */
Test(compare, a_pause_or_a_gap_opens_a_stretch)
{
    int64_t t_ns = 0;
    for (int i = 0; i < 200; i++, t_ns += HELP_STRIDE_NS) {
        struct gait_compare_row r = help_compare_stride(t_ns, i < 160 ? HELP_ASPHALT : HELP_TRAIL);
        if (i == 40)
            t_ns += INT64_C(31000000000);
        r.t_ns = t_ns;
        if (i >= 80 && i < 91)
            r.value[GAIT_MEASURE_PEAK] = NAN;
        if (i >= 120 && i < 129)
            r.clean = false;
        gait_compare_add(help_compared, &r);
    }
    gait_compare_flush(help_compared);
    cr_expect_eq(help_compare_peak().u.comparison.stretches_a, 3);
    cr_expect_eq(help_compare_peak().u.comparison.n_a, 160 - 11 - 9);
    cr_expect_eq(
        help_compare_ask(HELP_ASPHALT, HELP_TRAIL, GAIT_MEASURE_CONTACT).u.comparison.stretches_a,
        2);
}

/* Two stretches of asphalt, then two of trail, with a pause in each: nothing was come back to. */
Test(compare, stretches_that_a_pause_parts_are_no_alternation)
{
    int64_t t_ns = 0;
    for (int i = 0; i < 400; i++, t_ns += i % 100 ? HELP_STRIDE_NS : INT64_C(60000000000)) {
        struct gait_compare_row r = help_compare_stride(t_ns, i < 200 ? HELP_ASPHALT : HELP_TRAIL);
        gait_compare_add(help_compared, &r);
    }
    gait_compare_flush(help_compared);
    struct gait_event e = help_compare_peak();
    cr_expect_eq(e.u.comparison.stretches_a, 2);
    cr_expect(!strstr(e.u.comparison.adjusted_for, "minutes"), "%s", e.u.comparison.adjusted_for);
    cr_expect(strstr(e.u.comparison.why, "alternate twice"), "%s", e.u.comparison.why);
}

/* Neighbours swapped, and every seventh stride 15 strides late. */
Test(compare, strides_out_of_order_give_the_same_bytes)
{
    enum { N = 320 };
    static struct gait_compare_row rows[N];
    for (int i = 0; i < N; i++) {
        rows[i] = help_compare_stride(i * HELP_STRIDE_NS, i / 40 % 2 ? HELP_TRAIL : HELP_ASPHALT);
        rows[i].side = i % 2 ? GAIT_SIDE_LEFT : GAIT_SIDE_RIGHT;
        gait_compare_add(help_compared, &rows[i]);
    }
    gait_compare_flush(help_compared);
    struct gait_event straight = help_compare_peak(), mixed;
    gait_compare_reset(help_compared);
    for (int i = 0; i < N + 15; i++) {
        if (i >= 15 && (i - 15) % 7 == 0)
            gait_compare_add(help_compared, &rows[i - 15]);
        if (i < N && i % 7)
            gait_compare_add(help_compared, &rows[i]);
    }
    gait_compare_flush(help_compared);
    mixed = help_compare_peak();
    cr_expect_eq(memcmp(&straight, &mixed, sizeof mixed), 0);
    cr_expect_eq(gait_compare_state(help_compared).late, 0);
    gait_compare_add(help_compared, &rows[5]);
    cr_expect_eq(gait_compare_state(help_compared).late, 1);
    mixed = help_compare_peak();
    cr_expect_eq(memcmp(&straight, &mixed, sizeof mixed), 0);
}

static void still(struct gait_compare_row *r, int i)
{
    (void)i;
    r->cadence_spm = 166, r->contact_ms = 250;
    for (int m = 0; m < GAIT_MEASURES; m++)
        r->value[m] = 6.3;
}

Test(compare, constant_input_gives_no_nan)
{
    help_compare_in_turn(4, 40, still);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        struct gait_event e = help_compare_ask(HELP_ASPHALT, HELP_TRAIL, (enum gait_measure)m);
        cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
        cr_expect(e.u.comparison.difference == 0 && e.u.comparison.mdd == 0 &&
                  e.u.comparison.ci95_low == 0);
    }
}

/* The answer in the middle of a stretch is that of a session that ended there. */
Test(compare, asked_along_the_way_it_says_what_it_would_say_at_the_end)
{
    help_compare_in_turn(4, 40, NULL);
    struct gait_event end = help_compare_peak();
    struct gait_compare_row r =
        help_compare_stride(400 * HELP_STRIDE_NS, 3); /* ends the last stretch */
    gait_compare_add(help_compared, &r);
    gait_compare_flush(help_compared);
    struct gait_event after = help_compare_peak();
    cr_expect_float_eq(after.u.comparison.difference, end.u.comparison.difference, 1e-12);
    cr_expect_float_eq(after.u.comparison.ci95_low, end.u.comparison.ci95_low, 1e-9);
    cr_expect_eq(after.u.comparison.stretches_b, end.u.comparison.stretches_b);
}

static void nothing(struct gait_compare_row *r, int i)
{
    (void)i;
    for (int m = 0; m < GAIT_MEASURES; m++)
        r->value[m] = 5 + help_normal(&help_compare_noise) * 0.3;
}

Test(compare, all_measures_come_in_order_with_one_primary_and_no_more_than_holm_allows)
{
    struct gait_event e[GAIT_MEASURES];
    struct gait_compare_ask q = {
        .a = HELP_ASPHALT, .b = HELP_TRAIL, .name_a = "asphalt", .name_b = "trail"};
    help_compare_in_turn(4, 40, nothing);
    cr_assert_eq(gait_compare_all(help_compared, &q, e), GAIT_MEASURES);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        cr_expect_eq(e[m].u.comparison.measure, (enum gait_measure)m);
        cr_expect_eq(e[m].u.comparison.primary, m == GAIT_MEASURE_PEAK);
        cr_expect_eq(e[m].u.comparison.verdict, GAIT_VERDICT_NONE, "%s", e[m].u.comparison.why);
    }
    help_compare_in_turn(4, 40, NULL);
    cr_assert_eq(gait_compare_all(help_compared, &q, e), 2);
    cr_expect_eq(e[1].u.comparison.measure, GAIT_MEASURE_CONTACT);
}

Test(compare, whatever_comes_it_goes_on)
{
    struct gait_event e;
    for (int i = 0; i < 20000; i++) {
        double x = help_uniform(&help_compare_noise);
        int64_t t_ns = i % 9 ? i * HELP_STRIDE_NS : (int64_t)(x * 1.8e19 - 9e18);
        struct gait_compare_row r = help_compare_stride(t_ns, i / 50 % 20 - 1);
        r.trunk = i % 3 == 0;
        r.side = (enum gait_side)(i % 3);
        r.clipped = i % 4 == 0;
        r.cadence_spm = i % 13 ? x * 300 : INFINITY;
        r.contact_ms = i % 17 ? x * 1e300 : NAN;
        r.speed_ms = i % 5 ? x : NAN;
        for (int m = 0; m < GAIT_MEASURES; m++)
            r.value[m] = i % 11 ? exp(200 * help_uniform(&help_compare_noise) - 100) : -INFINITY;
        gait_compare_add(help_compared, &r);
    }
    gait_compare_flush(help_compared);
    for (int i = 0; i < 17 * 17 * GAIT_MEASURES; i++) {
        struct gait_compare_ask q = {.a = i % 17,
                                     .b = i / 17 % 17,
                                     .name_a = "a",
                                     .name_b = "b",
                                     .measure = (enum gait_measure)(i / 289)};
        if (!gait_compare_result(help_compared, &q, &e))
            continue;
        enum gait_verdict v = e.u.comparison.verdict;
        bool judged = v != GAIT_VERDICT_NOT_COMPARABLE && v != GAIT_VERDICT_TOO_FEW;
        cr_assert_eq(isnan(e.u.comparison.ci95_low), !judged);
        cr_assert_lt(strlen(e.u.comparison.why), GAIT_SENTENCE_MAX);
    }
}
