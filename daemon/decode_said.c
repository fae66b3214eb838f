/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said in messages that hold no sample. */
#include "daemon/decode_parts.h"

#include <math.h>
#include <string.h>

#define POD_LEG_SPM 120.0     /* a foot pod's cadence above this is of both feet */
#define POD_MAX_SPM 400.0
#define POD_MAX_M 4294967295e-1
#define SHARE_MAX 1.01
#define VOLTS_MAX 60.0

static bool read_about(const struct osc_message *m, struct decode_item *ret,
                       enum decode_reason *why)
{
    double rate = 0, range = 0, axes = 0;
    *why = DECODE_BAD_ARGUMENTS;
    if (!gait_placement_parse(osc_string(m, 0), &ret->u.about.placement))
        return false;
    osc_number(m, 1, &rate);
    osc_number(m, 2, &range);
    osc_number(m, 3, &axes);
    if (!decode_in_range(rate, 0, DECODE_RATE_MAX_HZ, why) ||
        !decode_in_range(range, 0, DECODE_RANGE_MAX_G, why) ||
        !decode_in_range(axes, 1, 0x3f, why))
        return false;
    ret->u.about.rate_hz = (float)rate;
    ret->u.about.range_g = (float)range;
    ret->axes = (uint8_t)axes;
    return true;
}

static bool read_word(const struct osc_message *m, int i, char ret[GAIT_NAME_MAX],
                      enum decode_reason *why)
{
    const char *word = osc_string(m, i);
    *why = DECODE_BAD_NAME;
    return decode_name_copy(ret, (struct decode_span){word, strlen(word)});
}

static bool read_word_or_none(const struct osc_message *m, int i, char ret[GAIT_NAME_MAX],
                              enum decode_reason *why)
{
    if (*osc_string(m, i))
        return read_word(m, i, ret, why);
    memset(ret, 0, GAIT_NAME_MAX);
    return true;
}

static float rounded(double x)
{
    return isnan(x) ? NAN : (float)((double)llround(x * 1e4) / 1e4);
}

bool decode_speed_ok(double speed_ms, double slope_deg, float *ret_speed_ms, float *ret_slope_deg,
                     enum decode_reason *ret_reason)
{
    const double steep = DECODE_SLOPE_MAX_DEG;
    if (!isnan(speed_ms) && !decode_in_range(speed_ms, 0, DECODE_SPEED_MAX_MS, ret_reason))
        return false;
    if (!isnan(slope_deg) && !decode_in_range(slope_deg, -steep, steep, ret_reason))
        return false;
    *ret_speed_ms = speed_ms > 0 ? rounded(speed_ms) : NAN;
    *ret_slope_deg = rounded(slope_deg);
    return true;
}

/* -1 and NaN are a foot pod's words for what it does not measure. */
static double pod_number(const struct osc_message *m, int i)
{
    double x = (double)NAN;
    osc_number(m, i, &x);
    return x == -1 ? (double)NAN : x;
}

static bool read_pod(const struct osc_message *m, struct decode_item *ret, enum decode_reason *why)
{
    double cadence = pod_number(m, 1), distance = pod_number(m, 2) * 0.1;
    if (!decode_speed_ok(pod_number(m, 0), (double)NAN, &ret->u.speed.speed_ms,
                         &ret->u.speed.slope_deg, why))
        return false;
    if (!isnan(cadence) && !decode_in_range(cadence, 0, POD_MAX_SPM, why))
        return false;
    if (!isnan(distance) && !decode_in_range(distance, 0, POD_MAX_M, why))
        return false;
    ret->u.speed.cadence_spm = (float)(cadence > POD_LEG_SPM ? cadence : 2 * cadence);
    ret->u.speed.distance_m = (float)distance;
    return true;
}

static bool read_speed(const struct dialects_row *r, const struct osc_message *m,
                       struct decode_item *ret, enum decode_reason *why)
{
    double speed_ms = (double)NAN, slope_deg = (double)NAN;
    if (r->pod)
        return read_pod(m, ret, why);
    osc_number(m, 0, &speed_ms);
    osc_number(m, 1, &slope_deg); /* where there is one */
    ret->u.speed.cadence_spm = ret->u.speed.distance_m = NAN;
    return decode_speed_ok(speed_ms, slope_deg, &ret->u.speed.speed_ms, &ret->u.speed.slope_deg,
                           why);
}

