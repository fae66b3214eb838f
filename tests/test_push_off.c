/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/push_off.h>
#include <gait/resample.h>

#include <criterion/criterion.h>
#include <math.h>

#define STRIDE 140
#define CONTACT 30   /* ticks into each stride */
#define TOE_OFF 50.0 /* ticks after contact */

static struct gait_trail trail;
static struct gait_push_off push_off;
static struct gait_upright upright;
static const struct help_rotation none = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

static double bump(double t, double at, double width)
{
    double x = (t - at) / width;
    return exp(-x * x);
}

/* Vertical minimum so many ticks after toe-off; lateral peak of this height and so late; a kick of
 * this height at toe-off. g. */
struct shape {
    double minimum, lateral, lateral_late, kick;
};

static void run(const struct shape *s, const struct help_rotation *q, int strides)
{
    gait_trail_reset(&trail);
    gait_upright_reset(&upright);
    gait_push_off_init(&push_off);
    for (int i = 0; i < (strides + 1) * STRIDE; i++) {
        double t = i % STRIDE - CONTACT;
        float a[3];
        double up = 1 + 1.5 * bump(t, 20, 15) - 1.8 * bump(t, TOE_OFF + s->minimum, 9);
        double forward = 0.9 * bump(t, 100, 18) - 0.9 * bump(t, 5, 12);
        double kick = s->kick * bump(t, TOE_OFF, 4);
        double side = s->lateral * bump(t, TOE_OFF + s->lateral_late, 6);
        help_rotate(
            q,
            (float[]){(float)(9.81 * (forward + kick)), (float)(9.81 * side), (float)(9.81 * up)},
            a);
        gait_trail_push(&trail, i, a, 0);
        gait_upright_push(&upright, a);
    }
}

/* Mean of what is found after toe-off, ticks, over the strides that have settled. */
static double late(const struct shape *s, const struct help_rotation *q)
{
    double sum = 0;
    int n = 0;
    run(s, q, 12);
    for (int k = 0; k < 12; k++) {
        struct gait_toe_off_search search = {
            .contact = k * STRIDE + CONTACT, .stride = STRIDE, .offset = -5};
        double at = gait_push_off_find(&push_off, &trail, &upright, &search);
        cr_assert_not(isnan(at), "stride %d", k);
        sum += k < 6 ? 0 : at - search.contact - TOE_OFF;
        n += k >= 6;
    }
    return sum / n;
}

Test(push_off, without_a_lateral_peak_toe_off_lies_before_the_minimum)
{
    cr_assert_float_eq(late(&(struct shape){.minimum = 5}, &none), 0, 0.3);
    cr_assert_float_eq(late(&(struct shape){.minimum = 8}, &none), 3, 0.3);
}

Test(push_off, a_lateral_peak_of_either_sense_has_half_the_say)
{
    for (double height = -0.5; height < 1; height += 1)
        for (double off = -2; off <= 2; off += 1) {
            double at =
                late(&(struct shape){.minimum = 7, .lateral = height, .lateral_late = off}, &none);
            cr_assert_float_eq(at, 0.5 * (2 + off), 0.4, "%g g, %g ticks late: %g", height, off,
                               at);
        }
}

Test(push_off, strides_that_kick_have_their_toe_off_there)
{
    for (double minimum = -4; minimum <= 5; minimum += 3) {
        double at =
            late(&(struct shape){.minimum = minimum, .kick = 4, .lateral = 0.5, .lateral_late = 3},
                 &none);
        cr_assert_float_eq(at, 0, 0.4, "minimum at %g: %g", minimum, at);
    }
}

Test(push_off, no_rotation_changes_it)
{
    struct help_random r = {9};
    struct shape s = {.minimum = 6, .lateral = 0.4, .lateral_late = -1};
    double plain = late(&s, &none);
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&r);
        cr_assert_float_eq(late(&s, &q), plain, 5e-3, "round %d", round);
    }
}

Test(push_off, it_waits_until_all_that_it_reads_is_there)
{
    gait_push_off_init(&push_off);
    struct gait_toe_off_search search = {.contact = 0, .stride = STRIDE, .offset = -5};
    int64_t from;
    int n = gait_toe_off_span(&search, &from);
    cr_assert_geq(gait_push_off_wait(&push_off, &search), from + n - 1 + push_off.smooth.half);
}
