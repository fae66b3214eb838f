/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store_parts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITTEN "cannot be written"
#define READ "cannot be read"

static void bind_time(sqlite3_stmt *q, int at, int64_t t_ns)
{
    if (t_ns == GAIT_NO_TIME)
        sqlite3_bind_null(q, at);
    else
        sqlite3_bind_int64(q, at, t_ns);
}

static void bind_words(sqlite3_stmt *q, int at, const char *words)
{
    sqlite3_bind_text(q, at, words, -1, SQLITE_TRANSIENT);
}

static int64_t time_at(sqlite3_stmt *q, int at)
{
    return sqlite3_column_type(q, at) == SQLITE_NULL ? GAIT_NO_TIME : sqlite3_column_int64(q, at);
}

static void words_at(sqlite3_stmt *q, int at, char *ret, size_t size)
{
    const char *words = (const char *)sqlite3_column_text(q, at);
    snprintf(ret, size, "%s", words ? words : "");
}

/* Steps once and ends the statement. Returns how many rows it changed, or -1. */
static int finish(struct store *s, sqlite3_stmt *q, char *why, size_t why_size)
{
    int code = sqlite3_step(q);
    int result =
        code == SQLITE_DONE ? sqlite3_changes(s->db) : store_fail(s, WRITTEN, why, why_size);
    sqlite3_finalize(q);
    return result;
}

static int change(struct store *s, const char *sql, sqlite3_stmt **q, bool *own, char *why,
                  size_t why_size)
{
    if (store_enter(s, own, why, why_size) < 0)
        return -1;
    if (store_prepare(s, sql, q, why, why_size) < 0)
        return store_leave(s, *own, -1, why, why_size);
    return 0;
}

static int number_of(struct store *s, sqlite3_stmt *q, int64_t *ret, char *why, size_t why_size)
{
    int code = sqlite3_step(q);
    *ret = code == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_finalize(q);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : store_fail(s, READ, why, why_size);
}

static int note_batch(struct store *s, int64_t writer, int64_t batch, char *why, size_t why_size)
{
    static const char *const sql[] = {
        "SELECT batch FROM written WHERE writer = ?1 AND batch = ?2",
        ("INSERT INTO written (writer, batch) VALUES (?1, ?2)"
         " ON CONFLICT (writer) DO UPDATE SET batch = ?2"),
        /* writers of long ago */
        "DELETE FROM written WHERE id <= (SELECT max(id) FROM written) - 16"};
    int64_t there;

    for (int i = 0; i < 3; i++) {
        sqlite3_stmt *q;
        if (store_prepare(s, sql[i], &q, why, why_size) < 0)
            return -1;
        if (i < 2) {
            sqlite3_bind_int64(q, 1, writer);
            sqlite3_bind_int64(q, 2, batch);
        }
        int result = i == 0 ? number_of(s, q, &there, why, why_size) : finish(s, q, why, why_size);
        if (result < 0)
            return -1;
        if (i == 0 && result > 0)
            return 0;
    }
    return 1;
}

int store_begin_batch(struct store *s, int64_t writer, int64_t batch, char *why, size_t why_size)
{
    if (store_begin(s, why, why_size) < 0)
        return -1;
    int result = note_batch(s, writer, batch, why, why_size);
    if (result <= 0)
        store_rollback(s);
    return result;
}

int store_session_new(struct store *s, const struct store_session *is, int64_t *ret_id, char *why,
                      size_t why_size)
{
    sqlite3_stmt *q;
    bool own;

    if (change(s,
               "INSERT INTO session (runner, begun_ns, ended_ns, shoes, source)"
               " VALUES (?, ?, ?, ?, ?)",
               &q, &own, why, why_size) < 0)
        return -1;
    bind_words(q, 1, is->runner);
    bind_time(q, 2, is->begun_ns);
    bind_time(q, 3, is->ended_ns);
    bind_words(q, 4, is->shoes);
    bind_words(q, 5, is->source);
    int result = finish(s, q, why, why_size);
    *ret_id = sqlite3_last_insert_rowid(s->db);
    return store_leave(s, own, result, why, why_size) < 0 ? -1 : 0;
}

