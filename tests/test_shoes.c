/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/pairs.h"
#include "ctl/verb.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY (INT64_C(86400) * 1000000000)

static struct store *s;
static char path[384], why[STORE_SENTENCE_MAX];

static void setup(void)
{
    help_scratch_make();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
    setenv("GAITD_STORE", path, 1);
    setenv("TZ", "UTC", 1);
    tzset();
    cr_assert_eq(store_open(path, STORE_WRITE, &s, why, sizeof why), 0, "%s", why);
}

static void teardown(void)
{
    store_close(s);
    help_scratch_remove();
}

TestSuite(shoes, .init = setup, .fini = teardown);

#define SHOES(...) shoes((const char *[]){"shoes", __VA_ARGS__, NULL})

static int shoes(const char **words)
{
    char *word[16];
    int n = 0;
    for (; words[n]; n++)
        word[n] = strdup(words[n]);
    word[n] = NULL;
    optind = 0; /* a new command line, glibc */
    int code = verb_shoes(n, word);
    for (int i = 0; i < n; i++)
        free(word[i]); /* in another order maybe */
    return code;
}

static int64_t session(int64_t begun_ns)
{
    struct store_session is = help_store_session("anna", begun_ns);
    int64_t id;
    cr_assert_geq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    return id;
}

static const char *worn(int64_t id)
{
    static char name[GAIT_NAME_MAX];
    struct store_session is;
    struct store_shoes *all;
    cr_assert_eq(store_session_get(s, id, &is, why, sizeof why), 1);
    int n = store_shoes(s, &all, why, sizeof why);
    int at = pairs_worn(all, n, &is);
    gait_name_copy(name, at < 0 ? "" : all[at].name);
    free(all);
    return name;
}

static int64_t now_ns(void)
{
    return (int64_t)time(NULL) * 1000000000;
}

Test(shoes, the_pair_worn_last_is_that_of_new_sessions_and_old_ones_keep_theirs)
{
    int64_t before = session(now_ns() - 40 * DAY);
    cr_assert_eq(SHOES("add", "red", "--since", "2020-01-01", "--km", "120"), 0);
    cr_assert_str_eq(worn(before), "red");
    cr_assert_eq(SHOES("add", "blue"), 0);
    int64_t later = session(now_ns() + DAY);
    cr_assert_str_eq(worn(before), "red");
    cr_assert_str_eq(worn(later), "blue");
    cr_assert_eq(SHOES("wear", "red"), 0); /* and the session to come goes by it, too */
    cr_assert_str_eq(worn(before), "red");
    cr_assert_str_eq(worn(later), "blue"); /* settled when the default changed */
    cr_assert_str_eq(worn(session(now_ns() + 2 * DAY)), "red");
}

Test(shoes, a_session_can_be_said_to_be_of_another_pair_and_retiring_changes_no_past)
{
    char number[16];
    int64_t first = session(now_ns() - 2 * DAY), second = session(now_ns() - DAY);
    cr_assert_eq(SHOES("add", "red", "--since", "2020-01-01"), 0);
    cr_assert_eq(SHOES("add", "spare", "--since", "2019-01-01"), 0);
    snprintf(number, sizeof number, "%d", (int)first);
    cr_assert_eq(SHOES("wear", "spare", number), 0);
    cr_assert_str_eq(worn(first), "spare");
    cr_assert_str_eq(worn(second), "red");
    cr_assert_eq(SHOES("retire", "red"), 0);
    cr_assert_str_eq(worn(second), "red");
    cr_assert_str_eq(worn(session(now_ns() + DAY)), "spare");
    cr_assert_eq(SHOES("--json"), 0);
    cr_assert_eq(SHOES("--store", path), 0);
}

Test(shoes, what_cannot_be_done_is_an_error_and_changes_nothing)
{
    cr_assert_eq(SHOES("wear", "nobodys"), 1);
    cr_assert_eq(SHOES("add", "red"), 0);
    cr_assert_eq(SHOES("add", "red"), 1);
    cr_assert_eq(SHOES("wear", "red", "77"), 1);
    cr_assert_eq(SHOES("wear", "red", "tomorrow"), 1);
    cr_assert_eq(SHOES("add"), 2);
    cr_assert_eq(SHOES("add", "two words"), 2);
    cr_assert_eq(SHOES("add", "blue", "--since", "yesterday"), 2);
    cr_assert_eq(SHOES("add", "blue", "--km", "-3"), 2);
    cr_assert_eq(SHOES("lace", "red"), 2);
    cr_assert_eq(SHOES("--store", "/nowhere/at/all.db"), 1);
    cr_assert_eq(SHOES("--help"), 0);
}
