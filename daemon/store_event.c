/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store_parts.h"

#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static void add(char sql[STORE_SQL_MAX], const char *format,
                                                      ...)
{
    size_t n = strlen(sql);
    va_list ap;
    va_start(ap, format);
    vsnprintf(sql + n, STORE_SQL_MAX - n, format, ap);
    va_end(ap);
}

static void bind(sqlite3_stmt *q, int at, const struct field *f, const struct gait_event *e)
{
    struct field_value v;

    field_get(f, e, &v);
    if (v.none)
        sqlite3_bind_null(q, at);
    else if (v.tag == 's')
        sqlite3_bind_text(q, at, v.text, -1, SQLITE_TRANSIENT);
    else if (f->type == FIELD_TIME)
        sqlite3_bind_int64(q, at, v.time_ns);
    else if (v.tag == 'i')
        sqlite3_bind_int64(q, at, (int64_t)v.number);
    else
        sqlite3_bind_double(q, at, v.number);
}

static int prepare_insert(struct store *s, enum gait_event_kind kind, char *why, size_t why_size)
{
    struct store_kind *k = &s->kind[kind];
    char sql[STORE_SQL_MAX] = "", column[STORE_COLUMN_MAX];

    add(sql, "INSERT INTO %s (session", gait_event_name(kind));
    for (int i = 0; i < k->n; i++) {
        store_column(k->field[i], column);
        add(sql, ", \"%s\"", column);
    }
    add(sql, ") VALUES (?");
    for (int i = 0; i < k->n; i++)
        add(sql, ", ?");
    add(sql, ")");
    return store_prepare(s, sql, &k->insert, why, why_size);
}

static int prepare_remove(struct store *s, enum gait_event_kind kind, char *why, size_t why_size)
{
    struct store_kind *k = &s->kind[kind];
    const struct field *key[3];
    char sql[STORE_SQL_MAX] = "", column[STORE_COLUMN_MAX];

    int n = store_key(s, kind, key);
    add(sql, "DELETE FROM %s WHERE session = ?", gait_event_name(kind));
    for (int i = 0; i < n; i++) {
        store_column(key[i], column);
        add(sql, " AND \"%s\" IS ?", column);
    }
    return store_prepare(s, sql, &k->remove, why, why_size);
}

static int step(struct store *s, sqlite3_stmt *q, char *why, size_t why_size)
{
    int code = sqlite3_step(q);
    int result = code == SQLITE_DONE ? 0 : store_fail(s, "cannot be written", why, why_size);
    sqlite3_reset(q);
    return result;
}

/* Forgets the event whose place this one takes. */
static int make_place(struct store *s, int64_t session, const struct gait_event *e, char *why,
                      size_t why_size)
{
    struct store_kind *k = &s->kind[e->kind];
    const struct field *key[3];

    int n = store_key(s, e->kind, key);
    if (n == 0)
        return 0;
    if (!k->remove && prepare_remove(s, e->kind, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(k->remove, 1, session);
    for (int i = 0; i < n; i++)
        bind(k->remove, i + 2, key[i], e);
    return step(s, k->remove, why, why_size);
}

static int count_stride(struct store *s, int64_t session, const struct gait_event *e, char *why,
                        size_t why_size)
{
    if (e->kind != GAIT_EVENT_STRIDE || e->state != GAIT_RUN)
        return 0;
    if (!s->newest && store_prepare(s,
                                    "UPDATE session SET strides = strides + 1,"
                                    " newest_ns = max(coalesce(newest_ns, ?2), ?2) WHERE id = ?1",
                                    &s->newest, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(s->newest, 1, session);
    sqlite3_bind_int64(s->newest, 2, e->t_ns);
    return step(s, s->newest, why, why_size);
}

static int put(struct store *s, int64_t session, const struct gait_event *e, char *why,
               size_t why_size)
{
    struct store_kind *k = &s->kind[e->kind];

    if (make_place(s, session, e, why, why_size) < 0)
        return -1;
    if (!k->insert && prepare_insert(s, e->kind, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(k->insert, 1, session);
    for (int i = 0; i < k->n; i++)
        bind(k->insert, i + 2, k->field[i], e);
    if (step(s, k->insert, why, why_size) < 0)
        return -1;
    return count_stride(s, session, e, why, why_size) < 0 ? -1 : 1;
}

int store_event(struct store *s, int64_t session, const struct gait_event *e, char *why,
                size_t why_size)
{
    bool own;

    if (!store_keeps(e))
        return 0;
    if (store_enter(s, &own, why, why_size) < 0)
        return -1;
    return store_leave(s, own, put(s, session, e, why, why_size), why, why_size);
}

static int prepare_select(struct store *s, enum gait_event_kind kind, sqlite3_stmt **ret, char *why,
                          size_t why_size)
{
    const struct store_kind *k = &s->kind[kind];
    char sql[STORE_SQL_MAX] = "", column[STORE_COLUMN_MAX];

    add(sql, "SELECT (SELECT runner FROM session WHERE id = ?1)");
    for (int i = 0; i < k->n; i++) {
        store_column(k->field[i], column);
        if (k->there & UINT64_C(1) << i)
            add(sql, ", \"%s\"", column);
        else
            add(sql, ", NULL");
    }
    add(sql, " FROM %s WHERE session = ?1 ORDER BY rowid", gait_event_name(kind));
    return store_prepare(s, sql, ret, why, why_size);
}

static void value(sqlite3_stmt *q, int at, const struct field *f, struct field_value *v)
{
    const char *text = NULL;

    v->tag = field_tag(f);
    v->none = sqlite3_column_type(q, at) == SQLITE_NULL;
    v->number = v->none && f->type != FIELD_BOOL ? (double)NAN : sqlite3_column_double(q, at);
    v->time_ns =
        f->type == FIELD_TIME && !v->none ? sqlite3_column_int64(q, at) : (int64_t)GAIT_NO_TIME;
    if (v->tag == 's' && !v->none)
        text = (const char *)sqlite3_column_text(q, at);
    snprintf(v->text, sizeof v->text, "%s", text ? text : "");
}

static bool fill(const struct store_kind *k, sqlite3_stmt *q, struct gait_event *e)
{
    const char *runner = (const char *)sqlite3_column_text(q, 0);
    bool good = true;

    gait_name_copy(e->runner, runner ? runner : "");
    for (int i = 0; i < k->n; i++) {
        struct field_value v;
        value(q, i + 1, k->field[i], &v);
        good &= field_set(k->field[i], e, &v) || v.none;
    }
    if (e->kind == GAIT_EVENT_SENSOR) {
        gait_name_copy(e->u.sensor.is.id, e->sensor);
        gait_name_copy(e->u.sensor.is.runner, e->runner);
    }
    return good;
}

int store_read(struct store *s, int64_t session, enum gait_event_kind kind, store_take *take,
               void *user, char *why, size_t why_size)
{
    const struct store_kind *k = &s->kind[kind];
    sqlite3_stmt *q;
    int n = 0, code, result = 0;

    if (!k->table)
        return 0;
    if (prepare_select(s, kind, &q, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(q, 1, session);
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        struct gait_event e = {.kind = kind, .announced_ns = GAIT_NO_TIME};
        if (!fill(k, q, &e)) {
            snprintf(why, why_size, "%s: session %lld has a %s with a word that is not known",
                     s->path, (long long)session, gait_event_name(kind));
            result = -1;
            break;
        }
        n++;
        if (!take(user, &e))
            break;
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        result = store_fail(s, "cannot be read", why, why_size);
    sqlite3_finalize(q);
    return result < 0 ? -1 : n;
}
