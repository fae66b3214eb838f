/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A published OSC message back to the event that it tells, by the same table that wrote it
 * (daemon/fields.h). What a message does not carry is not measured. Pure; any thread. */
#ifndef DAEMON_UNPACK_H
#define DAEMON_UNPACK_H

#include "daemon/osc.h"

#include <gait/types.h>

/* False: not one of ours, or with other type tags than its kind has. */
bool unpack_event(const struct osc_message *m, struct gait_event *ret);

#endif
