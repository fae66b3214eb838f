/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same run in every dialect, from datagrams to strides: those of the native one. */
#include "tests/help_heard.h"
#include "tests/help_made.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What nine of ten strides of a sensor without a clock may be off by where its datagrams come up to
 * 2 ms late; and the worst, before the line of progression is learned. */
#define JITTERED_MS 3.0
#define JITTERED_G 0.3
#define JITTERED_WORST_MS 20.0

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
    {"comote2", "comote", 0.1, 1e-4}, {"riot1", "riot1", 0.1, 1e-3}, {"riot18", "riot1", 0.1, 1e-4},
    {"bitalino", "bitalino", 0.1, 1e-4}, {"orphe", "orphe", 0.1, 1e-4},
    {"sensors2osc", "sensors2osc", 0.1, 1e-4}, {"zigsim", "zigsim", 0.1, 1e-4},
    {"gyrosc", "gyrosc", 0.1, 1e-4}, {"tstick", "tstick", 0.1, 1e-4},
    {"airsticks", "airsticks", 0.1, 1e-4}, {"m5", "m5", 0.1, 1e-4}, {"m5stack", "m5", 0.1, 1e-3},
    {"polar", "polar", 0.1, 2e-3},
};

/* And their units are found, at rest: the grid begins later, so what lies between samples
 * differs. */
static const struct heard found[] = {
    {"orphe-core", "generic", 0.5, 0.01}, {"touchosc", "touchosc", 0.5, 0.01},
    {"saibai", "saibai", 0.5, 0.01}, {"sensorvisualizer", "generic", 0.5, 0.01},
    {"metaosc", "metaosc", 0.5, 0.01}, {"mindmonitor", "muse", 0.5, 0.01},
    {"openbci", "openbci", 0.5, 0.01}, {"esp32", "generic", 0.5, 0.01},
    {"imu", "generic", 0.5, 0.01},         {"doubles", "generic", 0.5, 0.01},
};

/* Stands for 3 s, then runs; made once a test. */
static struct recording *run_on(bool shoes)
{
    static struct recording *made[2];
    const struct wear_settings shank = {.id = "shank_left", .placement = GAIT_SHANK_LEFT},
                               back = {.id = "sacrum", .placement = GAIT_SACRUM},
                               left = {.id = "foot_left", .placement = GAIT_FOOT_LEFT},
                               right = {.id = "foot_right", .placement = GAIT_FOOT_RIGHT};
    struct preset p = {
        .name = "short",
        .bout = {{.seconds = 3, .gait = GAIT_STILL, .ground = "asphalt"},
                 {.seconds = 19, .gait = GAIT_RUN, .speed_ms = 3, .ground = "asphalt"}},
        .minutes = 22.0 / 60,
        .sensor = {{WEAR_USUAL, .rate_hz = 200, .range_g = 100},
                   {WEAR_USUAL, .rate_hz = 200, .range_g = 100}},
    };
    p.sensor[0].id = shoes ? left.id : shank.id;
    p.sensor[0].placement = shoes ? left.placement : shank.placement;
    p.sensor[1].id = shoes ? right.id : back.id;
    p.sensor[1].placement = shoes ? right.placement : back.placement;
    if (!made[shoes])
        made[shoes] = help_made(&p, 7, 0);
    return made[shoes];
}

/* What is left of the run through this dialect's device; its rows are the caller's. */
static struct recording cut(const struct recording *whole, const struct dialect *d)
{
    struct recording r = *whole;
    double most = (double)d->range_g * GAIT_G_MS2;
    for (int i = 0; i < r.sensors; i++) {
        struct recording_sensor *s = &r.sensor[i];
        size_t n = 6 * (size_t)s->rows;
        s->row = malloc(n * sizeof *s->row);
        cr_assert(s->row);
        memcpy(s->row, whole->sensor[i].row, n * sizeof *s->row);
        s->is.range_g = d->range_g;
        s->is.axes = d->no_rates ? 0x07 : 0x3f;
        for (size_t k = 0; k < n && d->range_g > 0; k++)
            if (k % 6 < 3)
                s->row[k] = (float)fmax(-most, fmin(most, (double)s->row[k]));
    }
    return r;
}

