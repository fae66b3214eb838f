/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from a sensor: its samples, and what it says of itself. */
#include "daemon/intake_parts.h"

#include <string.h>

static void refuse(struct intake *in, struct roster_place *p, enum decode_reason reason)
{
    intake_refuse(in, reason);
    roster_count_refused(p, reason);
}

/* The place of a message's sensor, new or known; -1: refused and counted. */
static int find(struct intake *in, const struct decode_item *item, const struct intake_arrival *a)
{
    struct roster_key key = {.dialect = item->dialect, .replay = a->replay};
    memcpy(key.runner, item->runner, sizeof key.runner);
    memcpy(key.id, item->id, sizeof key.id);
    bool named = key.id[0];
    int slot = named ? roster_find(&in->roster, &key)
                     : roster_find_source(&in->roster, &key, a->from, &a->at);
    if (slot < 0) {
        bool crowd = in->settings.source_rate_max > 0 && !a->replay &&
                     roster_newcomers(&in->roster, &a->from->address, a->at.real_ns) >=
                         ROSTER_NEWCOMERS;
        slot = crowd ? -1 : roster_admit(&in->roster, &key, &a->at);
        if (slot < 0) {
            intake_refuse(in, DECODE_TOO_MANY_SENSORS);
            return -1;
        }
        struct roster_place *p = &in->roster.place[slot];
        p->from = *a->from;
        p->placement = item->placement;
        roster_introduce(p, &in->settings);
    }
    struct roster_place *p = &in->roster.place[slot];
    if (memcmp(&p->from.address, &a->from->address, sizeof p->from.address) != 0 &&
        a->at.real_ns - p->seen.real_ns < ROSTER_HOLD_NS) {
        refuse(in, p, DECODE_OTHER_SOURCE);
        return -1;
    }
    p->from = *a->from;
    p->seen = a->at;
    return slot;
}

static void settle_axes(struct roster_place *p)
{
    uint8_t axes = p->form_axes & p->said_axes ? p->form_axes & p->said_axes : p->form_axes;
    if (axes != p->is.axes)
        p->declared = false;
    p->is.axes = axes;
}

void intake_take_sample(struct intake *in, const struct decode_item *item, const struct intake_arrival *a)
{
    int slot = find(in, item, a);
    if (slot < 0)
        return;
    struct roster_place *p = &in->roster.place[slot];
    p->form_axes = item->axes;
    settle_axes(p);
    struct stamp_sample x = {.device_ns = item->device_ns, .wrap_ns = item->wrap_ns};
    memcpy(x.a_ms2, item->u.sample.a[0], sizeof x.a_ms2);
    memcpy(x.w_rads, item->u.sample.w, sizeof x.w_rads);
    if (!stamp_wire(&in->stamp, slot, &x, a->at.now_ns)) {
        refuse(in, p, DECODE_LATE);
        return;
    }
    if (!a->replay)
        limit_speak_for(&in->limit, &a->from->address, a->from->port, a->at.real_ns,
                        p->samples >= ROSTER_CONFIRMED);
    roster_count_sample(p, &a->at);
    in->sampled = !a->replay;
    in->sampled_ns = a->at.real_ns;
}

void intake_take_about(struct intake *in, const struct decode_item *item, const struct intake_arrival *a)
{
    int slot = find(in, item, a);
    if (slot < 0)
        return;
    struct roster_place *p = &in->roster.place[slot];
    const struct gait_sensor was = p->is;
    p->placement = item->u.about.placement;
    p->is.range_g = item->u.about.range_g;
    if (item->u.about.rate_hz > 0)
        p->is.rate_hz = item->u.about.rate_hz;
    roster_apply_rule(p);
    if (p->is.rate_hz > 0 && (p->is.rate_hz != was.rate_hz || !p->pace.told))
        pace_init(&p->pace, (double)p->is.rate_hz);
    p->said_axes = item->axes;
    if (p->form_axes)
        settle_axes(p);
    if (was.placement != p->is.placement || was.rate_hz != p->is.rate_hz ||
        was.range_g != p->is.range_g)
        p->declared = false;
}
