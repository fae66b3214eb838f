/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/anchor.h>
#include <gait/resample.h>

#include <criterion/criterion.h>
#include <math.h>

#define PI 3.14159265358979323846
#define STRIDE 140.0
#define STRIDES 12

static struct gait_trail trail;

/* Landings of 50 ms every stride from tick 100.4 on, each as high as height[i] m/s2. */
static void run(const double *height, uint8_t flags_of_last)
{
    gait_trail_reset(&trail);
    for (int t = 0; t < (STRIDES + 1) * (int)STRIDE; t++) {
        int i = (int)floor((t - 90) / STRIDE);
        double since = t - 100.4 - i * STRIDE, up = 9.81;
        if (i >= 0 && i < STRIDES && since > 0 && since < 10)
            up += height[i] * (0.5 - 0.5 * cos(2 * PI * since / 10));
        float a[3] = {(float)(3 * sin(2 * PI * (t - 100.4) / STRIDE)), 1, (float)up};
        gait_trail_push(&trail, t, a, i == STRIDES - 1 ? flags_of_last : 0);
    }
}

static double candidate(int i)
{
    return 100.4 + 5 + i * STRIDE;
}

static double learn(struct gait_anchor *a, int i, float *ret_quality)
{
    double single = gait_anchor_onset(&trail, (int64_t)candidate(i));
    return gait_anchor_put(a, &trail, single, gait_anchor_align(a, &trail, single, ret_quality));
}

Test(anchor, the_first_stride_is_its_own_onset)
{
    struct gait_anchor a;
    double height[STRIDES];
    float quality;
    for (int i = 0; i < STRIDES; i++)
        height[i] = 60;
    run(height, 0);
    gait_anchor_clear(&a);
    double single = gait_anchor_onset(&trail, (int64_t)candidate(0));
    cr_assert_eq(gait_anchor_align(&a, &trail, single, &quality), single);
    cr_assert_eq(quality, 0.5f);
    cr_assert_eq(learn(&a, 0, &quality), single);
}

Test(anchor, strides_of_any_height_keep_their_distance_to_a_tenth_of_a_tick)
{
    struct gait_anchor a;
    struct help_random r = {4};
    double height[STRIDES], first = 0;
    float quality;
    for (int i = 0; i < STRIDES; i++)
        height[i] = 40 + 60 * help_uniform(&r);
    run(height, 0);
    gait_anchor_clear(&a);
    for (int i = 0; i < STRIDES; i++) {
        double at = learn(&a, i, &quality) - i * STRIDE;
        if (i == 0)
            first = at;
        cr_assert_float_eq(at, first, 0.2, "stride %d: %g ticks off", i, at - first);
        cr_assert(i == 0 || quality > 0.9f, "stride %d: alike to %g", i, (double)quality);
    }
}

Test(anchor, a_stride_with_interpolated_ticks_teaches_nothing)
{
    struct gait_anchor a;
    double height[STRIDES];
    float quality;
    for (int i = 0; i < STRIDES; i++)
        height[i] = 60;
    run(height, GAIT_GRID_BRIDGED);
    gait_anchor_clear(&a);
    for (int i = 0; i < STRIDES; i++)
        learn(&a, i, &quality);
    cr_assert_eq(a.shapes.count, STRIDES - 1);
    cr_assert_eq(a.offset.count, STRIDES - 1);
}
