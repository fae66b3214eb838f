/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside a worn sensor: what shakes it besides the body, and how it is turned. */
#ifndef CTL_WEAR_PARTS_H
#define CTL_WEAR_PARTS_H

#include "ctl/wear.h"

enum wear_noise { NOISE_ROW, NOISE_TIME, NOISE_BIAS, NOISE_MOUNT, NOISE_LOSS, NOISES };

/* Further noise of a sensor, out of the way of the first five and of the steps. */
enum wear_more_noise { MORE_TURN, MORE_KNOCK, MORE_TUMBLE, MORE_TRAVEL, MORES };

#define WEAR_MORE_STREAM(stream, which) (1000 + (stream)*MORES + (which))

struct turn {
    double m[3][3]; /* body to sensor */
};

void turn_about(struct turn *t, int axis, double rad); /* a further turn, of what t gives */
void turn_anyhow(struct turn *t, uint64_t seed, uint32_t stream); /* evenly over all turns */

/* A strap between body and pod: base excitation of a mass on a spring and a damper. */
struct strap {
    double at[3], v[3]; /* of the pod against the body */
    bool begun;
};

void strap_step(struct strap *s, double hz, double zeta, const double in[3], double out[3]);

/* Knocks: each a half sine into a pod that rings for a moment. */
struct knocks {
    uint64_t seed;
    uint32_t stream;
    uint64_t count;
    double at_s; /* of the knock on its way */
    double way[3], size_ms2, length_s;
};

void knocks_init(struct knocks *k, uint64_t seed, uint32_t stream, double every_s);
void knocks_add(struct knocks *k, const struct wear_settings *is, double t_s, double io_ms2[3]);

/* A sensor tossed about: turning and pushed smoothly between random states. */
struct tumble {
    uint64_t seed;
    uint32_t stream;
    struct turn turn;
};

void tumble_init(struct tumble *b, uint64_t seed, uint32_t stream);
void tumble_step(struct tumble *b, double t_s, struct runner_point *ret);

#endif
