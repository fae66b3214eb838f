/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/keep.h"
#include "daemon/store.h"
#include "daemon/wake.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"
#include "tests/help_vfs.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define AT_NS INT64_C(1795000000000000000)
#define BATCH 2048 /* waits beside the ring */

static struct keep *k;
static char path[384], why[STORE_SENTENCE_MAX], log_path[384];
static int made; /* strides */

static void begin(void)
{
    help_scratch_make();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
    snprintf(log_path, sizeof log_path, "%s/log", help_scratch());
    cr_assert(freopen(log_path, "w", stderr));
    setvbuf(stderr, NULL, _IONBF, 0);
    made = 0;
}

static void end(void)
{
    if (k)
        keep_stop(k);
    keep_free(k);
    k = NULL;
    help_scratch_remove();
}

TestSuite(keep, .init = begin, .fini = end, .timeout = 60);

static void start(size_t backlog)
{
    struct keep_settings s = {.path = path,
                              .source = "live",
                              .quiet_ns = INT64_C(300000000000),
                              .backlog = backlog,
                              .retry_ns = 50000000};
    k = keep_new(&s);
    cr_assert(k);
    cr_assert_eq(keep_start(k), 0);
}

static void strides(int n)
{
    for (int i = 0; i < n; i++) {
        struct gait_event e = help_store_stride("anna", AT_NS + made++);
        keep_event(k, &e);
    }
}

/* Waits until so many strides are acknowledged; returns how many are. */
static int acknowledged(int wanted)
{
    static int newest;
    struct gait_event e;

    if (wanted == 0)
        newest = 0;
    for (int i = 0; i < 2000 && newest < wanted; i++) {
        struct pollfd p = {.fd = keep_ready_fd(k), .events = POLLIN};
        poll(&p, 1, 10);
        wake_clear(p.fd);
        while (keep_stored(k, &e)) {
            cr_assert_geq((int)e.u.stored.strides, newest);
            newest = (int)e.u.stored.strides;
        }
    }
    return newest;
}

static void wait_for_stop(bool stopped)
{
    for (int i = 0; i < 2000 && keep_counts(k).stopped != stopped; i++)
        usleep(10000);
    cr_assert_eq(keep_counts(k).stopped, stopped);
}

/* Lines of the log with these words. */
static int said(const char *words)
{
    char line[2048];
    int n = 0;
    FILE *f = fopen(log_path, "r");
    while (f && fgets(line, sizeof line, f))
        n += strstr(line, words) != NULL;
    if (f)
        fclose(f);
    return n;
}

struct seen {
    int n;
    int64_t newest_ns;
    bool wrong;
};

static bool look(void *user, const struct gait_event *e)
{
    struct seen *x = user;
    struct gait_event expected = help_store_stride("anna", e->t_ns);
    x->wrong |= e->t_ns <= x->newest_ns || help_store_differs(&expected, e) != NULL;
    x->newest_ns = e->t_ns;
    x->n++;
    return true;
}

/* Strides of the newest session, each once and whole. */
static int kept(struct store_session *ret)
{
    struct store *s;
    struct store_session *all;
    struct seen x = {0};

    cr_assert_eq(store_open(path, STORE_READ, &s, why, sizeof why), 0, "%s", why);
    int n = store_sessions(s, INT64_MIN, INT64_MAX, &all, why, sizeof why);
    cr_assert_geq(n, 1);
    *ret = all[n - 1];
    store_read(s, ret->id, GAIT_EVENT_STRIDE, look, &x, why, sizeof why);
    free(all);
    store_close(s);
    cr_assert_not(x.wrong);
    cr_assert_eq((int)ret->strides, x.n);
    return x.n;
}

