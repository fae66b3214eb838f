/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is imported is what was measured: a recording written as somebody else's table, with other
 * units, other names and rows missing, comes back as the same samples and the same strides. */
#include "ctl/import.h"
#include "tests/help_made.h"
#include "tests/help_scratch.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEGREES (180 / 3.14159265358979323846)

static struct import im;
static char why[512];
static const struct import_how plain = {.time_exponent = -1};

static void clean(void)
{
    import_free(&im);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", help_scratch());
    cr_assert_eq(system(command), 0);
}

TestSuite(import, .init = help_scratch_make, .fini = clean);

static FILE *table(const char *name)
{
    FILE *f = fopen(help_scratch_path(name), "w");
    cr_assert_not_null(f);
    return f;
}

static int add(const char *name, const struct import_how *how)
{
    char *path = strdup(help_scratch_path(name)); /* lives as long as the test */
    return import_add(&im, path, GAIT_SHANK_LEFT, 0, how, why, sizeof why);
}

/* The folder that was written, read again. */
static struct recording *written(void)
{
    struct recording_head head = {
        .name = "made", .surface = "trail", .speed_ms = NAN, .slope_deg = NAN};
    struct recording *r = NULL;
    char *folder = strdup(help_scratch_path("out"));
    cr_assert_eq(import_write(&im, folder, &head, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_expect_eq(import_write(&im, folder, &head, why, sizeof why), -1, "written over");
    cr_expect(strstr(why, "holds a recording already"), "%s", why);
    free(folder);
    return r;
}

static bool loses;

static bool lost(long row)
{
    return loses && (row % 997 == 5 || (row >= 3000 && row < 3040));
}

/* In g and degrees, epoch milliseconds with three decimals, in another order, with rows left out.
 */
static void write_sensor(const struct recording_sensor *s, const char *name)
{
    FILE *f = table(name);
    fprintf(f, "Logger 3000\nserial;7\nEpoch (ms);Gyro Z (deg/s);Gyro Y (deg/s);Gyro X (deg/s);"
               "Mag X;Accel X (g);Accel Y (g);Accel Z (g)\n");
    for (long i = 0; i < s->rows; i++) {
        const float *v = s->row + 6 * i;
        if (lost(i))
            continue;
        long long us = 1700000000000000LL + llround((s->start_s + (double)i / s->rate_hz) * 1e6);
        fprintf(f, "%lld.%03lld;%.5f;%.5f;%.5f;0.1;%.7f;%.7f;%.7f\n", us / 1000, us % 1000,
                (double)v[5] * DEGREES, (double)v[4] * DEGREES, (double)v[3] * DEGREES,
                (double)v[0] / GAIT_G_MS2, (double)v[1] / GAIT_G_MS2, (double)v[2] / GAIT_G_MS2);
    }
    fclose(f);
}

static void same_samples(const struct recording_sensor *a, const struct recording_sensor *b)
{
    cr_assert_float_eq(b->rate_hz, a->rate_hz, 1e-5 * a->rate_hz);
    cr_assert_eq(b->rows, a->rows);
    for (long i = 0; i < a->rows; i++)
        for (int k = 0; k < 6; k++) {
            float was = a->row[6 * i + k], is = b->row[6 * i + k];
            if (lost(i) || isnan(was))
                cr_assert(isnan(is), "row %ld axis %d was made up", i, k);
            else
                cr_assert_float_eq(is, was, 1e-5, "row %ld axis %d: %g was %g", i, k, (double)is,
                                   (double)was);
        }
}

/* True: a lost row lies within half a second. */
static bool touched(const struct recording_sensor *s, const struct gait_event *e)
{
    double first = ((double)e->t_ns * 1e-9 - 0.5) * s->rate_hz;
    double last = ((double)e->u.step.next_contact_ns * 1e-9 + 0.5) * s->rate_hz;
    for (long i = (long)first; i < (long)last; i++)
        if (i >= 0 && lost(i))
            return true;
    return false;
}

static const struct gait_event *near(const struct help_events *in, const struct gait_event *e)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->item[i].kind == GAIT_EVENT_STRIDE && strcmp(in->item[i].sensor, e->sensor) == 0 &&
            llabs(in->item[i].t_ns - e->t_ns) < 1000000)
            return &in->item[i];
    return NULL;
}

