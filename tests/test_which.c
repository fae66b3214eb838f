/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words become sessions: numbers, last, all, local days; and what cannot be found is told. */
#include "ctl/local.h"
#include "ctl/which.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define S INT64_C(1000000000)
/* 2026-11-23 00:00 in Berlin, which is an hour ahead of UTC in winter. */
#define MONDAY (INT64_C(1795388400) * S)

static struct which w;
static char why[512];

static int64_t session(struct store *s, int64_t begun_ns)
{
    struct store_session is = {.runner = "anna",
                               .begun_ns = begun_ns,
                               .ended_ns = begun_ns + 60 * S,
                               .newest_ns = GAIT_NO_TIME,
                               .source = "live"};
    int64_t id = 0;
    cr_assert_geq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    return id;
}

/* 1: the last second of Sunday, 2: the first of Monday, 3: the last of Monday, 4: earlier than all.
 */
static void fill(void)
{
    struct store *s;
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    help_scratch_make();
    cr_assert_eq(store_open(help_scratch_path("a.db"), STORE_WRITE, &s, why, sizeof why), 0);
    cr_assert_eq(session(s, MONDAY - S), 1);
    session(s, MONDAY);
    session(s, MONDAY + 86399 * S);
    session(s, MONDAY - 30 * 86400 * S);
    store_close(s);
}

static void empty(void)
{
    which_free(&w);
    help_scratch_remove();
}

TestSuite(which, .init = fill, .fini = empty);

/* The numbers of what is found, in order; -1 after a fault. */
static const char *find(const char *a, const char *b)
{
    static char ids[64];
    char *words[2] = {(char *)(uintptr_t)a, (char *)(uintptr_t)b};
    which_free(&w);
    if (which_find(&w, help_scratch_path("a.db"), STORE_READ, words, a ? b ? 2 : 1 : 0, why,
                   sizeof why) < 0)
        return "fault";
    *ids = '\0';
    for (int i = 0; i < w.n; i++)
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%lld", i ? " " : "",
                 (long long)w.one[i].is.id);
    return ids;
}

Test(which, no_word_and_last_are_the_newest_and_all_is_all_oldest_first)
{
    cr_expect_str_eq(find(NULL, NULL), "3");
    cr_expect_str_eq(find("last", NULL), "3");
    cr_expect_str_eq(find("all", NULL), "4 1 2 3");
    cr_expect_eq(w.one[0].store, w.kept);
    cr_expect_null(w.memory);
}

Test(which, a_day_is_local_from_midnight_to_midnight)
{
    cr_expect_str_eq(find("2026-11-23", NULL), "2 3", "%s", why);
    cr_expect_str_eq(find("2026-11-22", NULL), "1", "%s", why);
    cr_expect_str_eq(find("2026-11-22..2026-11-23", NULL), "1 2 3", "%s", why);
    cr_expect_str_eq(find("..2026-11-22", NULL), "4 1", "%s", why);
    cr_expect_str_eq(find("2026-11-23..", NULL), "2 3", "%s", why);
}

Test(which, a_session_that_two_words_name_is_given_once_and_in_order)
{
    cr_expect_str_eq(find("3", "2"), "2 3");
    cr_expect_str_eq(find("2026-11-23", "2"), "2 3");
}

Test(which, what_is_not_there_is_told_with_what_is)
{
    cr_expect_str_eq(find("17", NULL), "fault");
    cr_expect(strstr(why, "no session 17 in /tmp/") && strstr(why, "a.db (it has 1 to 4)"), "%s",
              why);
    cr_expect_str_eq(find("2026-11-24", NULL), "fault");
    cr_expect(strstr(why, "no session of 2026-11-24 in") &&
                  strstr(why, "(it has 2026-10-24 to 2026-11-23)"),
              "%s", why);
    cr_expect_str_eq(find("2026-02-30", NULL), "fault");
    cr_expect(strstr(why, "no such day"), "%s", why);
    cr_expect_str_eq(find("2026-11-23..2026-11-01", NULL), "fault");
    cr_expect(strstr(why, "the first day is after the last"), "%s", why);
    cr_expect_str_eq(find("monday", NULL), "fault");
    cr_expect(strstr(why, "monday is not a session"), "%s", why);
}

Test(which, a_store_that_is_not_there_is_told_and_not_made)
{
    char path[256], *words[1] = {NULL};
    snprintf(path, sizeof path, "%s", help_scratch_path("none.db"));
    cr_expect_eq(which_find(&w, path, STORE_WRITE, words, 0, why, sizeof why), -1);
    cr_expect(strstr(why, "no run is kept yet (no file /tmp/") &&
                  strstr(why, "none.db): gaitd keeps every run"),
              "%s", why);
    FILE *f = fopen(path, "r");
    cr_expect_null(f, "it was made");
}

Test(which, an_empty_store_says_so)
{
    struct store *s;
    char path[256], *words[1] = {NULL};
    snprintf(path, sizeof path, "%s", help_scratch_path("empty.db"));
    cr_assert_eq(store_open(path, STORE_WRITE, &s, why, sizeof why), 0);
    store_close(s);
    cr_expect_eq(which_find(&w, path, STORE_READ, words, 0, why, sizeof why), -1);
    cr_expect(strstr(why, "no session in /tmp/"), "%s", why);
}

Test(which, a_day_of_25_hours_is_one_day)
{
    int64_t from_ns, to_ns;
    char day[LOCAL_MAX];
    cr_assert(local_day_parse("2026-10-25", 10, &from_ns, &to_ns));
    cr_expect_eq((to_ns - from_ns) / S, 25 * 3600);
    cr_expect_str_eq(local_day(day, to_ns - 1), "2026-10-25");
    cr_expect_str_eq(local_day(day, to_ns), "2026-10-26");
    cr_expect_str_eq(local_day(day, 5 * S), "-", "a recording's own seconds are no day");
}
