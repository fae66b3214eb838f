/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the main thread's start and loop only. */
#ifndef DAEMON_SERVE_PARTS_H
#define DAEMON_SERVE_PARTS_H

#include "daemon/analysis.h"
#include "daemon/board.h"
#include "daemon/config.h"
#include "daemon/keep.h"
#include "daemon/log.h"
#include "daemon/publish.h"
#include "daemon/receive.h"
#include "daemon/record.h"
#include "daemon/remember.h"

#include <time.h>

struct server {
    const struct config *config;
    struct gait_ring *frames, *events, *captures;
    struct analysis *analysis;
    struct receive *receive;
    struct publish *publish;
    struct record *record;
    struct keep *keep;
    struct board *board;
    struct remember *remember;
    const struct listen_at *at; /* of the command line; places 0: as configured */
    int places;
    struct intake_rule rule[INTAKE_RULES_MAX];
    int rules;
    struct socket_udp *socket[RECEIVE_SOCKETS_MAX];
    int sockets;
    int epoll_fd, signal_fd, timer_fd;
    int64_t epoch_ns;
    struct log_limit sensor_log, rule_log, limits_log;
    uint64_t limits_told;
    uint64_t ticks_receive, ticks_analysis;
    bool receiving, analysing, stopping;
};

int64_t serve_clock_ns(clockid_t id);

/* Logs it. Always -1. */
int serve_fail(const char *what, const char *why);

/* The loop wakes up when fd can be read. 0 or -errno. */
int serve_watch(struct server *s, int fd);

/* Makes all that start_threads needs. 0, or -1 with the reason in the log. */
int serve_open(struct server *s);

/* Logs where it listens, and to whom that is open. */
void serve_tell_sockets(struct server *s);

#endif
