/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shoe as the limb uses it, on the synthetic runner's feet, whose contacts are known. */
#include "ctl/runner.h"
#include "tests/help_signal.h"
#include "tests/help_ticks.h"

#include <gait/limb.h>
#include <gait/shoe.h>

#include <criterion/criterion.h>
#include <math.h>

#define SECONDS 30
#define FOUND_MAX 100
#define START_S 3 /* from when on the gait is told */

struct events {
    double contact_s[FOUND_MAX], toe_off_s[FOUND_MAX];
    int contacts, toe_offs;
};

struct trial {
    double speed_ms;
    enum runner_strike strike;
    uint64_t body, seed;
    bool no_gyroscope, turned;
    double noise_g, lost; /* share of 70 ms stretches that are missing */
    bool walks;
};

static struct events truth, found;
static struct gait_limb_settings set;

static void note(struct events *e, bool down, double t_s)
{
    if (down && e->contacts < FOUND_MAX)
        e->contact_s[e->contacts++] = t_s;
    if (!down && e->toe_offs < FOUND_MAX)
        e->toe_off_s[e->toe_offs++] = t_s;
}

static void take(struct gait_limb *l)
{
    struct gait_contact c;
    while (gait_limb_contact(l, &c))
        note(&found, true, c.at / GAIT_GRID_HZ);
    while (gait_limb_toe_off(l, &c))
        note(&found, false, c.toe_off / GAIT_GRID_HZ);
}

static struct gait_tick tick_of(const struct trial *t, const struct runner_moment *m,
                                const struct help_rotation *q, struct help_random *r)
{
    struct gait_tick tick = {.index = llround(m->t_s * GAIT_GRID_HZ)};
    for (int k = 0; k < 3; k++) {
        double a = m->foot[0].a_ms2[k] + t->noise_g * GAIT_G_MS2 * help_normal(r);
        tick.a_ms2[k] = (float)a;
        tick.w_rads[k] = t->no_gyroscope ? 0 : (float)m->foot[0].w_rads[k];
    }
    if (t->turned) {
        help_rotate(q, tick.a_ms2, tick.a_ms2);
        help_rotate(q, tick.w_rads, tick.w_rads);
    }
    return tick;
}

/* The stride is told once a second, first after three: what lies before is filled in. */
static void run(const struct trial *t)
{
    struct runner_bout bout = {.gait = t->walks ? GAIT_WALK : GAIT_RUN,
                               .speed_ms = t->speed_ms,
                               .ground = runner_ground("asphalt"),
                               .strike = t->strike};
    struct runner_manner as = {.body = runner_body(t->body)};
    struct runner *r = runner_new_as(t->seed, &bout, 1, &as);
    struct gait_limb *l = gait_limb_new(&set);
    struct help_random random = {t->seed}, holes = {t->seed + 1};
    struct help_rotation q = help_rotation_random(&random);
    bool down = false, hole = false;
    truth = found = (struct events){.contacts = 0};
    gait_limb_reset(l, GAIT_KIND_FOOT);
    for (int i = 0; i < SECONDS * GAIT_GRID_HZ; i++) {
        struct runner_moment m;
        for (int k = 0; k < RUNNER_HZ / GAIT_GRID_HZ; k++) {
            runner_step(r, &m);
            if (down != (m.force_n[0] > 50))
                note(&truth, down = !down, m.t_s);
        }
        struct gait_tick tick = tick_of(t, &m, &q, &random);
        if (i % 14 == 0)
            hole = help_uniform(&holes) < t->lost;
        if (hole)
            tick = (struct gait_tick){.index = tick.index, .flags = GAIT_GRID_GAP};
        gait_limb_push(l, &tick);
        int n = truth.contacts;
        if (i >= START_S * GAIT_GRID_HZ && i % GAIT_GRID_HZ == 0 && n > 2)
            gait_limb_gait(l, bout.gait,
                           (truth.contact_s[n - 1] - truth.contact_s[n - 2]) * GAIT_GRID_HZ, 0);
        take(l);
    }
    gait_limb_free(l);
    runner_free(r);
}

static struct help_score contacts(double from_s)
{
    return help_score(truth.contact_s, truth.contacts, found.contact_s, found.contacts, from_s,
                      SECONDS - 1, 0.05);
}

static struct help_score toe_offs(void)
{
    return help_score(truth.toe_off_s, truth.toe_offs, found.toe_off_s, found.toe_offs, 5,
                      SECONDS - 1.5, 0.05);
}

static void plain_settings(void)
{
    set = gait_limb_defaults;
}

TestSuite(shoe, .init = plain_settings);

Test(shoe, every_strike_at_every_speed_is_timed_to_five_and_ten_milliseconds)
{
    for (enum runner_strike strike = 0; strike < RUNNER_STRIKES; strike++)
        for (double v = 2.5; v <= 4.5; v += 0.5) {
            run(&(struct trial){.speed_ms = v,
                                .strike = strike,
                                .body = (uint64_t)(10 * v) + strike,
                                .seed = (uint64_t)(2 * v)});
            struct help_score c = contacts(1), o = toe_offs();
            cr_assert_eq(c.matched, c.truths, "%s, %g m/s: %d of %d", runner_strike_name(strike), v,
                         c.matched, c.truths);
            cr_assert_eq(c.found, c.truths);
            cr_assert_lt(fabs(c.bias_s), 0.005, "%s, %g m/s: %g ms", runner_strike_name(strike), v,
                         1e3 * c.bias_s);
            cr_assert_lt(c.sd_s, 0.002, "%s, %g m/s: sd %g ms", runner_strike_name(strike), v,
                         1e3 * c.sd_s);
            cr_assert_geq(o.matched, o.truths - 1);
            cr_assert_lt(fabs(o.bias_s), 0.010, "%s, %g m/s: toe-off %g ms",
                         runner_strike_name(strike), v, 1e3 * o.bias_s);
            cr_assert_lt(o.sd_s, 0.003);
        }
}