/* Every stride of the one in the other, to 1 ms and 0.01 g; returns how many were not. */
static int compare(const struct recording *was, const struct recording *is, int *ret_asked)
{
    struct help_events before = {0}, after = {0};
    int other = 0;
    help_run(was, &before);
    help_run(is, &after);
    for (size_t i = 0; i < before.n; i++) {
        const struct gait_event *a = &before.item[i];
        if (a->kind != GAIT_EVENT_STRIDE || touched(&was->sensor[0], a))
            continue;
        const struct gait_event *b = near(&after, a);
        other += !b || fabsf(b->impact.peak_g - a->impact.peak_g) > 0.01f;
        ++*ret_asked;
    }
    help_events_free(&before);
    help_events_free(&after);
    return other;
}

/* Returns strides that are not the same, of *ret_asked. */
static int there_and_back(bool with_loss, int *ret_asked)
{
    struct recording *was = help_made(preset_find("asphalt-trail"), 7, 1);
    char name[64];
    loses = with_loss;
    for (int i = 0; i < was->sensors; i++) {
        snprintf(name, sizeof name, "%s.csv", was->sensor[i].is.id);
        write_sensor(&was->sensor[i], name);
        cr_assert_eq(import_add(&im, strdup(help_scratch_path(name)), was->sensor[i].is.placement,
                                0, &plain, why, sizeof why),
                     0, "%s", why);
    }
    struct recording *is = written();
    for (int i = 0; i < was->sensors; i++)
        same_samples(&was->sensor[i], &is->sensor[i]);
    int other = compare(was, is, ret_asked);
    recording_free(was);
    recording_free(is);
    return other;
}

Test(import, a_recording_in_other_units_gives_the_same_strides)
{
    int asked = 0;
    cr_expect_eq(there_and_back(false, &asked), 0);
    cr_expect_gt(asked, 200, "%d", asked);
}

Test(import, rows_that_are_missing_become_gaps_and_cost_only_the_strides_about_them)
{
    int asked = 0, other = there_and_back(true, &asked);
    cr_expect_gt(asked, 90, "%d", asked);
    cr_expect_leq(other * 40, asked, "%d of %d", other, asked);
}

/* A minute at rest, then knocks; time as the caller likes. */
static void write_rest(FILE *f, int rows, double hz, double scale, const char *format)
{
    for (int i = 0; i < rows; i++) {
        fprintf(f, format, (double)i / hz);
        fprintf(f, ",%.6f,%.6f,%.6f\n", 0.1 * scale, 0.2 * scale,
                (9.8 + (i > rows / 2 ? 5 * sin(i) : 0)) * scale);
    }
}

Test(import, acceleration_in_g_that_is_said_to_be_in_ms2_is_refused_and_told)
{
    FILE *f = table("a.csv");
    fputs("t,ax,ay,az\n", f);
    write_rest(f, 2000, 100, 1 / GAIT_G_MS2, "%.3f");
    fclose(f);
    cr_expect_eq(add("a.csv", &plain), -1);
    cr_expect(strstr(why, "it looks like g, not m/s2: pass --unit g"), "%s", why);
    import_free(&im);
    struct import_how how = plain;
    how.unit = "g";
    cr_expect_eq(add("a.csv", &how), 0, "%s", why);
    import_free(&im);
    how.unit = "mg";
    cr_expect_eq(add("a.csv", &how), -1);
    cr_expect(strstr(why, "it looks like g, not mg"), "%s", why);
    import_free(&im);
    how.force = true;
    cr_expect_eq(add("a.csv", &how), 0);
}

Test(import, acceleration_without_gravity_is_refused_and_told)
{
    FILE *f = table("a.csv");
    fputs("t,ax,ay,az\n", f);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "%.2f,%f,%f,%f\n", i * 0.01, 2 * sin(i * 0.7), 2 * sin(i * 1.1), sin(i * 0.3));
    fclose(f);
    cr_expect_eq(add("a.csv", &plain), -1);
    cr_expect(strstr(why, "gravity had been taken out"), "%s", why);
}

Test(import, degrees_that_are_said_to_be_radians_are_refused_and_told)
{
    FILE *f = table("a.csv");
    fputs("t,ax,ay,az,gx,gy,gz\n", f);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "%.2f,0,%f,9.8,%f,10,20\n", i * 0.01, 30.0 * (i % 40 == 0), 400 * sin(i * 0.2));
    fclose(f);
    cr_expect_eq(add("a.csv", &plain), -1);
    cr_expect(strstr(why, "it looks like deg/s, not rad/s: pass --gyro deg/s"), "%s", why);
}

