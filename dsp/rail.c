/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/rail.h>

#include <math.h>
#include <string.h>

enum {
    LONG_VISITS = 3,
    VISITS = 5, /* of one sample: coarse steps meet the same value twice by chance */
};

/* Shares of the range. */
static const float surely = 0.9995f; /* on the rail, whatever came before */
static const float nearly = 0.99f;   /* the largest of an end from here on is its rail */
static const float spread = 0.001f;  /* of values on one rail: less than a step of 10 bits */
static const float alike = 0.9f;     /* at least, of the ends of one sensor */

static const float least =
    2 * (float)GAIT_G_MS2; /* no sensor's range is smaller; gravity at rest stays below */

void gait_rail_reset(struct gait_rail *r)
{
    memset(r, 0, sizeof *r);
}

static void take(struct gait_rail_end *e, float value)
{
    if (value > e->top) {
        *e = (struct gait_rail_end){.top = value, .stays = 1, .visits = 1};
    } else if (value == e->top) {
        e->stays++;
        e->visits += e->stays == 1;
        e->long_visits += e->stays == 2;
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

/* The largest of all ends: all rails of a sensor lie near each other. */
static float top_of(const struct gait_rail *r)
{
    float top = least;
    for (int i = 0; i < GAIT_RAIL_ENDS; i++)
        top = fmaxf(top, r->end[i].top);
    return top;
}

static bool is_learned(const struct gait_rail_end *e, float top)
{
    return (e->long_visits >= LONG_VISITS || e->visits >= VISITS) && e->top >= alike * top;
}

/* Not known to be a rail, but a peak there is not known to be whole either. */
static bool is_doubtful(const struct gait_rail_end *e, float top)
{
    return (e->visits >= 2 || e->long_visits >= 1) && e->top >= alike * top;
}

float gait_rail_range_g(const struct gait_rail *r)
{
    float smallest = 0, top = top_of(r);
    for (int i = 0; i < GAIT_RAIL_ENDS; i++) {
        const struct gait_rail_end *e = &r->end[i];
        if (e->top >= least && is_learned(e, top) && (smallest == 0 || e->top < smallest))
            smallest = e->top;
    }
    return smallest / (float)GAIT_G_MS2;
}

void gait_rail_limits(const struct gait_rail *r, float declared_g, float ret_ms2[GAIT_RAIL_ENDS])
{
    float range = (declared_g > 0 ? declared_g : gait_rail_range_g(r)) * (float)GAIT_G_MS2;
    float top = top_of(r), doubtful_from = declared_g > 0 ? alike * range : least;
    for (int i = 0; i < GAIT_RAIL_ENDS; i++) {
        const struct gait_rail_end *e = &r->end[i];
        ret_ms2[i] = range > 0 ? surely * range : INFINITY;
        bool met = e->top >= least && is_learned(e, top);
        bool doubtful = e->top >= doubtful_from && is_doubtful(e, top);
        if (met || doubtful || (range > 0 && e->top >= nearly * range))
            ret_ms2[i] = fminf(ret_ms2[i], e->top - spread * (range > 0 ? range : e->top));
    }
}
