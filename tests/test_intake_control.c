/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to the intake of a sensor while it runs. */
#include "tests/help_intake.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(intake_control, .init = setup, .fini = teardown);

static struct intake_rule made;

static void say(const char *address, const char *id, const char *word,
                const struct intake_source *from)
{
    static struct help_packet p;
    help_osc_message(&p, address, "ss", id, word);
    send_packet(&p, S, from);
}

/* The sensor as the newest frame declares it. */
static const struct gait_sensor *declared(void)
{
    static struct gait_sensor is;
    bool any = false;
    for (; next(GAIT_FRAME_SENSOR); any = true)
        is = frame.u.sensor.is;
    cr_assert(any, "it was not declared");
    return &is;
}

Test(intake_control, a_placed_sensor_obeys_from_its_next_sample_on)
{
    send_imu("ann/pod", 0, 0, &phone);
    cr_expect_eq(declared()->placement, GAIT_UNKNOWN);
    say("/gait/place", "pod", "foot_left", &local);
    cr_assert(intake_ruled(in, &made));
    cr_expect(strcmp(made.id, "pod") == 0 && made.has_placement &&
              made.placement == GAIT_FOOT_LEFT && !*made.name);
    cr_expect(!intake_ruled(in, &made), "given out once");
    send_imu("ann/pod", 5 * MS, 5 * MS, &phone);
    cr_expect_eq(declared()->placement, GAIT_FOOT_LEFT);
    send_imu("ann/pod", 10 * MS, 10 * MS, &phone);
    cr_expect(!next(GAIT_FRAME_SENSOR), "told once");
    say("/gait/place", "pod", "unknown", &local);
    cr_assert(intake_ruled(in, &made) && !made.has_placement);
    send_imu("ann/pod", 15 * MS, 15 * MS, &phone);
    cr_expect_eq(declared()->placement, GAIT_UNKNOWN);
}

Test(intake_control, a_sensor_can_be_placed_before_it_is_heard)
{
    say("/gait/place", "ngimu-10.0.0.7", "sacrum", &local);
    static struct help_packet m;
    help_osc_message(&m, "/sensors", "ffffffffff", 0., 0., 0., 0., 0., 1., 0., 0., 0., 1000.);
    send_packet(&m, S, &pod);
    cr_expect_eq(declared()->placement, GAIT_SACRUM);
}

Test(intake_control, nobody_elsewhere_may_place_or_name_a_sensor)
{
    static const char *const elsewhere[] = {"::ffff:192.168.1.20", "::ffff:8.8.8.8", "fe80::1",
                                            "2001:db8::1", "::", "::ffff:128.0.0.1"};
    send_imu("ann/pod", 0, 0, &phone);
    cr_expect_eq(declared()->placement, GAIT_UNKNOWN);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        struct intake_source from = source(elsewhere[i], 50000);
        say("/gait/place", "pod", "foot_left", &from);
        say("/gait/name", "pod", "mine", &from);
        cr_expect_eq(refused(DECODE_NOT_ALLOWED), 2 * i + 2, "%s", elsewhere[i]);
    }
    cr_expect(!intake_ruled(in, &made));
    send_imu("ann/pod", 5 * MS, 5 * MS, &phone);
    cr_expect(!next(GAIT_FRAME_SENSOR));
    struct intake_source v6 = source("::1", 50000);
    say("/gait/place", "pod", "foot_left", &v6);
    cr_expect(intake_ruled(in, &made));
}

