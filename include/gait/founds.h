/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one sensor's track found, in the order in which it became known. Holds up to
 * GAIT_FOUNDS_KEPT and drops the oldest beyond that. Where another detector goes over the same
 * seconds again, what was given out of them is not given out twice. One object handles one sensor;
 * analysis thread; no allocation. */
#ifndef GAIT_FOUNDS_H
#define GAIT_FOUNDS_H

#include <gait/cadence.h>
#include <gait/steps.h>
#include <gait/types.h>

#define GAIT_FOUNDS_KEPT 160

enum gait_found_kind {
    GAIT_FOUND_STATE,
    GAIT_FOUND_CADENCE,
    GAIT_FOUND_IMPACT,
    GAIT_FOUND_STEP,
    GAIT_FOUND_STRIDE,
    GAIT_FOUND_RANGE,
    GAIT_FOUND_PLACEMENT, /* by the signal: gait_track_state says it */
    GAIT_FOUNDS
};

struct gait_found {
    enum gait_found_kind kind;
    enum gait_state state;              /* state: the new one */
    struct gait_cadence_result cadence; /* cadence */
    struct gait_step step;              /* impact, step, stride */
    int64_t next_ns;                    /* stride: the contact that ends it */
    struct gait_evidence evidence;      /* stride */
};

struct gait_founds {
    struct gait_found item[GAIT_FOUNDS_KEPT];
    unsigned head, tail;
    int64_t given_ns[GAIT_FOUNDS]; /* contact of the newest given out; of a stride, its end */
    int64_t from_ns[GAIT_FOUNDS];  /* earlier ones were given out */
};

void gait_founds_reset(struct gait_founds *f);
struct gait_found *gait_founds_put(struct gait_founds *f, enum gait_found_kind kind);
bool gait_founds_take(struct gait_founds *f, struct gait_found *ret);

/* Another detector begins: of the impacts, steps and strides that are put from now on only those
 * are given out that come after what was. By the two, one landing's contacts are up to 150 ms
 * apart. */
void gait_founds_again(struct gait_founds *f);

#endif
