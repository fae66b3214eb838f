/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/remember.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MS INT64_C(1000000)
#define S (1000 * MS)

static char folder[] = "/tmp/test_remember.XXXXXX";
static char store[64], file[64], aside[64];
static struct intake_rule rules[INTAKE_RULES_MAX];

static void setup(void)
{
    cr_assert(mkdtemp(folder));
    snprintf(store, sizeof store, "%s/gaitd.db", folder);
    snprintf(file, sizeof file, "%s/sensors.ini", folder);
    snprintf(aside, sizeof aside, "%s/sensors.ini.unread", folder);
}

static void teardown(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(remember, .init = setup, .fini = teardown);

static struct intake_rule rule(const char *id, enum gait_placement placement, const char *name)
{
    struct intake_rule r = {.placement = placement, .has_placement = placement != GAIT_UNKNOWN};
    gait_name_copy(r.id, id);
    gait_name_copy(r.name, name);
    return r;
}

static int keep(struct intake_rule r)
{
    struct remember *m = remember_new(store);
    int result = remember_rule(m, &r, 0);
    remember_free(m);
    return result;
}

static int known(const struct intake_rule *configured, int count)
{
    struct remember *m = remember_new(store);
    int n = remember_rules(m, configured, count, rules);
    remember_free(m);
    return n;
}

static void write_text(const char *text, size_t size)
{
    FILE *f = fopen(file, "w");
    cr_assert(f && fwrite(text, 1, size, f) == size && fclose(f) == 0);
}

static long size_of(const char *path)
{
    struct stat s;
    return stat(path, &s) < 0 ? -1 : (long)s.st_size;
}

Test(remember, keeps_where_a_sensor_is_worn_and_its_name)
{
    cr_expect_eq(known(NULL, 0), 0);
    cr_expect_eq(keep(rule("ngimu-192.168.1.7:9000", GAIT_FOOT_LEFT, "")), 0);
    cr_expect_eq(keep(rule("0029CEC0", GAIT_SHANK, "left.pod")), 0);
    cr_assert_eq(known(NULL, 0), 2);
    cr_expect_str_eq(rules[0].id, "ngimu-192.168.1.7:9000");
    cr_expect(rules[0].has_placement && rules[0].placement == GAIT_FOOT_LEFT && !*rules[0].name);
    cr_expect(rules[1].placement == GAIT_SHANK && strcmp(rules[1].name, "left.pod") == 0);
    cr_expect_eq(keep(rule("0029CEC0", GAIT_SACRUM, "left.pod")), 0);
    cr_assert_eq(known(NULL, 0), 2);
    cr_expect_eq(rules[1].placement, GAIT_SACRUM);
}

Test(remember, the_configuration_holds_over_it_and_it_fills_in_where_that_is_silent)
{
    keep(rule("a", GAIT_FOOT_LEFT, "called_a"));
    keep(rule("b", GAIT_FOOT_RIGHT, ""));
    struct intake_rule configured[2] = {rule("a", GAIT_SHANK_LEFT, ""), rule("c", GAIT_HEAD, "")};
    cr_assert_eq(known(configured, 2), 3);
    cr_expect_eq(rules[0].placement, GAIT_SHANK_LEFT);
    cr_expect_str_eq(rules[0].name, "called_a");
    cr_expect(strcmp(rules[2].id, "b") == 0 && rules[2].placement == GAIT_FOOT_RIGHT);
}

/* Whatever a file is cut to, it is either whole or not read: never a wrong name. */
Test(remember, a_file_that_is_cut_off_is_not_believed_and_not_lost)
{
    char text[1024];
    keep(rule("pod1", GAIT_FOOT_LEFT, "left_foot"));
    FILE *f = fopen(file, "r");
    size_t size = fread(text, 1, sizeof text, f);
    fclose(f);
    for (size_t cut = 0; cut < size; cut++) {
        write_text(text, cut);
        int n = known(NULL, 0);
        cr_expect(n == 0 || (n == 1 && strcmp(rules[0].name, "left_foot") == 0 &&
                             rules[0].placement == GAIT_FOOT_LEFT),
                  "cut to %zu bytes: %d rules", cut, n);
        cr_expect_eq(size_of(file), (long)cut, "reading changes nothing");
    }
    write_text(text, size / 2);
    cr_expect_eq(keep(rule("pod2", GAIT_HEAD, "")), 0);
    cr_expect_eq(size_of(aside), (long)(size / 2), "it is put aside");
    cr_assert_eq(known(NULL, 0), 1);
    cr_expect_str_eq(rules[0].id, "pod2");
}

Test(remember, a_file_of_somebody_elses_is_put_aside_too)
{
    static const char foreign[] = "[listen]\nport = 1\n# end\n";
    write_text(foreign, sizeof foreign - 1);
    cr_expect_eq(known(NULL, 0), 0);
    cr_expect_eq(keep(rule("pod", GAIT_HEAD, "")), 0);
    cr_expect_eq(size_of(aside), (long)sizeof foreign - 1);
}

Test(remember, a_folder_that_cannot_be_written_is_said_and_costs_nothing)
{
    char command[96];
    keep(rule("pod", GAIT_HEAD, ""));
    snprintf(command, sizeof command, "mkdir %s.new", file); /* root may write everywhere */
    cr_assert_eq(system(command), 0);
    cr_expect_eq(keep(rule("pod2", GAIT_HEAD, "")), -EISDIR);
    cr_expect_eq(known(NULL, 0), 1, "the old file is whole");
}

Test(remember, nothing_is_kept_where_nothing_is_stored)
{
    struct intake_rule r = rule("pod", GAIT_HEAD, "");
    struct remember *m = remember_new("off");
    cr_expect_eq(remember_rule(m, &r, 0), 0);
    cr_expect_eq(remember_rules(m, NULL, 0, rules), 0);
    remember_free(m);
    m = remember_new(NULL);
    cr_expect_eq(remember_rule(m, &r, 0), 0);
    remember_free(m);
    cr_expect_eq(access("off", F_OK), -1);
    cr_expect_eq(size_of(file), -1);
}

Test(remember, has_room_for_as_many_sensors_as_there_can_be_and_says_so_of_one_more)
{
    char id[GAIT_NAME_MAX];
    for (int i = 0; i <= GAIT_SENSORS_MAX; i++) {
        snprintf(id, sizeof id, "s%d", i);
        cr_expect_eq(keep(rule(id, GAIT_HEAD, "")), i < GAIT_SENSORS_MAX ? 0 : -ENOSPC);
    }
    cr_expect_eq(known(NULL, 0), GAIT_SENSORS_MAX);
}

static ino_t file_now(void)
{
    struct stat s;
    return stat(file, &s) < 0 ? 0 : s.st_ino;
}

/* A program that says something else a thousand times a second. */
Test(remember, is_written_once_a_second_at_most_and_then_as_it_stands)
{
    struct remember *m = remember_new(store);
    int writes = 0;
    ino_t before = 0;
    for (int ms = 0; ms < 5000; ms++) {
        struct intake_rule r = rule("pod", ms % 2 ? GAIT_HEAD : GAIT_SACRUM, "");
        cr_expect_eq(remember_rule(m, &r, 7 * S + ms * MS), 0);
        writes += file_now() != before;
        before = file_now();
    }
    cr_expect_eq(writes, 5, "%d times written", writes);
    cr_expect(known(NULL, 0) == 1 && rules[0].placement == GAIT_SACRUM, "the first of the second");
    cr_expect_eq(remember_write(m, 11 * S + 999 * MS), 0);
    cr_expect_eq(file_now(), before, "its second is not over");
    cr_expect_eq(remember_write(m, 12 * S), 0);
    cr_expect(known(NULL, 0) == 1 && rules[0].placement == GAIT_HEAD, "what was said last");
    before = file_now();
    cr_expect_eq(remember_write(m, INT64_MAX), 0);
    cr_expect_eq(file_now(), before, "nothing is left to write");
    remember_free(m);
}

Test(remember, what_could_not_be_written_is_tried_again)
{
    char path[80];
    struct remember *m = remember_new(store);
    struct intake_rule r = rule("pod", GAIT_HEAD, "");
    snprintf(path, sizeof path, "%s.new", file);
    cr_assert_eq(mkdir(path, 0777), 0); /* root may write everywhere */
    cr_expect_lt(remember_rule(m, &r, 0), 0);
    cr_expect_eq(remember_rule(m, &r, 5 * S), 0, "nothing new was said");
    cr_expect_lt(remember_write(m, 5 * S), 0);
    cr_assert_eq(rmdir(path), 0);
    cr_expect_eq(remember_write(m, INT64_MAX), 0);
    cr_expect_eq(known(NULL, 0), 1);
    remember_free(m);
}

Test(remember, what_is_no_plain_file_is_neither_waited_for_nor_read, .timeout = 10)
{
    struct intake_rule r = rule("pod", GAIT_HEAD, "");
    cr_assert_eq(mkfifo(file, 0666), 0);
    cr_expect_eq(known(NULL, 0), 0);
    cr_expect_eq(keep(r), 0);
    cr_expect_eq(known(NULL, 0), 1);
    cr_assert_eq(unlink(file) | unlink(aside), 0);
    cr_assert_eq(mkdir(file, 0777), 0);
    cr_expect_eq(known(NULL, 0), 0);
    cr_expect_eq(keep(r), 0);
    cr_expect_eq(known(NULL, 0), 1);
}

Test(remember, a_file_of_many_gigabytes_is_not_read, .timeout = 10)
{
    write_text("# end\n", 6);
    cr_assert_eq(truncate(file, (off_t)200 << 30), 0); /* a hole */
    cr_expect_eq(known(NULL, 0), 0);
    cr_expect_eq(keep(rule("pod", GAIT_HEAD, "")), 0);
    cr_expect_eq(known(NULL, 0), 1);
}

/* In a folder that others may write to. */
Test(remember, a_link_in_the_way_is_not_followed)
{
    char path[80], other[80];
    snprintf(path, sizeof path, "%s.new", file);
    snprintf(other, sizeof other, "%s/precious", folder);
    cr_assert_eq(symlink(other, path), 0);
    cr_expect_eq(keep(rule("pod", GAIT_HEAD, "")), 0);
    cr_expect_eq(size_of(other), -1, "written through a link");
    cr_expect_eq(known(NULL, 0), 1);
}
