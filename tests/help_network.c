/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_network.h"

#include "tests/help_letters.h"
#include "tests/help_truth.h"

#include "ctl/dialect.h"
#include "daemon/intake_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENSORS HELP_NETWORK_SENSORS
#define MET_S 0.05
#define SETTLED_S 30.0

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

/* ---- the rows ---- */

static void run_plain(struct help_runner_rows *r);

struct help_runner_rows *help_runner_rows_new(uint64_t seed, double seconds, double hz)
{
    static const struct wear_settings worn[SENSORS] = {
        {.id = "shank_left", .placement = GAIT_SHANK_LEFT, .rate_hz = 400, .range_g = 32,
         WEAR_USUAL},
        {.id = "shank_right", .placement = GAIT_SHANK_RIGHT, .rate_hz = 200, .range_g = 32,
         WEAR_USUAL},
        {.id = "sacrum", .placement = GAIT_SACRUM, .rate_hz = 100, .range_g = 32, WEAR_USUAL}};
    const struct runner_bout bout = {
        .gait = GAIT_RUN, .speed_ms = 2.9, .ground = runner_ground("asphalt")};
    struct help_runner_rows *r = need(calloc(1, sizeof *r));
    struct runner *body = need(runner_new(seed, &bout, 1));
    struct runner_moment m;
    for (int i = 0; i < SENSORS; i++) {
        struct wear_settings s = worn[i];
        s.rate_hz = hz > 0 ? hz : s.rate_hz;
        r->wear[i] = need(wear_new(&s, seed, (uint32_t)i, seconds));
    }
    for (long i = 0; i < lround(seconds * RUNNER_HZ); i++) {
        runner_step(body, &m);
        for (int k = 0; k < SENSORS; k++)
            wear_push(r->wear[k], &m);
    }
    runner_free(body);
    for (int i = 0; i < SENSORS; i++) {
        r->is[i] = wear_recording(r->wear[i]);
        gait_name_copy(r->is[i].is.runner, "runner");
    }
    run_plain(r);
    return r;
}

void help_runner_rows_free(struct help_runner_rows *r)
{
    for (int i = 0; i < SENSORS; i++)
        wear_free(r->wear[i]);
    help_events_free(&r->plain);
    free(r);
}

/* ---- into the intake ---- */

struct ear {
    struct intake *intake;
    struct gait_ring *frames;
    struct gait_pipeline *pipeline;
    struct help_events events;

    size_t outs, room;
    double lateness_s;
    long impacts;
};

static void drain(struct ear *e, double now_s)
{
    struct gait_frame f;
    while (gait_ring_pop(e->frames, &f)) {
        size_t before = e->events.n;
        gait_pipeline_push(e->pipeline, &f);
        help_collect(e->pipeline, &e->events);
        for (size_t i = before; i < e->events.n; i++) {
            const struct gait_event *x = &e->events.item[i];
            double at_s = (double)x->t_ns * 1e-9;
            if (x->kind != GAIT_EVENT_IMPACT || at_s < SETTLED_S)
                continue;
            e->lateness_s += now_s - at_s;
            e->impacts++;
        }
    }
}

static const struct intake_source here = {
    .address = {{{[10] = 0xff, [11] = 0xff, [12] = 10, [15] = 1}}}, .port = 9000};

static void hear(struct ear *e, const struct packet *p, int64_t now_ns)
{
    intake_datagram(e->intake, p->bytes, p->size, false, now_ns, &here);
    drain(e, (double)now_ns * 1e-9);
}

/* Counters that no dialect of the intake's own carries go in behind the decoder. */
static void hear_counter(struct ear *e, int sensor, int64_t at_ns, const float *row, int64_t now_ns)
{
    const int64_t wrap_ns = (INT64_C(1) << 32) * 1000000;
    struct stamp_sample x = {.device_ns = at_ns / 1000000 * 1000000 % wrap_ns, .wrap_ns = wrap_ns};
    memcpy(x.a_ms2, row, sizeof x.a_ms2);
    memcpy(x.w_rads, row + 3, sizeof x.w_rads);
    stamp_due(&e->intake->stamp, now_ns, false);
    stamp_wire(&e->intake->stamp, sensor, &x, now_ns);
    drain(e, (double)now_ns * 1e-9);
}

