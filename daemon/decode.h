/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns one OSC message into what it means here: samples, what a sensor says about itself, or a
 * control. One const table of dialects (dialects.c), one row a form of message; a new dialect is a
 * new row and a test. Where one address has several meanings the type tags decide. Values are
 * checked before anything is given out: what is not finite or beyond what a runner's sensor can
 * feel is refused, names from the network are limited to 31 bytes of letters, digits and _ . : -,
 * and any numeric type is taken where a number is wanted. What is DECODE_OPEN can only be checked
 * for being a number of six digits: who finds its unit calls decode_sample_ok.
 *
 * Pure: any thread. */
#ifndef DAEMON_DECODE_H
#define DAEMON_DECODE_H

#include "daemon/osc.h"
#include "daemon/source.h"

#include <gait/types.h>

#define DECODE_A_MAX_MS2 (200 * GAIT_G_MS2) /* resultant */
#define DECODE_HIGH_MAX_MS2 (400 * GAIT_G_MS2) /* of a sensor of 200 g an axis */
#define DECODE_W_MAX_RADS 70.0              /* resultant, 4010 deg/s */
#define DECODE_RATE_MAX_HZ 10000.0
#define DECODE_RANGE_MAX_G 1000.0
#define DECODE_SUBSCRIBE_MAX_S 3600
#define DECODE_SPEED_MAX_MS 12.0 /* a sprinter's best */
#define DECODE_SLOPE_MAX_DEG 45.0
#define DECODE_SAMPLES_MAX 21 /* of one message: 63 of at most 64 arguments */

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
    DECODE_NO_UNIT,         /* what unit a sample is in is not decided yet */
    DECODE_NO_GRAVITY,      /* acceleration without gravity, and none sent beside it */
    DECODE_REPEATED,        /* the same values again, of a dialect that repeats them */
    DECODE_TOO_FAST,        /* more datagrams a second from one source than any sensor sends */
    DECODE_TOO_MANY_SOURCES,
    DECODE_REASONS
};

/* One sentence for people; one word for labels and JSON keys. */
const char *decode_reason_name(enum decode_reason r);
const char *decode_reason_word(enum decode_reason r);

enum decode_kind {
    DECODE_SAMPLE,  /* u.sample: one or more whole samples, or parts of one */
    DECODE_ABOUT,   /* u.about */
    DECODE_BATTERY, /* u.battery */
    DECODE_NAMED,   /* u.name: what a device calls itself */
    DECODE_GESTURE, /* u.gesture: a shoe's own word for a step */
    DECODE_IGNORED, /* known, and of no use here */
    DECODE_MARK,    /* u.surface */
    DECODE_SPEED,   /* u.speed; gait/speed or a foot pod's */
    DECODE_POSITION,  /* u.position */
    DECODE_SUBSCRIBE, /* u.subscribe */
    DECODE_PLACE,     /* u.place: where a sensor is worn, from this machine only */
    DECODE_NAME,      /* u.place: what a sensor is to be called, likewise */
    DECODE_FROM, /* u.from: who sent what follows, in a replay */
    DECODE_REPLAY,
    DECODE_REPLAY_RAW, /* a datagram that is not OSC, within a replay's bundle */
    DECODE_REPLAY_END
};

/* What a sample's message carries. Parts of one sample may come in several messages of one
 * datagram or of several: join puts them together. */
enum decode_part {
    DECODE_A = 1,       /* acceleration with gravity */
    DECODE_W = 2,       /* angular rate */
    DECODE_LINEAR = 4,  /* acceleration without gravity */
    DECODE_GRAVITY = 8, /* and gravity alone, of the same sign */
    DECODE_HIGH = 16    /* acceleration of a second, high-g sensor */
};

/* How a unit is known. A row that leaves it open gives the numbers as they came. */
enum decode_unit {
    DECODE_SI,   /* turned into m/s2 or rad/s already */
    DECODE_OPEN, /* m/s2, g or mg; rad/s, deg/s or deg/ms: as sent */
    DECODE_SCALE /* in SI too, but sent as shares of a full scale nobody documented: range_g and
                    w_unit are what was taken for it, and a setting of the range rescales */
};

