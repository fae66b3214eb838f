/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives each sample of a sensor its local time, counts what was lost before it, and passes it on:
 * sensor frame first where one is due, then the sample, about once a second of the stream the state
 * of the sensor's clock. Intake thread only; no allocation; never blocks. */
#ifndef DAEMON_STAMP_H
#define DAEMON_STAMP_H

#include "daemon/outlet.h"
#include "daemon/reorder.h"
#include "daemon/roster.h"

#include <gait/tempo.h>

struct stamp {
    struct roster *roster;
    struct outlet *outlet;
    int64_t jump_ns; /* a tag older than the last by less than this is a late sample, by more a new
                        stretch */
    uint64_t samples, lost;
    uint64_t duplicates; /* samples that had come already */
    struct reorder order[GAIT_SENSORS_MAX]; /* of the roster's places */
    struct gait_tempo tempo[GAIT_SENSORS_MAX]; /* of those without a clock */
};

/* A sample as its sensor sent it, in SI units. */
struct stamp_sample {
    int64_t device_ns; /* on the device's clock, modulo wrap_ns; GAIT_NO_TIME: it has none */
    int64_t wrap_ns;
    float a_ms2[3], w_rads[3];
    int after; /* samples that follow it in the same message; they have no device time */
};

/* A sample from the wire that arrived at now_ns. It may be held for a while, until those that
 * should come before it have arrived. False: late, or a repeat. */
bool stamp_wire(struct stamp *s, int slot, const struct stamp_sample *x, int64_t now_ns);

/* Passes on what was held long enough at now_ns, of sensors of a replay or of live ones: to be
 * called before a datagram is taken, with its arrival. */
void stamp_due(struct stamp *s, int64_t now_ns, bool replay);

/* Passes on all that is held: before an end. */
void stamp_flush(struct stamp *s);

/* A sample that has its local time already. False: late. */
bool stamp_given(struct stamp *s, int slot, int64_t t_ns, const float a_ms2[3],
                 const float w_rads[3]);

/* Pushes the sensor frame of a place now. False: no room; it is tried again before the next sample.
 */
bool stamp_declare(struct stamp *s, int slot);

#endif
