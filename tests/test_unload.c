/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/types.h>
#include <gait/unload.h>

#include <criterion/criterion.h>
#include <math.h>

#define TICKS 200
#define FROM 1000

static const struct gait_unload_search usual = {
    .contact = 1000.3, .step = 70, .share = 0.27, .lag = 4};

/* V: half a sine of peak_g from contact on, flight after it. F: still, or with a dip. */
static void make(double contact, double push, double peak_g, double dip, double depth_ms2,
                 float *up, float *forward)
{
    for (int i = 0; i < TICKS; i++) {
        double t = FROM + i - contact, x = (FROM + i - dip) / 5;
        up[i] = t > 0 && t < push ? (float)(peak_g * GAIT_G_MS2 * sin(M_PI * t / push)) : 0;
        forward[i] = (float)(-depth_ms2 * exp(-x * x));
    }
}

static double find(double push, double peak_g, double dip, double depth_ms2)
{
    float up[TICKS], forward[TICKS];
    make(usual.contact, push, peak_g, dip, depth_ms2, up, forward);
    return gait_unload_find(&usual, up, forward, FROM, TICKS);
}

/* Where half a sine falls through 1.1 g. */
static double unloaded(double push, double peak_g)
{
    return push * (1 - asin(1.1 / peak_g) / M_PI);
}

Test(unload, without_a_minimum_it_is_a_share_of_the_time_that_the_load_lasted)
{
    for (double push = 35; push <= 56; push += 3)
        for (double peak_g = 1.8; peak_g <= 3; peak_g += 0.4) {
            double at = find(push, peak_g, 0, 0);
            cr_assert_float_eq(at - usual.contact, 1.27 * unloaded(push, peak_g), 0.1,
                               "%g ticks, %g g: %g", push, peak_g, at - usual.contact);
        }
}

Test(unload, of_a_push_like_half_a_sine_it_is_the_end_to_a_tenth_whatever_its_length)
{
    for (double push = 35; push <= 54; push += 3) {
        double off = (find(push, 2, 0, 0) - usual.contact) / push - 1;
        cr_assert_lt(fabs(off), 0.1, "%g ticks: off by %g of them", push, off);
    }
}

Test(unload, with_a_minimum_it_is_the_mean_of_both)
{
    double load = find(45, 2.4, 0, 0);
    for (double dip = load; dip < load + 10; dip += 1.3)
        cr_assert_float_eq(find(45, 2.4, dip, 3), 0.5 * (load + dip - usual.lag), 0.1);
}

Test(unload, the_dip_after_the_impacts_own_peak_is_not_the_end_of_the_push)
{
    float up[TICKS], forward[TICKS];
    make(usual.contact, 45, 2.4, 0, 0, up, forward);
    double before = gait_unload_find(&usual, up, forward, FROM, TICKS);
    for (int i = 0; i < TICKS; i++) {
        double t = FROM + i - usual.contact, p = (t - 6) / 3, q = (t - 12) / 3;
        up[i] += (float)(GAIT_G_MS2 * (4 * exp(-p * p) - 1.2 * exp(-q * q)));
    }
    cr_assert_float_eq(gait_unload_find(&usual, up, forward, FROM, TICKS), before, 0.05);
}

Test(unload, a_shallow_or_a_distant_minimum_has_no_say)
{
    double load = find(45, 2.4, 0, 0);
    cr_assert_float_eq(find(45, 2.4, load + 5, 0.9), load, 1e-9, "shallow");
    cr_assert_float_eq(find(45, 2.4, load - 24, 3), load, 1e-9, "before");
    cr_assert_float_eq(find(45, 2.4, load + 30, 3), load, 1e-9, "after");
}

Test(unload, a_gain_of_40_percent_on_soft_tissue_moves_it_by_less_than_2_ms)
{
    float up[TICKS], forward[TICKS];
    make(usual.contact, 45, 2.4, 0, 0, up, forward);
    double before = gait_unload_find(&usual, up, forward, FROM, TICKS);
    for (int i = 0; i < TICKS; i++)
        up[i] += 0.4f * (up[i] - (float)GAIT_G_MS2);
    cr_assert_float_eq(gait_unload_find(&usual, up, forward, FROM, TICKS), before, 0.4);
}

Test(unload, a_load_that_does_not_end_before_the_next_contact_has_none)
{
    cr_assert(isnan(find(90, 2.4, 0, 0)));
    cr_assert(isnan(find(45, 0.9, 0, 0)), "never over 1 g");
    float up[TICKS], forward[TICKS];
    make(usual.contact, 45, 2.4, 0, 0, up, forward);
    cr_assert(isnan(gait_unload_find(&usual, up, forward, FROM, 0)));
    cr_assert(isnan(gait_unload_find(&usual, up, forward, FROM, 20)), "cut short");
}
