/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a fast sender from overrunning a receiver on this machine: UDP over loopback has no flow
 * control, so it looks at how full the receiving socket is (/proc/net/udp, udp6) and waits. For a
 * receiver elsewhere it bounds the rate. */
#ifndef CTL_FLOW_H
#define CTL_FLOW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct flow {
    uint16_t port;
    bool local; /* the socket can be looked at */
    long sent;
    int64_t begun_ns;
};

struct flow_socket {
    long queued; /* bytes waiting in it */
    long drops;  /* datagrams it was too full for, ever */
};

void flow_init(struct flow *f, const struct sockaddr_storage *to);
void flow_sent(struct flow *f); /* after each datagram: waits where it is time to */

/* False: no such socket can be seen. */
bool flow_look(const struct flow *f, struct flow_socket *ret);

#endif
