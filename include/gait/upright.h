/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where up is, and along which line the body moves, in the axes of a sensor whose mounting is not
 * known. Up is the running mean of the acceleration (cumulative at first, then with a time constant
 * of 4 s): over whole strides what remains is gravity. The line of progression is the direction of
 * largest horizontal variance; its sense is the one in which braking goes with loading, sum(forward
 * * dup/dt) < 0. Every answer turns with the sensor. One object handles one sensor; analysis
 * thread; no allocation. */
#ifndef GAIT_UPRIGHT_H
#define GAIT_UPRIGHT_H

#include <stdbool.h>

struct gait_upright {
    int ticks;           /* taken so far */
    int line_ticks;      /* taken so far for the line of progression */
    float mean[3];       /* m/s2 */
    float up[3];         /* unit length */
    float forward[3];    /* unit length; zero until known */
    float covariance[6]; /* of the horizontal part: xx yy zz xy xz yz */
    float sense;         /* running sum of forward * dup/dt */
    float before_up;     /* vertical component one tick ago */
};

void gait_upright_reset(struct gait_upright *u);

/* Takes one tick of acceleration in m/s2, at GAIT_GRID_HZ, and learns up from it. */
void gait_upright_push(struct gait_upright *u, const float a_ms2[3]);

/* The same in two halves, for who seldom asks for up: it is as old as the last call of _level. */
void gait_upright_push_mean(struct gait_upright *u, const float a_ms2[3]);
void gait_upright_level(struct gait_upright *u);

/* The same tick again, to learn the line of progression from it too. */
void gait_upright_push_line(struct gait_upright *u, const float a_ms2[3]);

/* Forgets what the line of progression was learned from, so that the same ticks can be taken again
 * with an up that is known better; the line itself is kept as a start. */
void gait_upright_forget_line(struct gait_upright *u);

/* Vertical and forward components of a, m/s2. */
float gait_upright_vertical(const struct gait_upright *u, const float a_ms2[3]);
float gait_upright_forward(const struct gait_upright *u, const float a_ms2[3]);

#endif
