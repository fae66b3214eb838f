/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stand-in for gaitd's ears: tells the same events again and again to who subscribed, with what
 * publishes them, and obeys /gait/place and /gait/name for the sensors among them. One at a time,
 * a thread of its own. */
#ifndef TESTS_HELP_EARS_H
#define TESTS_HELP_EARS_H

#include <gait/types.h>

/* A sensor with nothing wrong, heard from another machine. */
struct gait_event help_ears_heard(const char *id, enum gait_placement p);
struct gait_event help_ears_refused(const char *reason, uint32_t count);
struct gait_event help_ears_listening(void);

/* Tells e[0 .. n - 1] every period_ms; where it listens. */
int help_ears_start(const struct gait_event *e, int n, int period_ms);
void help_ears_stop(void);
int help_ears_asked(void); /* messages to subscribe to sensors so far */

#endif
