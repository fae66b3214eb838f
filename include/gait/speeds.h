/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast and how steep, as somebody said: a phone, a treadmill, a hand. What was said holds until
 * the next word, or until the surface changes more than 5 s after it: a typed speed belongs to its
 * stretch. The last 64 changes are kept, for strides that become known later. A plain value; one
 * thread; no allocation. */
#ifndef GAIT_SPEEDS_H
#define GAIT_SPEEDS_H

#include <stdbool.h>
#include <stdint.h>

#define GAIT_SPEEDS_KEPT 64
#define GAIT_SPEEDS_MARK_NS INT64_C(5000000000)

struct gait_speed {
    float speed_ms, slope_deg; /* NaN: not known */
};

struct gait_speeds {
    uint32_t changes;
    int64_t said_ns; /* the newest word, changing or not */
    struct {
        int64_t from_ns;
        struct gait_speed is;
    } kept[GAIT_SPEEDS_KEPT];
};

void gait_speeds_reset(struct gait_speeds *s);

/* True: a change. What is not finite is not known. Words come in the order of their times; one that
 * does not counts as of the one before it. */
bool gait_speeds_say(struct gait_speeds *s, int64_t t_ns, struct gait_speed is);

/* The surface changed then. True: what was said holds no more, which is a change. */
bool gait_speeds_mark(struct gait_speeds *s, int64_t t_ns);

/* What held then. */
struct gait_speed gait_speeds_at(const struct gait_speeds *s, int64_t t_ns);

#endif
