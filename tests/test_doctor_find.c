/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each finding, where it should be and where it should not: what else is found is compared too. */
#include "ctl/doctor.h"
#include "daemon/decode.h"
#include "tests/help_ears.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct doctor_view v;
static struct doctor_finding found[DOCTOR_FINDINGS_MAX];
static int n;

/* Two sensors at the shanks of somebody who runs, all in order. */
static void well(void)
{
    struct gait_event sensor[] = {help_ears_heard("left", GAIT_SHANK_LEFT),
                                  help_ears_heard("right", GAIT_SHANK_RIGHT)};
    struct gait_event listening = help_ears_listening();
    memset(&v, 0, sizeof v);
    strcpy(v.at, "127.0.0.1:8000");
    strcpy(v.own[0], "192.168.1.5");
    v.owns = 1;
    v.listens = v.answers = true;
    v.seconds = 4;
    for (int i = 0; i < 2; i++) {
        ears_take(&v.before, &sensor[i]);
        ears_take(&v.after, &sensor[i]);
    }
    ears_take(&v.before, &listening);
    listening.u.listening.samples += 4000;
    ears_take(&v.after, &listening);
    v.after.strides = 5;
}

TestSuite(doctor_find, .init = well);

static struct gait_hearing *sensor(int i)
{
    return &v.after.heard[i].u.heard;
}

static struct gait_ears *ears(void)
{
    return &v.after.listening.u.listening;
}

/* The words found in their order, spaces between, a sensor's as word:sensor. */
static const char *words(void)
{
    static char text[4096];
    size_t at = 0;
    text[0] = '\0';
    n = doctor_findings(&v, found);
    for (int i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s%s%s", i ? " " : "", found[i].what,
                               *found[i].sensor ? ":" : "", found[i].sensor);
    for (int i = 0; i < n; i++)
        cr_expect(*found[i].sentence && *found[i].todo, "%s says nothing", found[i].what);
    return text;
}

#define FINDS(expected)                                                                            \
    cr_expect_str_eq(words(), expected, "%s:%d: found: %s", __FILE__, __LINE__, words())

/* Finds it with `is`, and nothing with `is_not`, which is just this side of the border. */
#define BORDER(value, is, is_not, expected)                                                        \
    do {                                                                                           \
        well();                                                                                    \
        (value) = (is);                                                                            \
        FINDS(expected);                                                                           \
        well();                                                                                    \
        (value) = (is_not);                                                                        \
        FINDS("");                                                                                 \
    } while (0)

Test(doctor_find, nothing_is_found_where_all_is_well)
{
    FINDS("");
}

Test(doctor_find, without_a_gaitd_it_says_how_to_start_one)
{
    v.listens = v.answers = false;
    FINDS("no_gaitd");
    cr_expect(strstr(found[0].todo, "gaitd --listen 0.0.0.0:8000"));
    cr_expect_eq(found[0].severity, DOCTOR_STOPS);
    v.listens = true;
    FINDS("no_gaitd");
    cr_expect(strstr(found[0].todo, "subscribers_max"));
}

Test(doctor_find, loopback_alone_is_told_only_where_no_sensor_is_heard)
{
    ears()->loopback_only = true;
    strcpy(ears()->at, "127.0.0.1:8001");
    FINDS("");
    v.after.heards = 0;
    FINDS("loopback_only");
    cr_expect(strstr(found[0].todo, "192.168.1.5 and port 8001"), "%s", found[0].todo);
    cr_expect(strstr(found[0].todo, "address = 0.0.0.0"));
    v.owns = 0;
    words();
    cr_expect(strstr(found[0].todo, "none on a network"), "%s", found[0].todo);
}

Test(doctor_find, nothing_arrives_where_nobody_sends)
{
    v.after.heards = 0;
    FINDS(""); /* samples came until just now */
    ears()->samples = v.before.listening.u.listening.samples;
    FINDS("nothing_arrives");
    cr_expect(strstr(found[0].todo, "192.168.1.5 and port 8000"), "%s", found[0].todo);
    cr_expect(strstr(found[0].sentence, "before that"));
    ears()->samples = v.before.listening.u.listening.samples = 0;
    words();
    cr_expect(strstr(found[0].sentence, "looked for 4 s"), "%s", found[0].sentence);
    struct gait_event was = help_ears_refused("not_osc", 10), is = help_ears_refused("not_osc", 11);
    ears_take(&v.before, &was);
    ears_take(&v.after, &is);
    FINDS("not_osc"); /* that is something */
}

