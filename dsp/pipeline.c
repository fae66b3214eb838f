/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/attenuation.h>
#include <gait/history.h>
#include <gait/impact.h>
#include <gait/pipeline.h>
#include <gait/segment.h>
#include <gait/settings.h>
#include <gait/steps.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TICKS_KEPT = 2048,   /* 10 s */
    SAMPLES_KEPT = 8192, /* 5 s at 1600 Hz */
    EVENTS_KEPT = 512,
    MARKS_KEPT = 16,
};

/* Clocks known less well than this to each other put the stance at the wrong place of the other signal. */
static const double clock_limit_s = 0.02;

struct slot {
    bool used;
    struct gait_sensor is;
    struct gait_clock_state clock;
    struct gait_resample *resample;
    struct gait_history *history;
    struct gait_segment *segment;
    struct gait_steps steps;
    enum gait_state state;
    double stride_s; /* spectral, 0 unknown */
    uint64_t samples, lost;
    uint32_t unfit; /* samples refused since the last one taken because a value was not a number */
    int64_t newest_ns;
};

struct mark {
    int64_t t_ns;
    char surface[GAIT_NAME_MAX];
};

struct gait_pipeline {
    struct gait_cadence *cadence;
    struct gait_attenuation *attenuation;
    struct slot slot[GAIT_SENSORS_MAX];
    struct mark mark[MARKS_KEPT];
    unsigned marks;
    bool has_origin;
    int64_t origin_ns;
    struct gait_event event[EVENTS_KEPT];
    unsigned head, tail;
    struct gait_pipeline_state state;
};

/* ---- life ---- */

static bool make_slot(struct slot *s, const struct gait_settings *set, struct gait_cadence *cadence)
{
    s->resample = gait_resample_new(&set->resample);
    s->history = gait_history_new(TICKS_KEPT, SAMPLES_KEPT);
    s->segment = gait_segment_new(&set->limb, &set->trunk, cadence);
    return s->resample && s->history && s->segment;
}

struct gait_pipeline *gait_pipeline_new(const struct gait_settings *set)
{
    if (gait_settings_fault(set))
        return NULL;
    struct gait_pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->cadence = gait_cadence_new(&set->cadence);
    p->attenuation = gait_attenuation_new();
    bool ok = p->cadence && p->attenuation;
    for (int i = 0; ok && i < GAIT_SENSORS_MAX; i++)
        ok = make_slot(&p->slot[i], set, p->cadence);
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
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        gait_resample_free(p->slot[i].resample);
        gait_history_free(p->slot[i].history);
        gait_segment_free(p->slot[i].segment);
    }
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

static struct gait_event event_of(const struct slot *s, enum gait_event_kind kind, int64_t t_ns)
{
    struct gait_event e = {.kind = kind, .t_ns = t_ns, .announced_ns = s->newest_ns, .state = s->state};
    memcpy(e.runner, s->is.runner, sizeof e.runner);
    memcpy(e.sensor, s->is.id, sizeof e.sensor);
    return e;
}

static const char *surface_at(const struct gait_pipeline *p, int64_t t_ns)
{
    for (unsigned i = p->marks; i > 0 && i + MARKS_KEPT > p->marks; i--)
        if (p->mark[(i - 1) % MARKS_KEPT].t_ns <= t_ns)
            return p->mark[(i - 1) % MARKS_KEPT].surface;
    return "unknown";
}

static void emit_sensor(struct gait_pipeline *p, const struct slot *s, int64_t t_ns)
{
    struct gait_event e = event_of(s, GAIT_EVENT_SENSOR, t_ns);
    e.u.sensor.is = s->is;
    e.u.sensor.clock = s->clock;
    e.u.sensor.loss = s->samples ? (float)((double)s->lost / (double)(s->lost + s->samples)) : 0;
    if (!gait_segment_up(s->segment, e.u.sensor.up))
        for (int i = 0; i < 3; i++)
            e.u.sensor.up[i] = NAN;
    emit(p, &e);
}

static void emit_gap(struct gait_pipeline *p, const struct slot *s, const struct gait_sample *sample)
{
    struct gait_event e = event_of(s, GAIT_EVENT_GAP, sample->t_ns);
    e.u.gap.from_ns = s->newest_ns;
    e.u.gap.to_ns = sample->t_ns;
    e.u.gap.lost = sample->lost;
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
    struct gait_event e = event_of(s, kind, step->contact_ns);
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
    gait_name_copy(e.u.step.surface, surface_at(p, step->contact_ns));
    return e;
}

