/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/outlet.h"

#include <string.h>

static bool has_room(const struct outlet *o)
{
    struct gait_ring_state s = gait_ring_state(o->ring);
    return s.fill < s.capacity;
}

/* Pushes what was held, then f; false: no room. */
static bool push_now(struct outlet *o, struct gait_frame *f)
{
    int done = 0;
    while (done < o->helds && has_room(o)) {
        o->held[done].refused = o->refused;
        o->refused = 0;
        gait_ring_push(o->ring, &o->held[done++]);
    }
    o->helds -= done;
    if (done)
        memmove(o->held, o->held + done, (size_t)o->helds * sizeof *o->held);
    f->refused = o->refused;
    if (o->helds || !gait_ring_push(o->ring, f))
        return false;
    o->refused = 0;
    return true;
}

bool outlet_push(struct outlet *o, struct gait_frame *f)
{
    if (push_now(o, f))
        return true;
    o->refused++;
    o->refused_all++;
    return false;
}

void outlet_push_or_hold(struct outlet *o, struct gait_frame *f)
{
    if (push_now(o, f))
        return;
    bool speeds = o->helds > 0 && f->kind == GAIT_FRAME_SPEED &&
                  o->held[o->helds - 1].kind == GAIT_FRAME_SPEED;
    if (speeds) { /* a foot pod says one a second */
        o->held[o->helds - 1] = *f;
    } else if (o->helds < OUTLET_HELD_MAX) {
        o->held[o->helds++] = *f;
    } else {
        o->refused++;
        o->refused_all++;
    }
}
