/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/intake.h"
#include "daemon/roster.h"
#include "tests/help_intake.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(intake, .init = setup, .fini = teardown);

Test(intake, declares_a_sensor_before_its_first_sample)
{
    send_imu("ann/shank_left", 0, 5 * MS, &phone);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.kind, GAIT_FRAME_SENSOR);
    cr_expect_str_eq(frame.u.sensor.is.id, "shank_left");
    cr_expect_str_eq(frame.u.sensor.is.runner, "ann");
    cr_expect_str_eq(frame.u.sensor.is.dialect, "native");
    cr_expect_eq(frame.u.sensor.is.placement, GAIT_SHANK_LEFT);
    cr_expect_eq(frame.u.sensor.is.axes, 0x3f);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.kind, GAIT_FRAME_SAMPLE);
    cr_expect_eq(frame.u.sample.t_ns, EPOCH + 5 * MS);
    cr_expect_float_eq(frame.u.sample.a_ms2[2], 9.81, 1e-5);
}

Test(intake, keeps_the_even_time_of_the_device_through_late_packets)
{
    int64_t last = 0;
    for (int i = 0; i < 200; i++)
        send_imu("ann/pod", i * 5 * MS, 10 * S + i * 5 * MS + i % 7 * MS, &phone);
    for (int i = 0; next(GAIT_FRAME_SAMPLE); i++) {
        if (i > 10)
            cr_expect_lt(llabs(frame.u.sample.t_ns - last - 5 * MS), 20000, "step %d", i);
        last = frame.u.sample.t_ns;
        cr_expect_leq(last, EPOCH + 10 * S + i * 5 * MS + i % 7 * MS);
    }
}

Test(intake, an_ngimu_is_its_source_and_its_tags_are_its_clock)
{
    static struct help_packet m, b;
    for (int i = 0; i < 40; i++) {
        help_osc_message(&m, "/sensors", "ffffffffff", 10., -20., 180., 0., 0., 1., 20., 0., -40.,
                         1013.25);
        help_osc_bundle(&b, UINT64_C(0xbc1e70d65020c49b) + (uint64_t)i * 0x00a3d70a);
        help_osc_add(&b, &m);
        send_packet(&b, S + i * 2500000, &pod);
    }
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.id, "ngimu-10.0.0.7");
    cr_expect_eq(frame.u.sensor.is.range_g, 16.0f, "known before its first sample");
    cr_expect_str_eq(frame.u.sensor.is.runner, "me");
    cr_assert(next(GAIT_FRAME_SAMPLE));
    cr_expect_float_eq(frame.u.sample.a_ms2[2], 9.80665, 1e-5);
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_float_eq(frame.u.sensor.is.rate_hz, 400, 0.1, "%.3f Hz",
                       (double)frame.u.sensor.is.rate_hz);
}

Test(intake, source_names_are_names_whatever_the_address)
{
    char name[GAIT_NAME_MAX];
    struct intake_source far = source("fe80::aabb:ccdd:eeff:1122", 65535);
    roster_source_name(name, "ngimu", &far);
    cr_expect_str_eq(name, "ngimu-aabb:ccdd:eeff:1122:65535");
    cr_expect(decode_name_ok(name, strlen(name)));
}

Test(intake, counts_lost_samples_once_the_rate_is_learned)
{
    for (int i = 0; i < 200; i++)
        if (i < 100 || i >= 107)
            send_imu("ann/pod", i * 5 * MS, S + i * 5 * MS, &phone);
    uint32_t lost = 0;
    for (int i = 0; next(GAIT_FRAME_SAMPLE); i++) {
        lost += frame.u.sample.lost;
        cr_expect_eq(frame.u.sample.lost, i == 100 ? 7 : 0);
    }
    cr_expect_eq(lost, 7);
    cr_expect_eq(intake_counts(in).lost, 7);
}

