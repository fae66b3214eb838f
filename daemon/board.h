/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of every sensor now: how the intake hears it, and what the analysis found out of
 * it (where it is worn, its range, how often it was clipped, which way is up). One picture, for who
 * subscribed to the sensors and for whatever else shows how things stand. Main thread; time is an
 * argument; no allocation after _new. */
#ifndef DAEMON_BOARD_H
#define DAEMON_BOARD_H

#include "daemon/receive.h"

struct board;

struct board *board_new(void); /* NULL: no memory */
void board_free(struct board *b);

/* Where the daemon listens, as words, for listening events. */
void board_listens(struct board *b, const char *at, bool loopback_only);

/* Takes an event of the analysis; all but those of a sensor are of no interest here. */
void board_event(struct board *b, const struct gait_event *e);

/* Where to put what is heard, for board_look. */
struct receive_heard *board_heard(struct board *b);

/* Takes in what was put there. False: it is what was looked at before. */
bool board_look(struct board *b);

/* How it stands since the last look: heard events, then refused, then listening, in this order;
 * false: there is no i-th. *ret lives until the next look. */
bool board_next(const struct board *b, int i, const struct gait_event **ret);

#endif
