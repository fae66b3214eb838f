/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_feed.h"

#include <gait/settings.h>

#include <inttypes.h>
#include <stdlib.h>

struct gait_pipeline *help_pipeline_new(void)
{
    struct gait_settings set;
    gait_settings_default(&set);
    return gait_pipeline_new(&set);
}

void help_events_free(struct help_events *e)
{
    free(e->item);
    *e = (struct help_events){0};
}

int help_events_count(const struct help_events *e, enum gait_event_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < e->n; i++)
        n += e->item[i].kind == kind;
    return n;
}

int help_events_running(const struct help_events *e, enum gait_event_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < e->n; i++)
        n += e->item[i].kind == kind && e->item[i].state == GAIT_RUN;
    return n;
}

void help_declare(struct gait_pipeline *p, uint16_t slot, enum gait_placement placement,
                  double rate_hz, double range_g)
{
    struct gait_frame f = {.kind = GAIT_FRAME_SENSOR};
    f.u.sensor.slot = slot;
    f.u.sensor.is = (struct gait_sensor){
        .placement = placement, .rate_hz = (float)rate_hz, .range_g = (float)range_g, .axes = 63};
    gait_name_copy(f.u.sensor.is.id, gait_placement_name(placement));
    gait_name_copy(f.u.sensor.is.runner, "runner");
    gait_name_copy(f.u.sensor.is.dialect, "test");
    gait_pipeline_push(p, &f);
}

void help_collect(struct gait_pipeline *p, struct help_events *e)
{
    struct gait_event got;
    while (gait_pipeline_next(p, &got)) {
        if (!e)
            continue;
        if (e->n == e->room) {
            e->room = 2 * e->room + 256;
            e->item = realloc(e->item, e->room * sizeof *e->item);
            if (!e->item)
                abort();
        }
        e->item[e->n++] = got;
    }
}

void help_sample(struct gait_pipeline *p, struct help_events *e, uint16_t slot, int64_t t_ns,
                 const float a[3], uint32_t lost)
{
    struct gait_frame f = {.kind = GAIT_FRAME_SAMPLE};
    f.u.sample = (struct gait_sample){
        .t_ns = t_ns, .a_ms2 = {a[0], a[1], a[2]}, .lost = lost, .sensor = slot};
    gait_pipeline_push(p, &f);
    help_collect(p, e);
}

void help_end(struct gait_pipeline *p, struct help_events *e, int64_t t_ns)
{
    struct gait_frame f = {.kind = GAIT_FRAME_END};
    f.u.end_ns = t_ns;
    gait_pipeline_push(p, &f);
    help_collect(p, e);
}

static void print_time(FILE *f, int64_t t_ns, int64_t origin_ns)
{
    if (t_ns == GAIT_NO_TIME)
        fprintf(f, " -");
    else
        fprintf(f, " %" PRId64, t_ns - origin_ns);
}

static void print_step(FILE *f, const struct gait_event *e, int64_t origin_ns)
{
    print_time(f, e->u.step.toe_off_ns, origin_ns);
    print_time(f, e->u.step.next_contact_ns, origin_ns);
    fprintf(f, " %a %a %a", (double)e->impact.peak_g, (double)e->impact.axial_g,
            (double)e->impact.rise_gps);
    fprintf(f, " %d %d", e->impact.clipped, e->impact.gap);
    fprintf(f, " %a %a %a", (double)e->u.step.stance.impact_band_g2,
            (double)e->u.step.stance.median_hz, (double)e->u.step.stance.attenuation_db);
    fprintf(f, " %a %a %d %d %s", (double)e->u.step.cadence_spm, (double)e->u.step.confidence,
            e->u.step.trunk, e->u.step.late, e->u.step.surface);
}

void help_event_print(FILE *f, const struct gait_event *e, int64_t origin_ns)
{
    fprintf(f, "%s", gait_event_name(e->kind));
    print_time(f, e->t_ns, origin_ns);
    print_time(f, e->announced_ns, origin_ns);
    fprintf(f, " %s %s %d %d", e->runner, e->sensor, e->side, e->state);
    if (e->kind <= GAIT_EVENT_STRIDE)
        print_step(f, e, origin_ns);
    if (e->kind == GAIT_EVENT_CADENCE)
        fprintf(f, " %a %a %d", (double)e->u.cadence.spm, (double)e->u.cadence.sd_spm,
                e->u.cadence.resolved);
    if (e->kind == GAIT_EVENT_GAP) {
        print_time(f, e->u.gap.from_ns, origin_ns);
        print_time(f, e->u.gap.to_ns, origin_ns);
        fprintf(f, " %" PRIu32, e->u.gap.lost);
    }
    if (e->kind == GAIT_EVENT_SENSOR)
        fprintf(f, " %a %a %a %a", (double)e->u.sensor.loss, (double)e->u.sensor.up[0],
                (double)e->u.sensor.up[1], (double)e->u.sensor.up[2]);
    fputc('\n', f);
}

char *help_events_text(const struct help_events *e, int64_t origin_ns)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        abort();
    for (size_t i = 0; i < e->n; i++)
        help_event_print(f, &e->item[i], origin_ns);
    fclose(f);
    return text;
}
