/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the replay only. */
#ifndef CTL_REPLAY_PARTS_H
#define CTL_REPLAY_PARTS_H

#include "ctl/flow.h"
#include "ctl/replay.h"
#include "ctl/replay_queue.h"
#include "ctl/replay_span.h"
#include "ctl/replay_way.h"

struct replay {
    const struct replay_settings *settings;
    const struct recording *recording;
    int fd[GAIT_SENSORS_MAX];
    int fds;
    struct flow flow;
    struct replay_way *way;
    struct replay_queue queue; /* what has been sent and has not arrived yet */
    size_t stamp_at; /* where in a packet its arrival stands; 0: nowhere */
    int64_t base_ns;    /* Unix time of 0 on the recording's line */
    int64_t begun_ns;   /* monotonic time of the first datagram */
    struct replay_span span;
    int64_t arrival_ns; /* of the last datagram, on the line: it never goes back */
    int64_t about_ns[GAIT_SENSORS_MAX]; /* when each says again what it is */
    struct dialect_voice voice[GAIT_SENSORS_MAX];
    long sent;
    int bar; /* percent shown, -1: none */
};

/* An element of a bundle that is open for what a sensor sends. */
struct replay_envelope {
    size_t element, blob; /* where it begins; blob: 0 unless what it holds is not OSC */
};

/* A socket for each sensor where they are told apart by it, else one. 0 or -errno. */
int replay_open(struct replay *r);
void replay_close(struct replay *r);

/* Begins a packet: a bundle with the stamp of its arrival, and an element that is open for the
 * sensor's own. raw: what it will hold is not OSC. from: who sent it, NULL where that is who sends
 * it now. */
struct replay_envelope replay_begin(struct replay *r, struct packet *p, uint64_t bundle_tag,
                                    bool raw, const struct intake_source *from);

/* Closes and sends it, as a sensor's (-1: nobody's in particular). 0 or -errno. */
int replay_end(struct replay *r, int sensor, struct packet *p, struct replay_envelope e);

/* The same by the way that was asked for: later, or twice. A datagram that takes its time is
 * queued. */
int replay_end_on_way(struct replay *r, int sensor, struct packet *p, struct replay_envelope e);

/* What of a sensor's was kept back goes now, if its turn is now (or at once). 0 or -errno. */
int replay_send_held(struct replay *r, int sensor, bool at_once);

/* Delivers what arrives by until_ns of the line, each at its time. 0 or -errno. */
int replay_deliver(struct replay *r, int64_t until_ns);

/* Waits for what arrives at arrival_ns of the line. */
void replay_wait(struct replay *r, int64_t arrival_ns);

#endif
