/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns one OSC message into what it means here: a sample in SI units, what a sensor says about
 * itself, or a control. One const table of dialects, one row a form of message; a new dialect is a
 * new row. Values are checked before anything is given out: what is not finite or beyond what a
 * runner's sensor can feel is refused, names from the network are limited to 31 bytes of letters,
 * digits and _ . : -, and any numeric type is taken where a number is wanted.
 *
 * Pure: any thread. */
#ifndef DAEMON_DECODE_H
#define DAEMON_DECODE_H

#include "daemon/osc.h"

#include <gait/types.h>

#define DECODE_A_MAX_MS2 (200 * GAIT_G_MS2) /* resultant */
#define DECODE_W_MAX_RADS 70.0              /* resultant, 4010 deg/s */
#define DECODE_RATE_MAX_HZ 10000.0
#define DECODE_RANGE_MAX_G 1000.0
#define DECODE_SUBSCRIBE_MAX_S 3600
#define DECODE_SPEED_MAX_MS 12.0 /* a sprinter's best */
#define DECODE_SLOPE_MAX_DEG 45.0

/* Why a datagram, an element of it, or a sample was not taken: of the reader, the decoder and the
 * intake. */
enum decode_reason {
    DECODE_SIZE,
    DECODE_NOT_OSC,
    DECODE_TOO_DEEP,
    DECODE_BAD_ELEMENT,
    DECODE_BAD_ARGUMENTS,
    DECODE_UNKNOWN_ADDRESS,
    DECODE_BAD_NAME,
    DECODE_NOT_FINITE,
    DECODE_OUT_OF_RANGE,
    DECODE_NOT_ALLOWED,
    DECODE_TRUNCATED,
    DECODE_TOO_MANY_SENSORS,
    DECODE_OTHER_SOURCE,
    DECODE_LATE,
    DECODE_UNDECLARED,
    DECODE_REASONS
};

/* One sentence for people; one word for labels and JSON keys. */
const char *decode_reason_name(enum decode_reason r);
const char *decode_reason_word(enum decode_reason r);

enum decode_kind {
    DECODE_SAMPLE,
    DECODE_ABOUT,
    DECODE_IGNORED, /* known, and of no use here */
    DECODE_MARK,
    DECODE_SPEED,
    DECODE_SUBSCRIBE,
    DECODE_REPLAY,
    DECODE_REPLAY_END
};

struct decode_item {
    enum decode_kind kind;
    const char *dialect;        /* lives for ever */
    char runner[GAIT_NAME_MAX]; /* zero to the end; empty: the dialect does not say */
    char id[GAIT_NAME_MAX];     /* likewise: the source is the sensor */
    uint64_t tag; /* of a sample: NTP time on the device's clock; of a replay: of arrival; else the
                     bundle's */
    uint8_t axes; /* of a sample: which this form carries; of an about: which are measured */
    union {
        struct {
            float a_ms2[3], w_rads[3]; /* 0 where axes says not measured */
        } sample;
        struct {
            enum gait_placement placement;
            float rate_hz, range_g; /* 0: unknown */
        } about;
        char surface[GAIT_NAME_MAX];
        struct {
            float speed_ms, slope_deg; /* NaN: not known */
        } speed;
        int seconds; /* 0 .. DECODE_SUBSCRIBE_MAX_S */
    } u;
};

/* False: refused, *ret_reason says why and *ret is undefined. */
bool decode_message(const struct osc_message *m, struct decode_item *ret,
                    enum decode_reason *ret_reason);

/* Checks a sample as decode_message does: true, or the reason. */
bool decode_sample_ok(const float a_ms2[3], const float w_rads[3], enum decode_reason *ret_reason);

/* Checks a speed and a slope as somebody said them; a speed of 0 becomes NaN, not
 * known. Rounded to 0.0001, as marks.csv keeps them. */
bool decode_speed_ok(double speed_ms, double slope_deg, float *ret_speed_ms, float *ret_slope_deg,
                     enum decode_reason *ret_reason);

/* True: 1 .. 31 bytes of [A-Za-z0-9_.:-]. */
bool decode_name_ok(const char *name, size_t size);

#endif
