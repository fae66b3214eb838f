/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/mileage.h>

#include <criterion/criterion.h>
#include <math.h>

/* A pair's life: sessions 10 km apart, each with a mounting of its own (0.85 g), paces and grounds
 * that scatter or go along with the distance. */
struct how {
    int n;
    double per_100km, pace_trend, hard_trend; /* from the first session to the last */
    bool says_speed;
};

static void life(struct help_random *r, const struct how *h, struct gait_mileage_session *ret)
{
    for (int i = 0; i < h->n; i++) {
        double along = (double)i / (h->n - 1);
        double v = 2.9 + 0.2 * help_normal(r) + h->pace_trend * along;
        double hard = fmin(1, fmax(0, 0.5 + 0.2 * help_normal(r) + h->hard_trend * along));
        ret[i] = (struct gait_mileage_session){
            .km = 5 + 10 * i,
            .speed_ms = h->says_speed ? v : NAN,
            .cadence_spm = 122.64 + 13.56 * v + 0.2 * help_normal(r),
            .contact_ms = 469 * pow(v, -0.59) + 0.5 * help_normal(r),
            .hard = hard,
        };
        ret[i].peak_g = 6.3 + 3.8 * (v - 2.9) + 0.8 * hard + h->per_100km * ret[i].km / 100 +
                        0.85 * help_normal(r);
    }
}

Test(mileage, the_interval_holds_the_change_that_was_put_in)
{
    static const struct how how[] = {
        {.n = 5, .per_100km = 0.5},
        {.n = 8, .per_100km = 0.5, .says_speed = true},
        {.n = 30, .per_100km = 0.2, .pace_trend = -0.5, .says_speed = true},
        {.n = 30, .per_100km = 0.2, .pace_trend = -0.3},
        {.n = 40, .hard_trend = -0.4, .says_speed = true},
    };
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct help_random r = {60 + i};
        int held = 0, rounds = 500;
        for (int k = 0; k < rounds; k++) {
            struct gait_mileage_session s[40];
            struct gait_mileage m;
            life(&r, &how[i], s);
            cr_assert(gait_mileage_line(s, how[i].n, &m));
            double truth = how[i].per_100km * (m.to_km - m.from_km) / 100;
            held += m.low <= truth && truth <= m.high;
        }
        cr_assert_geq(held, rounds * 92 / 100, "case %d: %d of %d", (int)i, held, rounds);
    }
}

Test(mileage, a_pace_that_changed_with_the_distance_is_not_the_shoe)
{
    struct help_random r = {3};
    struct gait_mileage_session s[40];
    struct gait_mileage m;
    life(&r, &(struct how){.n = 40, .pace_trend = 0.8, .says_speed = true}, s);
    cr_assert(gait_mileage_line(s, 40, &m));
    cr_assert(m.by_speed && m.by_ground && !m.by_strides);
    cr_assert(m.low < 0 && m.high > 0 && m.change < 1.5, "%g", m.change);
    for (int i = 0; i < 40; i++)
        s[i].speed_ms = s[i].contact_ms = NAN; /* nothing to adjust with */
    cr_assert(gait_mileage_line(s, 40, &m));
    cr_assert(!m.by_speed && !m.by_strides);
    cr_assert_gt(m.change, 1.5);
}

Test(mileage, the_line_is_that_of_least_squares)
{
    /* numpy.linalg.lstsq of [1, km, speed] */
    const struct gait_mileage_session s[] = {
        {5, 6.1, 2.9, NAN, NAN, NAN},  {15, 6.9, 3.1, NAN, NAN, NAN}, {26, 5.8, 2.7, NAN, NAN, NAN},
        {34, 6.4, 2.8, NAN, NAN, NAN}, {47, 7.7, 3.2, NAN, NAN, NAN}, {NAN, 50, 3, NAN, NAN, NAN},
        {52, 6.6, 2.9, NAN, NAN, NAN}, {66, 7.1, 3.0, NAN, NAN, NAN}};
    struct gait_mileage m;
    cr_assert(gait_mileage_line(s, 8, &m));
    cr_assert_eq(m.n, 7);
    cr_assert_float_eq(m.change, 0.676123517, 1e-6, "%.9f", m.change);
    cr_assert_float_eq(m.high, 1.138245430, 1e-5, "%.9f", m.high);
}

Test(mileage, four_sessions_say_nothing_nor_do_five_at_one_distance)
{
    struct help_random r = {1};
    struct gait_mileage_session s[6];
    struct gait_mileage m;
    life(&r, &(struct how){.n = 4}, s);
    cr_assert_not(gait_mileage_line(s, 4, &m));
    cr_assert_eq(m.n, 4);
    life(&r, &(struct how){.n = 6}, s);
    for (int i = 0; i < 6; i++)
        s[i].km = 10;
    cr_assert_not(gait_mileage_line(s, 6, &m));
}

Test(mileage, a_speed_that_is_the_distance_itself_cannot_be_told_from_it)
{
    struct help_random r = {1};
    struct gait_mileage_session s[10];
    struct gait_mileage m;
    life(&r, &(struct how){.n = 10}, s);
    for (int i = 0; i < 10; i++)
        s[i].speed_ms = 2 + s[i].km / 100;
    cr_assert_not(gait_mileage_line(s, 10, &m));
}
