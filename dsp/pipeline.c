/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/align.h>
#include <gait/attenuation.h>
#include <gait/compose.h>
#include <gait/outbox.h>
#include <gait/pipeline.h>
#include <gait/runners.h>
#include <gait/settings.h>
#include <gait/speeds.h>
#include <gait/worn.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct gait_pipeline {
    struct gait_cadence *cadence;
    struct gait_attenuation *attenuation;
    struct gait_worn slot[GAIT_SENSORS_MAX];
    struct gait_runners *runners;
    struct gait_speeds speeds;
    struct gait_outbox outbox;
    int64_t closed_ns; /* time of what ended the session whose results are due */
    struct gait_pipeline_state state;
};

struct gait_pipeline *gait_pipeline_new(const struct gait_settings *set)
{
    if (gait_settings_fault(set))
        return NULL;
    struct gait_pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->cadence = gait_cadence_new(&set->cadence);
    p->attenuation = gait_attenuation_new();
    p->runners = gait_runners_new(&set->session);
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

/* Results are made as they are fetched, so that none is refused however many there are. */
static bool next_result(struct gait_pipeline *p, struct gait_event *ret)
{
    if (!gait_runners_result(p->runners, ret))
        return false;
    ret->announced_ns = p->closed_ns;
    return true;
}

bool gait_pipeline_next(struct gait_pipeline *p, struct gait_event *ret)
{
    return gait_outbox_take(&p->outbox, ret) || next_result(p, ret);
}

/* Of the sensor; before its first sample, of the stream. */
static int64_t newest_in(const struct gait_pipeline *p, const struct gait_worn *s)
{
    int64_t t = gait_track_state(s->track).newest_ns;
    return t != GAIT_NO_TIME ? t : p->state.newest_ns != GAIT_NO_TIME ? p->state.newest_ns : 0;
}

static void emit_sensor(struct gait_pipeline *p, const struct gait_worn *s)
{
    struct gait_track_state t = gait_track_state(s->track);
    struct gait_event e = gait_compose_sensor(&s->is, newest_in(p, s), &s->clock, &t);
    emit(p, &e);
}

/* ---- strides ---- */

static void emit_stride(struct gait_pipeline *p, struct gait_worn *s, const struct gait_found *f)
{
    struct gait_event opening, spectrum;
    struct gait_bands bands;
    const char *surface = gait_runners_surface(p->runners, s->is.runner, f->step.contact_ns);
    struct gait_event e =
        gait_compose_stride(&s->is, newest_in(p, s), &f->step, f->next_ns, &f->evidence, surface);
    gait_runners_side(p->runners, &e, s->is.placement, s->clock.offset_sd_s);
    const struct gait_worn *trunk = gait_worn_trunk(p->slot, s);
    bool has_bands =
        gait_align_stance(s, trunk, p->attenuation, &f->step, &e.u.step.stance, &bands);
    struct gait_speed speed = gait_speeds_at(&p->speeds, e.t_ns);
    e.u.step.speed_ms = speed.speed_ms;
    e.u.step.slope_deg = speed.slope_deg;
    e.u.step.attenuation =
        gait_recent_add(&s->attenuation, e.t_ns, surface, e.u.step.stance.attenuation_db);
    if (gait_runners_opens(p->runners, &e, &opening))
        emit(p, &opening);
    emit(p, &e);
    gait_runners_stride(p->runners, &e, s->is.placement);
    if (has_bands && gait_runners_stance(p->runners, &e, s->is.placement, &bands, &spectrum))
        emit(p, &spectrum);
    p->state.strides++;
    if (gait_runners_so_far(p->runners, s->is.runner, &e))
        emit(p, &e);
}

static void change_gait(struct gait_pipeline *p, struct gait_worn *s, enum gait_state state)
{
    if (!gait_worn_change(p->slot, s, state, p->state.newest_ns))
        return;
    struct gait_event e = gait_compose(GAIT_EVENT_GAIT, &s->is, newest_in(p, s));
    e.state = s->told;
    memset(e.sensor, 0, sizeof e.sensor);
    emit(p, &e);
    if (s->told == GAIT_RUN)
        emit_sensor(p, s);
}

static void emit_step(struct gait_pipeline *p, const struct gait_worn *s, enum gait_event_kind kind,
                      const struct gait_step *step)
{
    const char *surface = gait_runners_surface(p->runners, s->is.runner, step->contact_ns);
    struct gait_event e = gait_compose_step(kind, &s->is, newest_in(p, s), step, surface);
    gait_runners_side(p->runners, &e, s->is.placement, s->clock.offset_sd_s);
    emit(p, &e);
}

/* Its signal said something new of it. */
static void take_sensor(struct gait_pipeline *p, struct gait_worn *s)
{
    if (gait_worn_placed(s))
        gait_runners_worn(p->runners, s->is.runner, gait_worn_limb(p->slot, s->is.runner));
    emit_sensor(p, s);
}

static void take_found(struct gait_pipeline *p, struct gait_worn *s)
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
        case GAIT_FOUND_PLACEMENT:
        case GAIT_FOUNDS: /* is none */
            take_sensor(p, s);
            break;
        }
}

