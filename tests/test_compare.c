/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/compare.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ASPHALT = 1, TRAIL = 2 };

static const int64_t stride_ns = 700000000;
static struct gait_compare *c;
static struct help_random noise;

static void setup(void)
{
    c = gait_compare_new();
    cr_assert(c);
    noise = (struct help_random){11};
}

static void teardown(void)
{
    gait_compare_free(c);
}

TestSuite(compare, .init = setup, .fini = teardown);

/* A clean stride of the left leg, 6 g on asphalt and 5 g on the trail. */
static struct gait_compare_row stride(int64_t t_ns, int surface)
{
    struct gait_compare_row r = {.t_ns = t_ns, .surface = surface, .clean = true};
    r.side = GAIT_SIDE_LEFT;
    r.cadence_spm = 166 + help_normal(&noise);
    r.contact_ms = 250 + 3 * help_normal(&noise);
    r.speed_ms = r.slope_deg = NAN;
    for (int m = 0; m < GAIT_MEASURES; m++)
        r.value[m] = NAN;
    r.value[GAIT_MEASURE_PEAK] = (surface == TRAIL ? 5 : 6) + 0.2 * help_normal(&noise);
    r.value[GAIT_MEASURE_CONTACT] = r.contact_ms;
    return r;
}

static struct gait_event ask(int a, int b, enum gait_measure m)
{
    struct gait_event e;
    struct gait_compare_ask q = {
        .a = a, .b = b, .name_a = "asphalt", .name_b = "trail", .measure = m, .primary = true};
    cr_assert(gait_compare_result(c, &q, &e));
    return e;
}

static struct gait_event peak(void)
{
    return ask(ASPHALT, TRAIL, GAIT_MEASURE_PEAK);
}

/* k stretches a side in turn, of n strides; `change` may alter a row. */
static void in_turn(int k, int n, void (*change)(struct gait_compare_row *r, int i))
{
    int64_t t_ns = 0;
    gait_compare_reset(c);
    noise = (struct help_random){11};
    for (int i = 0; i < 2 * k * n; i++, t_ns += stride_ns) {
        struct gait_compare_row r = stride(t_ns, i / n % 2 ? TRAIL : ASPHALT);
        if (change)
            change(&r, i);
        gait_compare_add(c, &r);
    }
    gait_compare_flush(c);
}

Test(compare, one_g_apart_is_found_one_g_apart)
{
    in_turn(4, 40, NULL);
    struct gait_event e = peak();
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_float_eq(e.u.comparison.difference, -1, 0.1);
    cr_expect(e.u.comparison.n_a == 160 && e.u.comparison.stretches_b == 4);
    cr_expect_float_eq(e.u.comparison.mean_a, 6, 0.06);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "cadence, contact time, minutes");
    e = ask(ASPHALT, TRAIL, GAIT_MEASURE_CONTACT);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "minutes");
    cr_expect(strstr(e.u.comparison.why, "not adjusted for pace"), "%s", e.u.comparison.why);
}

