/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast the runner goes: as said, or as a foot pod or a phone measures it. */
#include "daemon/intake_parts.h"

#include <string.h>

static void push(struct intake *in, const struct travel_speed *s)
{
    intake_speed(in, s->t_ns, s->speed_ms, s->slope_deg);
}

void intake_travel_speed(struct intake *in, const struct decode_item *item,
                         const struct intake_source *from, int64_t t_ns)
{
    struct travel_speed s;
    float speed_ms = item->u.speed.speed_ms, slope_deg = item->u.speed.slope_deg;
    bool pod = strcmp(item->dialect, "native") != 0;
    if (pod ? travel_pod(&in->travel, &from->address, t_ns, (double)speed_ms, &s)
            : travel_say(&in->travel, t_ns, speed_ms, slope_deg, &s))
        push(in, &s);
}

void intake_travel_position(struct intake *in, const struct decode_item *item,
                            const struct intake_source *from, int64_t t_ns)
{
    struct travel_speed s;
    if (travel_position(&in->travel, &from->address, t_ns, item->u.position.latitude_deg,
                        item->u.position.longitude_deg, item->u.position.altitude_m, &s))
        push(in, &s);
}

void intake_travel_mark(struct intake *in, int64_t t_ns, const char *surface)
{
    struct travel_speed s;
    if (travel_mark(&in->travel, t_ns, surface, &s))
        push(in, &s);
}

void intake_travel_due(struct intake *in, int64_t t_ns)
{
    struct travel_speed s;
    if (travel_tick(&in->travel, t_ns, &s))
        push(in, &s);
}
