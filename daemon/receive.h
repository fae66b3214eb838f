/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The intake thread: datagrams from the sockets, into struct intake, frames to the analysis; beside
 * that a copy of each datagram for the recorder, and requests to subscribe for the main thread. It
 * never waits for another thread: a full ring refuses and counts. */
#ifndef DAEMON_RECEIVE_H
#define DAEMON_RECEIVE_H

#include "daemon/intake.h"
#include "daemon/socket.h"

#define RECEIVE_SOCKETS_MAX 8

struct receive_settings {
    struct intake_settings intake;
    struct gait_ring *frames;   /* of struct gait_frame, to the analysis */
    struct gait_ring *captures; /* of struct record_datagram, to the recorder; NULL: none is kept */
    int frames_fd;              /* an eventfd to write to when there are frames */
    int sockets;
    struct socket_udp *socket[RECEIVE_SOCKETS_MAX]; /* they stay the caller's */
};

/* All that is heard, as it stood about a second ago at most. */
struct receive_heard {
    int64_t at_ns; /* monotonic; 0: nothing was looked at yet */
    int heards, refuseds;
    int slot[GAIT_SENSORS_MAX]; /* of each in heard: the same sensor as long as its names are */
    struct gait_event heard[GAIT_SENSORS_MAX];
    struct gait_event refused[DECODE_REASONS];
    struct gait_event listening;
};

struct receive_state {
    struct intake_counts intake;
    uint64_t kernel_drops;    /* datagrams that the sockets' buffers were too full for */
    uint64_t capture_refused; /* datagrams that the recorder will never see */
};

struct receive;
struct receive *
receive_new(const struct receive_settings *s); /* NULL: no memory or no descriptor */
void receive_free(struct receive *r);

int receive_start(struct receive *r); /* 0 or -errno */
void receive_stop(struct receive *r); /* reads what has arrived until now, and joins */

int receive_ready_fd(
    const struct receive *r); /* readable when there are captures, subscriptions or rules */
bool receive_subscription(struct receive *r, struct intake_subscription *ret); /* main thread */
bool receive_rule(struct receive *r, struct intake_rule *ret);                 /* main thread */

uint64_t receive_ticks(
    const struct receive *r); /* any thread: grows at least twice a second while it lives */
struct receive_state receive_state(struct receive *r); /* any thread: at most a tick old */
void receive_heard(struct receive *r, struct receive_heard *ret); /* any thread */

#endif
