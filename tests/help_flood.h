/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of three sensors beside a flood from others, through build/gaitd and real
 * sockets, against the same run as `gaitctl run` reads it. */
#ifndef TESTS_HELP_FLOOD_H
#define TESTS_HELP_FLOOD_H

#include <stdbool.h>

enum help_flood_with { HELP_FLOOD_MIXED, HELP_FLOOD_RANDOM, HELP_FLOOD_NATIVE };

struct help_flood {
    double rate_hz;      /* datagrams a second wanted; 0: none */
    double seconds;      /* of the run */
    double speed;        /* times as fast as it was run; 1 where bare */
    enum help_flood_with with; /* random bytes, or samples of sensors with made-up names, or both */
    bool forged;         /* from 200 sources; else from one */
    bool bare;           /* as the sensors themselves, which no limit is lifted for; speed 1 */
};

struct help_flood_result {
    long strides, wanted;      /* found, and found of the recording itself */
    long missing, invented;    /* no partner within 50 ms */
    double off_ms, off_g;      /* worst, against the median shift */
    bool preferred;            /* the sender of a bare run was not held up by other programs */
    double took_s, flooded_s;
    long sent;                 /* of the flood, by the kernel's word */
    long datagrams, drops;     /* heard by gaitd; dropped by the kernel for want of room */
    long refused;              /* as too much of one source */
    long rss_before_kb, rss_early_kb, rss_after_kb; /* before it; after a third; at its end */
};

/* False with one sentence in why: a process could not be had, or said that it failed. */
bool help_flood_run(const char *build, const struct help_flood *f, struct help_flood_result *ret,
                    char why[256]);

#endif
