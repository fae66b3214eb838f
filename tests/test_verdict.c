/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/verdict.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* Four stretches a side in turn at one pace: 10 and 9 g, an interval of 0.5 g either way. */
static struct gait_verdict_estimate estimate(double at, double half)
{
    return (struct gait_verdict_estimate){
        at, at - half, at + half, at - 0.84 * half, at + 0.84 * half, half / 1.96, 0.001};
}

static struct gait_verdict_case plain(void)
{
    struct gait_verdict_case c = {.measure = GAIT_MEASURE_PEAK, .primary = true, .apart = 0.2};
    c.a = (struct gait_verdict_side){"asphalt", 100, 4, 4, 10, 0, 10};
    c.b = (struct gait_verdict_side){"trail", 100, 4, 4, 9, 0, 12};
    c.pace = (struct gait_sentence_pace){GAIT_SENTENCE_BY_STEPS, NAN, NAN, 166, 160, 240, 244};
    c.with = c.without = estimate(-1, 0.5);
    return c;
}

static struct gait_event judge(const struct gait_verdict_case *c,
                               enum gait_sentence_reason *ret_reason)
{
    struct gait_sentence_facts facts;
    struct gait_event e;
    gait_verdict(c, &e, &facts);
    if (ret_reason)
        *ret_reason = facts.reason;
    return e;
}

static void expect(const struct gait_verdict_case *c, enum gait_verdict verdict,
                   enum gait_sentence_reason reason)
{
    enum gait_sentence_reason got;
    struct gait_event e = judge(c, &got);
    cr_expect_eq(e.u.comparison.verdict, verdict, "verdict %d, not %d", (int)e.u.comparison.verdict,
                 (int)verdict);
    cr_expect_eq(got, reason, "reason %d, not %d", (int)got, (int)reason);
    bool judged = verdict != GAIT_VERDICT_NOT_COMPARABLE && verdict != GAIT_VERDICT_TOO_FEW;
    cr_expect_eq(!isnan(e.u.comparison.ci95_low), judged);
    cr_expect_eq(!isnan(e.u.comparison.mdd), judged);
}

Test(verdict, an_interval_off_zero_is_lower_or_higher_and_one_over_it_is_none)
{
    struct gait_verdict_case c = plain();
    expect(&c, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN);
    struct gait_event e = judge(&c, NULL);
    cr_expect_float_eq(e.u.comparison.difference, -1, 1e-12);
    cr_expect_float_eq(e.u.comparison.ci95_low, -1.5, 1e-12);
    cr_expect_float_eq(e.u.comparison.mdd, 0.5 + 0.8416 * 0.5 / 1.96, 1e-12);
    c.with = c.without = estimate(0.6, 0.5);
    expect(&c, GAIT_VERDICT_HIGHER, GAIT_SENTENCE_PLAIN);
    c.with = c.without = estimate(0.4, 0.5);
    expect(&c, GAIT_VERDICT_NONE, GAIT_SENTENCE_PLAIN);
}

Test(verdict, too_few_comes_before_clipped_and_clipped_before_all_else)
{
    struct gait_verdict_case c = plain();
    c.b.clipped = 0.21;
    c.apart = 9;
    expect(&c, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_RANGE);
    c.a.strides = 24;
    expect(&c, GAIT_VERDICT_TOO_FEW, GAIT_SENTENCE_PLAIN);
    c = plain();
    c.b.clipped = 0.2;
    c.a.strides = 25;
    expect(&c, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN);
    c.fault = GAIT_SENTENCE_LEGS;
    expect(&c, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_LEGS);
}

/* 0.33 % of 10 g a minute, over the two minutes that the means lie apart: 0.066 g. */
Test(verdict, a_side_never_come_back_to_must_beat_the_drift_of_a_run)
{
    struct gait_verdict_case c = plain();
    c.b.visits = 1;
    c.with = c.without = estimate(-1, 0.95);
    expect(&c, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_DRIFT);
    c.with = c.without = estimate(-1, 0.93);
    expect(&c, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN);
    struct gait_event e = judge(&c, NULL);
    cr_expect_float_eq(e.u.comparison.ci95_high, -1 + 0.93 + 0.066, 1e-9);
    cr_expect_float_eq(e.u.comparison.mdd, 0.93 + 0.066 + 0.8416 * 0.93 / 1.96, 1e-9);
    c.with = c.without = estimate(-0.5, 0.95);
    expect(&c, GAIT_VERDICT_NONE, GAIT_SENTENCE_PLAIN);
}

Test(verdict, another_pace_is_refused_beyond_three_and_speed_beyond_four)
{
    struct gait_verdict_case c = plain();
    c.apart = 3.01;
    expect(&c, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_PACE);
    c.pace.known = GAIT_SENTENCE_BY_SPEED;
    expect(&c, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN);
    c.apart = 4.01;
    expect(&c, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_PACE);
    c.pace.known = GAIT_SENTENCE_NOT_KNOWN;
    c.apart = NAN;
    expect(&c, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN);
}

