/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From ticks to strides by the detector of one placement: segment, impact, steps, and what they
 * need of the sensor's history. Where the placement turns out to be another one, the seconds that
 * the history holds are gone over again. One object handles one sensor; analysis thread; no
 * allocation. */
#ifndef GAIT_STRIDER_H
#define GAIT_STRIDER_H

#include <gait/along.h>
#include <gait/founds.h>
#include <gait/history.h>
#include <gait/rail.h>
#include <gait/steps.h>
#include <gait/types.h>

struct gait_segment;

struct gait_strider {
    /* its owner's: what it reads, and where it writes */
    struct gait_segment *segment;
    struct gait_history *history;
    struct gait_founds *founds;
    const struct gait_rail *rail;
    float range_g;               /* as declared; 0 unknown */
    int64_t origin_ns, newest_ns; /* of the grid; of the newest sample */
    bool waits; /* nothing is settled for now, so no cadence is told either */
    /* its own */
    enum gait_placement placement;
    enum gait_state said; /* as last given out; the owner's to reset */
    bool again;           /* the history is gone over again: how it came to run is known */
    struct gait_steps steps;
    struct gait_along along;
    double stride_s;            /* spectral; 0 unknown */
    uint32_t landings, clipped; /* running */
};

/* Forgets what was on its way; from the next tick on it sits there. */
void gait_strider_start(struct gait_strider *s, enum gait_placement placement);

/* Takes the newest tick, which the history already holds. */
void gait_strider_push(struct gait_strider *s, const struct gait_tick *tick);

/* Measures and gives out what is whole by newest_ns. */
void gait_strider_settle(struct gait_strider *s);

/* Sits there, and did so: the ticks in the history whose samples are there too are gone over, and
 * what is whole is given out. */
void gait_strider_again(struct gait_strider *s, enum gait_placement placement);

/* Of a trunk upright, of a limb along it; false: not known yet. */
bool gait_strider_up(const struct gait_strider *s, float ret[3]);

/* As gait_track_span. */
const struct gait_tick *gait_strider_span(const struct gait_strider *s, int64_t from_ns,
                                          int64_t to_ns, int *ret_n);

#endif
