/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events out as OSC: results to the addresses that are configured and to programs of this machine
 * that asked for them (`/gait/subscribe ,i SECONDS`) until that runs out; what is heard of the
 * sensors only to those that asked for that (`,is SECONDS sensors`); nothing to anyone else. A send
 * that fails is counted and logged once for each target. Main thread. This is the one place that
 * sees lo/lo.h, for sending only. */
#ifndef DAEMON_PUBLISH_H
#define DAEMON_PUBLISH_H

#include "daemon/intake.h"

#define PUBLISH_TARGETS_MAX 16
#define PUBLISH_SECONDS_MAX 3600

struct publish;

struct publish_counts {
    uint64_t events, sent, failed;
    uint64_t refused_subscribers; /* from elsewhere, or one too many */
    int subscribers;
};

/* to: osc.udp:// URLs with spaces between. NULL with one sentence in why. */
struct publish *publish_new(const char *to, int subscribers_max, char *why, size_t why_size);
void publish_free(struct publish *p);

/* Begins, renews (a later end) or, with seconds <= 0, ends a subscription; one to results and one
 * to sensors are two. now_ns: monotonic. */
void publish_subscribe(struct publish *p, const struct intake_subscription *wanted, int64_t now_ns);

/* True: somebody wants to know of the sensors. */
bool publish_wants_sensors(struct publish *p, int64_t now_ns);

void publish_event(struct publish *p, const struct gait_event *e, int64_t now_ns);

struct publish_counts publish_counts(const struct publish *p);

#endif
