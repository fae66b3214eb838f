/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/student.h>
#include <gait/trend.h>

#include <criterion/criterion.h>
#include <math.h>

enum { STRIDES = 83 }; /* a minute of one leg */

/* Strides like real ones are a white part and a slow wander; every stretch of ground has a level of
 * its own on top. All as shares of 1 standard deviation. */
struct how {
    int minutes;
    double wander, phi;     /* its share of the variance, and how alike neighbours are */
    int stretch;            /* minutes on each of two surfaces in turn; 0: one only */
    double own_level;       /* standard deviation of a stretch */
    double softer;          /* on the second */
    double since_min, rise; /* flat until then, that much higher at the end */
};

static int blocks_of(struct help_random *r, const struct how *h,
                     struct gait_trend_block ret[GAIT_TREND_BLOCKS])
{
    double slow = help_normal(r), level = 0;
    for (int m = 0; m < h->minutes; m++) {
        int on = h->stretch ? m / h->stretch % 2 : 0;
        double sum = 0;
        if (h->stretch && m % h->stretch == 0)
            level = h->own_level * help_normal(r);
        for (int i = 0; i < STRIDES; i++) {
            slow = h->phi * slow + sqrt(1 - h->phi * h->phi) * help_normal(r);
            sum += sqrt(h->wander) * slow + sqrt(1 - h->wander) * help_normal(r);
        }
        double up = fmax(0, m + 0.5 - h->since_min) / (h->minutes - h->since_min);
        ret[m] = (struct gait_trend_block){
            60 * (m + 0.5), sum / STRIDES + level - on * h->softer + h->rise * up, on};
    }
    return h->minutes;
}

static bool is_sure(const struct gait_trend *l, double p)
{
    return fabs(l->slope) > gait_student_quantile(p, l->freedom) * l->error;
}

Test(trend, a_line_that_was_put_in_is_found_on_two_surfaces)
{
    struct gait_trend_block b[20];
    struct gait_trend l;
    for (int i = 0; i < 20; i++)
        b[i] = (struct gait_trend_block){60.0 * i, 5 + 0.01 * 60 * i - 2 * (i / 5 % 2), i / 5 % 2};
    cr_assert(gait_trend_line(b, 20, &l));
    cr_assert_float_eq(l.slope, 0.01, 1e-12);
    cr_assert_float_eq(l.start, 4, 1e-9);
    cr_assert_eq(l.surfaces, 2);
    cr_assert_lt(l.error, 1e-9);
}

Test(trend, too_few_blocks_say_nothing)
{
    struct gait_trend_block b[6] = {{0, 1, 0}, {1, 2, 0}, {2, 3, 0},
                                    {3, 4, 0}, {4, 5, 0}, {5, 6, 0}};
    struct gait_trend l;
    struct gait_trend_mean m;
    struct gait_trend_since s;
    cr_assert_not(gait_trend_line(b, 5, &l));
    cr_assert_not(gait_trend_since(b, 5, &s));
    cr_assert_not(gait_trend_mean(b, 2, &m));
    cr_assert(gait_trend_line(b, 6, &l));
}

/* Nominal 5 and 0.6 %; a finding asks for more (gait/form.h). */
Test(trend, without_drift_one_is_claimed_in_one_run_of_twenty_at_most)
{
    static const struct how how[] = {
        {.minutes = 30, .wander = 0.33, .phi = 0.95},
        {.minutes = 30, .wander = 0.75, .phi = 0.90},
        {.minutes = 45, .wander = 0.15, .phi = 0.97},
        {.minutes = 7, .wander = 0.33, .phi = 0.95},
        {.minutes = 10, .wander = 0.15, .phi = 0.97},
        {.minutes = 60, .wander = 0.33, .phi = 0.95, .stretch = 5, .softer = 1},
        {.minutes = 60, .wander = 0.33, .phi = 0.95, .stretch = 5, .own_level = 0.2, .softer = 1},
        {.minutes = 30, .wander = 0.15, .phi = 0.97, .stretch = 1, .own_level = 0.4},
    };
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct help_random r = {500 + i};
        int any = 0, rounds = 1000;
        for (int k = 0; k < rounds; k++) {
            struct gait_trend_block b[GAIT_TREND_BLOCKS];
            struct gait_trend l;
            cr_assert(gait_trend_line(b, blocks_of(&r, &how[i], b), &l));
            any += is_sure(&l, 1 - 0.025 / 8);
        }
        cr_assert_leq(any, rounds * 15 / 1000, "case %d: %d", (int)i, any);
    }
}

