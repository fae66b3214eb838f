/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_lab.h"
#include "tests/help_signal.h"

#include "ctl/wear.h"

#include <gait/spectrum.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 8192, BINS = POINTS / 2 + 1 };

struct truth {
    long n;
    float *force, *limb, *trunk; /* one, three and three a moment */
};

static double or (double x, double otherwise)
{
    return x > 0 ? x : otherwise;
}

static const struct runner_point *limb_of(const struct runner_moment *m, enum gait_placement p)
{
    return gait_placement_kind(p) == GAIT_KIND_FOOT ? &m->foot[0] : &m->shank[0];
}

static void keep(struct truth *t, const struct runner_moment *m, enum gait_placement limb)
{
    t->force[t->n] = (float)m->force_n[0];
    for (int i = 0; i < 3; i++) {
        t->limb[3 * t->n + i] = (float)limb_of(m, limb)->a_ms2[i];
        t->trunk[3 * t->n + i] = (float)m->sacrum.a_ms2[i];
    }
    t->n++;
}

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

static void run(const struct help_lab_settings *s, struct truth *t, struct wear *worn[2])
{
    const struct runner_ground *ground = runner_ground(s->ground ? s->ground : "asphalt");
    const struct runner_bout bout[] = {{.ground = ground}, /* stands */
                                       {.from_s = s->still_s,
                                        .gait = GAIT_RUN,
                                        .speed_ms = or (s->speed_ms, 2.9),
                                        .ground = ground}};
    struct runner *r = need(runner_new(s->seed, bout + (s->still_s <= 0), 1 + (s->still_s > 0)));
    struct runner_moment m;
    long n = lround(s->seconds * RUNNER_HZ);
    t->force = need(malloc((size_t)n * sizeof *t->force));
    t->limb = need(malloc((size_t)n * 3 * sizeof *t->limb));
    t->trunk = need(malloc((size_t)n * 3 * sizeof *t->trunk));
    for (long i = 0; i < n; i++) {
        runner_step(r, &m);
        keep(t, &m, s->limb ? s->limb : GAIT_SHANK_LEFT);
        wear_push(worn[0], &m);
        wear_push(worn[1], &m);
    }
    runner_free(r);
}

static void set_clock(struct gait_pipeline *p, uint16_t slot, double sd_s)
{
    struct gait_frame f = {.kind = GAIT_FRAME_CLOCK};
    f.u.clock.slot = slot;
    f.u.clock.is =
        (struct gait_clock_state){.offset_sd_s = sd_s, .has_device_time = true, .by_arrival = true};
    gait_pipeline_push(p, &f);
}

static void analyse(const struct help_lab_settings *s, struct wear *worn[2], struct help_lab *l)
{
    struct gait_pipeline *p = need(help_pipeline_new());
    struct recording_sensor is[2] = {wear_recording(worn[0]), wear_recording(worn[1])};
    const double late_s[2] = {0, s->trunk_late_s};
    struct help_random random = {s->turned};
    struct help_rotation turn = help_rotation_random(&random);
    long at[2] = {0, 0};
    for (uint16_t i = 0; i < 2; i++) {
        help_declare(p, i, is[i].is.placement, is[i].rate_hz, (double)is[i].is.range_g);
        set_clock(p, i, s->clock_sd_s);
    }
    for (;;) {
        double t[2];
        for (int i = 0; i < 2; i++)
            t[i] =
                at[i] < is[i].rows ? (double)at[i] / is[i].rate_hz + late_s[i] : (double)INFINITY;
        int i = t[1] < t[0];
        if (isinf(t[i]))
            break;
        float a[3];
        memcpy(a, is[i].row + 6 * at[i], sizeof a);
        if (s->turned && i == 0)
            help_rotate(&turn, a, a);
        help_sample(p, &l->events, (uint16_t)i, llround(t[i] * 1e9), a, 0);
        at[i]++;
    }
    help_end(p, &l->events, llround(s->seconds * 1e9));
    gait_pipeline_free(p);
}

static void add_power(struct gait_spectrum *spectrum, const float *x, long n, float *power)
{
    for (int k = 0; k < 3; k++)
        gait_spectrum_add(spectrum, x + k, (int)n, 3, RUNNER_HZ, GAIT_WINDOW_RECTANGULAR,
                          GAIT_DETREND_LINE, power);
}

