/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_runners.h"

#include <criterion/criterion.h>
#include <string.h>

struct gait_runners *help_runners;

void help_runners_begin(void)
{
    help_runners = gait_runners_new(&gait_runners_defaults);
    cr_assert(help_runners);
}

void help_runners_free(void)
{
    gait_runners_free(help_runners);
}

void help_runners_run(const char *runner, int64_t t_ns, int n, float peak_g)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .side = GAIT_SIDE_LEFT, .state = GAIT_RUN};
    gait_name_copy(e.runner, runner);
    e.impact = (struct gait_impact){.peak_g = peak_g, .axial_g = 4, .rise_gps = 300};
    e.u.step.cadence_spm = 166;
    e.u.step.confidence = 1;
    e.u.step.toe_off_ns = GAIT_NO_TIME;
    for (int i = 0; i < n; i++) {
        e.t_ns = t_ns + i * HELP_SECOND;
        gait_runners_stride(help_runners, &e, GAIT_SHANK_LEFT);
    }
}

void help_runners_end(const char *const name[], int names, struct help_told told[])
{
    struct gait_event e;
    int64_t run_ns;
    memset(told, 0, (size_t)names * sizeof *told);
    gait_runners_end(help_runners, true, &run_ns);
    while (gait_runners_result(help_runners, &e)) {
        int i = 0;
        while (i < names && strcmp(e.runner, name[i]) != 0)
            i++;
        cr_assert_lt(i, names, "a result of '%s'", e.runner);
        told[i].results++;
        if (e.kind != GAIT_EVENT_SUMMARY || e.u.summary.measure != GAIT_MEASURE_PEAK)
            continue;
        told[i].summaries_of_peak++;
        told[i].n += e.u.summary.n;
        told[i].mean = e.u.summary.mean;
        gait_name_copy(told[i].surface, e.u.summary.surface);
    }
}

int help_runners_taking_part(void)
{
    int n = 0;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        n += gait_runners_name(help_runners, i)[0] != 0;
    return n;
}
