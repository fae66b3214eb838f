/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Controls and what sensors are called: messages that hold no sample. */
#include "daemon/decode.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct help_packet packet;
static struct decode_item item;
static enum decode_reason reason;

static bool decode(void)
{
    struct osc_walk w;
    struct osc_message m;
    osc_walk_init(&w, packet.bytes, packet.size);
    memset(&item, 0xa5, sizeof item);
    cr_assert(osc_next(&w, &m));
    return decode_message(&m, &item, &reason);
}

static void refused(enum decode_reason wanted, const char *what)
{
    cr_expect(!decode(), "%s was taken", what);
    cr_expect_eq(reason, wanted, "%s: %s", what, decode_reason_name(reason));
}

Test(decode_said, a_position_is_degrees_and_perhaps_an_altitude)
{
    help_osc_message(&packet, "/gait/position", "ddd", 52.5200066, 13.404954, 34.5);
    cr_assert(decode() && item.kind == DECODE_POSITION);
    cr_expect_eq(item.u.position.latitude_deg, 52.5200066);
    cr_expect_eq(item.u.position.longitude_deg, 13.404954);
    cr_expect_eq(item.u.position.altitude_m, 34.5);
    help_osc_message(&packet, "/gait/position", "dd", -89.5, -179.5);
    cr_assert(decode());
    cr_expect(isnan(item.u.position.altitude_m));
    help_osc_message(&packet, "/gait/position", "ddd", 0., 0., (double)NAN);
    cr_assert(decode());
    cr_expect(isnan(item.u.position.altitude_m));
    help_osc_message(&packet, "/gait/position", "dd", 90.1, 0.);
    refused(DECODE_OUT_OF_RANGE, "beyond the pole");
    help_osc_message(&packet, "/gait/position", "dd", 0., 180.1);
    refused(DECODE_OUT_OF_RANGE, "beyond the date line");
    help_osc_message(&packet, "/gait/position", "ddd", 0., 0., 9001.);
    refused(DECODE_OUT_OF_RANGE, "above Everest");
    help_osc_message(&packet, "/gait/position", "dd", (double)NAN, 0.);
    refused(DECODE_NOT_FINITE, "no latitude");
    help_osc_message(&packet, "/gait/position", "d", 1.);
    refused(DECODE_BAD_ARGUMENTS, "a latitude alone");
}

static void known(const char *name)
{
    for (size_t i = 0; i < sizeof help_known / sizeof *help_known; i++)
        if (strcmp(help_known[i].name, name) == 0)
            help_osc_hex(&packet, help_known[i].hex);
    cr_assert(decode(), "%s: %s", name, decode_reason_name(reason));
}

static void is_pod(double speed_ms, double cadence_spm, double distance_m)
{
    cr_expect_eq(item.kind, DECODE_SPEED);
    const float got[] = {item.u.speed.speed_ms, item.u.speed.cadence_spm, item.u.speed.distance_m};
    const double want[] = {speed_ms, cadence_spm, distance_m};
    for (int i = 0; i < 3; i++)
        cr_expect(isnan(want[i]) ? isnan(got[i]) : fabs((double)got[i] - want[i]) < 1e-4,
                  "%d: %g instead of %g", i, (double)got[i], want[i]);
    cr_expect(isnan(item.u.speed.slope_deg));
}

Test(decode_said, a_foot_pod_counts_strides_or_steps_and_says_minus_one_for_what_it_does_not_know)
{
    known("E2");
    is_pod(3.5, 172, (double)NAN);
    known("E3");
    is_pod(3.5, 172, 1234.5);
    known("E4");
    is_pod((double)NAN, (double)NAN, (double)NAN);
    help_osc_message(&packet, "/bt/runningspeedandcadence", "fff", 3., 401., 0.);
    refused(DECODE_OUT_OF_RANGE, "401 steps a minute");
    help_osc_message(&packet, "/bt/runningspeedandcadence", "fff", 13., 80., 0.);
    refused(DECODE_OUT_OF_RANGE, "13 m/s");
    help_osc_message(&packet, "/bt/runningspeedandcadence", "fff", 3., 80., (double)INFINITY);
    refused(DECODE_NOT_FINITE, "an infinite way");
}

