/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/socket.h"

#include "daemon/shun.h"
#include "daemon/socket_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* An older stamp is of a wall clock that stepped meanwhile. */
#define STAMP_OLD_NS INT64_C(10000000000)
#define CONTROL_BYTES (CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(uint32_t)))

struct socket_udp {
    int fd;
    uint16_t port;
    union socket_address bound;
    uint32_t dropped_last; /* the kernel's counter, which wraps */
    uint64_t dropped;
    int64_t newest_ns;
    struct shun shun;
    uint64_t shunned; /* not told yet */
    struct mmsghdr head[SOCKET_BATCH];
    struct iovec part[SOCKET_BATCH];
    union socket_address address[SOCKET_BATCH];
    _Alignas(struct cmsghdr) char control[SOCKET_BATCH][CONTROL_BYTES];
    struct socket_datagram datagram[SOCKET_BATCH];
    uint8_t bytes[SOCKET_BATCH][SOCKET_BYTES];
};

static int64_t timespec_ns(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t now_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return timespec_ns(t);
}

int socket_open(const char *address, uint16_t port, int buffer_bytes, struct socket_udp **ret,
                char *why, size_t why_size)
{
    struct listen_at at = {.port = port};
    snprintf(at.address, sizeof at.address, "%s", address);
    return socket_listen(&at, buffer_bytes, ret, why, why_size);
}

int socket_listen(const struct listen_at *at, int buffer_bytes, struct socket_udp **ret, char *why,
                  size_t why_size)
{
    int fd = socket_bind(at, why, why_size);
    if (fd < 0)
        return fd;
    int error = socket_adopt(fd, buffer_bytes, ret, why, why_size);
    if (error < 0)
        close(fd);
    return error;
}

int socket_adopt(int fd, int buffer_bytes, struct socket_udp **ret, char *why, size_t why_size)
{
    union socket_address bound;
    if (!socket_is_udp(fd, &bound)) {
        snprintf(why, why_size, "The inherited descriptor %d is not a UDP socket.", fd);
        return -ENOTSOCK;
    }
    int error = socket_set_options(fd, buffer_bytes);
    struct socket_udp *s = error ? NULL : calloc(1, sizeof *s);
    if (!s) {
        error = error ? error : -ENOMEM;
        snprintf(why, why_size, "The UDP socket cannot be set up: %s.", strerror(-error));
        return error;
    }
    s->fd = fd;
    s->port = ntohs(bound.any.sa_family == AF_INET ? bound.v4.sin_port : bound.v6.sin6_port);
    s->bound = bound;
    s->newest_ns = INT64_MIN;
    for (int i = 0; i < SOCKET_BATCH; i++) {
        s->part[i] = (struct iovec){.iov_base = s->bytes[i], .iov_len = SOCKET_BYTES};
        s->datagram[i].bytes = s->bytes[i];
    }
    *ret = s;
    return 0;
}

void socket_close(struct socket_udp *s)
{
    if (!s)
        return;
    close(s->fd);
    free(s);
}

static struct intake_source source_of(const union socket_address *a)
{
    struct intake_source s = {0};
    if (a->any.sa_family == AF_INET6) {
        s.address = a->v6.sin6_addr;
        s.port = ntohs(a->v6.sin6_port);
    } else {
        s.address.s6_addr[10] = s.address.s6_addr[11] = 0xff;
        memcpy(s.address.s6_addr + 12, &a->v4.sin_addr, 4);
        s.port = ntohs(a->v4.sin_port);
    }
    return s;
}

/* The kernel's counter as of some datagram; an older one is told after a newer. */
static void note_drops(struct socket_udp *s, uint32_t counter)
{
    int32_t more = (int32_t)(counter - s->dropped_last);
    *(s->shun.n ? &s->shunned : &s->dropped) += more > 0 ? (uint64_t)more : 0;
    s->dropped_last = more > 0 ? counter : s->dropped_last;
}

/* Reads what the kernel says beside a datagram: the age of its stamp at wall_ns, and the counter of
 * drops. */
