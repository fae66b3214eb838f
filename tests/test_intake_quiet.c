/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the intake does when nothing comes, and what else than samples may come. */
#include "tests/help_intake.h"

#include <math.h>

TestSuite(intake_quiet, .init = setup, .fini = teardown);

Test(intake_quiet, silence_of_300_s_is_told_once)
{
    cr_expect_not(intake_tick(in, 1000 * S), "nothing was heard that could end");
    send_imu("ann/pod", 0, 1000 * S, &phone);
    send_word("/gait/mark", "s", "trail", 1200 * S, &phone); /* a phone is no sensor */
    cr_expect_not(intake_tick(in, 1300 * S));
    cr_expect(intake_tick(in, 1300 * S + 1));
    cr_assert(next(GAIT_FRAME_QUIET));
    cr_expect_eq(frame.u.end_ns, EPOCH + 1300 * S + 1);
    cr_expect_not(intake_tick(in, 9999 * S));
    send_imu("ann/pod", 9999 * S, 9999 * S, &phone);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.kind, GAIT_FRAME_SENSOR, "it is declared anew");
    cr_expect(intake_tick(in, 10400 * S));
}

Test(intake_quiet, without_a_time_for_quiet_silence_ends_nothing)
{
    struct intake_settings set = {.clock = gait_clock_defaults};
    struct intake *other = intake_new(&set, ring), *was = in;
    in = other;
    send_imu("ann/pod", 0, S, &phone);
    cr_expect_not(intake_tick(other, INT64_MAX));
    in = was;
    intake_free(other);
}

static void send_speed(const char *types, double speed_ms, double slope_deg, int64_t arrival)
{
    static struct help_packet p;
    help_osc_message(&p, "/gait/speed", types, speed_ms, slope_deg);
    send_packet(&p, arrival, &phone);
}

Test(intake_quiet, a_speed_from_any_phone_counts_from_its_arrival)
{
    send_speed("ff", 2.9, -1.25, 7 * S);
    cr_assert(next(GAIT_FRAME_SPEED));
    cr_expect_eq(frame.u.speed.t_ns, EPOCH + 7 * S);
    cr_expect_eq(frame.u.speed.speed_ms, 2.9f);
    cr_expect_eq(frame.u.speed.slope_deg, -1.25f);
    send_speed("f", 0, 0, 8 * S);
    cr_assert(next(GAIT_FRAME_SPEED));
    cr_expect(isnan(frame.u.speed.speed_ms) && isnan(frame.u.speed.slope_deg));
    send_speed("f", 12.5, 0, 9 * S);
    cr_expect_eq(refused(DECODE_OUT_OF_RANGE), 1);
    cr_expect_not(next(GAIT_FRAME_SPEED));
    cr_expect_eq(intake_counts(in).controls, 2);
}

Test(intake_quiet, of_speeds_that_wait_for_room_the_newest_is_kept_and_no_mark_is_lost_to_them)
{
    teardown();
    open_with(NULL, 0, 8);
    for (int i = 0; i < 20; i++)
        send_imu("ann/pod", i * 5 * MS, i * 5 * MS, &phone);
    for (int i = 1; i <= 50; i++)
        send_speed("f", 0.2 * i, 0, (i + 1) * S);
    send_word("/gait/mark", "s", "trail", 99 * S, &phone);
    for (int i = 0; i < 8; i++)
        cr_assert(gait_ring_pop(ring, &frame));
    send_imu("ann/pod", 100 * S, 100 * S, &phone);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.kind, GAIT_FRAME_SPEED);
    cr_expect_eq(frame.u.speed.speed_ms, 10);
    cr_assert(gait_ring_pop(ring, &frame));
    cr_expect_eq(frame.kind, GAIT_FRAME_MARK);
}
