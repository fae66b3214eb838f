/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are none of sessions, or of another time. */
#include "daemon/store.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT_NS INT64_C(1795000000000000000)

static struct store *s;
static char why[STORE_SENTENCE_MAX], path[384];

static void begin(void)
{
    help_scratch_make();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
}

TestSuite(store_refuse, .init = begin, .fini = help_scratch_remove);

static void open_it(enum store_mode mode)
{
    cr_assert_eq(store_open(path, mode, &s, why, sizeof why), 0, "%s", why);
}

static void sql(const char *words)
{
    sqlite3 *db;
    char *said = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, words, NULL, NULL, &said), SQLITE_OK, "%s", said);
    sqlite3_close(db);
}

static void refused(enum store_mode mode, const char *words)
{
    s = NULL;
    cr_expect_eq(store_open(path, mode, &s, why, sizeof why), -1);
    cr_expect(strstr(why, path) == why, "%s", why);
    cr_expect(strstr(why, words), "expected '%s' in '%s'", words, why);
    cr_expect_not(strchr(why, '\n'));
}

Test(store_refuse, a_newer_file_is_refused_with_both_versions)
{
    open_it(STORE_WRITE);
    store_close(s);
    sql("PRAGMA user_version = 917");
    refused(STORE_WRITE, "version 917, this program knows 1");
    refused(STORE_READ, "version 917, this program knows 1");
}

static void write_file(const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    cr_assert(f && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
}

Test(store_refuse, what_is_no_file_of_sessions_is_refused_in_one_sentence)
{
    refused(STORE_READ, "No such file");
    mkdir(path, 0777);
    refused(STORE_WRITE, "a folder");
    rmdir(path);
    char text[4096];
    memset(text, 'x', sizeof text);
    write_file(text, sizeof text);
    refused(STORE_WRITE, "not an SQLite file");
    refused(STORE_READ, "not an SQLite file");
    write_file("", 0);
    refused(STORE_READ, "empty");
    sql("CREATE TABLE birds (name TEXT)");
    refused(STORE_WRITE, "another program");
    refused(STORE_READ, "another program");
}

Test(store_refuse, a_file_cut_short_is_said_to_be_damaged)
{
    struct gait_event e = help_store_stride("anna", AT_NS);

    open_it(STORE_WRITE);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(store_event(s, 1, &e, why, sizeof why), 1, "%s", why);
    store_close(s);
    cr_assert_eq(truncate(path, 20000), 0);
    refused(STORE_WRITE, "damaged");
    refused(STORE_READ, "damaged");
}

/* From here on this process may not write in the scratch folder, and not read a file of mode 0. */
static void lose_power(void)
{
    chmod(help_scratch(), 0755);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
    else
        chmod(help_scratch(), 0555);
}

static void regain_power(void)
{
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
    chmod(help_scratch(), 0755);
}

Test(store_refuse, a_file_in_a_folder_that_may_not_be_written_to_can_be_read)
{
    struct store_session is = help_store_session("anna", AT_NS), found;
    int64_t id;

    open_it(STORE_WRITE);
    cr_assert_eq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    store_close(s);
    chmod(path, 0444);
    lose_power();
    open_it(STORE_READ);
    cr_expect_eq(store_session_get(s, id, &found, why, sizeof why), 1);
    store_close(s);
    refused(STORE_WRITE, "Permission denied");
    regain_power();
    chmod(path, 0);
    lose_power();
    refused(STORE_READ, "Permission denied");
    regain_power();
}
