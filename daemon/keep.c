/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/keep.h"

#include "daemon/diary.h"
#include "daemon/log.h"
#include "daemon/wake.h"

#include <gait/ring.h>

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS INT64_C(1000000000)
#define BATCH 2048
#define STORED 256

struct keep {
    struct keep_settings settings;
    char *path;
    struct gait_ring *events, *stored;
    int wake_fd, ready_fd;
    pthread_t thread;
    bool started;
    atomic_bool stopping, down;
    atomic_uint_fast64_t strides, left; /* left: what a stop could not keep */
    /* the storing thread's */
    struct store *store;
    struct diary diary, before; /* before: as the last commit left it */
    struct diary after;         /* as a commit would have left it that may have failed */
    bool recovered, unsure;
    int64_t writer, batches;
    struct gait_event batch[BATCH];
    int n;
    int64_t first_ns, retry_ns; /* monotonic; when the batch began, when to try again */
    uint64_t lost_told;
    struct log_limit slow;
};

static int64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

struct keep *keep_new(const struct keep_settings *s)
{
    struct keep *k = calloc(1, sizeof *k);

    if (!k)
        return NULL;
    k->settings = *s;
    if (!k->settings.backlog)
        k->settings.backlog = KEEP_BACKLOG;
    if (!k->settings.retry_ns)
        k->settings.retry_ns = SECOND_NS;
    if (!k->settings.batch_ns)
        k->settings.batch_ns = SECOND_NS;
    k->path = strdup(s->path);
    k->events = gait_ring_new(k->settings.backlog, sizeof(struct gait_event));
    k->stored = gait_ring_new(STORED, sizeof(struct gait_event));
    k->wake_fd = wake_new();
    k->ready_fd = wake_new();
    if (!k->path || !k->events || !k->stored || k->wake_fd < 0 || k->ready_fd < 0) {
        keep_free(k);
        return NULL;
    }
    if (getrandom(&k->writer, sizeof k->writer, 0) < 0)
        k->writer = clock_ns(CLOCK_REALTIME);
    diary_begin(&k->diary, s->source, s->quiet_ns);
    k->before = k->diary;
    return k;
}

void keep_free(struct keep *k)
{
    if (!k)
        return;
    store_close(k->store);
    gait_ring_free(k->events);
    gait_ring_free(k->stored);
    if (k->wake_fd >= 0)
        close(k->wake_fd);
    if (k->ready_fd >= 0)
        close(k->ready_fd);
    free(k->path);
    free(k);
}

static uint64_t lost(const struct keep *k)
{
    return gait_ring_state(k->events).refused + atomic_load(&k->left);
}

/* The file failed, perhaps only after it had taken the batch: back to what is in it, and wait. */
static void fall(struct keep *k, const char *why)
{
    if (!atomic_load(&k->down))
        log_line(LOG_WARNING, "store: %s; measuring goes on, up to %zu events wait", why,
                 k->settings.backlog);
    if (k->store)
        store_rollback(k->store);
    store_close(k->store);
    k->store = NULL;
    k->diary = k->before;
    atomic_store(&k->down, true);
    k->retry_ns = clock_ns(CLOCK_MONOTONIC) + k->settings.retry_ns;
}

static void rise(struct keep *k)
{
    uint64_t now = lost(k);
    uint32_t held;

    if (atomic_exchange(&k->down, false))
        log_line(LOG_NOTICE, "store: %s is written again, %" PRIu64 " events were lost", k->path,
                 now - k->lost_told);
    else if (now > k->lost_told &&
             log_limit_pass(&k->slow, clock_ns(CLOCK_MONOTONIC), 60 * SECOND_NS, &held))
        log_line(LOG_WARNING, "store: %s is too slow, %" PRIu64 " events were lost", k->path,
                 now - k->lost_told);
    else
        return;
    k->lost_told = now;
}

/* Hands over what the commit before has made certain. */
static void tell(struct keep *k)
{
    struct gait_event e;
    bool any = false;

    while (diary_stored(&k->diary, &e))
        any |= gait_ring_push(k->stored, &e); /* one refused: the next says more than it did */
    k->before = k->diary;
    atomic_store(&k->strides, k->diary.strides);
    if (any)
        wake_up(k->ready_fd);
}

static int write_events(struct keep *k, bool end, char *why, size_t why_size)
{
    int64_t now_ns = clock_ns(CLOCK_REALTIME);
    int result = k->recovered ? diary_check(&k->diary, k->store, why, why_size)
                              : diary_recover(&k->diary, k->store, now_ns, why, why_size);
    for (int i = 0; i < k->n && result == 0; i++)
        result = diary_take(&k->diary, k->store, &k->batch[i], why, why_size);
    if (result == 0)
        result = diary_tick(&k->diary, k->store, now_ns, why, why_size);
    if (result == 0 && end)
        result = diary_end(&k->diary, k->store, why, why_size);
    return result;
}

