/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each finding about packets on their way, where it should be and where it should not: what else is
 * found is compared too. Of sensors: test_doctor_sensors.c. */
#include "daemon/decode.h"
#include "ctl/doctor_parts.h"
#include "tests/help_doctor.h"
#include "tests/help_ears.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(doctor_find, .init = help_doctor_well);

Test(doctor_find, nothing_is_found_where_all_is_well)
{
    FINDS("");
}

Test(doctor_find, without_a_gaitd_it_says_how_to_start_one)
{
    help_doctor.v.listens = help_doctor.v.answers = false;
    FINDS("no_gaitd");
    cr_expect(strstr(help_doctor.found[0].todo, "gaitd --listen 0.0.0.0:8000"));
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_STOPS);
    help_doctor.v.listens = true;
    FINDS("no_gaitd");
    cr_expect(strstr(help_doctor.found[0].todo, "subscribers_max"));
}

Test(doctor_find, loopback_alone_is_told_only_where_no_sensor_is_heard)
{
    help_doctor_ears()->loopback_only = true;
    strcpy(help_doctor_ears()->at, "127.0.0.1:8001");
    FINDS("");
    help_doctor.v.after.heards = 0;
    FINDS("loopback_only");
    cr_expect(strstr(help_doctor.found[0].todo, "192.168.1.5 and port 8001"), "%s",
              help_doctor.found[0].todo);
    cr_expect(strstr(help_doctor.found[0].todo, "address = 0.0.0.0"));
    help_doctor.v.owns = 0;
    help_doctor_words();
    cr_expect(strstr(help_doctor.found[0].todo, "none on a network"), "%s",
              help_doctor.found[0].todo);
}

Test(doctor_find, nothing_arrives_where_nobody_sends)
{
    help_doctor.v.after.heards = 0;
    FINDS(""); /* samples came until just now */
    help_doctor_ears()->samples = help_doctor.v.before.listening.u.listening.samples;
    FINDS("nothing_arrives");
    cr_expect(strstr(help_doctor.found[0].todo, "192.168.1.5 and port 8000"), "%s",
              help_doctor.found[0].todo);
    cr_expect(strstr(help_doctor.found[0].sentence, "before that"));
    help_doctor_ears()->samples = help_doctor.v.before.listening.u.listening.samples = 0;
    help_doctor_words();
    cr_expect(strstr(help_doctor.found[0].sentence, "looked for 4 s"), "%s",
              help_doctor.found[0].sentence);
    struct gait_event was = help_ears_refused("not_osc", 10), is = help_ears_refused("not_osc", 11);
    ears_take(&help_doctor.v.before, &was);
    ears_take(&help_doctor.v.after, &is);
    FINDS("not_osc"); /* that is something */
}

Test(doctor_find, osc_at_another_port_is_told_with_what_it_was)
{
    help_doctor.v.ports = 2;
    help_doctor.v.port[0] = (struct doctor_port){.port = 9000, .count = 0};
    help_doctor.v.port[1] = (struct doctor_port){
        .port = 3333, .count = 40, .from = "192.168.1.9:50001", .what = "/ZIGSIM/x/accel ,fff"};
    FINDS("other_port");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS, "others are heard");
    help_doctor.v.after.heards = 0;
    help_doctor_ears()->samples = help_doctor.v.before.listening.u.listening.samples;
    FINDS("other_port");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_STOPS);
    cr_expect(strstr(help_doctor.found[0].sentence, "192.168.1.9:50001") &&
              strstr(help_doctor.found[0].sentence, "/ZIGSIM/x/accel"));
    cr_expect(strstr(help_doctor.found[0].todo, "Type port 8000") &&
              strstr(help_doctor.found[0].todo, "at 3333"));
    help_doctor.v.listens = help_doctor.v.answers = false;
    help_doctor.v.port[1].port = 8000;
    FINDS("no_gaitd other_port");
    cr_expect(strstr(help_doctor.found[1].todo, "gaitd --listen 0.0.0.0:8000"), "%s",
              help_doctor.found[1].todo);
}

Test(doctor_find, what_is_refused_is_told_while_it_goes_on_or_nothing_else_comes)
{
    struct gait_event was = help_ears_refused("bad_arguments", 10), is = was;
    ears_take(&help_doctor.v.before, &was);
    ears_take(&help_doctor.v.after, &is);
    FINDS("");
    help_doctor.v.after.refused[0].u.refused.count = 11;
    FINDS("bad_arguments");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    cr_expect(strstr(help_doctor.found[0].sentence, "192.168.1.77:5555") &&
              strstr(help_doctor.found[0].sentence, "/foo ,fff"));
    help_doctor.v.after.refused[0].u.refused.count = 10;
    help_doctor_ears()->samples = help_doctor.v.before.listening.u.listening.samples = 0;
    FINDS("bad_arguments");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_STOPS);
}

