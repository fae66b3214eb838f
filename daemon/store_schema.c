/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store_parts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define APPLICATION 0x67616974 /* "gait" */

static const unsigned kept =
    1u << GAIT_EVENT_STRIDE | 1u << GAIT_EVENT_IMPACT | 1u << GAIT_EVENT_SURFACE |
    1u << GAIT_EVENT_SPEED | 1u << GAIT_EVENT_GAP | 1u << GAIT_EVENT_SENSOR |
    1u << GAIT_EVENT_SUMMARY | 1u << GAIT_EVENT_COMPARISON | 1u << GAIT_EVENT_DRIFT |
    1u << GAIT_EVENT_SPECTRUM | 1u << GAIT_EVENT_GAIT;

static const char tables[] =
    "CREATE TABLE IF NOT EXISTS session (id INTEGER PRIMARY KEY AUTOINCREMENT, runner TEXT,"
    " begun_ns INTEGER, ended_ns INTEGER, newest_ns INTEGER, strides INTEGER DEFAULT 0,"
    " shoes TEXT, source TEXT);"
    "CREATE TABLE IF NOT EXISTS shoes (name TEXT, runner TEXT, since_ns INTEGER,"
    " before_km REAL, retired INTEGER, PRIMARY KEY (name, runner));"
    "CREATE TABLE IF NOT EXISTS written (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " writer INTEGER UNIQUE, batch INTEGER);";

bool store_keeps(const struct gait_event *e)
{
    return kept & 1u << e->kind && !(e->kind == GAIT_EVENT_COMPARISON && e->u.comparison.so_far);
}

static bool derived(const struct field *f)
{
    return f->type == FIELD_UNIT || f->type == FIELD_RUN || f->type == FIELD_CONTACT ||
           f->type == FIELD_STRIDE || f->type == FIELD_DUTY;
}

void store_column(const struct field *f, char ret[STORE_COLUMN_MAX])
{
    size_t n = strlen(f->name);
    bool time = f->type == FIELD_TIME && n > 2; /* the names of all times end in _s */
    snprintf(ret, STORE_COLUMN_MAX, "%.*s%s", (int)(time ? n - 1 : n), f->name, time ? "ns" : "");
}

static const char *column_type(const struct field *f)
{
    switch (field_tag(f)) {
    case 's':
        return "TEXT";
    case 'f':
        return "REAL";
    default:
        return "INTEGER";
    }
}

/* What is said under two names is kept under the first: t_s and contact_s of a stride. */
static bool said(const struct store_kind *k, const struct field *f)
{
    for (int i = 0; i < k->n; i++)
        if (k->field[i]->offset == f->offset && k->field[i]->type == f->type)
            return true;
    return false;
}

static void list_fields(struct store *s)
{
    const struct field *fields[FIELDS_MAX];

    for (int e = 0; e < GAIT_EVENTS; e++) {
        int n = kept & 1u << e ? fields_of((enum gait_event_kind)e, fields) : 0;
        struct store_kind *k = &s->kind[e];
        for (int i = 0; i < n; i++)
            if (!derived(fields[i]) && !said(k, fields[i]))
                k->field[k->n++] = fields[i];
    }
}

int store_key(const struct store *s, enum gait_event_kind kind, const struct field *ret_key[3])
{
    static const char *const words[GAIT_EVENTS][3] = {
        [GAIT_EVENT_SUMMARY] = {"surface", "measure"},
        [GAIT_EVENT_COMPARISON] = {"measure", "a", "b"},
        [GAIT_EVENT_DRIFT] = {"measure"},
        [GAIT_EVENT_SPECTRUM] = {"surface"},
        [GAIT_EVENT_SENSOR] = {"sensor"},
    };
    const struct store_kind *k = &s->kind[kind];
    int n = 0;

    for (int w = 0; w < 3 && words[kind][w]; w++)
        for (int i = 0; i < k->n; i++)
            if (strcmp(k->field[i]->name, words[kind][w]) == 0)
                ret_key[n++] = k->field[i];
    return n;
}

static int number(struct store *s, const char *sql, int64_t *ret, char *why, size_t why_size)
{
    sqlite3_stmt *q;

    if (store_prepare(s, sql, &q, why, why_size) < 0)
        return -1;
    int code = sqlite3_step(q);
    *ret = code == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_finalize(q);
    return code == SQLITE_ROW || code == SQLITE_DONE
               ? 0
               : store_fail(s, "cannot be read", why, why_size);
}

/* 1: ours, or nobody's yet and to be written. */
static int judge(struct store *s, char *why, size_t why_size)
{
    int64_t application, version, things;

    if (number(s, "PRAGMA application_id", &application, why, why_size) < 0 ||
        number(s, "PRAGMA user_version", &version, why, why_size) < 0 ||
        number(s, "SELECT count(*) FROM sqlite_schema", &things, why, why_size) < 0)
        return -1;
    if (application == 0 && things == 0 && s->mode == STORE_WRITE)
        return 1;
    if (application != APPLICATION) {
        snprintf(why, why_size, "%s: %s", s->path,
                 things ? "an SQLite file of another program, not one of sessions"
                        : "empty, no file of sessions");
        return -1;
    }
    if (version > STORE_VERSION) {
        snprintf(why, why_size,
                 "%s: of a newer gaitd: the file has version %lld, this program knows %d", s->path,
                 (long long)version, STORE_VERSION);
        return -1;
    }
    return 1;
}