static sqlite3 *hold(void)
{
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    cr_assert_eq(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    return db;
}

Test(keep, what_is_acknowledged_is_in_the_file_while_the_daemon_runs)
{
    struct store_session is;

    start(0);
    for (int i = 1; i <= 5; i++) {
        strides(20);
        int n = acknowledged(20 * i);
        cr_assert_eq(n, 20 * i);
        cr_assert_geq(kept(&is), n);
        cr_assert_eq(is.ended_ns, GAIT_NO_TIME);
    }
    strides(7);
    keep_stop(k);
    cr_assert_eq(kept(&is), 107);
    cr_assert_eq(is.ended_ns, AT_NS + 106);
    cr_assert_eq(keep_counts(k).strides, 107u);
    cr_assert_eq(keep_counts(k).lost, 0u);
    cr_assert_eq(acknowledged(107), 107);
}

Test(keep, commits_at_most_five_times_a_second)
{
    start(0);
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 50; i++) {
        strides(1);
        usleep(20000);
    }
    cr_assert_eq(acknowledged(50), 50);
    clock_gettime(CLOCK_MONOTONIC, &to);
    keep_stop(k);
    sqlite3 *db;
    sqlite3_stmt *q;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, "SELECT batch FROM written", -1, &q, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
    cr_expect_leq(sqlite3_column_int(q, 0), 3 + (int)(5 * seconds)); /* at the start, at the end */
    sqlite3_finalize(q);
    sqlite3_close(db);
}

Test(keep, a_locked_file_makes_it_wait_and_go_on_by_itself)
{
    struct store_session is;

    start(0);
    strides(10);
    cr_assert_eq(acknowledged(10), 10);
    sqlite3 *db = hold();
    strides(300);
    wait_for_stop(true);
    usleep(800000); /* several more tries */
    cr_assert_eq(acknowledged(0), 0);
    sqlite3_close(db);
    cr_assert_eq(acknowledged(310), 310);
    cr_assert_eq(kept(&is), 310);
    keep_stop(k);
    cr_expect_eq(said("locked; measuring goes on"), 1);
    cr_expect_eq(said("written again, 0 events were lost"), 1);
    cr_expect_eq(keep_counts(k).lost, 0u);
}

Test(keep, a_backlog_that_overflows_is_counted_to_the_last_event)
{
    struct store_session is;
    enum { BACKLOG = 64 };

    start(BACKLOG);
    strides(10);
    cr_assert_eq(acknowledged(10), 10);
    sqlite3 *db = hold();
    strides(1);
    wait_for_stop(true);
    for (int i = 0; i < BATCH + BACKLOG + 500; i++) {
        strides(1);
        if (i % 32 == 0)
            usleep(200); /* let it take them over into its batch while there is room */
    }
    sqlite3_close(db);
    cr_assert_gt(acknowledged(BATCH - 500), BATCH - 500);
    wait_for_stop(false);
    keep_stop(k);
    int n = kept(&is);
    uint64_t lost = keep_counts(k).lost;
    cr_expect_geq(lost, 400u);
    cr_expect_eq((uint64_t)n + lost, (uint64_t)made);
    cr_expect_eq(said("written again"), 1);
    cr_expect_eq(said("written again, 0 events"), 0);
}

Test(keep, a_file_that_is_locked_to_the_end_loses_what_waits_and_says_so)
{
    struct store_session is;

    start(0);
    strides(10);
    cr_assert_eq(acknowledged(10), 10);
    sqlite3 *db = hold();
    strides(30);
    keep_stop(k);
    cr_expect_eq(keep_counts(k).lost, 30u);
    sqlite3_close(db);
    cr_expect_eq(kept(&is), 10);
    cr_expect_eq(keep_counts(k).strides, 10u);
}

Test(keep, a_full_disk_makes_it_wait_and_go_on_by_itself)
{
    struct store_session is;

    help_vfs_use();
    start(0);
    strides(10);
    cr_assert_eq(acknowledged(10), 10);
    help_vfs_fail(1, HELP_VFS_FOR_EVER, HELP_VFS_FULL);
    strides(200);
    wait_for_stop(true);
    strides(100);
    usleep(300000);
    cr_expect_gt(help_vfs_failed(), 2);
    help_vfs_fail(0, 0, HELP_VFS_FULL);
    cr_assert_eq(acknowledged(310), 310);
    keep_stop(k);
    cr_expect_eq(kept(&is), 310);
    cr_expect_eq(said("the disk is full; measuring goes on"), 1);
    cr_expect_eq(said("written again, 0 events were lost"), 1);
    cr_expect_str_eq(help_store_integrity(path), "ok");
}

