/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_heard.h"

#include "ctl/merge.h"
#include "daemon/roster.h"
#include "tests/help_feed.h"
#include "tests/help_osc.h"

#include <gait/ring.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENSORS 2
#define SECOND_NS INT64_C(1000000000)
#define BASE_NS (INT64_C(1700000000) * SECOND_NS)

struct way {
    const struct recording *r;
    const struct dialect *dialect;
    struct intake_source from[SENSORS];
    struct dialect_voice voice[SENSORS];
    char id[SENSORS][GAIT_NAME_MAX]; /* what the daemon calls each sensor */
    struct intake *in;
    struct gait_ring *ring;
    struct gait_pipeline *pipeline;
    struct help_events events;
    struct packet packet;
    double late_ms; /* at most */
    uint64_t random;
    int64_t newest_ns;
};

/* Datagrams come a little late, in order. */
static int64_t arrival(struct way *w, int64_t t_ns)
{
    t_ns += (int64_t)(help_random(&w->random) % (uint64_t)(w->late_ms * 1e6 + 1));
    w->newest_ns = t_ns > w->newest_ns ? t_ns : w->newest_ns;
    return w->newest_ns;
}

static void drain(struct way *w)
{
    struct gait_frame f;
    while (gait_ring_pop(w->ring, &f)) {
        gait_pipeline_push(w->pipeline, &f);
        help_collect(w->pipeline, &w->events);
    }
}

static void say(struct way *w, int sensor, int64_t t_ns, int datagrams)
{
    struct dialect_said *x = &w->voice[sensor].said;
    int64_t now_ns = arrival(w, t_ns);
    for (x->part = 0; x->part < datagrams; x->part++) {
        packet_clear(&w->packet);
        dialect_write(&w->packet, x);
        intake_datagram(w->in, w->packet.bytes, w->packet.size, false, now_ns, &w->from[sensor]);
        drain(w);
    }
}

/* What the daemon will call a sensor. */
static void name(struct way *w, int i, const char *as)
{
    const struct recording_sensor *s = &w->r->sensor[i];
    struct intake_source alone = w->from[i];
    alone.port = 0;
    if (w->dialect->id == DIALECT_BY_SOURCE)
        roster_source_name(w->id[i], as, &alone);
    else if (w->dialect->id == DIALECT_BY_NUMBER)
        snprintf(w->id[i], sizeof w->id[i], strcmp(as, "tstick") ? "%d" : "TStick_%03d", i);
    else if (w->dialect->id == DIALECT_BY_SIDE)
        snprintf(w->id[i], sizeof w->id[i], i ? "RIGHT" : "LEFT");
    else
        gait_name_copy(w->id[i], s->is.id);
}

static void open_way(struct way *w, const char *as)
{
    struct intake_rule rule[SENSORS] = {0};
    struct intake_settings set = {
        .clock = gait_clock_defaults, .rule = rule, .epoch_ns = BASE_NS, .quiet_ns = 0};
    gait_name_copy(set.runner, "runner");
    for (int i = 0; i < SENSORS; i++) {
        w->from[i].address.s6_addr[10] = w->from[i].address.s6_addr[11] = 0xff;
        w->from[i].address.s6_addr[12] = 10;
        w->from[i].address.s6_addr[15] = (uint8_t)(7 + i);
        w->from[i].port = 9000;
        dialect_voice_init(&w->voice[i], w->dialect, &w->r->sensor[i], i);
        name(w, i, as);
        if (w->dialect->id != DIALECT_BY_SOURCE && w->dialect->id != DIALECT_BY_NUMBER)
            continue;
        gait_name_copy(rule[set.rules].id, w->id[i]);
        rule[set.rules].placement = w->r->sensor[i].is.placement;
        rule[set.rules++].has_placement = true;
    }
    w->ring = gait_ring_new(8192, sizeof(struct gait_frame));
    w->in = intake_new(&set, w->ring);
    w->pipeline = help_pipeline_new();
    if (!w->ring || !w->in || !w->pipeline)
        abort();
}

static void about(struct way *w, int i)
{
    packet_clear(&w->packet);
    w->dialect->about(&w->packet, &w->r->sensor[i]);
    intake_datagram(w->in, w->packet.bytes, w->packet.size, false, 0, &w->from[i]);
}

static void send_all(struct way *w)
{
    struct merge m;
    struct merge_item x;
    int64_t t_ns = 0;
    for (int i = 0; i < SENSORS && w->dialect->about; i++)
        about(w, i);
    merge_init(&m, w->r);
    while (merge_next(&m, &x)) {
        t_ns = x.t_ns + SECOND_NS;
        if (x.sensor >= 0)
            say(w, x.sensor, t_ns,
                dialect_voice_take(&w->voice[x.sensor], BASE_NS + t_ns, x.row));
    }
    for (int i = 0; i < SENSORS; i++)
        say(w, i, t_ns, dialect_voice_end(&w->voice[i]));
    intake_end(w->in, BASE_NS + t_ns);
    drain(w);
}

static int earlier(const void *a, const void *b)
{
    const struct help_heard_stride *x = a, *y = b;
    if (x->sensor != y->sensor)
        return x->sensor - y->sensor;
    return (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns);
}

static void collect(const struct way *w, struct help_heard *ret)
{
    ret->n = 0;
    for (size_t k = 0; k < w->events.n; k++) {
        const struct gait_event *e = &w->events.item[k];
        int i = strcmp(e->sensor, w->id[0]) != 0;
        if (e->kind != GAIT_EVENT_STRIDE || ret->n == HELP_HEARD_MAX)
            continue;
        if (strcmp(e->sensor, w->id[i]) != 0) {
            fprintf(stderr, "%s is heard as %s instead of %s\n", w->dialect->name, e->sensor,
                    w->id[i]);
            abort();
        }
        ret->is[ret->n++] = (struct help_heard_stride){e->t_ns, i, (double)e->impact.peak_g};
    }
    qsort(ret->is, (size_t)ret->n, sizeof ret->is[0], earlier);
}

struct intake_counts help_heard(const struct recording *r, const char *dialect, const char *as,
                                double late_ms, struct help_heard *ret)
{
    static struct way w;
    w = (struct way){.r = r, .dialect = dialect_find(dialect), .random = 5, .late_ms = late_ms};
    if (!w.dialect)
        abort();
    open_way(&w, as);
    send_all(&w);
    collect(&w, ret);
    struct intake_counts c = intake_counts(w.in);
    help_events_free(&w.events);
    gait_pipeline_free(w.pipeline);
    intake_free(w.in);
    gait_ring_free(w.ring);
    return c;
}
