/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"
#include "daemon/store.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define AT_NS INT64_C(1795000000000000000)

static struct store *s;
static char why[STORE_SENTENCE_MAX], path[384];

static void begin(void)
{
    help_scratch_make();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
}

static void end(void)
{
    store_close(s);
    s = NULL;
    help_scratch_remove();
}

TestSuite(store, .init = begin, .fini = end);

static void open_it(enum store_mode mode)
{
    cr_assert_eq(store_open(path, mode, &s, why, sizeof why), 0, "%s", why);
}

static void reopen(enum store_mode mode)
{
    store_close(s);
    s = NULL;
    open_it(mode);
}

static int64_t new_session(int64_t begun_ns)
{
    struct store_session is = help_store_session("anna", begun_ns);
    int64_t id = -1;
    cr_assert_eq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    return id;
}

static void keep(int64_t id, const struct gait_event *e)
{
    cr_assert_geq(store_event(s, id, e, why, sizeof why), 0, "%s", why);
}

static void sql(const char *words)
{
    sqlite3 *db;
    char *said = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, words, NULL, NULL, &said), SQLITE_OK, "%s", said);
    sqlite3_close(db);
}

struct expected {
    const struct gait_event *e;
    int n, i, wrong;
};

static bool compare(void *user, const struct gait_event *e)
{
    struct expected *x = user;
    const char *field = x->i < x->n ? help_store_differs(&x->e[x->i], e) : "too many";
    x->i++;
    if (field && x->wrong++ == 0)
        fprintf(stderr, "%s %d differs in %s\n", gait_event_name(e->kind), x->i - 1, field);
    return true;
}

/* Exactly these events of a kind are there, in this order. */
static void expect(int64_t id, const struct gait_event *e, int n)
{
    struct expected x = {.e = e, .n = n};
    int got = store_read(s, id, e->kind, compare, &x, why, sizeof why);
    cr_assert_eq(got, n, "%d of %d %s: %s", got, n, gait_event_name(e->kind), got < 0 ? why : "");
    cr_assert_eq(x.wrong, 0);
}

static const enum gait_event_kind added[] = {GAIT_EVENT_STRIDE,  GAIT_EVENT_IMPACT,
                                             GAIT_EVENT_SURFACE, GAIT_EVENT_SPEED,
                                             GAIT_EVENT_GAP,     GAIT_EVENT_GAIT};
static const enum gait_event_kind replaced[] = {GAIT_EVENT_SUMMARY, GAIT_EVENT_COMPARISON,
                                                GAIT_EVENT_DRIFT, GAIT_EVENT_SPECTRUM,
                                                GAIT_EVENT_SENSOR};
#define ADDED ((int)(sizeof added / sizeof added[0]))
#define REPLACED ((int)(sizeof replaced / sizeof replaced[0]))

Test(store, every_field_of_every_kind_comes_back_in_order)
{
    enum { N = 100 };
    static struct gait_event e[ADDED][N];
    struct help_random r = {7};

    open_it(STORE_WRITE);
    int64_t other = new_session(AT_NS - 1), id = new_session(AT_NS);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < ADDED; k++) {
            struct gait_event stranger;
            help_store_random(&r, added[k], 0.2, &e[k][i]);
            help_store_random(&r, added[k], 0.2, &stranger);
            keep(id, &e[k][i]);
            keep(other, &stranger);
        }
    for (int k = 0; k < ADDED; k++)
        expect(id, e[k], N);
    reopen(STORE_READ);
    for (int k = 0; k < ADDED; k++)
        expect(id, e[k], N);
}

Test(store, a_result_takes_the_place_of_the_one_of_the_same_name)
{
    struct help_random r = {8};

    open_it(STORE_WRITE);
    int64_t id = new_session(AT_NS);
    for (int k = 0; k < REPLACED; k++) {
        struct gait_event e[3];
        for (int i = 0; i < 3; i++) {
            help_store_random(&r, replaced[k], 0, &e[i]);
            if (replaced[k] == GAIT_EVENT_DRIFT)
                e[i].u.drift.measure = i < 2 ? GAIT_MEASURE_PEAK : GAIT_MEASURE_RISE;
        }
        struct gait_event newer = e[0];
        newer.t_ns += 5;
        if (replaced[k] == GAIT_EVENT_DRIFT)
            e[1] = e[0];
        for (int i = 0; i < 3; i++)
            keep(id, &e[i]);
        keep(id, &newer);
        struct gait_event left[3] = {e[1], e[2], newer};
        if (replaced[k] == GAIT_EVENT_DRIFT)
            expect(id, left + 1, 2);
        else
            expect(id, left, 3);
    }
}

Test(store, what_is_not_kept_is_said_to_be_not_kept)
{
    struct help_random r = {9};
    struct gait_event e;

    open_it(STORE_WRITE);
    int64_t id = new_session(AT_NS);
    help_store_random(&r, GAIT_EVENT_COMPARISON, 0, &e);
    cr_expect_eq(store_event(s, id, &e, why, sizeof why), 1);
    e.u.comparison.so_far = true;
    cr_expect_eq(store_event(s, id, &e, why, sizeof why), 0);
    help_store_random(&r, GAIT_EVENT_STEP, 0, &e);
    cr_expect_eq(store_event(s, id, &e, why, sizeof why), 0);
    help_store_random(&r, GAIT_EVENT_STORED, 0, &e);
    cr_expect_eq(store_event(s, id, &e, why, sizeof why), 0);
}

