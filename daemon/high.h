/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sensor with a second accelerometer of a larger range: where the first is within 2 % of its
 * range on any axis, the sample is the second one's, of the nearest time by the device's clock
 * within 5 ms, less what the two differ by. That is learned per axis while neither clips, from a
 * hundred samples on; before, a sample stays as it is. Both are taken to be mounted alike.
 *
 * A sample that clips without such a value near it is dropped and counted. A second sensor that was
 * not heard for a second is gone, and the first one's range holds again.
 *
 * Such a sample, and until the difference is learned each, waits for the second one's next value,
 * for 20 ms of arrival at most, and those behind it wait with it.
 *
 * Pure but for its own state; no allocation; one thread. SI. */
#ifndef DAEMON_HIGH_H
#define DAEMON_HIGH_H

#include "daemon/join.h"

#define HIGH_KEPT 64
#define HIGH_WAIT 32
#define HIGH_NEAR_NS INT64_C(5000000)
#define HIGH_HOLD_NS INT64_C(20000000)
#define HIGH_GONE_NS INT64_C(1000000000)
#define HIGH_LEARNED 100 /* samples */

struct high {
    struct {
        int64_t device_ns;
        float a_ms2[3];
    } value[HIGH_KEPT];
    uint64_t n; /* ever; 0: there is no such sensor */
    float range_g;
    int64_t heard_ns; /* arrival of the newest */
    double offset_ms2[3]; /* first less second */
    uint32_t learned;
    uint32_t dropped; /* for the caller to count, and to clear */
    struct join_sample waiting[HIGH_WAIT];
    int waits;
};

void high_init(struct high *h);

/* A value of the second sensor; one without a device time is of no use. */
void high_take(struct high *h, const float a_ms2[3], int64_t device_ns, int64_t now_ns,
               float range_g);

/* A sample of the first, whose range is range_g. */
void high_push(struct high *h, const struct join_sample *x);

/* The next that is to go out at now_ns. all: without waiting. */
bool high_next(struct high *h, float range_g, int64_t now_ns, bool all, struct join_sample *ret);

/* True: from now on the larger range holds. */
bool high_holds(const struct high *h);

#endif