/* Every row: with pace, without, apart. */
Test(verdict, with_and_without_pace_must_agree)
{
    static const struct {
        double with, half, without, apart;
        enum gait_verdict verdict;
        enum gait_sentence_reason reason;
    } table[] = {
        {-1, 0.5, -1, 2, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN},
        {-0.1, 0.45, -1, 2, GAIT_VERDICT_NONE, GAIT_SENTENCE_PLAIN}, /* mdd 0.96: goes with it */
        {-0.1, 0.9, -1, 2, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_DISAGREE},
        {-0.1, 0.9, -1, 0.4, GAIT_VERDICT_NONE, GAIT_SENTENCE_PLAIN},
        {-1, 0.5, -0.1, 2, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_DISAGREE},
        {-1, 0.5, -0.1, 0.4, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN},
        {2.5, 0.5, -1, 0.4, GAIT_VERDICT_NOT_COMPARABLE, GAIT_SENTENCE_DISAGREE},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct gait_verdict_case c = plain();
        c.with = estimate(table[i].with, table[i].half);
        c.without = estimate(table[i].without, 0.5);
        c.apart = table[i].apart;
        expect(&c, table[i].verdict, table[i].reason);
        c.pace.known = GAIT_SENTENCE_BY_SPEED; /* then the one with pace stands */
        cr_expect_neq(judge(&c, NULL).u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    }
}

Test(verdict, steps_are_trusted_with_four_fifths_of_what_pace_does_or_less)
{
    struct gait_verdict_case c = plain();
    c.without = estimate(-1.4, 0.5); /* 0.4 g are the pace's, and 0.08 of them may be left */
    cr_expect_float_eq(judge(&c, NULL).u.comparison.ci95_high, -1 + 0.5 + 0.08, 1e-9);
    c.without = estimate(-3, 0.5); /* 2 g: 0.4, and of 1.5 beyond half the interval 0.45 more */
    cr_expect_float_eq(judge(&c, NULL).u.comparison.ci95_high, -1 + 0.5 + 0.4 + 0.45, 1e-9);
    c.pace.known = GAIT_SENTENCE_BY_SPEED;
    cr_expect_float_eq(judge(&c, NULL).u.comparison.ci95_high, -1 + 0.5, 1e-9);
}

Test(verdict, so_far_needs_half_as_much_again)
{
    struct gait_verdict_case c = plain();
    c.so_far = true;
    c.with = c.without = estimate(-1, 0.68);
    expect(&c, GAIT_VERDICT_NONE, GAIT_SENTENCE_PLAIN);
    c.with = c.without = estimate(-1, 0.66);
    expect(&c, GAIT_VERDICT_LOWER, GAIT_SENTENCE_PLAIN);
    cr_expect_float_eq(judge(&c, NULL).u.comparison.ci95_low, -1.99, 1e-9);
}

Test(verdict, no_relevant_difference_is_shown_not_assumed)
{
    struct gait_verdict_case c = plain();
    c.with = c.without = estimate(-0.4, 0.7); /* 90 %: -0.988 to 0.188 of 10 g */
    cr_expect(judge(&c, NULL).u.comparison.no_relevant);
    c.with = c.without = estimate(-0.42, 0.7);
    cr_expect_not(judge(&c, NULL).u.comparison.no_relevant);
    c.with = c.without = estimate(-0.1, 0.5);
    c.measure = GAIT_MEASURE_CADENCE; /* 10 % of a cadence is a world */
    c.pace.known = GAIT_SENTENCE_NOT_ADJUSTED;
    cr_expect_not(judge(&c, NULL).u.comparison.no_relevant);
}

Test(verdict, a_logarithm_is_told_as_a_difference_at_as_mean)
{
    struct gait_verdict_case c = plain();
    c.measure = GAIT_MEASURE_BAND;
    c.with = c.without = (struct gait_verdict_estimate){log(0.8),  log(0.7), log(0.9), log(0.72),
                                                        log(0.88), 0.05,     0.001};
    struct gait_event e = judge(&c, NULL);
    cr_expect_float_eq(e.u.comparison.difference, -2, 1e-9);
    cr_expect_float_eq(e.u.comparison.ci95_low, -3, 1e-9);
    cr_expect_float_eq(e.u.comparison.ci95_high, -1, 1e-9);
    cr_expect_float_eq(e.u.comparison.se, 0.4, 1e-9);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
}

/* 0.05 over 4, 3, 2, 1: 0.012 and 0.016 pass, 0.03 does not, nor then 0.04. One refused is not of
 * the family. */
Test(verdict, holm_stops_at_the_first_that_fails)
{
    static const double p[] = {0.04, 0.012, NAN, 0.03, 0.016};
    static const bool passes[] = {false, true, true, false, true};
    struct gait_event events[5], *e[5];
    struct gait_sentence_facts facts[5], *f[5];
    for (int i = 0; i < 5; i++) {
        struct gait_verdict_case c = plain();
        gait_verdict(&c, &events[i], &facts[i]);
        e[i] = &events[i], f[i] = &facts[i];
    }
    gait_verdict_holm(e, p, f, 5);
    for (int i = 0; i < 5; i++) {
        cr_expect_eq(events[i].u.comparison.verdict,
                     passes[i] ? GAIT_VERDICT_LOWER : GAIT_VERDICT_NONE, "%d", i);
        cr_expect_eq(facts[i].by_chance, passes[i] ? 0 : 4);
    }
}

/* 1, 2, 3, 10: mean 4, squared deviations 9, 4, 1, 36. */
Test(verdict, moments_are_those_worked_by_hand)
{
    struct gait_verdict_moments m = {0};
    static const double x[] = {1, 2, 3, 10};
    for (int i = 0; i < 4; i++)
        gait_verdict_add(&m, x[i]);
    cr_expect(m.n == 4 && fabs(m.mean - 4) < 1e-12 && fabs(m.m2 - 50) < 1e-12);
}