/* Asked, as the header says, only where a line is sure: here at the level of a finding. */
Test(trend, the_interval_of_the_minute_holds_the_minute)
{
    static const struct how how[] = {
        {.minutes = 30, .wander = 0.33, .phi = 0.95, .since_min = 15, .rise = 0.8},
        {.minutes = 30, .wander = 0.33, .phi = 0.95, .since_min = 15, .rise = 2},
        {.minutes = 45, .wander = 0.15, .phi = 0.97, .since_min = 30, .rise = 1},
        {.minutes = 60, .wander = 0.75, .phi = 0.90, .since_min = 20, .rise = 1.5},
        {.minutes = 30, .wander = 0.33, .phi = 0.95, .since_min = 0, .rise = 1},
        {.minutes = 60,
         .wander = 0.33,
         .phi = 0.95,
         .since_min = 22,
         .rise = 1.5,
         .stretch = 5,
         .own_level = 0.1,
         .softer = 1},
    };
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct help_random r = {900 + i};
        int asked = 0, held = 0, held_change = 0, rounds = 400;
        for (int k = 0; k < rounds; k++) {
            struct gait_trend_block b[GAIT_TREND_BLOCKS];
            struct gait_trend l;
            struct gait_trend_since s;
            int n = blocks_of(&r, &how[i], b);
            cr_assert(gait_trend_line(b, n, &l));
            if (!is_sure(&l, 1 - 0.025 / 8))
                continue;
            cr_assert(gait_trend_since(b, n, &s));
            double truth = fmax(60 * how[i].since_min, b[0].t_s);
            double up = how[i].rise * (n - 0.5 - how[i].since_min) / (n - how[i].since_min);
            asked++;
            held += s.low_s <= truth + 1e-6 && s.high_s >= truth - 1e-6;
            held_change += s.change_low <= up && s.change_high >= up;
        }
        cr_assert_geq(asked, 40);
        cr_assert_geq(held, asked * 93 / 100, "case %d: %d of %d", (int)i, held, asked);
        cr_assert_geq(held_change, asked * 92 / 100, "case %d: %d", (int)i, held_change);
    }
}

Test(trend, a_bend_without_noise_is_found_where_it_is)
{
    struct gait_trend_block b[30];
    struct gait_trend_since s;
    for (int i = 0; i < 30; i++)
        b[i] = (struct gait_trend_block){60.0 * i, 6 + fmax(0, i - 12) * 0.1, 0};
    cr_assert(gait_trend_since(b, 30, &s));
    cr_assert_float_eq(s.at_s, 720, 10);
    cr_assert_float_eq(s.change, 1.7, 0.02);
    cr_assert(s.low_s <= s.at_s && s.at_s <= s.high_s && s.high_s - s.low_s < 120);
}

Test(trend, the_interval_of_a_mean_holds_it)
{
    struct how h = {.minutes = 30, .wander = 0.33, .phi = 0.95};
    struct help_random r = {3};
    int held = 0;
    for (int k = 0; k < 400; k++) {
        struct gait_trend_block b[GAIT_TREND_BLOCKS];
        struct gait_trend_mean m;
        cr_assert(gait_trend_mean(b, blocks_of(&r, &h, b), &m));
        held += fabs(m.mean) <= gait_student_quantile(0.975, m.freedom) * m.error;
    }
    cr_assert_geq(held, 372, "%d", held);
}
