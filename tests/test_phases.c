/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/phases.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_phases *phases;

static void setup(void)
{
    phases = gait_phases_new();
    cr_assert_not_null(phases);
}

static void teardown(void)
{
    gait_phases_free(phases);
}

TestSuite(phases, .init = setup, .fini = teardown);

/* A leg: at speeds given, evenly from one to the other; 0 stands. Strides of a person who is not
 * the law: another exponent of cadence and of contact, and figures that wander. */
struct leg {
    double min, from_ms, to_ms;
};

struct person {
    double cadence_exponent, contact_exponent, peak_exponent, tired;
    bool says_speed;
};

static const struct person usual = {0.25, -0.59, 1, 0, false};

struct walker {
    double t_s, wander[3];
};

static void stride(struct walker *w, struct help_random *r, const struct person *p, double v,
                   double done)
{
    bool walks = v < 2;
    double f[3] = {163 * pow(v / 2.8, p->cadence_exponent), 250 * pow(v / 2.8, p->contact_exponent),
                   6.3 * pow(v / 2.8, p->peak_exponent)};
    static const double sd[3] = {0.012, 0.02, 0.12};
    for (int k = 0; k < 3; k++) {
        w->wander[k] = 0.95 * w->wander[k] + sqrt(1 - 0.95 * 0.95) * help_normal(r);
        f[k] *= 1 + sd[k] * (0.5 * w->wander[k] + 0.87 * help_normal(r));
    }
    f[0] *= 1 - 0.02 * p->tired * done;
    f[1] *= 1 + 0.04 * p->tired * done;
    f[2] *= 1 + 0.10 * p->tired * done;
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .t_ns = llround(w->t_s * 1e9)};
    double length_s = walks ? 1.1 : 120 / f[0];
    e.state = walks ? GAIT_WALK : GAIT_RUN;
    e.impact.peak_g = (float)f[2];
    e.u.step.confidence = 1;
    e.u.step.cadence_spm = (float)f[0];
    e.u.step.toe_off_ns = e.t_ns + llround(f[1] * 1e6);
    e.u.step.next_contact_ns = e.t_ns + llround(length_s * 1e9);
    e.u.step.speed_ms = p->says_speed ? (float)v : NAN;
    gait_phases_add(phases, &e, length_s);
    w->t_s += length_s;
}

static void run(struct help_random *r, const struct person *p, const struct leg *leg, int legs)
{
    struct walker w = {.t_s = 100};
    double from_s = 100, all_s = 0;
    for (int i = 0; i < legs; i++)
        all_s += leg[i].min * 60;
    gait_phases_free(phases);
    phases = gait_phases_new();
    cr_assert_not_null(phases);
    for (int i = 0; i < legs; i++) {
        double long_s = leg[i].min * 60;
        while (leg[i].from_ms > 0 && w.t_s < from_s + long_s)
            stride(&w, r, p,
                   leg[i].from_ms + (leg[i].to_ms - leg[i].from_ms) * (w.t_s - from_s) / long_s,
                   (w.t_s - 100) / all_s);
        from_s += long_s;
        w.t_s = fmax(w.t_s, from_s);
    }
}
#define RUN(person, ...)                                                                           \
    run(&r, person, (struct leg[]){__VA_ARGS__},                                                   \
        (int)(sizeof(struct leg[]){__VA_ARGS__} / sizeof(struct leg)))

static struct gait_phases_result result(void)
{
    struct gait_phases_result p;
    cr_assert(gait_phases_result(phases, &p));
    return p;
}

Test(phases, an_even_run_has_no_warm_up_and_no_cool_down)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct help_random r = {seed};
        RUN(&usual, {30, 2.9, 2.9});
        struct gait_phases_result p = result();
        cr_assert_leq(p.warm_up.min, 0.5, "%g", p.warm_up.min);
        cr_assert_leq(p.cool_down.min, 0.5, "%g", p.cool_down.min);
        cr_assert_eq(p.warm_up.low, 0);
        cr_assert_lt(p.warm_up.high, 5, "seed %d: %g", (int)seed, p.warm_up.high);
        cr_assert_leq(p.stop_s, 30);
    }
}

