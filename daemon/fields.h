/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an event says, field by field: one const table gives name, order, precision and OSC type tag
 * of every field of every kind of event. It drives the JSON line, the OSC message, and the way back
 * from an OSC message to an event. Pure; any thread. */
#ifndef DAEMON_FIELDS_H
#define DAEMON_FIELDS_H

#include <gait/types.h>

#include <stddef.h>

#define FIELD_TEXT_MAX 512
#define FIELDS_MAX 40 /* fields of one kind */

/* How a value stands in struct gait_event, and with it its OSC tag. */
enum field_type {
    FIELD_TIME,      /* int64_t ns             d, seconds; NaN: not known */
    FIELD_FLOAT,     /* float                  f; NaN: not measured */
    FIELD_REAL,      /* double                 f */
    FIELD_CLOCK,     /* double                 f; NaN: the sensor has no time of its own */
    FIELD_KNOWN,     /* float, 0 = not known   f; NaN: not known */
    FIELD_COUNT,     /* uint32_t               i */
    FIELD_BOOL,      /* bool                   i, 0 or 1 */
    FIELD_TEXT,      /* char[]                 s; empty: none */
    FIELD_SIDE,      /* enum of that name      s; empty: none */
    FIELD_STATE,     /*                        s */
    FIELD_PLACEMENT, /*                        s */
    FIELD_MEASURE,   /*                        s */
    FIELD_VERDICT,   /*                        s */
    FIELD_AXES,      /* gait_sensor.axes       s, "ax ay az gx gy gz" as far as measured */
    FIELD_UP,        /* u.sensor.up            s, "up x y z"; empty: not known yet */
    FIELD_UNIT,      /* nothing                s, always "m/s2": what the values were turned into */
    FIELD_RUN,       /* nothing                s, always "run": what a drift is over */
    FIELD_CONTACT,   /* toe-off - contact      f, ms */
    FIELD_STRIDE,    /* next contact - contact f, ms */
    FIELD_DUTY,      /* contact / stride       f, 0 .. 1 */
    FIELD_BANDS,     /* float[GAIT_BANDS]      s, 40 numbers, spaces between; empty: not measured */
    FIELD_TYPES
};

struct field {
    const char *name;
    unsigned kinds; /* bit k: an event of kind k has it */
    enum field_type type;
    size_t offset; /* in struct gait_event */
    size_t size;   /* of a text, with its NUL */
    int decimals;  /* promised */
    double scale;  /* shown = scale x kept */
};

struct field_value {
    char tag;  /* d f i s */
    bool none; /* not measured, not known */
    double number;
    int64_t time_ns; /* where the field is a time */
    char text[FIELD_TEXT_MAX];
};

/* Words of the bits of gait_sensor.axes. */
extern const char *const field_channels[6];

/* The fields of a kind in their order; returns how many, at most FIELDS_MAX. */
int fields_of(enum gait_event_kind kind, const struct field *ret_fields[FIELDS_MAX]);
char field_tag(const struct field *f);
void field_get(const struct field *f, const struct gait_event *e, struct field_value *ret);

/* Puts a value into an event of the right kind, a time from time_ns where that is given; derived fields are accepted and left. False: no
 * such word. */
bool field_set(const struct field *f, struct gait_event *e, const struct field_value *v);

#endif
