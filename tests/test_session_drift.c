/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_session.h"
#include "tests/help_signal.h"

#include <gait/session.h>

#include <criterion/criterion.h>
#include <math.h>

/* Peak +10 %, cadence -2 %, contact +4 % in half an hour, with a runner's scatter; of the right
 * foot, which is half a g harder, only the second half. */
Test(session_drift, a_tiring_runner_s_drift_is_told_of_the_foot_seen_first)
{
    struct help_random r = {5};
    struct gait_session *s = gait_session_new();
    gait_session_begin(s, "ann");
    gait_session_mark(s, 0, "track");
    for (int i = 0; i < 2500; i++) {
        double tired = i / 2500.0;
        int64_t t_ns = i * HELP_STRIDE_NS;
        struct gait_event e = help_session_stride(
            t_ns, (float)(8 * (1 + 0.1 * tired) * (1 + 0.06 * help_normal(&r))));
        gait_name_copy(e.u.step.surface, "track");
        e.u.step.cadence_spm = (float)(166 * (1 - 0.02 * tired) + 2 * help_normal(&r));
        e.u.step.toe_off_ns = t_ns + llround(250e6 * (1 + 0.04 * tired) + 4e6 * help_normal(&r));
        gait_session_stride(s, &e, GAIT_SHANK_LEFT);
        e.side = GAIT_SIDE_RIGHT;
        e.impact.peak_g += 0.5f;
        if (i > 1250)
            gait_session_stride(s, &e, GAIT_SHANK_RIGHT);
    }
    struct gait_event drifted[GAIT_MEASURES] = {{0}}, got;
    while (gait_session_result(s, &got))
        if (got.kind == GAIT_EVENT_DRIFT)
            drifted[got.u.drift.measure] = got;
    static const struct {
        enum gait_measure measure;
        double change;
        enum gait_verdict verdict;
    } want[] = {{GAIT_MEASURE_PEAK, 0.8, GAIT_VERDICT_HIGHER},
                {GAIT_MEASURE_CADENCE, -3.32, GAIT_VERDICT_LOWER},
                {GAIT_MEASURE_CONTACT, 10, GAIT_VERDICT_HIGHER},
                {GAIT_MEASURE_MEDIAN, 0, GAIT_VERDICT_NONE}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const struct gait_event *e = &drifted[want[i].measure];
        cr_assert_eq(e->kind, GAIT_EVENT_DRIFT);
        cr_assert_eq(e->u.drift.verdict, want[i].verdict, "measure %d: %g", (int)want[i].measure,
                     e->u.drift.change);
        cr_assert(e->u.drift.ci95_low <= want[i].change && want[i].change <= e->u.drift.ci95_high,
                  "measure %d: %g to %g", (int)want[i].measure, e->u.drift.ci95_low,
                  e->u.drift.ci95_high);
        cr_assert_float_eq(e->u.drift.change, want[i].change, 0.15 * fabs(want[i].change) + 1e-6);
    }
    gait_session_free(s);
}