Test(import, semicolons_decimal_commas_a_byte_order_mark_and_crlf_are_read)
{
    FILE *f = table("a.csv");
    fputs("\xef\xbb\xbfZeit time [s];\"acc, x [m/s\xc2\xb2]\";acc y;acc z;Bemerkung\r\n", f);
    for (int i = 0; i < 500; i++)
        fprintf(f, "%d,%02d;0,5;\"-1,25\";9,75;los\r\n", i / 50, i % 50 * 2);
    fclose(f);
    cr_assert_eq(add("a.csv", &plain), 0, "%s", why);
    cr_expect_float_eq(im.file[0].grid.rate_hz, 50, 1e-6);
    cr_expect_eq(im.file[0].grid.lost, 0);
    struct recording *r = written();
    cr_assert_eq(r->sensor[0].rows, 500);
    cr_expect_eq(r->sensor[0].is.axes, 7);
    for (int i = 0; i < 500; i++) {
        cr_assert_float_eq(r->sensor[0].row[6 * i], 0.5, 1e-6);
        cr_assert_float_eq(r->sensor[0].row[6 * i + 1], -1.25, 1e-6);
        cr_assert_float_eq(r->sensor[0].row[6 * i + 2], 9.75, 1e-6);
    }
    cr_expect_str_eq(r->mark[0].surface, "trail");
    recording_free(r);
}

Test(import, text_torn_lines_and_times_that_go_back_are_counted_with_their_lines)
{
    FILE *f = table("a.csv");
    fputs("t_ms,ax,ay,az\n", f);
    for (int i = 0; i < 1000; i++)
        fprintf(f,
                i == 10 || i == 20 ? "%d,0,oops,9.8\n"
                : i == 30          ? "%d,0\n"
                : i == 40          ? "9%d,0,0,9.8\n" /* far ahead */
                : i == 50          ? "%d,0,,9.8\n"   /* an empty cell is no fault */
                                   : "%d,0,0,9.8\n",
                i * 10);
    fputs("100,0,0,9.8\n9990,0,0,9.8\n", f);
    fclose(f);
    cr_assert_eq(add("a.csv", &plain), 0, "%s", why);
    const struct import_table *t = &im.file[0].table;
    cr_expect_eq(t->faults[IMPORT_TEXT], 2);
    cr_expect(strstr(t->first[IMPORT_TEXT], "a.csv:12: 'oops' in the column of ay"), "%s",
              t->first[IMPORT_TEXT]);
    cr_expect_eq(t->faults[IMPORT_TORN], 1);
    cr_expect(strstr(t->first[IMPORT_TORN], "a.csv:32: the line is torn: 2 cells where 4"), "%s",
              t->first[IMPORT_TORN]);
    cr_expect_eq(t->faults[IMPORT_BACK], 3);
    cr_expect(strstr(t->first[IMPORT_BACK], "a.csv:43: the time goes back"), "%s",
              t->first[IMPORT_BACK]);
    cr_expect_eq(im.file[0].grid.rows, 1000);
    cr_expect_eq(im.file[0].grid.lost, 5, "%ld", im.file[0].grid.lost);
    cr_expect_float_eq(im.file[0].grid.rate_hz, 100, 1e-6);
}

Test(import, a_clock_that_starts_anew_is_refused_with_its_line)
{
    FILE *f = table("a.csv");
    fputs("t,ax,ay,az\n", f);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "%.2f,0,0,9.8\n", (i < 600 ? i : i - 600) * 0.01);
    fclose(f);
    cr_expect_eq(add("a.csv", &plain), -1);
    cr_expect(strstr(why, "a.csv:602: the time goes back by 5.99 s"), "%s", why);
}

Test(import, times_rounded_to_milliseconds_and_jitter_do_not_move_the_rate_nor_lose_a_sample)
{
    FILE *f = table("rounded.csv"), *g = table("jitter.csv"), *h = table("lossy.csv");
    fputs("timestamp,ax,ay,az\n", f);
    fputs("timestamp,ax,ay,az\n", g);
    fputs("timestamp,ax,ay,az\n", h);
    for (int i = 0; i < 60000; i++) {
        fprintf(f, "%ld,0,0,9.8\n", lround(i * 1000 / 104.17));
        fprintf(g, "%.6f,0,0,9.8\n", i / 104.17 + 0.4 * sin(i * 2.1) / 104.17);
        if (i % 100 != 7) /* a thousand a second, in ms, a hundredth lost */
            fprintf(h, "%d,0,0,9.8\n", i);
    }
    fclose(f);
    fclose(g);
    fclose(h);
    const char *names[3] = {"rounded.csv", "jitter.csv", "lossy.csv"};
    const double hz[3] = {104.17, 104.17, 1000};
    const long gone[3] = {0, 0, 600};
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(add(names[i], &plain), 0, "%s", why);
        cr_expect_float_eq(im.file[i].grid.rate_hz, hz[i], 1e-5 * hz[i], "%s: %.6f Hz", names[i],
                           im.file[i].grid.rate_hz);
        cr_expect_eq(im.file[i].grid.lost, gone[i], "%s: %ld", names[i], im.file[i].grid.lost);
        cr_expect_eq(im.file[i].grid.crowded, 0);
    }
}

