/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic runner against the figures it was made to show. Measured as its description says:
 * contact while the force is above nothing, peaks within 75 ms of the touch-down. */
#include "ctl/exact.h"
#include "ctl/runner.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define WEIGHT_N (RUNNER_MASS_KG * GAIT_G_MS2)

struct figures {
    double cadence_spm, contact_ms, weights; /* mean force over weight */
    double axial_g, axial_at_ms, resultant_g, swing_g, foot_g, foot_dps, sacrum_g;
    double impact_weights, impact_at_ms, active_weights; /* of the vertical force */
};

/* One foot while its figures are taken: the left. */
struct foot {
    double down_s, force_n, axial, axial_at, resultant, swing, foot, sacrum, turn, active, impact,
        at;
    int steps, impacts;
};

static double size(const double a[3])
{
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

static void close_step(struct foot *f, struct figures *sum)
{
    if (f->steps > 0) {
        sum->axial_g += f->axial / GAIT_G_MS2;
        sum->axial_at_ms += f->axial_at * 1e3;
        sum->resultant_g += f->resultant / GAIT_G_MS2;
        sum->swing_g += f->swing / GAIT_G_MS2;
        sum->foot_g += f->foot / GAIT_G_MS2;
        sum->foot_dps += f->turn * 180 / EXACT_PI;
        sum->sacrum_g += f->sacrum / GAIT_G_MS2;
        sum->active_weights += f->active / WEIGHT_N;
        sum->impact_weights += f->impact / WEIGHT_N;
        sum->impact_at_ms += f->at * 1e3;
        f->impacts += f->impact > 0;
    }
    f->axial = f->resultant = f->swing = f->foot = f->sacrum = f->turn = f->active = f->impact =
        f->at = 0;
}

static void watch(struct foot *f, const struct runner_moment *m, struct figures *sum)
{
    double force_n = m->force_n[0], since_s = m->t_s - f->down_s;
    if (f->force_n <= 0 && force_n > 0) {
        close_step(f, sum);
        f->steps++;
        f->down_s = m->t_s;
        since_s = 0;
    }
    if (f->force_n > 0 && force_n <= 0 && f->steps > 0)
        sum->contact_ms += since_s * 1e3;
    if (since_s < 0.05 && f->impact == 0 && force_n < f->force_n) {
        f->impact = f->force_n;
        f->at = since_s;
    }
    if (since_s < 0.075 && m->shank[0].a_ms2[2] > f->axial) {
        f->axial = m->shank[0].a_ms2[2];
        f->axial_at = since_s;
    }
    if (since_s < 0.075) {
        f->resultant = fmax(f->resultant, size(m->shank[0].a_ms2));
        f->foot = fmax(f->foot, size(m->foot[0].a_ms2));
    }
    if (force_n <= 0)
        f->swing = fmax(f->swing, m->shank[0].a_ms2[2]);
    f->sacrum = fmax(f->sacrum, size(m->sacrum.a_ms2));
    f->turn = fmax(f->turn, fabs(m->foot[0].w_rads[1]));
    f->active = fmax(f->active, since_s > 0.06 ? force_n : 0);
    f->force_n = force_n;
}

/* Five minutes of one pace, without its first five seconds. */
static struct figures figures_of(enum gait_state gait, double speed_ms, const char *on)
{
    struct runner_bout bout = {.gait = gait, .speed_ms = speed_ms, .ground = runner_ground(on)};
    struct runner *r = runner_new(20260101, &bout, 1);
    cr_assert(r && bout.ground);
    struct figures sum = {0};
    struct foot f = {.force_n = 1};
    struct runner_moment m;
    double first_s = 0, impulse = 0;
    for (long i = 0; i < 305L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        if (i < 5L * RUNNER_HZ)
            continue;
        watch(&f, &m, &sum);
        if (f.steps == 1 && first_s == 0)
            first_s = f.down_s;
        impulse += m.force_n[0] + m.force_n[1];
    }
    runner_free(r);
    double n = f.steps - 1;
    cr_assert_gt(n, 100);
    return (struct figures){
        .cadence_spm = 120 * n / (f.down_s - first_s),
        .contact_ms = sum.contact_ms / n,
        .weights = impulse / (300.0 * RUNNER_HZ) / WEIGHT_N,
        .axial_g = sum.axial_g / n,
        .axial_at_ms = sum.axial_at_ms / n,
        .resultant_g = sum.resultant_g / n,
        .swing_g = sum.swing_g / n,
        .foot_g = sum.foot_g / n,
        .foot_dps = sum.foot_dps / n,
        .sacrum_g = sum.sacrum_g / n,
        .active_weights = sum.active_weights / n,
        .impact_weights = f.impacts ? sum.impact_weights / f.impacts : NAN,
        .impact_at_ms = f.impacts ? sum.impact_at_ms / f.impacts : NAN,
    };
}

static void near(const char *what, double is, double aim, double within, const char *unit)
{
    cr_expect(fabs(is - aim) <= within, "%s: %.3f %s, not %.3f +- %.3f", what, is, unit, aim,
              within);
}

Test(runner, runs_easily_on_asphalt_as_published)
{
    struct figures f = figures_of(GAIT_RUN, 2.9, "asphalt");
    near("cadence", f.cadence_spm, 162, 1, "spm");
    near("contact", f.contact_ms, 254, 3, "ms");
    near("axial peak", f.axial_g, 6.3, 0.4, "g");
    near("its time", f.axial_at_ms, 24, 2, "ms");
    near("resultant peak", f.resultant_g, 8.0, 0.5, "g");
    /* between the design figure of 1.46 and Davis' 1.55 */
    near("impact peak of the force", f.impact_weights, 1.50, 0.10, "weights");
    near("its time", f.impact_at_ms, 36, 3, "ms");
    near("active peak of the force", f.active_weights, 2.39, 0.10, "weights");
    near("mean force", f.weights, 1, 0.02, "weights");
    near("sacrum peak", f.sacrum_g, 3.0, 0.3, "g");
    near("foot's turning", f.foot_dps, 637, 60, "deg/s");
}

Test(runner, contact_and_active_peak_follow_speed_as_measured_on_people)
{
    static const struct {
        double speed, contact_ms, active;
    } people[] = {{2.5, 276, 2.27}, {3.5, 229, 2.55}, {4.5, 199, 2.71}};
    for (int i = 0; i < 3; i++) {
        struct figures f = figures_of(GAIT_RUN, people[i].speed, "asphalt");
        near("contact", f.contact_ms, people[i].contact_ms, 4, "ms");
        near("active peak", f.active_weights, people[i].active, 0.15, "weights");
    }
}

Test(runner, softer_ground_lowers_the_true_peak_by_what_was_put_in)
{
    static const struct {
        const char *on;
        double percent, within;
    } softer[] = {{"concrete", 0, 2}, {"track", -2, 1.5},   {"grass", -9, 3},
                  {"trail", -5, 2},   {"woodchip", -22, 4}, {"treadmill", -12, 3}};
    double hard = figures_of(GAIT_RUN, 2.9, "asphalt").axial_g;
    for (int i = 0; i < 6; i++) {
        double g = figures_of(GAIT_RUN, 2.9, softer[i].on).axial_g;
        near(softer[i].on, (g / hard - 1) * 100, softer[i].percent, softer[i].within, "%");
    }
}

Test(runner, walks_with_both_feet_down_in_turn)
{
    struct figures f = figures_of(GAIT_WALK, 1.4, "asphalt");
    near("cadence", f.cadence_spm, 116, 2, "spm");
    near("mean force", f.weights, 1, 0.05, "weights"); /* legs in swing are not conserved */
    cr_expect_gt(f.contact_ms * f.cadence_spm / 60e3, 1.1, "no double support");
    cr_expect_lt(f.axial_g, 3.5);
}

/* Known, and not loosened silently: these published figures this runner does not show. The test
 * fails when one comes right, so that this list is kept. */
Test(runner, does_not_yet_show_these)
{
    double foot_g = figures_of(GAIT_RUN, 2.9, "asphalt").foot_g;
    double swing_g = figures_of(GAIT_RUN, 2.4, "asphalt").swing_g;
    double fast = figures_of(GAIT_RUN, 4.5, "asphalt").weights;
    double walk = figures_of(GAIT_WALK, 1.4, "asphalt").weights;
    cr_expect_gt(foot_g, 9.3, "the foot's peak is the published 9.0 g by now: %.2f g", foot_g);
    cr_expect_gt(swing_g, 2.7, "the shank swings at people's 2.3 to 2.7 g by now: %.2f g", swing_g);
    cr_expect_gt(fast, 1.02, "mean force at 4.5 m/s is within 2 %% by now: %.3f", fast);
    cr_expect_gt(walk, 1.04, "mean force walking is within 4 %% by now: %.3f", walk);
}

Test(runner, stands_at_one_g_without_turning)
{
    const struct runner_ground *on = runner_ground("asphalt");
    struct runner_bout bout[3] = {{.gait = GAIT_STILL, .ground = on},
                                  {.from_s = 5, .gait = GAIT_RUN, .speed_ms = 3, .ground = on},
                                  {.from_s = 15, .gait = GAIT_STILL, .ground = on}};
    struct runner *r = runner_new(3, bout, 3);
    struct runner_moment m;
    for (long i = 0; i < 30L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        if (m.t_s > 5 && m.t_s < 19)
            continue;
        const struct runner_point *p[5] = {&m.shank[0], &m.shank[1], &m.foot[0], &m.foot[1],
                                           &m.sacrum};
        for (int k = 0; k < 5; k++) {
            cr_assert_float_eq(size(p[k]->a_ms2), GAIT_G_MS2, 1e-6, "%d at %.4f s", k, m.t_s);
            cr_assert_float_eq(size(p[k]->w_rads), 0, 1e-9, "%d at %.4f s", k, m.t_s);
        }
        cr_assert_float_eq(m.force_n[0] + m.force_n[1], WEIGHT_N, 1e-6);
    }
    runner_free(r);
}

Test(runner, comes_to_stand_without_a_toe_off_that_nobody_made)
{
    const struct runner_ground *on = runner_ground("asphalt");
    struct runner_bout bout[2] = {{.gait = GAIT_RUN, .speed_ms = 3, .ground = on},
                                  {.from_s = 10, .gait = GAIT_STILL, .ground = on}};
    struct runner *r = runner_new(3, bout, 2);
    struct runner_moment m;
    double up_s[2] = {0, 0};
    for (long i = 0; i < 15L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        for (int k = 0; k < 2; k++)
            if (m.force_n[k] < 50)
                up_s[k] = m.t_s;
    }
    for (int k = 0; k < 2; k++)
        cr_expect(up_s[k] < 10.01, "foot %d is still in the air at %.4f s", k, up_s[k]);
    runner_free(r);
}

Test(runner, the_same_seed_gives_the_same_motion_and_another_another)
{
    struct runner_bout bout = {.gait = GAIT_RUN, .speed_ms = 3, .ground = runner_ground("trail")};
    struct runner *a = runner_new(7, &bout, 1), *b = runner_new(7, &bout, 1);
    struct runner *c = runner_new(8, &bout, 1);
    struct runner_moment ma, mb, mc;
    bool other = false;
    for (long i = 0; i < 10L * RUNNER_HZ; i++) {
        runner_step(a, &ma);
        runner_step(b, &mb);
        runner_step(c, &mc);
        cr_assert(ma.force_n[0] == mb.force_n[0] && ma.sacrum.a_ms2[2] == mb.sacrum.a_ms2[2]);
        other = other || ma.force_n[0] != mc.force_n[0];
    }
    cr_expect(other);
    runner_free(a);
    runner_free(b);
    runner_free(c);
}

Test(runner, goes_on_for_hours_without_running_away)
{
    struct runner_bout bout = {.gait = GAIT_RUN, .speed_ms = 3, .ground = runner_ground("trail")};
    struct runner *r = runner_new(7, &bout, 1);
    struct runner_moment m;
    for (long i = 0; i < 3600L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        cr_assert(m.force_n[0] >= 0 && m.force_n[0] < 6 * WEIGHT_N, "%.0f N at %.2f s",
                  m.force_n[0], m.t_s);
        cr_assert_lt(size(m.shank[0].a_ms2), 40 * GAIT_G_MS2, "at %.2f s", m.t_s);
    }
    runner_free(r);
}

Test(runner, an_unknown_ground_is_not_guessed)
{
    cr_expect_null(runner_ground("lava"));
}

Test(runner, its_own_mathematics_agrees_with_the_library)
{
    for (double x = -20; x < 20; x += 0.0137) {
        cr_assert_float_eq(exact_sin(x), sin(x), 2e-11, "sin %g", x);
        cr_assert_float_eq(exact_cos(x), cos(x), 2e-11, "cos %g", x);
        cr_assert_float_eq(exact_exp(x / 4) / exp(x / 4), 1, 1e-9, "exp %g", x / 4);
    }
    for (double x = 0.1; x < 15; x += 0.037)
        cr_assert_float_eq(exact_pow(x, -0.59) / pow(x, -0.59), 1, 1e-9, "pow %g", x);
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double n = exact_normal(1, 2, i);
        sum += n;
        squares += n * n;
    }
    cr_expect_float_eq(sum / 1e5, 0, 0.02);
    cr_expect_float_eq(squares / 1e5, 1, 0.02);
}
