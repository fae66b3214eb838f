/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/onset.h>

#include <criterion/criterion.h>
#include <math.h>

#define PI 3.14159265358979323846

/* A raised cosine of 50 ms that begins at tick `from`, over gravity and slow movement. */
static void landing(float a[GAIT_ONSET_TICKS][3], double from, double height_ms2, double clip_ms2)
{
    for (int i = 0; i < GAIT_ONSET_TICKS; i++) {
        double t = i - from, up = 9.81;
        if (t > 0 && t < 10)
            up += height_ms2 * (0.5 - 0.5 * cos(2 * PI * t / 10));
        a[i][0] = (float)(2 * sin(0.05 * i));
        a[i][1] = 0.5f;
        a[i][2] = (float)fmin(up, clip_ms2);
    }
}

Test(onset, moves_with_the_landing_to_a_third_of_a_tick)
{
    float a[GAIT_ONSET_TICKS][3];
    landing(a, 34, 60, 1e9);
    double zero = gait_onset_find(a) - 34;
    cr_assert(zero > -2 && zero < 3, "onset %g ticks from the start of the rise", zero);
    for (double from = 30; from <= 37; from += 0.1) {
        landing(a, from, 60, 1e9);
        double late = gait_onset_find(a) - from - zero;
        cr_assert_lt(fabs(late), 0.34, "rise at %g: %g ticks off", from, late);
    }
}

Test(onset, does_not_depend_on_the_height_of_the_landing)
{
    float a[GAIT_ONSET_TICKS][3];
    landing(a, 34.3, 30, 1e9);
    double small = gait_onset_find(a);
    landing(a, 34.3, 150, 1e9);
    double tall = gait_onset_find(a);
    cr_assert_lt(fabs(small - tall), 0.2, "%g and %g ticks", small, tall);
}

Test(onset, a_clipped_peak_moves_it_by_less_than_a_tick)
{
    float a[GAIT_ONSET_TICKS][3];
    for (double from = 31; from <= 36; from += 0.25) {
        landing(a, from, 90, 1e9);
        double whole = gait_onset_find(a);
        landing(a, from, 90, 50);
        double clipped = gait_onset_find(a);
        cr_assert_lt(fabs(whole - clipped), 1, "rise at %g: %g, clipped %g", from, whole, clipped);
    }
}

Test(onset, no_rotation_changes_it)
{
    struct help_random r = {7};
    float a[GAIT_ONSET_TICKS][3], b[GAIT_ONSET_TICKS][3];
    for (int round = 0; round < 100; round++) {
        struct help_rotation q = help_rotation_random(&r);
        landing(a, 30 + 6 * help_uniform(&r), 40 + 60 * help_uniform(&r), 1e9);
        for (int i = 0; i < GAIT_ONSET_TICKS; i++)
            help_rotate(&q, a[i], b[i]);
        cr_assert_float_eq(gait_onset_find(a), gait_onset_find(b), 1e-3, "round %d", round);
    }
}

Test(onset, whatever_the_window_holds_the_answer_lies_in_it)
{
    static const float values[] = {0, 1, -1, 1e30f, -1e30f, INFINITY, -INFINITY, NAN, 9.81f};
    struct help_random r = {8};
    float a[GAIT_ONSET_TICKS][3];
    for (int round = 0; round < 20000; round++) {
        bool wild = round % 2;
        for (int i = 0; i < GAIT_ONSET_TICKS; i++)
            for (int k = 0; k < 3; k++)
                a[i][k] = wild ? values[help_random_bits(&r) % 9] : (float)(100 * help_normal(&r));
        double at = gait_onset_find(a);
        cr_assert(at >= 0 && at < GAIT_ONSET_TICKS, "seed 8, round %d: %g", round, at);
    }
}
