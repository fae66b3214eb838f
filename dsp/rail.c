/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/rail.h>

#include <string.h>

enum { VISITS = 3 };

static const float least =
    2 * (float)GAIT_G_MS2; /* no sensor's range is smaller; gravity at rest stays below */

void gait_rail_reset(struct gait_rail *r)
{
    memset(r, 0, sizeof *r);
}

static void take(struct gait_rail_end *e, float value)
{
    if (value > e->top) {
        *e = (struct gait_rail_end){.top = value, .stays = 1};
    } else if (value == e->top) {
        e->stays++;
        e->visits += e->stays == 2;
    } else {
        e->stays = 0;
    }
}

bool gait_rail_push(struct gait_rail *r, const struct gait_sample *s)
{
    float before = gait_rail_range_g(r);
    for (int i = 0; i < 3; i++) {
        take(&r->end[2 * i], s->a_ms2[i]);
        take(&r->end[2 * i + 1], -s->a_ms2[i]);
    }
    return gait_rail_range_g(r) != before;
}

float gait_rail_range_g(const struct gait_rail *r)
{
    float smallest = 0;
    for (int i = 0; i < 6; i++) {
        const struct gait_rail_end *e = &r->end[i];
        if (e->visits >= VISITS && e->top >= least && (smallest == 0 || e->top < smallest))
            smallest = e->top;
    }
    return smallest / (float)GAIT_G_MS2;
}