static double mean_db(const float *limb, const float *trunk)
{
    double sum = 0;
    int n = 0;
    for (int k = 0; k < BINS; k++) {
        double hz = (double)k * RUNNER_HZ / POINTS;
        if (hz < 9 || hz > 20)
            continue;
        sum += 10 * log10((double)trunk[k] / (double)limb[k]);
        n++;
    }
    return sum / n;
}

static void measure_truth(const struct truth *t, long from, long to, struct help_lab_stride *ret)
{
    long first = from - (long)(0.010 * RUNNER_HZ), last = from + (long)(0.075 * RUNNER_HZ);
    ret->contact_s = (double)(from + 1) / RUNNER_HZ;
    ret->toe_off_s = (double)(to + 1) / RUNNER_HZ;
    for (long i = first < 0 ? 0 : first; i <= last && i < t->n; i++) {
        const float *a = t->limb + 3 * i;
        double resultant = sqrt((double)(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]));
        ret->peak_g = fmax(ret->peak_g, resultant / GAIT_G_MS2);
        ret->axial_g = fmax(ret->axial_g, (double)a[2] / GAIT_G_MS2);
    }
}

/* The stride event of the contact, or NULL. */
static const struct gait_event *found_at(const struct help_lab *l, double contact_s,
                                         enum gait_placement limb)
{
    for (size_t i = 0; i < l->events.n; i++) {
        const struct gait_event *e = &l->events.item[i];
        if (e->kind == GAIT_EVENT_STRIDE &&
            strcmp(e->sensor, gait_placement_name(limb ? limb : GAIT_SHANK_LEFT)) == 0 &&
            fabs((double)e->t_ns * 1e-9 - contact_s) < 0.05)
            return e;
    }
    return NULL;
}

static void compare(const struct help_lab_settings *s, const struct truth *t, struct help_lab *l)
{
    struct gait_spectrum *spectrum = need(gait_spectrum_new(POINTS));
    float *power = need(calloc(4 * (size_t)BINS, sizeof *power));
    long down = -1;
    for (long i = 1; i < t->n && l->strides < HELP_LAB_STRIDES; i++) {
        bool was = t->force[i - 1] > 50, is = t->force[i] > 50;
        if (is && !was)
            down = i;
        if (is || !was || down < 0)
            continue;
        struct help_lab_stride x = {0};
        measure_truth(t, down, i, &x);
        const struct gait_event *e = found_at(l, x.contact_s, s->limb);
        if (!e)
            continue;
        x.is = *e;
        memset(power + 2 * (size_t)BINS, 0, 2 * BINS * sizeof *power);
        for (int which = 0; which < 4; which++)
            add_power(spectrum, (which & 1 ? t->trunk : t->limb) + 3 * down, i - down,
                      power + (size_t)which * BINS);
        x.attenuation_db = mean_db(power + 2 * (size_t)BINS, power + 3 * (size_t)BINS);
        l->stride[l->strides++] = x;
    }
    l->attenuation_db = mean_db(power, power + BINS);
    gait_spectrum_free(spectrum);
    free(power);
}

struct help_lab *help_lab_new(const struct help_lab_settings *s)
{
    struct help_lab *l = need(calloc(1, sizeof *l));
    struct truth t = {0};
    struct wear *worn[2];
    for (int i = 0; i < 2; i++) {
        struct wear_settings how = {.id = i ? "trunk" : "limb",
                                    .placement = i         ? GAIT_SACRUM
                                                 : s->limb ? s->limb
                                                           : GAIT_SHANK_LEFT,
                                    .rate_hz = or (i ? s->trunk_hz : s->limb_hz, 400),
                                    .range_g = or (s->range_g, 64)};
        worn[i] = need(wear_new(&how, s->seed, (uint32_t)i, s->seconds));
    }
    run(s, &t, worn);
    analyse(s, worn, l);
    compare(s, &t, l);
    for (int i = 0; i < 2; i++)
        wear_free(worn[i]);
    free(t.force);
    free(t.limb);
    free(t.trunk);
    return l;
}

void help_lab_free(struct help_lab *l)
{
    if (l)
        help_events_free(&l->events);
    free(l);
}