/* ---- from contacts to strides ---- */

static int64_t tick_ns(const struct gait_pipeline *p, double tick)
{
    return p->origin_ns + llround(tick * GAIT_GRID_NS);
}

static int64_t tick_of(const struct gait_pipeline *p, int64_t t_ns)
{
    return (int64_t)ceil((double)(t_ns - p->origin_ns) / GAIT_GRID_NS);
}

static void measure_impact(struct slot *s, struct gait_step *step)
{
    float up[3];
    bool known = gait_segment_up(s->segment, up);
    gait_impact_measure(s->history, step->contact_ns, known ? up : NULL, s->is.range_g, &step->impact);
}

/* The trunk sensor of the same runner, if its clock and this one's are known well enough to each other. */
static const struct slot *trunk_of(const struct gait_pipeline *p, const struct slot *limb)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        const struct slot *t = &p->slot[i];
        if (t->used && t != limb && gait_placement_kind(t->is.placement) == GAIT_KIND_TRUNK &&
            strcmp(t->is.runner, limb->is.runner) == 0 &&
            t->clock.offset_sd_s + limb->clock.offset_sd_s < clock_limit_s)
            return t;
    }
    return NULL;
}

static void measure_stance(struct gait_pipeline *p, const struct slot *s, const struct gait_step *step,
                           struct gait_stance *ret)
{
    if (step->toe_off_ns == GAIT_NO_TIME)
        return;
    int64_t first = tick_of(p, step->contact_ns), last = tick_of(p, step->toe_off_ns);
    const struct gait_tick *mine = gait_history_span(s->history, first, last);
    if (!mine)
        return;
    const struct slot *trunk = gait_placement_kind(s->is.placement) == GAIT_KIND_TRUNK ? NULL : trunk_of(p, s);
    const struct gait_tick *other = trunk ? gait_history_span(trunk->history, first, last) : NULL;
    gait_attenuation_measure(p->attenuation, mine, other, (int)(last - first), ret);
}

static void emit_stride(struct gait_pipeline *p, struct slot *s, const struct gait_step *step, int64_t next_ns)
{
    double stride_s = (double)(next_ns - step->contact_ns) * 1e-9;
    if (!(stride_s > 0.6 * s->stride_s && stride_s < 1.4 * s->stride_s))
        return; /* a contact between was missed, or stood still between */
    struct gait_event e = event_of_step(p, s, GAIT_EVENT_STRIDE, step);
    e.u.step.next_contact_ns = next_ns;
    e.u.step.cadence_spm = (float)(120 / stride_s);
    measure_stance(p, s, step, &e.u.step.stance);
    emit(p, &e);
    p->state.strides++;
}

static void move_on(struct gait_pipeline *p, struct slot *s)
{
    struct gait_step *step;
    int64_t next_ns;
    while ((step = gait_steps_next_impact(&s->steps, s->newest_ns))) {
        measure_impact(s, step);
        struct gait_event e = event_of_step(p, s, GAIT_EVENT_IMPACT, step);
        emit(p, &e);
    }
    while ((step = gait_steps_next_step(&s->steps))) {
        struct gait_event e = event_of_step(p, s, GAIT_EVENT_STEP, step);
        emit(p, &e);
    }
    while ((step = gait_steps_next_stride(&s->steps, &next_ns)))
        emit_stride(p, s, step, next_ns);
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
    struct gait_event e = event_of(s, GAIT_EVENT_GAIT, s->newest_ns);
    e.state = after;
    memset(e.sensor, 0, sizeof e.sensor);
    emit(p, &e);
    if (after == GAIT_RUN)
        emit_sensor(p, s, s->newest_ns);
}

static void tell_cadence(struct gait_pipeline *p, struct slot *s, const struct gait_cadence_result *c)
{
    s->stride_s = 1 / c->stride_hz;
    struct gait_event e = event_of(s, GAIT_EVENT_CADENCE, s->newest_ns);
    e.u.cadence.spm = c->spm;
    e.u.cadence.sd_spm = c->sd_spm;
    e.u.cadence.resolved = c->resolved;
    emit(p, &e);
}

