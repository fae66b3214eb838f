/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as loggers and spreadsheets write them: what is understood, what is noticed, what is said
 * of it. That the strides come out the same is in test_import_truth.c. */
#include "ctl/import.h"
#include "tests/help_osc.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* A path that is held for as long as the import looks at it. */
static const char *held(const char *name)
{
    static char path[8][256];
    static int turn;
    snprintf(path[turn = (turn + 1) % 8], sizeof path[0], "%s", help_scratch_path(name));
    return path[turn];
}

static FILE *table(const char *name)
{
    FILE *f = fopen(help_scratch_path(name), "w");
    cr_assert_not_null(f);
    return f;
}

static int add(const char *name, const struct import_how *how)
{
    return import_add(&im, held(name), GAIT_SHANK_LEFT, 0, how, why, sizeof why);
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

/* The same table with bytes changed, cut out and put in. */
static void twist(char *text, uint64_t *random)
{
    static const char set[] = "0123456789,;\"\n\r\t.eE+-:TZ #n";
    for (int i = 0; i < 6; i++) {
        size_t n = strlen(text), at = (size_t)(help_random(random) % n);
        size_t length = (size_t)(help_random(random) % 20);
        if (i % 2)
            text[at] = set[help_random(random) % (sizeof set - 1)];
        else if (at + length < n)
            memmove(text + at, text + at + length, n - at - length + 1);
    }
}

Test(import, a_table_that_was_damaged_is_read_or_refused_with_its_name)
{
    static char whole[8192], text[8192];
    uint64_t random = 5;
    int good = 0, bad = 0;
    size_t n = (size_t)sprintf(whole, "time;acc x;\"acc y\";az;note\r\n");
    for (int i = 0; i < 60; i++)
        n += (size_t)sprintf(whole + n, "%d,%02d;0,%d;\"-1\";9.8;\"x;y\"\r\n", i / 10, i % 10 * 10,
                             i % 9);
    for (int i = 0; i < 500; i++) {
        FILE *f = table("a.csv");
        strcpy(text, whole);
        twist(text, &random);
        fputs(text, f);
        fclose(f);
        *why = '\0';
        int fault = add("a.csv", &plain);
        good += !fault;
        bad += fault != 0;
        cr_assert(!fault || strstr(why, "a.csv"), "'%s' of\n%s", why, text);
        cr_assert(fault || im.file[0].grid.rows < 1000000, "%ld rows", im.file[0].grid.rows);
        import_free(&im);
    }
    cr_expect(good > 50 && bad > 10, "%d read, %d refused", good, bad);
}
