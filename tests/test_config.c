/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/config.h"

#include <criterion/criterion.h>
#include <string.h>

static struct config c;
static char why[CONFIG_WHY_MAX];

static int read_text(const char *text)
{
    FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    int result = config_read_stream(f, "a.conf", &c, why, sizeof why);
    fclose(f);
    return result;
}

Test(config, reads_what_it_prints_and_says_the_same)
{
    struct config printed;
    char *text = NULL;
    size_t size = 0;

    cr_assert_eq(read_text("[listen]\nport = 8124\n[clock]\nwindow_s = 12.5\n[sensor "
                           "pod1]\nplacement = shank_left\n"
                           "range_g = 16\n[sensor pod2]\nrunner = bo\n"),
                 0, "%s", why);
    printed = c;
    FILE *f = open_memstream(&text, &size);
    config_print(f, &c);
    fclose(f);
    cr_assert_eq(read_text(text), 0, "%s in\n%s", why, text);
    cr_assert_eq(c.listen.port.port[0], 8124);
    cr_assert_eq(c.gait.clock.window_s, 12.5);
    cr_assert_eq(c.rules, 2);
    cr_assert(c.rule[0].has_placement && c.rule[0].placement == GAIT_SHANK_LEFT &&
              c.rule[0].range_g == 16);
    cr_assert(!c.rule[1].has_placement && strcmp(c.rule[1].runner, "bo") == 0);
    cr_assert_eq(memcmp(&c.gait, &printed.gait, sizeof c.gait), 0);
    free(text);
}

Test(config, prints_defaults_within_their_own_ranges)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    config_default(&c);
    config_print(f, &c);
    fclose(f);
    cr_assert_eq(read_text(text), 0, "%s", why);
    for (int i = 0; i < config_rows_count; i++)
        cr_assert(strstr(text, config_rows[i].key), "%s is not printed", config_rows[i].key);
    free(text);
}

Test(config, says_file_line_and_what_was_expected)
{
    static const struct {
        const char *text, *why;
    } faults[] = {
        {"[listen]\n\nport = 70000\n",
         "a.conf:3: port = 70000: expected a whole number from 0 to 65535"},
        {"[listen]\nport = 80.5\n",
         "a.conf:2: port = 80.5: expected a whole number from 0 to 65535"},
        {"[listen]\nport = 8000 x\n",
         "a.conf:2: port = 8000 x: expected a whole number from 0 to 65535, or up to 8"},
        {"[listen]\nport = 1 2 3 4 5 6 7 8 9\n", "a.conf:2: port = 1 2 3 4 5 6 7 8 9: expected"},
        {"[listen]\nport =\n", "a.conf:2: port = : expected a whole number"},
        {"[sensor x]\nunit_a = ms2\n", "a.conf:2: unit_a = ms2: expected one of m/s2 g mg"},
        {"[sensor x]\nunit_w = deg\n",
         "a.conf:2: unit_w = deg: expected one of rad/s deg/s deg/ms"},
        {"[sensor x]\nname = a b\n", "a.conf:2: name = a b: expected a word without"},
        {"[clock]\nwindow_s = soon\n",
         "a.conf:2: window_s = soon: expected a number from 2 to 600 s"},
        {"[clock]\nwindow_s = nan\n",
         "a.conf:2: window_s = nan: expected a number from 2 to 600 s"},
        {"[listen]\nporth = 1\n", "a.conf:2: unknown key porth in [listen]"},
        {"[lisp]\n", "a.conf:1: unknown section [lisp]"},
        {"[sensor]\nplacement = head\n", "a.conf:1: unknown section [sensor]"},
        {"port = 1\n", "a.conf:1: port stands before any [section]"},
        {"[listen]\nport = 1\nport = 2\n", "a.conf:3: port is given twice in [listen]"},
        {"[listen]\nport\n", "a.conf:2: expected `key = value`, `[section]` or a comment"},
        {"[listen]\nrunner = a/b\n", "a.conf:2: runner = a/b: expected a word without"},
        {"[sensor x]\nplacement = ear\n",
         "a.conf:2: placement = ear: expected one of unknown foot_left"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        cr_expect_eq(read_text(faults[i].text), -1, "accepted: %s", faults[i].text);
        cr_expect(strncmp(why, faults[i].why, strlen(faults[i].why)) == 0,
                  "\"%s\" instead of \"%s\"", why, faults[i].why);
    }
}

Test(config, leaves_the_old_one_alone_when_the_new_one_is_wrong)
{
    config_default(&c);
    c.listen.port.port[0] = 7;
    cr_assert_eq(read_text("[listen]\nport = 9\nporth = 1\n"), -1);
    cr_assert_eq(c.listen.port.port[0], 7);
}

Test(config, refuses_more_sensors_than_it_can_hold)
{
    char text[4096] = "";
    for (int i = 0; i <= GAIT_SENSORS_MAX; i++)
        sprintf(text + strlen(text), "[sensor s%d]\nrange_g = 8\n", i);
    cr_assert_eq(read_text(text), -1);
    cr_assert(strstr(why, "expected at most 32 sensors"), "%s", why);
}

Test(config, the_strides_between_two_running_comparisons_can_be_set)
{
    config_default(&c);
    cr_expect_eq(c.gait.session.so_far_strides, 30);
    cr_assert_eq(read_text("[session]\nso_far_strides = 0\n"), 0, "%s", why);
    cr_expect_eq(c.gait.session.so_far_strides, 0);
    cr_expect_eq(read_text("[session]\nso_far_strides = 1001\n"), -1);
}

Test(config, the_quiet_that_ends_a_session_can_be_set)
{
    config_default(&c);
    cr_expect_eq(c.gait.session.quiet_s, 300);
    cr_assert_eq(read_text("[session]\nquiet_s = 45.5\n"), 0, "%s", why);
    cr_expect_eq(c.gait.session.quiet_s, 45.5);
    cr_expect_eq(read_text("[session]\nquiet_s = 29\n"), -1);
    cr_expect(strstr(why, "expected a number from 30 to 3600 s"), "%s", why);
}

Test(config, takes_several_ports_and_addresses_and_prints_them)
{
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(read_text("[listen]\nport = 8000 9000\t8888\naddress = 127.0.0.1 ::1\n"), 0, "%s",
                 why);
    cr_assert_eq(c.listen.port.count, 3);
    cr_expect(c.listen.port.port[0] == 8000 && c.listen.port.port[1] == 9000 &&
              c.listen.port.port[2] == 8888);
    FILE *f = open_memstream(&text, &size);
    config_print(f, &c);
    fclose(f);
    cr_expect(strstr(text, "\nport = 8000 9000 8888\n"), "%s", text);
    cr_expect(strstr(text, "\naddress = 127.0.0.1 ::1\n"), "%s", text);
    free(text);
}

Test(config, a_sensor_can_be_given_a_name_and_units)
{
    cr_assert_eq(read_text("[sensor pod1]\nname = left_foot\nunit_a = mg\nunit_w = deg/s\n"), 0,
                 "%s", why);
    cr_assert_eq(c.rules, 1);
    cr_expect_str_eq(c.rule[0].name, "left_foot");
    cr_expect_str_eq(c.rule[0].unit_a, "mg");
    cr_expect_str_eq(c.rule[0].unit_w, "deg/s");
}