static void take_tick(struct gait_pipeline *p, struct slot *s, const struct gait_tick *tick)
{
    struct gait_contact c;
    struct gait_cadence_result cadence;
    enum gait_state state;
    gait_history_push_tick(s->history, tick);
    gait_segment_push(s->segment, tick, s->history);
    if (gait_segment_change(s->segment, &state))
        change_gait(p, s, state);
    if (gait_segment_cadence(s->segment, &cadence))
        tell_cadence(p, s, &cadence);
    while (gait_segment_contact(s->segment, &c))
        gait_steps_contact(&s->steps, &c, tick_ns(p, c.at), s->state);
    while (gait_segment_toe_off(s->segment, &c))
        gait_steps_toe_off(&s->steps, &c, isnan(c.toe_off) ? GAIT_NO_TIME : tick_ns(p, c.toe_off));
}

/* ---- frames in ---- */

static bool is_finite(const struct gait_sample *s)
{
    for (int i = 0; i < 3; i++)
        if (!isfinite(s->a_ms2[i]) || !isfinite(s->w_rads[i]))
            return false;
    return true;
}

/* One value that is no number would stay in the filters and means for ever: such a sample counts as lost. */
static void refuse_unfit(struct gait_pipeline *p, struct slot *s)
{
    s->unfit++;
    p->state.refused_samples++;
}

static void push_sample(struct gait_pipeline *p, const struct gait_sample *given)
{
    struct gait_sample fit = *given;
    const struct gait_sample *sample = &fit;
    if (sample->sensor >= GAIT_SENSORS_MAX || !p->slot[sample->sensor].used) {
        p->state.refused_samples++;
        return;
    }
    struct slot *s = &p->slot[sample->sensor];
    struct gait_tick tick;
    if (!is_finite(sample)) {
        refuse_unfit(p, s);
        return;
    }
    fit.lost = given->lost < UINT32_MAX - s->unfit ? given->lost + s->unfit : UINT32_MAX;
    if (!p->has_origin) {
        p->has_origin = true;
        p->origin_ns = sample->t_ns;
    }
    if (s->samples == 0)
        gait_resample_reset(s->resample, p->origin_ns, (double)s->is.rate_hz);
    if (!gait_resample_push(s->resample, sample)) {
        p->state.refused_samples++;
        return;
    }
    if (sample->lost && s->samples)
        emit_gap(p, s, sample);
    s->unfit = 0;
    gait_history_push_sample(s->history, sample);
    s->newest_ns = sample->t_ns;
    s->samples++;
    s->lost += sample->lost;
    p->state.samples++;
    if (sample->t_ns > p->state.newest_ns)
        p->state.newest_ns = sample->t_ns;
    while (gait_resample_next(s->resample, &tick))
        take_tick(p, s, &tick);
    move_on(p, s);
}

static void push_sensor(struct gait_pipeline *p, uint16_t index, const struct gait_sensor *is)
{
    if (index >= GAIT_SENSORS_MAX)
        return;
    struct slot *s = &p->slot[index];
    bool same = s->used && strcmp(s->is.id, is->id) == 0 && strcmp(s->is.runner, is->runner) == 0 &&
                s->is.placement == is->placement;
    p->state.sensors += !s->used;
    s->used = true;
    s->is = *is;
    if (!same) {
        gait_history_reset(s->history);
        gait_segment_reset(s->segment, is->placement);
        gait_steps_reset(&s->steps, gait_placement_kind(is->placement) == GAIT_KIND_TRUNK ? 2 : 1);
        s->clock = (struct gait_clock_state){0};
        s->state = GAIT_STILL;
        s->stride_s = 0;
        s->samples = s->lost = s->unfit = 0;
        s->newest_ns = p->state.newest_ns == GAIT_NO_TIME ? 0 : p->state.newest_ns;
    }
    emit_sensor(p, s, s->newest_ns);
}

static void push_mark(struct gait_pipeline *p, int64_t t_ns, const char surface[GAIT_NAME_MAX])
{
    struct mark *m = &p->mark[p->marks++ % MARKS_KEPT];
    m->t_ns = t_ns;
    gait_name_copy(m->surface, surface);
    struct gait_event e = {.kind = GAIT_EVENT_SURFACE, .t_ns = t_ns, .announced_ns = t_ns};
    for (int i = GAIT_SENSORS_MAX - 1; i >= 0; i--)
        if (p->slot[i].used)
            memcpy(e.runner, p->slot[i].is.runner, sizeof e.runner);
    gait_name_copy(e.u.surface.surface, surface);
    emit(p, &e);
}

static void push_end(struct gait_pipeline *p)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        struct slot *s = &p->slot[i];
        if (!s->used)
            continue;
        gait_steps_finish(&s->steps);
        move_on(p, s);
        s->used = false;
    }
    p->has_origin = false;
    p->marks = 0;
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