Test(intake, believes_what_a_sensor_says_and_rules_say_it_better)
{
    static struct help_packet p;
    struct intake_rule rule = {.id = "pod",
                               .runner = "bob",
                               .placement = GAIT_SACRUM,
                               .has_placement = true,
                               .rate_hz = 50};
    teardown();
    open_with(&rule, 1, 1024);
    help_osc_message(&p, "/gait/ann/pod/about", "sfff", "foot_left", 100., 16., 7.);
    send_packet(&p, 0, &phone);
    help_osc_message(&p, "/gait/ann/other/about", "sfff", "foot_left", 100., 16., 7.);
    send_packet(&p, 0, &phone);
    send_imu("ann/pod", 0, MS, &phone);
    send_imu("ann/other", 0, MS, &phone);
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.runner, "bob");
    cr_expect_eq(frame.u.sensor.is.placement, GAIT_SACRUM);
    cr_expect_eq(frame.u.sensor.is.rate_hz, 50.0f);
    cr_expect_eq(frame.u.sensor.is.range_g, 16.0f);
    cr_expect_eq(frame.u.sensor.is.axes, 7);
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_eq(frame.u.sensor.is.placement, GAIT_FOOT_LEFT);
    cr_expect_eq(frame.u.sensor.is.rate_hz, 100.0f);
}

Test(intake, repeats_of_an_about_change_nothing)
{
    static struct help_packet p;
    help_osc_message(&p, "/gait/ann/pod/about", "sfff", "foot_left", 200., 16., 63.);
    for (int i = 0; i < 100; i++) {
        send_packet(&p, i * 5 * MS, &phone);
        send_imu("ann/pod", i * 5 * MS, i * 5 * MS, &phone);
    }
    cr_expect_eq(count(GAIT_FRAME_SENSOR), 1);
}

Test(intake, refuses_samples_that_are_not_newer)
{
    send_imu("ann/pod", 10 * MS, S, &phone);
    send_imu("ann/pod", 10 * MS, S + MS, &phone);
    send_imu("ann/pod", 5 * MS, S + 2 * MS, &phone);
    send_imu("ann/pod", 15 * MS, S + 5 * MS, &phone);
    intake_end(in, EPOCH + S + 6 * MS);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 2);
    cr_expect_eq(intake_counts(in).late, 2);
    cr_expect_eq(intake_counts(in).duplicates, 1);
    cr_expect_eq(refused(DECODE_LATE), 2);
}

Test(intake, goes_on_where_ntp_seconds_wrap)
{
    static struct help_packet p;
    for (int i = 0; i < 100; i++) {
        uint64_t tag = UINT64_C(0xffffffff80000000) + (uint64_t)i * 42949673; /* 10 ms */
        help_osc_message(&p, "/gait/ann/pod/imu", "tfff", tag, 0., 0., 9.81);
        send_packet(&p, S + i * 10 * MS, &phone);
    }
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 100);
    cr_expect_eq(intake_counts(in).lost, 0);
}

Test(intake, sends_the_state_of_the_clock_once_a_second)
{
    for (int i = 0; i < 1001; i++)
        send_imu("ann/pod", i * 10 * MS, S + i * 10 * MS, &phone);
    cr_expect_leq(abs(count(GAIT_FRAME_CLOCK) - 10), 1);
}

Test(intake, a_flood_of_names_puts_no_live_sensor_out)
{
    char who[32];
    int64_t t = 0;
    for (int i = 0; i < 100; i++, t += 10 * MS)
        send_imu("ann/pod", t, t, &phone);
    for (int i = 0; i < 3000; i++, t += 10 * MS) {
        snprintf(who, sizeof who, "x/%d", i);
        send_imu(who, 0, t, &pod);
        send_imu("ann/pod", t, t, &phone);
    }
    cr_expect_gt(refused(DECODE_TOO_MANY_SENSORS), 2000);
    int samples = 0, declared = 0;
    uint16_t slot = 99;
    while (gait_ring_pop(ring, &frame)) {
        if (frame.kind == GAIT_FRAME_SENSOR && strcmp(frame.u.sensor.is.id, "pod") == 0) {
            cr_expect(slot == 99 || slot == frame.u.sensor.slot);
            slot = frame.u.sensor.slot;
            declared++;
        }
        samples += frame.kind == GAIT_FRAME_SAMPLE && frame.u.sample.sensor == slot;
    }
    cr_expect_eq(samples, 3100);
    cr_expect_leq(declared, 2);
    cr_expect_eq(intake_counts(in).lost, 0);
}

