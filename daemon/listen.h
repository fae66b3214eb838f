/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the daemon listens: each address of the configuration with each of its ports, or what the
 * command line says instead. Pure; any thread. */
#ifndef DAEMON_LISTEN_H
#define DAEMON_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LISTEN_MAX 8 /* addresses with a port */
#define LISTEN_ADDRESS_MAX 64

struct listen_at {
    char address[LISTEN_ADDRESS_MAX]; /* numeric; of a link, with its interface: fe80::1%eth0 */
    uint16_t port;
    bool only_v6; /* :: without IPv4, for that has a socket of its own */
};

struct listen_ports {
    int count;
    int port[LISTEN_MAX];
};

/* Reads ADDRESS:PORT or [ADDRESS]:PORT. False: it is neither. */
bool listen_parse(const char *text, struct listen_at *ret);

/* Reads ports with spaces between. False: none, more than LISTEN_MAX, or one that is no whole
 * number up to 65535. */
bool listen_parse_ports(const char *text, struct listen_ports *ret);

/* Each of the addresses, spaces between, with each port. Returns how many, or -1 with one sentence
 * in why: too many, or one that is there twice. */
int listen_pairs(const char *addresses, const struct listen_ports *ports,
                 struct listen_at ret[LISTEN_MAX], char *why, size_t why_size);

/* Settles what a list of places to listen at means together. 0, or -1 as above. */
int listen_settle(struct listen_at *at, int count, char *why, size_t why_size);

#endif
