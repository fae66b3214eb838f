/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/align.h>
#include <gait/attenuation.h>
#include <gait/compose.h>
#include <gait/outbox.h>
#include <gait/pipeline.h>
#include <gait/recent.h>
#include <gait/runners.h>
#include <gait/settings.h>
#include <gait/track.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A sensor not heard for this long has no say in what the runner does. */
static const int64_t silence_ns = 2000000000;

struct slot {
    bool used,
        is_told; /* told: its sensor event went out; that waits for the first sample's time */
    struct gait_sensor is;
    struct gait_clock_state clock;
    bool has_clock;        /* one of its own, told by a frame */
    enum gait_state state; /* of this sensor */
    enum gait_state told;  /* of its runner, as last given out */
    struct gait_recent attenuation;
    struct gait_track *track;
};

struct gait_pipeline {
    struct gait_cadence *cadence;
    struct gait_attenuation *attenuation;
    struct slot slot[GAIT_SENSORS_MAX];
    struct gait_runners *runners;
    bool has_origin;
    int64_t origin_ns;
    struct gait_outbox outbox;
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
    p->state.refused_events += !gait_outbox_put(&p->outbox, e);
}

bool gait_pipeline_next(struct gait_pipeline *p, struct gait_event *ret)
{
    return gait_outbox_take(&p->outbox, ret);
}

/* Of the sensor; before its first sample, of the stream. */
static int64_t newest_in(const struct gait_pipeline *p, const struct slot *s)
{
    int64_t t = gait_track_state(s->track).newest_ns;
    return t != GAIT_NO_TIME ? t : p->state.newest_ns != GAIT_NO_TIME ? p->state.newest_ns : 0;
}

static void emit_sensor(struct gait_pipeline *p, const struct slot *s)
{
    struct gait_track_state t = gait_track_state(s->track);
    struct gait_event e = gait_compose_sensor(&s->is, newest_in(p, s), &s->clock, &t);
    emit(p, &e);
}

/* ---- strides ---- */

/* The trunk sensor of the same runner; NULL for a trunk sensor itself. */
static const struct slot *trunk_of(const struct gait_pipeline *p, const struct slot *limb)
{
    if (gait_placement_kind(limb->is.placement) == GAIT_KIND_TRUNK)
        return NULL;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        const struct slot *t = &p->slot[i];
        if (t->used && gait_placement_kind(t->is.placement) == GAIT_KIND_TRUNK &&
            strcmp(t->is.runner, limb->is.runner) == 0)
            return t;
    }
    return NULL;
}

static void measure_stance(struct gait_pipeline *p, const struct slot *s,
                           const struct gait_step *step, struct gait_stance *ret)
{
    struct gait_aligned both;
    const struct slot *trunk = trunk_of(p, s);
    if (step->toe_off_ns == GAIT_NO_TIME)
        return;
    if (!gait_align(s->track, &s->clock, trunk ? trunk->track : NULL, trunk ? &trunk->clock : NULL,
                    step->contact_ns, step->toe_off_ns, &both))
        return;
    struct gait_attenuation_side limb = {both.a, both.a_hz}, back = {both.b, both.b_hz};
    gait_attenuation_measure(p->attenuation, &limb, &back, both.n, ret);
}

static void emit_stride(struct gait_pipeline *p, struct slot *s, const struct gait_found *f)
{
    const char *surface = gait_runners_surface(p->runners, s->is.runner, f->step.contact_ns);
    struct gait_event e =
        gait_compose_stride(&s->is, newest_in(p, s), &f->step, f->next_ns, &f->evidence, surface);
    gait_runners_side(p->runners, &e, s->is.placement, s->clock.offset_sd_s);
    measure_stance(p, s, &f->step, &e.u.step.stance);
    e.u.step.attenuation =
        gait_recent_add(&s->attenuation, e.t_ns, surface, e.u.step.stance.attenuation_db);
    emit(p, &e);
    gait_runners_stride(p->runners, &e, s->is.placement);
    p->state.strides++;
    if (gait_runners_so_far(p->runners, s->is.runner, &e))
        emit(p, &e);
}

