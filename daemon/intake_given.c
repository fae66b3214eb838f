/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from the program itself, not from the network. */
#include "daemon/intake_parts.h"

#include <math.h>

/* The side that its id says, as of a sensor on the network. */
static enum gait_side side_of(const struct gait_sensor *s)
{
    struct decode_item item = {.kind = DECODE_SAMPLE};
    enum gait_placement placement;
    enum gait_side side;
    if (s->side != GAIT_SIDE_NONE)
        return s->side;
    gait_name_copy(item.id, s->id);
    decode_worn(&item, &placement, &side);
    return side;
}

int intake_declare(struct intake *in, const struct gait_sensor *s)
{
    struct roster_key key = {.dialect = "declared"};
    struct roster_moment now = {0};
    gait_name_copy(key.runner, s->runner);
    gait_name_copy(key.id, s->id);
    int slot = roster_find(&in->roster, &key);
    if (slot < 0)
        slot = roster_admit(&in->roster, &key, &now);
    if (slot < 0)
        return -1;
    struct roster_place *p = &in->roster.place[slot];
    roster_introduce(p, &in->settings);
    p->kept = true;
    p->placement = s->placement;
    p->side = side_of(s);
    p->is.rate_hz = s->rate_hz;
    p->range_g = s->range_g;
    p->is.axes = s->axes;
    gait_name_copy(p->is.dialect, s->dialect);
    roster_apply_rule(p);
    pace_init(&p->pace, (double)p->is.rate_hz);
    p->t_ns = GAIT_NO_TIME;
    p->owed = 0;
    stamp_declare(&in->stamp, slot);
    return slot;
}

void intake_sample(struct intake *in, int slot, int64_t t_ns, const float a_ms2[3],
                   const float w_rads[3])
{
    enum decode_reason reason = DECODE_UNDECLARED;
    for (int i = 0; i < 3; i++)
        if (isnan(a_ms2[i]) || isnan(w_rads[i]))
            return;
    bool known = slot >= 0 && slot < GAIT_SENSORS_MAX && in->roster.place[slot].used;
    if (!known || !decode_sample_ok(a_ms2, w_rads, &reason))
        intake_refuse(in, reason);
    else if (!stamp_given(&in->stamp, slot, t_ns, a_ms2, w_rads))
        intake_refuse(in, DECODE_LATE);
}

void intake_mark(struct intake *in, int64_t t_ns, const char *surface)
{
    struct gait_frame f = {.kind = GAIT_FRAME_MARK};
    f.u.mark.t_ns = t_ns;
    gait_name_copy(f.u.mark.surface, surface);
    outlet_push_or_hold(&in->outlet, &f);
}

void intake_speed(struct intake *in, int64_t t_ns, float speed_ms, float slope_deg)
{
    struct gait_frame f = {.kind = GAIT_FRAME_SPEED};
    f.u.speed.t_ns = t_ns;
    f.u.speed.speed_ms = speed_ms;
    f.u.speed.slope_deg = slope_deg;
    outlet_push_or_hold(&in->outlet, &f);
}

void intake_end(struct intake *in, int64_t t_ns)
{
    intake_finish(in, GAIT_FRAME_END, t_ns, false);
}
