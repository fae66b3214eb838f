/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network may do to the datagrams of three sensors, and what must come of it
 * nevertheless. */
#include "tests/help_network.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define SECONDS 75
#define SEEDS 3

static struct help_runner_rows *rows;

static void setup(void)
{
    rows = help_runner_rows_new(7, SECONDS, 0);
}

static void teardown(void)
{
    help_runner_rows_free(rows);
}

TestSuite(network, .init = setup, .fini = teardown);

/* What is asked of a case: so large a share of the whole strides; their times within p95_ms, and no
 * one off by more than worst_ms. */
struct demand {
    double share, p95_ms, worst_ms;
    int invented; /* at most */
};

/* GAIT_SEED=N: only that one; GAIT_SEEDS=N: so many. */
static void judge(const char *name, struct help_network n, struct demand d)
{
    const char *given = getenv("GAIT_SEED");
    const char *many = getenv("GAIT_SEEDS");
    uint64_t first = given ? strtoull(given, NULL, 0) : 1;
    uint64_t last = given ? first : many ? strtoull(many, NULL, 0) : SEEDS;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct help_network_result r;
        n.seed = seed;
        help_network_run(rows, &n, &r);
        double share = r.whole ? (double)r.found / r.whole : 1;
        fprintf(stderr,
                "%-34s seed %d: %3d of %3d, invented %d, p95 %.2f ms, worst %.2f ms, all by %.2f, "
                "latency %+.1f ms; late %d twice %d lost %d\n",
                name, (int)seed, r.found, r.whole, r.invented, 1e3 * r.p95_s, 1e3 * r.worst_s,
                1e3 * r.constant_s, 1e3 * r.latency_s, (int)r.late, (int)r.duplicates, (int)r.lost);
        cr_expect(share >= d.share, "%s, GAIT_SEED=%d: %d of %d strides", name, (int)seed, r.found,
                  r.whole);
        cr_expect_leq(r.invented, d.invented, "%s, GAIT_SEED=%d: %d strides invented", name,
                     (int)seed, r.invented);
        cr_expect(r.p95_s * 1e3 <= d.p95_ms, "%s, GAIT_SEED=%d: p95 of times %.2f ms", name,
                  (int)seed, 1e3 * r.p95_s);
        cr_expect(r.worst_s * 1e3 <= d.worst_ms, "%s, GAIT_SEED=%d: a time is off by %.2f ms", name,
                  (int)seed, 1e3 * r.worst_s);
    }
}

Test(network, losing_one_three_and_ten_percent_at_random)
{
    judge("loss 1 %", (struct help_network){.loss = 0.01}, (struct demand){0.99, 3, 3, 0});
    judge("loss 3 %", (struct help_network){.loss = 0.03}, (struct demand){0.97, 3, 3, 0});
    judge("loss 10 %", (struct help_network){.loss = 0.10}, (struct demand){0.90, 3, 3, 0});
}

/* A first stride from standing still says nothing of those after it. At 200 Hz a packet that is
 * lost takes a tick or two from nearly every stride. */
Test(network, losing_ten_percent_a_run_is_timed_right_from_its_tenth_second)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        help_runner_rows_free(rows);
        rows = help_runner_rows_new(seed, 45, 200);
        judge("loss 3 % at 200 Hz from 10 s", (struct help_network){.loss = 0.03, .from_s = 10},
              (struct demand){0.99, 3, 3, 0});
        judge("loss 10 % at 200 Hz from 10 s", (struct help_network){.loss = 0.1, .from_s = 10},
              (struct demand){0.99, 3, 3, 0});
    }
}

/* What a hole leaves of a landing at the back may be told 50 to 100 ms late. A hole of more than a
 * second ends the run: at the back the line of progression is learned anew. */
Test(network, losing_one_three_and_ten_percent_in_bursts)
{
    judge("loss 1 % by 8", (struct help_network){.loss = 0.01, .burst = 8},
          (struct demand){0.99, 3, 3, 0});
    judge("loss 3 % by 8", (struct help_network){.loss = 0.03, .burst = 8},
          (struct demand){0.97, 3, 3, 0});
    judge("loss 10 % by 8", (struct help_network){.loss = 0.1, .burst = 8},
          (struct demand){0.9, 3, 3, 1});
    judge("loss 10 % by 30", (struct help_network){.loss = 0.1, .burst = 30},
          (struct demand){0.89, 3, 13, 2});
}