Test(intake, gives_the_place_of_a_silent_sensor_to_a_new_one_after_a_minute)
{
    char who[32];
    for (int s = 0; s < GAIT_SENSORS_MAX; s++)
        for (int i = 0; i < ROSTER_CONFIRMED; i++) {
            snprintf(who, sizeof who, "x/%d", s);
            send_imu(who, i * 5 * MS, i * 5 * MS, s < ROSTER_OF_ADDRESS ? &phone : &pod);
        }
    send_imu("new/one", 0, 59 * S, &phone);
    cr_expect_eq(refused(DECODE_TOO_MANY_SENSORS), 1);
    send_imu("new/one", 0, 62 * S, &phone);
    cr_expect_eq(refused(DECODE_TOO_MANY_SENSORS), 1);
}

Test(intake, a_second_sender_of_the_same_name_is_refused_not_mixed_in)
{
    send_imu("ann/pod", 0, S, &phone);
    send_imu("ann/pod", 5 * MS, S + 5 * MS, &pod);
    cr_expect_eq(refused(DECODE_OTHER_SOURCE), 1);
    send_imu("ann/pod", 5 * S, 6 * S, &pod);
    cr_expect_eq(refused(DECODE_OTHER_SOURCE), 1);
}

/* Else one long stall of the radio were enough for a stranger to have the name for good. */
Test(intake, who_sends_as_a_sensor_beside_it_does_not_get_its_name_when_it_stalls)
{
    int own = 0;
    for (int i = 0; i < 4000; i++) { /* 20 s; the sensor is not heard from 8 s to 13 s */
        int64_t t = i * 5 * MS;
        bool stalls = t >= 8 * S && t < 13 * S;
        if (!stalls)
            send_imu("ann/pod", t, S + t, &phone);
        own += !stalls;
        send_imu("ann/pod", t + MS, S + t + MS, &pod);
    }
    cr_expect_eq(refused(DECODE_OTHER_SOURCE), 4000);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), own);
    send_imu("ann/pod", 0, 40 * S, &pod);
    cr_expect_eq(count(GAIT_FRAME_SAMPLE), 1, "it is gone");
}

Test(intake, a_sensor_that_gets_another_address_is_heard_from_there_after_2_s)
{
    for (int i = 0; i < 400; i++)
        send_imu("ann/pod", i * 5 * MS, S + i * 5 * MS, &phone);
    for (int i = 400; i < 1200; i++)
        send_imu("ann/pod", i * 5 * MS, S + i * 5 * MS, &pod);
    cr_expect_leq(refused(DECODE_OTHER_SOURCE), 400);
    cr_expect_geq(count(GAIT_FRAME_SAMPLE), 800);
}

Test(intake, a_full_ring_is_told_by_the_next_frame_and_the_next_sample)
{
    teardown();
    open_with(NULL, 0, 8);
    for (int i = 0; i < 20; i++)
        send_imu("ann/pod", i * 5 * MS, i * 5 * MS, &phone);
    send_word("/gait/mark", "s", "trail", 99 * MS, &phone);
    cr_expect_eq(intake_counts(in).ring_refused, 13);
    for (int i = 0; i < 8; i++)
        cr_assert(gait_ring_pop(ring, &frame));
    send_imu("ann/pod", 100 * MS, 100 * MS, &phone);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.kind, GAIT_FRAME_MARK, "a mark is never lost");
    cr_expect_eq(frame.refused, 13);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.u.sample.lost, 13);
    cr_expect_eq(frame.refused, 0);
}

Test(intake, marks_count_from_their_arrival)
{
    send_word("/gait/mark", "s", "trail", 7 * S, &phone);
    cr_assert(next(GAIT_FRAME_MARK));
    cr_expect_eq(frame.u.mark.t_ns, EPOCH + 7 * S);
    cr_expect_str_eq(frame.u.mark.surface, "trail");
}

