/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/flow.h"

#include "ctl/verb.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define EVERY 32         /* datagrams between two looks */
#define QUEUED_MAX 32768 /* bytes, with the kernel's own share of a buffer of 200 kB */
#define LOCAL_HZ 100000  /* datagrams a second */
#define AWAY_HZ 20000
#define PATIENCE 300000 /* looks at a full socket, 0.2 ms apart: a stopped receiver may go on */
#define SECOND_NS INT64_C(1000000000)

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

static void sleep_ns(int64_t ns)
{
    struct timespec t = {ns / SECOND_NS, ns % SECOND_NS};
    nanosleep(&t, NULL);
}

/* Adds up the sockets of one table that have this port. */
static bool look(const char *path, unsigned port, struct flow_socket *s)
{
    char line[512];
    bool found = false;
    FILE *f = fopen(path, "re");

    if (!f)
        return false;
    while (fgets(line, sizeof line, f)) {
        unsigned local;
        unsigned long queued;
        long drops;
        if (sscanf(line, " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %*x %*x:%lx", &local, &queued) !=
                2 ||
            local != port)
            continue;
        line[strcspn(line, "\n")] = '\0';
        size_t end = strlen(line);
        while (end > 0 && line[end - 1] == ' ') /* the line is padded */
            line[--end] = '\0';
        const char *last = strrchr(line, ' ');
        s->queued += (long)queued;
        if (last && sscanf(last, " %ld", &drops) == 1)
            s->drops += drops;
        found = true;
    }
    fclose(f);
    return found;
}

bool flow_look(const struct flow *f, struct flow_socket *ret)
{
    *ret = (struct flow_socket){0};
    bool four = look("/proc/net/udp", f->port, ret);
    bool six = look("/proc/net/udp6", f->port, ret);
    return four || six;
}

static bool is_local(const struct sockaddr_storage *a)
{
    const void *at = a;
    const struct sockaddr_in *v4 = at;
    const struct sockaddr_in6 *v6 = at;
    return a->ss_family == AF_INET6 ? IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)
                                    : ntohl(v4->sin_addr.s_addr) >> 24 == 127;
}

void flow_init(struct flow *f, const struct sockaddr_storage *to)
{
    struct flow_socket s;
    *f = (struct flow){.port = verb_endpoint_port(to), .begun_ns = now_ns()};
    f->local = is_local(to) && flow_look(f, &s);
}

void flow_sent(struct flow *f)
{
    struct flow_socket s;

    if (++f->sent % EVERY)
        return;
    int64_t due_ns = f->begun_ns + f->sent * (SECOND_NS / (f->local ? LOCAL_HZ : AWAY_HZ));
    int64_t early_ns = due_ns - now_ns();
    if (early_ns > 0)
        sleep_ns(early_ns);
    for (int i = 0; f->local && i < PATIENCE && flow_look(f, &s) && s.queued > QUEUED_MAX; i++)
        sleep_ns(200000);
}
