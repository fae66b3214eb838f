/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a sample, and when it was measured. */
#include "daemon/decode_parts.h"

#include <math.h>

#define MS_NS INT64_C(1000000)
#define MS_WRAP (INT64_C(1) << 32)
#define COARSE_MS 4.0 /* steps of a float's time above this are no device time */
#define SIX_DIGITS 1e6

bool decode_sample_ok(const float a_ms2[3], const float w_rads[3], enum decode_reason *ret_reason)
{
    double a = 0, w = 0;
    for (int i = 0; i < 3; i++) {
        a += (double)a_ms2[i] * (double)a_ms2[i];
        w += (double)w_rads[i] * (double)w_rads[i];
    }
    return decode_in_range(a, 0, DECODE_A_MAX_MS2 * DECODE_A_MAX_MS2, ret_reason) &&
           decode_in_range(w, 0, DECODE_W_MAX_RADS * DECODE_W_MAX_RADS, ret_reason);
}

static double squared(const float v[3])
{
    return (double)v[0] * (double)v[0] + (double)v[1] * (double)v[1] + (double)v[2] * (double)v[2];
}

bool decode_checked(const struct decode_sample *x, enum decode_reason *why)
{
    double most = x->parts & DECODE_HIGH ? DECODE_HIGH_MAX_MS2 : DECODE_A_MAX_MS2;
    for (int i = 0; x->unit_a != DECODE_OPEN && i < x->count; i++)
        if (!decode_in_range(squared(x->a[i]), 0, most * most, why))
            return false;
    return x->unit_w == DECODE_OPEN ||
           decode_in_range(squared(x->w), 0, DECODE_W_MAX_RADS * DECODE_W_MAX_RADS, why);
}

/* A number in SI, or as it came. One no float can hold is out of range. */
static bool read_number(const struct osc_message *m, int i, double unit, float *ret,
                        enum decode_reason *why)
{
    double x = 0;
    if (m->type[i] == 'f') /* nearly always */
        x = (double)osc_float(m, i);
    else
        osc_number(m, i, &x);
    if (!decode_in_range(x * unit, -SIX_DIGITS, SIX_DIGITS, why))
        return false;
    *ret = (float)(x * unit);
    return true;
}

/* Axes from argument `first` on, which are at [axis] or, three of them, turned. */
static bool read_axes(const struct dialects_row *r, const struct osc_message *m, int first,
                      double unit, int turn, float ret[3], enum decode_reason *why)
{
    ret[0] = ret[1] = ret[2] = 0;
    if (r->axes == 1)
        return read_number(m, first, unit, &ret[r->axis], why);
    for (int i = 0; i < 3; i++, turn = turn == 2 ? 0 : turn + 1)
        if (!read_number(m, first + turn, unit, &ret[i], why))
            return false;
    return true;
}

/* Milliseconds of uptime: an int32 wraps and is negative half of the time; a float loses its
 * resolution, and then a bundle's tag of the same clock, counted from 1970, is the better one. */
static bool read_ms(const struct osc_message *m, int i, struct decode_item *ret,
                    enum decode_reason *why)
{
    double ms = 0;
    osc_number(m, i, &ms);
    *why = DECODE_NOT_FINITE;
    if (!isfinite(ms))
        return false;
    ret->wrap_ns = MS_WRAP * MS_NS;
    ms = fmod(ms, (double)MS_WRAP);
    double step = m->type[i] == 'f' ? (double)(nextafterf((float)fabs(ms), INFINITY) -
                                               (float)fabs(ms))
                                    : 0;
    ms += ms < 0 ? (double)MS_WRAP : 0;
    if (step <= COARSE_MS) {
        ret->device_ns = llround(ms * (double)MS_NS) % ret->wrap_ns;
        return true;
    }
    int64_t tag_ns = osc_tag_ns(m->tag) - OSC_UNIX_NS;
    if (!osc_tag_is_none(m->tag) && tag_ns >= 0) {
        int64_t t_ns = tag_ns % ret->wrap_ns;
        double apart = fabs((double)t_ns / (double)MS_NS - ms);
        if (apart <= step || apart >= (double)MS_WRAP - step)
            ret->device_ns = t_ns;
    }
    return true;
}

static bool read_time(const struct dialects_row *r, const struct osc_message *m,
                      struct decode_item *ret, enum decode_reason *why)
{
    uint64_t tag = m->tag;
    double s = 0, us = 0;
    switch (r->clock) {
    case DIALECTS_MS:
        return read_ms(m, r->time, ret, why);
    case DIALECTS_S_US:
        osc_number(m, r->time, &s);
        osc_number(m, r->time + 1, &us);
        *why = DECODE_OUT_OF_RANGE;
        if (!(us >= 0 && us < 1e6) || !(fabs(s) < (double)MS_WRAP))
            return false;
        ret->device_ns = (s < 0 ? (int64_t)s + MS_WRAP : (int64_t)s) * 1000 * MS_NS +
                         (int64_t)us * 1000;
        return true;
    case DIALECTS_TAG:
        osc_tag(m, r->time, &tag);
        break;
    default:
        break;
    }
    ret->device_ns = osc_tag_is_none(tag) ? GAIT_NO_TIME : osc_tag_ns(tag);
    return true;
}

/* How many samples a message of such types holds. */
static int samples_in(const struct dialects_row *r, const struct osc_message *m)
{
    const char *p = r->types;
    while (p && *p && *p != '*')
        p++;
    return p && *p ? m->args / 3 : 1;
}

bool decode_sample(const struct dialects_row *r, const struct osc_message *m,
                   struct decode_item *ret, enum decode_reason *why)
{
    struct decode_sample *x = &ret->u.sample; /* too large to be emptied for each message */
    int n = samples_in(r, m);
    uint8_t axes = r->axes == 1 ? (uint8_t)(1 << r->axis) : 7;
    bool has_a = r->parts & (uint8_t)~DECODE_W, has_w = r->parts & DECODE_W;
    x->parts = r->parts;
    x->axis = r->axes == 1 ? r->axis : DECODE_ALL_AXES;
    x->count = (uint8_t)(has_a ? n : 1);
    x->unit_a = r->unit_a;
    x->unit_w = r->unit_w;
    x->a_unit = (float)r->a_unit;
    x->w_unit = (float)r->w_unit;
    x->repeats = r->repeats;
    x->range_g = r->range_g;
    x->high_g = 0;
    x->a[0][0] = x->a[0][1] = x->a[0][2] = x->w[0] = x->w[1] = x->w[2] = 0;
    ret->axes = (uint8_t)((has_a ? axes : 0) | (has_w ? axes << 3 : 0));
    for (int i = 0; has_a && i < n; i++)
        if (!read_axes(r, m, r->a + 3 * i, r->a_unit, 0, x->a[i], why))
            return false;
    if (has_w && !read_axes(r, m, r->w + (has_a ? 0 : 3 * (n - 1)), r->w_unit, r->turn, x->w, why))
        return false;
    return read_time(r, m, ret, why) && decode_checked(x, why);
}
