/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_verdicts.h"

#include "tests/help_made.h"
#include "tests/help_truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void help_verdicts_add(struct help_verdicts *v, const struct gait_event *e, double truth_g)
{
    double low = e->u.comparison.ci95_low, high = e->u.comparison.ci95_high;
    enum gait_verdict is = e->u.comparison.verdict;
    v->n++;
    v->lower += is == GAIT_VERDICT_LOWER;
    v->higher += is == GAIT_VERDICT_HIGHER;
    v->not_comparable += is == GAIT_VERDICT_NOT_COMPARABLE;
    v->too_few += is == GAIT_VERDICT_TOO_FEW;
    if (!isfinite(low) || !isfinite(high))
        return;
    v->intervals++;
    v->held += low <= truth_g && truth_g <= high;
    v->half_width += ((high - low) / 2 - v->half_width) / v->intervals;
}

static void try_own(struct gait_session *s, const struct help_stride *x, int n, double mdd_g,
                    struct help_verdicts *v)
{
    struct gait_event e;
    double by = v->n & 1 ? mdd_g : -mdd_g;
    gait_session_begin(s, "ann");
    gait_session_expect(s, GAIT_SHANK_LEFT);
    help_strides_feed(s, x, n, by, "asphalt", "trail");
    if (!help_strides_result(s, GAIT_MEASURE_PEAK, &e))
        abort();
    v->tried++;
    v->found += e.u.comparison.verdict == (by < 0 ? GAIT_VERDICT_LOWER : GAIT_VERDICT_HIGHER);
}

void help_verdicts(const struct help_strides *is, int n, double truth_g, bool own_mdd,
                   struct help_verdicts *ret)
{
    static struct help_stride x[HELP_STRIDES_MAX];
    struct gait_session *s = gait_session_new();
    struct gait_event e;
    *ret = (struct help_verdicts){0};
    for (int i = 0; i < n; i++) {
        struct help_strides one = *is;
        one.seed = is->seed * UINT64_C(1000003) + (uint64_t)i;
        int strides = help_strides_make(&one, x, HELP_STRIDES_MAX);
        if (!s)
            abort();
        gait_session_begin(s, "ann");
        gait_session_expect(s, GAIT_SHANK_LEFT);
        help_strides_feed(s, x, strides, 0, "asphalt", "trail");
        if (!help_strides_result(s, GAIT_MEASURE_PEAK, &e))
            abort();
        help_verdicts_add(ret, &e, truth_g);
        if (own_mdd && isfinite(e.u.comparison.mdd))
            try_own(s, x, strides, e.u.comparison.mdd - is->difference_g, ret);
    }
    gait_session_free(s);
}

void help_verdicts_preset(const char *preset, uint64_t seed, double scatter_ms,
                          struct help_verdicts *v)
{
    struct help_draw draw = {seed * 7919};
    struct help_events e = {0};
    struct preset p = *preset_find(preset);
    const struct preset_bout by_turns[] = {p.bout[0], p.bout[1]};
    for (int i = 1; i < PRESET_SENSORS; i++)
        p.sensor[i] = (struct wear_settings){0};
    for (int i = 0; scatter_ms > 0 && i < PRESET_BOUTS; i++) {
        p.bout[i] = by_turns[i % 2];
        p.bout[i].speed_ms += scatter_ms * help_draw_normal(&draw);
    }
    struct recording *r = help_made(&p, seed, 0);
    help_run(r, &e);
    for (size_t i = 0; i < e.n; i++)
        if (e.item[i].kind == GAIT_EVENT_COMPARISON && !e.item[i].u.comparison.so_far &&
            e.item[i].u.comparison.measure == GAIT_MEASURE_PEAK)
            help_verdicts_add(v, &e.item[i], 0);
    help_events_free(&e);
    recording_free(r);
}

double help_share(int k, int n)
{
    return n ? (double)k / n : (double)NAN;
}

double help_share_mc(double p, int n)
{
    return n ? 3 * sqrt(p * (1 - p) / n) : (double)NAN;
}