Test(compare, fewer_than_25_strides_are_too_few_and_short_stretches_do_not_count)
{
    in_turn(6, 4, NULL);
    struct gait_event e;
    struct gait_compare_ask q = {.a = ASPHALT, .b = TRAIL, .name_a = "a", .name_b = "b"};
    cr_expect_not(gait_compare_result(c, &q, &e), "stretches of 4 count");
    cr_expect_eq(gait_compare_state(c).outside, 2 * 2 * 5 * 4 + 2 * 4); /* one is still open */
    in_turn(4, 6, NULL);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
    in_turn(5, 5, NULL);
    cr_expect_neq(peak().u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
}

/* After a pause of 31 s, and where a measure is missing for 11 strides; not after 29 s of one
 * label with the sensor's strides still coming. */
Test(compare, a_pause_or_a_gap_opens_a_stretch)
{
    int64_t t_ns = 0;
    for (int i = 0; i < 200; i++, t_ns += stride_ns) {
        struct gait_compare_row r = stride(t_ns, i < 160 ? ASPHALT : TRAIL);
        if (i == 40)
            t_ns += INT64_C(31000000000);
        r.t_ns = t_ns;
        if (i >= 80 && i < 91)
            r.value[GAIT_MEASURE_PEAK] = NAN;
        if (i >= 120 && i < 129)
            r.clean = false;
        gait_compare_add(c, &r);
    }
    gait_compare_flush(c);
    cr_expect_eq(peak().u.comparison.stretches_a, 3);
    cr_expect_eq(peak().u.comparison.n_a, 160 - 11 - 9);
    cr_expect_eq(ask(ASPHALT, TRAIL, GAIT_MEASURE_CONTACT).u.comparison.stretches_a, 2);
}

/* Two stretches of asphalt, then two of trail, with a pause in each: nothing was come back to. */
Test(compare, stretches_that_a_pause_parts_are_no_alternation)
{
    int64_t t_ns = 0;
    for (int i = 0; i < 400; i++, t_ns += i % 100 ? stride_ns : INT64_C(60000000000)) {
        struct gait_compare_row r = stride(t_ns, i < 200 ? ASPHALT : TRAIL);
        gait_compare_add(c, &r);
    }
    gait_compare_flush(c);
    struct gait_event e = peak();
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
        rows[i] = stride(i * stride_ns, i / 40 % 2 ? TRAIL : ASPHALT);
        rows[i].side = i % 2 ? GAIT_SIDE_LEFT : GAIT_SIDE_RIGHT;
        gait_compare_add(c, &rows[i]);
    }
    gait_compare_flush(c);
    struct gait_event straight = peak(), mixed;
    gait_compare_reset(c);
    for (int i = 0; i < N + 15; i++) {
        if (i >= 15 && (i - 15) % 7 == 0)
            gait_compare_add(c, &rows[i - 15]);
        if (i < N && i % 7)
            gait_compare_add(c, &rows[i]);
    }
    gait_compare_flush(c);
    mixed = peak();
    cr_expect_eq(memcmp(&straight, &mixed, sizeof mixed), 0);
    cr_expect_eq(gait_compare_state(c).late, 0);
    gait_compare_add(c, &rows[5]);
    cr_expect_eq(gait_compare_state(c).late, 1);
    mixed = peak();
    cr_expect_eq(memcmp(&straight, &mixed, sizeof mixed), 0);
}

static void fast(struct gait_compare_row *r, int i)
{
    (void)i;
    r->cadence_spm = r->surface == TRAIL ? 176 : 166;
    r->contact_ms = r->surface == TRAIL ? 230 : 250;
}

/* Constant on each surface: a mean that reached over the border would vary, and not be the
 * surface itself. */
Test(compare, means_of_pace_do_not_reach_over_a_stretchs_end)
{
    in_turn(4, 30, fast);
    struct gait_event e = peak();
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(e.u.comparison.why, "cadence 176 v 166 spm, contact 230 v 250 ms"), "%s",
              e.u.comparison.why);
}

/* Peaks follow a pace that comes and goes in minutes, 0.3 g a spm; the trail's is 1.5 spm quicker. */
static void follow(struct gait_compare_row *r, int i)
{
    double pace = 2 * sin(i * 0.0237) + (r->surface == TRAIL ? 1.5 : 0);
    r->cadence_spm = 166 + pace + 1.5 * help_normal(&noise);
    r->contact_ms = 250 - 4 * pace + 7 * help_normal(&noise);
    r->value[GAIT_MEASURE_PEAK] = 6 + 0.3 * pace + 0.1 * help_normal(&noise);
}

Test(compare, what_pace_does_is_taken_out_by_means_of_cadence_and_contact)
{
    in_turn(10, 60, follow);
    struct gait_event e = peak();
    cr_expect_float_eq(e.u.comparison.unadjusted, 0.45, 0.1);
    cr_expect(e.u.comparison.ci95_low < 0 && e.u.comparison.ci95_high > 0, "%s",
              e.u.comparison.why);
    cr_expect_float_eq(e.u.comparison.difference, 0, 0.1);
    cr_expect(strstr(e.u.comparison.why, "goes with the pace"), "%s", e.u.comparison.why);
}

static void with_speed(struct gait_compare_row *r, int i)
{
    r->speed_ms = 3 + 0.2 * sin(i * 0.131) + (r->surface == TRAIL ? 0.1 : 0);
    r->value[GAIT_MEASURE_PEAK] = 6 + 3 * (r->speed_ms - 3) + 0.1 * help_normal(&noise);
}

