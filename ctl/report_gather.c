/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t pause_ns = INT64_C(30000000000); /* begins a stretch, as in a comparison */

void report_free(struct report *r)
{
    findings_free(&r->findings);
    free(r->stride);
    free(r->event);
    *r = (struct report){0};
}

static bool grow(void **at, int *room, int n, size_t size)
{
    if (n < *room)
        return true;
    int more = *room ? 2 * *room : 1024;
    void *grown = realloc(*at, (size_t)more * size);
    if (!grown)
        return false;
    *at = grown;
    *room = more;
    return true;
}

static void keep_event(struct report *r, const struct gait_event *e)
{
    if (!grow((void **)&r->event, &r->event_room, r->events, sizeof *r->event))
        r->failed = true;
    else
        r->event[r->events++] = *e;
}

/* The newest of each sensor. */
static void keep_sensor(struct report *r, const struct gait_event *e)
{
    for (int i = 0; i < r->events; i++)
        if (r->event[i].kind == GAIT_EVENT_SENSOR && strcmp(r->event[i].sensor, e->sensor) == 0) {
            r->event[i] = *e;
            return;
        }
    keep_event(r, e);
}

static enum gait_segment_kind kind_of(const struct report *r, const struct gait_event *stride)
{
    for (int i = 0; i < r->events; i++)
        if (r->event[i].kind == GAIT_EVENT_SENSOR &&
            strcmp(r->event[i].sensor, stride->sensor) == 0)
            return gait_placement_kind(r->event[i].u.sensor.is.placement);
    return stride->u.step.trunk ? GAIT_KIND_TRUNK : GAIT_KIND_SHANK;
}

int report_surface(struct report *r, const char *name)
{
    if (!*name)
        name = "unknown";
    for (int i = 0; i < r->surfaces; i++)
        if (strcmp(r->surface[i], name) == 0)
            return i;
    if (r->surfaces == REPORT_SURFACES)
        return REPORT_SURFACES - 1;
    gait_name_copy(r->surface[r->surfaces], r->surfaces < REPORT_SURFACES - 1 ? name : "others");
    return r->surfaces++;
}

static void set_values(float v[GAIT_MEASURES], const struct gait_event *e, bool trunk)
{
    for (int m = 0; m < GAIT_MEASURES; m++)
        v[m] = NAN;
    v[trunk ? GAIT_MEASURE_BACK_PEAK : GAIT_MEASURE_PEAK] = e->impact.peak_g;
    v[trunk ? GAIT_MEASURE_BACK_BAND : GAIT_MEASURE_BAND] = e->u.step.stance.impact_band_g2;
    v[GAIT_MEASURE_CADENCE] = e->u.step.cadence_spm;
    if (e->u.step.toe_off_ns != GAIT_NO_TIME)
        v[GAIT_MEASURE_CONTACT] = (float)((double)(e->u.step.toe_off_ns - e->t_ns) * 1e-6);
    if (trunk)
        return;
    v[GAIT_MEASURE_AXIAL] = e->impact.axial_g;
    v[GAIT_MEASURE_RISE] = e->impact.rise_gps;
    v[GAIT_MEASURE_MEDIAN] = e->u.step.stance.median_hz;
    v[GAIT_MEASURE_ATTENUATION] = e->u.step.stance.attenuation_db;
}

/* Counts it with those left out, or lets it through. */
static bool counts(struct report *r, const struct gait_event *e, enum gait_segment_kind kind)
{
    struct report_left *left = &r->left[kind == GAIT_KIND_TRUNK];
    uint32_t *why = NULL;

    left->strides++;
    if (e->state != GAIT_RUN)
        why = &left->walking;
    else if (kind != GAIT_KIND_TRUNK && r->has_limb && r->limb != kind)
        why = &left->other;
    else if (e->impact.gap)
        why = &left->gap;
    else if (!((double)e->u.step.confidence >= REPORT_CLEAN))
        why = &left->unsure;
    if (e->state == GAIT_RUN && kind != GAIT_KIND_TRUNK && !r->has_limb) {
        r->has_limb = true;
        r->limb = kind;
    }
    if (why) {
        ++*why;
        return false;
    }
    left->counted++;
    left->clipped += e->impact.clipped;
    left->late += e->u.step.late;
    return true;
}

