/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the socket only: how one comes to be. */
#ifndef DAEMON_SOCKET_PARTS_H
#define DAEMON_SOCKET_PARTS_H

#include "daemon/listen.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* A bound UDP socket, or -errno with one sentence in why. An IPv6 one takes IPv4 too where its
 * address allows. */
int socket_bind(const struct listen_at *at, char *why, size_t why_size);

/* True: a UDP socket of IPv4 or IPv6, which is bound to *ret. */
bool socket_is_udp(int fd, union socket_address *ret);

/* The options that make it ours; 0 or -errno. */
int socket_set_options(int fd, int buffer_bytes);

#endif