Test(intake_control, a_renamed_sensor_is_placed_by_its_new_name_or_its_old)
{
    send_imu("ann/pod", 0, 0, &phone);
    say("/gait/name", "pod", "left", &local);
    cr_assert(intake_ruled(in, &made));
    cr_expect(strcmp(made.id, "pod") == 0 && strcmp(made.name, "left") == 0 && !made.has_placement);
    send_imu("ann/pod", 5 * MS, 5 * MS, &phone);
    cr_expect_str_eq(declared()->id, "left");
    say("/gait/place", "left", "foot_left", &local);
    cr_assert(intake_ruled(in, &made));
    cr_expect(strcmp(made.id, "pod") == 0 && strcmp(made.name, "left") == 0 &&
              made.placement == GAIT_FOOT_LEFT);
    say("/gait/place", "pod", "foot_right", &local);
    send_imu("ann/pod", 10 * MS, 10 * MS, &phone);
    cr_expect_eq(declared()->placement, GAIT_FOOT_RIGHT);
    say("/gait/name", "left", "pod", &local);
    send_imu("ann/pod", 15 * MS, 15 * MS, &phone);
    cr_expect_str_eq(declared()->id, "pod");
    struct gait_event e;
    int heard = 0;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        heard += intake_heard(in, i, S, &e);
    cr_expect_eq(heard, 1, "it stays the same sensor");
}

Test(intake_control, a_name_of_none_gives_the_sensor_its_own_back)
{
    send_imu("ann/pod", 0, 0, &phone);
    send_imu("ann/other", 0, 0, &phone);
    say("/gait/place", "other", "head", &local);
    say("/gait/name", "pod", "left", &local);
    say("/gait/name", "left", "", &local);
    cr_expect_eq(refused(DECODE_BAD_NAME) + refused(DECODE_BAD_ARGUMENTS), 0);
    cr_expect_eq(count(GAIT_FRAME_SENSOR), 2);
    send_imu("ann/pod", 5 * MS, 5 * MS, &phone);
    cr_expect_str_eq(declared()->id, "pod");
}

/* A bundle as gaitctl replay sends it: when it arrived, from whom, and then what. */
static void say_in_replay(const char *from, const char *address, const char *id, const char *word)
{
    static struct help_packet b, m;
    help_osc_bundle(&b, 1);
    help_osc_message(&m, "/gait/replay", "t", device(EPOCH));
    help_osc_add(&b, &m);
    help_osc_message(&m, "/gait/from", "si", from, 40000);
    help_osc_add(&b, &m);
    help_osc_message(&m, address, "ss", id, word);
    help_osc_add(&b, &m);
    help_osc_message(&m, "/gait/subscribe", "i", 30);
    help_osc_add(&b, &m);
    send_packet(&b, S, &local);
}

Test(intake_control, what_a_replay_says_is_obeyed_as_it_was_then_and_not_kept)
{
    struct intake_subscription s;
    send_imu("ann/pod", 0, 0, &phone);
    say_in_replay("::ffff:192.168.1.20", "/gait/place", "pod", "foot_left");
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 2, "it was not of this machine then");
    send_imu("ann/pod", 5 * MS, 5 * MS, &phone);
    cr_expect_eq(declared()->placement, GAIT_UNKNOWN);
    say_in_replay("::ffff:127.0.0.1", "/gait/place", "pod", "foot_left");
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 2);
    send_imu("ann/pod", 10 * MS, 10 * MS, &phone);
    cr_expect_eq(declared()->placement, GAIT_FOOT_LEFT);
    cr_expect(!intake_ruled(in, &made));
    cr_expect(!intake_subscription(in, &s));
}

Test(intake_control, a_rule_of_the_configuration_renames_too)
{
    struct intake_rule r = {.id = "pod", .name = "left"};
    teardown();
    open_with(&r, 1, 65536);
    send_imu("ann/pod", 0, 0, &phone);
    cr_expect_str_eq(declared()->id, "left");
}

/* The acceleration of a sensor that says 100 of something: none, or what it is taken for. */
static float taken_as(const char *unit)
{
    static struct help_packet p;
    struct intake_rule r = {.id = "pod"};
    snprintf(r.unit_a, sizeof r.unit_a, "%s", unit);
    teardown();
    open_with(&r, 1, 65536);
    help_osc_message(&p, "/pod/acc", "fff", 0., 0., 100.);
    for (int i = 0; i < 3; i++)
        send_packet(&p, S + i * 10 * MS, &phone);
    return next(GAIT_FRAME_SAMPLE) ? frame.u.sample.a_ms2[2] : 0;
}