Test(doctor_find, osc_at_another_port_is_told_with_what_it_was)
{
    v.ports = 2;
    v.port[0] = (struct doctor_port){.port = 9000, .count = 0};
    v.port[1] = (struct doctor_port){
        .port = 3333, .count = 40, .from = "192.168.1.9:50001", .what = "/ZIGSIM/x/accel ,fff"};
    FINDS("other_port");
    cr_expect_eq(found[0].severity, DOCTOR_HARMS, "others are heard");
    v.after.heards = 0;
    ears()->samples = v.before.listening.u.listening.samples;
    FINDS("other_port");
    cr_expect_eq(found[0].severity, DOCTOR_STOPS);
    cr_expect(strstr(found[0].sentence, "192.168.1.9:50001") &&
              strstr(found[0].sentence, "/ZIGSIM/x/accel"));
    cr_expect(strstr(found[0].todo, "Type port 8000") && strstr(found[0].todo, "at 3333"));
    v.listens = v.answers = false;
    v.port[1].port = 8000;
    FINDS("no_gaitd other_port");
    cr_expect(strstr(found[1].todo, "gaitd --listen 0.0.0.0:8000"), "%s", found[1].todo);
}

Test(doctor_find, what_is_refused_is_told_while_it_goes_on_or_nothing_else_comes)
{
    struct gait_event was = help_ears_refused("bad_arguments", 10), is = was;
    ears_take(&v.before, &was);
    ears_take(&v.after, &is);
    FINDS("");
    v.after.refused[0].u.refused.count = 11;
    FINDS("bad_arguments");
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
    cr_expect(strstr(found[0].sentence, "192.168.1.77:5555") &&
              strstr(found[0].sentence, "/foo ,fff"));
    v.after.refused[0].u.refused.count = 10;
    ears()->samples = v.before.listening.u.listening.samples = 0;
    FINDS("bad_arguments");
    cr_expect_eq(found[0].severity, DOCTOR_STOPS);
}

Test(doctor_find, a_heard_sensors_other_messages_are_no_harm)
{
    struct gait_event is = help_ears_refused("unknown_address", 5000);
    ears_take(&v.after, &is);
    FINDS("unknown_address");
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
    strcpy(v.after.refused[0].u.refused.from, sensor(0)->from);
    FINDS("unknown_address");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
}

Test(doctor_find, one_late_sample_in_a_hundred_is_no_harm)
{
    struct gait_event is = help_ears_refused("late", 40); /* of 4000 */
    ears_take(&v.after, &is);
    FINDS("late");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    v.after.refused[0].u.refused.count = 41;
    words();
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
}

Test(doctor_find, every_reason_has_its_own_advice)
{
    for (int r = 0; r < DECODE_REASONS; r++) {
        well();
        struct gait_event is = help_ears_refused(decode_reason_word((enum decode_reason)r), 3000);
        ears_take(&v.after, &is);
        FINDS(decode_reason_word((enum decode_reason)r));
        cr_expect_not(strstr(found[0].todo, "See docs/sensors.md."), "%s", found[0].what);
    }
    well();
    struct gait_event is = help_ears_refused("of_next_year", 3000);
    ears_take(&v.after, &is);
    FINDS("refused");
}

Test(doctor_find, a_unit_that_is_open_stops_and_a_rates_unit_does_not)
{
    sensor(0)->unit_a[0] = '\0';
    FINDS("unit:left");
    cr_expect_eq(found[0].severity, DOCTOR_STOPS);
    well();
    sensor(0)->unit_w[0] = '\0';
    FINDS("unit_rate:left");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    sensor(0)->axes = 7;
    FINDS("");
}

