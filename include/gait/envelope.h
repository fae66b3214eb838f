/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where landings may be: the envelope of a limb's acceleration, high-passed at 14 Hz (second-order
 * Butterworth, each axis) and averaged as a vector over 25 ms. Keeps the last GAIT_ENVELOPE_KEPT
 * ticks. One object handles one sensor; analysis thread; no allocation. */
#ifndef GAIT_ENVELOPE_H
#define GAIT_ENVELOPE_H

#include <gait/filter.h>

#include <stdbool.h>
#include <stdint.h>

#define GAIT_ENVELOPE_KEPT 2048 /* ticks, a power of two */

struct gait_envelope {
    struct gait_biquad high_pass;
    struct gait_biquad_memory memory[3];
    int64_t first, now; /* ticks kept: first <= index <= now */
    float square[GAIT_ENVELOPE_KEPT], value[GAIT_ENVELOPE_KEPT];
};

void gait_envelope_reset(struct gait_envelope *e);

/* Takes the tick after the last one (any index after a reset); m/s2. */
void gait_envelope_push(struct gait_envelope *e, int64_t index, const float a_ms2[3]);

/* m/s2; 0 at the two newest ticks, whose average is not whole yet. */
static inline float gait_envelope_at(const struct gait_envelope *e, int64_t index)
{
    return e->value[index & (GAIT_ENVELOPE_KEPT - 1)];
}

/* A local maximum above `least` at c; the largest value of all within from .. to. */
static inline bool gait_envelope_peaks(const struct gait_envelope *e, int64_t c, float least)
{
    float top = gait_envelope_at(e, c);
    return top > least && top >= gait_envelope_at(e, c - 1) && top > gait_envelope_at(e, c + 1);
}
bool gait_envelope_is_largest(const struct gait_envelope *e, int64_t c, int64_t from, int64_t to);

#endif