int store_session_set(struct store *s, const struct store_session *is, char *why, size_t why_size)
{
    sqlite3_stmt *q;
    bool own;

    if (change(s,
               "UPDATE session SET begun_ns = ?2, ended_ns = ?3, shoes = ?4, source = ?5"
               " WHERE id = ?1",
               &q, &own, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(q, 1, is->id);
    bind_time(q, 2, is->begun_ns);
    bind_time(q, 3, is->ended_ns);
    bind_words(q, 4, is->shoes);
    bind_words(q, 5, is->source);
    int result = finish(s, q, why, why_size);
    if (result == 0) {
        snprintf(why, why_size, "%s: there is no session %lld", s->path, (long long)is->id);
        result = -1;
    }
    return store_leave(s, own, result, why, why_size) < 0 ? -1 : 0;
}

static int forget(struct store *s, int64_t session, char *why, size_t why_size)
{
    static const char *const sql[] = {"DELETE FROM summary WHERE session = ?",
                                      "DELETE FROM comparison WHERE session = ?",
                                      "DELETE FROM drift WHERE session = ?"};
    for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
        sqlite3_stmt *q;
        if (store_prepare(s, sql[i], &q, why, why_size) < 0)
            return -1;
        sqlite3_bind_int64(q, 1, session);
        if (finish(s, q, why, why_size) < 0)
            return -1;
    }
    return 0;
}

int store_forget_results(struct store *s, int64_t session, char *why, size_t why_size)
{
    bool own;

    if (store_enter(s, &own, why, why_size) < 0)
        return -1;
    return store_leave(s, own, forget(s, session, why, why_size), why, why_size);
}

static void session_at(sqlite3_stmt *q, struct store_session *is)
{
    memset(is, 0, sizeof *is);
    is->id = sqlite3_column_int64(q, 0);
    words_at(q, 1, is->runner, sizeof is->runner);
    is->begun_ns = time_at(q, 2);
    is->ended_ns = time_at(q, 3);
    is->newest_ns = time_at(q, 4);
    is->strides = (uint32_t)sqlite3_column_int64(q, 5);
    words_at(q, 6, is->shoes, sizeof is->shoes);
    words_at(q, 7, is->source, sizeof is->source);
}

#define COLUMNS "id, runner, begun_ns, ended_ns, newest_ns, strides, shoes, source"

/* Every row of a statement into an array that grows; the statement is ended. */
static int gather(struct store *s, sqlite3_stmt *q, size_t size,
                  void (*fill)(sqlite3_stmt *, void *), void **ret, char *why, size_t why_size)
{
    char *all = NULL;
    int n = 0, room = 0, code;

    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        if (n == room) {
            room = room ? 2 * room : 16;
            char *more = realloc(all, (size_t)room * size);
            if (!more)
                break;
            all = more;
        }
        fill(q, all + (size_t)n++ * size);
    }
    sqlite3_finalize(q);
    if (code == SQLITE_DONE) {
        *ret = all;
        return n;
    }
    free(all);
    return store_fail(s, READ, why, why_size);
}

static void fill_session(sqlite3_stmt *q, void *at)
{
    session_at(q, at);
}

int store_sessions(struct store *s, int64_t from_ns, int64_t to_ns, struct store_session **ret,
                   char *why, size_t why_size)
{
    sqlite3_stmt *q;
    void *all = NULL;

    *ret = NULL;
    if (store_prepare(s,
                      "SELECT " COLUMNS " FROM session WHERE begun_ns >= ? AND begun_ns < ?"
                      " ORDER BY begun_ns, id",
                      &q, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(q, 1, from_ns);
    sqlite3_bind_int64(q, 2, to_ns);
    int n = gather(s, q, sizeof **ret, fill_session, &all, why, why_size);
    *ret = all;
    return n;
}

int store_session_get(struct store *s, int64_t id, struct store_session *ret, char *why,
                      size_t why_size)
{
    sqlite3_stmt *q;

    if (store_prepare(s, "SELECT " COLUMNS " FROM session WHERE id = ?", &q, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(q, 1, id);
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        session_at(q, ret);
    sqlite3_finalize(q);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : store_fail(s, READ, why, why_size);
}

int store_shoes_set(struct store *s, const struct store_shoes *is, char *why, size_t why_size)
{
    sqlite3_stmt *q;
    bool own;

    if (change(s,
               "INSERT INTO shoes (name, runner, since_ns, before_km, retired)"
               " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name, runner) DO UPDATE SET"
               " since_ns = excluded.since_ns,"
               " before_km = excluded.before_km, retired = excluded.retired",
               &q, &own, why, why_size) < 0)
        return -1;
    bind_words(q, 1, is->name);
    bind_words(q, 2, is->runner);
    bind_time(q, 3, is->since_ns);
    sqlite3_bind_double(q, 4, is->before_km);
    sqlite3_bind_int(q, 5, is->retired);
    int result = finish(s, q, why, why_size);
    return store_leave(s, own, result, why, why_size) < 0 ? -1 : 0;
}

static void fill_shoes(sqlite3_stmt *q, void *at)
{
    struct store_shoes *is = at;

    memset(is, 0, sizeof *is);
    words_at(q, 0, is->name, sizeof is->name);
    words_at(q, 1, is->runner, sizeof is->runner);
    is->since_ns = time_at(q, 2);
    is->before_km = sqlite3_column_double(q, 3);
    is->retired = sqlite3_column_int(q, 4) != 0;
}

int store_shoes(struct store *s, struct store_shoes **ret, char *why, size_t why_size)
{
    sqlite3_stmt *q;
    void *all = NULL;

    *ret = NULL;
    if (store_prepare(s,
                      "SELECT name, runner, since_ns, before_km, retired FROM shoes ORDER BY rowid",
                      &q, why, why_size) < 0)
        return -1;
    int n = gather(s, q, sizeof **ret, fill_shoes, &all, why, why_size);
    *ret = all;
    return n;
}