#define DECODE_ALL_AXES 3

struct decode_sample {
    uint8_t parts; /* DECODE_A, .. */
    uint8_t axis;  /* 0 1 2: the message carries this axis only; DECODE_ALL_AXES */
    uint8_t count; /* samples in the message, oldest first */
    enum decode_unit unit_a, unit_w;
    float a_unit, w_unit; /* what one unit of the wire was taken for, m/s2 and rad/s: a setting of
                             the unit divides by it and multiplies with its own; 1 of an open one */
    bool repeats; /* of a dialect that sends a value again until there is a new one */
    float range_g; /* full scale of DECODE_A where the dialect has one, else 0 */
    float high_g;  /* of DECODE_HIGH */
    /* a[0 .. count - 1], of DECODE_A, _LINEAR, _GRAVITY or _HIGH; one axis: [0][axis]. w of the
     * last sample. What a message does not carry of a[0] and w is 0. */
    float a[DECODE_SAMPLES_MAX][3];
    float w[3];
};

struct decode_item {
    enum decode_kind kind;
    const char *dialect;        /* lives for ever */
    char runner[GAIT_NAME_MAX]; /* zero to the end; empty: the dialect does not say */
    char id[GAIT_NAME_MAX];     /* likewise: the source is the sensor */
    bool shoe;                     /* by its dialect: LEFT is foot_left */
    /* Time of measurement on the device's clock, ns since whatever, GAIT_NO_TIME where none is
     * told; it counts modulo wrap_ns. */
    int64_t device_ns, wrap_ns;
    uint64_t tag; /* of controls: the bundle's; of a replay: of arrival */
    uint8_t axes; /* of a sample: which this form carries; of an about: which are measured */
    union {
        struct decode_sample sample;
        struct {
            enum gait_placement placement;
            float rate_hz, range_g; /* 0: unknown */
        } about;
        struct {
            float share, volts; /* NaN: not told */
        } battery;
        char name[GAIT_NAME_MAX];
        struct {
            char what[GAIT_NAME_MAX], part[GAIT_NAME_MAX]; /* STEP, HEEL; part may be empty */
            float power;
        } gesture;
        char surface[GAIT_NAME_MAX];
        struct {
            float speed_ms, slope_deg; /* NaN: not known */
            float cadence_spm;         /* steps of both feet a minute; NaN */
            float distance_m;          /* NaN */
        } speed;
        struct {
            double latitude_deg, longitude_deg, altitude_m; /* altitude NaN: not told */
        } position;
        struct {
            int seconds;  /* 0 .. DECODE_SUBSCRIBE_MAX_S */
            bool sensors; /* heard, refused and listening, and nothing else */
        } subscribe;
        struct {
            char id[GAIT_NAME_MAX];
            char name[GAIT_NAME_MAX];
            enum gait_placement placement;
        } place;
        struct intake_source from;
    } u;
};

/* False: refused, *ret_reason says why and *ret is undefined. */
bool decode_message(const struct osc_message *m, struct decode_item *ret,
                    enum decode_reason *ret_reason);

/* What id and dialect say of where a sensor is worn; an id like "left" tells the side alone. */
void decode_worn(const struct decode_item *item, enum gait_placement *ret_placement,
                 enum gait_side *ret_side);

/* Checks a sample in SI as decode_message does: true, or the reason. */
bool decode_sample_ok(const float a_ms2[3], const float w_rads[3], enum decode_reason *ret_reason);

/* Checks a speed and a slope as somebody said them; a speed of 0 becomes NaN, not
 * known. Rounded to 0.0001, as marks.csv keeps them. */
bool decode_speed_ok(double speed_ms, double slope_deg, float *ret_speed_ms, float *ret_slope_deg,
                     enum decode_reason *ret_reason);

/* True: 1 .. 31 bytes of [A-Za-z0-9_.:-]. */
bool decode_name_ok(const char *name, size_t size);

#endif