/* ---- sessions ---- */

/* To every runner; where there is nobody, to nobody. */
static void tell_all(struct gait_pipeline *p, struct gait_event *e)
{
    int told = 0;
    for (int i = 0; i <= GAIT_RUNNERS_MAX; i++) {
        const char *runner = i < GAIT_RUNNERS_MAX ? gait_runners_name(p->runners, i) : "";
        if (!*runner && (told || i < GAIT_RUNNERS_MAX))
            continue;
        gait_name_copy(e->runner, runner);
        emit(p, e);
        told++;
    }
}

static void tell_speed(struct gait_pipeline *p, int64_t t_ns)
{
    struct gait_event e = gait_compose_speed(t_ns, gait_speeds_at(&p->speeds, t_ns));
    tell_all(p, &e);
}

/* What was said of a run that is over does not hold for the next. */
static void forget_speed(struct gait_pipeline *p, int64_t t_ns, int64_t run_ns)
{
    if (run_ns != GAIT_NO_TIME && p->speeds.said_ns <= run_ns &&
        gait_speeds_say(&p->speeds, t_ns, (struct gait_speed){NAN, NAN}))
        tell_speed(p, t_ns);
}

static void close_quiet(struct gait_pipeline *p)
{
    int64_t now_ns = p->state.newest_ns, run_ns;
    if (!gait_runners_quiet(p->runners, now_ns, &run_ns))
        return;
    p->closed_ns = now_ns;
    forget_speed(p, now_ns, run_ns);
}

/* ---- frames in ---- */

static void emit_gap(struct gait_pipeline *p, const struct gait_worn *s,
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
    struct gait_worn *s = &p->slot[sample->sensor];
    if (sample->lost)
        emit_gap(p, s, sample);
    if (!gait_track_push(s->track, sample, gait_worn_origin(p->slot, s, sample->t_ns))) {
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
    close_quiet(p);
}

static void push_sensor(struct gait_pipeline *p, uint16_t index, const struct gait_sensor *is)
{
    if (index >= GAIT_SENSORS_MAX)
        return;
    struct gait_worn *s = &p->slot[index];
    p->state.sensors += !s->used;
    gait_worn_declare(p->slot, s, is, p->state.newest_ns);
    gait_runners_begin(p->runners, is->runner, s->is.placement);
    s->is_told = gait_track_state(s->track).samples > 0;
    if (s->is_told)
        emit_sensor(p, s);
    take_found(p, s); /* where it was told now where it sits, what its signal waited with */
}

static void push_mark(struct gait_pipeline *p, int64_t t_ns, const char surface[GAIT_NAME_MAX])
{
    struct gait_event e = gait_compose_surface(t_ns, surface);
    bool changes = gait_runners_mark(p->runners, t_ns, surface);
    tell_all(p, &e);
    if (changes && gait_speeds_mark(&p->speeds, t_ns))
        tell_speed(p, t_ns);
}

static void push_speed(struct gait_pipeline *p, int64_t t_ns, struct gait_speed is)
{
    if (gait_speeds_say(&p->speeds, t_ns, is))
        tell_speed(p, p->speeds.said_ns);
}

static void push_end(struct gait_pipeline *p, bool forget)
{
    int64_t run_ns;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        struct gait_worn *s = &p->slot[i];
        if (!s->used)
            continue;
        gait_track_finish(s->track);
        take_found(p, s);
        if (s->is_told)
            emit_sensor(p, s);
        s->used = false;
    }
    p->closed_ns = p->state.newest_ns;
    gait_runners_end(p->runners, forget, &run_ns);
    if (forget)
        gait_speeds_reset(&p->speeds);
    else
        forget_speed(p, p->closed_ns, run_ns);
    p->state.sensors = 0;
    p->state.newest_ns = GAIT_NO_TIME;
}

void gait_pipeline_push(struct gait_pipeline *p, const struct gait_frame *f)
{
    struct gait_event e;
    while (next_result(p, &e)) /* not fetched before */
        emit(p, &e);
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
        push_speed(p, f->u.speed.t_ns,
                   (struct gait_speed){f->u.speed.speed_ms, f->u.speed.slope_deg});
        break;
    case GAIT_FRAME_CLOCK:
        if (f->u.clock.slot < GAIT_SENSORS_MAX)
            p->slot[f->u.clock.slot].clock = f->u.clock.is;
        break;
    case GAIT_FRAME_QUIET:
    case GAIT_FRAME_END:
        push_end(p, f->kind == GAIT_FRAME_END);
        break;
    }
}