Test(network, delays_in_order)
{
    judge("in order, to 100 ms", (struct help_network){.wander_s = 0.1},
          (struct demand){0.99, 3, 3, 0});
}

/* A queue that each packet may lengthen is hardly ever empty: its least delay is then a lag of all
 * times, which nothing that arrives tells from a clock that is slow by as much. */
Test(network, delays_in_order_each_by_itself)
{
    judge("a queue, 0 to 20 ms", (struct help_network){.queue_s = 0.02}, (struct demand){0.99, 3, 3, 0});
    judge("a queue, 0 to 20 ms, 200 ppm, loss 3 %",
          (struct help_network){.queue_s = 0.02, .skew_ppm = 200, .loss = 0.03},
          (struct demand){0.97, 3, 3, 0});
    judge("a queue, 0 to 50 ms", (struct help_network){.queue_s = 0.05},
          (struct demand){0.99, 18, 22, 0});
}

Test(network, packets_that_overtake_each_other)
{
    judge("0 to 10 ms", (struct help_network){.uniform_s = 0.01}, (struct demand){0.99, 3, 3, 0});
    judge("0 to 100 ms", (struct help_network){.uniform_s = 0.1}, (struct demand){0.99, 3, 3, 0});
    judge("exponential, 5 ms", (struct help_network){.exp_s = 0.005},
          (struct demand){0.99, 3, 3, 0});
    judge("exponential, 30 ms", (struct help_network){.exp_s = 0.03},
          (struct demand){0.99, 3, 3, 0});
    judge("0 to 100 ms, rate untold", (struct help_network){.uniform_s = 0.1, .untold = true},
          (struct demand){0.99, 3, 3, 0});
    judge("0 to 100 ms, loss 3 %", (struct help_network){.uniform_s = 0.1, .loss = 0.03},
          (struct demand){0.97, 3, 3, 0});
    judge("0 to 100 ms, loss 10 % by 8",
          (struct help_network){.uniform_s = 0.1, .loss = 0.1, .burst = 8},
          (struct demand){0.9, 3, 3, 2});
    judge("0 to 100 ms, four a packet", (struct help_network){.uniform_s = 0.1, .batch = 4},
          (struct demand){0.99, 3, 12, 0});
}

Test(network, packets_that_come_twice)
{
    judge("twice 10 %", (struct help_network){.duplicate = 0.1}, (struct demand){0.99, 3, 3, 0});
    judge("twice 10 %, to 20 ms", (struct help_network){.duplicate = 0.1, .uniform_s = 0.02},
          (struct demand){0.99, 3, 3, 0});
}

Test(network, clocks_that_run_fast_and_slow)
{
    judge("200 ppm", (struct help_network){.skew_ppm = 200}, (struct demand){0.99, 3, 3, 0});
    judge("-200 ppm, 0 to 100 ms", (struct help_network){.skew_ppm = -200, .uniform_s = 0.1},
          (struct demand){0.99, 3, 3, 0});
    judge("500 ppm, 0 to 100 ms", (struct help_network){.skew_ppm = 500, .uniform_s = 0.1},
          (struct demand){0.99, 3, 3, 0});
    judge("all of it",
          (struct help_network){
              .skew_ppm = 200, .uniform_s = 0.1, .duplicate = 0.05, .loss = 0.03, .burst = 4},
          (struct demand){0.97, 3, 3, 0});
}

Test(network, all_at_once)
{
    judge("bursts, jitter, twice, skew, stalls",
          (struct help_network){.loss = 0.03,
                                .burst = 8,
                                .uniform_s = 0.04,
                                .duplicate = 0.05,
                                .skew_ppm = 200,
                                .stall_every_s = 9,
                                .stall_s = 0.5},
          (struct demand){0.97, 3, 4, 1});
    judge("the same without a clock",
          (struct help_network){.clock = HELP_CLOCK_NONE,
                                .loss = 0.03,
                                .burst = 8,
                                .wander_s = 0.04,
                                .skew_ppm = 200,
                                .stall_every_s = 9,
                                .stall_s = 0.5},
          (struct demand){0.95, 8, 25, 2});
}

