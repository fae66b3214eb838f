/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/log.h"
#include "daemon/record.h"
#include "daemon/record_room.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char parent[64];

static void setup(void)
{
    strcpy(parent, "/tmp/test_room.XXXXXX");
    cr_assert(mkdtemp(parent));
}

static void teardown(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", parent);
    cr_assert_eq(system(command), 0);
}

TestSuite(record_room, .init = setup, .fini = teardown);

static const char *path_of(const char *folder, const char *file)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s/%s", parent, folder, file);
    return path;
}

static void put(const char *folder, const char *file, const char *text, size_t size)
{
    FILE *f = fopen(path_of(folder, file), "w");
    cr_assert(f, "%s", path_of(folder, file));
    fputs(text, f);
    for (size_t i = strlen(text); i < size; i++)
        fputc('x', f);
    fclose(f);
}

/* A recording of 1000 bytes. */
static void recording(const char *name)
{
    mkdir(path_of(name, ""), 0777);
    put(name, "capture.osc", "", 500);
    put(name, "pod1.wav", "", 300);
    put(name, "marks.csv", "t_s,mark,value\n", 50);
    put(name, "recording.ini", "[recording]\nname = x\nsource = gaitd 0.1.0\n", 150);
}

static bool is_there(const char *name)
{
    struct stat st;
    return lstat(path_of(name, ""), &st) == 0;
}

#define OLD "gaitd-20260101T080000Z-12"
#define MIDDLE "gaitd-20260102T080000Z-3"
#define NEW "gaitd-20260102T080001Z-1"

Test(record_room, the_oldest_go_first_and_no_more_than_must)
{
    recording(NEW);
    recording(OLD);
    recording(MIDDLE);
    cr_expect_eq(record_room_make(parent, 3000), 0);
    cr_expect_eq(record_room_make(parent, 2999), 1);
    cr_expect(!is_there(OLD) && is_there(MIDDLE) && is_there(NEW));
    cr_expect_eq(record_room_make(parent, 1999), 1);
    cr_expect(!is_there(MIDDLE) && is_there(NEW));
    cr_expect_eq(record_room_make(parent, 0), 1);
    cr_expect_not(is_there(NEW));
}

Test(record_room, what_was_cut_off_before_it_was_complete_is_ours_too)
{
    mkdir(path_of(OLD, ""), 0777);
    put(OLD, "capture.osc", "", 700);
    mkdir(path_of(MIDDLE, ""), 0777); /* nothing in it yet */
    cr_expect_eq(record_room_make(parent, 600), 1);
    cr_expect(!is_there(OLD) && is_there(MIDDLE));
}

Test(record_room, what_is_named_otherwise_is_never_looked_at)
{
    static const char *const names[] = {"monday",
                                        "gaitd-20260101T080000Z",
                                        "gaitd-20260101T080000Z-",
                                        "gaitd-20260101T080000Z-1x",
                                        "gaitd-x",
                                        "gaitd-2026010xT080000Z-1",
                                        "xgaitd-20260101T080000Z-1",
                                        "gaitd"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        recording(names[i]);
    put(".", "gaitd-20260101T080000Z-9", "a file of that name", 5000);
    cr_expect_eq(record_room_make(parent, 0), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        cr_expect(is_there(names[i]), "%s", names[i]);
    cr_expect_eq(access(path_of(".", "gaitd-20260101T080000Z-9"), F_OK), 0);
}

Test(record_room, a_recording_with_anything_else_in_it_stays_and_the_next_one_goes)
{
    static const char *const kept[] = {"gaitd-20250101T000000Z-1", "gaitd-20250101T000000Z-2",
                                       "gaitd-20250101T000000Z-3", "gaitd-20250101T000000Z-4",
                                       "gaitd-20250101T000000Z-5"};
    for (int i = 0; i < 5; i++)
        recording(kept[i]);
    put(kept[0], "notes.txt", "mine", 4);
    mkdir(path_of(kept[1], "photos.wav"), 0777);
    cr_assert_eq(symlink("/etc/passwd", path_of(kept[2], "pod2.wav")), 0);
    put(kept[3], "recording.ini", "[recording]\nname = x\nsource = somebody else\n", 100);
    chmod(path_of(kept[4], "capture.osc"), 0444);
    recording(OLD);
    cr_expect_eq(record_room_make(parent, 1), 1);
    cr_expect_not(is_there(OLD));
    for (int i = 0; i < 5; i++) {
        cr_expect(is_there(kept[i]), "%d", i);
        cr_expect_eq(access(path_of(kept[i], "pod1.wav"), F_OK), 0, "nothing of it is gone");
    }
    cr_expect_eq(access("/etc/passwd", F_OK), 0);
}

Test(record_room, a_link_is_not_followed_to_where_it_leads)
{
    char target[] = "/tmp/test_room_target.XXXXXX", command[128];
    cr_assert(mkdtemp(target));
    snprintf(command, sizeof command, "echo x > '%s/capture.osc'", target);
    cr_assert_eq(system(command), 0);
    char link[256];
    snprintf(link, sizeof link, "%s/%s", parent, OLD);
    cr_assert_eq(symlink(target, link), 0);
    cr_expect_eq(record_room_make(parent, 0), 0);
    cr_expect(is_there(OLD));
    snprintf(command, sizeof command, "test -e '%s/capture.osc' && rm -r '%s'", target, target);
    cr_expect_eq(system(command), 0);
}

Test(record_room, the_one_that_is_being_written_stays_until_it_is_closed)
{
    recording(OLD);
    recording(NEW);
    FILE *f = fopen(path_of(OLD, "capture.osc"), "a");
    cr_assert(f);
    record_room_hold(f);
    cr_expect_eq(record_room_make(parent, 0), 1);
    cr_expect(is_there(OLD) && !is_there(NEW));
    fclose(f);
    cr_expect_eq(record_room_make(parent, 0), 1);
    cr_expect_not(is_there(OLD));
}

Test(record_room, a_folder_that_is_not_there_is_no_work)
{
    cr_expect_eq(record_room_make("/nowhere/at/all", 0), 0);
}

/* Through the recorder itself: 12 MB before it, 21 MB may be kept, and 8 MB of that are for what is
 * to come. */
Test(record_room, a_growing_recording_pushes_the_old_ones_out)
{
    static const struct intake_settings settings = {.clock = {30, 500, 1}, .runner = "runner"};
    static struct record_datagram d = {.size = 1024};
    char why[512];
    recording(OLD);
    put(OLD, "capture.osc", "", 6000000);
    recording(MIDDLE);
    put(MIDDLE, "capture.osc", "", 6000000);
    struct record_limits limits = {.limit_mb = 100, .keep_mb = 21};
    struct record *r = record_open(parent, NEW, &settings, limits, why, sizeof why);
    cr_assert(r, "%s", why);
    for (int i = 0; i < 3000; i++) {
        d.arrival_ns = i * 1000000LL;
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_expect(is_there(OLD) && is_there(MIDDLE), "15 MB are fewer than 21 less what may come");
    for (int i = 3000; i < 6000; i++) {
        d.arrival_ns = i * 1000000LL;
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_expect(!is_there(OLD) && is_there(MIDDLE));
    for (int i = 6000; i < 30000; i++) {
        d.arrival_ns = i * 1000000LL;
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_expect(!is_there(MIDDLE) && is_there(NEW));
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);
    cr_expect_eq(access(path_of(NEW, "recording.ini"), F_OK), 0);
}
