/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An intake with a ring behind it, three senders, and short ways to send and to look at frames. For
 * one test file each: the state is static. */
#ifndef TESTS_HELP_INTAKE_H
#define TESTS_HELP_INTAKE_H

#include "daemon/intake.h"
#include "tests/help_osc.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>

#define MS INT64_C(1000000)
#define S (1000 * MS)
#define EPOCH (INT64_C(1700000000) * S)

static struct gait_ring *ring;
static struct intake *in;
static struct intake_source phone, pod, local;
static struct gait_frame frame;

static inline struct intake_source source(const char *address, uint16_t port)
{
    struct intake_source s = {.port = port};
    cr_assert_eq(inet_pton(AF_INET6, address, &s.address), 1);
    return s;
}

static inline void open_with(const struct intake_rule *rule, int rules, size_t room)
{
    struct intake_settings set = {
        .clock = gait_clock_defaults, .rule = rule, .rules = rules, .epoch_ns = EPOCH, .quiet_ns = 300 * S};
    gait_name_copy(set.runner, "me");
    ring = gait_ring_new(room, sizeof(struct gait_frame));
    in = intake_new(&set, ring);
    cr_assert(ring && in);
    phone = source("::ffff:192.168.1.20", 40000);
    pod = source("::ffff:10.0.0.7", 9000);
    local = source("::ffff:127.0.0.1", 50000);
}

static inline void setup(void)
{
    open_with(NULL, 0, 65536);
}

static inline void teardown(void)
{
    intake_free(in);
    gait_ring_free(ring);
}

static inline uint64_t device(int64_t ns)
{
    return osc_ns_tag(OSC_UNIX_NS + ns);
}

static inline void send_packet(const struct help_packet *p, int64_t arrival,
                               const struct intake_source *from)
{
    intake_datagram(in, p->bytes, p->size, false, arrival, from);
}

static inline void send_imu(const char *who, int64_t device_ns, int64_t arrival,
                            const struct intake_source *from)
{
    static struct help_packet p;
    char address[80];
    snprintf(address, sizeof address, "/gait/%s/imu", who);
    help_osc_message(&p, address, "tffffff", device(device_ns), 0., 0., 9.81, 0., 0., 0.);
    send_packet(&p, arrival, from);
}

static inline void send_word(const char *address, const char *types, const char *word,
                             int64_t arrival, const struct intake_source *from)
{
    static struct help_packet p;
    help_osc_message(&p, address, types, word);
    send_packet(&p, arrival, from);
}

/* The next frame of a kind; false: none left. */
static inline bool next(enum gait_frame_kind kind)
{
    while (gait_ring_pop(ring, &frame))
        if (frame.kind == kind)
            return true;
    return false;
}

static inline int count(enum gait_frame_kind kind)
{
    int n = 0;
    while (next(kind))
        n++;
    return n;
}

static inline uint64_t refused(enum decode_reason r)
{
    return intake_counts(in).refused[r];
}

#endif