Test(phases, a_walk_before_is_a_warm_up_and_standing_is_none)
{
    struct help_random r = {1};
    RUN(&usual, {6, 1.4, 1.4}, {20, 3, 3}, {4, 1.3, 1.3});
    struct gait_phases_result p = result();
    cr_assert_float_eq(p.warm_up.min, 6, 0.5, "%g", p.warm_up.min);
    cr_assert_float_eq(p.warm_up_walk_min, 6, 0.5);
    cr_assert_float_eq(p.cool_down.min, 4, 0.5, "%g", p.cool_down.min);
    cr_assert_float_eq(p.stop_s, 240, 31, "%g", p.stop_s);
    RUN(&usual, {1, 1.4, 1.4}, {5, 0, 0}, {20, 3, 3});
    cr_assert_float_eq(result().warm_up.min, 1, 0.5, "%g", result().warm_up.min);
}

/* Of people whose cadence, contact and peak answer to speed in ways of their own. */
Test(phases, an_easy_jog_before_and_after_is_found_by_the_strides_alone)
{
    static const struct person people[] = {{0.25, -0.59, 1, 0, false},
                                           {0.12, -0.59, 1, 0, false},
                                           {0.35, -0.45, 0.5, 0, false},
                                           {0.25, -0.70, 1.3, 0, false},
                                           {0.25, -0.59, 1, 0.5, false}};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            struct help_random r = {100 * i + seed};
            RUN(&people[i], {8, 2.3, 2.3}, {20, 3, 3}, {5, 2.2, 2.2});
            struct gait_phases_result p = result();
            cr_assert_not(p.by_speed);
            cr_assert_float_eq(p.warm_up.min, 8, 0.6, "%d %d: %g", (int)i, (int)seed,
                               p.warm_up.min);
            cr_assert_float_eq(p.cool_down.min, 5, 0.6, "%d %d: %g", (int)i, (int)seed,
                               p.cool_down.min);
        }
}

Test(phases, the_interval_of_a_progressive_run_holds_the_minute_it_stopped_being_easy)
{
    struct person says = usual;
    says.says_speed = true;
    double truth = 20 * (GAIT_PHASES_EASY * 3.2 - 2.4) / (3.2 - 2.4); /* 12 min */
    int held = 0, rounds = 200;
    for (int k = 0; k < rounds; k++) {
        struct help_random r = {300 + (uint64_t)k};
        RUN(&usual, {20, 2.4, 3.2}, {20, 3.2, 3.2});
        struct gait_phases_result p = result();
        held += p.warm_up.low <= truth && truth <= p.warm_up.high;
    }
    cr_assert_geq(held, rounds * 95 / 100, "%d of %d", held, rounds);
    struct help_random r = {1};
    RUN(&says, {20, 2.4, 3.2}, {20, 3.2, 3.2});
    struct gait_phases_result p = result();
    cr_assert(p.by_speed);
    cr_assert_float_eq(p.warm_up.min, truth, 0.6, "%g", p.warm_up.min);
    cr_assert_lt(p.warm_up.high - p.warm_up.low, 4);
}

Test(phases, intervals_in_the_main_part_are_no_warm_up)
{
    struct help_random r = {5};
    RUN(&usual, {6, 2.2, 2.2}, {2, 3.6, 3.6}, {2, 2.4, 2.4}, {2, 3.6, 3.6}, {2, 2.4, 2.4},
        {2, 3.6, 3.6}, {7, 2.2, 2.2});
    struct gait_phases_result p = result();
    cr_assert_float_eq(p.warm_up.min, 6, 0.6, "%g", p.warm_up.min);
    cr_assert_float_eq(p.cool_down.min, 7, 0.6, "%g", p.cool_down.min);
}

Test(phases, growing_tired_is_no_cool_down)
{
    struct person tired = usual;
    tired.tired = 1;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct help_random r = {seed};
        RUN(&tired, {40, 2.9, 2.9});
        cr_assert_leq(result().cool_down.min, 1, "%g", result().cool_down.min);
    }
}

Test(phases, two_minutes_are_no_run)
{
    struct help_random r = {1};
    struct gait_phases_result p;
    cr_assert_not(gait_phases_result(phases, &p));
    RUN(&usual, {10, 1.4, 1.4}, {2, 3, 3});
    cr_assert_not(gait_phases_result(phases, &p));
    cr_assert_float_eq(p.walk_min, 10, 0.1);
}
