/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/receive.h"

#include "daemon/record.h"
#include "daemon/wake.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SUBSCRIPTIONS 64
#define TICK_MS 500

struct receive {
    struct receive_settings settings;
    struct intake *intake;
    struct gait_ring *subscriptions;
    struct record_datagram copy;
    uint64_t capture_refused;
    int wake_fd, ready_fd;
    pthread_t thread;
    atomic_bool stopping;
    atomic_uint_fast64_t ticks;
    pthread_mutex_t lock; /* of state, once a batch */
    struct receive_state state;
};

struct receive *receive_new(const struct receive_settings *s)
{
    struct receive *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->settings = *s;
    r->wake_fd = wake_new();
    r->ready_fd = wake_new();
    r->intake = intake_new(&s->intake, s->frames);
    r->subscriptions = gait_ring_new(SUBSCRIPTIONS, sizeof(struct receive_subscription));
    pthread_mutex_init(&r->lock, NULL);
    if (r->wake_fd < 0 || r->ready_fd < 0 || !r->intake || !r->subscriptions) {
        receive_free(r);
        return NULL;
    }
    return r;
}

void receive_free(struct receive *r)
{
    if (!r)
        return;
    intake_free(r->intake);
    gait_ring_free(r->subscriptions);
    if (r->wake_fd >= 0)
        close(r->wake_fd);
    if (r->ready_fd >= 0)
        close(r->ready_fd);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static void keep(struct receive *r, const struct socket_datagram *d)
{
    r->copy.arrival_ns = d->arrival_ns;
    r->copy.from = d->from;
    r->copy.truncated = d->truncated;
    r->copy.size = (uint32_t)(d->size < sizeof r->copy.bytes ? d->size : sizeof r->copy.bytes);
    memcpy(r->copy.bytes, d->bytes, r->copy.size);
    if (!gait_ring_push(r->settings.captures, &r->copy))
        r->capture_refused++;
}

/* Returns whether the main thread has something to fetch. */
static bool take(struct receive *r, const struct socket_datagram *d)
{
    struct receive_subscription s;
    bool tell = false;

    if (!intake_datagram(r->intake, d->bytes, d->size, d->truncated, d->arrival_ns, &d->from))
        return false;
    if (intake_subscription(r->intake, &s.from, &s.seconds))
        tell = gait_ring_push(r->subscriptions, &s);
    if (r->settings.captures) {
        keep(r, d);
        tell = true;
    }
    return tell;
}

static uint64_t kernel_drops(const struct receive *r)
{
    uint64_t n = 0;
    for (int i = 0; i < r->settings.sockets; i++)
        n += socket_dropped(r->settings.socket[i]);
    return n;
}

/* Wakes whom it concerns, and tells how it stands. */
static void announce(struct receive *r, bool main_too)
{
    wake_up(r->settings.frames_fd);
    if (main_too)
        wake_up(r->ready_fd);
    pthread_mutex_lock(&r->lock);
    r->state.intake = intake_counts(r->intake);
    r->state.kernel_drops = kernel_drops(r);
    r->state.capture_refused = r->capture_refused;
    pthread_mutex_unlock(&r->lock);
    atomic_fetch_add_explicit(&r->ticks, 1, memory_order_relaxed);
}

/* Takes what one socket holds, in batches. */
static void drain(struct receive *r, struct socket_udp *socket)
{
    const struct socket_datagram *d;
    int n;

    while ((n = socket_receive(socket, &d)) > 0) {
        bool main_too = false;
        for (int i = 0; i < n; i++)
            main_too = take(r, &d[i]) || main_too;
        announce(r, main_too);
    }
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void *run(void *arg)
{
    struct receive *r = arg;
    struct pollfd wait[RECEIVE_SOCKETS_MAX + 1];
    int n = r->settings.sockets;

    for (int i = 0; i < n; i++)
        wait[i] = (struct pollfd){.fd = socket_fd(r->settings.socket[i]), .events = POLLIN};
    wait[n] = (struct pollfd){.fd = r->wake_fd, .events = POLLIN};
    for (;;) {
        bool stopping = atomic_load(&r->stopping);
        for (int i = 0; i < n; i++)
            drain(r, r->settings.socket[i]);
        if (stopping)
            return NULL;
        poll(wait, (nfds_t)n + 1, TICK_MS);
        atomic_fetch_add_explicit(&r->ticks, 1, memory_order_relaxed);
        if (intake_tick(r->intake, now_ns()))
            wake_up(r->settings.frames_fd);
    }
}

int receive_start(struct receive *r)
{
    return -pthread_create(&r->thread, NULL, run, r);
}

void receive_stop(struct receive *r)
{
    atomic_store(&r->stopping, true);
    wake_up(r->wake_fd);
    pthread_join(r->thread, NULL);
}

int receive_ready_fd(const struct receive *r)
{
    return r->ready_fd;
}

bool receive_subscription(struct receive *r, struct receive_subscription *ret)
{
    return gait_ring_pop(r->subscriptions, ret);
}

uint64_t receive_ticks(const struct receive *r)
{
    return atomic_load_explicit(&r->ticks, memory_order_relaxed);
}

struct receive_state receive_state(struct receive *r)
{
    pthread_mutex_lock(&r->lock);
    struct receive_state s = r->state;
    pthread_mutex_unlock(&r->lock);
    return s;
}
