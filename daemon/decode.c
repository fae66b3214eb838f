/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/decode.h"

#include <math.h>
#include <string.h>

_Static_assert((int)DECODE_SIZE == (int)OSC_SIZE && (int)DECODE_NOT_OSC == (int)OSC_NOT_OSC &&
                   (int)DECODE_TOO_DEEP == (int)OSC_TOO_DEEP &&
                   (int)DECODE_BAD_ELEMENT == (int)OSC_BAD_ELEMENT &&
                   (int)DECODE_BAD_ARGUMENTS == (int)OSC_BAD_ARGUMENTS && (int)OSC_REASONS == 5,
               "the reader's reasons are the first of the decoder's");

static const struct {
    const char *word, *sentence;
} reasons[DECODE_REASONS] = {
    [DECODE_SIZE] = {"size", "The datagram is empty, cut short or not a multiple of four bytes."},
    [DECODE_NOT_OSC] = {"not_osc", "The datagram is not OSC."},
    [DECODE_TOO_DEEP] = {"too_deep", "A bundle lies within more than eight others."},
    [DECODE_BAD_ELEMENT] = {"bad_element",
                            "An element of a bundle has an impossible size or address."},
    [DECODE_BAD_ARGUMENTS] = {"bad_arguments",
                              "A message has other arguments than its address calls for."},
    [DECODE_UNKNOWN_ADDRESS] = {"unknown_address", "No dialect knows the address of a message."},
    [DECODE_BAD_NAME] = {"bad_name",
                         "A name is not 1 to 31 letters, digits or _ . : - characters."},
    [DECODE_NOT_FINITE] = {"not_finite", "A value is infinite or not a number."},
    [DECODE_OUT_OF_RANGE] = {"out_of_range",
                             "A value is beyond what a running sensor can feel or be."},
    [DECODE_NOT_ALLOWED] = {"not_allowed",
                            "A control came from another machine or out of its place."},
    [DECODE_TRUNCATED] = {"truncated",
                          "A datagram was larger than the receive buffer and was cut off."},
    [DECODE_TOO_MANY_SENSORS] = {"too_many_sensors",
                                 "All places for sensors are taken by live ones."},
    [DECODE_OTHER_SOURCE] = {"other_source", "Another address already sends as this sensor."},
    [DECODE_LATE] = {"late", "A sample is not newer than one already passed on."},
    [DECODE_UNDECLARED] = {"undeclared", "A sample is of a sensor that was never declared."},
    [DECODE_NO_UNIT] = {"no_unit",
                        "Whether an acceleration is in m/s2, g or mg is not decided yet."},
    [DECODE_NO_GRAVITY] = {"no_gravity",
                           "An acceleration is without gravity, and none was sent beside it."},
    [DECODE_REPEATED] = {"repeated", "A sender that repeats its values sent the same ones again."},
    [DECODE_TOO_FAST] = {"too_fast", "One source sends more datagrams a second than any sensor."},
    [DECODE_TOO_MANY_SOURCES] = {"too_many_sources",
                                 "All places for sources are taken by live ones."},
};

const char *decode_reason_name(enum decode_reason r)
{
    return reasons[r].sentence;
}

const char *decode_reason_word(enum decode_reason r)
{
    return reasons[r].word;
}

#define DEG (3.14159265358979323846 / 180)
#define BUNDLE_TIME (-1) /* the device time is the bundle's tag */
#define ABSENT (-1)

/* One form of message. address: % stands for the runner, @ for the sensor's id, each a whole
 * element. types: n any number, t time tag, s text; NULL any. a, w: the first of three arguments,
 * and one unit of the wire in SI. */
struct row {
    const char *dialect, *address, *types;
    enum decode_kind kind;
    int time, a, w;
    double a_ms2, w_rads;
};

