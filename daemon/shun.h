/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has the kernel drop what some sources send before it takes room in a socket's buffer (a classic
 * BPF filter, which needs no privilege): a flood that is only counted and thrown away must not
 * crowd out those who behave, nor cost the time to read it. */
#ifndef DAEMON_SHUN_H
#define DAEMON_SHUN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define SHUN_MAX 8 /* sources at once */
#define SHUN_NS INT64_C(1000000000)

struct shun_source {
    struct in6_addr address; /* v4 mapped */
    uint16_t port;
};

/* Who is shunned now, the oldest first. */
struct shun {
    int n;
    struct shun_source source[SHUN_MAX];
    int64_t until_ns[SHUN_MAX];
};

/* For a second from now_ns on, in place of the oldest where there are SHUN_MAX; a source that is
 * shunned already is left as it is. 0, or -errno: nobody is. */
int shun_add(struct shun *s, int fd, const struct shun_source *source, int64_t now_ns);

/* Hears those again whose second is over. */
void shun_expire(struct shun *s, int fd, int64_t now_ns);

/* The socket hears everybody: what a program that had it before shunned would be shunned for ever,
 * for it stays with the socket. */
void shun_nobody(int fd);

/* Datagrams that the kernel dropped at this socket, ever, whatever for; it wraps. False: it does
 * not say. */
bool shun_counter(int fd, uint32_t *ret);

#endif