Test(network, a_radio_that_stands_still_and_then_sends_all_at_once)
{
    judge("0.2 s every 3 s", (struct help_network){.stall_every_s = 3, .stall_s = 0.2},
          (struct demand){0.99, 3, 3, 0});
    judge("1 s every 7 s", (struct help_network){.stall_every_s = 7, .stall_s = 1},
          (struct demand){0.99, 3, 3, 0});
    judge("1 s every 7 s, ten a packet",
          (struct help_network){.stall_every_s = 7, .stall_s = 1, .batch = 10},
          (struct demand){0.99, 3, 3, 0});
    judge("0.6 s every 7 s, 0 to 60 ms",
          (struct help_network){.stall_every_s = 7, .stall_s = 0.6, .uniform_s = 0.06},
          (struct demand){0.99, 3, 3, 0});
}

Test(network, clocks_that_are_anywhere)
{
    judge("14 h ahead", (struct help_network){.clock = HELP_CLOCK_AHEAD, .uniform_s = 0.02},
          (struct demand){0.99, 3, 3, 0});
    judge("year 2000", (struct help_network){.clock = HELP_CLOCK_2000, .uniform_s = 0.02},
          (struct demand){0.99, 3, 3, 0});
    judge("NTP seconds wrap",
          (struct help_network){.clock = HELP_CLOCK_NTP_WRAPS, .uniform_s = 0.02},
          (struct demand){0.99, 3, 3, 0});
    judge("int32 ms wrap", (struct help_network){.clock = HELP_CLOCK_MS_WRAPS},
          (struct demand){0.99, 3, 3, 0});
    judge("int32 ms wrap, 0 to 20 ms",
          (struct help_network){.clock = HELP_CLOCK_MS_WRAPS, .uniform_s = 0.02, .loss = 0.01},
          (struct demand){0.99, 3, 3, 0});
}

Test(network, sensors_that_start_anew)
{
    judge("reboot at 40 s", (struct help_network){.reboot_s = 40}, (struct demand){0.97, 3, 3, 0});
    judge("reboot at 40 s, 0 to 100 ms", (struct help_network){.reboot_s = 40, .uniform_s = 0.1},
          (struct demand){0.95, 3, 40, 0});
}

Test(network, clocks_that_are_set)
{
    judge("0.4 s ahead", (struct help_network){.step_s = 0.4}, (struct demand){0.97, 3, 3, 0});
    judge("0.4 s back", (struct help_network){.step_s = -0.4}, (struct demand){0.94, 3, 50, 0});
    judge("0.08 s ahead, 0 to 5 ms", (struct help_network){.step_s = 0.08, .uniform_s = 0.005},
          (struct demand){0.97, 3, 6, 0});
}

Test(network, no_clock_at_all)
{
    const enum help_network_clock none = HELP_CLOCK_NONE;
    judge("no clock", (struct help_network){.clock = none}, (struct demand){0.99, 1, 3, 0});
    judge("no clock, in turns to 50 ms", (struct help_network){.clock = none, .wander_s = 0.05},
          (struct demand){0.99, 6, 20, 0});
    judge("no clock, in turns to 100 ms", (struct help_network){.clock = none, .wander_s = 0.1},
          (struct demand){0.99, 8, 20, 0});
    judge("no clock, 0.5 s stalls",
          (struct help_network){.clock = none, .stall_every_s = 5, .stall_s = 0.5},
          (struct demand){0.99, 1, 3, 0});
    judge("no clock, loss 1 %", (struct help_network){.clock = none, .loss = 0.01},
          (struct demand){0.99, 3, 3, 0});
    judge("no clock, overtaking to 10 ms", (struct help_network){.clock = none, .uniform_s = 0.01},
          (struct demand){0.99, 4, 10, 0});
    judge("no clock, overtaking to 20 ms", (struct help_network){.clock = none, .uniform_s = 0.02},
          (struct demand){0.99, 14, 35, 0});
}