Test(compare, speed_is_used_where_it_is_known_and_for_cadence_and_contact_too)
{
    in_turn(5, 60, with_speed);
    struct gait_event e = peak();
    cr_expect_str_eq(e.u.comparison.adjusted_for, "speed, minutes");
    cr_expect_float_eq(e.u.comparison.difference, 0, 0.05);
    cr_expect_float_eq(e.u.comparison.unadjusted, 0.3, 0.1);
    e = ask(ASPHALT, TRAIL, GAIT_MEASURE_CONTACT);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "speed, minutes");
}

static void one_speed(struct gait_compare_row *r, int i)
{
    (void)i;
    r->speed_ms = 3;
}

static void typed_apart(struct gait_compare_row *r, int i)
{
    (void)i;
    r->speed_ms = r->surface == TRAIL ? 2.8 : 3;
}

static void sometimes_known(struct gait_compare_row *r, int i)
{
    r->speed_ms = i % 10 ? NAN : 3;
}

Test(compare, a_speed_that_was_typed_must_be_known_and_no_surfaces_own)
{
    in_turn(4, 40, one_speed);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_str_eq(peak().u.comparison.adjusted_for, "speed, minutes");
    in_turn(4, 40, typed_apart);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(peak().u.comparison.why, "2.8 v 3.0 m/s"), "%s", peak().u.comparison.why);
    in_turn(4, 40, sometimes_known);
    cr_expect_str_eq(peak().u.comparison.adjusted_for, "cadence, contact time, minutes");
}

static void hill(struct gait_compare_row *r, int i)
{
    (void)i;
    r->speed_ms = 3;
    r->slope_deg = r->surface == TRAIL ? 2 : 0;
}

Test(compare, a_slope_that_is_one_surfaces_own_is_refused)
{
    in_turn(4, 40, hill);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(peak().u.comparison.why, "slope of trail"), "%s", peak().u.comparison.why);
}

/* The right leg is 1 g harder; the trail does nothing. */
static int lost; /* share of the right leg's trail strides, percent */
static void legs(struct gait_compare_row *r, int i)
{
    bool right = i % 2;
    r->side = right ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
    r->value[GAIT_MEASURE_PEAK] = 6 + right + 0.2 * help_normal(&noise);
    if (right && r->surface == TRAIL && i / 2 % 100 < lost)
        r->clean = false;
}

Test(compare, legs_that_differ_and_are_lost_on_one_surface_make_no_difference)
{
    for (lost = 0; lost <= 100; lost += 50) {
        in_turn(4, 200, legs);
        struct gait_event e = peak();
        cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE, "lost %d: %s", lost,
                     e.u.comparison.why);
        cr_expect_float_eq(e.u.comparison.difference, 0, 0.1, "lost %d: %g", lost,
                           e.u.comparison.difference);
        cr_expect(strstr(e.u.comparison.adjusted_for, "side"));
    }
}

static void one_leg_each(struct gait_compare_row *r, int i)
{
    (void)i;
    r->side = r->surface == TRAIL ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
}

Test(compare, one_leg_here_and_the_other_there_is_refused)
{
    in_turn(4, 40, one_leg_each);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(peak().u.comparison.why, "one leg"), "%s", peak().u.comparison.why);
}

static int clipped_of; /* every so many strides on asphalt, the harder side */
static void clip(struct gait_compare_row *r, int i)
{
    r->clipped = r->surface == ASPHALT && i % clipped_of == 0;
}

Test(compare, clipped_strides_bound_or_refuse)
{
    clipped_of = 3;
    in_turn(4, 50, clip);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(peak().u.comparison.why, "sensor's limit"), "%s", peak().u.comparison.why);
    cr_expect_eq(ask(ASPHALT, TRAIL, GAIT_MEASURE_CONTACT).u.comparison.verdict, GAIT_VERDICT_NONE);
    clipped_of = 10;
    in_turn(4, 50, clip);
    cr_expect_eq(peak().u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_float_eq((double)peak().u.comparison.clipped_a, 0.1, 1e-6);
    cr_expect(strstr(peak().u.comparison.why, "at least"), "%s", peak().u.comparison.why);
    clipped_of = 50;
    in_turn(4, 50, clip);
    cr_expect(!strstr(peak().u.comparison.why, "at least"), "%s", peak().u.comparison.why);
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
    in_turn(4, 40, still);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        struct gait_event e = ask(ASPHALT, TRAIL, (enum gait_measure)m);
        cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
        cr_expect(e.u.comparison.difference == 0 && e.u.comparison.mdd == 0 &&
                  e.u.comparison.ci95_low == 0);
    }
}

