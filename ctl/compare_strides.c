/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/compare_strides.h"

#include "ctl/results.h"

#include <gait/session.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float clean_confidence = 0.5f; /* more likely right than not */

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
    results_feed(g, &r, is->runner);
    int n = gait_session_compare_all(g, a, b, e);
    gait_session_free(g);
    results_strides_free(&r);
    if (is->ended_ns != GAIT_NO_TIME)
        results_write(s, is->id, false, e, n);
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