/* Which tables and columns the file has. */
static int see_columns(struct store *s, enum gait_event_kind kind, char *why, size_t why_size)
{
    struct store_kind *k = &s->kind[kind];
    char sql[STORE_SQL_MAX], column[STORE_COLUMN_MAX];
    sqlite3_stmt *q;

    snprintf(sql, sizeof sql, "PRAGMA table_info(%s)", gait_event_name(kind));
    if (store_prepare(s, sql, &q, why, why_size) < 0)
        return -1;
    int code;
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(q, 1);
        k->table = true;
        for (int i = 0; i < k->n; i++) {
            store_column(k->field[i], column);
            if (name && strcmp(name, column) == 0)
                k->there |= UINT64_C(1) << i;
        }
    }
    sqlite3_finalize(q);
    return code == SQLITE_DONE ? 0 : store_fail(s, "cannot be read", why, why_size);
}

static int make_table(struct store *s, enum gait_event_kind kind, char *why, size_t why_size)
{
    struct store_kind *k = &s->kind[kind];
    char sql[STORE_SQL_MAX], column[STORE_COLUMN_MAX];
    const char *name = gait_event_name(kind);

    int n = snprintf(sql, sizeof sql, "CREATE TABLE %s (session INTEGER NOT NULL", name);
    for (int i = 0; i < k->n; i++) {
        store_column(k->field[i], column);
        n += snprintf(sql + n, sizeof sql - (size_t)n, ", \"%s\" %s", column,
                      column_type(k->field[i]));
    }
    snprintf(sql + n, sizeof sql - (size_t)n, ")");
    k->table = true;
    k->there = (UINT64_C(1) << k->n) - 1;
    return store_run(s, sql, why, why_size);
}

static int make_index(struct store *s, enum gait_event_kind kind, char *why, size_t why_size)
{
    char sql[STORE_SQL_MAX];
    const char *name = gait_event_name(kind);

    snprintf(sql, sizeof sql, "CREATE INDEX IF NOT EXISTS %s_of_session ON %s (session)", name,
             name);
    return store_run(s, sql, why, why_size);
}

static int add_columns(struct store *s, enum gait_event_kind kind, char *why, size_t why_size)
{
    struct store_kind *k = &s->kind[kind];
    char sql[STORE_SQL_MAX], column[STORE_COLUMN_MAX];

    if (!k->table)
        return make_table(s, kind, why, why_size);
    for (int i = 0; i < k->n; i++) {
        if (k->there & UINT64_C(1) << i)
            continue;
        store_column(k->field[i], column);
        snprintf(sql, sizeof sql, "ALTER TABLE %s ADD COLUMN \"%s\" %s", gait_event_name(kind),
                 column, column_type(k->field[i]));
        if (store_run(s, sql, why, why_size) < 0)
            return -1;
        k->there |= UINT64_C(1) << i;
    }
    return 0;
}

static int see_all(struct store *s, char *why, size_t why_size)
{
    for (int e = 0; e < GAIT_EVENTS; e++)
        if (s->kind[e].n && see_columns(s, (enum gait_event_kind)e, why, why_size) < 0)
            return -1;
    return 0;
}

static bool complete(const struct store *s, int64_t indices)
{
    for (int e = 0; e < GAIT_EVENTS; e++)
        if (s->kind[e].n && s->kind[e].there != (UINT64_C(1) << s->kind[e].n) - 1)
            return false;
        else if (s->kind[e].n)
            indices--;
    return indices >= 0;
}

static int migrate(struct store *s, char *why, size_t why_size)
{
    char sql[STORE_SQL_MAX];
    int64_t version, indices;

    if (number(s, "PRAGMA user_version", &version, why, why_size) < 0)
        return -1;
    if (number(s, "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%\\_of\\_session' ESCAPE '\\'",
               &indices, why, why_size) < 0)
        return -1;
    if (version == STORE_VERSION && complete(s, indices))
        return 0;
    if (store_begin(s, why, why_size) < 0)
        return -1;
    /* looked at again: another program may have been quicker */
    if (store_run(s, tables, why, why_size) < 0 || see_all(s, why, why_size) < 0)
        goto failed;
    for (int e = 0; e < GAIT_EVENTS; e++)
        if (s->kind[e].n && (add_columns(s, (enum gait_event_kind)e, why, why_size) < 0 ||
                             make_index(s, (enum gait_event_kind)e, why, why_size) < 0))
            goto failed;
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION,
             STORE_VERSION);
    if (store_run(s, sql, why, why_size) < 0)
        goto failed;
    return store_commit(s, why, why_size);
failed:
    store_rollback(s);
    return -1;
}

int store_schema(struct store *s, char *why, size_t why_size)
{
    list_fields(s);
    if (judge(s, why, why_size) < 0)
        return -1;
    if (s->mode == STORE_READ)
        return see_all(s, why, why_size);
    /* a restart of the log is a moment at which the whole of it is copied: 4 MB */
    if (store_run(s, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", why, why_size) < 0 ||
        see_all(s, why, why_size) < 0)
        return -1;
    return migrate(s, why, why_size);
}
