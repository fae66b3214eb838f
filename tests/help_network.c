/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_network.h"

#include "ctl/dialect.h"
#include "ctl/wear.h"
#include "daemon/intake_parts.h"
#include "tests/help_osc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SENSORS HELP_NETWORK_SENSORS
#define MET_S 0.05
#define INVENTED_S 0.1 /* a contact in a hole may be off by more than one that arrived whole */
#define SETTLED_S 30.0
#define DELAY_MAX_S 0.1
#define AWAY_S 2.0
#define NTP_WRAP_S 2085978496.0 /* Unix time at which 32 bits of seconds since 1900 are over */

struct help_runner_rows {
    struct wear *wear[SENSORS];
    struct recording_sensor is[SENSORS];
    struct help_events plain; /* what comes of them undisturbed */
    double plain_latency_s;
};

struct letter {
    int64_t arrival_ns;
    int sensor, count;
    long first;
};

struct post {
    const struct help_runner_rows *rows;
    const struct help_network *net;
    struct letter *letter;
    long n, room;
    uint8_t *arrived[SENSORS]; /* of the rows */
};

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

static double chance(uint64_t *seed)
{
    return (double)(help_random(seed) >> 11) * 0x1p-53;
}

/* ---- the rows ---- */

static void run_plain(struct help_runner_rows *r);

