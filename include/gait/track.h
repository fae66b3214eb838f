/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sensor from its samples to its strides: resample, history, segment, impact, steps. What it
 * finds is fetched in the order in which it became known. One object handles one sensor; analysis
 * thread; no allocation after _new. */
#ifndef GAIT_TRACK_H
#define GAIT_TRACK_H

#include <gait/cadence.h>
#include <gait/founds.h>
#include <gait/settings.h>
#include <gait/types.h>

struct gait_track;

/* The cadence object is borrowed and may be shared. */
struct gait_track *gait_track_new(const struct gait_settings *s, struct gait_cadence *cadence);
void gait_track_free(struct gait_track *t);

/* Declares the sensor. What was known is forgotten when it is another one or sits elsewhere. Where
 * nobody says where it sits (GAIT_UNKNOWN) its signal is asked (gait/placing.h): what is found
 * while it runs is held for the first seconds, as long as the samples are kept; with the answer
 * they are analysed as what it is, without one as a shank. An answer given by another declaration
 * holds at once, and what was given out before is not given out again. */
void gait_track_declare(struct gait_track *t, const struct gait_sensor *is);

/* Takes one sample; the grid is anchored at origin_ns. False: refused, not later than the one
 * before. */
bool gait_track_push(struct gait_track *t, const struct gait_sample *s, int64_t origin_ns);

/* No more is to come: what is held is settled. */
void gait_track_finish(struct gait_track *t);
bool gait_track_next(struct gait_track *t, struct gait_found *ret);

/* The even grid between two times, or NULL where it is not all there; *ret_n ticks. */
const struct gait_tick *gait_track_span(const struct gait_track *t, int64_t from_ns, int64_t to_ns,
                                        int *ret_n);

struct gait_track_state {
    struct gait_sensor is;      /* its placement as told, else as found */
    float placement_confidence; /* of a placement found, 0 .. 1; else NaN */
    enum gait_state gait;
    uint64_t samples, lost;
    int64_t newest_ns;          /* GAIT_NO_TIME before the first sample */
    float up[3];                /* upright, of a limb along it; NaN until known */
    float range_g;              /* as declared, else as learned; 0 unknown */
    double rate_hz;             /* the same */
    uint32_t landings, clipped; /* while running */
};
struct gait_track_state gait_track_state(const struct gait_track *t);

#endif
