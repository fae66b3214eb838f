/* SPDX-License-Identifier: GPL-3.0-or-later */
/* marks.csv: surfaces, speeds and slopes. */
#include "daemon/recording.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static char why[512];
static struct recording *r;

static void setup(void)
{
    help_scratch_make();
}

static void teardown(void)
{
    recording_free(r);
    r = NULL;
    help_scratch_remove();
}

TestSuite(recording_marks, .init = setup, .fini = teardown);

static void put(const char *name, const char *text)
{
    FILE *f = fopen(help_scratch_path(name), "w");
    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

/* Reads a recording with these lines in its marks.csv, after the head. */
static int read_lines(const char *lines)
{
    char text[2048];
    snprintf(text, sizeof text, "t_s,mark,value\n%s", lines);
    put("recording.ini", "[recording]\nname = x\n");
    put("capture.osc", "");
    put("marks.csv", text);
    return recording_read(help_scratch(), &r, why, sizeof why);
}

static bool same(float a, float b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void expect_mark(int i, double t_s, const char *surface, float speed_ms, float slope_deg)
{
    cr_assert_lt(i, r->marks);
    const struct recording_mark *m = &r->mark[i];
    cr_expect_eq(m->t_s, t_s, "mark %d at %g", i, m->t_s);
    cr_expect_str_eq(m->surface, surface, "mark %d", i);
    cr_expect(same(m->speed_ms, speed_ms), "mark %d: %g m/s", i, (double)m->speed_ms);
    cr_expect(same(m->slope_deg, slope_deg), "mark %d: %g degrees", i, (double)m->slope_deg);
}

Test(recording_marks, surfaces_speeds_and_slopes_stand_beside_each_other)
{
    cr_assert_eq(read_lines("0,surface,asphalt\n0,speed,2.9\n0,slope,1.5\n5,note,tired\n"
                            "60.25,surface,trail\n61,speed,0\n62,speed,3.25\n"),
                 0, "%s", why);
    cr_assert_eq(r->marks, 5);
    expect_mark(0, 0, "asphalt", NAN, NAN);
    expect_mark(1, 0, "", 2.9f, 1.5f);
    expect_mark(2, 60.25, "trail", NAN, NAN);
    expect_mark(3, 61, "", NAN, NAN);
    expect_mark(4, 62, "", 3.25f, NAN);
}

Test(recording_marks, a_slope_of_its_own_time_keeps_the_speed)
{
    cr_assert_eq(read_lines("0,speed,2.9\n10,surface,sand\n20,slope,-3\n30,slope,nan\n"), 0, "%s",
                 why);
    cr_assert_eq(r->marks, 4);
    expect_mark(2, 20, "", 2.9f, -3);
    expect_mark(3, 30, "", 2.9f, NAN);
}

Test(recording_marks, what_cannot_be_is_refused_with_its_line)
{
    static const struct {
        const char *lines, *why;
    } bad[] = {
        {"0,speed,fast\n", "marks.csv:2: the speed is not a number"},
        {"0,speed,3 m/s\n", "marks.csv:2: the speed is not a number"},
        {"0,surface,grass\n1,speed,12.5\n", "marks.csv:3: the speed does not lie in 0 .. 12"},
        {"0,speed,-1\n", "marks.csv:2: the speed does not lie in 0 .. 12 m/s"},
        {"0,slope,46\n", "marks.csv:2: the slope does not lie in -45 .. 45 degrees"},
        {"0,slope,\n", "marks.csv:2: the slope is not a number"},
        {"5,speed,3\n4,slope,1\n", "marks.csv:3: the mark is earlier than"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(read_lines(bad[i].lines), -1, "%s", bad[i].lines);
        cr_expect(strstr(why, bad[i].why), "\"%s\" instead of \"%s\"", why, bad[i].why);
    }
}

Test(recording_marks, what_is_written_is_read_to_the_last_bit)
{
    struct recording_mark m[] = {{0.5, "asphalt", NAN, NAN}, {0.5, "", 2.9f, -1.25f},
                                 {7, "", 3.3333f, NAN},      {9, "", NAN, NAN},
                                 {9, "trail", NAN, NAN},     {11, "", NAN, 0.1f}};
    int n = (int)(sizeof m / sizeof m[0]);
    put("recording.ini", "[recording]\nname = x\n");
    put("capture.osc", "");
    cr_assert_eq(recording_write_marks(help_scratch(), m, n, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(help_scratch(), &r, why, sizeof why), 0, "%s", why);
    cr_assert_eq(r->marks, n);
    for (int i = 0; i < n; i++)
        expect_mark(i, m[i].t_s, m[i].surface, m[i].speed_ms, m[i].slope_deg);
}
