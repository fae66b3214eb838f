/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_session.h"

#include <criterion/criterion.h>
#include <math.h>

struct gait_session *help_session;

void help_session_begin(void)
{
    help_session = gait_session_new();
    cr_assert(help_session);
    gait_session_begin(help_session, "ann");
}

void help_session_end(void)
{
    gait_session_free(help_session);
}

struct gait_event help_session_stride(int64_t t_ns, float peak_g)
{
    struct gait_event e = {
        .kind = GAIT_EVENT_STRIDE, .t_ns = t_ns, .side = GAIT_SIDE_LEFT, .state = GAIT_RUN};
    e.impact = (struct gait_impact){.peak_g = peak_g, .axial_g = 4, .rise_gps = 300};
    e.u.step.toe_off_ns = t_ns + 250000000;
    e.u.step.next_contact_ns = t_ns + HELP_STRIDE_NS;
    e.u.step.cadence_spm = 166;
    e.u.step.confidence = 0.9f;
    e.u.step.stance = (struct gait_stance){0.5f, 12, -15};
    e.u.step.speed_ms = e.u.step.slope_deg = NAN;
    return e;
}

void help_session_run(int64_t *t_ns, int n, float peak_g, enum gait_placement at)
{
    for (int i = 0; i < n; i++, *t_ns += HELP_STRIDE_NS) {
        struct gait_event e = help_session_stride(*t_ns, peak_g);
        gait_session_stride(help_session, &e, at);
    }
}