static void deliver(struct ear *e, const struct help_letters *p, const struct help_letter *l)
{
    static struct packet packet;
    const struct dialect *native = dialect_find("native");
    const struct recording_sensor *s = &p->rows->is[l->sensor];
    packet_clear(&packet);
    packet_bundle(&packet, 1);
    for (long i = l->first; i < l->first + l->count; i++) {
        int64_t at_ns = p->net->clock == HELP_CLOCK_NONE
                            ? 0
                            : help_device_ns(p->net, l->sensor, help_row_s(s, i));
        if (p->net->clock == HELP_CLOCK_MS_WRAPS) {
            hear_counter(e, l->sensor, at_ns, s->row + 6 * i, l->arrival_ns);
            continue;
        }
        size_t element = packet_open(&packet);
        dialect_sample(&packet, native, s, at_ns, s->row + 6 * i);
        packet_close(&packet, element);
        if (p->net->clock == HELP_CLOCK_NONE) { /* tag 1 where the time would stand */
            size_t at = packet.size - 6 * 4 - 8;
            memset(packet.bytes + at, 0, 8);
            packet.bytes[at + 7] = 1;
        }
    }
    if (p->net->clock != HELP_CLOCK_MS_WRAPS)
        hear(e, &packet, l->arrival_ns);
}

static void open_ear(struct ear *e)
{
    struct intake_settings set = {.clock = gait_clock_defaults};
    gait_name_copy(set.runner, "runner");
    e->frames = need(gait_ring_new(8192, sizeof(struct gait_frame)));
    e->intake = need(intake_new(&set, e->frames));
    e->pipeline = need(help_pipeline_new());
}

static void tell(struct ear *e, const struct help_runner_rows *r)
{
    static struct packet packet;
    for (int k = 0; k < SENSORS; k++) {
        packet_clear(&packet);
        dialect_find("native")->about(&packet, &r->is[k]);
        hear(e, &packet, 0);
    }
}

static void run(const struct help_runner_rows *r, const struct help_network *n, struct ear *e,
                struct help_letters *p)
{
    *p = (struct help_letters){.rows = r, .net = n};
    *e = (struct ear){0};
    open_ear(e);
    help_letters_post_all(p);
    if (!n->untold)
        tell(e, r);
    for (long i = 0; i < p->n; i++)
        deliver(e, p, &p->letter[i]);
    int64_t end_ns = p->letter[p->n - 1].arrival_ns;
    intake_end(e->intake, end_ns);
    drain(e, (double)end_ns * 1e-9);
}

static void close_ear(struct ear *e, struct help_letters *p)
{
    help_events_free(&e->events);
    gait_pipeline_free(e->pipeline);
    intake_free(e->intake);
    gait_ring_free(e->frames);
    free(p->letter);
    for (int k = 0; k < SENSORS; k++)
        free(p->arrived[k]);
}

static void run_plain(struct help_runner_rows *r)
{
    const struct help_network none = {0};
    struct ear e;
    struct help_letters p;
    run(r, &none, &e, &p);
    r->plain = e.events;
    r->plain_latency_s = e.lateness_s / (double)e.impacts;
    e.events = (struct help_events){0};
    close_ear(&e, &p);
}

/* ---- against the undisturbed run ---- */

static const struct gait_event *nearest(const struct help_events *e, const struct gait_event *to,
                                        double within_s)
{
    const struct gait_event *best = NULL;
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (x->kind == GAIT_EVENT_STRIDE && strcmp(x->sensor, to->sensor) == 0 &&
            (!best || llabs(x->t_ns - to->t_ns) < llabs(best->t_ns - to->t_ns)))
            best = x;
    }
    return best && (double)llabs(best->t_ns - to->t_ns) * 1e-9 <= within_s ? best : NULL;
}