Test(intake, subscriptions_are_taken_from_this_machine_only)
{
    struct intake_subscription who;
    static struct help_packet p;
    help_osc_message(&p, "/gait/subscribe", "i", 30);
    send_packet(&p, 0, &phone);
    cr_expect(!intake_subscription(in, &who));
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 1);
    send_packet(&p, 0, &local);
    cr_assert(intake_subscription(in, &who));
    cr_expect(who.seconds == 30 && who.from.port == local.port && !who.sensors);
    cr_expect(!intake_subscription(in, &who));
}

Test(intake, signal_files_take_the_same_way)
{
    struct gait_sensor s = {
        .id = "pod", .runner = "ann", .placement = GAIT_FOOT_LEFT, .rate_hz = 100, .axes = 7};
    const float a[3] = {0, 0, 9.81f}, w[3] = {0}, gone[3] = {NAN, NAN, NAN}, wild[3] = {9999, 0, 0};
    int slot = intake_declare(in, &s);
    cr_assert_geq(slot, 0);
    cr_expect_eq(intake_declare(in, &s), slot);
    for (int i = 0; i < 100; i++)
        intake_sample(in, slot, i * 10 * MS, i >= 50 && i < 55 ? gone : i == 70 ? wild : a, w);
    intake_sample(in, slot, 0, a, w);
    intake_sample(in, 31, 0, a, w);
    intake_mark(in, 5 * MS, "sand");
    intake_end(in, S);
    cr_expect_eq(intake_counts(in).lost, 6);
    cr_expect_eq(intake_counts(in).samples, 94);
    cr_expect_eq(intake_counts(in).late, 1);
    cr_expect_eq(refused(DECODE_OUT_OF_RANGE), 1);
    cr_expect_eq(refused(DECODE_UNDECLARED), 1);
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.id, "pod");
    cr_expect(next(GAIT_FRAME_MARK) && next(GAIT_FRAME_END));
    cr_expect_eq(frame.u.end_ns, S);
}

Test(intake, a_signal_file_called_after_a_side_has_it)
{
    static const struct {
        const char *id;
        enum gait_side side, told;
    } all[] = {{"left", GAIT_SIDE_LEFT, GAIT_SIDE_NONE},
               {"RIGHT", GAIT_SIDE_RIGHT, GAIT_SIDE_NONE},
               {"pod7", GAIT_SIDE_NONE, GAIT_SIDE_NONE},
               {"left2", GAIT_SIDE_RIGHT, GAIT_SIDE_RIGHT}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct gait_sensor s = {.runner = "ann", .rate_hz = 100, .axes = 7, .side = all[i].told};
        gait_name_copy(s.id, all[i].id);
        cr_assert_geq(intake_declare(in, &s), 0);
        cr_assert(next(GAIT_FRAME_SENSOR));
        cr_expect_eq(frame.u.sensor.is.side, all[i].side, "%s", all[i].id);
        cr_expect_eq(frame.u.sensor.is.placement, GAIT_UNKNOWN, "it is found by its signal");
    }
}

Test(intake, counts_what_it_cannot_read)
{
    intake_datagram(in, (const uint8_t *)"/a", 2, false, 0, &phone);
    intake_datagram(in, (const uint8_t *)"xyzw", 4, false, 0, &phone);
    intake_datagram(in, (const uint8_t *)"/a\0\0,\0\0", 8, true, 0, &phone);
    intake_datagram(in, (const uint8_t *)"/a\0\0,\0\0", 8, false, 0, &phone);
    cr_expect_eq(refused(DECODE_SIZE), 1);
    cr_expect_eq(refused(DECODE_NOT_OSC), 1);
    cr_expect_eq(refused(DECODE_TRUNCATED), 1);
    cr_expect_eq(refused(DECODE_UNKNOWN_ADDRESS), 1);
    cr_expect_eq(intake_counts(in).datagrams, 4);
    cr_expect_eq(intake_counts(in).bytes, 22);
}