Test(import, columns_by_number_and_a_rate_do_without_names_and_times)
{
    FILE *f = table("a.csv");
    for (int i = 0; i < 300; i++)
        fprintf(f, i == 5 ? "torn\n" : "%d\t9.80\t0.1\t0.2\n", i);
    fclose(f);
    struct import_how how = plain;
    cr_expect_eq(add("a.csv", &how), -1);
    cr_expect(strstr(why, "--columns"), "%s", why);
    how.columns = "az=2,ax=3,ay=4";
    cr_expect_eq(add("a.csv", &how), -1);
    cr_expect(strstr(why, "--rate HZ"), "%s", why);
    how.rate_hz = 128;
    cr_assert_eq(add("a.csv", &how), 0, "%s", why);
    const struct import_file *a = &im.file[0];
    cr_expect_eq(a->grid.rows, 300, "a torn line takes its place");
    cr_expect_eq(a->grid.lost, 1);
    cr_expect_float_eq(a->table.value[2], 9.80, 1e-6);
    how.columns = "az=2,ax=3,ay=9";
    cr_expect_eq(add("a.csv", &how), -1);
    cr_expect(strstr(why, "there is no column 9"), "%s", why);
}

Test(import, dates_and_nanoseconds_since_1970_are_exact_and_two_files_keep_their_distance)
{
    FILE *f = table("a.csv"), *g = table("b.csv");
    fputs("when,time,ax,ay,az\n", f);
    fputs("time,ax,ay,az\n", g);
    for (int i = 0; i < 400; i++) {
        fprintf(f, "x,2026-11-23 18:05:%02d.%03dZ,0,0,9.8\n", 30 + i / 100, i % 100 * 10);
        fprintf(g, "%lld,0,0,9.8\n", 1795457130000000000LL + 123456789 + i * 5000000LL);
    }
    fclose(f);
    fclose(g);
    cr_assert_eq(add("a.csv", &plain), 0, "%s", why);
    cr_assert_eq(add("b.csv", &plain), 0, "%s", why);
    cr_expect_eq(im.file[0].grid.start_ns, 1795457130000000000LL);
    struct recording *r = written();
    cr_expect_float_eq(r->sensor[1].start_s, 0.123456789, 1e-9);
    cr_expect_float_eq(r->sensor[1].rate_hz, 200, 1e-6);
    recording_free(r);
}

Test(import, what_is_no_table_is_refused_with_a_sentence)
{
    FILE *f = table("a.csv");
    fputs("\xff\xfet\0,\0", f);
    fclose(f);
    cr_expect_eq(add("a.csv", &plain), -1);
    cr_expect(strstr(why, "is UTF-16"), "%s", why);
    f = table("b.csv");
    fputs("hello\nworld\n", f);
    fclose(f);
    cr_expect_eq(add("b.csv", &plain), -1);
    cr_expect(strstr(why, "no line of numbers"), "%s", why);
    f = table("c.csv");
    fwrite("t,ax\n1,2\0,3\n", 1, 12, f);
    fclose(f);
    cr_expect_eq(add("c.csv", &plain), -1);
    cr_expect(strstr(why, "c.csv:2: the line holds a NUL byte"), "%s", why);
    cr_expect_eq(add("nowhere.csv", &plain), -1);
    cr_expect(strstr(why, "nowhere.csv cannot be read: No such file"), "%s", why);
}

Test(import, a_range_is_told_by_samples_that_stop_there)
{
    FILE *f = table("a.csv");
    fputs("t,ax,ay,az\n", f);
    for (int i = 0; i < 2000; i++)
        fprintf(f, "%.2f,0,0,%.3f\n", i * 0.01,
                fmin(9.8 + (i % 50 < 5 ? 40 * (i % 50) : 0), 8 * GAIT_G_MS2 - 0.05));
    fclose(f);
    cr_assert_eq(add("a.csv", &plain), 0, "%s", why);
    cr_expect_float_eq(im.file[0].sensor.is.range_g, 8, 1e-6);
    cr_expect(im.file[0].range_guessed);
}
