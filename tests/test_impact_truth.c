/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peaks of the synthetic runner against what a perfect sensor reads at the same point. */
#include "tests/help_lab.h"

#include <criterion/criterion.h>
#include <math.h>

struct error {
    double mean, worst;
};

static struct error error_of(const struct help_lab *l, bool axial)
{
    struct error e = {0, 0};
    int n = 0;
    for (int i = 0; i < l->strides; i++) {
        const struct help_lab_stride *s = &l->stride[i];
        double got = (double)(axial ? s->is.impact.axial_g : s->is.impact.peak_g);
        double off = fabs(got / (axial ? s->axial_g : s->peak_g) - 1);
        if (!isfinite(got))
            continue;
        e.mean += off;
        e.worst = fmax(e.worst, off);
        n++;
    }
    cr_assert_geq(n, 12);
    e.mean /= n;
    return e;
}

Test(impact_truth, the_resultant_is_right_to_a_percent_from_200_hz_on_at_every_speed)
{
    static const double rate[] = {200, 400, 800}, speed[] = {2.5, 3.2, 4.5};
    static const char *const ground[] = {"asphalt", "trail", "woodchip"};
    for (int i = 0; i < 9; i++) {
        struct help_lab *l = help_lab_new(&(struct help_lab_settings){.seed = 21 + (uint64_t)i,
                                                                      .seconds = 18,
                                                                      .speed_ms = speed[i % 3],
                                                                      .ground = ground[i % 3],
                                                                      .limb_hz = rate[i / 3]});
        struct error e = error_of(l, false);
        cr_assert_leq(e.worst, 0.01, "%g Hz, %g m/s, %s: %.2f %%, at worst %.2f %%", rate[i / 3],
                      speed[i % 3], ground[i % 3], 100 * e.mean, 100 * e.worst);
        help_lab_free(l);
    }
}

Test(impact_truth, along_a_limb_that_stood_still_before_it_is_right_to_a_percent)
{
    for (uint64_t seed = 31; seed < 34; seed++) {
        struct help_lab *l =
            help_lab_new(&(struct help_lab_settings){.seed = seed,
                                                     .seconds = 20,
                                                     .still_s = 4,
                                                     .speed_ms = 2.4 + 0.6 * (double)(seed - 31)});
        struct error e = error_of(l, true);
        cr_assert_leq(e.mean, 0.02, "seed %d: %.2f %%", (int)seed, 100 * e.mean);
        help_lab_free(l);
    }
}

Test(impact_truth, without_standing_the_axis_of_the_stances_stays_within_a_tenth)
{
    for (int i = 0; i < 3; i++) {
        struct help_lab *l = help_lab_new(
            &(struct help_lab_settings){.seed = 41, .seconds = 18, .speed_ms = 2.5 + i});
        struct error e = error_of(l, true);
        cr_assert_leq(e.mean, 0.1, "%g m/s: %.2f %%", 2.5 + i, 100 * e.mean);
        help_lab_free(l);
    }
}

Test(impact_truth, no_mounting_changes_resultant_or_axial_by_a_thousandth_of_a_g)
{
    struct help_lab_settings how = {.seed = 51, .seconds = 16};
    struct help_lab *plain = help_lab_new(&how);
    for (how.turned = 1; how.turned < 7; how.turned++) {
        struct help_lab *l = help_lab_new(&how);
        cr_assert_eq(l->strides, plain->strides);
        for (int i = 0; i < l->strides; i++) {
            const struct gait_impact *a = &plain->stride[i].is.impact, *b = &l->stride[i].is.impact;
            cr_assert_float_eq(a->peak_g, b->peak_g, 1e-3);
            cr_assert_eq(isnan(a->axial_g), isnan(b->axial_g));
            cr_assert(isnan(a->axial_g) || fabsf(a->axial_g - b->axial_g) < 1e-3f,
                      "mounting %d, stride %d: %g and %g g", (int)how.turned, i, (double)a->axial_g,
                      (double)b->axial_g);
        }
        help_lab_free(l);
    }
    help_lab_free(plain);
}
