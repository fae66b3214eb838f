/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_doubt.h"

#include <gait/confidence.h>

#include <criterion/criterion.h>
#include <math.h>

static const enum gait_segment_kind kinds[] = {GAIT_KIND_FOOT, GAIT_KIND_SHANK, GAIT_KIND_TRUNK};

static const struct gait_evidence good = {
    .likeness = 0.97f, .next_likeness = 0.97f, .off_beat = 0.01f};

Test(confidence, a_stride_like_those_before_and_on_the_beat_is_nearly_sure)
{
    for (int k = 0; k < 3; k++)
        cr_expect_gt(gait_confidence(kinds[k], &good), 0.97f, "kind %d: %g", k,
                     (double)gait_confidence(kinds[k], &good));
}

Test(confidence, less_likeness_or_less_beat_is_less_sure)
{
    for (int k = 0; k < 3; k++) {
        struct gait_evidence unlike = good, off = good;
        unlike.likeness = unlike.next_likeness = 0.5f;
        off.off_beat = 0.25f;
        cr_expect_lt(gait_confidence(kinds[k], &unlike), gait_confidence(kinds[k], &good));
        cr_expect_lt(gait_confidence(kinds[k], &off), gait_confidence(kinds[k], &good));
    }
}

Test(confidence, lies_between_0_and_1_whatever_the_evidence)
{
    static const float odd[] = {-1, 0, 0.5f, 1, 2, 1e9f, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (size_t j = 0; j < sizeof odd / sizeof *odd; j++)
            for (int k = 0; k < 3; k++) {
                struct gait_evidence e = {odd[i], odd[j], odd[i], true, true, true};
                float p = gait_confidence(kinds[k], &e);
                cr_expect(p >= 0 && p <= 1, "%g %g: %g", (double)odd[i], (double)odd[j], (double)p);
            }
}

struct sums {
    double confidence, right;
    int n;
};

static void add(enum gait_segment_kind kind, const struct gait_event *e, bool right, void *with)
{
    struct sums *s = (struct sums *)with + (e->u.step.confidence >= 0.9f);
    (void)kind;
    s->confidence += (double)e->u.step.confidence;
    s->right += right;
    s->n++;
}

/* Seeds and bodies that the constants were not made of. */
Test(confidence, strides_of_confidence_p_are_right_p_of_the_time)
{
    struct sums s[2] = {{0}};
    cr_assert_eq(help_doubt(77, 40, add, s), 0);
    cr_assert(s[0].n > 100 && s[1].n > 2500, "%d, %d strides", s[0].n, s[1].n);
    for (int i = 0; i < 2; i++)
        cr_expect_float_eq(s[i].confidence / s[i].n, s[i].right / s[i].n, i ? 0.02 : 0.12,
                           "%s: said %g, right %g", i ? "0.9 and more" : "below 0.9",
                           s[i].confidence / s[i].n, s[i].right / s[i].n);
}
