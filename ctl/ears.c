/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/ears.h"

#include "ctl/packet.h"
#include "ctl/verb.h"
#include "daemon/unpack.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOLD_S 10 /* how long a subscription lives */
#define RENEW_MS 3000
#define AT_ONCE 64
#define REFUSED_MS 50 /* by then this machine has said that nobody listens */
#define GONE_LOOKS 2

int64_t ears_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int order(const struct gait_event *a, const struct gait_event *b)
{
    int runner = strcmp(a->runner, b->runner);
    return runner ? runner : strcmp(a->sensor, b->sensor);
}

static void take_heard(struct ears_view *v, const struct gait_event *e)
{
    int at = 0;
    while (at < v->heards && order(&v->heard[at], e) < 0)
        at++;
    if (at == v->heards || order(&v->heard[at], e) != 0) {
        if (v->heards == GAIT_SENSORS_MAX)
            return;
        size_t after = (size_t)(v->heards++ - at);
        memmove(&v->heard[at + 1], &v->heard[at], after * sizeof v->heard[0]);
        memmove(&v->heard_look[at + 1], &v->heard_look[at], after * sizeof v->heard_look[0]);
    }
    v->heard[at] = *e;
    v->heard_look[at] = v->looks;
}

static void take_refused(struct ears_view *v, const struct gait_event *e)
{
    int at = 0;
    while (at < v->refuseds && strcmp(v->refused[at].u.refused.reason, e->u.refused.reason) != 0)
        at++;
    if (at == EARS_REASONS_MAX)
        return;
    v->refused[at] = *e;
    v->refuseds += at == v->refuseds;
}

static void forget_gone(struct ears_view *v)
{
    int kept = 0;
    for (int i = 0; i < v->heards; i++) {
        if (v->looks - v->heard_look[i] > GONE_LOOKS)
            continue;
        v->heard[kept] = v->heard[i];
        v->heard_look[kept++] = v->heard_look[i];
    }
    v->heards = kept;
}

bool ears_take(struct ears_view *v, const struct gait_event *e)
{
    switch (e->kind) {
    case GAIT_EVENT_HEARD:
        take_heard(v, e);
        return true;
    case GAIT_EVENT_REFUSED:
        take_refused(v, e);
        return true;
    case GAIT_EVENT_LISTENING:
        v->listening = *e;
        v->looks++;
        forget_gone(v);
        return true;
    case GAIT_EVENT_STRIDE:
        v->strides++;
        return false;
    default:
        return false;
    }
}

const struct gait_event *ears_find(const struct ears_view *v, const char *id)
{
    for (int i = 0; i < v->heards; i++)
        if (strcmp(v->heard[i].sensor, id) == 0)
            return &v->heard[i];
    for (int i = 0; i < v->heards; i++)
        if (strcmp(v->heard[i].u.heard.name, id) == 0)
            return &v->heard[i];
    return NULL;
}

static int send_packet(const struct ears *e, int fd, const struct packet *p)
{
    ssize_t n = sendto(fd, p->bytes, p->size, 0, (const struct sockaddr *)&e->to,
                       verb_endpoint_size(&e->to));
    return n < 0 ? -errno : 0;
}

/* Each from a socket of its own: a subscriber gets one or the other. */
static int subscribe(struct ears *e, int seconds)
{
    int error = 0;
    for (int i = 0; i < EARS_SOCKETS && error == 0; i++) {
        struct packet p;
        packet_clear(&p);
        packet_string(&p, "/gait/subscribe");
        packet_string(&p, i == 0 ? ",is" : ",i");
        packet_int(&p, seconds);
        if (i == 0)
            packet_string(&p, "sensors");
        if (e->fd[i] >= 0)
            error = send_packet(e, e->fd[i], &p);
    }
    e->renew_ms = ears_now_ms() + RENEW_MS;
    return error;
}

static int open_socket(const struct sockaddr_storage *to, int *ret_fd)
{
    int size = 1 << 20, error = verb_open_socket(to, ret_fd);
    if (error == 0)
        setsockopt(*ret_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    return error;
}

int ears_open(struct ears *e, const struct sockaddr_storage *to, bool strides)
{
    int error = 0;
    *e = (struct ears){.to = *to, .fd = {-1, -1}};
    for (int i = 0; i < 1 + strides && error == 0; i++)
        error = open_socket(to, &e->fd[i]);
    if (error == 0)
        error = subscribe(e, HOLD_S);
    struct pollfd wait = {.fd = e->fd[0], .events = POLLIN};
    if (error == 0 && poll(&wait, 1, REFUSED_MS) > 0 && (wait.revents & POLLERR))
        return -ECONNREFUSED;
    return error;
}

void ears_close(struct ears *e)
{
    if (e->fd[0] >= 0)
        subscribe(e, 0);
    for (int i = 0; i < EARS_SOCKETS; i++)
        if (e->fd[i] >= 0)
            close(e->fd[i]);
    e->fd[0] = e->fd[1] = -1;
}

static void take_datagram(struct ears *e, const uint8_t *bytes, size_t size)
{
    struct osc_walk w;
    struct osc_message m;
    struct gait_event found;

    osc_walk_init(&w, bytes, size);
    while (osc_next(&w, &m))
        if (unpack_event(&m, &found) && ears_take(&e->view, &found) && e->each)
            e->each(e->user, &found);
}

/* Of one socket, at most AT_ONCE, and no further than the end of a look. */
static int receive(struct ears *e, int fd, uint32_t looks)
{
    uint8_t bytes[4096];
    for (int i = 0; i < AT_ONCE && e->view.looks == looks; i++) {
        ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        take_datagram(e, bytes, (size_t)n);
    }
    return 0;
}

int ears_look(struct ears *e, int timeout_ms)
{
    uint32_t looks = e->view.looks;
    int64_t until_ms = ears_now_ms() + timeout_ms;
    int error = 0;

    while (error == 0 && e->view.looks == looks) {
        int64_t now_ms = ears_now_ms(), next_ms = e->renew_ms < until_ms ? e->renew_ms : until_ms;
        struct pollfd wait[EARS_SOCKETS] = {{.fd = e->fd[0], .events = POLLIN},
                                            {.fd = e->fd[1], .events = POLLIN}};
        if (now_ms >= until_ms)
            return 0;
        if (now_ms >= e->renew_ms)
            error = subscribe(e, HOLD_S);
        else if (poll(wait, EARS_SOCKETS, (int)(next_ms - now_ms)) < 0)
            return errno == EINTR ? 0 : -errno;
        for (int i = EARS_SOCKETS - 1; i >= 0 && error == 0; i--)
            if (e->fd[i] >= 0)
                error = receive(e, e->fd[i], looks);
    }
    return error < 0 ? error : 1;
}

int ears_say(struct ears *e, const char *address, const char *a, const char *b)
{
    struct packet p;
    packet_clear(&p);
    packet_string(&p, address);
    packet_string(&p, ",ss");
    packet_string(&p, a);
    packet_string(&p, b);
    return send_packet(e, e->fd[0], &p);
}