Test(keep, a_disk_that_fails_now_and_then_costs_no_stride_and_doubles_none)
{
    struct help_random r = {12};
    struct store_session is;

    help_vfs_use();
    start(0);
    for (int i = 0; i < 25; i++) {
        help_vfs_fail(1 + (long)(help_random_bits(&r) % 12), 1 + (long)(help_random_bits(&r) % 9),
                      HELP_VFS_ERROR);
        strides(40);
        cr_assert_eq(acknowledged(made), made);
    }
    keep_stop(k);
    cr_expect_eq(kept(&is), made);
    cr_expect_eq(keep_counts(k).lost, 0u);
    cr_expect_str_eq(help_store_integrity(path), "ok");
}

Test(keep, a_damaged_file_at_the_start_is_said_and_left_as_it_is)
{
    struct store_session is;
    char text[4096];

    memset(text, 'x', sizeof text);
    FILE *f = fopen(path, "wb");
    cr_assert(f && fwrite(text, 1, sizeof text, f) == sizeof text && fclose(f) == 0);
    start(0);
    strides(20);
    wait_for_stop(true);
    cr_expect_eq(said("not an SQLite file; measuring goes on"), 1);
    f = fopen(path, "rb");
    cr_assert_eq(fgetc(f), 'x');
    fclose(f);
    unlink(path); /* a person puts it away */
    cr_assert_eq(acknowledged(20), 20);
    keep_stop(k);
    cr_expect_eq(kept(&is), 20);
}

Test(keep, a_file_that_is_taken_away_is_made_anew_and_nothing_is_acknowledged_into_nowhere)
{
    struct store_session is;
    char other[400];

    start(0);
    strides(20);
    cr_assert_eq(acknowledged(20), 20);
    snprintf(other, sizeof other, "%s-elsewhere", path);
    cr_assert_eq(rename(path, other), 0);
    strides(20);
    acknowledged(0);
    cr_assert_eq(acknowledged(20), 20);
    keep_stop(k);
    cr_expect_eq(kept(&is), 20);
    cr_expect_eq(is.begun_ns, AT_NS + 20);
    cr_expect_eq(said("taken away"), 1);
}

Test(keep, a_runner_goes_on_after_a_crash_and_a_session_of_yesterday_is_closed)
{
    struct timespec now;
    struct store *s;
    struct store_session is;
    int64_t id[2];

    clock_gettime(CLOCK_REALTIME, &now);
    cr_assert_eq(store_open(path, STORE_WRITE, &s, why, sizeof why), 0);
    for (int i = 0; i < 2; i++) {
        int64_t t_ns = now.tv_sec * INT64_C(1000000000) - (i ? 20 : 86400) * INT64_C(1000000000);
        is = help_store_session(i ? "anna" : "bert", t_ns);
        struct gait_event e = help_store_stride(is.runner, t_ns);
        cr_assert_eq(store_session_new(s, &is, &id[i], why, sizeof why), 0);
        cr_assert_eq(store_event(s, id[i], &e, why, sizeof why), 1);
    }
    store_close(s);
    start(0);
    struct gait_event e = help_store_stride("anna", now.tv_sec * INT64_C(1000000000));
    keep_event(k, &e);
    cr_assert_eq(acknowledged(2), 2);
    keep_stop(k);
    cr_assert_eq(store_open(path, STORE_READ, &s, why, sizeof why), 0);
    cr_assert_eq(store_session_get(s, id[0], &is, why, sizeof why), 1);
    cr_expect_eq(is.ended_ns, is.begun_ns);
    cr_assert_eq(store_session_get(s, id[1], &is, why, sizeof why), 1);
    cr_expect_eq(is.strides, 2u);
    cr_expect_eq(is.ended_ns, e.t_ns);
    store_close(s);
}
