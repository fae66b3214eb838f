/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_keep.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH 2048 /* waits beside the ring */

static char why[STORE_SENTENCE_MAX];

TestSuite(keep, .init = help_keep_begin, .fini = help_keep_end, .timeout = 60);

static sqlite3 *hold(void)
{
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(help_keep.path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    cr_assert_eq(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    return db;
}

Test(keep, what_is_acknowledged_is_in_the_file_while_the_daemon_runs)
{
    struct store_session is;

    help_keep_start(0);
    for (int i = 1; i <= 5; i++) {
        help_keep_strides(20);
        int n = help_keep_acknowledged(20 * i);
        cr_assert_eq(n, 20 * i);
        cr_assert_geq(help_keep_kept(&is), n);
        cr_assert_eq(is.ended_ns, GAIT_NO_TIME);
    }
    help_keep_strides(7);
    keep_stop(help_keep.k);
    cr_assert_eq(help_keep_kept(&is), 107);
    cr_assert_eq(is.ended_ns, HELP_KEEP_AT_NS + 106);
    cr_assert_eq(keep_counts(help_keep.k).strides, 107u);
    cr_assert_eq(keep_counts(help_keep.k).lost, 0u);
    cr_assert_eq(help_keep_acknowledged(107), 107);
}

Test(keep, commits_and_acknowledges_once_a_second_and_at_once_when_a_session_ends)
{
    struct keep_settings set = {.path = help_keep.path, .source = "live", .quiet_ns = INT64_MAX / 4};
    struct gait_event e, end = {.kind = GAIT_EVENT_SESSION, .runner = "anna"};
    int acknowledgements = 0;
    struct timespec from, to;

    help_keep.k = keep_new(&set);
    cr_assert(help_keep.k && keep_start(help_keep.k) == 0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 110; i++, usleep(20000)) {
        help_keep_strides(1);
        while (keep_stored(help_keep.k, &e))
            acknowledgements++;
    }
    cr_expect_geq(acknowledgements, 1);
    end.u.session.ended = true;
    keep_event(help_keep.k, &end);
    for (int i = 0; i < 2000 && help_keep.newest < 110; i++, usleep(1000))
        while (keep_stored(help_keep.k, &e)) {
            acknowledgements++;
            help_keep.newest = (int)e.u.stored.strides;
        }
    clock_gettime(CLOCK_MONOTONIC, &to);
    cr_expect_eq(help_keep.newest, 110);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
    cr_expect_leq(acknowledgements, 1 + (int)seconds, "%d in %.1f s", acknowledgements, seconds);
    keep_stop(help_keep.k);
    sqlite3 *db;
    sqlite3_stmt *q;
    cr_assert_eq(sqlite3_open(help_keep.path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, "SELECT batch FROM written", -1, &q, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
    cr_expect_leq(sqlite3_column_int(q, 0), 3 + (int)seconds); /* at the start, at the end */
    sqlite3_finalize(q);
    sqlite3_close(db);
}

Test(keep, a_log_that_is_taken_away_costs_no_acknowledged_stride)
{
    struct store_session is;
    char log[400];

    help_keep_start(0);
    help_keep_strides(20);
    cr_assert_eq(help_keep_acknowledged(20), 20);
    for (int i = 0; i < 2; i++) {
        snprintf(log, sizeof log, "%s-%s", help_keep.path, i ? "shm" : "wal");
        cr_assert_eq(unlink(log), 0);
    }
    help_keep_strides(20);
    cr_assert_eq(help_keep_acknowledged(40), 40);
    cr_expect_eq(help_keep_kept(&is), 40);
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_kept(&is), 40);
    cr_expect_eq(help_keep_said("gaitd.db-wal: the file was taken away"), 1);
    cr_expect_str_eq(help_store_integrity(help_keep.path), "ok");
}

Test(keep, a_second_one_waits_for_the_file_until_the_first_has_gone)
{
    struct keep_settings set = {
        .path = help_keep.path, .source = "live", .quiet_ns = INT64_MAX / 4, .retry_ns = 20000000};
    struct gait_event e = help_store_stride("bert", HELP_KEEP_AT_NS);
    struct store_session is;
    struct store *s;

    help_keep_start(0);
    help_keep_strides(20);
    cr_assert_eq(help_keep_acknowledged(20), 20);
    struct keep *second = keep_new(&set);
    cr_assert(second && keep_start(second) == 0);
    keep_event(second, &e);
    usleep(200000);
    cr_expect(keep_counts(second).stopped);
    cr_expect_eq(help_keep_said("another gaitd keeps its sessions in it; measuring goes on"), 1);
    help_keep_strides(20);
    cr_assert_eq(help_keep_acknowledged(40), 40);
    cr_expect_eq(help_keep_kept(&is), 40);
    cr_expect_eq(is.ended_ns, GAIT_NO_TIME, "the second closed the first one's session");
    keep_stop(help_keep.k);
    keep_free(help_keep.k);
    help_keep.k = NULL;
    for (int i = 0; i < 2000 && keep_counts(second).strides == 0; i++)
        usleep(10000);
    keep_stop(second);
    keep_free(second);
    cr_assert_eq(store_open(help_keep.path, STORE_READ, &s, why, sizeof why), 0);
    cr_assert_eq(store_session_get(s, 2, &is, why, sizeof why), 1);
    cr_expect_str_eq(is.runner, "bert");
    cr_expect_eq(is.strides, 1u);
    store_close(s);
}

Test(keep, a_locked_file_makes_it_wait_and_go_on_by_itself)
{
    struct store_session is;

    help_keep_start(0);
    help_keep_strides(10);
    cr_assert_eq(help_keep_acknowledged(10), 10);
    sqlite3 *db = hold();
    help_keep_strides(300);
    help_keep_wait_for_stop(true);
    usleep(800000); /* several more tries */
    cr_assert_eq(help_keep_acknowledged(0), 0);
    sqlite3_close(db);
    cr_assert_eq(help_keep_acknowledged(310), 310);
    cr_assert_eq(help_keep_kept(&is), 310);
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_said("locked; measuring goes on"), 1);
    cr_expect_eq(help_keep_said("written again, 0 events were lost"), 1);
    cr_expect_eq(keep_counts(help_keep.k).lost, 0u);
}

Test(keep, a_backlog_that_overflows_is_counted_to_the_last_event)
{
    struct store_session is;
    enum { BACKLOG = 64 };

    help_keep_start(BACKLOG);
    help_keep_strides(10);
    cr_assert_eq(help_keep_acknowledged(10), 10);
    sqlite3 *db = hold();
    help_keep_strides(1);
    help_keep_wait_for_stop(true);
    for (int i = 0; i < BATCH + BACKLOG + 500; i++) {
        help_keep_strides(1);
        if (i % 32 == 0)
            usleep(200); /* let it take them over into its batch while there is room */
    }
    sqlite3_close(db);
    cr_assert_gt(help_keep_acknowledged(BATCH - 500), BATCH - 500);
    help_keep_wait_for_stop(false);
    keep_stop(help_keep.k);
    int n = help_keep_kept(&is);
    uint64_t lost = keep_counts(help_keep.k).lost;
    cr_expect_geq(lost, 400u);
    cr_expect_eq((uint64_t)n + lost, (uint64_t)help_keep.made);
    cr_expect_eq(help_keep_said("written again"), 1);
    cr_expect_eq(help_keep_said("written again, 0 events"), 0);
}

Test(keep, a_file_that_is_locked_to_the_end_loses_what_waits_and_says_so)
{
    struct store_session is;

    help_keep_start(0);
    help_keep_strides(10);
    cr_assert_eq(help_keep_acknowledged(10), 10);
    sqlite3 *db = hold();
    help_keep_strides(30);
    keep_stop(help_keep.k);
    cr_expect_eq(keep_counts(help_keep.k).lost, 30u);
    sqlite3_close(db);
    cr_expect_eq(help_keep_kept(&is), 10);
    cr_expect_eq(keep_counts(help_keep.k).strides, 10u);
}

Test(keep, a_damaged_file_at_the_start_is_said_and_left_as_it_is)
{
    struct store_session is;
    char text[4096];

    memset(text, 'x', sizeof text);
    FILE *f = fopen(help_keep.path, "wb");
    cr_assert(f && fwrite(text, 1, sizeof text, f) == sizeof text && fclose(f) == 0);
    help_keep_start(0);
    help_keep_strides(20);
    help_keep_wait_for_stop(true);
    cr_expect_eq(help_keep_said("not an SQLite file; measuring goes on"), 1);
    f = fopen(help_keep.path, "rb");
    cr_assert_eq(fgetc(f), 'x');
    fclose(f);
    unlink(help_keep.path); /* a person puts it away */
    cr_assert_eq(help_keep_acknowledged(20), 20);
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_kept(&is), 20);
}

Test(keep, a_file_that_is_taken_away_is_made_anew_and_nothing_is_acknowledged_into_nowhere)
{
    struct store_session is;
    char other[400];

    help_keep_start(0);
    help_keep_strides(20);
    cr_assert_eq(help_keep_acknowledged(20), 20);
    snprintf(other, sizeof other, "%s-elsewhere", help_keep.path);
    cr_assert_eq(rename(help_keep.path, other), 0);
    help_keep_strides(20);
    help_keep_acknowledged(0);
    cr_assert_eq(help_keep_acknowledged(20), 20);
    keep_stop(help_keep.k);
    cr_expect_eq(help_keep_kept(&is), 20);
    cr_expect_eq(is.begun_ns, HELP_KEEP_AT_NS + 20);
    cr_expect_eq(help_keep_said("taken away"), 1);
}

Test(keep, a_runner_goes_on_after_a_crash_and_a_session_of_yesterday_is_closed)
{
    struct timespec now;
    struct store *s;
    struct store_session is;
    int64_t id[2];

    clock_gettime(CLOCK_REALTIME, &now);
    cr_assert_eq(store_open(help_keep.path, STORE_WRITE, &s, why, sizeof why), 0);
    for (int i = 0; i < 2; i++) {
        int64_t t_ns = now.tv_sec * INT64_C(1000000000) - (i ? 20 : 86400) * INT64_C(1000000000);
        is = help_store_session(i ? "anna" : "bert", t_ns);
        struct gait_event e = help_store_stride(is.runner, t_ns);
        cr_assert_eq(store_session_new(s, &is, &id[i], why, sizeof why), 0);
        cr_assert_eq(store_event(s, id[i], &e, why, sizeof why), 1);
    }
    store_close(s);
    help_keep_start(0);
    struct gait_event e = help_store_stride("anna", now.tv_sec * INT64_C(1000000000));
    keep_event(help_keep.k, &e);
    cr_assert_eq(help_keep_acknowledged(2), 2);
    keep_stop(help_keep.k);
    cr_assert_eq(store_open(help_keep.path, STORE_READ, &s, why, sizeof why), 0);
    cr_assert_eq(store_session_get(s, id[0], &is, why, sizeof why), 1);
    cr_expect_eq(is.ended_ns, is.begun_ns);
    cr_assert_eq(store_session_get(s, id[1], &is, why, sizeof why), 1);
    cr_expect_eq(is.strides, 2u);
    cr_expect_eq(is.ended_ns, e.t_ns);
    store_close(s);
}
