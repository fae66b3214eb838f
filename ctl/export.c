/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/export.h"

#include "ctl/results.h"
#include "daemon/fields.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *const export_names[EXPORT_TABLES] = {
    "strides", "impacts", "marks",     "speeds",      "gaps",
    "sensors", "spectra", "summaries", "comparisons", "drifts",
};

enum gait_event_kind export_kind(enum export_what what)
{
    static const enum gait_event_kind kinds[EXPORT_TABLES] = {
        GAIT_EVENT_STRIDE,     GAIT_EVENT_IMPACT, GAIT_EVENT_SURFACE,  GAIT_EVENT_SPEED,
        GAIT_EVENT_GAP,        GAIT_EVENT_SENSOR, GAIT_EVENT_SPECTRUM, GAIT_EVENT_SUMMARY,
        GAIT_EVENT_COMPARISON, GAIT_EVENT_DRIFT,
    };
    return kinds[what];
}

static void put_text(FILE *f, const char *text)
{
    if (!text[strcspn(text, ",\"\r\n")]) {
        fputs(text, f);
        return;
    }
    fputc('"', f);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', f);
        fputc(*text, f);
    }
    fputc('"', f);
}

/* A spectrum is a column a band: limb_db_1_hz .. limb_db_40_hz. */
static void put_names(FILE *f, const struct field *field)
{
    size_t n = strlen(field->name);
    if (field->type == FIELD_TIME)
        fprintf(f, ",%.*sns", (int)(n - 1), field->name); /* the names of times end in _s */
    else if (field->type == FIELD_BANDS)
        for (int i = 1; i <= GAIT_BANDS; i++)
            fprintf(f, ",%s_%d_hz", field->name, i);
    else
        fprintf(f, ",%s", field->name);
}

void export_csv_head(FILE *f, enum gait_event_kind kind)
{
    const struct field *fields[FIELDS_MAX];
    int n = fields_of(kind, fields);
    fputs("session,runner,elapsed_s", f);
    for (int i = 0; i < n; i++)
        put_names(f, fields[i]);
    fputs("\r\n", f);
}

static void put_bands(FILE *f, const struct field *field, const struct gait_event *e)
{
    const float *band = (const float *)(const void *)((const char *)e + field->offset);
    char number[NUMBER_MAX];
    for (int i = 0; i < GAIT_BANDS; i++) {
        fputc(',', f);
        if (isfinite(band[i])) {
            number_fixed(number, (double)band[i], field->decimals);
            fputs(number, f);
        }
    }
}

static void put_value(FILE *f, const struct field *field, const struct gait_event *e)
{
    struct field_value v;
    char number[NUMBER_MAX];
    if (field->type == FIELD_BANDS) {
        put_bands(f, field, e);
        return;
    }
    field_get(field, e, &v);
    fputc(',', f);
    if (v.none)
        return;
    if (field->type == FIELD_TIME) {
        fprintf(f, "%" PRId64, v.time_ns);
    } else if (field->type == FIELD_BOOL) {
        fputs(v.number != 0 ? "TRUE" : "FALSE", f);
    } else if (v.tag == 's') {
        put_text(f, v.text);
    } else {
        number_fixed(number, v.number, field->decimals);
        fputs(strcmp(number, "null") == 0 ? "" : number, f);
    }
}

void export_csv_row(FILE *f, const struct store_session *is, const struct gait_event *e)
{
    const struct field *fields[FIELDS_MAX];
    int n = fields_of(e->kind, fields);
    char elapsed[NUMBER_MAX] = "";
    if (e->t_ns != GAIT_NO_TIME && is->begun_ns != GAIT_NO_TIME)
        number_seconds(elapsed, e->t_ns - is->begun_ns);
    fprintf(f, "%" PRId64 ",", is->id);
    put_text(f, e->runner);
    fprintf(f, ",%s", elapsed);
    for (int i = 0; i < n; i++)
        put_value(f, fields[i], e);
    fputs("\r\n", f);
}

/* One table of one session on its way. */
struct to {
    FILE *f;
    const struct store_session *is;
    enum gait_event_kind kind;
    bool json;
    int n;
};

static bool put(void *user, const struct gait_event *e)
{
    struct to *to = user;
    char line[JSON_LINE_MAX];
    if (e->kind != to->kind)
        return true;
    to->n++;
    if (!to->json) {
        export_csv_row(to->f, to->is, e);
        return true;
    }
    json_event(line, e);
    fprintf(to->f, "%s\n", line);
    return true;
}

int export_table(FILE *f, struct store *s, const struct store_session *is, enum export_what what,
                 bool json, char *why, size_t why_size)
{
    struct to to = {.f = f, .is = is, .kind = export_kind(what), .json = json};
    int got = what >= EXPORT_SUMMARIES ? results_of(s, is, false, put, &to, why, why_size)
                                       : store_read(s, is->id, to.kind, put, &to, why, why_size);
    return got < 0 ? -1 : to.n;
}
