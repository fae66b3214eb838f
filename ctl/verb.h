/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs of gaitctl share: how they are called, how they fail, and whom they talk to. A
 * verb returns the exit code: 0 done, 1 failed with one sentence on standard error that says what
 * and where, 2 wrong usage. */
#ifndef CTL_VERB_H
#define CTL_VERB_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

int verb_run(int argc, char **argv);
int verb_replay(int argc, char **argv);
int verb_events(int argc, char **argv);
int verb_mark(int argc, char **argv);
int verb_compare(int argc, char **argv);
int verb_import(int argc, char **argv);
int verb_sessions(int argc, char **argv);
int verb_show(int argc, char **argv);
int verb_relabel(int argc, char **argv);
int verb_export(int argc, char **argv);
int verb_report(int argc, char **argv);
int verb_shoes(int argc, char **argv);
int verb_sensors(int argc, char **argv);
int verb_doctor(int argc, char **argv);

#define VERB_HERE "127.0.0.1:8000" /* where gaitd listens unless told otherwise */

int verb_usage(const char *verb, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* 2 */
int verb_fail(const char *verb, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* 1 */
int verb_help(const char *text);           /* 0 */

/* A whole word as a number within min .. max. */
bool verb_number(const char *text, double min, double max, double *ret);

/* HOST:PORT, [IPV6]:PORT or osc.udp:// before either; a name that has both is taken as IPv4. 0, or
 * -1 with one sentence in why. */
int verb_endpoint(const char *text, struct sockaddr_storage *ret, char *why, size_t why_size);
socklen_t verb_endpoint_size(const struct sockaddr_storage *a);
uint16_t verb_endpoint_port(const struct sockaddr_storage *a);

/* Opens a UDP socket to ask the gaitd of this machine at `to`, bound to the loopback address of its
 * family, so that nobody else can reach it; it is told of a gaitd that is not there. Not connected:
 * gaitd answers from another port than it listens at. 0 or -errno, then *ret_fd is -1. */
int verb_open_socket(const struct sockaddr_storage *to, int *ret_fd);

#endif
