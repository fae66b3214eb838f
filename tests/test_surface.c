/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/surface.h>

#include <criterion/criterion.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SECOND = 1000000000 };

static void strides(struct gait_surface *s, int64_t *t, int n, double value)
{
    for (int i = 0; i < n; i++, *t += SECOND)
        gait_surface_add(s, *t, GAIT_MEASURE_PEAK, value, true);
}

Test(surface, a_stride_from_before_the_mark_belongs_before_it)
{
    struct gait_surface *s = gait_surface_new();
    struct gait_event e;
    int64_t t = 0;
    gait_surface_mark(s, t, "asphalt");
    strides(s, &t, 10, 6);
    gait_surface_mark(s, t, "trail");
    gait_surface_add(s, t - 1, GAIT_MEASURE_PEAK, 7, true);
    gait_surface_add(s, t, GAIT_MEASURE_PEAK, 8, true);
    cr_assert_str_eq(gait_surface_at(s, t - 1), "asphalt");
    cr_assert_str_eq(gait_surface_at(s, t), "trail");
    cr_assert(gait_surface_summary(s, 1, GAIT_MEASURE_PEAK, &e));
    cr_assert_eq(e.u.summary.n, 11);
    cr_assert(gait_surface_summary(s, 2, GAIT_MEASURE_PEAK, &e));
    cr_assert_eq(e.u.summary.n, 1);
    cr_assert_eq(e.u.summary.mean, 8);
    gait_surface_free(s);
}

Test(surface, summary_counts_all_and_averages_the_clean)
{
    struct gait_surface *s = gait_surface_new();
    struct gait_event e;
    for (int i = 0; i < 101; i++) {
        gait_surface_add(s, i * INT64_C(1000000000), GAIT_MEASURE_PEAK, 5 + 0.1 * i, true);
        gait_surface_add(s, i * INT64_C(1000000000), GAIT_MEASURE_PEAK, 99, false);
        gait_surface_add(s, i * INT64_C(1000000000), GAIT_MEASURE_PEAK, NAN, true);
    }
    cr_assert(!gait_surface_summary(s, 0, GAIT_MEASURE_RISE, &e));
    cr_assert(!gait_surface_summary(s, 1, GAIT_MEASURE_PEAK, &e));
    cr_assert(gait_surface_summary(s, 0, GAIT_MEASURE_PEAK, &e));
    cr_assert_eq(e.u.summary.n, 202);
    cr_assert_eq(e.u.summary.clean, 101);
    cr_assert_float_eq(e.u.summary.mean, 10, 1e-12);
    cr_assert_float_eq(e.u.summary.sd, 2.930017, 1e-6);
    cr_assert_float_eq(e.u.summary.median, 10, 0.025 + 1e-9);
    cr_assert_float_eq(e.u.summary.p05, 5.5, 0.014);
    cr_assert_float_eq(e.u.summary.p95, 14.5, 0.037);
    gait_surface_free(s);
}

Test(surface, the_17th_name_is_refused_and_mixed_with_none)
{
    struct gait_surface *s = gait_surface_new();
    int64_t t = 0;
    char name[8] = "s00";
    for (int i = 0; i < GAIT_SURFACES_MAX; i++) {
        name[1] = (char)('0' + i / 10), name[2] = (char)('0' + i % 10);
        cr_assert(gait_surface_mark(s, t, name));
        strides(s, &t, 10, 6);
    }
    cr_assert(!gait_surface_mark(s, t, "one more"));
    strides(s, &t, 10, 100);
    cr_assert(gait_surface_mark(s, t, "s03"));
    strides(s, &t, 10, 6);
    struct gait_surface_state state = gait_surface_state(s);
    cr_assert_eq(state.refused_surfaces, 1);
    cr_assert_eq(state.refused_values, 10);
    cr_assert_eq(state.surfaces, 17);
    struct gait_event e;
    for (int i = 1; i < state.surfaces; i++) {
        cr_assert(gait_surface_summary(s, i, GAIT_MEASURE_PEAK, &e));
        cr_assert_eq(e.u.summary.mean, 6);
        cr_assert_eq(e.u.summary.n, i == 4 ? 20 : 10);
    }
    gait_surface_free(s);
}

