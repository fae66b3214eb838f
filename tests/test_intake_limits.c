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
        cr_expect_eq(refused(DECODE_TOO_FAST), (uint64_t)(40000 - n));
        cr_expect_eq(refused(DECODE_NOT_OSC) + refused(DECODE_SIZE), (uint64_t)n);
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
        help_osc_message(&element, "/gait/a/shank_left/imu", "tffffff", device(EPOCH + i * 5 * MS),
                         0., 0., 9.81, 0., 0., 0.);
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

/* As an application does that calls itself otherwise each time it connects. */
Test(intake_limits, sensors_without_end_of_one_address_leave_room_for_another_ones)
{
    char who[32];
    open_limited(20000);
    for (int k = 0; k < 200; k++)
        for (int i = 0; i < 40; i++) {
            snprintf(who, sizeof who, "x/y%d", k);
            send_imu(who, i * 5 * MS, S + (40 * k + i) * MS, &phone);
        }
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 40 * 24);
    for (int i = 0; i < 100; i++)
        send_imu("a/shank_left", i * 5 * MS, 9 * S + i * 5 * MS, &pod);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 100);
    teardown();
}

/* What gaitd kept of a flood of names is read as it heard it. */
Test(intake_limits, a_replay_that_says_who_sent_what_leaves_room_as_well)
{
    static struct help_packet p, element;
    static const char *const host[] = {"::ffff:192.168.1.20", "::ffff:10.0.0.7"};
    char address[64];
    open_limited(20000);
    for (int i = 0; i < 2100; i++) {
        help_osc_bundle(&p, 1);
        help_osc_message(&element, "/gait/replay", "t", device(EPOCH + i * 5 * MS));
        help_osc_add(&p, &element);
        help_osc_message(&element, "/gait/from", "si", host[i >= 2000], 9000);
        help_osc_add(&p, &element);
        snprintf(address, sizeof address, "/gait/a/x%d/imu", i < 2000 ? i : 0);
        help_osc_message(&element, i < 2000 ? address : "/gait/a/shank_left/imu", "tffffff",
                         device(EPOCH + i * 5 * MS), 0., 0., 9.81, 0., 0., 0.);
        help_osc_add(&p, &element);
        send_packet(&p, S + i * MS, &local);
        if (i == 1999)
            count(GAIT_FRAME_SAMPLE);
    }
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 100);
    teardown();
}

/* Its own time counts: at 20 times the speed a change of address is not quicker. */
Test(intake_limits, a_replayed_sensor_that_gets_another_address_is_heard_at_any_speed)
{
    static struct help_packet p, element;
    static const char *const host[] = {"::ffff:192.168.1.20", "::ffff:10.0.0.7"};
    open_limited(20000);
    for (int i = 0; i < 400; i++) { /* silent for 3 s of its time, which are 5 ms here */
        int64_t t = i * 5 * MS + (i >= 200 ? 3 * S : 0);
        help_osc_bundle(&p, 1);
        help_osc_message(&element, "/gait/replay", "t", device(EPOCH + t));
        help_osc_add(&p, &element);
        help_osc_message(&element, "/gait/from", "si", host[i >= 200], 9000);
        help_osc_add(&p, &element);
        help_osc_message(&element, "/gait/a/pod/imu", "tffffff", device(EPOCH + t), 0., 0., 9.81,
                         0., 0., 0.);
        help_osc_add(&p, &element);
        send_packet(&p, S + i * MS / 10, &local);
    }
    cr_expect_eq(refused(DECODE_OTHER_SOURCE), 0);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 400);
    teardown();
}

Test(intake_limits, a_storm_of_marks_is_cut_to_four_a_second)
{
    char surface[16];
    open_limited(0);
    for (int i = 0; i < 20000; i++) {
        snprintf(surface, sizeof surface, "s%d", i);
        send_word("/gait/mark", "s", surface, S + i * MS, &phone);
    }
    int n = count(GAIT_FRAME_MARK);
    cr_expect(n >= 64 + 79 && n <= 64 + 81, "%d marks", n);
    cr_expect_eq(refused(DECODE_TOO_MANY_MARKS), (uint64_t)(20000 - n));
    send_word("/gait/mark", "s", "trail", 22 * S, &phone);
    cr_assert(next(GAIT_FRAME_MARK), "a second later there is room for one");
    cr_expect_str_eq(frame.u.mark.surface, "trail");
    teardown();
}

/* Its frames are events to everybody, in a ring that others' strides go through. */
Test(intake_limits, a_sensor_that_is_something_else_with_every_sample_is_told_of_once_a_second)
{
    static struct help_packet p;
    int samples = 0, told = 0;
    open_limited(0);
    for (int i = 0; i < 4000; i++) {
        help_osc_message(&p, "/gait/a/pod/about", "sffi", i % 2 ? "foot_left" : "sacrum", 0.,
                         16., 63);
        send_packet(&p, S + i * 5 * MS, &phone);
        send_imu("a/pod", i * 5 * MS, S + i * 5 * MS, &phone);
    }
    while (gait_ring_pop(ring, &frame)) {
        samples += frame.kind == GAIT_FRAME_SAMPLE;
        told += frame.kind == GAIT_FRAME_SENSOR;
    }
    cr_expect_eq(samples, 4000, "no sample is lost by it");
    cr_expect(told >= 16 + 18 && told <= 16 + 21, "told %d times", told);
    for (int i = 4000; i < 4400; i++)
        send_imu("a/pod", i * 5 * MS, S + i * 5 * MS, &phone);
    while (gait_ring_pop(ring, &frame))
        if (frame.kind == GAIT_FRAME_SENSOR)
            told = frame.u.sensor.is.placement;
    cr_expect_eq(told, GAIT_FOOT_LEFT, "in the end it is what it said last");
    teardown();
}

/* Messages that gaitd refused and kept when a stranger sent them, each within its envelope. */
Test(intake_limits, what_a_stranger_once_said_as_if_of_a_replay_is_not_believed_in_one)
{
    static struct help_packet p, element;
    open_limited(20000);
    for (int i = 0; i < 100; i++) {
        help_osc_bundle(&p, 1);
        help_osc_message(&element, "/gait/replay", "t", device(EPOCH + i * 5 * MS));
        help_osc_add(&p, &element);
        help_osc_message(&element, "/gait/from", "si", "::ffff:192.168.1.20", 9000);
        help_osc_add(&p, &element);
        if (i % 2)
            help_osc_message(&element, "/gait/from", "si", "::ffff:127.0.0.1", 9000);
        else
            help_osc_message(&element, "/gait/replay/end", "");
        help_osc_add(&p, &element);
        help_osc_message(&element, "/gait/place", "ss", "pod", "sacrum");
        help_osc_add(&p, &element);
        send_packet(&p, S + i * 5 * MS, &local);
    }
    cr_expect_eq(count(GAIT_FRAME_END), 0);
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 150,
                 "50 ends, after which nothing is read; 50 senders; 50 places of who is not of this machine");
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
