/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sensors were said to be while the daemon ran (`gaitctl sensors place`), across restarts:
 * sensors.ini beside the store's file, in sections as the configuration has them; nowhere where
 * nothing is stored. What the configuration says of a sensor holds over it. A change writes the
 * file anew and puts it in place of the old one (temporary file, fsync, rename, fsync of the
 * folder); some milliseconds, once a second at most, so that a program gone wrong that says
 * something else a thousand times a second does not keep the disk busy and the results waiting. A
 * file that cannot be read is one sentence in the log;
 * it is put aside as sensors.ini.unread before the next change is written. Main thread. */
#ifndef DAEMON_REMEMBER_H
#define DAEMON_REMEMBER_H

#include "daemon/intake.h"

struct remember;

/* path: of the store's file, whose folder is meant; NULL or "off": nothing is read or kept. The
 * folder need not be there until something is kept. NULL: no memory. */
struct remember *remember_new(const char *store_path);
void remember_free(struct remember *r);

/* The rules to begin with: those of the configuration, then what is remembered of other sensors,
 * and of the same where the configuration is silent. Returns how many, at most INTAKE_RULES_MAX. */
int remember_rules(const struct remember *r, const struct intake_rule *configured, int count,
                   struct intake_rule ret[INTAKE_RULES_MAX]);

/* Keeps what was said of a sensor's placement and name; written at once, or where something was
 * written within the last second, with what is said until then. now_ns: monotonic. 0, or -errno;
 * the reason is in the log, once a minute, and the rule counts until the daemon stops. */
int remember_rule(struct remember *r, const struct intake_rule *said, int64_t now_ns);

/* Writes what waits to be written, when its second is over; INT64_MAX: now. To be called once a
 * second: what could not be written is tried again. As above. */
int remember_write(struct remember *r, int64_t now_ns);

#endif
