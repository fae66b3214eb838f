/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside help_network only: which rows travel together, and when they arrive. */
#ifndef TESTS_HELP_LETTERS_H
#define TESTS_HELP_LETTERS_H

#include "ctl/wear.h"
#include "tests/help_network.h"

struct help_runner_rows {
    struct wear *wear[HELP_NETWORK_SENSORS];
    struct recording_sensor is[HELP_NETWORK_SENSORS];
    struct help_events plain; /* what comes of them undisturbed */
    double plain_latency_s;
};

struct help_letter {
    int64_t arrival_ns;
    int sensor, count;
    long first;
};

struct help_letters {
    const struct help_runner_rows *rows;
    const struct help_network *net;
    struct help_letter *letter;
    long n, room;
    uint8_t *arrived[HELP_NETWORK_SENSORS]; /* of the rows */
};

double help_row_s(const struct recording_sensor *s, long row);
int64_t help_device_ns(const struct help_network *n, int sensor, double t_s);
void help_letters_post_all(struct help_letters *p); /* in order of arrival */

#endif
