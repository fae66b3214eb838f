/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from a sensor: its samples, and what it says of itself. */
#include "daemon/intake_parts.h"

#include <math.h>
#include <string.h>

/* A recording that says who sent what is read as it was heard; one that does not has one
 * address. */
static bool is_crowded(const struct intake *in, const struct intake_arrival *a)
{
    bool limits = in->settings.source_rate_max > 0 && !a->replay;
    return (limits || !a->loopback) &&
           roster_crowded(&in->roster, &a->from->address, a->replay, &a->at);
}

/* The place of a message's sensor, a new one where admit is true; -1: there is none, or it was
 * refused and counted. */
static int find(struct intake *in, const struct decode_item *item, const struct intake_arrival *a,
                bool admit)
{
    struct roster_key key = {.dialect = item->dialect, .replay = a->replay};
    memcpy(key.runner, item->runner, sizeof key.runner);
    memcpy(key.id, item->id, sizeof key.id);
    bool named = key.id[0];
    int slot = named ? roster_find(&in->roster, &key)
                     : roster_find_source(&in->roster, &key, a->from, &a->at);
    if (slot < 0 && !admit)
        return -1;
    if (slot < 0) {
        slot = is_crowded(in, a) ? -1 : roster_admit(&in->roster, &key, &a->at);
        if (slot < 0) {
            intake_refuse(in, DECODE_TOO_MANY_SENSORS);
            return -1;
        }
        struct roster_place *p = &in->roster.place[slot];
        p->from = *a->from;
        decode_worn(item, &p->placement, &p->side);
        roster_introduce(p, &in->settings);
    }
    struct roster_place *p = &in->roster.place[slot];
    if (roster_claim(p, a->from, &a->at))
        return slot;
    intake_refuse_of(in, p, DECODE_OTHER_SOURCE);
    return -1;
}

void intake_take_sample(struct intake *in, const struct decode_item *item,
                        const struct intake_arrival *a)
{
    int slot = find(in, item, a, true);
    if (slot >= 0)
        intake_join(in, slot, item, a);
}

void intake_take_about(struct intake *in, const struct decode_item *item,
                       const struct intake_arrival *a)
{
    int slot = find(in, item, a, true);
    if (slot < 0)
        return;
    struct roster_place *p = &in->roster.place[slot];
    const struct gait_sensor was = p->is;
    p->placement = item->u.about.placement;
    p->range_g = item->u.about.range_g;
    if (item->u.about.rate_hz > 0)
        p->is.rate_hz = item->u.about.rate_hz;
    roster_apply_rule(p);
    if (p->is.rate_hz > 0 && (p->is.rate_hz != was.rate_hz || !p->pace.told))
        pace_init(&p->pace, (double)p->is.rate_hz);
    p->said_axes = item->axes;
    if (was.placement != p->is.placement || was.rate_hz != p->is.rate_hz ||
        was.range_g != p->is.range_g)
        p->declared = false;
}

void intake_take_word(struct intake *in, const struct decode_item *item,
                      const struct intake_arrival *a)
{
    int slot = find(in, item, a, item->kind == DECODE_NAMED);
    if (slot < 0)
        return;
    struct roster_place *p = &in->roster.place[slot];
    switch (item->kind) {
    case DECODE_NAMED:
        roster_name(&in->roster, p, item->u.name, &in->settings);
        break;
    case DECODE_BATTERY:
        if (!isnan(item->u.battery.share))
            p->battery = item->u.battery.share;
        if (!isnan(item->u.battery.volts))
            p->battery_v = item->u.battery.volts;
        break;
    case DECODE_GESTURE:
        roster_gesture(p, item->u.gesture.what, item->u.gesture.part);
        break;
    default:
        break;
    }
}
