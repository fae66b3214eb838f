/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_keep.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"
#include "tests/help_vfs.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

TestSuite(keep_disk, .init = help_keep_begin, .fini = help_keep_end, .timeout = 60);

Test(keep_disk, a_full_disk_makes_it_wait_and_go_on_by_itself)
{
    struct store_session is;

    help_vfs_use();
    help_keep_start(0);
    help_keep_strides(10);
    cr_assert_eq(help_keep_acknowledged(10), 10);
    help_vfs_fail(1, HELP_VFS_FOR_EVER, HELP_VFS_FULL);
    help_keep_strides(200);
    help_keep_wait_for_stop(true);
    help_keep_strides(100);
    usleep(300000);
    cr_expect_gt(help_vfs_failed(), 2);
    help_vfs_fail(0, 0, HELP_VFS_FULL);
    cr_assert_eq(help_keep_acknowledged(310), 310);
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_kept(&is), 310);
    cr_expect_eq(help_keep_said("the disk is full; measuring goes on"), 1);
    cr_expect_eq(help_keep_said("written again, 0 events were lost"), 1);
    cr_expect_str_eq(help_store_integrity(help_keep.path), "ok");
}

Test(keep_disk, a_disk_that_fails_now_and_then_costs_no_stride_and_doubles_none)
{
    struct help_random r = {12};
    struct store_session is;

    help_vfs_use();
    help_keep_start(0);
    for (int i = 0; i < 25; i++) {
        help_vfs_fail(1 + (long)(help_random_bits(&r) % 12), 1 + (long)(help_random_bits(&r) % 9),
                      HELP_VFS_ERROR);
        help_keep_strides(40);
        cr_assert_eq(help_keep_acknowledged(help_keep.made), help_keep.made);
    }
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_kept(&is), help_keep.made);
    cr_expect_eq(keep_counts(help_keep.k).lost, 0u);
    cr_expect_str_eq(help_store_integrity(help_keep.path), "ok");
}

/* A file system of 2 MB over the scratch folder, for this process only. */
static bool small_disk(void)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", help_scratch(), "tmpfs", 0, "size=2m") == 0;
}

static void fill_disk(const char *filler)
{
    static const char zeros[4096];
    FILE *f = fopen(filler, "wb");
    cr_assert(f);
    setvbuf(f, NULL, _IONBF, 0);
    while (fwrite(zeros, 1, sizeof zeros, f) == sizeof zeros)
        continue;
    fclose(f);
}

Test(keep_disk, a_disk_that_is_really_full_makes_it_wait_and_go_on_by_itself)
{
    struct store_session is;
    char filler[400], log_path[64];

    if (!small_disk()) {
        FILE *tty = fdopen(dup(1), "w");
        fputs("skip  a really full disk: a file system cannot be mounted here (not root?)\n", tty);
        fclose(tty);
        return;
    }
    snprintf(log_path, sizeof log_path, "/dev/shm/test_keep.%d", (int)getpid());
    help_keep_log(log_path);
    help_keep_start(0);
    help_keep_strides(10);
    cr_assert_eq(help_keep_acknowledged(10), 10);
    snprintf(filler, sizeof filler, "%s/filler", help_scratch());
    fill_disk(filler);
    help_keep_strides(1500);
    help_keep_wait_for_stop(true);
    help_keep_strides(100);
    usleep(300000);
    cr_expect(keep_counts(help_keep.k).stopped);
    cr_expect_geq(help_keep_kept(&is), 10);
    unlink(filler);
    cr_assert_eq(help_keep_acknowledged(1610), 1610);
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_kept(&is), 1610);
    cr_expect_eq(keep_counts(help_keep.k).lost, 0u);
    cr_expect_eq(help_keep_said("the disk is full; measuring goes on"), 1);
    cr_expect_str_eq(help_store_integrity(help_keep.path), "ok");
    unlink(log_path);
    umount(help_scratch());
}
