/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the log says of a sensor: a line for an event of that kind, at most four a second. Main
 * thread. */
#ifndef DAEMON_STATUS_H
#define DAEMON_STATUS_H

#include "daemon/intake.h"
#include "daemon/log.h"

#include <gait/types.h>

/* What the limits refused since *told, which becomes what is told: at most a line in 10 s. */
void status_limits(struct log_limit *l, const struct intake_counts *c, uint64_t *told,
                   int64_t now_ns);

void status_sensor(struct log_limit *l, const struct gait_event *e, int64_t now_ns);

/* One line for what somebody said of a sensor, limited likewise. */
void status_rule(struct log_limit *l, const struct intake_rule *r, int64_t now_ns);

#endif
