/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives each sample of a sensor its local time, counts what was lost before it, and passes it on:
 * sensor frame first where one is due, then the sample, about once a second of the stream the state
 * of the sensor's clock. Intake thread only; no allocation; never blocks. */
#ifndef DAEMON_STAMP_H
#define DAEMON_STAMP_H

#include "daemon/outlet.h"
#include "daemon/roster.h"

struct stamp {
    struct roster *roster;
    struct outlet *outlet;
    int64_t jump_ns; /* a tag older than the last by less than this is a late sample, by more a new
                        stretch */
    uint64_t samples, lost;
};

/* A sample from the wire, tagged by its sensor (or OSC_TAG_NONE), that arrived at now_ns. False:
 * late. */
bool stamp_wire(struct stamp *s, int slot, uint64_t tag, int64_t now_ns, const float a_ms2[3],
                const float w_rads[3]);

/* A sample that has its local time already. False: late. */
bool stamp_given(struct stamp *s, int slot, int64_t t_ns, const float a_ms2[3],
                 const float w_rads[3]);

/* Pushes the sensor frame of a place now. False: no room; it is tried again before the next sample.
 */
bool stamp_declare(struct stamp *s, int slot);

#endif
