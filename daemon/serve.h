/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon from start to stop: makes the rings and the threads, then loops in the main thread:
 * publish first, then record, then the watchdog, until SIGTERM or SIGINT. A clean stop takes what
 * has arrived, ends the session, and publishes its summaries. This is the one place that sees
 * systemd. */
#ifndef DAEMON_SERVE_H
#define DAEMON_SERVE_H

#include "daemon/config.h"

/* places > 0: it listens at these and not where the configuration says; sockets that systemd
 * passed hold over both. Exit code; a failure to start is one sentence in the log. */
int serve(const struct config *c, const struct listen_at *at, int places);

#endif
