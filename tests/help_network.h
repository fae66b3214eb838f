/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three sensors of a synthetic runner on a network that loses, delays, overtakes and repeats: their
 * datagrams in virtual time, through intake and pipeline, against what comes out of the same rows
 * where nothing happens to them. */
#ifndef TESTS_HELP_NETWORK_H
#define TESTS_HELP_NETWORK_H

#include "tests/help_feed.h"

#include <stdint.h>

enum { HELP_NETWORK_SENSORS = 3 };

enum help_network_clock {
    HELP_CLOCK_UNIX,  /* near the truth */
    HELP_CLOCK_AHEAD, /* 14 h */
    HELP_CLOCK_2000,
    HELP_CLOCK_NTP_WRAPS, /* 20 s after the start */
    HELP_CLOCK_MS_WRAPS,  /* whole ms modulo 2^32, likewise */
    HELP_CLOCK_NONE       /* tag 1: no time */
};

/* Members left 0 do nothing. */
struct help_network {
    uint64_t seed;
    double loss, burst;          /* share of packets; mean length of a loss in packets */
    double uniform_s, exp_s;     /* delay of each packet alone: 0 to so much; mean, 0.1 s at most */
    double wander_s;             /* in order: sent together at random moments up to so far apart */
    double queue_s;              /* in order: each late by itself, and none before the one ahead */
    double duplicate;            /* share that comes twice, the second up to 50 ms later */
    double skew_ppm;             /* fast, slow, fast */
    double stall_every_s, stall_s; /* nothing arrives for so long, then all at once */
    double reboot_s;             /* at this time: 2 s away, the clock from 0 */
    double step_s;               /* the clocks jump by so much at 40 s, 52 s, 64 s */
    enum help_network_clock clock;
    int batch;                   /* rows in a datagram */
    bool untold;                 /* the sensors do not say their rate */
    double from_s;               /* strides are judged from this time on; 0: 30 s */
};

struct help_network_result {
    int whole, found;         /* strides from from_s on whose landing arrived whole; met within 50 ms */
    int invented;             /* strides further than 50 ms from any of the undisturbed run's */
    double worst_s, p95_s;    /* of their times */
    double constant_s;        /* of their times: the median of the sensor that has most */
    double latency_s;         /* mean, from contact to the impact's coming out */
    uint64_t samples, late, duplicates, lost, sent;
};

struct help_runner_rows;

/* Two shanks (400 and 200 Hz) and a sacrum (100 Hz) for so many seconds; each runs at hz where that
 * is not 0. Never NULL. */
struct help_runner_rows *help_runner_rows_new(uint64_t seed, double seconds, double hz);
void help_runner_rows_free(struct help_runner_rows *r);

void help_network_run(const struct help_runner_rows *r, const struct help_network *n,
                      struct help_network_result *ret);

#endif
