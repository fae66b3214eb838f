/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens for a moment where sensors usually send to and gaitd does not listen; reads and answers
 * nothing. */
#include "ctl/doctor_parts.h"

#include "daemon/unpack.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* gaitd's own port is there for when it does not run. */
static const int usual[] = {8000, 9000, 8888, 3333, 1234, 5005, 5000, 6448, 7000,  8001, 8010,
                            8011, 8012, 8013, 8014, 8015, 8016, 8017, 8080, 57120, 57121};
#define USUAL ((int)(sizeof usual / sizeof usual[0]))
_Static_assert(USUAL <= DOCTOR_PORTS_MAX, "room for each");

#define AT_ONCE 256

struct doctor_listener {
    int fd[USUAL];
    struct doctor_port port[USUAL];
};

static int open_port(int port)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) < 0) { /* somebody else's */
        close(fd);
        fd = -1;
    }
    return fd;
}

struct doctor_listener *doctor_listen(void)
{
    struct doctor_listener *l = calloc(1, sizeof *l);
    for (int i = 0; l && i < USUAL; i++) {
        l->port[i].port = usual[i];
        l->fd[i] = open_port(usual[i]);
    }
    return l;
}

void doctor_listen_end(struct doctor_listener *l)
{
    for (int i = 0; l && i < USUAL; i++)
        if (l->fd[i] >= 0)
            close(l->fd[i]);
    free(l);
}

/* Addresses are printable; type letters are the sender's own bytes. */
static void describe(struct doctor_port *p, const struct osc_message *m)
{
    char types[OSC_ARGS_MAX + 1] = "";
    for (int i = 0; i < m->args; i++)
        types[i] = m->type[i] > ' ' && m->type[i] < 127 ? m->type[i] : '?';
    snprintf(p->what, sizeof p->what, "%.90s ,%.60s", m->address, types);
}

static void take(struct doctor_port *p, const uint8_t *bytes, size_t size,
                 const struct sockaddr_in *from)
{
    struct osc_walk w;
    struct osc_message m;
    struct gait_event own;
    char host[INET_ADDRSTRLEN];

    osc_walk_init(&w, bytes, size);
    while (osc_next(&w, &m)) {
        if (unpack_event(&m, &own)) /* what gaitd publishes */
            continue;
        p->count++;
        describe(p, &m);
        inet_ntop(AF_INET, &from->sin_addr, host, sizeof host);
        snprintf(p->from, sizeof p->from, "%s:%u", host, (unsigned)ntohs(from->sin_port));
    }
}

void doctor_hear(struct doctor_listener *l, struct doctor_view *v)
{
    uint8_t bytes[2048];
    struct sockaddr_in from;

    v->ports = 0;
    for (int i = 0; i < USUAL; i++) {
        for (int k = 0; l->fd[i] >= 0 && k < AT_ONCE; k++) {
            socklen_t size = sizeof from;
            ssize_t n = recvfrom(l->fd[i], bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size);
            if (n < 0)
                break;
            take(&l->port[i], bytes, (size_t)n, &from);
        }
        if (l->port[i].count)
            v->port[v->ports++] = l->port[i];
    }
}

void doctor_own(struct doctor_view *v)
{
    struct ifaddrs *all = NULL;
    v->owns = 0;
    if (getifaddrs(&all) < 0)
        return;
    for (struct ifaddrs *a = all; a && v->owns < DOCTOR_OWN_MAX; a = a->ifa_next) {
        bool up = (a->ifa_flags & IFF_UP) && !(a->ifa_flags & IFF_LOOPBACK);
        if (!up || !a->ifa_addr || a->ifa_addr->sa_family != AF_INET)
            continue;
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)a->ifa_addr;
        if (inet_ntop(AF_INET, &in->sin_addr, v->own[v->owns], sizeof v->own[0]))
            v->owns++;
    }
    freeifaddrs(all);
}