static void discard(struct recording *r)
{
    for (int i = 0; i < r->sensors; i++)
        free(r->sensor[i].row);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void expect_same(const struct heard *h, double late_ms, const struct help_heard *a,
                        const struct help_heard *b)
{
    static double ms[HELP_HEARD_MAX], g[HELP_HEARD_MAX];
    cr_assert_eq(a->n, b->n, "%s: %d strides instead of %d", h->name, a->n, b->n);
    for (int i = 0; i < a->n; i++) {
        ms[i] = fabs((double)(a->is[i].t_ns - b->is[i].t_ns)) / 1e6;
        g[i] = fabs(a->is[i].peak_g - b->is[i].peak_g);
    }
    qsort(ms, (size_t)a->n, sizeof *ms, by_size);
    qsort(g, (size_t)a->n, sizeof *g, by_size);
    int judged = late_ms > 0 ? a->n * 9 / 10 - 1 : a->n - 1;
    cr_expect_leq(ms[judged], late_ms > 0 ? JITTERED_MS : h->late_ms, "%s: a contact off by %g ms",
                  h->name, ms[judged]);
    cr_expect_leq(g[judged], late_ms > 0 ? JITTERED_G : h->peak_g, "%s: a peak off by %g g",
                  h->name, g[judged]);
    cr_expect_leq(ms[a->n - 1], JITTERED_WORST_MS, "%s: a contact off by %g ms", h->name,
                  ms[a->n - 1]);
    if (getenv("GAIT_TELL"))
        fprintf(stderr, "%-16s %d strides, %d native, %.4f ms, %.5f g, worst %.4f ms, %.5f g\n",
                h->name, a->n, b->n, ms[judged], g[judged], ms[a->n - 1], g[a->n - 1]);
}

static void tell(const struct intake_counts *c)
{
    for (int i = 0; i < DECODE_REASONS; i++)
        if (c->refused[i] && getenv("GAIT_TELL"))
            fprintf(stderr, "  %s %d\n", decode_reason_word((enum decode_reason)i),
                    (int)c->refused[i]);
}

static void expect_native_strides(const struct heard *h, double late_ms)
{
    static struct help_heard spoken, native;
    const struct dialect *d = dialect_find(h->name);
    const struct recording *whole = run_on(d->id == DIALECT_BY_SIDE);
    struct recording through = cut(whole, d);
    struct intake_counts c = help_heard(whole, h->name, h->as, late_ms, &spoken);
    help_heard(&through, "native", "native", late_ms, &native);
    cr_expect_geq(native.n, 30, "%s: %d strides", h->name, native.n);
    expect_same(h, late_ms, &spoken, &native);
    tell(&c);
    discard(&through);
}

#define EACH(table, late_ms)                                                                       \
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)                                      \
    expect_native_strides(&table[i], late_ms)

Test(dialect_heard, a_sensor_that_tells_the_time_gives_the_native_strides)
{
    EACH(clocked, 0);
}

Test(dialect_heard, a_sensor_timed_by_arrival_gives_the_native_strides)
{
    EACH(unclocked, 0);
}

Test(dialect_heard, a_sensor_whose_units_are_found_gives_the_native_strides)
{
    EACH(found, 0);
}

Test(dialect_heard, datagrams_that_come_up_to_2_ms_late_lose_no_stride)
{
    EACH(clocked, 2);
    EACH(unclocked, 2);
    EACH(found, 2);
}

/* Landings as hard as on a downhill: what is beyond 3 g is raised. */
static void harden(struct recording *r)
{
    for (int i = 0; i < r->sensors; i++)
        for (long k = 0; k < r->sensor[i].rows; k++) {
            float *a = r->sensor[i].row + 6 * k;
            double g = sqrt((double)a[0] * (double)a[0] + (double)a[1] * (double)a[1] +
                            (double)a[2] * (double)a[2]) /
                       GAIT_G_MS2;
            for (int axis = 0; axis < 3 && g > 3; axis++)
                a[axis] *= (float)(1 + (g - 3) / 2);
        }
}

Test(dialect_heard, what_an_ximu3_cuts_at_16_g_its_other_accelerometer_tells)
{
    static struct help_heard spoken, native;
    struct recording hard = cut(run_on(false), &(struct dialect){0});
    double most_g = 0;
    harden(&hard);
    help_heard(&hard, "native", "native", 0, &native);
    for (int i = 0; i < native.n; i++)
        most_g = fmax(most_g, native.is[i].peak_g);
    cr_expect_gt(most_g, 20, "%g g", most_g);
    for (size_t i = 0; i < sizeof clocked / sizeof *clocked; i++)
        if (strncmp(clocked[i].name, "ximu3", 5) == 0) {
            struct intake_counts c = help_heard(&hard, clocked[i].name, "ximu3", 0, &spoken);
            expect_same(&clocked[i], 0, &spoken, &native);
            tell(&c);
        }
    discard(&hard);
}

static bool is_in(const char *what, const struct heard *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(h[i].name, what) == 0)
            return true;
    return false;
}

Test(dialect_heard, all_are_heard_here)
{
    const struct dialect *d;
    for (int i = 0; (d = dialect_at(i)); i++)
        cr_expect(is_in(d->name, clocked, sizeof clocked / sizeof *clocked) ||
                      is_in(d->name, unclocked, sizeof unclocked / sizeof *unclocked) ||
                      is_in(d->name, found, sizeof found / sizeof *found),
                  "%s", d->name);
}