static const struct row rows[] = {
    {"native", "gait/%/@/imu", "tnnnnnn", DECODE_SAMPLE, 0, 1, 4, 1, 1},
    {"native", "gait/%/@/imu", "tnnn", DECODE_SAMPLE, 0, 1, ABSENT, 1, 1},
    {"ngimu", "sensors", "nnnnnnnnnn", DECODE_SAMPLE, BUNDLE_TIME, 3, 0, GAIT_G_MS2, DEG},

    {"native", "gait/%/@/about", "snnn", DECODE_ABOUT, 0, 0, 0, 0, 0},
    {"native", "gait/mark", "s", DECODE_MARK, 0, 0, 0, 0, 0},
    {"native", "gait/speed", "n", DECODE_SPEED, 0, 0, 0, 0, 0},
    {"native", "gait/speed", "nn", DECODE_SPEED, 0, 0, 0, 0, 0},
    {"native", "gait/subscribe", "n", DECODE_SUBSCRIBE, 0, 0, 0, 0, 0},
    {"native", "gait/replay", "t", DECODE_REPLAY, 0, 0, 0, 0, 0},
    {"native", "gait/replay/end", NULL, DECODE_REPLAY_END, 0, 0, 0, 0, 0},

    {"ngimu", "quaternion", "nnnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "linear", "nnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "earth", "nnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "euler", "nnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "matrix", "nnnnnnnnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "magnitudes", "nnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "altitude", "n", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "temperature", NULL, DECODE_IGNORED, 0, 0, 0, 0, 0}, /* two numbers or three */
    {"ngimu", "humidity", "n", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "battery", "nnnns", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "rssi", "nn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "analogue", "nnnnnnnn", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "button", NULL, DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "serialnumber", "s", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "name", "s", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "error", "s", DECODE_IGNORED, 0, 0, 0, 0, 0},
    {"ngimu", "auxserial", NULL, DECODE_IGNORED, 0, 0, 0, 0, 0}, /* text or a blob */
};

bool decode_name_ok(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)name[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '.' && c != ':' && c != '-')
            return false;
    }
    return size > 0 && size < GAIT_NAME_MAX;
}

/* A piece of an address. */
struct span {
    const char *at;
    size_t size;
};

/* Compares an address, its first slash left out, with a pattern; gives what stood for % and @. */
static bool match_address(const char *pattern, const char *address, struct span *ret_runner,
                          struct span *ret_id)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%' || *pattern == '@') {
            struct span *s = *pattern == '%' ? ret_runner : ret_id;
            s->at = address;
            while (*address && *address != '/')
                address++;
            s->size = (size_t)(address - s->at);
        } else if (*pattern != *address++) {
            return false;
        }
    }
    return *address == 0;
}

static bool is_number(char type)
{
    return type == 'f' || type == 'i' || type == 'd' || type == 'h';
}

static bool match_types(const char *types, const struct osc_message *m)
{
    if (!types)
        return true;
    for (int i = 0; i < m->args; i++) {
        char wanted = types[i], type = m->type[i] == 'S' ? 's' : m->type[i];
        if (!wanted || !(wanted == 'n' ? is_number(type) : wanted == type))
            return false;
    }
    return types[m->args] == 0;
}

static bool copy_name(char dst[GAIT_NAME_MAX], struct span s)
{
    if (s.at && !decode_name_ok(s.at, s.size))
        return false;
    memset(dst, 0, GAIT_NAME_MAX);
    if (s.at)
        memcpy(dst, s.at, s.size);
    return true;
}

/* False, with the reason, unless x is finite and least <= x <= most. */
static bool in_range(double x, double least, double most, enum decode_reason *ret_reason)
{
    *ret_reason = isfinite(x) ? DECODE_OUT_OF_RANGE : DECODE_NOT_FINITE;
    return isfinite(x) && x >= least && x <= most;
}

bool decode_sample_ok(const float a_ms2[3], const float w_rads[3], enum decode_reason *ret_reason)
{
    double a = 0, w = 0;
    for (int i = 0; i < 3; i++) {
        a += (double)a_ms2[i] * (double)a_ms2[i];
        w += (double)w_rads[i] * (double)w_rads[i];
    }
    return in_range(a, 0, DECODE_A_MAX_MS2 * DECODE_A_MAX_MS2, ret_reason) &&
           in_range(w, 0, DECODE_W_MAX_RADS * DECODE_W_MAX_RADS, ret_reason);
}

/* Three numbers from argument `first` on, in SI. A number no float can hold is out of range. */
static bool read_vector(const struct osc_message *m, int first, double unit, float ret[3],
                        enum decode_reason *why)
{
    double x = 0;
    for (int i = 0; i < 3; i++) {
        osc_number(m, first + i, &x);
        if (!in_range(x * unit, -1e6, 1e6, why))
            return false;
        ret[i] = (float)(x * unit);
    }
    return true;
}

