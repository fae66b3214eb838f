/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool results_keep(void *user, const struct gait_event *e)
{
    struct results_events *h = user;
    if (h->n == h->room) {
        int room = h->room ? 2 * h->room : 256;
        struct gait_event *more = reallocarray(h->event, (size_t)room, sizeof *more);
        if (!more) {
            h->failed = true;
            return false;
        }
        h->event = more;
        h->room = room;
    }
    h->event[h->n++] = *e;
    return true;
}

static int no_memory(char *why, size_t why_size)
{
    snprintf(why, why_size, "out of memory");
    return -1;
}

static int read_all(struct store *s, int64_t session, enum gait_event_kind kind,
                    struct results_events *h, char *why, size_t why_size)
{
    if (store_read(s, session, kind, results_keep, h, why, why_size) < 0)
        return -1;
    return h->failed ? no_memory(why, why_size) : 0;
}

static int by_time(const void *a, const void *b)
{
    const struct results_mark *x = a, *y = b;
    return (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns);
}

/* The times at which the surface changes: strides of several sensors come in any order, and their
 * surface goes by their contact. */
static int find_marks(struct results_strides *r)
{
    r->mark = calloc((size_t)r->n + 1, sizeof *r->mark);
    if (!r->mark)
        return -1;
    for (int i = 0; i < r->n; i++) {
        r->mark[i].t_ns = r->stride[i].t_ns;
        gait_name_copy(r->mark[i].surface, r->stride[i].u.step.surface);
    }
    qsort(r->mark, (size_t)r->n, sizeof *r->mark, by_time);
    for (int i = 0; i < r->n; i++)
        if (r->marks == 0 || strcmp(r->mark[r->marks - 1].surface, r->mark[i].surface) != 0)
            r->mark[r->marks++] = r->mark[i];
    return 0;
}

static enum gait_placement placement_of(const struct results_events *sensors,
                                        const struct gait_event *e)
{
    for (int i = 0; i < sensors->n; i++)
        if (strcmp(sensors->event[i].sensor, e->sensor) == 0)
            return sensors->event[i].u.sensor.is.placement;
    return e->u.step.trunk ? GAIT_SACRUM : GAIT_UNKNOWN; /* it never said what it is */
}

static int find_placements(struct results_strides *r, const struct results_events *sensors)
{
    r->placement = calloc((size_t)r->n + 1, sizeof *r->placement);
    for (int i = 0; r->placement && i < r->n; i++)
        r->placement[i] = placement_of(sensors, &r->stride[i]);
    return r->placement ? 0 : -1;
}

void results_strides_free(struct results_strides *r)
{
    free(r->stride);
    free(r->placement);
    free(r->mark);
    *r = (struct results_strides){0};
}

int results_strides(struct store *s, int64_t session, struct results_strides *ret, char *why,
                    size_t why_size)
{
    struct results_events strides = {0}, sensors = {0};
    int fault = read_all(s, session, GAIT_EVENT_STRIDE, &strides, why, why_size);
    if (!fault)
        fault = read_all(s, session, GAIT_EVENT_SENSOR, &sensors, why, why_size);
    *ret = (struct results_strides){.n = strides.n, .stride = strides.event};
    if (!fault && (find_marks(ret) < 0 || find_placements(ret, &sensors) < 0))
        fault = no_memory(why, why_size);
    free(sensors.event);
    if (fault)
        results_strides_free(ret);
    return fault;
}

void results_feed(struct gait_session *g, const struct results_strides *r, const char *runner)
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

static int find_anew(struct store *s, const struct store_session *is, struct results_events *ret,
                     char *why, size_t why_size)
{
    struct results_strides r;
    struct gait_event e;
    if (results_strides(s, is->id, &r, why, why_size) < 0)
        return -1;
    struct gait_session *g = gait_session_new();
    if (g) {
        results_feed(g, &r, is->runner);
        while (gait_session_result(g, &e) && results_keep(ret, &e))
            ;
    }
    bool failed = !g || ret->failed;
    gait_session_free(g);
    results_strides_free(&r);
    return failed ? no_memory(why, why_size) : 0;
}

void results_write(struct store *s, int64_t session, bool anew, const struct gait_event *e, int n)
{
    char why[STORE_SENTENCE_MAX];
    if (store_begin(s, why, sizeof why) < 0)
        return;
    bool good = !anew || store_forget_results(s, session, why, sizeof why) >= 0;
    for (int i = 0; good && i < n; i++)
        good = store_event(s, session, &e[i], why, sizeof why) >= 0;
    if (good)
        store_commit(s, why, sizeof why);
    else
        store_rollback(s);
}

int results_of(struct store *s, const struct store_session *is, bool write, store_take *take,
               void *user, char *why, size_t why_size)
{
    static const enum gait_event_kind kinds[] = {GAIT_EVENT_SUMMARY, GAIT_EVENT_COMPARISON,
                                                 GAIT_EVENT_DRIFT};
    struct results_events h = {0};
    int fault = 0, given = 0;
    for (int i = 0; i < 3 && !fault; i++)
        fault = read_all(s, is->id, kinds[i], &h, why, why_size);
    if (!fault && h.n == 0) {
        fault = find_anew(s, is, &h, why, why_size);
        if (!fault && write && h.n > 0 && is->ended_ns != GAIT_NO_TIME)
            results_write(s, is->id, true, h.event, h.n);
    }
    while (!fault && given < h.n && take(user, &h.event[given]))
        given++;
    free(h.event);
    return fault ? -1 : given;
}