/* The landing of a stride, as gait/impact.h looks at it, arrived whole. */
static bool landed_whole(const struct help_letters *p, const struct gait_event *x)
{
    int k = 0;
    while (strcmp(p->rows->is[k].is.id, x->sensor) != 0)
        k++;
    const struct recording_sensor *s = &p->rows->is[k];
    double t_s = (double)x->t_ns * 1e-9;
    long from = lround(floor((t_s - 0.010 - s->start_s) * s->rate_hz)) - 2;
    long to = lround(ceil((t_s + 0.075 - s->start_s) * s->rate_hz)) + 2;
    for (long i = from < 0 ? 0 : from; i <= to && i < s->rows; i++)
        if (!p->arrived[k][i])
            return false;
    return true;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of what comes later it is chance whether the last contact still comes out. */
static double ends_s(const struct help_letters *p)
{
    const struct recording_sensor *s = &p->rows->is[0];
    return help_row_s(s, s->rows) - 1;
}

/* What of the times is the same for all of a sensor's strides. */
static double constant_s(const struct help_events *plain, const struct help_events *got,
                         const char *sensor, double from_s)
{
    static struct help_ticks off;
    off.n = 0;
    for (size_t i = 0; i < plain->n; i++) {
        const struct gait_event *x = &plain->item[i], *y = NULL;
        if (x->kind == GAIT_EVENT_STRIDE && (double)x->t_ns * 1e-9 >= from_s &&
            strcmp(x->sensor, sensor) == 0)
            y = nearest(got, x, MET_S);
        if (y)
            help_ticks_put(&off, (double)(y->t_ns - x->t_ns) * 1e-9);
    }
    return off.n ? fabs(help_spread(&off).median) : 0;
}

static void compare(const struct help_events *plain, const struct ear *e,
                    const struct help_letters *p, struct help_network_result *ret)
{
    double *off = need(calloc(plain->n + 1, sizeof *off));
    double from_s = p->net->from_s > 0 ? p->net->from_s : SETTLED_S;
    int n = 0;
    for (size_t i = 0; i < plain->n; i++) {
        const struct gait_event *x = &plain->item[i];
        if (x->kind != GAIT_EVENT_STRIDE || (double)x->t_ns * 1e-9 < from_s)
            continue;
        bool whole = landed_whole(p, x);
        const struct gait_event *y = nearest(&e->events, x, MET_S);
        ret->whole += whole;
        ret->found += whole && y;
        if (whole && y)
            off[n++] = (double)llabs(x->t_ns - y->t_ns) * 1e-9;
    }
    for (size_t i = 0; i < e->events.n; i++) {
        const struct gait_event *x = &e->events.item[i];
        ret->invented += x->kind == GAIT_EVENT_STRIDE && (double)x->t_ns * 1e-9 >= from_s &&
                         !nearest(plain, x, MET_S) && (double)x->t_ns * 1e-9 < ends_s(p);
    }
    qsort(off, (size_t)n, sizeof *off, by_size);
    ret->worst_s = n ? off[n - 1] : (double)NAN;
    ret->p95_s = n ? off[(int)(0.95 * n)] : (double)NAN;
    free(off);
    for (int k = 0; k < SENSORS; k++)
        ret->constant_s =
            fmax(ret->constant_s, constant_s(plain, &e->events, p->rows->is[k].is.id, from_s));
}

void help_network_run(const struct help_runner_rows *r, const struct help_network *n,
                      struct help_network_result *ret)
{
    struct ear e;
    struct help_letters p;
    run(r, n, &e, &p);
    *ret = (struct help_network_result){.sent = (uint64_t)p.n};
    compare(&r->plain, &e, &p, ret);
    struct intake_counts c = intake_counts(e.intake);
    ret->latency_s =
        e.impacts ? e.lateness_s / (double)e.impacts - r->plain_latency_s : (double)NAN;
    ret->samples = c.samples;
    ret->late = c.late;
    ret->duplicates = c.duplicates;
    ret->lost = c.lost;
    close_ear(&e, &p);
}
