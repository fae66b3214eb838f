/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sensors are heard: what the daemon tells who asks, once a second, as the events heard,
 * refused and listening. Plain values. */
#ifndef GAIT_HEARING_H
#define GAIT_HEARING_H

#include <gait/placement.h>

#include <stdbool.h>
#include <stdint.h>

#define GAIT_NAME_MAX 32    /* bytes of a name, its NUL included */
#define GAIT_ADDRESS_MAX 56 /* of an address with its port */
#define GAIT_UNIT_MAX 8     /* of a unit */
#define GAIT_WHY_MAX 160    /* of a sentence or a list */

/* A sensor; the event's time is that of its newest sample. */
struct gait_hearing {
    char from[GAIT_ADDRESS_MAX]; /* address and port; empty: not from the network */
    char name[GAIT_NAME_MAX];    /* what it calls itself, e.g. a serial number; empty */
    char dialect[GAIT_NAME_MAX];
    enum gait_placement placement;
    float placement_confidence, rate_hz;              /* as in sensor */
    float rate_now_hz;                                /* of the last seconds; 0: unknown */
    char unit_a[GAIT_UNIT_MAX], unit_w[GAIT_UNIT_MAX]; /* as sent; empty: not decided */
    uint8_t axes;
    uint32_t samples, lost, late; /* late: with duplicates */
    float loss;                   /* share, 0 .. 1; NaN where losses cannot be seen */
    char clock[GAIT_NAME_MAX];    /* which kind of time it sends, in words */
    float skew_ppm, delay_ms;     /* NaN: not known */
    float battery, battery_v;     /* share 0 .. 1, volts; NaN: not told */
    float range_g, clipped_share, up[3]; /* as in sensor */
    bool range_learned;
    float age_s;            /* since its newest sample */
    float motion_g;         /* range of |acceleration| in its last 0.5 to 1 s; NaN: none came */
    uint32_t refused;       /* of its messages and samples, for any reason */
    char why[GAIT_WHY_MAX]; /* what is wrong with it now, one sentence; or empty */
};

/* What was refused for one reason, since the start. */
struct gait_refusal {
    char reason[GAIT_NAME_MAX];
    uint32_t count;              /* sticks at its largest */
    char from[GAIT_ADDRESS_MAX]; /* who sent the newest of them */
    char what[GAIT_WHY_MAX];     /* the newest: its address and types, escaped; or empty */
    char why[GAIT_WHY_MAX];      /* the reason in one sentence */
};

/* The daemon's ears, since the start. */
struct gait_ears {
    char at[GAIT_WHY_MAX]; /* ADDRESS:PORT, spaces between */
    bool loopback_only;
    uint32_t datagrams, messages, samples, kernel_drops, ring_refused;
    uint32_t sources; /* that are live */
    uint32_t sloppy;  /* messages that were taken though not by the book */
};

#endif