/* The answer in the middle of a stretch is that of a session that ended there. */
Test(compare, asked_along_the_way_it_says_what_it_would_say_at_the_end)
{
    in_turn(4, 40, NULL);
    struct gait_event end = peak();
    struct gait_compare_row r = stride(400 * stride_ns, 3); /* ends the last stretch */
    gait_compare_add(c, &r);
    gait_compare_flush(c);
    struct gait_event after = peak();
    cr_expect_float_eq(after.u.comparison.difference, end.u.comparison.difference, 1e-12);
    cr_expect_float_eq(after.u.comparison.ci95_low, end.u.comparison.ci95_low, 1e-9);
    cr_expect_eq(after.u.comparison.stretches_b, end.u.comparison.stretches_b);
}

static void nothing(struct gait_compare_row *r, int i)
{
    (void)i;
    for (int m = 0; m < GAIT_MEASURES; m++)
        r->value[m] = 5 + help_normal(&noise) * 0.3;
}

Test(compare, all_measures_come_in_order_with_one_primary_and_no_more_than_holm_allows)
{
    struct gait_event e[GAIT_MEASURES];
    struct gait_compare_ask q = {.a = ASPHALT, .b = TRAIL, .name_a = "asphalt", .name_b = "trail"};
    in_turn(4, 40, nothing);
    cr_assert_eq(gait_compare_all(c, &q, e), GAIT_MEASURES);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        cr_expect_eq(e[m].u.comparison.measure, m);
        cr_expect_eq(e[m].u.comparison.primary, m == GAIT_MEASURE_PEAK);
        cr_expect_eq(e[m].u.comparison.verdict, GAIT_VERDICT_NONE, "%s", e[m].u.comparison.why);
    }
    in_turn(4, 40, NULL);
    cr_assert_eq(gait_compare_all(c, &q, e), 2);
    cr_expect_eq(e[1].u.comparison.measure, GAIT_MEASURE_CONTACT);
}

Test(compare, whatever_comes_it_goes_on)
{
    struct gait_event e;
    for (int i = 0; i < 20000; i++) {
        double x = help_uniform(&noise);
        int64_t t_ns = i % 9 ? i * stride_ns : (int64_t)(x * 1.8e19 - 9e18);
        struct gait_compare_row r = stride(t_ns, i / 50 % 20 - 1);
        r.trunk = i % 3 == 0;
        r.side = (enum gait_side)(i % 3);
        r.clipped = i % 4 == 0;
        r.cadence_spm = i % 13 ? x * 300 : INFINITY;
        r.contact_ms = i % 17 ? x * 1e300 : NAN;
        r.speed_ms = i % 5 ? x : NAN;
        for (int m = 0; m < GAIT_MEASURES; m++)
            r.value[m] = i % 11 ? exp(200 * help_uniform(&noise) - 100) : -INFINITY;
        gait_compare_add(c, &r);
    }
    gait_compare_flush(c);
    for (int i = 0; i < 17 * 17 * GAIT_MEASURES; i++) {
        struct gait_compare_ask q = {.a = i % 17,
                                     .b = i / 17 % 17,
                                     .name_a = "a",
                                     .name_b = "b",
                                     .measure = (enum gait_measure)(i / 289)};
        if (!gait_compare_result(c, &q, &e))
            continue;
        enum gait_verdict v = e.u.comparison.verdict;
        bool judged = v != GAIT_VERDICT_NOT_COMPARABLE && v != GAIT_VERDICT_TOO_FEW;
        cr_assert_eq(isnan(e.u.comparison.ci95_low), !judged);
        cr_assert_lt(strlen(e.u.comparison.why), GAIT_SENTENCE_MAX);
    }
}