Test(shoe, the_first_strides_out_of_standing_are_filled_in_and_right)
{
    run(&(struct trial){.speed_ms = 3, .seed = 5});
    for (int i = 0; i < 4; i++) { /* the truth begins with standing */
        double late_s = found.contact_s[i] - truth.contact_s[i + 1];
        cr_assert_float_eq(late_s, 0, 0.010, "contact %d: %g ms", i, 1e3 * late_s);
    }
}

Test(shoe, no_gyroscope_is_needed)
{
    run(&(struct trial){.speed_ms = 3.2, .seed = 6, .no_gyroscope = true, .noise_g = 0.1});
    struct help_score c = contacts(1);
    cr_assert_eq(c.matched, c.truths);
    cr_assert_lt(fabs(c.bias_s), 0.005);
    cr_assert_lt(c.sd_s, 0.002, "sd %g ms", 1e3 * c.sd_s);
}

Test(shoe, no_mounting_moves_a_contact_by_a_tenth_of_a_millisecond)
{
    run(&(struct trial){.speed_ms = 3.2, .seed = 7});
    struct events plain = found;
    run(&(struct trial){.speed_ms = 3.2, .seed = 7, .turned = true});
    cr_assert_eq(found.contacts, plain.contacts);
    for (int i = 0; i < plain.contacts; i++)
        cr_assert_float_eq(found.contact_s[i], plain.contact_s[i], 1e-4, "contact %d", i);
    for (int i = 0; i < plain.toe_offs; i++)
        if (!isnan(plain.toe_off_s[i]))
            cr_assert_float_eq(found.toe_off_s[i], plain.toe_off_s[i], 1e-4, "toe-off %d", i);
}

Test(shoe, holes_of_seventy_milliseconds_cost_few_contacts_and_invent_none)
{
    int matched = 0, truths = 0;
    for (uint64_t seed = 8; seed < 14; seed++) {
        run(&(struct trial){.speed_ms = 2.2 + 0.2 * (double)(seed - 8),
                            .seed = seed,
                            .strike = (enum runner_strike)(seed % RUNNER_STRIKES),
                            .lost = 0.1});
        struct help_score c = contacts(4);
        cr_expect_eq(c.found, c.matched, "%d invented", c.found - c.matched);
        cr_expect_lt(c.sd_s, 0.01, "sd %g ms", 1e3 * c.sd_s);
        matched += c.matched;
        truths += c.truths;
    }
    cr_expect_geq(matched, truths * 97 / 100, "%d of %d", matched, truths);
}

Test(shoe, a_walking_foot_is_timed_to_five_milliseconds)
{
    for (double v = 1.2; v <= 1.7; v += 0.25) {
        run(&(struct trial){.speed_ms = v, .seed = 9, .walks = true});
        struct help_score c = contacts(5);
        cr_assert_eq(c.matched, c.truths, "%g m/s: %d of %d", v, c.matched, c.truths);
        cr_assert_lt(fabs(c.bias_s), 0.005, "%g m/s: %g ms", v, 1e3 * c.bias_s);
    }
}

Test(shoe, the_settings_move_contact_and_toe_off_by_just_what_they_say)
{
    const struct trial t = {.speed_ms = 3, .seed = 10};
    run(&t);
    struct events plain = found;
    set.foot_contact_s += 0.004;
    run(&t);
    for (int i = 0; i < plain.contacts; i++)
        cr_assert_float_eq(found.contact_s[i] - plain.contact_s[i], 0.004, 1e-9);
    plain_settings();
    set.foot_toe_off_s += 0.004;
    run(&t);
    for (int i = 0; i < plain.toe_offs; i++)
        if (!isnan(plain.toe_off_s[i]))
            cr_assert_float_eq(found.toe_off_s[i] - plain.toe_off_s[i], 0.004, 1e-9);
}

Test(shoe, nothing_is_told_early_before_a_stride_was_learned)
{
    static struct gait_shoe s;
    static struct gait_trail t;
    float quality, still[3] = {0, 0, 9.81f};
    gait_shoe_reset(&s);
    gait_trail_reset(&t);
    for (int i = 0; i < 400; i++) {
        struct gait_tick tick = {.index = i, .a_ms2 = {0, 0, 9.81f}};
        gait_trail_push(&t, i, still, 0);
        gait_shoe_push(&s, &t, &tick);
    }
    cr_assert(isnan(gait_shoe_place(&s, &t, 300, 140, true, &quality)));
    cr_assert_eq(gait_shoe_place(&s, &t, 300, 140, false, &quality), 300);
    cr_assert_eq(quality, 0.5f);
}
