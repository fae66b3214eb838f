/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/envelope.h>
#include <gait/resample.h>

#include <math.h>
#include <string.h>

enum { WIDTH = 5 }; /* ticks of mean square: 25 ms */

static const double cut_hz = 14;

static size_t at(int64_t index)
{
    return (size_t)(index & (GAIT_ENVELOPE_KEPT - 1));
}

void gait_envelope_reset(struct gait_envelope *e)
{
    memset(e, 0, sizeof *e);
    gait_biquad_butterworth(&e->high_pass, GAIT_HIGH_PASS, cut_hz, GAIT_GRID_HZ);
    e->now = -1;
}

void gait_envelope_push(struct gait_envelope *e, int64_t index, const float a_ms2[3])
{
    float square = 0, sum = 0;
    if (e->now < e->first)
        e->first = index;
    e->now = index;
    if (e->now - e->first >= GAIT_ENVELOPE_KEPT)
        e->first = e->now - GAIT_ENVELOPE_KEPT + 1;
    for (int k = 0; k < 3; k++) {
        float h = (float)gait_biquad_push(&e->high_pass, &e->memory[k], (double)a_ms2[k]);
        square += h * h;
    }
    e->square[at(index)] = square;
    int taken = index - e->first < WIDTH - 1 ? (int)(index - e->first) + 1 : WIDTH;
    for (int k = 0; k < taken; k++)
        sum += e->square[at(index - k)];
    e->value[at(index - WIDTH / 2)] = sqrtf(sum / WIDTH);
    e->value[at(index)] = e->value[at(index - 1)] = 0;
}

bool gait_envelope_is_largest(const struct gait_envelope *e, int64_t c, int64_t from, int64_t to)
{
    float top = gait_envelope_at(e, c);
    for (int64_t i = from < e->first ? e->first : from; i <= to && i <= e->now; i++)
        if (gait_envelope_at(e, i) > top)
            return false;
    return true;
}
