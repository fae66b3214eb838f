/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/anchor.h>
#include <gait/resample.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

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

/* Strides of one shape after a first from standing still, seen alone 1 tick early; none arrives
 * whole. */
Test(anchor, the_first_stride_is_soon_forgotten_where_every_stride_lost_some_ticks)
{
    struct gait_anchor a;
    double height[STRIDES];
    float quality;
    for (int i = 0; i < STRIDES; i++)
        height[i] = 60;
    run(height, 0);
    for (int t = 0; t < 97; t++)
        memcpy(trail.a[t], (float[3]){0, 1, 9.81f}, sizeof trail.a[0]);
    for (int i = 0; i < STRIDES; i++)
        for (int t = -20; t < 10; t += 6) /* two of six ticks: a third is not measured */
            trail.flags[100 + t + i * (int)STRIDE] = GAIT_GRID_BRIDGED;
    gait_anchor_clear(&a);
    double single = gait_anchor_onset(&trail, (int64_t)candidate(0)) - 1;
    gait_anchor_put(&a, &trail, single, single);
    gait_anchor_put(&a, &trail, single, single);
    for (int i = 1; i < STRIDES - 1; i++)
        learn(&a, i, &quality);
    cr_expect_eq(a.shapes.count, GAIT_SHAPES_KEPT + 2, "%d strides taught", a.shapes.count);
    for (int j = 0; j < GAIT_SHAPES_KEPT; j++)
        cr_expect_gt(fabsf(a.shapes.kept[j].a[4][0]), 1, "shape %d is the first stride's", j);
    double at = learn(&a, STRIDES - 1, &quality) - (STRIDES - 1) * STRIDE;
    double alone = gait_anchor_onset(&trail, (int64_t)candidate(STRIDES - 1)) - (STRIDES - 1) * STRIDE;
    cr_expect_float_eq(at, alone, 0.3, "%g ticks from its own onset", at - alone);
}

/* Learns from all but the last stride of those that run() makes; then ticks from..to, as they lie
 * to its onset at tick 0, are a gap. */
static bool place_torn(int from, int to, double expected_off, struct gait_landing *ret)
{
    struct gait_anchor a;
    double height[STRIDES], last = 100.4 + (STRIDES - 1) * STRIDE;
    float quality;
    for (int i = 0; i < STRIDES; i++)
        height[i] = 60;
    run(height, 0);
    gait_anchor_clear(&a);
    for (int i = 0; i < STRIDES - 1; i++)
        learn(&a, i, &quality);
    for (int i = (int)last + from; i <= (int)last + to; i++) {
        trail.flags[i & (GAIT_TRAIL_KEPT - 1)] = GAIT_GRID_GAP;
        memset(trail.a[i & (GAIT_TRAIL_KEPT - 1)], 0, sizeof trail.a[0]);
    }
    return gait_anchor_place(&a, &trail, (int64_t)candidate(STRIDES - 1), last + expected_off,
                             false, ret);
}

Test(anchor, a_landing_in_a_hole_is_placed_by_what_is_left_of_it_where_it_is_expected)
{
    struct gait_landing land;
    cr_assert(place_torn(-8, 2, 0, &land));
    cr_expect(isnan(land.single), "what was not seen is no onset");
    cr_expect_float_eq(land.aligned, 100.4 + (STRIDES - 1) * STRIDE, 4, "at %g", land.aligned);
    cr_expect_not(place_torn(-8, 2, NAN, &land), "nor one that nothing lets expect");
    cr_expect_not(place_torn(-8, 2, 60, &land), "nor one that comes at another time");
}

Test(anchor, where_too_little_of_a_landing_is_left_there_is_none)
{
    struct gait_landing land;
    cr_expect_not(place_torn(-26, 16, 0, &land));
    cr_expect(place_torn(1, 0, 0, &land), "no hole");
    cr_expect(place_torn(1, 0, NAN, &land), "a landing that was seen needs no expectation");
}

Test(anchor, where_every_tick_is_bridged_the_strides_are_still_alike)
{
    struct gait_anchor a;
    double height[STRIDES];
    float quality;
    for (int i = 0; i < STRIDES; i++)
        height[i] = 60;
    run(height, 0);
    memset(trail.flags, GAIT_GRID_BRIDGED, sizeof trail.flags);
    gait_anchor_clear(&a);
    for (int i = 0; i < STRIDES; i++)
        learn(&a, i, &quality);
    cr_expect_gt(quality, 0.95f, "%g", (double)quality);
}

/* A resultant of 1 g but for one dip to 0.2 g, its middle so many ticks before the onset, and the
 * landing. */
static double soft_after(double dip_before, double width)
{
    static const struct gait_shape none;
    struct gait_anchor a;
    struct gait_shape s = none;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++) {
        double to_onset = GAIT_SHAPE_BEFORE - i, x = (to_onset - dip_before) / width;
        s.a[i][1] = (float)(9.81 * (1 - 0.8 * exp(-x * x)) + (to_onset < 0 ? -20 * to_onset : 0));
    }
    gait_anchor_clear(&a);
    gait_shapes_put(&a.shapes, &s);
    return gait_anchor_soft(&a);
}

Test(anchor, a_leg_in_free_fall_until_the_onset_landed_there_and_one_loaded_before_it_earlier)
{
    cr_assert_eq(soft_after(0, 2), 0);
    cr_assert_eq(soft_after(9, 3), 1);
    cr_assert_eq(soft_after(12, 2), 1);
    double before = 0;
    for (double dip = 0; dip < 8; dip += 0.5) {
        double soft = soft_after(dip, 2);
        cr_assert(soft >= before && soft <= 1, "dip %g ticks before: %g", dip, soft);
        before = soft;
    }
    cr_assert_eq(before, 1);
}

Test(anchor, neither_the_height_of_a_landing_nor_a_level_resultant_makes_it_unsure)
{
    struct gait_anchor a;
    struct gait_shape s;
    gait_anchor_clear(&a);
    cr_assert_eq(gait_anchor_soft(&a), 1, "before the first stride");
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        s.a[i][0] = s.a[i][1] = s.a[i][2] = 1;
    gait_shapes_put(&a.shapes, &s);
    cr_assert_eq(gait_anchor_soft(&a), 1, "level");
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        s.a[i][0] = NAN;
    gait_shapes_put(&a.shapes, &s);
    double soft = gait_anchor_soft(&a);
    cr_assert(soft >= 0 && soft <= 1, "not a number: %g", soft);
}
