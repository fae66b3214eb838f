/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/rail.h>

#include <math.h>
#include <string.h>

enum { VISITS = 3 };

/* Shares of the range. */
static const float surely = 0.9995f; /* on the rail, whatever came before */
static const float nearly = 0.99f;   /* the largest of an end from here on is its rail */
static const float spread = 0.001f;  /* of values on one rail: less than a step of 10 bits */

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
    bool touches = false; /* mostly nothing is as large as the largest so far */
    for (int i = 0; i < 3; i++) {
        touches |= s->a_ms2[i] >= r->end[2 * i].top || -s->a_ms2[i] >= r->end[2 * i + 1].top;
        r->end[2 * i].stays *= s->a_ms2[i] >= r->end[2 * i].top;
        r->end[2 * i + 1].stays *= -s->a_ms2[i] >= r->end[2 * i + 1].top;
    }
    if (!touches)
        return false;
    float before = gait_rail_range_g(r);
    for (int i = 0; i < 3; i++) {
        take(&r->end[2 * i], s->a_ms2[i]);
        take(&r->end[2 * i + 1], -s->a_ms2[i]);
    }
    return gait_rail_range_g(r) != before;
}

static bool is_learned(const struct gait_rail_end *e)
{
    return e->visits >= VISITS && e->top >= least;
}

float gait_rail_range_g(const struct gait_rail *r)
{
    float smallest = 0;
    for (int i = 0; i < GAIT_RAIL_ENDS; i++) {
        const struct gait_rail_end *e = &r->end[i];
        if (is_learned(e) && (smallest == 0 || e->top < smallest))
            smallest = e->top;
    }
    return smallest / (float)GAIT_G_MS2;
}

void gait_rail_limits(const struct gait_rail *r, float declared_g, float ret_ms2[GAIT_RAIL_ENDS])
{
    float range = (declared_g > 0 ? declared_g : gait_rail_range_g(r)) * (float)GAIT_G_MS2;
    for (int i = 0; i < GAIT_RAIL_ENDS; i++) {
        const struct gait_rail_end *e = &r->end[i];
        ret_ms2[i] = range > 0 ? surely * range : INFINITY;
        if (is_learned(e) || (range > 0 && e->top >= nearly * range))
            ret_ms2[i] = fminf(ret_ms2[i], e->top - spread * (range > 0 ? range : e->top));
    }
}