static int64_t read_control(struct socket_udp *s, struct msghdr *h, int64_t wall_ns)
{
    int64_t age = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
        struct timespec stamp;
        uint32_t dropped;
        if (c->cmsg_level != SOL_SOCKET)
            continue;
        if (c->cmsg_type == SCM_TIMESTAMPNS) {
            memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
            age = wall_ns - timespec_ns(stamp);
        } else if (c->cmsg_type == SO_RXQ_OVFL) {
            memcpy(&dropped, CMSG_DATA(c), sizeof dropped);
            note_drops(s, dropped);
        }
    }
    return age < 0 || age > STAMP_OLD_NS ? 0 : age;
}

static void prepare(struct socket_udp *s)
{
    for (int i = 0; i < SOCKET_BATCH; i++)
        s->head[i].msg_hdr = (struct msghdr){
            .msg_name = &s->address[i],
            .msg_namelen = sizeof s->address[i],
            .msg_iov = &s->part[i],
            .msg_iovlen = 1,
            .msg_control = s->control[i],
            .msg_controllen = CONTROL_BYTES,
        };
}

int socket_receive(struct socket_udp *s, const struct socket_datagram **ret)
{
    prepare(s);
    int n = recvmmsg(s->fd, s->head, SOCKET_BATCH, MSG_DONTWAIT, NULL);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -errno;
    int64_t before = now_ns(CLOCK_MONOTONIC), wall = now_ns(CLOCK_REALTIME),
            after = now_ns(CLOCK_MONOTONIC);
    int64_t now = before + (after - before) / 2;
    for (int i = 0; i < n; i++) {
        struct socket_datagram *d = &s->datagram[i];
        struct msghdr *h = &s->head[i].msg_hdr;
        int64_t arrival = now - read_control(s, h, wall);
        if (arrival > s->newest_ns)
            s->newest_ns = arrival;
        d->arrival_ns = s->newest_ns;
        d->size = s->head[i].msg_len;
        d->truncated = (h->msg_flags & MSG_TRUNC) != 0;
        d->from = source_of(&s->address[i]);
    }
    *ret = s->datagram;
    return n;
}

/* What was dropped until now is counted to those who were shunned, or were not. */
static void count_drops(struct socket_udp *s)
{
    uint32_t n;
    if (shun_counter(s->fd, &n))
        note_drops(s, n);
}

void socket_shun(struct socket_udp *s, const struct intake_source *from, int64_t now_ns)
{
    count_drops(s);
    shun_add(&s->shun, s->fd, &(struct shun_source){from->address, from->port}, now_ns);
}

uint64_t socket_shunned(struct socket_udp *s, int64_t now_ns)
{
    if (s->shun.n > 0)
        count_drops(s);
    shun_expire(&s->shun, s->fd, now_ns);
    uint64_t n = s->shunned;
    s->shunned = 0;
    return n;
}

int socket_fd(const struct socket_udp *s)
{
    return s->fd;
}

uint16_t socket_port(const struct socket_udp *s)
{
    return s->port;
}

struct listen_at socket_bound(const struct socket_udp *s)
{
    struct listen_at at = {.port = s->port};
    char link[IF_NAMESIZE];
    bool v4 = s->bound.any.sa_family == AF_INET;
    const void *address = v4 ? (const void *)&s->bound.v4.sin_addr : &s->bound.v6.sin6_addr;
    inet_ntop(s->bound.any.sa_family, address, at.address, sizeof at.address);
    size_t n = strlen(at.address);
    if (!v4 && s->bound.v6.sin6_scope_id && if_indextoname(s->bound.v6.sin6_scope_id, link))
        snprintf(at.address + n, sizeof at.address - n, "%%%s", link);
    return at;
}

bool socket_is_loopback(const struct socket_udp *s)
{
    struct intake_source at = source_of(&s->bound);
    return IN6_IS_ADDR_LOOPBACK(&at.address) ||
           (IN6_IS_ADDR_V4MAPPED(&at.address) && at.address.s6_addr[12] == 127);
}

uint64_t socket_dropped(const struct socket_udp *s)
{
    return s->dropped;
}