Test(intake_control, a_unit_that_is_configured_decides_at_once_what_a_sensor_means)
{
    cr_expect_float_eq(taken_as(""), 0, 0, "undecided");
    cr_expect_float_eq(taken_as("m/s2"), 100, 1e-4);
    cr_expect_float_eq(taken_as("g"), 980.665, 1e-3);
    cr_expect_float_eq(taken_as("mg"), 0.980665, 1e-6);
}

Test(intake_control, two_sensors_never_get_one_name)
{
    send_imu("ann/a", 0, 0, &phone);
    send_imu("ann/b", 0, 0, &phone);
    say("/gait/name", "a", "b", &local);
    cr_expect_eq(refused(DECODE_BAD_NAME), 1);
    say("/gait/name", "a", "left", &local);
    say("/gait/name", "b", "left", &local);
    cr_expect_eq(refused(DECODE_BAD_NAME), 2);
    cr_assert(intake_ruled(in, &made));
    cr_expect_str_eq(made.name, "left");
    cr_expect(!intake_ruled(in, &made));
}

Test(intake_control, a_bundle_of_several_gives_out_each)
{
    static struct help_packet b, m;
    static const char *const ids[] = {"a", "b", "c"};
    help_osc_bundle(&b, 1);
    for (int i = 0; i < 3; i++) {
        help_osc_message(&m, "/gait/place", "ss", ids[i], "foot_left");
        help_osc_add(&b, &m);
    }
    help_osc_message(&m, "/gait/subscribe", "i", 10);
    help_osc_add(&b, &m);
    help_osc_message(&m, "/gait/subscribe", "is", 20, "sensors");
    help_osc_add(&b, &m);
    send_packet(&b, S, &local);
    for (int i = 0; i < 3; i++) {
        cr_assert(intake_ruled(in, &made));
        cr_expect_str_eq(made.id, ids[i]);
    }
    cr_expect(!intake_ruled(in, &made));
    struct intake_subscription s;
    cr_assert(intake_subscription(in, &s));
    cr_expect(s.seconds == 10 && !s.sensors);
    cr_assert(intake_subscription(in, &s));
    cr_expect(s.seconds == 20 && s.sensors);
    cr_expect(!intake_subscription(in, &s));
}

Test(intake_control, there_is_room_for_so_many_rules_and_then_it_is_refused)
{
    char id[GAIT_NAME_MAX];
    for (int i = 0; i < INTAKE_RULES_MAX; i++) {
        snprintf(id, sizeof id, "s%d", i);
        say("/gait/place", id, "head", &local);
    }
    cr_expect_eq(refused(DECODE_TOO_MANY_SENSORS), 0);
    say("/gait/place", "more", "head", &local);
    cr_expect_eq(refused(DECODE_TOO_MANY_SENSORS), 1);
    say("/gait/place", "s7", "foot_left", &local);
    cr_expect_eq(refused(DECODE_TOO_MANY_SENSORS), 1, "one that is there may change");
}

Test(intake_control, a_placement_outlives_what_the_sensor_says_of_itself)
{
    static struct help_packet p;
    say("/gait/place", "pod", "shank_right", &local);
    help_osc_message(&p, "/gait/ann/pod/about", "sfff", "shank_left", 200., 16., 63.);
    send_packet(&p, 0, &phone);
    send_imu("ann/pod", 0, 0, &phone);
    cr_expect_eq(declared()->placement, GAIT_SHANK_RIGHT);
    send_packet(&p, S, &phone);
    send_imu("ann/pod", 5 * MS, 5 * MS, &phone);
    cr_expect(!next(GAIT_FRAME_SENSOR));
}
