/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_placed.h"

#include "tests/help_signal.h"
#include "tests/help_truth.h"
#include "tests/help_vary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_S 0.05
#define TWICE_S 0.1
#define STRIDES_MOST 4096

struct recording *help_unplaced(const struct recording *r, bool turns)
{
    static const struct help_variant as_it_is = {0};
    struct recording *u = help_vary(r, &as_it_is, 0);
    for (int i = 0; i < u->sensors; i++) {
        u->sensor[i].is.placement = GAIT_UNKNOWN;
        if (turns)
            continue;
        u->sensor[i].is.axes &= 7;
        for (long k = 0; k < u->sensor[i].rows; k++)
            memset(u->sensor[i].row + 6 * k + 3, 0, 3 * sizeof(float));
    }
    return u;
}

/* Contacts of the strides that say run, in order of time. */
static int contacts_of(const struct help_events *e, const char *sensor, double *ret_s)
{
    int n = 0;
    for (size_t i = 0; i < e->n && n < STRIDES_MOST; i++)
        if (e->item[i].kind == GAIT_EVENT_STRIDE && e->item[i].state == GAIT_RUN &&
            strcmp(e->item[i].sensor, sensor) == 0)
            ret_s[n++] = 1e-9 * (double)e->item[i].t_ns;
    return n;
}

struct arm {
    double swing_rad, length_m, trunk; /* amplitude; from the elbow or the shoulder; share felt */
};

/* One row of the trunk becomes one of the wrist; phase of the stride in 0 .. 1. */
static void swing(const struct arm *arm, double phase, double stride_s, float row[6])
{
    const double turn = 2 * 3.14159265358979323846, omega = turn / stride_s;
    double at = arm->swing_rad * sin(turn * phase), c = cos(at), s = sin(at);
    double rate = arm->swing_rad * omega * cos(turn * phase);
    double change = -arm->swing_rad * omega * omega * sin(turn * phase);
    double x = arm->trunk * (double)row[0], y = arm->trunk * (double)row[1];
    double z = GAIT_G_MS2 + arm->trunk * ((double)row[2] - GAIT_G_MS2);
    row[0] = (float)(c * x - s * z + arm->length_m * change);
    row[1] = (float)y;
    row[2] = (float)(s * x + c * z + arm->length_m * rate * rate);
    row[4] += (float)rate;
}

struct recording *help_wrist(const struct recording *r, uint64_t seed)
{
    static double contact_s[STRIDES_MOST];
    static const struct help_variant as_it_is = {0};
    struct help_random random = {seed};
    struct arm arm = {.swing_rad = 0.25 + 0.35 * help_uniform(&random),
                      .length_m = 0.25 + 0.3 * help_uniform(&random),
                      .trunk = 0.6 + 0.5 * help_uniform(&random)};
    struct help_events e = {0};
    struct recording *w = help_vary(r, &as_it_is, 0);
    help_run(r, &e);
    int n = contacts_of(&e, r->sensor[0].is.id, contact_s), at = 0;
    help_events_free(&e);
    for (int i = 0; i + 1 < w->sensors; i++)
        free(w->sensor[i].row);
    w->sensor[0] = w->sensor[w->sensors - 1];
    w->sensors = 1;
    gait_name_copy(w->sensor[0].is.id, "wrist");
    w->sensor[0].is.placement = GAIT_WRIST;
    for (long k = 0; k < w->sensor[0].rows; k++) {
        double t_s = w->sensor[0].start_s + (double)k / w->sensor[0].rate_hz;
        while (at + 2 < n && contact_s[at + 1] <= t_s)
            at++;
        double stride_s = contact_s[at + 1] - contact_s[at], on = (t_s - contact_s[at]) / stride_s;
        swing(&arm, on - floor(on), stride_s, w->sensor[0].row + 6 * k);
    }
    return w;
}

struct help_placed help_placed(const struct help_events *e, const char *sensor)
{
    struct help_placed p = {.first_s = NAN, .confidence = NAN};
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (x->kind != GAIT_EVENT_SENSOR || strcmp(x->sensor, sensor) != 0)
            continue;
        p.last = x->u.sensor.is.placement;
        p.confidence = x->u.sensor.placement_confidence;
        if (p.first != GAIT_UNKNOWN || p.last == GAIT_UNKNOWN)
            continue;
        p.first = p.last;
        p.first_s = 1e-9 * (double)x->announced_ns;
    }
    return p;
}

static double nearest_s(const double *of, int n, double to_s)
{
    double nearest = INFINITY;
    for (int i = 0; i < n; i++)
        nearest = fmin(nearest, fabs(of[i] - to_s));
    return nearest;
}

struct help_same help_same(const struct help_events *told, const struct help_events *found,
                           const char *sensor)
{
    static double a[STRIDES_MOST], b[STRIDES_MOST];
    struct help_same s = {.told = contacts_of(told, sensor, a),
                          .found = contacts_of(found, sensor, b)};
    for (int i = 0; i < s.told; i++) {
        double off_s = nearest_s(b, s.found, a[i]);
        if (off_s > NEAR_S)
            continue;
        s.near++;
        s.mean_ms += 1e3 * off_s;
        s.worst_ms = fmax(s.worst_ms, 1e3 * off_s);
    }
    s.mean_ms /= s.near ? s.near : 1;
    for (int i = 0; i < s.found; i++) {
        s.extra += nearest_s(a, s.told, b[i]) > NEAR_S;
        s.twice += i > 0 && b[i] - b[i - 1] < TWICE_S;
    }
    return s;
}
