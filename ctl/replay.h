/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a recording as its sensors would. */
#ifndef CTL_REPLAY_H
#define CTL_REPLAY_H

#include "ctl/dialect.h"
#include "daemon/recording.h"

#include <sys/socket.h>

struct replay_settings {
    const char *to;
    struct sockaddr_storage address;
    const struct dialect *dialect;
    double speed; /* 0: as fast as the receiver takes it */
    int loops;
    double loss; /* share of the sample datagrams left out, 0 .. 1 */
    double burst;     /* mean length of a loss in datagrams, 1 ..; up to 1: singly */
    double reorder;   /* share that others of the same sensor overtake, 0 .. 1 */
    double duplicate; /* share that comes twice, 0 .. 1 */
    double jitter_ms; /* each datagram takes 0 to so long by itself, so that some overtake others */
    double skew_ppm;
    uint64_t seed;
    bool bare;
};

/* 0, or -1 with one sentence in why. */
int replay_send(const struct replay_settings *s, const struct recording *r, char *why,
                size_t why_size);

#endif