Test(decode_said, a_sensor_is_placed_and_named_by_its_id)
{
    help_osc_message(&packet, "/gait/place", "ss", "ngimu-192.168.1.7:9000", "foot_left");
    cr_assert(decode() && item.kind == DECODE_PLACE);
    cr_expect_str_eq(item.u.place.id, "ngimu-192.168.1.7:9000");
    cr_expect_eq(item.u.place.placement, GAIT_FOOT_LEFT);
    cr_expect_str_eq(item.u.place.name, "");
    help_osc_message(&packet, "/gait/name", "ss", "0029CEC0", "blue");
    cr_assert(decode() && item.kind == DECODE_NAME);
    cr_expect_str_eq(item.u.place.id, "0029CEC0");
    cr_expect_str_eq(item.u.place.name, "blue");
    help_osc_message(&packet, "/gait/name", "ss", "0029CEC0", "");
    cr_assert(decode());
    cr_expect_str_eq(item.u.place.name, "", "its own name again");
    help_osc_message(&packet, "/gait/place", "ss", "x", "left_ear");
    refused(DECODE_BAD_ARGUMENTS, "an ear");
    help_osc_message(&packet, "/gait/place", "ss", "", "wrist");
    refused(DECODE_BAD_NAME, "no sensor");
    help_osc_message(&packet, "/gait/name", "ss", "x", "../etc/passwd");
    refused(DECODE_BAD_NAME, "a path");
    help_osc_message(&packet, "/gait/name", "ss", "x", "12345678901234567890123456789012");
    refused(DECODE_BAD_NAME, "32 bytes");
}

Test(decode_said, a_subscription_is_to_events_or_to_sensors)
{
    help_osc_message(&packet, "/gait/subscribe", "i", 60);
    cr_expect(decode() && item.u.subscribe.seconds == 60 && !item.u.subscribe.sensors);
    help_osc_message(&packet, "/gait/subscribe", "is", 3600, "events");
    cr_expect(decode() && item.u.subscribe.seconds == 3600 && !item.u.subscribe.sensors);
    help_osc_message(&packet, "/gait/subscribe", "is", 0, "sensors");
    cr_expect(decode() && item.u.subscribe.seconds == 0 && item.u.subscribe.sensors);
    help_osc_message(&packet, "/gait/subscribe", "is", 60, "everything");
    refused(DECODE_BAD_ARGUMENTS, "everything");
    help_osc_message(&packet, "/gait/subscribe", "is", 3601, "events");
    refused(DECODE_OUT_OF_RANGE, "more than an hour");
}

Test(decode_said, a_device_is_called_what_a_name_can_hold)
{
    help_osc_message(&packet, "/name", "s", "NGIMU-1");
    cr_assert(decode() && item.kind == DECODE_NAMED);
    cr_expect_str_eq(item.u.name, "NGIMU-1");
    help_osc_message(&packet, "/name", "s", "\x1b[2J");
    refused(DECODE_BAD_NAME, "a terminal's control");
    help_osc_message(&packet, "/RIGHT/gesture", "ssf", "", "", 0.);
    refused(DECODE_BAD_NAME, "no gesture");
    help_osc_message(&packet, "/RIGHT/gesture", "ssf", "STEP", "TOE", (double)NAN);
    refused(DECODE_NOT_FINITE, "a power that is none");
}

Test(decode_said, what_a_battery_does_not_know_is_not_zero)
{
    help_osc_message(&packet, "/battery", "ffffs", (double)NAN, (double)INFINITY, 4.1, 0., "x");
    cr_assert(decode() && item.kind == DECODE_BATTERY);
    cr_expect(isnan(item.u.battery.share) && item.u.battery.volts == 4.1f);
    help_osc_message(&packet, "/ZIGSIM/a/battery", "f", -1.); /* a simulated phone */
    cr_assert(decode());
    cr_expect(isnan(item.u.battery.share) && isnan(item.u.battery.volts));
    help_osc_message(&packet, "/battery", "ffffs", 100.5, 1., 4.1, 0., "x");
    cr_assert(decode());
    cr_expect_eq(item.u.battery.share, 1.0f);
    help_osc_message(&packet, "/battery", "ffffs", 200., 1., 4.1, 0., "x");
    refused(DECODE_OUT_OF_RANGE, "200 %");
}

static void worn(const char *id, enum gait_placement placement, enum gait_side side)
{
    char address[80] = "/";
    help_osc_message(&packet, strcat(strcat(address, id), "/acc"), "fff", 0., 0., 1.);
    cr_assert(decode(), "%s", id);
    enum gait_placement is;
    enum gait_side on;
    decode_worn(&item, &is, &on);
    cr_expect_eq(is, placement, "%s: %s", id, gait_placement_name(is));
    cr_expect_eq(on, side, "%s: side %d", id, (int)on);
}

