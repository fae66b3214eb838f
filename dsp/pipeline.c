/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/attenuation.h>
#include <gait/pipeline.h>
#include <gait/runners.h>
#include <gait/settings.h>
#include <gait/track.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_KEPT = 512 };

/* Clocks known less well than this to each other put the stance at the wrong place of the other signal. */
static const double clock_limit_s = 0.02;

struct slot {
    bool used;
    struct gait_sensor is;
    struct gait_clock_state clock;
    enum gait_state state;
    struct gait_track *track;
};

struct gait_pipeline {
    struct gait_cadence *cadence;
    struct gait_attenuation *attenuation;
    struct slot slot[GAIT_SENSORS_MAX];
    struct gait_runners *runners;
    bool has_origin;
    int64_t origin_ns;
    struct gait_event event[EVENTS_KEPT];
    unsigned head, tail;
    struct gait_pipeline_state state;
};

/* ---- life ---- */

struct gait_pipeline *gait_pipeline_new(const struct gait_settings *set)
{
    if (gait_settings_fault(set))
        return NULL;
    struct gait_pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->cadence = gait_cadence_new(&set->cadence);
    p->attenuation = gait_attenuation_new();
    p->runners = gait_runners_new();
    bool ok = p->cadence && p->attenuation && p->runners;
    for (int i = 0; ok && i < GAIT_SENSORS_MAX; i++)
        ok = (p->slot[i].track = gait_track_new(set, p->cadence)) != NULL;
    if (!ok) {
        gait_pipeline_free(p);
        return NULL;
    }
    p->state.newest_ns = GAIT_NO_TIME;
    return p;
}

void gait_pipeline_free(struct gait_pipeline *p)
{
    if (!p)
        return;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        gait_track_free(p->slot[i].track);
    gait_runners_free(p->runners);
    gait_attenuation_free(p->attenuation);
    gait_cadence_free(p->cadence);
    free(p);
}

struct gait_pipeline_state gait_pipeline_state(const struct gait_pipeline *p)
{
    return p->state;
}

/* ---- events out ---- */

static void emit(struct gait_pipeline *p, const struct gait_event *e)
{
    if (p->tail - p->head == EVENTS_KEPT) {
        p->state.refused_events++;
        return;
    }
    p->event[p->tail++ % EVENTS_KEPT] = *e;
}

bool gait_pipeline_next(struct gait_pipeline *p, struct gait_event *ret)
{
    if (p->head == p->tail)
        return false;
    *ret = p->event[p->head++ % EVENTS_KEPT];
    return true;
}

static int64_t newest_of(const struct gait_pipeline *p, const struct gait_track_state *t)
{
    if (t->newest_ns != GAIT_NO_TIME)
        return t->newest_ns;
    return p->state.newest_ns != GAIT_NO_TIME ? p->state.newest_ns : 0;
}

/* An event of the sensor in s, at its newest sample. */
static struct gait_event event_of(const struct gait_pipeline *p, const struct slot *s, enum gait_event_kind kind)
{
    struct gait_track_state t = gait_track_state(s->track);
    int64_t newest = newest_of(p, &t);
    struct gait_event e = {.kind = kind, .t_ns = newest, .announced_ns = newest, .state = s->state};
    memcpy(e.runner, s->is.runner, sizeof e.runner);
    memcpy(e.sensor, s->is.id, sizeof e.sensor);
    return e;
}

static void emit_sensor(struct gait_pipeline *p, const struct slot *s)
{
    struct gait_track_state t = gait_track_state(s->track);
    struct gait_event e = event_of(p, s, GAIT_EVENT_SENSOR);
    e.u.sensor.is = s->is;
    e.u.sensor.clock = s->clock;
    e.u.sensor.loss = t.samples ? (float)((double)t.lost / (double)(t.lost + t.samples)) : 0;
    memcpy(e.u.sensor.up, t.up, sizeof t.up);
    emit(p, &e);
}

static float confidence_of(const struct gait_step *step)
{
    float c = step->contact.quality;
    if (step->contact.bridged || step->impact.gap)
        c *= 0.5f;
    if (step->toe_off_ns == GAIT_NO_TIME)
        c *= 0.7f;
    return c;
}

