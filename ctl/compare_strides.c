/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/compare_strides.h"

#include <gait/session.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float clean_confidence = 0.5f; /* as dsp/session.c has it */

struct kept {
    struct gait_event *stride;
    size_t n, room;
    int sensors;
    struct gait_sensor sensor[GAIT_SENSORS_MAX];
    bool no_memory;
};

static bool take_sensor(void *user, const struct gait_event *e)
{
    struct kept *k = user;
    int i = 0;
    while (i < k->sensors && strcmp(k->sensor[i].id, e->sensor) != 0)
        i++;
    if (i == GAIT_SENSORS_MAX)
        return true;
    k->sensor[i] = e->u.sensor.is;
    gait_name_copy(k->sensor[i].id, e->sensor);
    k->sensors += i == k->sensors;
    return true;
}

static bool take_stride(void *user, const struct gait_event *e)
{
    struct kept *k = user;
    if (e->state != GAIT_RUN)
        return true;
    if (k->n == k->room) {
        size_t room = k->room ? 2 * k->room : 1024;
        struct gait_event *more = realloc(k->stride, room * sizeof *more);
        if (!more) {
            k->no_memory = true;
            return false;
        }
        k->stride = more;
        k->room = room;
    }
    k->stride[k->n++] = *e;
    return true;
}

static int by_time(const void *a, const void *b)
{
    const struct gait_event *x = a, *y = b;
    int sensor = strcmp(x->sensor, y->sensor);
    return x->t_ns != y->t_ns ? (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns) : sensor;
}

/* Where it was worn; where nobody says, a trunk that was called one, else a shank. */
static enum gait_placement placement(const struct kept *k, const struct gait_event *e)
{
    for (int i = 0; i < k->sensors; i++)
        if (strcmp(k->sensor[i].id, e->sensor) == 0)
            return k->sensor[i].placement;
    return e->u.step.trunk ? GAIT_TRUNK : GAIT_UNKNOWN;
}

/* A stride's surface may have been changed afterwards: marks are where it changes. */
static void replay(const struct kept *k, struct gait_session *g, const char *runner)
{
    const char *on = "";
    gait_session_begin(g, runner);
    for (int i = 0; i < k->sensors; i++)
        gait_session_expect(g, k->sensor[i].placement);
    for (size_t i = 0; i < k->n; i++) {
        const struct gait_event *e = &k->stride[i];
        if (strcmp(on, e->u.step.surface) != 0)
            gait_session_mark(g, e->t_ns, e->u.step.surface);
        on = e->u.step.surface;
        gait_session_stride(g, e, placement(k, e));
    }
}

static void give(struct gait_session *g, const char *a, const char *b, store_take *take,
                 void *user)
{
    struct gait_event e;
    struct gait_event all[GAIT_MEASURES];
    while (gait_session_result(g, &e))
        if (e.kind == GAIT_EVENT_SUMMARY)
            take(user, &e);
    int n = gait_session_compare_all(g, a, b, all);
    for (int i = 0; i < n; i++)
        take(user, &all[i]);
}

struct keeper {
    struct store *s;
    int64_t session;
    bool failed;
    store_take *take;
    void *user;
};

static bool keep_one(void *user, const struct gait_event *e)
{
    struct keeper *k = user;
    char why[STORE_SENTENCE_MAX];
    if (!k->failed)
        k->failed = store_event(k->s, k->session, e, why, sizeof why) < 0;
    return k->take(k->user, e);
}

/* All of them, or none; a store that cannot be written is no fault. */
static void give_and_keep(struct gait_session *g, struct keeper *k, const char *a, const char *b)
{
    char why[STORE_SENTENCE_MAX];
    if (store_begin(k->s, why, sizeof why) < 0) {
        give(g, a, b, k->take, k->user);
        return;
    }
    give(g, a, b, keep_one, k);
    if (k->failed)
        store_rollback(k->s);
    else
        store_commit(k->s, why, sizeof why);
}

int compare_strides(struct store *s, const struct store_session *is, const char *a, const char *b,
                    bool keep, store_take *take, void *user, char *why, size_t why_size)
{
    static const char no_memory[] = "no memory for the strides of session %lld";
    struct kept k = {0};
    struct keeper keeper = {.s = s, .session = is->id, .take = take, .user = user};
    struct gait_session *g = NULL;
    int n = -1;
    if (store_read(s, is->id, GAIT_EVENT_SENSOR, take_sensor, &k, why, why_size) >= 0 &&
        store_read(s, is->id, GAIT_EVENT_STRIDE, take_stride, &k, why, why_size) >= 0) {
        g = k.no_memory ? NULL : gait_session_new();
        if (!g)
            snprintf(why, why_size, no_memory, (long long)is->id);
    }
    if (g) {
        n = (int)k.n;
        if (n > 0)
            qsort(k.stride, k.n, sizeof *k.stride, by_time);
        replay(&k, g, is->runner);
        if (keep && is->ended_ns != GAIT_NO_TIME)
            give_and_keep(g, &keeper, a, b);
        else
            give(g, a, b, take, user);
    }
    gait_session_free(g);
    free(k.stride);
    return n;
}

struct speeds {
    const char *surface;
    double mean;
    int n;
};

static bool take_speed(void *user, const struct gait_event *e)
{
    struct speeds *v = user;
    bool counts = e->state == GAIT_RUN && !e->impact.gap &&
                  e->u.step.confidence >= clean_confidence &&
                  strcmp(e->u.step.surface, v->surface) == 0 && !isnan(e->u.step.speed_ms);
    if (counts)
        v->mean += ((double)e->u.step.speed_ms - v->mean) / ++v->n;
    return true;
}

int compare_speed(struct store *s, int64_t session, const char *surface, double *ret_ms, char *why,
                  size_t why_size)
{
    struct speeds v = {.surface = surface};
    if (store_read(s, session, GAIT_EVENT_STRIDE, take_speed, &v, why, why_size) < 0)
        return -1;
    *ret_ms = v.n ? v.mean : (double)NAN;
    return 0;
}