Test(doctor_find, a_placement_not_known_not_sure_or_without_side_is_told)
{
    sensor(0)->placement = GAIT_UNKNOWN;
    FINDS("placement:left");
    cr_expect(strstr(found[0].todo, "gaitctl sensors place left shank_left"));
    well();
    BORDER(sensor(0)->placement_confidence, 0.79f, 0.8f, "placement_unsure:left");
    well();
    sensor(0)->placement = GAIT_FOOT;
    FINDS("side:left");
    sensor(0)->rate_hz = sensor(0)->rate_now_hz = 497; /* a foot's peaks want 500 */
    FINDS("rate:left side:left");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
}

Test(doctor_find, two_sensors_at_one_place_of_one_runner_are_told)
{
    sensor(1)->placement = GAIT_SHANK_LEFT;
    FINDS("same_placement:right");
    cr_expect(strstr(found[0].sentence, "left and right are both"));
    strcpy(v.after.heard[1].runner, "ben");
    FINDS("");
    well();
    sensor(0)->placement = sensor(1)->placement = GAIT_SHANK; /* two legs, sides not known */
    FINDS("side:left side:right");
    well();
    sensor(1)->placement = GAIT_SHANK_LEFT;
    sensor(0)->age_s = 20; /* the other one took its place */
    FINDS("silent:left");
}

Test(doctor_find, clipped_landings_are_told_with_the_range_and_the_setting)
{
    BORDER(sensor(0)->clipped_share, 0.0101f, 0.01f, "clipped:left");
    sensor(0)->clipped_share = 0.25f;
    words();
    cr_expect(strstr(found[0].sentence, "25 %") && strstr(found[0].sentence, "16 g"));
    cr_expect(strstr(found[0].todo, "NGIMU"));
    sensor(0)->range_g = 0;
    FINDS("clipped:left");
    well();
    sensor(0)->clipped_share = NAN;
    FINDS("");
    sensor(0)->range_g = 8;
    FINDS("range:left");
    sensor(0)->clipped_share = 0; /* it is enough for this runner */
    FINDS("");
}

Test(doctor_find, a_low_rate_is_told_with_how_much_peaks_read_low)
{
    sensor(0)->rate_hz = sensor(0)->rate_now_hz = 102;
    FINDS("rate:left");
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
    cr_expect(strstr(found[0].sentence, "some 0.9 g low") ||
                  strstr(found[0].sentence, "some 1.0 g low"),
              "%s", found[0].sentence);
    sensor(0)->rate_hz = sensor(0)->rate_now_hz = 199;
    FINDS("");
    sensor(0)->rate_hz = sensor(0)->rate_now_hz = 49;
    FINDS("rate:left");
    cr_expect(strstr(found[0].sentence, "too few"));
    sensor(0)->rate_hz = 0;
    FINDS("rate:left");
    sensor(0)->rate_now_hz = 0;
    FINDS("");
    well();
    sensor(0)->placement = GAIT_SACRUM;
    sensor(0)->rate_hz = sensor(0)->rate_now_hz = 100;
    FINDS("");
}

Test(doctor_find, a_rate_that_does_not_come_as_told_is_told)
{
    BORDER(sensor(0)->rate_now_hz, 460, 462, "rate_told:left");
    well();
    BORDER(sensor(0)->rate_now_hz, 565, 562, "rate_told:left");
}

Test(doctor_find, loss_delay_and_late_samples_are_told)
{
    BORDER(sensor(0)->loss, 0.021f, 0.02f, "loss:left");
    sensor(0)->loss = 0.31f;
    words();
    cr_expect_eq(found[0].severity, DOCTOR_STOPS);
    sensor(0)->loss = NAN;
    FINDS("");
    BORDER(sensor(0)->delay_ms, 51, 50, "delay:left");
    sensor(0)->delay_ms = NAN;
    FINDS("");
    BORDER(sensor(0)->late, 2001, 2000, "late_samples:left");
}

Test(doctor_find, a_sensor_without_a_clock_and_one_far_off_are_told)
{
    strcpy(sensor(0)->clock, "none");
    FINDS("no_clock:left");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    BORDER(sensor(0)->skew_ppm, -301, -300, "skew:left");
    sensor(0)->skew_ppm = 400;
    words();
    cr_expect(strstr(found[0].sentence, "400 millionths fast"));
}

Test(doctor_find, a_low_battery_is_told_and_an_empty_one_harms)
{
    BORDER(sensor(0)->battery, 0.19f, 0.2f, "battery:left");
    sensor(0)->battery = 0.19f;
    words();
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    sensor(0)->battery = 0.04f;
    words();
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
    sensor(0)->battery = NAN;
    FINDS("");
}

