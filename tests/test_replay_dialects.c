/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same run in every dialect, from datagrams to strides: those of the native one. */
#include "ctl/dialect.h"
#include "ctl/merge.h"
#include "daemon/intake.h"
#include "daemon/roster.h"
#include "tests/help_feed.h"
#include "tests/help_made.h"

#include <gait/ring.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRIDES_MAX 128
#define SENSORS 2
#define SECOND_NS INT64_C(1000000000)
#define BASE_NS (INT64_C(1700000000) * SECOND_NS)

/* How a dialect is heard: what the daemon calls it, and how far a contact and a peak may be from
 * the native ones'. */
struct heard {
    const char *name, *as;
    double late_ms, peak_g;
};

/* Sensors that tell the time; ms where they count in those. */
static const struct heard clocked[] = {
    {"native", "native", 0.001, 1e-6}, {"ngimu", "ngimu", 0.1, 1e-4},
    {"ngimu-throughput", "ngimu", 0.1, 1e-4}, {"ximu3", "ximu3", 0.1, 1e-4},
    {"ximu3-text", "ximu3", 0.1, 1e-3}, {"riot3", "riot", 1, 1e-4},
    {"comote3", "comote", 1, 1e-4}, {"muse", "muse", 0.1, 1e-4},
};

/* Their samples are timed by arrival. */
static const struct heard unclocked[] = {
    {"comote2", "comote", 3, 1e-4}, {"riot1", "riot1", 3, 1e-3}, {"riot18", "riot1", 3, 1e-4},
    {"bitalino", "bitalino", 3, 1e-4}, {"orphe", "orphe", 3, 1e-4},
    {"sensors2osc", "sensors2osc", 3, 1e-4}, {"zigsim", "zigsim", 3, 1e-4},
    {"gyrosc", "gyrosc", 3, 1e-4}, {"tstick", "tstick", 3, 1e-4},
    {"airsticks", "airsticks", 3, 1e-4}, {"m5", "m5", 3, 1e-4}, {"m5stack", "m5", 3, 1e-4},
    {"polar", "polar", 3, 2e-3},
};

/* And their units are found. */
static const struct heard found[] = {
    {"orphe-core", "generic", 3, 1e-4}, {"touchosc", "touchosc", 3, 1e-4},
    {"saibai", "saibai", 3, 1e-4}, {"sensorvisualizer", "generic", 3, 1e-4},
    {"metaosc", "metaosc", 3, 1e-4}, {"mindmonitor", "muse", 3, 1e-4},
    {"openbci", "openbci", 3, 1e-4}, {"esp32", "generic", 3, 1e-4}, {"imu", "generic", 3, 1e-4},
    {"doubles", "generic", 3, 1e-4},
};

struct strides {
    struct stride {
        int64_t t_ns;
        int sensor;
        double peak_g;
    } is[STRIDES_MAX];
    int n;
};

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
};

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
    for (x->part = 0; x->part < datagrams; x->part++) {
        packet_clear(&w->packet);
        dialect_write(&w->packet, x);
        intake_datagram(w->in, w->packet.bytes, w->packet.size, false, t_ns, &w->from[sensor]);
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

static void open_way(struct way *w, const struct heard *h)
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
        name(w, i, h->as);
        if (w->dialect->id != DIALECT_BY_SOURCE && w->dialect->id != DIALECT_BY_NUMBER)
            continue;
        gait_name_copy(rule[set.rules].id, w->id[i]);
        rule[set.rules].placement = w->r->sensor[i].is.placement;
        rule[set.rules++].has_placement = true;
    }
    w->ring = gait_ring_new(8192, sizeof(struct gait_frame));
    w->in = intake_new(&set, w->ring);
    w->pipeline = help_pipeline_new();
    cr_assert(w->ring && w->in && w->pipeline);
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
    const struct stride *x = a, *y = b;
    return x->sensor != y->sensor ? x->sensor - y->sensor : (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns);
}

static void collect(const struct way *w, struct strides *ret)
{
    ret->n = 0;
    for (size_t k = 0; k < w->events.n; k++) {
        const struct gait_event *e = &w->events.item[k];
        int i = strcmp(e->sensor, w->id[0]) != 0;
        if (e->kind != GAIT_EVENT_STRIDE || ret->n == STRIDES_MAX)
            continue;
        cr_assert_str_eq(e->sensor, w->id[i]);
        ret->is[ret->n++] = (struct stride){e->t_ns, i, (double)e->impact.peak_g};
    }
    qsort(ret->is, (size_t)ret->n, sizeof ret->is[0], earlier);
}

