/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts together one sensor's samples from the parts that its messages carry, in whatever unit they
 * were sent.
 *
 * Acceleration and angular rate that lie in one message, that have one device time, or that lie in
 * one datagram (of several without device times the first with the first) belong together, in
 * whatever order. What is complete goes out at once, the rest when its datagram ends: with the
 * angular rate that is nearest by device time, or newest where there is none, if that is within
 * three sample periods (100 ms while the rate is not known), else without.
 *
 * A rate that comes in the next datagram: when eight samples in a row had theirs so (by device
 * time; without one, when the wait from acceleration to rate is clearly the shorter one), an
 * acceleration waits for its rate, for 30 ms at most and, without device times, until the next
 * acceleration. The samples before that was learned go out with the rate before theirs.
 *
 * Acceleration without gravity is added to the gravity that belongs to it in the same way, else to
 * the newest of the last second; it is left alone where acceleration with gravity is sent too.
 *
 * What comes axis by axis: axes.h.
 *
 * Pure but for its own state; no allocation; one thread. */
#ifndef DAEMON_JOIN_H
#define DAEMON_JOIN_H

#include "daemon/axes.h"
#include "daemon/decode.h"

#define JOIN_KEPT 24
#define JOIN_HOLD_NS INT64_C(30000000)
#define JOIN_GRAVITY_NS INT64_C(1000000000)
#define JOIN_RATE_NS INT64_C(100000000)

/* Where a part came from. */
struct join_from {
    int64_t device_ns, wrap_ns; /* as of decode_item */
    int64_t now_ns;             /* arrival */
    uint64_t datagram;          /* of all that were heard, which */
};

struct join_sample {
    struct join_from from; /* of its acceleration; device_ns none of all but a message's last */
    float a[3], w[3];      /* as sent; w 0 where it is not measured */
    uint8_t axes;          /* as in gait_sensor */
    uint8_t after;         /* samples that follow it in its message */
};

struct join_waiting {
    struct join_sample is;
    bool linear, whole; /* without gravity; with its rate, or none is to come */
};

/* A part that goes with an acceleration: angular rate, gravity. */
struct join_part {
    struct join_from from;
    float x[3];
    bool taken;
};

struct join_beside {
    struct join_part part[JOIN_KEPT];
    uint64_t n;          /* ever */
    uint8_t axes;        /* that are sent */
    int follows;         /* samples in a row whose part came in a later datagram */
    double after_ns, before_ns; /* from acceleration to part, and back; without device times */
    int turns;
};

struct join {
    struct join_waiting waiting[JOIN_KEPT + DECODE_SAMPLES_MAX];
    int n;
    bool flushing;
    struct join_beside rate, gravity;
    struct axes axes[2]; /* of acceleration, of rate */
    uint64_t open;            /* datagram that is being read; 0: none */
    int64_t now_ns, period_ns;
    int64_t whole_ns;         /* newest acceleration with gravity; GAIT_NO_TIME */
    struct join_from gone;    /* the newest sample that went without its rate */
    float again[2][3];        /* acceleration and rate as they came last: a sender may repeat */
    bool heard[2];
    uint32_t no_gravity, broken; /* samples refused for want of gravity, or of an axis */
};

void join_init(struct join *j);

/* Takes the parts of a message; period_ns 0: not known. DECODE_HIGH is not joined. Before the next
 * one all that join_next gives must be taken. False: it is a repeat. */
bool join_take(struct join *j, const struct decode_sample *x, const struct join_from *from,
               int64_t period_ns);

/* True: the message is one whole sample, nothing waits before it, and it goes out at once in *ret;
 * as join_take and join_next would have it, in a third of the time. False: nothing was done. */
bool join_straight(struct join *j, const struct decode_sample *x, const struct join_from *from,
                   int64_t period_ns, struct join_sample *ret);

/* The next sample that is to go out at now_ns, in the order of their arrival. */
bool join_next(struct join *j, int64_t now_ns, struct join_sample *ret);

/* The datagram is over: what waits for nothing in another one goes out by join_next. */
void join_close(struct join *j);

/* All that waits goes out by join_next. */
void join_flush(struct join *j);

/* a - b of two device times that count modulo wrap_ns. */
int64_t join_apart(int64_t a_ns, int64_t b_ns, int64_t wrap_ns);

#endif
