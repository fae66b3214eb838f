/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/decode.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct help_packet packet;
static struct decode_item item;
static enum decode_reason reason;

/* Decodes the first message of the packet. */
static bool decode(void)
{
    struct osc_walk w;
    struct osc_message m;
    osc_walk_init(&w, packet.bytes, packet.size);
    cr_assert(osc_next(&w, &m));
    return decode_message(&m, &item, &reason);
}

static bool decode_known(const char *name)
{
    for (size_t i = 0; i < sizeof help_known / sizeof *help_known; i++)
        if (strcmp(help_known[i].name, name) == 0)
            help_osc_hex(&packet, help_known[i].hex);
    return decode();
}

static void expect_vector(const float *v, double x, double y, double z, double tolerance)
{
    cr_expect(fabs((double)v[0] - x) < tolerance && fabs((double)v[1] - y) < tolerance &&
                  fabs((double)v[2] - z) < tolerance,
              "%.7f %.7f %.7f", (double)v[0], (double)v[1], (double)v[2]);
}

#define IMU "tffffff"
#define T UINT64_C(0x0000000a80000000) /* 10.5 s */

Test(decode, native_samples_are_taken_as_they_are)
{
    help_osc_message(&packet, "/gait/ann/shank_left/imu", IMU, T, 1.5, -2.0, 9.75, 0.25, 0.5,
                     -0.75);
    cr_assert(decode());
    cr_expect_eq(item.kind, DECODE_SAMPLE);
    cr_expect_str_eq(item.dialect, "native");
    cr_expect_str_eq(item.runner, "ann");
    cr_expect_str_eq(item.id, "shank_left");
    cr_expect_eq(item.device_ns, osc_tag_ns(T));
    cr_expect_eq(item.axes, 0x3f);
    expect_vector(item.u.sample.a[0], 1.5, -2, 9.75, 1e-9);
    expect_vector(item.u.sample.w, 0.25, 0.5, -0.75, 1e-9);
}

Test(decode, native_samples_without_a_gyroscope_say_so)
{
    help_osc_message(&packet, "/gait/ann/pod-7/imu", "tfff", T, 1.0, 2.0, 3.0);
    cr_assert(decode());
    cr_expect_eq(item.axes, 0x07);
    expect_vector(item.u.sample.a[0], 1, 2, 3, 1e-9);
    expect_vector(item.u.sample.w, 0, 0, 0, 1e-9);
}

Test(decode, any_numeric_type_does_where_a_number_is_wanted)
{
    help_osc_message(&packet, "gait/ann/x/imu", "tidhiii", T, 1, 2.0, INT64_C(3), 4, 5, 6);
    cr_assert(decode());
    expect_vector(item.u.sample.a[0], 1, 2, 3, 1e-9);
    expect_vector(item.u.sample.w, 4, 5, 6, 1e-9);
}

Test(decode, ngimu_sensors_come_out_in_si_units_with_the_time_of_measurement)
{
    cr_assert(decode_known("A1"));
    cr_expect_eq(item.kind, DECODE_SAMPLE);
    cr_expect_str_eq(item.dialect, "ngimu");
    cr_expect_str_eq(item.id, "");
    cr_expect_eq(item.device_ns, osc_tag_ns(UINT64_C(0xbc1e70d65020c49b)));
    expect_vector(item.u.sample.a[0], 0, 0, 9.80665, 1e-6);
    expect_vector(item.u.sample.w, 0.1745329, -0.3490659, 3.1415927, 1e-6);
    cr_assert(decode_known("A2"));
    cr_expect_eq(osc_tag_ns(UINT64_C(0xbc1e70d650c49ba5)) - item.device_ns, 2500000);
}

Test(decode, sensors_of_another_length_are_not_an_ngimu)
{
    help_osc_message(&packet, "/sensors", "ffffffffffffffffff", 0., 0., 0., 0., 0., 0., 0., 0., 0.,
                     0., 0., 0., 0., 0., 0., 0., 0., 0.);
    cr_expect(!decode());
    cr_expect_eq(reason, DECODE_BAD_ARGUMENTS);
}

Test(decode, a_sensor_can_say_what_it_is)
{
    help_osc_message(&packet, "/gait/ann/pod/about", "siff", "foot_right", 1600, 32.0, 63.0);
    cr_assert(decode());
    cr_expect_eq(item.kind, DECODE_ABOUT);
    cr_expect_eq(item.u.about.placement, GAIT_FOOT_RIGHT);
    cr_expect_eq(item.u.about.rate_hz, 1600.0f);
    cr_expect_eq(item.u.about.range_g, 32.0f);
    cr_expect_eq(item.axes, 0x3f);
}

