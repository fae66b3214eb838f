/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "tests/help_page.h"
#include "tests/help_signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Strides of both legs whose peaks wander slowly, as real ones do: a third of the variance is a
 * process that forgets in 20 strides. */
static void wander(struct report *r, struct help_random *random, int n, double mean, double left)
{
    double slow = 0;
    for (int i = 0; i < n; i++) {
        struct gait_event e = help_page_stride(INT64_C(350000000) * i);
        slow = 0.95 * slow + sqrt(1 - 0.95 * 0.95) * help_normal(random);
        e.side = i % 2 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
        e.impact.peak_g = (float)(mean + (i % 2 ? 0 : left) +
                                  0.7 * (sqrt(0.33) * slow + sqrt(0.67) * help_normal(random)));
        report_take(r, &e);
    }
    cr_assert_eq(report_done(r), 0);
}

Test(report_figures, intervals_hold_the_truth_as_often_as_they_say)
{
    struct help_random random = {5};
    int runs = 300, mean_in = 0, sides_in = 0;
    for (int i = 0; i < runs; i++) {
        struct report r = {0};
        wander(&r, &random, 1600, 6.3, 0.4);
        struct report_mean m = report_mean(&r, GAIT_MEASURE_PEAK, REPORT_ANY);
        struct report_sides s = report_sides(&r, GAIT_MEASURE_PEAK);
        mean_in += m.low < 6.5 && 6.5 < m.high;
        sides_in += s.low < 0.4 && 0.4 < s.high;
        cr_assert_eq(m.n, 1600);
        cr_assert_float_eq(s.difference, 0.4, 0.2);
        report_free(&r);
    }
    /* 95 %, less three standard errors of 300 runs */
    cr_assert_geq(mean_in, 0.91 * runs, "%d of %d", mean_in, runs);
    cr_assert_geq(sides_in, 0.91 * runs, "%d of %d", sides_in, runs);
    cr_assert_lt(mean_in, runs, "an interval that is never wrong is too wide");
}

Test(report_figures, too_few_strides_have_a_mean_and_no_interval)
{
    struct help_random random = {6};
    struct report r = {0};
    wander(&r, &random, 39, 6.3, 0);
    struct report_mean m = report_mean(&r, GAIT_MEASURE_PEAK, REPORT_ANY);
    cr_assert(isfinite(m.mean) && isfinite(m.sd) && isnan(m.low) && isnan(m.high));
    cr_assert(isnan(report_sides(&r, GAIT_MEASURE_PEAK).difference));
    report_free(&r);
}

Test(report_figures, what_is_left_out_is_counted_by_its_reason)
{
    struct report r = {0};
    for (int i = 0; i < 100; i++) {
        struct gait_event e = help_page_stride(INT64_C(700000000) * i);
        e.state = i < 10 ? GAIT_WALK : GAIT_RUN;
        e.impact.gap = i >= 10 && i < 15;
        e.impact.clipped = i >= 50;
        e.u.step.confidence = i >= 15 && i < 18 ? 0.49F : 0.9F;
        e.u.step.late = i == 20;
        report_take(&r, &e);
    }
    cr_assert_eq(report_done(&r), 0);
    const struct report_left *l = &r.left[0];
    cr_assert_eq(l->strides, 100);
    cr_assert_eq(l->walking, 10);
    cr_assert_eq(l->gap, 5);
    cr_assert_eq(l->unsure, 3);
    cr_assert_eq(l->counted, 82);
    cr_assert_eq(l->clipped, 50);
    cr_assert_eq(l->late, 1);
    cr_assert_eq(r.n, 82);
    char *page = help_page_text(&r, "");
    cr_assert(strstr(page, "at least "), "most were cut off");
    free(page);
    report_free(&r);
}

/* The numbers of a list of the data, after a key. */
static int numbers(const char *data, const char *key, double *ret, int room)
{
    const char *p = strstr(data, key);
    int n = 0;
    if (!p)
        return 0;
    for (p = strchr(p, '[') + 1; n < room && *p != ']'; p += *p == ',') {
        char *end;
        ret[n++] = strtod(p, &end);
        if (end == p)
            return -1;
        p = end;
    }
    return n;
}

Test(report_figures, every_stride_is_in_the_distribution_and_in_the_mean_line)
{
    struct help_random random = {7};
    struct report r = {0};
    char *data = NULL;
    size_t size;
    double share[64], sum = 0, x[8000];
    wander(&r, &random, 9001, 6.3, 0.4);
    FILE *f = open_memstream(&data, &size);
    report_data(&r, f);
    fclose(f);
    int n = numbers(strstr(data, "\"histogram\""), "\"share\":", share, 64);
    cr_assert_gt(n, 10);
    for (int i = 0; i < n; i++)
        sum += share[i];
    cr_assert_float_eq(sum, 100, 0.005 * n, "rounded to 0.01 each");
    int drawn = numbers(data, "\"x\":", x, 8000);
    cr_assert(drawn > 1000 && drawn <= 2000, "%d", drawn);
    cr_assert(strstr(data, "\"every\":5,\"n\":9001"), "an odd step: both legs are drawn");
    cr_assert_lt(size, 200000u);
    free(data);
    report_free(&r);
}