static struct gait_event event_of_step(const struct gait_pipeline *p, const struct slot *s,
                                       enum gait_event_kind kind, const struct gait_step *step)
{
    struct gait_event e = event_of(p, s, kind);
    e.t_ns = step->contact_ns;
    e.side = gait_placement_side(s->is.placement);
    e.state = step->state;
    e.impact = step->impact;
    e.u.step.toe_off_ns = step->toe_off_ns;
    e.u.step.next_contact_ns = GAIT_NO_TIME;
    e.u.step.stance = (struct gait_stance){NAN, NAN, NAN};
    e.u.step.cadence_spm = NAN;
    e.u.step.confidence = confidence_of(step);
    e.u.step.trunk = gait_placement_kind(s->is.placement) == GAIT_KIND_TRUNK;
    e.u.step.late = step->contact.late;
    gait_name_copy(e.u.step.surface, gait_runners_surface(p->runners, s->is.runner, step->contact_ns));
    return e;
}

/* ---- strides ---- */

/* The trunk sensor of the same runner, if its clock and this one's are known well enough to each other. */
static const struct slot *trunk_of(const struct gait_pipeline *p, const struct slot *limb)
{
    if (gait_placement_kind(limb->is.placement) == GAIT_KIND_TRUNK)
        return NULL;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        const struct slot *t = &p->slot[i];
        if (t->used && gait_placement_kind(t->is.placement) == GAIT_KIND_TRUNK &&
            strcmp(t->is.runner, limb->is.runner) == 0 &&
            t->clock.offset_sd_s + limb->clock.offset_sd_s < clock_limit_s)
            return t;
    }
    return NULL;
}

static void measure_stance(struct gait_pipeline *p, const struct slot *s, const struct gait_step *step,
                           struct gait_stance *ret)
{
    int n, m;
    if (step->toe_off_ns == GAIT_NO_TIME)
        return;
    const struct gait_tick *mine = gait_track_span(s->track, step->contact_ns, step->toe_off_ns, &n);
    if (!mine)
        return;
    const struct slot *trunk = trunk_of(p, s);
    const struct gait_tick *back =
        trunk ? gait_track_span(trunk->track, step->contact_ns, step->toe_off_ns, &m) : NULL;
    gait_attenuation_measure(p->attenuation, mine, back, n, ret);
}

static void emit_stride(struct gait_pipeline *p, const struct slot *s, const struct gait_found *f)
{
    struct gait_event e = event_of_step(p, s, GAIT_EVENT_STRIDE, &f->step);
    e.u.step.next_contact_ns = f->next_ns;
    e.u.step.cadence_spm = (float)(120e9 / (double)(f->next_ns - f->step.contact_ns));
    measure_stance(p, s, &f->step, &e.u.step.stance);
    emit(p, &e);
    gait_runners_stride(p->runners, &e, s->is.placement);
    p->state.strides++;
}

/* ---- gait of the runner: what the most moving sensor says ---- */

static enum gait_state runner_state(const struct gait_pipeline *p, const char *runner)
{
    enum gait_state most = GAIT_STILL;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (p->slot[i].used && strcmp(p->slot[i].is.runner, runner) == 0 && p->slot[i].state > most)
            most = p->slot[i].state;
    return most;
}

static void change_gait(struct gait_pipeline *p, struct slot *s, enum gait_state state)
{
    enum gait_state before = runner_state(p, s->is.runner);
    s->state = state;
    enum gait_state after = runner_state(p, s->is.runner);
    if (after == before)
        return;
    struct gait_event e = event_of(p, s, GAIT_EVENT_GAIT);
    e.state = after;
    memset(e.sensor, 0, sizeof e.sensor);
    emit(p, &e);
    if (after == GAIT_RUN)
        emit_sensor(p, s);
}

static void emit_cadence(struct gait_pipeline *p, const struct slot *s, const struct gait_cadence_result *c)
{
    struct gait_event e = event_of(p, s, GAIT_EVENT_CADENCE);
    e.u.cadence.spm = c->spm;
    e.u.cadence.sd_spm = c->sd_spm;
    e.u.cadence.resolved = c->resolved;
    emit(p, &e);
}

static void emit_step(struct gait_pipeline *p, const struct slot *s, enum gait_event_kind kind,
                      const struct gait_step *step)
{
    struct gait_event e = event_of_step(p, s, kind, step);
    emit(p, &e);
}