static bool read_sample(const struct row *r, const struct osc_message *m, struct decode_item *ret,
                        enum decode_reason *why)
{
    struct decode_sample *x = &ret->u.sample;
    uint64_t tag = m->tag;
    *x = (struct decode_sample){.parts = DECODE_A, .axis = DECODE_ALL_AXES, .count = 1};
    ret->axes = r->w == ABSENT ? 0x07 : 0x3f;
    if (r->time != BUNDLE_TIME)
        osc_tag(m, r->time, &tag);
    ret->device_ns = osc_tag_is_none(tag) ? GAIT_NO_TIME : osc_tag_ns(tag);
    ret->wrap_ns = OSC_ERA_NS;
    if (!read_vector(m, r->a, r->a_ms2, x->a[0], why))
        return false;
    if (r->w != ABSENT && !read_vector(m, r->w, r->w_rads, x->w, why))
        return false;
    x->parts |= r->w == ABSENT ? 0 : DECODE_W;
    return decode_sample_ok(x->a[0], x->w, why);
}

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
    if (!in_range(rate, 0, DECODE_RATE_MAX_HZ, why) ||
        !in_range(range, 0, DECODE_RANGE_MAX_G, why) || !in_range(axes, 1, 0x3f, why))
        return false;
    ret->u.about.rate_hz = (float)rate;
    ret->u.about.range_g = (float)range;
    ret->axes = (uint8_t)axes;
    return true;
}

static bool read_surface(const struct osc_message *m, struct decode_item *ret,
                         enum decode_reason *why)
{
    const char *word = osc_string(m, 0);
    *why = DECODE_BAD_NAME;
    return copy_name(ret->u.surface, (struct span){word, strlen(word)});
}

static float rounded(double x)
{
    return isnan(x) ? NAN : (float)((double)llround(x * 1e4) / 1e4);
}

bool decode_speed_ok(double speed_ms, double slope_deg, float *ret_speed_ms, float *ret_slope_deg,
                     enum decode_reason *ret_reason)
{
    const double steep = DECODE_SLOPE_MAX_DEG;
    if (!isnan(speed_ms) && !in_range(speed_ms, 0, DECODE_SPEED_MAX_MS, ret_reason))
        return false;
    if (!isnan(slope_deg) && !in_range(slope_deg, -steep, steep, ret_reason))
        return false;
    *ret_speed_ms = speed_ms > 0 ? rounded(speed_ms) : NAN;
    *ret_slope_deg = rounded(slope_deg);
    return true;
}

static bool read_speed(const struct osc_message *m, struct decode_item *ret,
                       enum decode_reason *why)
{
    double speed_ms = (double)NAN, slope_deg = (double)NAN;
    osc_number(m, 0, &speed_ms);
    osc_number(m, 1, &slope_deg); /* where there is one */
    return decode_speed_ok(speed_ms, slope_deg, &ret->u.speed.speed_ms, &ret->u.speed.slope_deg,
                           why);
}

static bool read_values(const struct row *r, const struct osc_message *m, struct decode_item *ret,
                        enum decode_reason *why)
{
    double seconds = 0;
    switch (r->kind) {
    case DECODE_SAMPLE:
        return read_sample(r, m, ret, why);
    case DECODE_ABOUT:
        return read_about(m, ret, why);
    case DECODE_MARK:
        return read_surface(m, ret, why);
    case DECODE_SPEED:
        return read_speed(m, ret, why);
    case DECODE_SUBSCRIBE:
        osc_number(m, 0, &seconds);
        if (!in_range(seconds, 0, DECODE_SUBSCRIBE_MAX_S, why))
            return false;
        ret->u.subscribe.seconds = (int)seconds;
        ret->u.subscribe.sensors = false;
        return true;
    case DECODE_REPLAY:
        osc_tag(m, 0, &ret->tag);
        *why = DECODE_BAD_ARGUMENTS;
        return !osc_tag_is_none(ret->tag);
    default:
        return true;
    }
}

bool decode_message(const struct osc_message *m, struct decode_item *ret,
                    enum decode_reason *ret_reason)
{
    const char *address = m->address + (*m->address == '/');
    *ret_reason = DECODE_UNKNOWN_ADDRESS;
    for (const struct row *r = rows; r < rows + sizeof rows / sizeof *rows; r++) {
        struct span runner = {0}, id = {0};
        if (!match_address(r->address, address, &runner, &id))
            continue;
        *ret_reason = DECODE_BAD_ARGUMENTS;
        if (!match_types(r->types, m))
            continue;
        *ret_reason = DECODE_BAD_NAME;
        if (!copy_name(ret->runner, runner) || !copy_name(ret->id, id))
            return false;
        ret->kind = r->kind;
        ret->dialect = r->dialect;
        ret->tag = m->tag;
        ret->axes = 0;
        return read_values(r, m, ret, ret_reason);
    }
    return false;
}
