/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_nonsense.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.28318530717958647692

static const double g = GAIT_G_MS2;

const char *help_nonsense_name(enum help_nonsense_kind kind)
{
    static const char *const names[HELP_NONSENSES] = {
        "standing",      "noise of 0.3 g", "noise of 1 g", "knocks", "many knocks", "tapping",
        "slow tumbling", "a bag",          "a car",        "asleep", "fumbling"};
    return names[kind];
}

static double between(struct help_nonsense *n, double low, double high)
{
    return low + (high - low) * help_uniform(&n->random);
}

/* Time to the next of what comes `rate` times a second at random. */
static double wait(struct help_nonsense *n, double rate)
{
    return -log(1 - help_uniform(&n->random)) / rate;
}

static void random_direction(struct help_nonsense *n, double d[3])
{
    double length = 0;
    for (int k = 0; k < 3; k++) {
        d[k] = help_normal(&n->random);
        length += d[k] * d[k];
    }
    for (int k = 0; k < 3; k++)
        d[k] /= sqrt(length) + 1e-9;
}

void help_nonsense_begin(struct help_nonsense *n, enum help_nonsense_kind kind, uint64_t seed,
                         double rate_hz)
{
    memset(n, 0, sizeof *n);
    n->kind = kind;
    n->random.state = seed * 7919 + 17;
    n->dt = 1 / rate_hz;
    n->knock_t = 1e9;
    random_direction(n, n->up);
    random_direction(n, n->axis);
    random_direction(n, n->knock);
    n->next_knock = wait(n, 1);
}

/* A blow: a half oscillation or two that die away. */
static void strike(struct help_nonsense *n, double peak_g, bool same_way)
{
    n->knock_t = 0;
    n->knock_g = peak_g;
    if (same_way)
        return;
    random_direction(n, n->knock);
    n->knock_hz = between(n, 12, 60);
    n->knock_tau = between(n, 0.010, 0.030);
}

static void tap(struct help_nonsense *n)
{
    if (n->taps == 0) {
        n->taps = 3 + (int)(help_random_bits(&n->random) % 5);
        n->tap_s = between(n, 0.2, 0.5);
        strike(n, between(n, 2, 4), false);
    } else {
        strike(n, n->knock_g * between(n, 0.85, 1.15), true);
    }
    n->taps--;
    n->next_knock = n->t + (n->taps ? n->tap_s * between(n, 0.95, 1.05) : between(n, 2, 8));
}

static void knock(struct help_nonsense *n)
{
    static const double rate[HELP_NONSENSES] = {[HELP_KNOCKS] = 0.33,
                                                [HELP_MANY_KNOCKS] = 2,
                                                [HELP_BAG] = 3,
                                                [HELP_CAR] = 0.5,
                                                [HELP_FUMBLING] = 1};
    if (n->t < n->next_knock)
        return;
    if (n->kind == HELP_TAPPING) {
        tap(n);
        return;
    }
    if (rate[n->kind] <= 0)
        return;
    strike(n, n->kind == HELP_CAR ? between(n, 0.3, 1.5) : between(n, 1.5, 3.5), false);
    n->next_knock = n->t + wait(n, rate[n->kind]);
}

/* The attitude turns about an axis that wanders. */
static void turn(struct help_nonsense *n)
{
    static const double fastest[HELP_NONSENSES] = {
        [HELP_SLOW_TUMBLING] = 3, [HELP_BAG] = 9, [HELP_FUMBLING] = 6, [HELP_ASLEEP] = 1};
    double most = fastest[n->kind], to[3], length = 0, d[3];
    if (most <= 0)
        return;
    if (help_uniform(&n->random) < n->dt * 0.8) {
        n->turn_wanted =
            n->kind == HELP_SLOW_TUMBLING ? between(n, 0.2, 1) * most : between(n, -1, 1) * most;
        random_direction(n, d);
        for (int k = 0; k < 3; k++)
            n->axis[k] = d[k];
    }
    n->turn += (n->turn_wanted - n->turn) * n->dt / 0.2;
    for (int k = 0; k < 3; k++) {
        int i = (k + 1) % 3, j = (k + 2) % 3;
        to[k] = n->up[k] + n->turn * n->dt * (n->axis[i] * n->up[j] - n->axis[j] * n->up[i]);
        length += to[k] * to[k];
    }
    for (int k = 0; k < 3; k++)
        n->up[k] = to[k] / sqrt(length);
}

/* White noise of about sd_g between low_hz and high_hz, by two one-pole filters. */
static double banded(struct help_nonsense *n, int k, double low_hz, double high_hz, double sd_g)
{
    double up = 1 - exp(-TWO_PI * high_hz * n->dt), down = 1 - exp(-TWO_PI * low_hz * n->dt);
    n->band[k][0] += up * (help_normal(&n->random) - n->band[k][0]);
    n->band[k][1] += down * (n->band[k][0] - n->band[k][1]);
    return sd_g * (n->band[k][0] - n->band[k][1]) / sqrt(up / (2 - up));
}

/* Weight goes from leg to leg: 0.05 to 0.15 g for a moment, every other second. */
static double shift(struct help_nonsense *n, int k)
{
    if (help_uniform(&n->random) < n->dt * 0.5)
        n->shift_wanted[k] = between(n, -0.15, 0.15);
    n->shift_wanted[k] -= n->shift_wanted[k] * n->dt / 0.3;
    n->shift[k] += (n->shift_wanted[k] - n->shift[k]) * n->dt / 0.1;
    return n->shift[k];
}

static double shake(struct help_nonsense *n, int k)
{
    switch (n->kind) {
    case HELP_STANDING:
        return shift(n, k) + 0.01 * help_normal(&n->random);
    case HELP_NOISE:
        return 0.3 * help_normal(&n->random);
    case HELP_LOUD_NOISE:
        return help_normal(&n->random);
    case HELP_CAR:
        return banded(n, k, 5, 30, 0.2);
    case HELP_FUMBLING:
        return banded(n, k, 0.5, 6, 0.3);
    default:
        return 0.01 * help_normal(&n->random);
    }
}

void help_nonsense_next(struct help_nonsense *n, float a[3])
{
    n->t += n->dt;
    turn(n);
    knock(n);
    n->knock_t += n->dt;
    double blow = n->knock_t < 0.3 ? n->knock_g * exp(-n->knock_t / n->knock_tau) *
                                         sin(TWO_PI * n->knock_hz * n->knock_t)
                                   : 0;
    for (int k = 0; k < 3; k++)
        a[k] = (float)(g * (n->up[k] + blow * n->knock[k] + shake(n, k)));
    if (n->kind != HELP_ASLEEP)
        return;
    if (n->t > n->awake_until + 2 && help_uniform(&n->random) < n->dt * 0.5)
        n->awake_until = n->t + between(n, 0.05, 1);
    for (int k = 0; k < 3; k++)
        n->held[k] = n->t < n->awake_until ? (double)a[k] + between(n, -2, 2) * g : n->held[k];
    for (int k = 0; k < 3; k++)
        a[k] = (float)n->held[k];
}