static void take_found(struct gait_pipeline *p, struct slot *s)
{
    struct gait_found f;
    while (gait_track_next(s->track, &f))
        switch (f.kind) {
        case GAIT_FOUND_STATE:
            change_gait(p, s, f.state);
            break;
        case GAIT_FOUND_CADENCE:
            emit_cadence(p, s, &f.cadence);
            break;
        case GAIT_FOUND_IMPACT:
            emit_step(p, s, GAIT_EVENT_IMPACT, &f.step);
            break;
        case GAIT_FOUND_STEP:
            emit_step(p, s, GAIT_EVENT_STEP, &f.step);
            break;
        case GAIT_FOUND_STRIDE:
            emit_stride(p, s, &f);
            break;
        }
}

/* ---- frames in ---- */

static void emit_gap(struct gait_pipeline *p, const struct slot *s, const struct gait_sample *sample)
{
    struct gait_track_state before = gait_track_state(s->track);
    if (before.samples == 0 || sample->t_ns <= before.newest_ns)
        return;
    struct gait_event e = event_of(p, s, GAIT_EVENT_GAP);
    e.u.gap.from_ns = e.t_ns;
    e.u.gap.to_ns = sample->t_ns;
    e.u.gap.lost = sample->lost;
    e.t_ns = e.announced_ns = sample->t_ns;
    emit(p, &e);
}

static void push_sample(struct gait_pipeline *p, const struct gait_sample *sample)
{
    if (sample->sensor >= GAIT_SENSORS_MAX || !p->slot[sample->sensor].used) {
        p->state.refused_samples++;
        return;
    }
    struct slot *s = &p->slot[sample->sensor];
    if (!p->has_origin) {
        p->has_origin = true;
        p->origin_ns = sample->t_ns;
    }
    if (sample->lost)
        emit_gap(p, s, sample);
    if (!gait_track_push(s->track, sample, p->origin_ns)) {
        p->state.refused_samples++;
        return;
    }
    p->state.samples++;
    if (sample->t_ns > p->state.newest_ns)
        p->state.newest_ns = sample->t_ns;
    take_found(p, s);
}

static void push_sensor(struct gait_pipeline *p, uint16_t index, const struct gait_sensor *is)
{
    if (index >= GAIT_SENSORS_MAX)
        return;
    struct slot *s = &p->slot[index];
    p->state.sensors += !s->used;
    if (!s->used) {
        s->clock = (struct gait_clock_state){0};
        s->state = GAIT_STILL;
    }
    s->used = true;
    s->is = *is;
    gait_runners_begin(p->runners, is->runner);
    gait_track_declare(s->track, is);
    emit_sensor(p, s);
}

static void push_mark(struct gait_pipeline *p, int64_t t_ns, const char surface[GAIT_NAME_MAX])
{
    struct gait_event e = {.kind = GAIT_EVENT_SURFACE, .t_ns = t_ns, .announced_ns = t_ns};
    gait_name_copy(e.u.surface.surface, surface);
    gait_runners_mark(p->runners, t_ns, surface);
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        gait_name_copy(e.runner, gait_runners_name(p->runners, i));
        if (e.runner[0])
            emit(p, &e);
    }
}

static void emit_results(struct gait_pipeline *p)
{
    struct gait_event e;
    while (gait_runners_result(p->runners, &e)) {
        e.announced_ns = p->state.newest_ns;
        emit(p, &e);
    }
}

static void push_end(struct gait_pipeline *p)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        struct slot *s = &p->slot[i];
        if (!s->used)
            continue;
        gait_track_finish(s->track);
        take_found(p, s);
        s->used = false;
    }
    emit_results(p);
    p->has_origin = false;
    p->state.sensors = 0;
    p->state.newest_ns = GAIT_NO_TIME;
}

void gait_pipeline_push(struct gait_pipeline *p, const struct gait_frame *f)
{
    switch (f->kind) {
    case GAIT_FRAME_SAMPLE:
        push_sample(p, &f->u.sample);
        break;
    case GAIT_FRAME_SENSOR:
        push_sensor(p, f->u.sensor.slot, &f->u.sensor.is);
        break;
    case GAIT_FRAME_MARK:
        push_mark(p, f->u.mark.t_ns, f->u.mark.surface);
        break;
    case GAIT_FRAME_CLOCK:
        if (f->u.clock.slot < GAIT_SENSORS_MAX)
            p->slot[f->u.clock.slot].clock = f->u.clock.is;
        break;
    case GAIT_FRAME_END:
        push_end(p);
        break;
    }
}
