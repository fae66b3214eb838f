/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/analysis.h"

#include "daemon/wake.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define BATCH 256   /* frames between two announcements */
#define TICK_MS 500 /* the longest sleep */

struct analysis {
    struct gait_pipeline *pipeline;
    struct gait_ring *frames, *events;
    int wake_fd, ready_fd;
    pthread_t thread;
    atomic_bool stopping;
    atomic_uint_fast64_t ticks;
    pthread_mutex_t lock; /* of state, once a batch */
    struct gait_pipeline_state state;
};

struct analysis *analysis_new(const struct gait_settings *s, struct gait_ring *frames,
                              struct gait_ring *events)
{
    struct analysis *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->frames = frames;
    a->events = events;
    a->wake_fd = wake_new();
    a->ready_fd = wake_new();
    a->pipeline = gait_pipeline_new(s);
    a->state.newest_ns = GAIT_NO_TIME;
    pthread_mutex_init(&a->lock, NULL);
    if (a->wake_fd < 0 || a->ready_fd < 0 || !a->pipeline) {
        analysis_free(a);
        return NULL;
    }
    return a;
}

void analysis_free(struct analysis *a)
{
    if (!a)
        return;
    gait_pipeline_free(a->pipeline);
    if (a->wake_fd >= 0)
        close(a->wake_fd);
    if (a->ready_fd >= 0)
        close(a->ready_fd);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

int analysis_wake_fd(const struct analysis *a)
{
    return a->wake_fd;
}

int analysis_ready_fd(const struct analysis *a)
{
    return a->ready_fd;
}

/* *ret_ended: a session is over with it. */
static int push(struct analysis *a, const struct gait_frame *f, bool *ret_ended)
{
    struct gait_event e;
    int n = 0;

    *ret_ended = false;
    gait_pipeline_push(a->pipeline, f);
    while (gait_pipeline_next(a->pipeline, &e)) {
        *ret_ended |= e.kind == GAIT_EVENT_SESSION && e.u.session.ended;
        gait_ring_push(a->events, &e); /* a full ring counts what it refuses */
        n++;
    }
    return n;
}

/* An end that somebody waits for who does not know that nobody ran. */
static int tell_end(struct analysis *a, int64_t t_ns)
{
    struct gait_event e = {
        .kind = GAIT_EVENT_SESSION, .t_ns = t_ns, .announced_ns = t_ns, .u.session.ended = true};
    gait_name_copy(e.runner, ANALYSIS_NOBODY);
    gait_ring_push(a->events, &e);
    return 1;
}

/* One batch. Returns how many frames there were. */
static int batch(struct analysis *a)
{
    struct gait_frame f;
    int frames = 0, events = 0;
    bool ended;

    while (frames < BATCH && gait_ring_pop(a->frames, &f)) {
        events += push(a, &f, &ended);
        if (f.kind == GAIT_FRAME_END && !ended)
            events += tell_end(a, f.u.end_ns);
        frames++;
    }
    if (events)
        wake_up(a->ready_fd);
    if (frames) {
        pthread_mutex_lock(&a->lock);
        a->state = gait_pipeline_state(a->pipeline);
        pthread_mutex_unlock(&a->lock);
    }
    atomic_fetch_add_explicit(&a->ticks, 1, memory_order_relaxed);
    return frames;
}

static void end_session(struct analysis *a)
{
    int64_t newest_ns = gait_pipeline_state(a->pipeline).newest_ns;
    if (newest_ns == GAIT_NO_TIME)
        return;
    struct gait_frame end = {.kind = GAIT_FRAME_END, .u.end_ns = newest_ns};
    bool ended;
    push(a, &end, &ended);
    wake_up(a->ready_fd);
}

static void *run(void *arg)
{
    struct analysis *a = arg;
    struct pollfd wait = {.fd = a->wake_fd, .events = POLLIN};

    for (;;) {
        bool stopping = atomic_load(&a->stopping);
        while (batch(a) > 0)
            continue;
        if (stopping)
            break;
        if (poll(&wait, 1, TICK_MS) > 0)
            wake_clear(a->wake_fd);
    }
    end_session(a);
    return NULL;
}

int analysis_start(struct analysis *a)
{
    return -pthread_create(&a->thread, NULL, run, a);
}

void analysis_stop(struct analysis *a)
{
    atomic_store(&a->stopping, true);
    wake_up(a->wake_fd);
    pthread_join(a->thread, NULL);
    a->state = gait_pipeline_state(a->pipeline);
}

uint64_t analysis_ticks(const struct analysis *a)
{
    return atomic_load_explicit(&a->ticks, memory_order_relaxed);
}

struct gait_pipeline_state analysis_state(struct analysis *a)
{
    pthread_mutex_lock(&a->lock);
    struct gait_pipeline_state s = a->state;
    pthread_mutex_unlock(&a->lock);
    return s;
}