Test(decode, controls_are_told_apart_from_sensors)
{
    help_osc_message(&packet, "/gait/mark", "s", "wood-chip.2");
    cr_assert(decode() && item.kind == DECODE_MARK);
    cr_expect_str_eq(item.u.surface, "wood-chip.2");
    help_osc_message(&packet, "/gait/subscribe", "i", 30);
    cr_assert(decode() && item.kind == DECODE_SUBSCRIBE);
    cr_expect_eq(item.u.subscribe.seconds, 30);
    help_osc_message(&packet, "/gait/replay", "t", T);
    cr_assert(decode() && item.kind == DECODE_REPLAY);
    cr_expect_eq(item.tag, T);
    help_osc_message(&packet, "/gait/replay/end", "");
    cr_expect(decode() && item.kind == DECODE_REPLAY_END);
}

static void refused(enum decode_reason wanted, const char *what)
{
    cr_expect(!decode(), "%s was taken", what);
    cr_expect_eq(reason, wanted, "%s: %s", what, decode_reason_name(reason));
}

#define SAMPLE(ax, wx)                                                                             \
    help_osc_message(&packet, "/gait/r/s/imu", IMU, T, (double)(ax), 0., 0., (double)(wx), 0., 0.)

Test(decode, values_that_cannot_be_felt_are_refused)
{
    SAMPLE(NAN, 0), refused(DECODE_NOT_FINITE, "a NaN");
    SAMPLE(INFINITY, 0), refused(DECODE_NOT_FINITE, "an infinity");
    SAMPLE(0, -INFINITY), refused(DECODE_NOT_FINITE, "an infinite rate");
    SAMPLE(1961.4, 0), refused(DECODE_OUT_OF_RANGE, "200.01 g");
    SAMPLE(0, 70.1), refused(DECODE_OUT_OF_RANGE, "70.1 rad/s");
    SAMPLE(3e38, 0), refused(DECODE_OUT_OF_RANGE, "the largest float");
    help_osc_message(&packet, "/gait/r/s/imu", "tddd", T, 1e300, 0., 0.);
    refused(DECODE_OUT_OF_RANGE, "a number no float can hold");
    SAMPLE(-1961.2, 69.9);
    cr_expect(decode());
}

Test(decode, what_a_sensor_says_of_itself_is_checked)
{
    help_osc_message(&packet, "/gait/r/s/about", "sfff", "left_ear", 100., 16., 63.);
    refused(DECODE_BAD_ARGUMENTS, "an ear");
    help_osc_message(&packet, "/gait/r/s/about", "sfff", "wrist", -1., 16., 63.);
    refused(DECODE_OUT_OF_RANGE, "a negative rate");
    help_osc_message(&packet, "/gait/r/s/about", "sfff", "wrist", 100., (double)NAN, 63.);
    refused(DECODE_NOT_FINITE, "a range that is no number");
    help_osc_message(&packet, "/gait/r/s/about", "sfff", "wrist", 100., 16., 64.);
    refused(DECODE_OUT_OF_RANGE, "an axis that does not exist");
}

Test(decode, names_from_the_network_are_31_plain_bytes_at_most)
{
    static const char *const bad[] = {"/gait//s/imu",
                                      "/gait/r//imu",
                                      "/gait/r/a b/imu",
                                      "/gait/r/<b>/imu",
                                      "/gait/r/%n/imu",
                                      "/gait/../a\\b/imu",
                                      "/gait/12345678901234567890123456789012/s/imu"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        help_osc_message(&packet, bad[i], "tfff", T, 0., 0., 0.);
        refused(DECODE_BAD_NAME, bad[i]);
    }
    help_osc_message(&packet, "/gait/1234567890123456789012345678901/S_.:-z/imu", "tfff", T, 0., 0.,
                     0.);
    cr_expect(decode());
    cr_expect_str_eq(item.id, "S_.:-z");
    help_osc_message(&packet, "/gait/mark", "s", "wood chip");
    refused(DECODE_BAD_NAME, "a surface of two words");
    help_osc_message(&packet, "/gait/mark", "s", "");
    refused(DECODE_BAD_NAME, "no surface");
}

