/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the intake refuses before it looks at it. */
#include "daemon/status.h"
#include "tests/help_intake.h"

static void open_limited(double rate_max)
{
    struct intake_settings set = {
        .clock = gait_clock_defaults, .epoch_ns = EPOCH, .source_rate_max = rate_max};
    ring = gait_ring_new(65536, sizeof(struct gait_frame));
    in = intake_new(&set, ring);
    cr_assert(ring && in);
    phone = source("::ffff:192.168.1.20", 40000);
    pod = source("::ffff:10.0.0.7", 9000);
    local = source("::ffff:127.0.0.1", 50000);
}

/* Datagrams of nothing, evenly, for two seconds; how many were looked at. */
static int nothing(double rate_hz, const struct intake_source *from)
{
    int n = 0;
    for (int i = 0; i < (int)(2 * rate_hz); i++)
        n += intake_datagram(in, (const uint8_t *)"\1\2\3\4", 4, false,
                             S + (int64_t)(i * 1e9 / rate_hz), from);
    return n;
}

Test(intake_limits, what_one_source_sends_beyond_the_setting_is_counted_and_not_looked_at)
{
    static const double most[] = {0, 20000, 4000};
    static const int want[] = {40000, 10000, 2000}; /* an eighth; and as much again at once */
    for (int i = 0; i < 3; i++) {
        open_limited(most[i]);
        int n = nothing(20000, &phone);
        cr_expect_float_eq(n, want[i], 2, "%d at %.0f", n, most[i]);
        cr_expect_eq(intake_counts(in).datagrams, 40000);
        cr_expect_eq(refused(DECODE_TOO_FAST), 40000 - n);
        cr_expect_eq(refused(DECODE_NOT_OSC) + refused(DECODE_SIZE), n);
        teardown();
    }
}

Test(intake_limits, a_live_sensor_pays_nothing_for_another_ones_flood)
{
    open_limited(20000);
    for (int i = 0; i < 400; i++) {
        send_imu("a/shank_left", i * 5 * MS, S + i * 5 * MS, &pod);
        for (int k = 0; k < 500; k++) /* 100,000 a second */
            intake_datagram(in, (const uint8_t *)"\1\2\3\4", 4, false, S + i * 5 * MS, &phone);
    }
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 400);
    cr_expect_gt(refused(DECODE_TOO_FAST), 150000);
    cr_expect(intake_floods(in), "and worth the while to shun");
    teardown();
}

Test(intake_limits, a_sensor_that_gave_samples_may_send_more_than_one_that_gave_none)
{
    open_limited(800); /* an eighth is 100 a second, and 200 at once */
    for (int i = 0; i < 2000; i++)
        send_imu("a/shank_left", i * 5 * MS, S + i * 5 * MS, &pod);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 2000);
    cr_expect_eq(refused(DECODE_TOO_FAST), 0);
    teardown();
}

static void replayed(int n, const struct intake_source *from)
{
    static struct help_packet p, element;
    for (int i = 0; i < n; i++) {
        help_osc_bundle(&p, 1);
        help_osc_message(&element, "/gait/replay", "t", device(EPOCH + i * 5 * MS));
        help_osc_add(&p, &element);
        help_osc_message(&element, "/gait/a/shank_left/imu", "tffffff", device(EPOCH + i * 5 * MS), 0.,
                         0., 9.81, 0., 0., 0.);
        help_osc_add(&p, &element);
        send_packet(&p, S + i, from);
    }
}

Test(intake_limits, a_replay_from_this_machine_comes_as_fast_as_it_likes_and_from_nowhere_else)
{
    open_limited(100);
    replayed(20000, &local);
    cr_expect_eq(refused(DECODE_TOO_FAST), 0);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 20000);
    replayed(20000, &phone);
    cr_expect_eq(refused(DECODE_TOO_FAST), 20000 - 25);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 0);
    teardown();
}

Test(intake_limits, names_made_up_at_one_address_leave_room_for_another_ones_sensor)
{
    char who[32];
    open_limited(20000);
    for (int i = 0; i < 2000; i++) {
        snprintf(who, sizeof who, "x%d/y", i);
        send_imu(who, S, S + i * MS, &phone);
    }
    cr_expect_gt(refused(DECODE_TOO_MANY_SENSORS), 1900);
    count(GAIT_FRAME_SAMPLE);
    for (int i = 0; i < 100; i++)
        send_imu("a/shank_left", i * 5 * MS, 3 * S + i * 5 * MS, &pod);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 100);
    teardown();
}

Test(intake_limits, the_log_tells_of_it_once_in_ten_seconds)
{
    struct intake_counts c = {0};
    struct log_limit l = {0};
    uint64_t told = 0;
    status_limits(&l, &c, &told, S);
    cr_expect_eq(l.next_ns, 0, "nothing to tell");
    for (int i = 0; i < 300; i++) { /* thirty seconds */
        c.refused[DECODE_TOO_FAST] += 1000;
        status_limits(&l, &c, &told, S + i * 100 * MS);
        cr_expect_eq(told, (uint64_t)(1 + i / 100 * 100) * 1000, "%d", i);
    }
}
