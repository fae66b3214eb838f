/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/compare_strides.h"

#include "ctl/results.h"

#include <gait/session.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float clean_confidence = 0.5f; /* more likely right than not */

static void feed(struct gait_session *g, const struct results_strides *r, const char *runner)
{
    int mark = 0;
    gait_session_begin(g, runner);
    for (int i = 0; i < r->n; i++)
        gait_session_expect(g, r->placement[i]);
    for (int i = 0; i < r->n; i++) {
        for (; mark < r->marks && r->mark[mark].t_ns <= r->stride[i].t_ns; mark++)
            gait_session_mark(g, r->mark[mark].t_ns, r->mark[mark].surface);
        gait_session_stride(g, &r->stride[i], r->placement[i]);
    }
}

/* All or none; where it cannot be kept it will be found again another time. */
static void write_back(struct store *s, int64_t session, const struct gait_event *e, int n)
{
    char why[STORE_SENTENCE_MAX];
    bool good = true;
    if (store_begin(s, why, sizeof why) < 0)
        return;
    for (int i = 0; i < n && good; i++)
        good = store_event(s, session, &e[i], why, sizeof why) >= 0;
    if (good)
        store_commit(s, why, sizeof why);
    else
        store_rollback(s);
}

int compare_strides(struct store *s, const struct store_session *is, const char *a, const char *b,
                    store_take *take, void *user, char *why, size_t why_size)
{
    struct gait_event e[GAIT_MEASURES];
    struct results_strides r;
    if (results_strides(s, is->id, &r, why, why_size) < 0)
        return -1;
    struct gait_session *g = gait_session_new();
    if (!g) {
        results_strides_free(&r);
        snprintf(why, why_size, "out of memory");
        return -1;
    }
    feed(g, &r, is->runner);
    int n = gait_session_compare_all(g, a, b, e);
    gait_session_free(g);
    results_strides_free(&r);
    if (is->ended_ns != GAIT_NO_TIME)
        write_back(s, is->id, e, n);
    for (int i = 0; i < n; i++)
        take(user, &e[i]);
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
