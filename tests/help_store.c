/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_store.h"

#include "daemon/fields.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static void words(struct help_random *r, char *at, size_t size)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz '\"\\;%,\xc3\xa9";
    size_t n = 1 + help_random_bits(r) % (size - 1);
    for (size_t i = 0; i < n; i++)
        at[i] = letters[help_random_bits(r) % (sizeof letters - 1)];
    at[n] = '\0';
}

static void put_enum(struct help_random *r, void *at, int n)
{
    memcpy(at, &(unsigned){(unsigned)(help_random_bits(r) % (unsigned)n)}, sizeof(unsigned));
}

static void put_floats(struct help_random *r, float *at, int n, bool hole)
{
    for (int i = 0; i < n; i++)
        at[i] = hole ? NAN : (float)help_normal(r) * 10;
}

static void put_number(struct help_random *r, const struct field *f, void *at, bool hole)
{
    switch (f->type) {
    case FIELD_TIME:
        *(int64_t *)at =
            hole ? GAIT_NO_TIME : INT64_C(1795000000000000000) + (int64_t)(help_normal(r) * 1e15);
        break;
    case FIELD_FLOAT:
        put_floats(r, at, 1, hole);
        break;
    case FIELD_KNOWN:
        *(float *)at = hole ? 0 : (float)help_uniform(r) + 0.5f;
        break;
    case FIELD_REAL:
    case FIELD_CLOCK:
        *(double *)at = hole ? (double)NAN : help_normal(r) * 1e3;
        break;
    case FIELD_COUNT:
        *(uint32_t *)at = (uint32_t)help_random_bits(r);
        break;
    default:
        *(bool *)at = help_random_bits(r) & 1;
    }
}

static void put(struct help_random *r, const struct field *f, void *at, bool hole)
{
    switch (f->type) {
    case FIELD_TEXT:
        if (!hole)
            words(r, at, f->size);
        break;
    case FIELD_SIDE:
        put_enum(r, at, GAIT_SIDE_RIGHT + 1);
        break;
    case FIELD_STATE:
        put_enum(r, at, GAIT_RUN + 1);
        break;
    case FIELD_PLACEMENT:
        put_enum(r, at, GAIT_PLACEMENTS);
        break;
    case FIELD_MEASURE:
        put_enum(r, at, GAIT_MEASURES);
        break;
    case FIELD_VERDICT:
        put_enum(r, at, GAIT_VERDICTS);
        break;
    case FIELD_AXES:
        *(uint8_t *)at = (uint8_t)(help_random_bits(r) & 0x3f);
        break;
    case FIELD_UP:
        put_floats(r, at, 3, hole);
        break;
    case FIELD_BANDS:
        put_floats(r, at, GAIT_BANDS, hole);
        break;
    case FIELD_UNIT:
    case FIELD_RUN:
    case FIELD_CONTACT:
    case FIELD_STRIDE:
    case FIELD_DUTY:
        break;
    default:
        put_number(r, f, at, hole);
    }
}

void help_store_random(struct help_random *r, enum gait_event_kind kind, double holes,
                       struct gait_event *ret)
{
    const struct field *fields[FIELDS_MAX];
    int n = fields_of(kind, fields);

    *ret = (struct gait_event){.kind = kind, .runner = "anna"};
    for (int i = 0; i < n; i++)
        put(r, fields[i], (char *)ret + fields[i]->offset, help_uniform(r) < holes);
    if (kind == GAIT_EVENT_COMPARISON)
        ret->u.comparison.so_far = false;
}

const char *help_store_differs(const struct gait_event *a, const struct gait_event *b)
{
    const struct field *fields[FIELDS_MAX];
    int n = fields_of(a->kind, fields);

    if (a->kind != b->kind || strcmp(a->runner, b->runner) != 0)
        return "kind or runner";
    for (int i = 0; i < n; i++) {
        struct field_value v, w;
        field_get(fields[i], a, &v);
        field_get(fields[i], b, &w);
        double rounding = fields[i]->scale == 1 ? 0 : 4e-16 * fabs(v.number);
        if (v.none != w.none || v.time_ns != w.time_ns || strcmp(v.text, w.text) != 0 ||
            (!v.none && fabs(v.number - w.number) > rounding))
            return fields[i]->name;
    }
    return NULL;
}

struct gait_event help_store_stride(const char *runner, int64_t t_ns)
{
    struct help_random r = {(uint64_t)t_ns};
    struct gait_event e;

    help_store_random(&r, GAIT_EVENT_STRIDE, 0, &e);
    gait_name_copy(e.runner, runner);
    e.t_ns = t_ns;
    e.state = GAIT_RUN;
    return e;
}

struct store_session help_store_session(const char *runner, int64_t begun_ns)
{
    struct store_session is = {
        .begun_ns = begun_ns, .ended_ns = GAIT_NO_TIME, .newest_ns = GAIT_NO_TIME};
    gait_name_copy(is.runner, runner);
    strcpy(is.source, "live");
    return is;
}

const char *help_store_integrity(const char *path)
{
    static char said[512];
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;

    snprintf(said, sizeof said, "not to be opened");
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        snprintf(said, sizeof said, "%s", (const char *)sqlite3_column_text(q, 0));
    sqlite3_finalize(q);
    sqlite3_close(db);
    return said;
}