static bool read_position(const struct osc_message *m, struct decode_item *ret,
                          enum decode_reason *why)
{
    double latitude = 0, longitude = 0, altitude = (double)NAN;
    osc_number(m, 0, &latitude);
    osc_number(m, 1, &longitude);
    osc_number(m, 2, &altitude); /* where there is one */
    if (!decode_in_range(latitude, -90, 90, why) || !decode_in_range(longitude, -180, 180, why) ||
        (!isnan(altitude) && !decode_in_range(altitude, -500, 9000, why)))
        return false;
    ret->u.position.latitude_deg = latitude;
    ret->u.position.longitude_deg = longitude;
    ret->u.position.altitude_m = altitude;
    return true;
}

static bool read_subscribe(const struct osc_message *m, struct decode_item *ret,
                           enum decode_reason *why)
{
    const char *what = osc_string(m, 1);
    double seconds = 0;
    osc_number(m, 0, &seconds);
    if (!decode_in_range(seconds, 0, DECODE_SUBSCRIBE_MAX_S, why))
        return false;
    ret->u.subscribe.seconds = (int)seconds;
    ret->u.subscribe.sensors = what && strcmp(what, "sensors") == 0;
    *why = DECODE_BAD_ARGUMENTS;
    return !what || ret->u.subscribe.sensors || strcmp(what, "events") == 0;
}

static bool read_place(const struct osc_message *m, struct decode_item *ret,
                       enum decode_reason *why)
{
    ret->u.place.placement = GAIT_UNKNOWN;
    memset(ret->u.place.name, 0, sizeof ret->u.place.name);
    if (!read_word(m, 0, ret->u.place.id, why))
        return false;
    if (ret->kind == DECODE_NAME)
        return read_word_or_none(m, 1, ret->u.place.name, why);
    *why = DECODE_BAD_ARGUMENTS;
    return gait_placement_parse(osc_string(m, 1), &ret->u.place.placement);
}

bool decode_battery(struct decode_item *ret, double share, double volts, enum decode_reason *why)
{
    share = isfinite(share) && share >= 0 ? share : (double)NAN;
    volts = isfinite(volts) ? volts : (double)NAN;
    if ((!isnan(share) && !decode_in_range(share, 0, SHARE_MAX, why)) ||
        (!isnan(volts) && !decode_in_range(volts, 0, VOLTS_MAX, why)))
        return false;
    ret->u.battery.share = (float)(share > 1 ? 1 : share);
    ret->u.battery.volts = (float)volts;
    return true;
}

static bool read_battery(const struct dialects_row *r, const struct osc_message *m,
                         struct decode_item *ret, enum decode_reason *why)
{
    double share = (double)NAN, volts = (double)NAN;
    if (r->parts & DECODE_A)
        osc_number(m, r->a, &share);
    if (r->parts & DECODE_W)
        osc_number(m, r->w, &volts);
    return decode_battery(ret, share * r->a_unit, volts * r->w_unit, why);
}

static bool read_gesture(const struct osc_message *m, struct decode_item *ret,
                         enum decode_reason *why)
{
    double power = 0;
    osc_number(m, 2, &power);
    if (!read_word(m, 0, ret->u.gesture.what, why) ||
        !read_word_or_none(m, 1, ret->u.gesture.part, why) ||
        !decode_in_range(power, -1e6, 1e6, why))
        return false;
    ret->u.gesture.power = (float)power;
    return true;
}

bool decode_said(const struct dialects_row *r, const struct osc_message *m, struct decode_item *ret,
                 enum decode_reason *why)
{
    switch (r->kind) {
    case DECODE_ABOUT:
        return read_about(m, ret, why);
    case DECODE_BATTERY:
        return read_battery(r, m, ret, why);
    case DECODE_NAMED:
        return read_word(m, 0, ret->u.name, why);
    case DECODE_GESTURE:
        return read_gesture(m, ret, why);
    case DECODE_MARK:
        return read_word(m, 0, ret->u.surface, why);
    case DECODE_SPEED:
        return read_speed(r, m, ret, why);
    case DECODE_POSITION:
        return read_position(m, ret, why);
    case DECODE_SUBSCRIBE:
        return read_subscribe(m, ret, why);
    case DECODE_PLACE:
    case DECODE_NAME:
        return read_place(m, ret, why);
    case DECODE_FROM:
        *why = DECODE_BAD_ARGUMENTS;
        return source_read(m, &ret->u.from);
    case DECODE_REPLAY:
        osc_tag(m, 0, &ret->tag);
        *why = DECODE_BAD_ARGUMENTS;
        return !osc_tag_is_none(ret->tag);
    default:
        return true;
    }
}
