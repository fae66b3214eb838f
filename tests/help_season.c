/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_season.h"

#include <math.h>
#include <string.h>

#define MOUNTING_G 0.85 /* SD of the peak from mounting to mounting */
#define MOST_SE_G 0.4
#define LEAST_SE_G 0.12
#define SE_DF 8

struct gait_event help_season_session(double d_g, double se_g)
{
    struct gait_event e = {.kind = GAIT_EVENT_COMPARISON, .runner = "ann"};
    e.u.comparison.measure = GAIT_MEASURE_PEAK;
    gait_name_copy(e.u.comparison.a, "asphalt");
    gait_name_copy(e.u.comparison.b, "trail");
    e.u.comparison.n_a = e.u.comparison.n_b = 400;
    e.u.comparison.stretches_a = e.u.comparison.stretches_b = 4;
    e.u.comparison.sessions = 1;
    e.u.comparison.mean_a = HELP_STRIDES_MEAN_G;
    e.u.comparison.mean_b = HELP_STRIDES_MEAN_G + d_g;
    e.u.comparison.difference = e.u.comparison.unadjusted = d_g;
    e.u.comparison.se = se_g;
    e.u.comparison.ci95_low = d_g - 2 * se_g;
    e.u.comparison.ci95_high = d_g + 2 * se_g;
    e.u.comparison.mdd = 2.9 * se_g;
    e.u.comparison.primary = true;
    e.u.comparison.verdict = d_g > 2 * se_g    ? GAIT_VERDICT_HIGHER
                             : d_g < -2 * se_g ? GAIT_VERDICT_LOWER
                                               : GAIT_VERDICT_NONE;
    return e;
}

static void together(const struct help_season_settings *is, struct help_draw *r,
                     struct gait_event *event, struct gait_season_session *session)
{
    for (int i = 0; i < is->sessions; i++) {
        double se = LEAST_SE_G + (MOST_SE_G - LEAST_SE_G) * help_draw_uniform(r);
        double d = is->difference_g + is->sd_g * help_draw_normal(r);
        d += se * help_draw_normal(r);
        event[i] = help_season_session(d, se * sqrt(help_draw_chi2(r, SE_DF) / SE_DF));
        session[i] = (struct gait_season_session){.within = &event[i]};
    }
}

static void apart(const struct help_season_settings *is, struct help_draw *r,
                  struct gait_season_session *session)
{
    for (int i = 0; i < 2 * is->sessions; i++) {
        double mean = HELP_STRIDES_MEAN_G + MOUNTING_G * help_draw_normal(r) +
                      (i & 1 ? is->difference_g : 0);
        struct gait_season_side side = {1000, mean, NAN, NAN, NAN};
        session[i] = (struct gait_season_session){0};
        *(i & 1 ? &session[i].b : &session[i].a) = side;
    }
}

static void add_mdd(const struct help_season_settings *is, double mdd, struct gait_event *event,
                    struct gait_season_session *session)
{
    for (int i = 0; i < is->sessions; i++)
        event[i].u.comparison.difference += mdd;
    for (int i = 1; is->apart && i < 2 * is->sessions; i += 2)
        session[i].b.mean += mdd;
}

void help_season(const struct help_season_settings *is, int n, struct help_season *ret)
{
    static struct gait_event event[HELP_SEASON_MAX];
    static struct gait_season_session session[2 * HELP_SEASON_MAX];
    struct help_draw r = {is->seed * UINT64_C(1000003)};
    *ret = (struct help_season){.n = n};
    for (int i = 0; i < n; i++) {
        struct gait_event e;
        struct gait_season_use use;
        int sessions = is->apart ? 2 * is->sessions : is->sessions;
        if (is->apart)
            apart(is, &r, session);
        else
            together(is, &r, event, session);
        gait_season(GAIT_MEASURE_PEAK, "asphalt", "trail", session, sessions, &e, &use);
        double low = e.u.comparison.ci95_low, high = e.u.comparison.ci95_high;
        ret->held += low <= is->difference_g && is->difference_g <= high;
        ret->wrong += e.u.comparison.verdict <= GAIT_VERDICT_HIGHER;
        ret->half_width += (high - low) / 2 / n;
        add_mdd(is, e.u.comparison.mdd - is->difference_g, event, session);
        gait_season(GAIT_MEASURE_PEAK, "asphalt", "trail", session, sessions, &e, &use);
        ret->found += e.u.comparison.verdict == GAIT_VERDICT_HIGHER;
    }
}
