/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a sensor puts a sample into OSC, for the dialects that `replay` speaks. Pure. */
#ifndef CTL_DIALECT_H
#define CTL_DIALECT_H

#include "ctl/packet.h"
#include "daemon/recording.h"

struct dialect {
    const char *name;
    bool socket_each; /* its sensors are told apart by where they send from */
    /* Writes a sample as one element or as a whole packet. device_ns: Unix time on the device's
     * clock. */
    void (*sample)(struct packet *p, const struct recording_sensor *s, int64_t device_ns,
                   const float row[6]);
    /* What the sensor says about itself, or NULL. */
    void (*about)(struct packet *p, const struct recording_sensor *s);
};

const struct dialect *dialect_find(const char *name); /* NULL: none of that name */

#endif
