/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a sensor puts its samples on the wire, for the dialects that `replay` speaks: one const
 * table, one row a dialect. A voice is one sensor that speaks one of them: it takes samples one by
 * one and says when datagrams are due, to the byte what the device would send. What a device's
 * firmware limits (its rate, how many there may be) is not imposed. Pure: any thread, one voice a
 * thread. */
#ifndef CTL_DIALECT_H
#define CTL_DIALECT_H

#include "ctl/packet.h"
#include "daemon/recording.h"

#define DIALECT_BATCH_MAX 16
#define DIALECT_FORMS_MAX 6

/* What tells its sensors apart. */
enum dialect_id {
    DIALECT_BY_NAME,   /* the sensor's id, in the address */
    DIALECT_BY_NUMBER, /* which sensor of the recording, in the address: from 0 on */
    DIALECT_BY_SIDE,   /* LEFT or RIGHT, in the address */
    DIALECT_BY_SOURCE  /* where it sends from */
};

/* What a datagram is made of. */
struct dialect_said {
    const struct dialect *dialect;
    const struct recording_sensor *sensor;
    int number;      /* of the sensor in its recording */
    int64_t boot_ns; /* Unix time at which the device began to count, on its own clock */
    int part;        /* which datagram of the sample's */
    int n;           /* samples, oldest first */
    struct dialect_sample {
        int64_t device_ns;   /* Unix time on the device's clock */
        float row[6];        /* m/s2, rad/s */
        float gravity_ms2[3]; /* the part of row's acceleration that a phone takes for gravity */
    } sample[DIALECT_BATCH_MAX];
};

/* A message of numbers: @ in the address stands for the sensor. */
struct dialect_form {
    const char *address; /* NULL: no more */
    int first, count;    /* of a sample's values */
};

struct dialect {
    const char *name;
    const char *what; /* device or program, and what it sends, for people */
    enum dialect_id id;
    /* A list of messages, where that is all there is to it; as floats, or as doubles. */
    struct dialect_form form[DIALECT_FORMS_MAX];
    double a_ms2, w_rads; /* one unit of the wire */
    bool doubles;
    bool bundled; /* in one bundle that tells no time; else a datagram each */
    bool repeats; /* says each sample again before the next */
    /* Or what writes one element or a whole packet. */
    void (*write)(struct packet *p, const struct dialect_said *x);
    int batch; /* samples in one datagram; 0: one */
    float range_g; /* of its accelerometer, beyond which it clips; 0: as the recording */
    bool no_rates; /* has no gyroscope, or does not say what it measures */
    bool raw;  /* not OSC: cannot be an element of a bundle */
    /* What the sensor says about itself, or NULL. */
    void (*about)(struct packet *p, const struct recording_sensor *s);
};

const struct dialect *dialect_find(const char *name); /* NULL: none of that name */
const struct dialect *dialect_at(int i);              /* 0 .. ; NULL: no more */

/* The names, commas between, cut where there is no room. */
void dialect_names(char *text, size_t size);

/* NULL, or why this sensor cannot speak it: one sentence. */
const char *dialect_unfit(const struct dialect *d, const struct recording_sensor *s);

/* Datagrams that what is said makes. */
int dialect_datagrams(const struct dialect_said *x);

/* Writes datagram x->part: one element or a whole packet. */
void dialect_write(struct packet *p, const struct dialect_said *x);

/* One sample alone, of a dialect with one datagram a sample. */
void dialect_sample(struct packet *p, const struct dialect *d, const struct recording_sensor *s,
                    int64_t device_ns, const float row[6]);

struct dialect_voice {
    struct dialect_said said;
    float gravity_ms2[3]; /* of the last sample */
    bool begun, due;
};

void dialect_voice_init(struct dialect_voice *v, const struct dialect *d,
                        const struct recording_sensor *s, int number);

/* Takes a sample: how many datagrams are due now, to be written with v->said, part by part. */
int dialect_voice_take(struct dialect_voice *v, int64_t device_ns, const float row[6]);

/* How many are due for what was kept back for a fuller datagram, at the end. */
int dialect_voice_end(struct dialect_voice *v);

#endif