static int write_batch(struct keep *k, bool end, char *why, size_t why_size)
{
    if (!k->store && (store_open(k->path, STORE_WRITE, &k->store, why, why_size) < 0 ||
                      store_claim(k->store, why, why_size) < 0))
        return -1;
    if (!store_there(k->store, why, why_size))
        return -1;
    int begun = store_begin_batch(k->store, k->writer, k->batches, why, why_size);
    if (begun == 0) /* it had been taken */
        k->diary = k->after;
    if (begun <= 0)
        return begun;
    if (write_events(k, end, why, why_size) < 0)
        return -1;
    k->after = k->diary;
    k->unsure = true;
    return store_commit(k->store, why, why_size);
}

/* A batch that may be in the file already stays as it is. */
static void gather(struct keep *k)
{
    while (!k->unsure && k->n < BATCH && gait_ring_pop(k->events, &k->batch[k->n])) {
        const struct gait_event *e = &k->batch[k->n];
        if (k->n++ == 0)
            k->first_ns = clock_ns(CLOCK_MONOTONIC);
        if (e->kind == GAIT_EVENT_SESSION && e->u.session.ended)
            k->first_ns -= k->settings.batch_ns; /* who asks for it now finds it whole */
    }
}

/* False: not now. */
static bool keep_batch(struct keep *k, bool end)
{
    char why[STORE_SENTENCE_MAX];

    if (write_batch(k, end, why, sizeof why) < 0) {
        fall(k, why);
        return false;
    }
    k->recovered = true;
    k->unsure = false;
    k->batches++;
    k->n = 0;
    rise(k);
    tell(k);
    gather(k); /* what came meanwhile has woken nobody */
    return true;
}

/* When something is to be done at the latest, monotonic; INT64_MAX: when there is an event. */
static int64_t next_ns(const struct keep *k)
{
    if (atomic_load(&k->down))
        return k->retry_ns;
    if (k->n > 0)
        return k->n == BATCH ? 0 : k->first_ns + k->settings.batch_ns;
    for (int i = 0; i < k->diary.runners; i++)
        if (k->diary.runner[i].until_ns != GAIT_NO_TIME)
            return k->retry_ns;
    return INT64_MAX;
}

static void wait_until(struct keep *k, int64_t at_ns)
{
    struct pollfd p = {.fd = k->wake_fd, .events = POLLIN};
    int64_t left_ns = at_ns - clock_ns(CLOCK_MONOTONIC);

    if (at_ns != INT64_MAX && left_ns <= 0)
        return;
    poll(&p, 1, at_ns == INT64_MAX ? -1 : (int)(left_ns / 1000000) + 1);
    wake_clear(k->wake_fd);
}

/* The last of it: what does not get into the file now is lost. */
static void finish(struct keep *k)
{
    for (;;) {
        bool again = k->unsure; /* may be in the file, and without the end */
        gather(k);
        bool last = !again && k->n < BATCH;
        if (!keep_batch(k, last)) {
            struct gait_ring_state s = gait_ring_state(k->events);
            atomic_fetch_add(&k->left, (uint64_t)k->n + s.fill);
            return;
        }
        if (last)
            return;
    }
}

static void *run(void *user)
{
    struct keep *k = user;

    keep_batch(k, false); /* what a crash left open; and says at once when there is no storing */
    while (!atomic_load(&k->stopping)) {
        wait_until(k, next_ns(k));
        gather(k);
        int64_t now_ns = clock_ns(CLOCK_MONOTONIC);
        bool down = atomic_load(&k->down);
        if (down ? now_ns >= k->retry_ns : now_ns >= next_ns(k)) {
            k->retry_ns = now_ns + k->settings.retry_ns;
            keep_batch(k, false);
        }
    }
    finish(k);
    return NULL;
}

int keep_start(struct keep *k)
{
    int error = pthread_create(&k->thread, NULL, run, k);
    k->started = error == 0;
    return -error;
}

void keep_stop(struct keep *k)
{
    if (!k->started)
        return;
    atomic_store(&k->stopping, true);
    wake_up(k->wake_fd);
    pthread_join(k->thread, NULL);
    k->started = false;
}

void keep_event(struct keep *k, const struct gait_event *e)
{
    if (k && diary_wants(e) && gait_ring_push(k->events, e))
        wake_up(k->wake_fd);
}

int keep_ready_fd(const struct keep *k)
{
    return k->ready_fd;
}

bool keep_stored(struct keep *k, struct gait_event *e)
{
    return gait_ring_pop(k->stored, e);
}

struct keep_counts keep_counts(const struct keep *k)
{
    return (struct keep_counts){
        .strides = atomic_load(&k->strides), .lost = lost(k), .stopped = atomic_load(&k->down)};
}