static struct intake_counts hear(const struct recording *r, const struct heard *h,
                                 struct strides *ret)
{
    static struct way w;
    w = (struct way){.r = r, .dialect = dialect_find(h->name)};
    cr_assert(w.dialect, "%s", h->name);
    open_way(&w, h);
    send_all(&w);
    collect(&w, ret);
    struct intake_counts c = intake_counts(w.in);
    help_events_free(&w.events);
    gait_pipeline_free(w.pipeline);
    intake_free(w.in);
    gait_ring_free(w.ring);
    return c;
}

/* Stands for 3 s, then runs. */
static struct recording *run_in(const char *left, enum gait_placement left_at, const char *right,
                                enum gait_placement right_at)
{
    const struct preset p = {
        .name = "short",
        .bout = {{.seconds = 3, .gait = GAIT_STILL, .ground = "asphalt"},
                 {.seconds = 19, .gait = GAIT_RUN, .speed_ms = 3, .ground = "asphalt"}},
        .minutes = 22.0 / 60,
        .sensor = {{.id = left, .placement = left_at, .rate_hz = 200, .range_g = 100, WEAR_USUAL},
                   {.id = right, .placement = right_at, .rate_hz = 200, .range_g = 100, WEAR_USUAL}},
    };
    return help_made(&p, 7, 22.0 / 60);
}

/* What is left of the run through this dialect's device. */
static void cut(struct recording *r, const struct dialect *d)
{
    double most = (double)d->range_g * GAIT_G_MS2;
    for (int i = 0; i < r->sensors; i++) {
        struct recording_sensor *s = &r->sensor[i];
        s->is.range_g = d->range_g;
        s->is.axes = d->no_rates ? 0x07 : 0x3f;
        for (long k = 0; k < 6 * s->rows && d->range_g > 0; k++)
            if (k % 6 < 3)
                s->row[k] = (float)fmax(-most, fmin(most, (double)s->row[k]));
    }
}

static void expect_same(const struct heard *h, const struct strides *a, const struct strides *b)
{
    double worst_ms = 0, worst_g = 0;
    for (int i = 0; i < a->n && a->n == b->n; i++) {
        worst_ms = fmax(worst_ms, fabs((double)(a->is[i].t_ns - b->is[i].t_ns)) / 1e6);
        worst_g = fmax(worst_g, fabs(a->is[i].peak_g - b->is[i].peak_g));
    }
    cr_expect_eq(a->n, b->n, "%s: %d strides instead of %d", h->name, a->n, b->n);
    cr_expect_leq(worst_ms, h->late_ms, "%s: a contact off by %g ms", h->name, worst_ms);
    cr_expect_leq(worst_g, h->peak_g, "%s: a peak off by %g g", h->name, worst_g);
    if (getenv("GAIT_TELL"))
        fprintf(stderr, "%-16s %d strides, %d native, %.4f ms, %.5f g\n", h->name, a->n, b->n,
                worst_ms, worst_g);
}

static void expect_native_strides(const struct heard *h)
{
    static struct strides spoken, native;
    const struct dialect *d = dialect_find(h->name);
    bool shoes = d->id == DIALECT_BY_SIDE;
    struct recording *r =
        shoes ? run_in("foot_left", GAIT_FOOT_LEFT, "foot_right", GAIT_FOOT_RIGHT)
              : run_in("shank_left", GAIT_SHANK_LEFT, "sacrum", GAIT_SACRUM);
    struct intake_counts c = hear(r, h, &spoken);
    cut(r, d);
    hear(r, &clocked[0], &native);
    cr_expect_geq(native.n, 30, "%s: %d strides", h->name, native.n);
    expect_same(h, &spoken, &native);
    for (int i = 0; i < DECODE_REASONS; i++)
        if (c.refused[i] && getenv("GAIT_TELL"))
            fprintf(stderr, "  %s %d\n", decode_reason_word((enum decode_reason)i), (int)c.refused[i]);
    recording_free(r);
}

#define EACH(table)                                                                                \
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)                                      \
    expect_native_strides(&table[i])

Test(replay_dialects, a_sensor_that_tells_the_time_gives_the_native_strides)
{
    EACH(clocked);
}

Test(replay_dialects, a_sensor_timed_by_arrival_gives_the_native_strides)
{
    EACH(unclocked);
}

Test(replay_dialects, a_sensor_whose_units_are_found_gives_the_native_strides)
{
    EACH(found);
}

static bool is_in(const char *what, const struct heard *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(h[i].name, what) == 0)
            return true;
    return false;
}

Test(replay_dialects, all_are_heard_here)
{
    const struct dialect *d;
    for (int i = 0; (d = dialect_at(i)); i++)
        cr_expect(is_in(d->name, clocked, sizeof clocked / sizeof *clocked) ||
                      is_in(d->name, unclocked, sizeof unclocked / sizeof *unclocked) ||
                      is_in(d->name, found, sizeof found / sizeof *found),
                  "%s", d->name);
}
