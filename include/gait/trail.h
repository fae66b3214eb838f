/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last ten seconds of one limb's acceleration on the even grid, in the sensor's axes, where
 * ticks that were interpolated or missing are marked. Any one thread; no allocation. */
#ifndef GAIT_TRAIL_H
#define GAIT_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#define GAIT_TRAIL_KEPT 2048 /* ticks, a power of two */

struct gait_trail {
    int64_t first, now; /* ticks kept: first <= index <= now; now < first: none */
    float a[GAIT_TRAIL_KEPT][3];
    uint8_t flags[GAIT_TRAIL_KEPT]; /* of enum gait_grid_flag */
};

void gait_trail_reset(struct gait_trail *t);

/* Takes the tick after the last one (any index after a reset); m/s2. */
void gait_trail_push(struct gait_trail *t, int64_t index, const float a_ms2[3], uint8_t flags);

/* m/s2 at a tick that is kept. */
static inline const float *gait_trail_at(const struct gait_trail *t, int64_t index)
{
    return t->a[index & (GAIT_TRAIL_KEPT - 1)];
}

static inline uint8_t gait_trail_flags(const struct gait_trail *t, int64_t index)
{
    return t->flags[index & (GAIT_TRAIL_KEPT - 1)];
}

/* n values a tick apart, the first at `from` (on a line between two ticks); after the newest tick,
 * that tick's. */
void gait_trail_read(const struct gait_trail *t, double from, int n, float (*ret_a)[3]);

/* Whether both ticks beside this one are kept and were measured; n of them, the first at `from`. */
void gait_trail_measured(const struct gait_trail *t, double from, int n, bool *ret);

/* Whether any tick from..to was interpolated or missing. */
bool gait_trail_is_bridged(const struct gait_trail *t, double from, double to);

/* Whether any tick from..to was missing: of a hole too long to be bridged. */
bool gait_trail_is_gap(const struct gait_trail *t, double from, double to);

#endif
