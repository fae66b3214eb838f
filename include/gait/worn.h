/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sensors of one pipeline: what each is, its track, and what those of one runner say together.
 * Plain values in a table of GAIT_SENSORS_MAX; analysis thread; no allocation. */
#ifndef GAIT_WORN_H
#define GAIT_WORN_H

#include <gait/recent.h>
#include <gait/track.h>
#include <gait/types.h>

struct gait_worn {
    bool used;
    bool is_told; /* its sensor event went out; that waits for the first sample's time */
    struct gait_sensor is;
    struct gait_clock_state clock;
    enum gait_state state; /* of this sensor */
    enum gait_state told;  /* of its runner, as last given out */
    struct gait_recent attenuation;
    struct gait_track *track;
    int64_t origin_ns; /* of its grid; GAIT_NO_TIME: no sample came yet */
};

bool gait_worn_by(const struct gait_worn *s, const char *runner);

/* Where the grid of a sensor's samples is anchored: at the first sample of its runner, whoever else
 * is heard. t_ns: of this sample. */
int64_t gait_worn_origin(const struct gait_worn all[GAIT_SENSORS_MAX], struct gait_worn *s,
                         int64_t t_ns);

/* The first trunk sensor of the same runner; NULL: none, or this is one itself. */
const struct gait_worn *gait_worn_trunk(const struct gait_worn all[GAIT_SENSORS_MAX],
                                        const struct gait_worn *limb);

/* Its track may have found where it sits. True: somewhere else than before. */
bool gait_worn_placed(struct gait_worn *s);

/* Whether this runner wears a sensor on a foot or a shank, or somewhere that is not known yet. */
bool gait_worn_limb(const struct gait_worn all[GAIT_SENSORS_MAX], const char *runner);

/* What the runner does: what the most moving of the sensors that are still heard says. A sensor not
 * heard for 2 s has no say. now_ns: of the newest sample of all. */
enum gait_state gait_worn_state(const struct gait_worn all[GAIT_SENSORS_MAX], const char *runner,
                                int64_t now_ns);

/* One sensor says another state. True: with that its runner's is another, which is told. */
bool gait_worn_change(struct gait_worn all[GAIT_SENSORS_MAX], struct gait_worn *s,
                      enum gait_state state, int64_t now_ns);

/* This slot is a sensor now. */
void gait_worn_declare(struct gait_worn all[GAIT_SENSORS_MAX], struct gait_worn *s,
                       const struct gait_sensor *is, int64_t now_ns);

#endif
