/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The intake's end of the frame ring: what a full ring refused is told by the next frame it takes
 * (gait_frame.refused); frames without which all later ones would be misread are held until there
 * is room, in their order. Never blocks. Intake thread only. */
#ifndef DAEMON_OUTLET_H
#define DAEMON_OUTLET_H

#include <gait/ring.h>
#include <gait/types.h>

#define OUTLET_HELD_MAX 8

struct outlet {
    struct gait_ring *ring; /* of struct gait_frame; the caller's */
    uint64_t refused_all;
    uint32_t refused; /* since the last frame that the ring took */
    int helds;
    struct gait_frame held[OUTLET_HELD_MAX];
};

/* False: no room; refused and counted. Sets f->refused. */
bool outlet_push(struct outlet *o, struct gait_frame *f);

/* For marks, speeds and ends: held where there is no room, refused and counted only when
 * OUTLET_HELD_MAX wait already; of speeds in a row the newest. */
void outlet_push_or_hold(struct outlet *o, struct gait_frame *f);

#endif
