/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison promises, on sessions whose truth is known. A share is held against its goal
 * and three standard errors; `score FOLDER compare` prints many more cells. */
#include "tests/help.h"
#include "tests/help_verdicts.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { SESSIONS = HELP_SANITIZED ? 60 : 400, RECORDINGS = HELP_SANITIZED ? 1 : 6 };

#define AR(x) .noise = HELP_NOISE_AR, .phi = x
#define HIP .noise = HELP_NOISE_HIP
#define T3 .noise = HELP_NOISE_T3
#define SHAPE(k, n) .stretches = k, .strides = n

static void tell(const char *what, const struct help_strides *is, const struct help_verdicts *v)
{
    fprintf(stderr,
            "%s seed %llu, %d x %d, noise %d, phi %.1f, tau %.2f g: wrong %d, held %d of %d, own "
            "mdd found %d of %d, not comparable %d of %d\n",
            what, (unsigned long long)is->seed, is->stretches, is->strides, (int)is->noise, is->phi,
            is->tau_g, v->lower + v->higher, v->held, v->intervals, v->found, v->tried,
            v->not_comparable, v->n);
}

static void at_most(double share, double goal, int n, const char *what, uint64_t seed)
{
    cr_expect_leq(share, goal + help_share_mc(goal, n), "%s, seed %llu: %.3f of %d", what,
                  (unsigned long long)seed, share, n);
}

static void at_least(double share, double goal, int n, const char *what, uint64_t seed)
{
    cr_expect_geq(share, goal - help_share_mc(goal, n), "%s, seed %llu: %.3f of %d", what,
                  (unsigned long long)seed, share, n);
}

static void check(const struct help_strides *is, double held)
{
    struct help_verdicts v;
    help_verdicts(is, SESSIONS, 0, true, &v);
    tell("none true,", is, &v);
    at_most(help_share(v.lower + v.higher, v.n), 0.05, v.n, "wrong", is->seed);
    at_least(help_share(v.held, v.intervals), held, v.intervals, "held", is->seed);
    at_least(help_share(v.found, v.tried), 0.78, v.tried, "own mdd found", is->seed);
    at_least(help_share(v.intervals, v.n), 0.5, v.n, "an interval at all", is->seed);
}

Test(comparison_goals, one_or_two_stretches_a_side_promise_no_more_than_they_hold)
{
    static const struct help_strides cells[] = {
        {.seed = 1, SHAPE(1, 100), AR(0), .tau_g = 0.3},
        {.seed = 3, SHAPE(1, 100), HIP, .tau_g = 0.3},
        {.seed = 4, SHAPE(2, 60), AR(0), .tau_g = 0.3},
        {.seed = 5, SHAPE(2, 60), AR(0.6), .tau_g = 0.3},
        {.seed = 6, SHAPE(2, 60), HIP, .tau_g = 0.15},
        {.seed = 7, SHAPE(2, 13), T3, .tau_g = 0.3},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        check(&cells[i], 0.94);
}

Test(comparison_goals, more_stretches_a_side_hold_what_they_promise)
{
    static const struct help_strides cells[] = {
        {.seed = 11, SHAPE(3, 50), AR(0.3), .tau_g = 0.15},
        {.seed = 12, SHAPE(3, 50), HIP, .tau_g = 0.3},
        {.seed = 14, SHAPE(5, 40), AR(0.9)},
        {.seed = 15, SHAPE(5, 40), HIP, .tau_g = 0.3},
        {.seed = 16, SHAPE(5, 40), T3, .tau_g = 0.15},
        {.seed = 17, SHAPE(5, 5), HIP, .tau_g = 0.15},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        check(&cells[i], 0.94);
}

Test(comparison_goals, stretches_that_differ_more_than_believed_cost_little)
{
    static const struct help_strides cells[] = {
        {.seed = 21, SHAPE(4, 40), HIP, .tau_g = 0.6},
        {.seed = 22, SHAPE(5, 40), AR(0), .tau_g = 0.6},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        check(&cells[i], 0.93);
}

#define PACED                                                                                      \
    HIP, .tau_g = 0.1, .has_pace = true, .wander_ms = 0.12, .slope_g_per_ms = 3

Test(comparison_goals, pace_is_not_taken_for_ground_nor_what_ground_does_to_steps_for_pace)
{
    static const struct help_strides cells[] = {
        {.seed = 31, SHAPE(4, 60), PACED},
        {.seed = 32, SHAPE(4, 60), PACED, .slower_ms = 0.2},
        {.seed = 33, SHAPE(4, 60), PACED, .slower_ms = 0.5},
        {.seed = 34, SHAPE(4, 60), PACED, .slower_ms = 0.2, .knows_speed = true},
        {.seed = 35, SHAPE(4, 60), PACED, .contact_ms = 8},
        {.seed = 37, SHAPE(4, 60), PACED, .cadence_spm = 3},
        {.seed = 38, SHAPE(1, 200), PACED, .warm_up_g = 0.6},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct help_verdicts v;
        help_verdicts(&cells[i], SESSIONS, 0, false, &v);
        tell("pace,", &cells[i], &v);
        at_most(help_share(v.lower + v.higher, v.n), 0.05, v.n, "wrong", cells[i].seed);
    }
}

Test(comparison_goals, a_difference_is_found_and_never_the_wrong_way_round)
{
    static const struct help_strides cells[] = {
        {.seed = 41, SHAPE(4, 60), PACED, .difference_g = -1, .knows_speed = true},
        {.seed = 42, SHAPE(4, 60), PACED, .difference_g = -1},
    };
    static const double goal[] = {0.85, 0.65};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct help_verdicts v;
        help_verdicts(&cells[i], SESSIONS, -1, false, &v);
        tell("-1 g,", &cells[i], &v);
        at_least(help_share(v.lower, v.n), goal[i], v.n, "found", cells[i].seed);
        cr_expect_eq(v.higher, 0, "seed %llu: %d higher", (unsigned long long)cells[i].seed,
                     v.higher);
    }
}

Test(comparison_goals, fewer_than_25_strides_a_side_are_too_few)
{
    struct help_strides is = {.seed = 51, SHAPE(2, 12), HIP, .difference_g = -5};
    struct help_verdicts v;
    help_verdicts(&is, 20, 0, false, &v);
    cr_expect_eq(v.too_few, 20);
    cr_expect_eq(v.intervals, 0);
}

/* From the recording to the verdict. */
Test(comparison_goals, the_synthetic_runner_gets_the_verdict_that_is_true)
{
    struct help_verdicts same = {0}, pace = {0}, chip = {0};
    for (uint64_t seed = 1; seed <= RECORDINGS; seed++) {
        help_verdicts_preset("null-surface", seed, 0.08, &same);
        help_verdicts_preset("speed-confound", seed, 0, &pace);
        help_verdicts_preset("asphalt-woodchip", seed, 0, &chip);
    }
    fprintf(stderr, "recordings: same ground %d wrong, another pace %d wrong, woodchip %d of %d\n",
            same.lower + same.higher, pace.lower + pace.higher, chip.lower, chip.n);
    cr_expect_eq(same.n, RECORDINGS);
    cr_expect_leq(same.lower + same.higher, RECORDINGS > 1);
    cr_expect_eq(pace.lower + pace.higher, 0);
    cr_expect_eq(chip.higher, 0);
    at_least(help_share(chip.lower, chip.n), 0.8, chip.n, "woodchip found", 1);
}