Test(decode_said, an_id_says_where_it_is_worn_by_whole_words_only)
{
    for (int p = GAIT_FOOT_LEFT; p < GAIT_PLACEMENTS; p++) {
        enum gait_side side = p == GAIT_HIP_LEFT    ? GAIT_SIDE_LEFT
                              : p == GAIT_HIP_RIGHT ? GAIT_SIDE_RIGHT
                                                    : gait_placement_side((enum gait_placement)p);
        worn(gait_placement_name((enum gait_placement)p), (enum gait_placement)p, side);
    }
    worn("left", GAIT_UNKNOWN, GAIT_SIDE_LEFT);
    worn("RIGHT", GAIT_UNKNOWN, GAIT_SIDE_RIGHT);
    worn("l", GAIT_UNKNOWN, GAIT_SIDE_LEFT);
    worn("R", GAIT_UNKNOWN, GAIT_SIDE_RIGHT);
    worn("lfoot", GAIT_FOOT_LEFT, GAIT_SIDE_LEFT);
    worn("FootR", GAIT_FOOT_RIGHT, GAIT_SIDE_RIGHT);
    worn("Left-Shoe", GAIT_FOOT_LEFT, GAIT_SIDE_LEFT);
    worn("left_shank", GAIT_SHANK_LEFT, GAIT_SIDE_LEFT);
    worn("tibia.r", GAIT_SHANK_RIGHT, GAIT_SIDE_RIGHT);
    worn("shin", GAIT_SHANK, GAIT_SIDE_NONE);
    worn("hip", GAIT_UNKNOWN, GAIT_SIDE_NONE);
    worn("lefty", GAIT_UNKNOWN, GAIT_SIDE_NONE);
    worn("football", GAIT_UNKNOWN, GAIT_SIDE_NONE);
    worn("foot2", GAIT_UNKNOWN, GAIT_SIDE_NONE);
    worn("barefoot", GAIT_UNKNOWN, GAIT_SIDE_NONE);
    worn("0029CEC0", GAIT_UNKNOWN, GAIT_SIDE_NONE);
    help_osc_message(&packet, "/sensors", "ffffffffff", 0., 0., 0., 0., 0., 1., 0., 0., 0., 0.);
    cr_assert(decode());
    enum gait_placement is;
    enum gait_side on;
    decode_worn(&item, &is, &on);
    cr_expect(is == GAIT_UNKNOWN && on == GAIT_SIDE_NONE);
}

Test(decode_said, native_addresses_are_never_somebody_elses)
{
    static const char *const mine[] = {"/gait/imu", "/gait/acc",      "/gait/raw",
                                       "/gait/gyr", "/gait/raw/accl", "/gait/deviceinfo"};
    for (size_t i = 0; i < sizeof mine / sizeof *mine; i++) {
        help_osc_message(&packet, mine[i], "fff", 0., 0., 1.);
        refused(DECODE_UNKNOWN_ADDRESS, mine[i]);
    }
}

Test(decode_said, a_number_that_is_none_is_refused_of_every_dialect)
{
    static const char *const from[] = {"/accelerometer", "/left/acc", "/muse/acc", "/accxyz",
                                       "/acc/3",         "/left/gyr", "/gravity",  "/a/raw/accl"};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        help_osc_message(&packet, from[i], "fff", 0., (double)NAN, 1.);
        refused(DECODE_NOT_FINITE, from[i]);
        help_osc_message(&packet, from[i], "fff", 0., 0., -(double)INFINITY);
        refused(DECODE_NOT_FINITE, from[i]);
        help_osc_message(&packet, from[i], "fff", 0., 0., 3e38);
        refused(DECODE_OUT_OF_RANGE, from[i]);
        help_osc_message(&packet, from[i], "ff", 0., 0.);
        refused(DECODE_BAD_ARGUMENTS, from[i]);
    }
    help_osc_message(&packet, "/p/acc", "iiiiiiiii", 0, 0, 1, 0, 0, 1, 0, 0, 201000);
    refused(DECODE_OUT_OF_RANGE, "one of three samples beyond 200 g");
    help_osc_message(&packet, "/p/acc", "iiiiiii", 0, 0, 1, 0, 0, 1, 0);
    refused(DECODE_BAD_ARGUMENTS, "two samples and a third");
}
