/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/reorder.h"

#include <criterion/criterion.h>

#define MS INT64_C(1000000)
#define PERIOD (5.0 * MS)

static struct reorder o;

static enum reorder_fate take(int64_t device_ms, int64_t arrival_ms, float value)
{
    struct reorder_item x = {
        .device_ns = device_ms * MS, .arrival_ns = arrival_ms * MS, .a_ms2 = {value}};
    return reorder_take(&o, &x, PERIOD);
}

/* Device time in ms of the next one that is due; -1: none. */
static int64_t due(int64_t now_ms)
{
    struct reorder_item x;
    return reorder_next(&o, now_ms * MS, PERIOD, &x) ? x.device_ns / MS : -1;
}

static void taken_and_passed(int64_t device_ms, int64_t arrival_ms)
{
    cr_expect_eq(take(device_ms, arrival_ms, (float)device_ms), REORDER_TAKEN);
    cr_expect_eq(due(arrival_ms), device_ms);
}

Test(reorder, loss_alone_holds_nothing)
{
    reorder_init(&o);
    for (int64_t t = 0; t < 60000; t += t % 35 ? 5 : 20)
        taken_and_passed(t, t + 3);
}

Test(reorder, once_one_was_overtaken_what_follows_a_hole_waits_as_long_as_that_came_late)
{
    reorder_init(&o);
    taken_and_passed(0, 0);
    taken_and_passed(10, 10);
    cr_expect_eq(take(5, 42, 1), REORDER_LATE);
    taken_and_passed(15, 43);
    cr_expect_eq(take(25, 50, 1), REORDER_TAKEN);
    cr_expect_eq(due(50), -1);
    cr_expect_eq(take(30, 51, 1), REORDER_TAKEN);
    cr_expect_eq(due(81), -1, "32 ms and a sixteenth");
    cr_expect_eq(take(20, 82, 1), REORDER_TAKEN);
    cr_expect_eq(due(82), 20);
    cr_expect_eq(due(82), 25);
    cr_expect_eq(due(82), 30);
    cr_expect_eq(take(40, 90, 1), REORDER_TAKEN);
    cr_expect_eq(due(120), -1);
    cr_expect_eq(due(125), 40, "what was lost is not waited for any longer");
}

Test(reorder, forgets_within_twenty_seconds_that_something_was_overtaken)
{
    reorder_init(&o);
    taken_and_passed(0, 0);
    taken_and_passed(10, 10);
    take(5, 42, 1);
    int64_t t = 15;
    for (; t < 21000; t += 5)
        taken_and_passed(t, t + 30);
    taken_and_passed(t + 20, t + 50);
}

Test(reorder, never_waits_longer_than_its_cap)
{
    reorder_init(&o);
    taken_and_passed(0, 0);
    taken_and_passed(10, 10);
    take(5, 158, 1); /* 148 ms */
    taken_and_passed(15, 160);
    cr_expect_eq(take(30, 200, 1), REORDER_TAKEN);
    cr_expect_eq(due(349), -1);
    cr_expect_eq(due(350), 30);
}

Test(reorder, drops_what_came_already_and_waits_for_nothing_because_of_it)
{
    reorder_init(&o);
    taken_and_passed(0, 0);
    taken_and_passed(5, 5);
    taken_and_passed(10, 10);
    cr_expect_eq(take(5, 60, 5), REORDER_TWICE);
    cr_expect_eq(take(10, 61, 10), REORDER_TWICE);
    taken_and_passed(25, 65);
}

Test(reorder, a_coarse_counter_gives_several_samples_one_tag)
{
    struct reorder_item x;
    reorder_init(&o);
    for (int i = 0; i < 100; i++) {
        cr_assert_eq(take(i / 3 * 16, 5 * i, (float)i), REORDER_TAKEN);
        cr_assert(reorder_next(&o, 5 * i * MS, PERIOD, &x));
        cr_assert_eq(x.a_ms2[0], (float)i);
        cr_assert(x.device_ns >= i / 3 * 16 * MS && x.device_ns < (i / 3 * 16 + 5) * MS);
    }
}

Test(reorder, a_clock_that_is_set_back_is_seen_after_a_tenth_of_a_second)
{
    int64_t i = 0;
    reorder_init(&o);
    for (; i < 400; i++)
        taken_and_passed(5 * i, 5 * i);
    enum reorder_fate fate = REORDER_LATE;
    for (; i < 500 && fate == REORDER_LATE; i++)
        fate = take(5 * i - 400, 5 * i, -1);
    cr_expect_eq(fate, REORDER_BACK);
    cr_expect_eq(i, 422);
}

Test(reorder, a_full_buffer_lets_the_oldest_go)
{
    reorder_init(&o);
    taken_and_passed(0, 0);
    taken_and_passed(10, 10);
    take(5, 120, 1);
    int64_t t = 20;
    for (int i = 0; i < REORDER_HELD_MAX; i++) /* each after a hole */
        cr_expect_eq(take(t + 20 * i, 130, 1), REORDER_TAKEN);
    cr_expect_eq(due(130), t);
    cr_expect_eq(due(130), -1);
}