Test(decode, other_arguments_than_the_address_calls_for_are_refused)
{
    help_osc_message(&packet, "/gait/r/s/imu", "fffffff", 0., 0., 0., 0., 0., 0., 0.);
    refused(DECODE_BAD_ARGUMENTS, "a sample without a time tag");
    help_osc_message(&packet, "/gait/r/s/imu", "tff", T, 0., 0.);
    refused(DECODE_BAD_ARGUMENTS, "two axes");
    help_osc_message(&packet, "/gait/r/s/imu", "tffs", T, 0., 0., "x");
    refused(DECODE_BAD_ARGUMENTS, "text for a number");
    help_osc_message(&packet, "/gait/mark", "");
    refused(DECODE_BAD_ARGUMENTS, "no surface");
    help_osc_message(&packet, "/gait/subscribe", "i", -1);
    refused(DECODE_OUT_OF_RANGE, "minus one second");
    help_osc_message(&packet, "/gait/replay", "t", UINT64_C(1));
    refused(DECODE_BAD_ARGUMENTS, "a replay at no time");
}

Test(decode, addresses_nobody_knows_are_refused)
{
    static const char *const bad[] = {
        "/",         "/gait",   "/gait/",   "/gait/a/b/imu/x", "/gaitx/a/b/imu",
        "/sensorsx", "/sensor", "/left/im", "//sensors",       "/*",
        "/gait/imu", "/gait/acc", "/gait/raw", "/gait/a/raw/accl", "/left/imu/"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        help_osc_message(&packet, bad[i], "f", 0.);
        refused(DECODE_UNKNOWN_ADDRESS, bad[i]);
    }
}

Test(decode, every_reason_is_one_sentence_and_one_word)
{
    for (int i = 0; i < DECODE_REASONS; i++) {
        const char *s = decode_reason_name((enum decode_reason)i);
        cr_assert_not_null(s);
        cr_expect_eq(s + strlen(s) - 1, strrchr(s, '.'), "%s", s);
        cr_expect_null(strpbrk(decode_reason_word((enum decode_reason)i), " .-"));
    }
}

static void expect_speed(float speed_ms, float slope_deg)
{
    cr_assert(decode(), "%s", decode_reason_name(reason));
    cr_expect_eq(item.kind, DECODE_SPEED);
    float v = item.u.speed.speed_ms, b = item.u.speed.slope_deg;
    cr_expect(v == speed_ms || (isnan(v) && isnan(speed_ms)), "%g", (double)v);
    cr_expect(b == slope_deg || (isnan(b) && isnan(slope_deg)), "%g", (double)b);
}

Test(decode, a_speed_is_0_to_12_m_s_and_a_slope_45_degrees_at_most)
{
    help_osc_message(&packet, "/gait/speed", "f", 2.9);
    expect_speed(2.9f, NAN);
    help_osc_message(&packet, "/gait/speed", "ff", 12., -45.);
    expect_speed(12, -45);
    help_osc_message(&packet, "/gait/speed", "fi", 3.00004, 2);
    expect_speed(3, 2);
    help_osc_message(&packet, "/gait/speed", "ff", 0., 1.);
    expect_speed(NAN, 1);
    help_osc_message(&packet, "/gait/speed", "ff", (double)NAN, (double)NAN);
    expect_speed(NAN, NAN);
    help_osc_message(&packet, "/gait/speed", "f", 12.001);
    refused(DECODE_OUT_OF_RANGE, "faster than anybody");
    help_osc_message(&packet, "/gait/speed", "f", -0.5);
    refused(DECODE_OUT_OF_RANGE, "backwards");
    help_osc_message(&packet, "/gait/speed", "ff", 3., 45.01);
    refused(DECODE_OUT_OF_RANGE, "a wall");
    help_osc_message(&packet, "/gait/speed", "f", (double)INFINITY);
    refused(DECODE_NOT_FINITE, "infinite");
    help_osc_message(&packet, "/gait/speed", "ff", 3., -(double)INFINITY);
    refused(DECODE_NOT_FINITE, "infinitely steep");
    help_osc_message(&packet, "/gait/speed", "s", "3");
    refused(DECODE_BAD_ARGUMENTS, "text for a number");
    help_osc_message(&packet, "/gait/speed", "fff", 3., 0., 0.);
    refused(DECODE_BAD_ARGUMENTS, "three numbers");
}