struct help_runner_rows *help_runner_rows_new(uint64_t seed, double seconds, double hz)
{
    static const struct wear_settings worn[SENSORS] = {
        {.id = "shank_left", .placement = GAIT_SHANK_LEFT, .rate_hz = 400, .range_g = 32, WEAR_USUAL},
        {.id = "shank_right", .placement = GAIT_SHANK_RIGHT, .rate_hz = 200, .range_g = 32, WEAR_USUAL},
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

static double row_s(const struct recording_sensor *s, long row)
{
    return s->start_s + (double)row / s->rate_hz;
}

/* ---- the network ---- */

static void put(struct post *p, double arrival_s, int sensor, long first, int count)
{
    if (p->n == p->room) {
        p->room = 2 * p->room + 4096;
        p->letter = need(realloc(p->letter, (size_t)p->room * sizeof *p->letter));
    }
    p->letter[p->n++] = (struct letter){llround(arrival_s * 1e9), sensor, count, first};
}

static double delay_s(const struct help_network *n, uint64_t *seed)
{
    double uniform = chance(seed), exponential = -log(1 - chance(seed));
    return n->uniform_s * uniform + fmin(n->exp_s * exponential, DELAY_MAX_S);
}

/* When what was sent at t_s gets through a radio that stands still now and then. */
static double stalled_s(const struct help_network *n, int sensor, double t_s)
{
    double phase = fmod(t_s + 1.7 * sensor, n->stall_every_s > 0 ? n->stall_every_s : INFINITY);
    return n->stall_every_s > 0 && phase < n->stall_s && t_s > n->stall_every_s
               ? t_s - phase + n->stall_s
               : t_s;
}

/* Gilbert and Elliott's two states, of which the bad one loses all. */
static bool loses(const struct help_network *n, bool *bad, uint64_t *seed)
{
    double length = fmax(n->burst, 1), enter = n->loss / (1 - n->loss) / length;
    if (n->burst <= 1)
        return chance(seed) < n->loss;
    *bad = *bad ? chance(seed) >= 1 / length : chance(seed) < enter;
    return *bad;
}

static bool is_away(const struct help_network *n, double t_s)
{
    return n->reboot_s > 0 && t_s >= n->reboot_s && t_s < n->reboot_s + AWAY_S;
}

static void post_sensor(struct post *p, int k)
{
    const struct help_network *n = p->net;
    const struct recording_sensor *s = &p->rows->is[k];
    uint64_t seed = n->seed * 1000 + (uint64_t)k;
    int batch = n->batch > 0 ? n->batch : 1;
    bool bad = false;
    double turn_s = 0;
    p->arrived[k] = need(calloc((size_t)s->rows + 1, 1));
    for (long i = 0; i + batch <= s->rows; i += batch) {
        double sent_s = row_s(s, i + batch - 1);
        bool gone = loses(n, &bad, &seed) || is_away(n, sent_s);
        double t_s = stalled_s(n, k, sent_s + delay_s(n, &seed));
        if (n->wander_s > 0 && sent_s > turn_s)
            turn_s = sent_s + n->wander_s * chance(&seed);
        t_s = n->wander_s > 0 ? turn_s : t_s;
        bool twice = chance(&seed) < n->duplicate;
        double again_s = t_s + 0.05 * chance(&seed);
        if (gone)
            continue;
        memset(p->arrived[k] + i, 1, (size_t)batch);
        put(p, t_s, k, i, batch);
        if (twice)
            put(p, again_s, k, i, batch);
    }
}

static int earlier(const void *a, const void *b)
{
    const struct letter *x = a, *y = b;
    if (x->arrival_ns != y->arrival_ns)
        return x->arrival_ns < y->arrival_ns ? -1 : 1;
    if (x->sensor != y->sensor)
        return x->sensor - y->sensor;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* ---- the devices' clocks ---- */

static int64_t device_ns(const struct help_network *n, int sensor, double t_s)
{
    static const double begins_s[] = {1700000000, 1700000000 + 14 * 3600, 946684800,
                                      NTP_WRAP_S - 20, 4294967.296 - 20};
    double fast = 1 + 1e-6 * n->skew_ppm * (sensor % 2 ? -1 : 1);
    double since_s = t_s * fast, begin_s = begins_s[n->clock];
    for (int k = 0; n->step_s != 0 && k < 3; k++)
        since_s += t_s >= 40 + 12 * k ? n->step_s : 0;
    if (n->reboot_s > 0 && t_s >= n->reboot_s) {
        since_s = (t_s - n->reboot_s) * fast;
        begin_s = n->clock == HELP_CLOCK_UNIX ? 0 : begin_s;
    }
    return (int64_t)begin_s * 1000000000 + llround((begin_s - floor(begin_s) + since_s) * 1e9);
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

static void deliver(struct ear *e, const struct post *p, const struct letter *l)
{
    static struct packet packet;
    const struct dialect *native = dialect_find("native");
    const struct recording_sensor *s = &p->rows->is[l->sensor];
    packet_clear(&packet);
    packet_bundle(&packet, 1);
    for (long i = l->first; i < l->first + l->count; i++) {
        int64_t at_ns = p->net->clock == HELP_CLOCK_NONE
                            ? 0
                            : device_ns(p->net, l->sensor, row_s(s, i));
        if (p->net->clock == HELP_CLOCK_MS_WRAPS) {
            hear_counter(e, l->sensor, at_ns, s->row + 6 * i, l->arrival_ns);
            continue;
        }
        size_t element = packet_open(&packet);
        native->sample(&packet, s, at_ns, s->row + 6 * i);
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
                struct post *p)
{
    *p = (struct post){.rows = r, .net = n};
    *e = (struct ear){0};
    open_ear(e);
    for (int k = 0; k < SENSORS; k++)
        post_sensor(p, k);
    qsort(p->letter, (size_t)p->n, sizeof *p->letter, earlier);
    if (!n->untold)
        tell(e, r);
    for (long i = 0; i < p->n; i++)
        deliver(e, p, &p->letter[i]);
    int64_t end_ns = p->letter[p->n - 1].arrival_ns;
    intake_end(e->intake, end_ns);
    drain(e, (double)end_ns * 1e-9);
}

static void close_ear(struct ear *e, struct post *p)
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
    struct post p;
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
static bool landed_whole(const struct post *p, const struct gait_event *x)
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

static void compare(const struct help_events *plain, const struct ear *e, const struct post *p,
                    struct help_network_result *ret)
{
    double *off = need(calloc(plain->n + 1, sizeof *off));
    int n = 0;
    for (size_t i = 0; i < plain->n; i++) {
        const struct gait_event *x = &plain->item[i];
        if (x->kind != GAIT_EVENT_STRIDE || (double)x->t_ns * 1e-9 < SETTLED_S)
            continue;
        bool whole = landed_whole(p, x);
        const struct gait_event *y = nearest(&e->events, x, MET_S);
        ret->whole += whole;
        ret->found += whole && y;
        if (whole && y)
            off[n++] = (double)llabs(x->t_ns - y->t_ns) * 1e-9;
    }
    for (size_t i = 0; i < e->events.n; i++)
        ret->invented += e->events.item[i].kind == GAIT_EVENT_STRIDE &&
                         (double)e->events.item[i].t_ns * 1e-9 >= SETTLED_S &&
                         !nearest(plain, &e->events.item[i], INVENTED_S);
    qsort(off, (size_t)n, sizeof *off, by_size);
    ret->worst_s = n ? off[n - 1] : (double)NAN;
    ret->p95_s = n ? off[(int)(0.95 * n)] : (double)NAN;
    free(off);
}

void help_network_run(const struct help_runner_rows *r, const struct help_network *n,
                      struct help_network_result *ret)
{
    struct ear e;
    struct post p;
    run(r, n, &e, &p);
    *ret = (struct help_network_result){.sent = (uint64_t)p.n};
    compare(&r->plain, &e, &p, ret);
    struct intake_counts c = intake_counts(e.intake);
    ret->latency_s = e.impacts ? e.lateness_s / (double)e.impacts - r->plain_latency_s : (double)NAN;
    ret->samples = c.samples;
    ret->late = c.late;
    ret->duplicates = c.duplicates;
    ret->lost = c.lost;
    close_ear(&e, &p);
}