Test(store, sessions_are_listed_by_their_beginning_with_what_they_hold)
{
    struct store_session *all, one;

    open_it(STORE_WRITE);
    int64_t late = new_session(AT_NS + 100), early = new_session(AT_NS);
    for (int i = 0; i < 3; i++) {
        struct gait_event e = help_store_stride("anna", AT_NS + (i == 1 ? 70 : 50 + i));
        keep(early, &e);
        e.state = GAIT_WALK; /* is kept, but no stride of running */
        e.t_ns += 1000;
        keep(early, &e);
    }
    cr_assert_eq(store_sessions(s, AT_NS, AT_NS + 101, &all, why, sizeof why), 2);
    cr_expect_eq(all[0].id, early);
    cr_expect_eq(all[0].strides, 3u);
    cr_expect_eq(all[0].newest_ns, AT_NS + 70);
    cr_expect_eq(all[0].ended_ns, GAIT_NO_TIME);
    cr_expect_str_eq(all[0].source, "live");
    cr_expect_eq(all[1].id, late);
    cr_expect_eq(all[1].newest_ns, GAIT_NO_TIME);
    free(all);
    cr_expect_eq(store_sessions(s, AT_NS + 1, AT_NS + 100, &all, why, sizeof why), 0);
    free(all);
    cr_assert_eq(store_session_get(s, early, &one, why, sizeof why), 1);
    one.ended_ns = AT_NS + 90;
    gait_name_copy(one.shoes, "blue");
    cr_assert_eq(store_session_set(s, &one, why, sizeof why), 0, "%s", why);
    reopen(STORE_READ);
    cr_assert_eq(store_session_get(s, early, &one, why, sizeof why), 1);
    cr_expect_eq(one.ended_ns, AT_NS + 90);
    cr_expect_str_eq(one.shoes, "blue");
    cr_expect_eq(one.strides, 3u);
    cr_expect_eq(store_session_get(s, 99, &one, why, sizeof why), 0);
}

Test(store, a_relabelled_stretch_has_its_surface_and_speed_and_no_results)
{
    struct gait_event e[4], result;
    struct help_random r = {3};

    open_it(STORE_WRITE);
    int64_t id = new_session(AT_NS);
    for (int i = 0; i < 4; i++) {
        e[i] = help_store_stride("anna", AT_NS + i);
        keep(id, &e[i]);
    }
    help_store_random(&r, GAIT_EVENT_SUMMARY, 0, &result);
    keep(id, &result);
    cr_assert_eq(store_relabel(s, id, AT_NS + 1, AT_NS + 3, "sand", 3.25f, why, sizeof why), 2);
    for (int i = 1; i < 3; i++) {
        memset(e[i].u.step.surface, 0, GAIT_NAME_MAX);
        strcpy(e[i].u.step.surface, "sand");
        e[i].u.step.speed_ms = 3.25f;
    }
    expect(id, e, 4);
    expect(id, &result, 0);
    cr_assert_eq(store_relabel(s, id, AT_NS + 2, AT_NS + 3, "grass", NAN, why, sizeof why), 1);
    strcpy(e[2].u.step.surface, "grass");
    expect(id, e, 4);
}

Test(store, shoes_are_known_by_name_and_runner)
{
    struct store_shoes blue = {"blue", "anna", AT_NS, 120.5, false}, *all;

    open_it(STORE_WRITE);
    cr_assert_eq(store_shoes_set(s, &blue, why, sizeof why), 0, "%s", why);
    gait_name_copy(blue.runner, "bert");
    cr_assert_eq(store_shoes_set(s, &blue, why, sizeof why), 0, "%s", why);
    blue.retired = true;
    blue.before_km = 7;
    cr_assert_eq(store_shoes_set(s, &blue, why, sizeof why), 0, "%s", why);
    cr_assert_eq(store_shoes(s, &all, why, sizeof why), 2);
    cr_expect_str_eq(all[0].runner, "anna");
    cr_expect_eq(all[0].before_km, 120.5);
    cr_expect_not(all[0].retired);
    cr_expect_eq(all[1].before_km, 7.);
    cr_expect(all[1].retired);
    cr_expect_eq(all[1].since_ns, AT_NS);
    free(all);
}

Test(store, a_transaction_is_kept_whole_or_not_at_all)
{
    struct gait_event e = help_store_stride("anna", AT_NS);

    open_it(STORE_WRITE);
    int64_t id = new_session(AT_NS);
    cr_assert_eq(store_begin(s, why, sizeof why), 0);
    keep(id, &e);
    keep(id, &e);
    store_rollback(s);
    expect(id, &e, 0);
    struct gait_event two[2] = {e, e};
    cr_assert_eq(store_begin(s, why, sizeof why), 0);
    keep(id, &e);
    keep(id, &e);
    cr_assert_eq(store_commit(s, why, sizeof why), 0);
    expect(id, two, 2);
    struct store_session is;
    store_session_get(s, id, &is, why, sizeof why);
    cr_assert_eq(is.strides, 2u);
}

Test(store, an_older_file_gets_the_columns_it_has_not)
{
    struct gait_event e = help_store_stride("anna", AT_NS), two[2];
    int64_t id;

    open_it(STORE_WRITE);
    id = new_session(AT_NS);
    keep(id, &e);
    store_close(s);
    sql("ALTER TABLE stride DROP COLUMN slope_deg; ALTER TABLE stride DROP COLUMN trunk;"
        "DROP TABLE speed; PRAGMA user_version = 0");
    e.u.step.slope_deg = NAN;
    e.u.step.trunk = false;
    open_it(STORE_READ); /* as it is */
    expect(id, &e, 1);
    cr_expect_eq(store_read(s, id, GAIT_EVENT_SPEED, compare, NULL, why, sizeof why), 0);
    reopen(STORE_WRITE);
    two[0] = e;
    two[1] = e;
    two[1].u.step.slope_deg = 2.5f;
    keep(id, &two[1]);
    reopen(STORE_READ);
    expect(id, two, 2);
}