Test(doctor_find, a_heard_sensors_other_messages_are_no_harm)
{
    struct gait_event is = help_ears_refused("unknown_address", 5000);
    ears_take(&help_doctor.v.after, &is);
    FINDS("unknown_address");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    strcpy(help_doctor.v.after.refused[0].u.refused.from, help_doctor_sensor(0)->from);
    FINDS("unknown_address");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
}

Test(doctor_find, one_late_sample_in_a_hundred_is_no_harm)
{
    struct gait_event is = help_ears_refused("late", 40); /* of 4000 */
    ears_take(&help_doctor.v.after, &is);
    FINDS("late");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor.v.after.refused[0].u.refused.count = 41;
    help_doctor_words();
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
}

Test(doctor_find, every_reason_has_its_own_advice)
{
    for (int r = 0; r < DECODE_REASONS; r++) {
        help_doctor_well();
        struct gait_event is = help_ears_refused(decode_reason_word((enum decode_reason)r), 3000);
        ears_take(&help_doctor.v.after, &is);
        if (r == DECODE_NO_UNIT) /* of a sensor that is heard the sensor's own finding tells */
            help_doctor.v.after.heards = 0;
        FINDS(decode_reason_word((enum decode_reason)r));
        cr_expect_not(strstr(help_doctor.found[0].todo, "See docs/sensors.md."), "%s",
                      help_doctor.found[0].what);
    }
    help_doctor_well();
    struct gait_event is = help_ears_refused("of_next_year", 3000);
    ears_take(&help_doctor.v.after, &is);
    FINDS("refused");
}

Test(doctor_find, drops_and_a_slow_machine_harm_while_they_go_on)
{
    help_doctor_ears()->kernel_drops = 7;
    FINDS("kernel_drops");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    cr_expect(strstr(help_doctor.found[0].todo, "receive_buffer"));
    help_doctor.v.before.listening.u.listening.kernel_drops = 7;
    help_doctor_words();
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor_well();
    help_doctor_ears()->ring_refused = 9;
    FINDS("too_slow");
    help_doctor.v.before.listening.u.listening.ring_refused = 9;
    help_doctor_words();
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
}

Test(doctor_find, the_worst_comes_first)
{
    help_doctor_sensor(0)->battery = 0.1f;   /* note */
    help_doctor_sensor(0)->loss = 0.1f;      /* harms */
    help_doctor_sensor(1)->unit_a[0] = '\0'; /* stops */
    help_doctor_ears()->kernel_drops = 1;    /* harms, and before the sensors on a packet's way */
    FINDS("unit:right kernel_drops loss:left battery:left");
    for (int i = 1; i < help_doctor.n; i++)
        cr_expect(help_doctor.found[i].severity >= help_doctor.found[i - 1].severity);
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
        ears_take(&help_doctor.v.after, &e);
    }
    cr_expect_eq(help_doctor.v.after.heards, GAIT_SENSORS_MAX);
    help_doctor_words();
    cr_expect_eq(help_doctor.n, DOCTOR_FINDINGS_MAX);
}

Test(doctor_find, datagrams_that_give_no_sample_are_not_nothing)
{
    help_doctor.v.after.heards = 0;
    help_doctor_ears()->samples = help_doctor.v.before.listening.u.listening.samples;
    uint32_t before = help_doctor.v.before.listening.u.listening.datagrams;
    help_doctor_ears()->datagrams = before + 25; /* questions of gaitctl and its like */
    FINDS("nothing_arrives");
    help_doctor_ears()->datagrams = before + 400;
    FINDS("");
}

Test(doctor_find, gaitds_own_form_with_other_arguments_is_told_its_time_tag)
{
    struct gait_event is = help_ears_refused("bad_arguments", 3000);
    strcpy(is.u.refused.what, "/gait/me/shank_left/imu ,fff");
    ears_take(&help_doctor.v.after, &is);
    FINDS("bad_arguments");
    cr_expect(strstr(help_doctor.found[0].todo, "`,tffffff`"), "%s", help_doctor.found[0].todo);
    help_doctor_well();
    is = help_ears_refused("unknown_address", 3000);
    strcpy(is.u.refused.what, "/gait/shank_left/imu ,tfff");
    ears_take(&help_doctor.v.after, &is);
    FINDS("unknown_address");
    cr_expect(strstr(help_doctor.found[0].todo, "/gait/RUNNER/PLACEMENT/imu, like"), "%s",
              help_doctor.found[0].todo);
}

Test(doctor_find, commands_are_told_as_they_can_be_typed)
{
    char text[128];
    static const char say[] = "Type `gaitctl sensors`, not gaitctl; then `gaitd --check`.";
    doctor_typed(text, sizeof text, say, "gaitctl");
    cr_expect_str_eq(text, say);
    doctor_typed(text, sizeof text, say, "build/gaitctl");
    cr_expect_str_eq(text,
                     "Type `build/gaitctl sensors`, not gaitctl; then `build/gaitd --check`.");
    doctor_typed(text, 16, say, "build/gaitctl");
    cr_expect_str_eq(text, "Type `build/gai");
}
