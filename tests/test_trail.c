/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/resample.h>
#include <gait/trail.h>

#include <criterion/criterion.h>

static struct gait_trail trail;

/* Each axis is a line in the index. */
static void fill(int64_t first, int n)
{
    gait_trail_reset(&trail);
    for (int64_t i = first; i < first + n; i++)
        gait_trail_push(&trail, i, (float[]){(float)(i - first), (float)-i, 2 * (float)i},
                        i - first == 50 ? GAIT_GRID_BRIDGED : 0);
}

Test(trail, is_empty_after_a_reset_and_then_starts_at_any_index)
{
    gait_trail_reset(&trail);
    cr_assert_lt(trail.now, trail.first);
    fill(-70, 3);
    cr_assert_eq(trail.first, -70);
    cr_assert_eq(trail.now, -68);
    cr_assert_eq(gait_trail_at(&trail, -69)[0], 1);
}

Test(trail, keeps_the_newest_and_says_from_where)
{
    fill(7, 3 * GAIT_TRAIL_KEPT);
    cr_assert_eq(trail.now - trail.first, GAIT_TRAIL_KEPT - 1);
    for (int64_t i = trail.first; i <= trail.now; i++)
        cr_assert_eq(gait_trail_at(&trail, i)[0], (float)(i - 7));
}

Test(trail, reads_between_ticks_on_a_line)
{
    float a[20][3];
    fill(0, 100);
    for (double from = 10; from < 12; from += 0.13) {
        gait_trail_read(&trail, from, 20, a);
        for (int i = 0; i < 20; i++) {
            cr_assert_float_eq(a[i][0], from + i, 1e-4);
            cr_assert_float_eq(a[i][2], 2 * (from + i), 1e-4);
        }
    }
}

Test(trail, knows_where_it_was_bridged)
{
    fill(0, 100);
    cr_assert(gait_trail_is_bridged(&trail, 40, 50));
    cr_assert(gait_trail_is_bridged(&trail, 50.9, 60));
    cr_assert_not(gait_trail_is_bridged(&trail, 40, 49.9));
    cr_assert_not(gait_trail_is_bridged(&trail, 51, 60));
}

static bool measured_at(const struct gait_trail *t, double tick)
{
    bool measured;
    gait_trail_measured(t, tick, 1, &measured);
    return measured;
}

Test(trail, what_is_not_there_was_not_measured_and_reads_as_the_newest)
{
    float a[4][3];
    fill(0, 100);
    cr_assert(measured_at(&trail, 98));
    cr_assert(measured_at(&trail, 51.5));
    cr_assert_not(measured_at(&trail, 49.5));
    cr_assert_not(measured_at(&trail, 98.5 + 1));
    cr_assert_not(measured_at(&trail, -1.5));
    gait_trail_read(&trail, 97.5, 4, a);
    cr_assert_float_eq(a[0][0], 97.5, 1e-4);
    for (int i = 2; i < 4; i++)
        cr_assert_float_eq(a[i][0], 99, 1e-4);
}

Test(trail, a_span_is_measured_where_each_tick_is)
{
    struct gait_trail t;
    bool measured[60];
    const float a[3] = {0, 0, 9};
    gait_trail_reset(&t);
    for (int i = 0; i < 50; i++)
        gait_trail_push(&t, i, a, i % 11 == 0 ? 1 : 0);
    gait_trail_measured(&t, -3.5, 60, measured);
    for (int i = 0; i < 60; i++)
        cr_assert_eq(measured[i], measured_at(&t, -3.5 + i), "%d", i);
}
