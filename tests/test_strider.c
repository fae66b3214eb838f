/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_worn.h"

#include <gait/segment.h>
#include <gait/settings.h>
#include <gait/strider.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { END_S = 12, MOST = 64 };

static struct gait_settings set;
static struct gait_cadence *cadence;
static struct gait_founds founds;
static struct gait_rail rail;
static struct gait_strider strider;

/* The history of a runner's shank from its start to END_S; pushes: the strider sees it live. */
static void fill(bool pushes)
{
    struct help_worn *worn = help_worn_new(END_S);
    struct gait_resample *resample = gait_resample_new(&set.resample);
    gait_resample_reset(resample, 0, help_worn_rate_hz(worn));
    for (int i = 0; i < help_worn_rows(worn); i++) {
        struct gait_sample s = help_worn_row(worn, i, 0);
        struct gait_tick tick;
        cr_assert(gait_resample_push(resample, &s));
        gait_history_push_sample(strider.history, &s);
        gait_rail_push(&rail, &s);
        strider.newest_ns = s.t_ns;
        while (gait_resample_next(resample, &tick)) {
            gait_history_push_tick(strider.history, &tick);
            if (pushes)
                gait_strider_push(&strider, &tick);
        }
        if (pushes)
            gait_strider_settle(&strider);
    }
    gait_resample_free(resample);
    help_worn_free(worn);
}

static void setup(void)
{
    gait_settings_default(&set);
    cadence = gait_cadence_new(&set.cadence);
    gait_founds_reset(&founds);
    gait_rail_reset(&rail);
    strider = (struct gait_strider){.segment = gait_segment_new(&set.limb, &set.trunk, cadence),
                                    .history = gait_history_new(2048, 8192),
                                    .founds = &founds,
                                    .rail = &rail,
                                    .range_g = 16};
    cr_assert(strider.segment && strider.history && cadence);
    gait_strider_start(&strider, GAIT_SHANK_LEFT);
}

static void teardown(void)
{
    gait_segment_free(strider.segment);
    gait_history_free(strider.history);
    gait_cadence_free(cadence);
}

TestSuite(strider, .init = setup, .fini = teardown);

static int strides(struct gait_found ret[MOST])
{
    int n = 0;
    struct gait_found f;
    while (gait_founds_take(&founds, &f))
        if (f.kind == GAIT_FOUND_STRIDE && n < MOST)
            ret[n++] = f;
    return n;
}

Test(strider, going_over_the_history_gives_what_it_would_have_given_live)
{
    static struct gait_found live[MOST], again[MOST];
    fill(true);
    int n = strides(live);
    cr_assert_geq(n, 8);
    gait_strider_again(&strider, GAIT_SHANK);
    int m = strides(again);
    cr_assert_eq(m, n, "%d again, %d live", m, n);
    for (int i = 0; i < n; i++) {
        cr_expect_eq(again[i].step.contact_ns, live[i].step.contact_ns);
        cr_expect_eq(again[i].next_ns, live[i].next_ns);
        cr_expect_lt(llabs(again[i].step.toe_off_ns - live[i].step.toe_off_ns), 100000,
                     "its filters began later");
        cr_expect_float_eq(again[i].step.impact.peak_g, live[i].step.impact.peak_g, 1e-6);
    }
    cr_expect_eq(gait_segment_state(strider.segment), GAIT_RUN);
}

Test(strider, says_that_it_runs_where_that_was_not_said)
{
    struct gait_found f;
    int runs = 0;
    fill(false);
    strider.said = GAIT_STILL;
    gait_strider_again(&strider, GAIT_SHANK);
    while (gait_founds_take(&founds, &f))
        runs += f.kind == GAIT_FOUND_STATE && f.state == GAIT_RUN;
    cr_expect_eq(runs, 1);
    gait_strider_again(&strider, GAIT_SHANK);
    while (gait_founds_take(&founds, &f))
        cr_expect_neq(f.kind, GAIT_FOUND_STATE, "it was said");
}
