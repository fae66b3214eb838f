/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What turning each knob of the synthetic runner does to the motion itself. */
#include "tests/help_figures.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct runner_bout easy(void)
{
    return (struct runner_bout){
        .gait = GAIT_RUN, .speed_ms = 2.9, .ground = runner_ground("asphalt")};
}

static struct figures of(struct runner_bout b, struct runner_manner as)
{
    return figures_of_bout(&b, &as);
}

static const struct runner_manner plain = {.body = {1, 1, 1, 1, 1}};

static void near(const char *what, double is, double aim, double within, const char *unit)
{
    cr_expect(fabs(is - aim) <= within, "%s: %.3f %s, not %.3f +- %.3f", what, is, unit, aim,
              within);
}

Test(runner_knobs, slope_changes_how_hard_one_lands_and_which_way_one_is_driven)
{
    static const double deg[] = {-10, -5, 0, 5, 10}, axial_g[] = {8.0, 7.3, 6.4, 5.6, 5.0};
    for (int i = 0; i < 5; i++) {
        struct runner_bout b = easy();
        b.slope_deg = deg[i];
        struct figures f = of(b, plain);
        near("axial peak", f.axial_g, axial_g[i], 0.3, "g");
        near("mean push along the way", f.sacrum_x_g, sin(deg[i] * 3.14159265 / 180), 0.025, "g");
    }
}

Test(runner_knobs, the_front_of_the_foot_lands_softer_and_without_an_impact_peak)
{
    static const double axial_g[RUNNER_STRIKES] = {6.3, 5.1, 4.4};
    for (int k = 0; k < RUNNER_STRIKES; k++) {
        struct runner_bout b = easy();
        b.strike = (enum runner_strike)k;
        struct figures f = of(b, plain);
        near(runner_strike_name(b.strike), f.axial_g, axial_g[k], 0.2, "g");
        cr_expect(k == RUNNER_REARFOOT ? f.impact_share > 0.95 : f.impact_share < 0.05,
                  "%s: %.2f of the steps have an impact peak", runner_strike_name(b.strike),
                  f.impact_share);
    }
}

Test(runner_knobs, asymmetry_raises_the_left_and_lowers_the_right)
{
    struct runner_manner as = plain;
    as.asymmetry = 0.10;
    struct figures f = of(easy(), as);
    near("left over right", f.axial_g / f.axial_right_g, 1.26, 0.03, "");
    near("contact", f.contact_ms / f.contact_right_ms, 1.1 / 0.9, 0.02, "");
}

Test(runner_knobs, fatigue_comes_slowly_and_raises_the_peak_by_a_tenth)
{
    struct runner_manner as = plain;
    struct figures fresh = of(easy(), as);
    as.fatigue = 1;
    as.end_s = 1; /* tired at once */
    struct figures tired = of(easy(), as);
    near("axial peak", tired.axial_g / fresh.axial_g, 1.10, 0.02, "");
    near("cadence", tired.cadence_spm / fresh.cadence_spm, 0.98, 0.002, "");
    near("contact", tired.contact_ms / fresh.contact_ms, 1.04, 0.005, "");
    as.end_s = 125; /* tired at the end */
    struct figures half = of(easy(), as);
    near("axial peak", half.axial_g / fresh.axial_g, 1.05, 0.015, "");
}

Test(runner_knobs, a_stiffer_landing_on_grass_makes_it_the_harder_ground)
{
    struct runner_bout b = easy();
    double hard = of(b, plain).axial_g;
    b.ground = runner_ground("grass");
    b.landing = 1.20;
    near("grass", (of(b, plain).axial_g / hard - 1) * 100, 11, 3, "%");
}

Test(runner_knobs, a_ramp_goes_from_the_speed_of_the_one_end_to_that_of_the_other)
{
    struct runner_bout b = easy();
    b.speed_ms = 2.4;
    b.end_speed_ms = 3.4;
    struct runner_manner as = plain;
    as.end_s = 125;
    near("cadence of the middle", of(b, as).cadence_spm, of(easy(), plain).cadence_spm, 1, "spm");
    b.speed_ms = 3.4;
    as.end_s = 0.1; /* over at once */
    near("cadence of the end", of(b, as).cadence_spm, 60 * (2.044 + 0.226 * 3.4), 1, "spm");
}

Test(runner_knobs, bodies_are_drawn_within_a_fifth_and_all_of_them_run)
{
    struct runner_body standard = runner_body(0), one = runner_body(1), again = runner_body(1);
    cr_expect(memcmp(&standard, &plain.body, sizeof standard) == 0);
    cr_expect(memcmp(&one, &again, sizeof one) == 0);
    double least = 1e9, most = 0;
    for (uint64_t i = 1; i <= 6; i++) {
        struct runner_manner as = {.body = runner_body(i)};
        const double *f = &as.body.impact_mass;
        for (int k = 0; k < 5; k++)
            cr_expect(f[k] >= 0.8 && f[k] <= 1.2);
        struct figures is = of(easy(), as);
        near("cadence", is.cadence_spm, 162, 1, "spm");
        near("contact", is.contact_ms, 254, 4, "ms");
        near("mean force", is.weights, 1, 0.03, "weights");
        least = fmin(least, is.axial_g);
        most = fmax(most, is.axial_g);
    }
    cr_expect(least > 5 && most < 8 && most > 1.1 * least, "%.2f to %.2f g", least, most);
}

Test(runner_knobs, none_turned_is_the_runner_without_knobs)
{
    struct runner_bout b = easy();
    struct runner *r = runner_new(5, &b, 1), *as = runner_new_as(5, &b, 1, &plain);
    struct runner_moment m, n;
    for (long i = 0; i < 10L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        runner_step(as, &n);
        cr_assert(memcmp(&m, &n, sizeof m) == 0);
    }
    runner_free(r);
    runner_free(as);
}
