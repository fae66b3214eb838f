/* SPDX-License-Identifier: GPL-3.0-or-later */
/* build/gaitd and build/gaitctl as processes, and the strides that came out. Aborts where a process
 * cannot be had. */
#ifndef TESTS_HELP_DAEMON_H
#define TESTS_HELP_DAEMON_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct help_daemon {
    pid_t pid;
    char folder[64]; /* scratch: log, store; removed by help_daemon_stop */
    char where[64];  /* 127.0.0.1:PORT */
    struct sockaddr_in at;
};

/* On a free port of 127.0.0.1 or another address of this machine; build: the build folder;
 * settings: text of a configuration, may be "". False: it did not start. */
bool help_daemon_start(struct help_daemon *d, const char *build, const char *address,
                       const char *settings);

/* What it said when it stopped: the number that stands before these words of its last line; -1:
 * not said. */
struct help_daemon_end {
    int status;
    char said[1024];
};
struct help_daemon_end help_daemon_stop(struct help_daemon *d);
long help_daemon_said(const struct help_daemon_end *e, const char *words);

long help_daemon_rss_kb(const struct help_daemon *d);

/* argv[0] may be anything: NAME of the build folder is run. */
pid_t help_spawn(const char *build, const char *name, const char *const argv[], const char *out,
                 const char *err);
int help_finish(pid_t pid); /* exit status, 128 + signal */

/* Waits for words in a file up to so many seconds; the line. */
bool help_wait_for(const char *path, const char *words, double seconds, char line[1024]);

struct help_stride {
    char sensor[64];
    double t_s, peak_g; /* -1: not measured */
};
int help_read_strides(const char *events, struct help_stride *ret, int room); /* in order */

#endif
