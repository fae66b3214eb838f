/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the units of a sensor that does not say them, from its signal. A wrong one is far worse
 * than none, so what is not certain stays undecided.
 *
 * Acceleration, m/s2, g or mg:
 *  - at rest: four quarters of a second, each steady to 3 % and all of one size, of 0.8 to 1.25 g in
 *    one of them. A size that stays below 0.5 of whatever unit for two seconds is an acceleration
 *    without gravity;
 *  - in motion: two stretches of five seconds that agree. Over whole strides the size averages at
 *    least 1 g, because the velocity of a body that goes on has no trend, and runners' sensors were
 *    found at 1.0 to 3.3 g (hip, shank, foot; 8 g ranges), so means of 0.97 to 4.5 g are taken, of
 *    g and m/s2 not all that lies between. That gravity is in it must show too: the size of the mean
 *    vector is 0.48 to 0.85 of the mean size, and the least twentieth of the sizes 0.2 to 0.6; with
 *    gravity taken out the first falls to 0.2 and less, but for a foot's, whose second falls to 0.
 *
 * Angular rate, rad/s, deg/s or deg/ms, once the acceleration is in m/s2: sizes beyond 60 are
 * deg/s, 60 rad/s being more than what sensors measure. The others are told in running only (five
 * seconds with a landing beyond 2.5 g in each) by the middle one of the five seconds' largest
 * rates: 2.1 to 10 is rad/s, 10 to 45 too where the acceleration is a limb's (1.8 g on average),
 * below 2.1 and of a limb it is deg/ms; a trunk's turns may be of either there.
 *
 * Pure, no allocation; one object handles one sensor, any one thread. */
#ifndef GAIT_UNIT_H
#define GAIT_UNIT_H

#include <gait/types.h>

#define GAIT_UNIT_BINS 208 /* eighths of an octave from 2^-8 to 2^18 */

/* What one of a unit is in SI: m/s2, g, mg; rad/s, deg/s, deg/ms. 0: no such unit. */
double gait_unit_si(const char *word);

enum gait_unit_state {
    GAIT_UNIT_OPEN,
    GAIT_UNIT_KNOWN,
    GAIT_UNIT_NO_GRAVITY, /* it rested near 0 */
    GAIT_UNIT_STRANGE     /* it rests at a size that is gravity in no unit */
};

/* Of sizes. */
struct gait_unit_sum {
    int64_t from_ns;
    uint32_t n;
    double size, squares, vector[3], most;
};

struct gait_unit {
    enum gait_unit_state state;
    const char *word; /* NULL until known */
    double si, rest;  /* SI of one; mean size at rest, as sent */
    int64_t newest_ns;
    struct gait_unit_sum quarter, stretch;
    int quiets, smalls;           /* quarters in a row that were steady, or near 0 */
    double quiet_least, quiet_most; /* means of those */
    int moving;                     /* what the stretch before spoke for */
    uint16_t bin[GAIT_UNIT_BINS];
};

void gait_unit_init(struct gait_unit *u);

/* Takes an acceleration as sent, at t_ns, not before the one before it. A state that was reached
 * is kept, but that another rest may decide what rested strangely. True: the state changed. */
bool gait_unit_push(struct gait_unit *u, int64_t t_ns, const float a[3]);

struct gait_unit_rate {
    const char *word; /* NULL until known */
    double si;
    int seconds, fast;
    double most[5], mean_ms2[5];
    struct gait_unit_sum second; /* sizes of the acceleration; most: of the rate */
    double landing_ms2;
};

void gait_unit_rate_init(struct gait_unit_rate *u);

/* Takes an angular rate as sent and the acceleration of that moment. True: it is known now. */
bool gait_unit_rate_push(struct gait_unit_rate *u, int64_t t_ns, const float a_ms2[3],
                         const float w[3]);

#endif