/* ---- gait of the runner: what the most moving of the sensors that are still heard says ---- */

static bool belongs(const struct slot *s, const char *runner)
{
    return s->used && strcmp(s->is.runner, runner) == 0;
}

static enum gait_state runner_state(const struct gait_pipeline *p, const char *runner)
{
    enum gait_state most = GAIT_STILL;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        const struct slot *s = &p->slot[i];
        if (belongs(s, runner) && s->state > most &&
            newest_in(p, s) + silence_ns > p->state.newest_ns)
            most = s->state;
    }
    return most;
}

static void change_gait(struct gait_pipeline *p, struct slot *s, enum gait_state state)
{
    s->state = state;
    enum gait_state now = runner_state(p, s->is.runner), before = s->told;
    if (now == before)
        return;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (belongs(&p->slot[i], s->is.runner))
            p->slot[i].told = now;
    struct gait_event e = gait_compose(GAIT_EVENT_GAIT, &s->is, newest_in(p, s));
    e.state = now;
    memset(e.sensor, 0, sizeof e.sensor);
    emit(p, &e);
    if (now == GAIT_RUN)
        emit_sensor(p, s);
}

static void emit_step(struct gait_pipeline *p, const struct slot *s, enum gait_event_kind kind,
                      const struct gait_step *step)
{
    const char *surface = gait_runners_surface(p->runners, s->is.runner, step->contact_ns);
    struct gait_event e = gait_compose_step(kind, &s->is, newest_in(p, s), step, surface);
    gait_runners_side(p->runners, &e, s->is.placement, s->clock.offset_sd_s);
    emit(p, &e);
}

static void take_found(struct gait_pipeline *p, struct slot *s)
{
    struct gait_found f;
    struct gait_event e;
    while (gait_track_next(s->track, &f))
        switch (f.kind) {
        case GAIT_FOUND_STATE:
            change_gait(p, s, f.state);
            break;
        case GAIT_FOUND_CADENCE:
            e = gait_compose_cadence(&s->is, newest_in(p, s), &f.cadence);
            emit(p, &e);
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
        case GAIT_FOUND_RANGE:
            emit_sensor(p, s);
            break;
        }
}

/* ---- frames in ---- */

static void emit_gap(struct gait_pipeline *p, const struct slot *s,
                     const struct gait_sample *sample)
{
    struct gait_track_state before = gait_track_state(s->track);
    if (before.samples == 0 || sample->t_ns <= before.newest_ns)
        return;
    struct gait_event e = gait_compose_gap(&s->is, before.newest_ns, sample);
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
    if (!s->is_told)
        emit_sensor(p, s);
    s->is_told = true;
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
        gait_recent_reset(&s->attenuation);
        s->told = runner_state(p, is->runner);
    }
    s->used = true;
    s->is = *is;
    gait_runners_begin(p->runners, is->runner, is->placement);
    gait_track_declare(s->track, is);
    s->is_told = gait_track_state(s->track).samples > 0;
    if (s->is_told)
        emit_sensor(p, s);
}

static void push_mark(struct gait_pipeline *p, int64_t t_ns, const char surface[GAIT_NAME_MAX])
{
    int told = 0;
    gait_runners_mark(p->runners, t_ns, surface);
    for (int i = 0; i <= GAIT_RUNNERS_MAX; i++) {
        const char *runner = i < GAIT_RUNNERS_MAX ? gait_runners_name(p->runners, i) : "";
        if (!*runner && (told || i < GAIT_RUNNERS_MAX))
            continue; /* nobody is told only where there is nobody */
        struct gait_event e = gait_compose_surface(runner, t_ns, surface);
        emit(p, &e);
        told++;
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
        if (s->is_told)
            emit_sensor(p, s);
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
    case GAIT_FRAME_SPEED:
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
