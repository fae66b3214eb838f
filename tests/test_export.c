/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same events give the same bytes, which other programs read without tricks. */
#include "ctl/export.h"
#include "daemon/fields.h"
#include "tests/help_event.h"
#include "tests/help_signal.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEGUN INT64_C(1795457130000000000)

static const struct store_session session = {.id = 12, .begun_ns = BEGUN};

static char *text;
static size_t size;

static FILE *begin(void)
{
    free(text);
    text = NULL;
    FILE *f = open_memstream(&text, &size);
    cr_assert_not_null(f);
    return f;
}

static void forget(void)
{
    free(text);
}

TestSuite(export, .fini = forget);

static const char strides[] =
    "session,runner,elapsed_s,t_ns,sensor,side,gait,contact_ns,toe_off_ns,next_contact_ns,"
    "stride_ms,contact_ms,duty,cadence_spm,peak_g,axial_g,rise_gps,impact_band_g2,median_hz,"
    "attenuation_db,clipped,gap,confidence,surface,trunk,late,announced_ns,attenuation_mean_db,"
    "attenuation_sd_db,attenuation_n,speed_ms,slope_deg\r\n"
    "12,anna,0.123457,1795457130123456789,shank_left,left,run,1795457130123456789,"
    "1795457130373456789,1795457130823456789,700.00,250.00,0.3571,171.50,8.2500,,310.50,4.25000,"
    "14.500,-12.125,TRUE,FALSE,0.875,\"a \"\"b\"\", c\",FALSE,TRUE,1795457130923456789,-11.500,"
    "0.750,10,,-1.25\r\n";

static void write_stride(void)
{
    struct gait_event e = help_event(GAIT_EVENT_STRIDE, BEGUN + 123456789);
    e.announced_ns = BEGUN + 923456789;
    e.side = GAIT_SIDE_LEFT;
    e.impact =
        (struct gait_impact){.peak_g = 8.25f, .axial_g = NAN, .rise_gps = 310.5f, .clipped = true};
    e.u.step.speed_ms = NAN;
    e.u.step.trunk = false;
    gait_name_copy(e.runner, "anna");
    gait_name_copy(e.sensor, "shank_left");
    strcpy(e.u.step.surface, "a \"b\", c");
    FILE *f = begin();
    export_csv_head(f, GAIT_EVENT_STRIDE);
    export_csv_row(f, &session, &e);
    fclose(f);
}

Test(export, a_stride_is_these_bytes)
{
    write_stride();
    cr_expect_str_eq(text, strides);
}

Test(export, a_locale_with_decimal_commas_changes_nothing)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        fputs("skipped: neither de_DE.UTF-8 nor fr_FR.UTF-8 is installed\n", stderr);
    write_stride();
    cr_expect_str_eq(text, strides);
}

/* The next cell, quotes taken away. */
static char *cell(char **at)
{
    static char out[4][600];
    static int turn;
    char *to = out[turn = (turn + 1) % 4], *first = to;
    bool quoted = **at == '"';
    *at += quoted;
    while (**at && (quoted ? !(**at == '"' && (*at)[1] != '"') : !strchr(",\r", **at))) {
        *at += quoted && **at == '"';
        *to++ = *(*at)++;
    }
    *to = '\0';
    *at += quoted;
    *at += **at == ',';
    return first;
}

static double promised(const struct field *f)
{
    return 0.5000001 * pow(10, -f->decimals);
}

static void same_cell(const struct field *f, const struct gait_event *e, const char *is)
{
    struct field_value v;
    field_get(f, e, &v);
    if (v.none)
        cr_expect_str_eq(is, "", "%s", f->name);
    else if (f->type == FIELD_TIME)
        cr_expect_eq(strtoll(is, NULL, 10), v.time_ns, "%s: %s", f->name, is);
    else if (f->type == FIELD_BOOL)
        cr_expect_str_eq(is, v.number != 0 ? "TRUE" : "FALSE");
    else if (v.tag == 's')
        cr_expect_str_eq(is, v.text, "%s", f->name);
    else if (fabs(v.number) < 1e9)
        cr_expect_float_eq(strtod(is, NULL), v.number, promised(f) + 1e-12 * fabs(v.number),
                           "%s: %s is not %.17g", f->name, is, v.number);
}

