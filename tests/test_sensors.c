/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gaitctl sensors, as a process, before a stand-in for gaitd; and what it keeps in view. */
#include "ctl/ears.h"
#include "ctl/sensors.h"
#include "tests/help_ears.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char out[1 << 16];

/* What it said on both outputs is in out; its exit status. */
static int sensors(const char *words, int port)
{
    char command[512];
    snprintf(command, sizeof command, "timeout 20 %s/gaitctl sensors %s --to 127.0.0.1:%d 2>&1",
             GAIT_BINARY_DIR, words, port);
    FILE *f = popen(command, "r");
    cr_assert_not_null(f);
    out[fread(out, 1, sizeof out - 1, f)] = '\0';
    int status = pclose(f);
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int start(void)
{
    struct gait_event e[] = {help_ears_heard("shank_left", GAIT_SHANK_LEFT),
                             help_ears_heard("pod7", GAIT_FOOT),
                             help_ears_refused("unknown_address", 12), help_ears_listening()};
    e[1].u.heard.placement_confidence = 0.92f;
    e[1].u.heard.range_learned = true;
    e[1].u.heard.battery = NAN;
    strcpy(e[1].u.heard.name, "0029CEC0");
    strcpy(e[1].u.heard.why, "Its values repeat.");
    return help_ears_start(e, 4, 100);
}

static int lines_with(const char *word)
{
    int n = 0;
    for (const char *at = out; (at = strstr(at, word)); at += strlen(word))
        n++;
    return n;
}

TestSuite(sensors, .timeout = 60);

Test(sensors, once_shows_every_sensor_and_every_reason_and_exits)
{
    int port = start();
    cr_expect_eq(sensors("--once", port), 0);
    static const char *const parts[] = {
        "gaitd listens on 0.0.0.0:8000; 2000 datagrams",
        "shank_left              shank_left        0.25      512   0.1 %      16   0.1 s",
        "Which is which: shake one",
        "foot 92 %         0.25      512   0.1 %     16*   0.1 s",
        "ngimu of anna, from 192.168.1.21:8010; g, deg/s; ",
        "clock UTC, +12.0 ppm, 3.0 ms late",
        "battery 90 %",
        "calls itself 0029CEC0",
        "! Its values repeat.",
        "unknown_address       12  192.168.1.77:5555",
        "/foo ,fff",
        "It was not right."};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect(strstr(out, parts[i]), "no \"%s\" in\n%s", parts[i], out);
    cr_expect_eq(lines_with("gaitd listens"), 1);
    cr_expect_eq(lines_with("not OSC's"), 0, "none was");
    help_ears_stop();
}

Test(sensors, messages_that_were_taken_though_not_by_the_book_are_told)
{
    struct gait_event e = help_ears_listening();
    e.u.listening.sloppy = 41;
    int port = help_ears_start(&e, 1, 100);
    cr_expect_eq(sensors("--once", port), 0);
    cr_expect(strstr(out, "\n41 messages were taken though their padding, size or type tags"), "%s",
              out);
    cr_expect_eq(sensors("--once --json", port), 0);
    cr_expect(strstr(out, "\"sloppy\":41}"), "%s", out);
    help_ears_stop();
}

Test(sensors, as_json_it_is_the_events_lines)
{
    int port = start();
    cr_expect_eq(sensors("--once --json", port), 0);
    cr_expect_eq(lines_with("\n"), 4, "%s", out);
    cr_expect_eq(lines_with("{\"type\":\"heard\""), 2);
    cr_expect_eq(lines_with("{\"type\":\"refused\""), 1);
    cr_expect_eq(lines_with("{\"type\":\"listening\""), 1);
    cr_expect(strstr(out, "\"battery\":null"));
    help_ears_stop();
}

Test(sensors, watched_it_comes_again_and_again_without_codes_for_terminals)
{
    int port = start();
    char command[512];
    snprintf(command, sizeof command, "%s/gaitctl sensors --watch --to 127.0.0.1:%d 2>&1",
             GAIT_BINARY_DIR, port);
    FILE *f = popen(command, "r");
    int heads = 0;
    while (heads < 3 && fgets(out, sizeof out, f)) {
        heads += strncmp(out, "gaitd listens", 13) == 0;
        cr_expect_not(strchr(out, '\033'));
    }
    cr_expect_eq(heads, 3);
    help_ears_stop(); /* and when gaitd goes, so does it */
    while (fgets(out, sizeof out, f))
        continue;
    cr_expect(strstr(out, "no gaitd listens on"), "%s", out);
    int status = pclose(f);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

Test(sensors, without_a_gaitd_it_fails_with_one_sentence)
{
    int port = start();
    help_ears_stop();
    cr_expect_eq(sensors("--once", port), 1);
    cr_expect(strstr(out, "gaitctl sensors: no gaitd listens on 127.0.0.1:"), "%s", out);
    cr_expect_eq(lines_with("\n"), 1);
    struct gait_event none = help_ears_heard("a", GAIT_SACRUM);
    port = help_ears_start(&none, 0, 100);
    cr_expect_eq(sensors("--once", port), 1);
    cr_expect(strstr(out, "tells nothing"), "%s", out);
    help_ears_stop();
}

Test(sensors, a_place_is_said_and_heard_to_hold)
{
    int port = start();
    cr_expect_eq(sensors("place pod7 foot_right", port), 0);
    cr_expect_str_eq(out, "pod7 is worn at foot_right from now on, after a restart too.\n");
    cr_expect_eq(sensors("--once", port), 0);
    cr_expect(strstr(out, "pod7                    foot_right"), "%s", out);
    cr_expect_eq(sensors("place 0029CEC1 foot_right", port), 0);
    cr_expect_str_eq(out, "No sensor 0029CEC1 is heard now; gaitd keeps this for when it comes. "
                          "Heard: pod7, shank_left.\n");
    help_ears_stop();
}

Test(sensors, a_name_is_said_and_heard_to_hold)
{
    int port = start();
    cr_expect_eq(sensors("name pod7 right_shoe", port), 0);
    cr_expect_str_eq(out, "pod7 is called right_shoe from now on, after a restart too.\n");
    cr_expect_eq(sensors("--once --json", port), 0);
    cr_expect(strstr(out, "\"sensor\":\"right_shoe\""), "%s", out);
    help_ears_stop();
}

Test(sensors, what_cannot_be_is_wrong_usage)
{
    cr_expect_eq(sensors("place pod7 knee", 9), 2);
    cr_expect(strstr(out, "knee: expected one of foot_left foot_right"), "%s", out);
    cr_expect_eq(sensors("place pod7", 9), 2);
    cr_expect_eq(sensors("name pod7 'right shoe'", 9), 2);
    cr_expect_eq(sensors("--once --watch", 9), 2);
    cr_expect_eq(sensors("move", 9), 2);
    cr_expect_eq(sensors("place pod7 foot_left --json", 9), 2);
}

Test(sensors, one_that_is_no_longer_told_of_leaves_the_view)
{
    struct ears_view v = {0};
    struct gait_event a = help_ears_heard("a", GAIT_SACRUM), b = help_ears_heard("b", GAIT_SACRUM),
                      listening = help_ears_listening();
    for (int look = 0; look < 2; look++) {
        ears_take(&v, &b);
        ears_take(&v, &a);
        ears_take(&v, &listening);
    }
    cr_expect_eq(v.heards, 2);
    cr_expect_str_eq(v.heard[0].sensor, "a");
    cr_expect(ears_find(&v, "b") == &v.heard[1] && !ears_find(&v, "c"));
    for (int look = 0; look < 3; look++) {
        ears_take(&v, &b);
        ears_take(&v, &listening);
    }
    cr_expect_eq(v.heards, 1);
    cr_expect_str_eq(v.heard[0].sensor, "b");
    cr_expect_not(ears_take(&v, &(struct gait_event){.kind = GAIT_EVENT_GAP}));
}

Test(sensors, nothing_is_wider_than_80_columns_with_the_longest_names)
{
    static struct ears_view v;
    struct gait_event e = help_ears_heard("sensors2-192.168.100.101:41083", GAIT_SHANK_LEFT);
    struct gait_event r = help_ears_refused("too_many_sensors", UINT32_MAX);
    strcpy(e.u.heard.from, "[fe80::1234:5678:9abc:def0]:41083");
    strcpy(e.u.heard.why, "At rest it reads 0.10 g instead of 1: it sends another unit than is "
                          "taken for it, or no gravity.");
    strcpy(r.u.refused.from, "[2001:db8:1234:5678:9abc:def0:1234:5678]:41083");
    e.u.heard.placement_confidence = 0.99f;
    e.u.heard.clipped_share = 1;
    ears_take(&v, &e);
    ears_take(&v, &r);
    FILE *f = tmpfile();
    cr_assert_not_null(f);
    sensors_show(f, &v);
    rewind(f);
    int lines = 0;
    for (; fgets(out, sizeof out, f); lines++)
        cr_expect_leq(strlen(out), 81, "%s", out);
    cr_expect_gt(lines, 8);
    fclose(f);
}
