/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Was there an easy part before the main one, one after it, and how suddenly did it end?
 *
 * Half-minute blocks each get an effort: speed where it is known for most of it, else how fast the
 * strides say it was, relative to the rest of the run. Cadence, contact time and peak all move with
 * speed: on a log scale by 0.25 and -0.59 (the synthetic runner's laws, fitted to RBDS001, see
 * docs/synth.md) and by 1.0 (38 % from 2.7 to 3.7 m/s, Sheerin 2020); each counts by how
 * little its half-minute means scatter for other reasons (1, 2 and 10 %), which leaves about 2.5 %
 * of speed. A block is easy where that is under 90 % of the main part's, for which the upper
 * quartile of all running blocks stands; walking is easy. A runner who only tires (10 % harder
 * landings, 2 % slower cadence, 4 % longer contact) reads 6 % slower: not yet easy.
 *
 * The main part goes from the first to the last two neighbouring blocks that are not easy. What is
 * easy before counts as warm-up, after as cool-down; standing counts as neither. The intervals are
 * what borders 5 % (speed known: 2 %) higher and lower give, and half a block at either end.
 *
 * Any one thread; no allocation after _new. */
#ifndef GAIT_PHASES_H
#define GAIT_PHASES_H

#include <gait/types.h>

#define GAIT_PHASES_BLOCK_S 30
#define GAIT_PHASES_EASY 0.90    /* of the main part's speed */
#define GAIT_PHASES_MAIN_MIN 3.0 /* minutes of running without which there is no main part */

struct gait_phases;

struct gait_phases *gait_phases_new(void); /* NULL: no memory */
void gait_phases_free(struct gait_phases *p);

/* A stride event of one sensor, always the same one. seconds: of time it stands for (its length;
 * half of it for strides of a trunk, which overlap). The first 34 hours are kept. */
void gait_phases_add(struct gait_phases *p, const struct gait_event *stride, double seconds);

struct gait_phases_span {
    double min, low, high; /* minutes; NaN: not known */
};

struct gait_phases_result {
    double run_min, walk_min; /* in all */
    bool by_speed;            /* else by the strides */
    struct gait_phases_span warm_up, cool_down;
    double warm_up_walk_min; /* of the warm-up */
    /* From the end of the main part to the end of the last stride, s; resolution half a minute. */
    double stop_s, stop_low_s, stop_high_s;
};

/* Of what was added so far. False: less than GAIT_PHASES_MAIN_MIN of running; run_min and walk_min
 * are set. */
bool gait_phases_result(struct gait_phases *p, struct gait_phases_result *ret);

#endif