Test(surface, pairs_start_from_asphalt)
{
    struct gait_surface *s = gait_surface_new();
    const char *a, *b;
    cr_assert(!gait_surface_pair(s, 0, &a, &b));
    gait_surface_mark(s, 0, "trail");
    cr_assert(!gait_surface_pair(s, 0, &a, &b));
    gait_surface_mark(s, 1, "grass");
    cr_assert(gait_surface_pair(s, 0, &a, &b) && !strcmp(a, "trail") && !strcmp(b, "grass"));
    gait_surface_mark(s, 2, "asphalt");
    gait_surface_mark(s, 3, "sand");
    static const char *const others[] = {"trail", "grass", "sand"};
    for (int i = 0; i < 3; i++)
        cr_assert(gait_surface_pair(s, i, &a, &b) && !strcmp(a, "asphalt") &&
                  !strcmp(b, others[i]));
    cr_assert(!gait_surface_pair(s, 3, &a, &b));
    gait_surface_free(s);
}

static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

Test(surface, abuse_counts_and_goes_on)
{
    struct gait_surface *s = gait_surface_new();
    uint64_t r = 9;
    struct gait_event e;
    for (int i = 0; i < 200000; i++) {
        int64_t t = (int64_t)(uniform(&r) * 1.8e19 - 9e18);
        if (i % 7 == 0)
            gait_surface_mark(s, t,
                              i % 2   ? "a rather long name of a surface, cut"
                              : i % 3 ? "b"
                                      : "");
        gait_surface_add(s, i % 5 ? i * INT64_C(40000000000) : t,
                         (enum gait_measure)(i % GAIT_MEASURES),
                         i % 11 ? exp(200 * uniform(&r) - 100) : -INFINITY, i % 4);
    }
    for (int i = 0; i < 3; i++)
        for (int m = 0; m < GAIT_MEASURES; m++)
            cr_assert(gait_surface_summary(s, i, (enum gait_measure)m, &e) && e.u.summary.n > 0);
    cr_assert_null(gait_surface_name(s, 3));
    gait_surface_free(s);
    gait_surface_free(NULL);
}

/* Marks beyond the last span push the oldest out, and no stride is lost. */
Test(surface, a_thousand_marks_lose_no_stride)
{
    struct gait_surface *s = gait_surface_new();
    struct gait_event e;
    int64_t t = 0;
    for (int k = 0; k < 1000; k++) {
        gait_surface_mark(s, t, k % 2 ? "trail" : "asphalt");
        strides(s, &t, 3, k % 2 ? 7 : 6);
        gait_surface_add(s, t - 4 * INT64_C(1000000000), GAIT_MEASURE_PEAK, k % 2 ? 6 : 7, k > 0);
    }
    for (int i = 1; i <= 2; i++) {
        cr_assert(gait_surface_summary(s, i, GAIT_MEASURE_PEAK, &e));
        cr_assert_eq(e.u.summary.mean, 5 + i);
        cr_assert_eq(e.u.summary.n, i == 1 ? 2000 : 1999);
    }
    cr_assert_eq(gait_surface_index(s, t), 2);
    cr_assert_eq(gait_surface_find(s, "trail"), 2);
    cr_assert_lt(gait_surface_find(s, "moon"), 0);
    gait_surface_free(s);
}

Test(surface, takes_less_than_3_megabytes)
{
    struct gait_surface *s = gait_surface_new();
    fprintf(stderr, "one session: %zu bytes\n", malloc_usable_size(s));
    cr_assert_lt(malloc_usable_size(s), 3000000);
    gait_surface_free(s);
}