Test(export, every_table_is_read_back_as_it_was_and_times_to_the_nanosecond)
{
    struct help_random random = {7};
    const struct field *fields[FIELDS_MAX];
    for (int what = 0; what < EXPORT_TABLES; what++)
        for (int again = 0; again < 50; again++) {
            enum gait_event_kind kind = export_kind((enum export_what)what);
            struct gait_event e;
            help_store_random(&random, kind, 0.2, &e);
            FILE *f = begin();
            export_csv_row(f, &session, &e);
            fclose(f);
            char *at = text;
            cr_expect_str_eq(cell(&at), "12");
            cr_expect_str_eq(cell(&at), e.runner);
            cell(&at);
            int n = fields_of(kind, fields);
            for (int i = 0; i < n; i++) {
                if (fields[i]->type != FIELD_BANDS)
                    same_cell(fields[i], &e, cell(&at));
                for (int b = 0; fields[i]->type == FIELD_BANDS && b < GAIT_BANDS; b++) {
                    float is = ((float *)(void *)((char *)&e + fields[i]->offset))[b];
                    char *word = cell(&at);
                    cr_expect(isfinite(is) ? fabs(strtod(word, NULL) - (double)is) < 0.006 : !*word,
                              "%s band %d: %s is not %g", fields[i]->name, b, word, (double)is);
                }
            }
            cr_expect_str_eq(at, "\r\n", "a cell too many in %s", text);
        }
}

Test(export, every_row_has_as_many_cells_as_there_are_names)
{
    for (int what = 0; what < EXPORT_TABLES; what++) {
        enum gait_event_kind kind = export_kind((enum export_what)what);
        struct gait_event e = help_event(kind, BEGUN);
        FILE *f = begin();
        export_csv_head(f, kind);
        export_csv_row(f, &session, &e);
        fclose(f);
        int cells[2] = {0, 0};
        char *at = text;
        for (int line = 0; line < 2; line++) {
            while (*at != '\r') {
                cell(&at);
                cells[line]++;
            }
            at += 2;
        }
        cr_expect_eq(cells[0], cells[1] + (text[strlen(text) - 3] == ','), "%s: %d, %d",
                     export_names[what], cells[0], cells[1]);
        cr_expect_gt(cells[0], 4);
    }
}

Test(export, a_store_gives_the_same_bytes_twice_and_json_is_that_of_events)
{
    char why[512], *first;
    struct store *s;
    struct store_session is = session;
    cr_assert_eq(store_open(":memory:", STORE_WRITE, &s, why, sizeof why), 0);
    cr_assert_geq(store_session_new(s, &is, &is.id, why, sizeof why), 0);
    for (int i = 0; i < 40; i++) {
        struct gait_event e = help_store_stride("anna", BEGUN + i * INT64_C(700000001));
        cr_assert_geq(store_event(s, is.id, &e, why, sizeof why), 0, "%s", why);
    }
    FILE *f = begin();
    cr_expect_eq(export_table(f, s, &is, EXPORT_STRIDES, false, why, sizeof why), 40);
    fclose(f);
    first = text;
    text = NULL;
    f = begin();
    cr_expect_eq(export_table(f, s, &is, EXPORT_STRIDES, false, why, sizeof why), 40);
    fclose(f);
    cr_expect_str_eq(text, first);
    free(first);
    f = begin();
    cr_expect_eq(export_table(f, s, &is, EXPORT_STRIDES, true, why, sizeof why), 40);
    fclose(f);
    cr_expect_eq(strncmp(text, "{\"type\":\"stride\",\"t_s\":1795457130.000000,", 40), 0, "%.60s",
                 text);
    store_close(s);
}
