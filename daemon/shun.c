/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/shun.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

#define NETWORK ((uint32_t)SKF_NET_OFF) /* the IP header; 0 is the UDP header */
#define PER_SOURCE 14

/* A program under way: what does not match goes on behind `end`, which is filled in last. */
struct program {
    struct sock_filter op[PER_SOURCE * SHUN_MAX + 1];
    unsigned short n;
};

static void put(struct program *p, uint16_t code, uint32_t k)
{
    p->op[p->n++] = (struct sock_filter){.code = code, .k = k};
}

static void put_equal(struct program *p, uint32_t k)
{
    put(p, BPF_JMP | BPF_JEQ | BPF_K, k);
}

static uint32_t word(const struct in6_addr *a, int i)
{
    uint32_t net;
    memcpy(&net, a->s6_addr + 4 * i, sizeof net);
    return ntohl(net);
}

static void put_source(struct program *p, const struct shun_source *s)
{
    unsigned short begin = p->n;
    bool four = IN6_IS_ADDR_V4MAPPED(&s->address);
    put(p, BPF_LD | BPF_B | BPF_ABS, NETWORK);
    put(p, BPF_ALU | BPF_AND | BPF_K, 0xf0);
    put_equal(p, four ? 0x40 : 0x60);
    for (int i = 0; i < (four ? 1 : 4); i++) {
        put(p, BPF_LD | BPF_W | BPF_ABS, NETWORK + (four ? 12 : 8 + 4 * (uint32_t)i));
        put_equal(p, word(&s->address, four ? 3 : i));
    }
    put(p, BPF_LD | BPF_H | BPF_ABS, 0);
    put_equal(p, s->port);
    put(p, BPF_RET | BPF_K, 0);
    for (unsigned short i = begin; i < p->n; i++)
        if (BPF_CLASS(p->op[i].code) == BPF_JMP)
            p->op[i].jf = (uint8_t)(p->n - i - 1);
}

void shun_nobody(int fd)
{
    int unused = 0;
    setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused); /* there may be none */
}

/* The kernel obeys the list. */
static int apply(const struct shun *s, int fd)
{
    struct program p = {.n = 0};
    int unused = 0;
    if (s->n == 0)
        return setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused) < 0 ? -errno
                                                                                        : 0;
    for (int i = 0; i < s->n; i++)
        put_source(&p, &s->source[i]);
    put(&p, BPF_RET | BPF_K, UINT32_MAX);
    struct sock_fprog all = {.len = p.n, .filter = p.op};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &all, sizeof all) < 0 ? -errno : 0;
}

static void drop_oldest(struct shun *s, int n)
{
    s->n -= n;
    memmove(s->source, s->source + n, sizeof *s->source * (size_t)s->n);
    memmove(s->until_ns, s->until_ns + n, sizeof *s->until_ns * (size_t)s->n);
}

int shun_add(struct shun *s, int fd, const struct shun_source *source, int64_t now_ns)
{
    for (int i = 0; i < s->n; i++) /* what was in the buffer is still read */
        if (s->source[i].port == source->port &&
            memcmp(&s->source[i].address, &source->address, sizeof source->address) == 0)
            return 0;
    if (s->n == SHUN_MAX)
        drop_oldest(s, 1);
    s->until_ns[s->n] = now_ns + SHUN_NS;
    s->source[s->n++] = *source;
    int error = apply(s, fd);
    if (error < 0)
        s->n = 0;
    return error;
}

void shun_expire(struct shun *s, int fd, int64_t now_ns)
{
    int due = 0;
    while (due < s->n && s->until_ns[due] <= now_ns)
        due++;
    if (due == 0)
        return;
    drop_oldest(s, due);
    apply(s, fd);
}

bool shun_counter(int fd, uint32_t *ret)
{
    uint32_t info[SK_MEMINFO_VARS];
    socklen_t size = sizeof info;
    if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &size) < 0 ||
        size <= SK_MEMINFO_DROPS * sizeof *info)
        return false;
    *ret = info[SK_MEMINFO_DROPS];
    return true;
}
