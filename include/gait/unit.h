/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the units of a sensor that does not say them, from its signal. A wrong one is far worse
 * than none, so what is not certain stays undecided.
 *
 * Acceleration, m/s2, g or mg:
 *  - at rest: four quarters of a second, each steady to 3 % and all of one size, of 0.8 to 1.25 g
 *    in one of them. A size that stays below 0.5 of whatever unit for two seconds is an
 *    acceleration without gravity;
 *  - in motion: two stretches of five seconds that agree. The units are factors of 9.8 and more
 *    apart and runners' sensors were found at mean sizes of 1.0 to 6.4 g, so the size tells the
 *    unit. That gravity is in it must show too: twice the size of the mean vector by the mean size,
 *    and the size of the mean direction. Together they are 1.40 and more with gravity (shank, foot,
 *    trunk; people's and the synthetic runner's to 5.5 m/s), and 1.40 at most without: a limb that
 *    swings in a circle keeps up to half of its size, but not its direction. 1.43 is asked for.
 *    What steps from sample to sample as noise does (squares beyond 1.5 variances) is no motion: a
 *    linear acceleration at rest, read in the next unit, looks like a hard run otherwise.
 * Whole numbers alone are mg or nothing: the linear acceleration of a resting sensor in whole mg
 * can be 1 or 10 for long. What is left: a linear acceleration whose error at rest is between 0.8
 * and 1.25 m/s2, or 8 and 12 mg with less than 0.3 mg of noise, rests like gravity in the next
 * unit. So what was found at rest is watched until motion bears it out: five seconds with a mean
 * size above 6.5 g, or above 2 g and that without much swing, take it back for good.
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

/* What one of a unit is in SI: m/s2, g, mg; rad/s, deg/s, deg/ms. 0: no such unit. */
double gait_unit_si(const char *word);

enum gait_unit_state {
    GAIT_UNIT_OPEN,
    GAIT_UNIT_KNOWN,
    GAIT_UNIT_NO_GRAVITY, /* it rested near 0, or as it never could with gravity in it */
    GAIT_UNIT_STRANGE     /* it rests at a size that is gravity in no unit */
};

/* Of sizes. */
struct gait_unit_sum {
    int64_t from_ns;
    uint32_t n;
    double size, squares, vector[3], most;
    double toward[3]; /* of the directions */
    double steps;     /* squares of what one differs from the one before */
    float before[3];
    bool broken; /* not all are whole numbers */
};

struct gait_unit {
    enum gait_unit_state state;
    bool sure, denied; /* by motion: nothing more to be learned; what was found at rest was wrong */
    const char *word;  /* NULL until known */
    double si, rest;   /* SI of one, 0; mean size at rest, as sent */
    int64_t newest_ns;
    struct gait_unit_sum quarter, stretch;
    int quiets, smalls;           /* quarters in a row that were steady, or near 0 */
    double quiet_least, quiet_most; /* means of those */
    int moving;                     /* what the stretch before spoke for */
};

void gait_unit_init(struct gait_unit *u);

/* Takes an acceleration as sent, at t_ns, not before the one before it; to be called until it is
 * sure. A state that was reached is kept, but that another rest may decide what rested strangely,
 * and motion take back what was found at rest. True: the state changed. */
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
