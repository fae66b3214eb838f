/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trunk sensor shows of a step, whatever its mounting: V, the component along learned up,
 * and F, the component along the line of progression. At contact the body is loaded while it is
 * braked, so J = max(dV/dt, 0) max(-dF/dt, 0.1 dV/dt) has one peak a step. (The tenth: of a step
 * whose brake does not show, a sharp load still does.)
 *
 * Traces are kept for GAIT_BRAKE_KEPT ticks, each known as late as its filter makes it. A hole is
 * filled with what was there a stride before (with the running mean where no stride is known), and
 * J is 0 in it and where the signal comes back. One object handles one sensor; analysis thread; no
 * allocation. Ticks must come with successive indices; after a jump call _reset. */
#ifndef GAIT_BRAKE_H
#define GAIT_BRAKE_H

#include <gait/filter.h>
#include <gait/resample.h>
#include <gait/upright.h>

#include <stddef.h>
#include <stdint.h>

#define GAIT_BRAKE_KEPT 2048 /* ticks, a power of two */

struct gait_brake {
    struct gait_gauss fine, middle, coarse; /* 25, 15, 10 Hz */
    struct gait_upright upright;
    int64_t first, now; /* ticks kept: first <= index <= now */
    int stride;         /* ticks, the owner's to set, the last known; 0: none yet */
    float a[GAIT_BRAKE_KEPT][3];
    uint8_t flags[GAIT_BRAKE_KEPT];
    float up[GAIT_BRAKE_KEPT], forward[GAIT_BRAKE_KEPT]; /* V, F, with the axes of their time */
    float up_slow[GAIT_BRAKE_KEPT];                      /* V through 15 Hz, m/s2 */
    float forward_fine[GAIT_BRAKE_KEPT];                 /* F through 25 Hz, m/s2 */
    float forward_coarse[GAIT_BRAKE_KEPT];               /* F through 10 Hz, m/s2 */
    float j[GAIT_BRAKE_KEPT];                            /* (m/s2)2 per tick2, times 4 */
};

void gait_brake_init(struct gait_brake *b);
void gait_brake_reset(struct gait_brake *b);
void gait_brake_push(struct gait_brake *b, const struct gait_tick *tick);

/* The line of progression, and all traces, again with the axes as they are known now: the first
 * seconds were seen with axes not yet learned. */
void gait_brake_again(struct gait_brake *b);

/* Newest ticks at which J, and all traces, are known; the oldest at which they are. */
int64_t gait_brake_newest(const struct gait_brake *b);
int64_t gait_brake_newest_all(const struct gait_brake *b);
int64_t gait_brake_oldest(const struct gait_brake *b);

/* J without the tenth, at a tick from the oldest to the newest. */
float gait_brake_shown(const struct gait_brake *b, int64_t tick);

static inline size_t gait_brake_at(int64_t tick)
{
    return (size_t)(tick & (GAIT_BRAKE_KEPT - 1));
}

#endif