static void keep_stride(struct report *r, const struct gait_event *e)
{
    enum gait_segment_kind kind = kind_of(r, e);
    if (!counts(r, e, kind))
        return;
    if (!grow((void **)&r->stride, &r->room, r->n, sizeof *r->stride)) {
        r->failed = true;
        return;
    }
    struct report_stride *s = &r->stride[r->n++];
    *s = (struct report_stride){.t_ns = e->t_ns,
                                .surface = (uint8_t)report_surface(r, e->u.step.surface),
                                .side = kind == GAIT_KIND_TRUNK ? GAIT_SIDE_NONE : e->side,
                                .clipped = e->impact.clipped};
    set_values(s->value, e, kind == GAIT_KIND_TRUNK);
}

void report_take(struct report *r, const struct gait_event *e)
{
    switch (e->kind) {
    case GAIT_EVENT_SENSOR:
        keep_sensor(r, e);
        break;
    case GAIT_EVENT_STRIDE:
        keep_stride(r, e);
        break;
    case GAIT_EVENT_GAP:
        r->gaps++;
        r->lost += e->u.gap.lost;
        break;
    case GAIT_EVENT_COMPARISON:
        if (!e->u.comparison.so_far)
            keep_event(r, e);
        break;
    case GAIT_EVENT_SUMMARY:
    case GAIT_EVENT_DRIFT:
    case GAIT_EVENT_SPECTRUM:
        keep_event(r, e);
        break;
    default:
        break;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct report_stride *x = a, *y = b;
    int trunk_x = isfinite(x->value[GAIT_MEASURE_BACK_PEAK]) != 0;
    int trunk_y = isfinite(y->value[GAIT_MEASURE_BACK_PEAK]) != 0;
    return x->t_ns != y->t_ns   ? (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns)
           : x->side != y->side ? x->side - y->side
                                : trunk_x - trunk_y;
}

int report_done(struct report *r)
{
    uint16_t stretch = 0;
    if (r->failed)
        return -1;
    if (r->n > 0)
        qsort(r->stride, (size_t)r->n, sizeof *r->stride, by_time);
    for (int i = 0; i < r->n; i++) {
        struct report_stride *s = &r->stride[i];
        bool opens = i > 0 && (s->surface != s[-1].surface || s->t_ns - s[-1].t_ns > pause_ns);
        stretch = (uint16_t)(stretch + opens);
        s->stretch = stretch;
        /* A limb's timing is better, and the two are not mixed. */
        if (r->has_limb && isfinite(s->value[GAIT_MEASURE_BACK_PEAK]))
            s->value[GAIT_MEASURE_CADENCE] = s->value[GAIT_MEASURE_CONTACT] = NAN;
    }
    return 0;
}

const struct gait_event *report_find(const struct report *r, enum gait_event_kind kind, int i)
{
    for (int k = 0; k < r->events; k++)
        if (r->event[k].kind == kind && i-- == 0)
            return &r->event[k];
    return NULL;
}

const struct gait_event *report_comparison(const struct report *r, const char *a, const char *b,
                                           enum gait_measure m)
{
    const struct gait_event *e;
    for (int i = 0; (e = report_find(r, GAIT_EVENT_COMPARISON, i)); i++)
        if (e->u.comparison.measure == m && strcmp(e->u.comparison.a, a) == 0 &&
            strcmp(e->u.comparison.b, b) == 0)
            return e;
    return NULL;
}

static bool same_pair(const struct gait_event *x, const struct gait_event *y)
{
    return strcmp(x->u.comparison.a, y->u.comparison.a) == 0 &&
           strcmp(x->u.comparison.b, y->u.comparison.b) == 0;
}

const struct gait_event *report_pair(const struct report *r, int i)
{
    const struct gait_event *e, *before;
    for (int k = 0; (e = report_find(r, GAIT_EVENT_COMPARISON, k)); k++) {
        bool first = true;
        for (int j = 0; j < k && (before = report_find(r, GAIT_EVENT_COMPARISON, j)); j++)
            first = first && !same_pair(e, before);
        if (first && i-- == 0)
            return e;
    }
    return NULL;
}
