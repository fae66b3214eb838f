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
#define RULES INTAKE_RULES_MAX
#define TICK_MS 500
#define SECOND_NS INT64_C(1000000000)
#define TURN 4 /* batches of one socket, before the others have theirs */

struct receive {
    struct receive_settings settings;
    struct intake *intake;
    struct gait_ring *subscriptions, *rules;
    struct record_datagram copy;
    uint64_t capture_refused;
    int wake_fd, ready_fd;
    pthread_t thread;
    atomic_bool stopping;
    atomic_uint_fast64_t ticks;
    pthread_mutex_t lock; /* of state, once a batch, and of heard, once a second */
    struct receive_state state;
    struct receive_heard heard;
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
    r->subscriptions = gait_ring_new(SUBSCRIPTIONS, sizeof(struct intake_subscription));
    r->rules = gait_ring_new(RULES, sizeof(struct intake_rule));
    pthread_mutex_init(&r->lock, NULL);
    if (r->wake_fd < 0 || r->ready_fd < 0 || !r->intake || !r->subscriptions ||
        !r->rules) {
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
    gait_ring_free(r->rules);
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

/* As many as there is room for: the others stay in the intake. */
static bool pass_rules(struct receive *r)
{
    struct gait_ring_state s = gait_ring_state(r->rules);
    struct intake_rule rule;
    bool passed = false;
    for (; s.fill < s.capacity && intake_ruled(r->intake, &rule); s.fill++)
        passed = gait_ring_push(r->rules, &rule) || passed;
    return passed;
}

/* Returns whether the main thread has something to fetch. */
static bool take(struct receive *r, const struct socket_datagram *d)
{
    struct intake_subscription s;
    bool tell = false;

    if (!intake_datagram(r->intake, d->bytes, d->size, d->truncated, d->arrival_ns, &d->from))
        return false;
    while (intake_subscription(r->intake, &s))
        tell = gait_ring_push(r->subscriptions, &s) || tell;
    tell = pass_rules(r) || tell;
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

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

/* Takes what one socket holds, in batches, but leaves the others their turn. True: it may hold
 * more that came before until_ns. */
static bool drain(struct receive *r, struct socket_udp *socket, int64_t until_ns)
{
    const struct socket_datagram *d;
    int n;

    for (int turn = 0; turn < TURN; turn++) {
        bool main_too = false;
        if ((n = socket_receive(socket, &d)) <= 0)
            return false;
        for (int i = 0; i < n; i++) {
            main_too = take(r, &d[i]) || main_too;
            if (intake_floods(r->intake))
                socket_shun(socket, &d[i].from, now_ns());
        }
        announce(r, main_too);
        if (d[n - 1].arrival_ns > until_ns)
            return false;
    }
    return true;
}

static bool drain_all(struct receive *r, int64_t until_ns)
{
    bool more = false;
    for (int i = 0; i < r->settings.sockets; i++)
        more = drain(r, r->settings.socket[i], until_ns) || more;
    return more;
}

/* Hears again whom it has not, and counts what that kept out. */
static void count_shunned(struct receive *r)
{
    for (int i = 0; i < r->settings.sockets; i++)
        intake_unseen(r->intake, socket_shunned(r->settings.socket[i], now_ns()));
}

/* Once a second; the other side holds the lock for as long as it takes to copy, and then the next
 * look is the one that counts. */
static void look(struct receive *r, int64_t now)
{
    struct receive_heard *h = &r->heard;
    if ((h->at_ns && now - h->at_ns < SECOND_NS) || pthread_mutex_trylock(&r->lock) != 0)
        return;
    h->at_ns = now;
    h->heards = h->refuseds = 0;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (intake_heard(r->intake, i, now, &h->heard[h->heards]))
            h->slot[h->heards++] = i;
    for (int i = 0; i < DECODE_REASONS; i++)
        h->refuseds +=
            intake_refused(r->intake, (enum decode_reason)i, now, &h->refused[h->refuseds]);
    intake_listening(r->intake, now, &h->listening);
    h->listening.u.listening.kernel_drops = (uint32_t)(
        r->state.kernel_drops < UINT32_MAX ? r->state.kernel_drops : UINT32_MAX);
    pthread_mutex_unlock(&r->lock);
}

static void *run(void *arg)
{
    struct receive *r = arg;
    struct pollfd wait[RECEIVE_SOCKETS_MAX + 1];
    int n = r->settings.sockets;

    for (int i = 0; i < n; i++)
        wait[i] = (struct pollfd){.fd = socket_fd(r->settings.socket[i]), .events = POLLIN};
    wait[n] = (struct pollfd){.fd = r->wake_fd, .events = POLLIN};
    while (!atomic_load(&r->stopping)) {
        bool more = drain_all(r, INT64_MAX);
        count_shunned(r);
        look(r, now_ns());
        if (pass_rules(r))
            wake_up(r->ready_fd);
        poll(wait, (nfds_t)n + 1, more ? 0 : TICK_MS);
        atomic_fetch_add_explicit(&r->ticks, 1, memory_order_relaxed);
        if (intake_tick(r->intake, now_ns()))
            wake_up(r->settings.frames_fd);
    }
    int64_t until_ns = now_ns();
    while (drain_all(r, until_ns))
        continue;
    count_shunned(r);
    announce(r, false);
    return NULL;
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

bool receive_subscription(struct receive *r, struct intake_subscription *ret)
{
    return gait_ring_pop(r->subscriptions, ret);
}

bool receive_rule(struct receive *r, struct intake_rule *ret)
{
    return gait_ring_pop(r->rules, ret);
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

void receive_heard(struct receive *r, struct receive_heard *ret)
{
    pthread_mutex_lock(&r->lock);
    *ret = r->heard;
    pthread_mutex_unlock(&r->lock);
}