Test(doctor_find, a_silent_sensor_is_told_and_nothing_else_of_it)
{
    BORDER(sensor(0)->age_s, 3.1f, 3, "silent:left");
    sensor(0)->age_s = 30;
    sensor(0)->loss = 0.5f;
    sensor(0)->placement = GAIT_UNKNOWN;
    FINDS("silent:left");
    cr_expect(strstr(found[0].sentence, "30 s"));
}

Test(doctor_find, a_sensor_without_one_sample_is_told_with_what_is_missing)
{
    sensor(0)->age_s = NAN;
    FINDS("no_samples:left");
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
    sensor(0)->unit_a[0] = '\0';
    sensor(0)->refused = 500; /* for its unit is not decided */
    FINDS("unit:left");
}

Test(doctor_find, askew_and_upside_down_are_notes)
{
    sensor(1)->up[0] = 0.6f;
    sensor(1)->up[1] = 0.8f;
    FINDS("askew:right");
    cr_expect(strstr(found[0].sentence, "37 degrees"), "%s", found[0].sentence);
    sensor(1)->up[0] = 0;
    sensor(1)->up[1] = -1;
    FINDS("upside_down:right");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    sensor(1)->up[1] = sensor(1)->up[0] = sensor(1)->up[2] = NAN;
    FINDS("");
    well();
    sensor(1)->up[1] = -1;
    sensor(1)->placement = GAIT_SACRUM; /* no pair */
    FINDS("");
}

Test(doctor_find, what_gaitd_itself_says_of_a_sensor_is_told_where_nothing_else_is)
{
    strcpy(sensor(0)->why, "Its clock was set back twice.");
    FINDS("sensor:left");
    cr_expect(strstr(found[0].sentence, "set back twice"));
    sensor(0)->loss = 0.1f;
    FINDS("loss:left");
}

Test(doctor_find, drops_and_a_slow_machine_harm_while_they_go_on)
{
    ears()->kernel_drops = 7;
    FINDS("kernel_drops");
    cr_expect_eq(found[0].severity, DOCTOR_HARMS);
    cr_expect(strstr(found[0].todo, "receive_buffer"));
    v.before.listening.u.listening.kernel_drops = 7;
    words();
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    well();
    ears()->ring_refused = 9;
    FINDS("too_slow");
    v.before.listening.u.listening.ring_refused = 9;
    words();
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
}

Test(doctor_find, nobody_running_is_a_note_where_a_sensor_is_heard)
{
    v.after.strides = 0;
    FINDS("no_running");
    cr_expect_eq(found[0].severity, DOCTOR_NOTE);
    v.after.heards = 0;
    FINDS("");
}

Test(doctor_find, the_worst_comes_first)
{
    sensor(0)->battery = 0.1f;   /* note */
    sensor(0)->loss = 0.1f;      /* harms */
    sensor(1)->unit_a[0] = '\0'; /* stops */
    ears()->kernel_drops = 1;    /* harms, and before the sensors on a packet's way */
    FINDS("unit:right kernel_drops loss:left battery:left");
    for (int i = 1; i < n; i++)
        cr_expect(found[i].severity >= found[i - 1].severity);
}

Test(doctor_find, more_findings_than_there_is_room_for_do_no_harm)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        char id[GAIT_NAME_MAX];
        snprintf(id, sizeof id, "pod%d", i);
        struct gait_event e = help_ears_heard(id, GAIT_UNKNOWN);
        e.u.heard.unit_a[0] = e.u.heard.unit_w[0] = '\0';
        e.u.heard.battery = 0.01f;
        e.u.heard.loss = e.u.heard.clipped_share = 0.9f;
        e.u.heard.delay_ms = 500;
        e.u.heard.rate_hz = 40;
        e.u.heard.late = 50000;
        e.u.heard.skew_ppm = 900;
        strcpy(e.u.heard.clock, "none");
        ears_take(&v.after, &e);
    }
    cr_expect_eq(v.after.heards, GAIT_SENSORS_MAX);
    words();
    cr_expect_eq(n, DOCTOR_FINDINGS_MAX);
}
