/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A UDP socket that is read in batches: datagrams with the time at which the kernel got them, where
 * they came from, whether they were cut off, and how many the kernel dropped. IPv4 or IPv6. It
 * never sends and never blocks. The kernel's stamp is of the wall clock; it is turned into
 * monotonic time by reading both clocks at the same moment, so a step of the wall clock moves
 * nothing. One thread; no allocation after open. */
#ifndef DAEMON_SOCKET_H
#define DAEMON_SOCKET_H

#include "daemon/intake.h"
#include "daemon/listen.h"

#define SOCKET_BATCH 64   /* datagrams one call gives at most */
#define SOCKET_BYTES 2048 /* of one datagram; what is longer is cut off */

struct socket_datagram {
    const uint8_t *bytes; /* valid until the next call */
    size_t size;          /* at most SOCKET_BYTES */
    bool truncated;
    int64_t arrival_ns; /* monotonic; never before that of the datagram in front of it */
    struct intake_source from;
};

struct socket_udp;

/* Binds address (numeric IPv4 or IPv6) and port (0: any free one), with a receive buffer of about
 * buffer_bytes (0: the system's; the system may grant less). 0, or -errno with one sentence in
 * why; *ret untouched then. */
int socket_open(const char *address, uint16_t port, int buffer_bytes, struct socket_udp **ret,
                char *why, size_t why_size);

/* The same; one at :: takes IPv4 as well unless at says otherwise. */
int socket_listen(const struct listen_at *at, int buffer_bytes, struct socket_udp **ret, char *why,
                  size_t why_size);

/* Takes over a bound UDP socket, e.g. one inherited from the service manager, and closes it in
 * socket_close; it stays the caller's where this fails. */
int socket_adopt(int fd, int buffer_bytes, struct socket_udp **ret, char *why, size_t why_size);

void socket_close(struct socket_udp *s); /* NULL is fine */

/* Reads what is there: how many datagrams, 0 when there are none now, or -errno. */
int socket_receive(struct socket_udp *s, const struct socket_datagram **ret);

/* Has the kernel drop what comes from there for a second, of the newest SHUN_MAX such sources;
 * now_ns: monotonic. */
void socket_shun(struct socket_udp *s, const struct intake_source *from, int64_t now_ns);

/* To be called now and then: hears again whom it has not for a second. What was dropped since the
 * last call while somebody was shunned; a buffer that is full meanwhile counts here too. */
uint64_t socket_shunned(struct socket_udp *s, int64_t now_ns);

int socket_fd(const struct socket_udp *s); /* to poll for reading */
uint16_t socket_port(const struct socket_udp *s);
struct listen_at socket_bound(const struct socket_udp *s); /* where it listens */
bool socket_is_loopback(const struct socket_udp *s); /* only this machine can send to it */
uint64_t socket_dropped(
    const struct socket_udp *s); /* by the kernel, for want of room, as of the last datagram read */

#endif
