/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/along.h>
#include <gait/history.h>
#include <gait/impact.h>
#include <gait/placing.h>
#include <gait/rail.h>
#include <gait/resample.h>
#include <gait/segment.h>
#include <gait/track.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TICKS_KEPT = 2048,   /* 10 s */
    SAMPLES_KEPT = 8192, /* 5 s at 1600 Hz */
    AXES_TURNING = 7 << 3,
};


static const float too_much = 1e6f; /* m/s2, rad/s */

struct gait_track {
    struct gait_resample *resample;
    struct gait_history *history;
    struct gait_segment *segment;
    struct gait_steps steps;
    struct gait_sensor is;
    bool ended;
    bool asks;  /* nobody said where it sits */
    bool again; /* the history is analysed once more */
    enum gait_state said;
    float placement_confidence;
    struct gait_placing placing;
    struct gait_rail rail;
    struct gait_along along;
    int64_t origin_ns;
    int64_t newest_ns;
    double stride_s; /* spectral; 0 unknown */
    uint64_t samples, lost;
    uint32_t landings, clipped; /* running */
    struct gait_founds founds;
};

struct gait_track *gait_track_new(const struct gait_settings *s, struct gait_cadence *cadence)
{
    struct gait_track *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->resample = gait_resample_new(&s->resample);
    t->history = gait_history_new(TICKS_KEPT, SAMPLES_KEPT);
    t->segment = gait_segment_new(&s->limb, &s->trunk, cadence);
    t->newest_ns = GAIT_NO_TIME;
    if (!t->resample || !t->history || !t->segment) {
        gait_track_free(t);
        return NULL;
    }
    return t;
}

void gait_track_free(struct gait_track *t)
{
    if (!t)
        return;
    gait_resample_free(t->resample);
    gait_history_free(t->history);
    gait_segment_free(t->segment);
    free(t);
}

static void place(struct gait_track *t, enum gait_placement was);

/* The grid is laid out for one rate: a sensor that is set to another one is another sensor. */
static bool same_rate(float before_hz, float now_hz)
{
    return !(before_hz > 0 && now_hz > 0) || fabsf(now_hz / before_hz - 1) < 0.02f;
}

/* As it now is, from the next tick on. */
static void start(struct gait_track *t)
{
    enum gait_placement p = t->is.placement;
    gait_along_reset(&t->along);
    gait_segment_reset(t->segment, p);
    gait_steps_reset(&t->steps, gait_placement_kind(p) == GAIT_KIND_TRUNK ? 2 : 1);
    t->stride_s = 0;
    t->landings = t->clipped = 0;
}

static void start_over(struct gait_track *t)
{
    gait_history_reset(t->history);
    gait_rail_reset(&t->rail);
    gait_placing_reset(&t->placing);
    start(t);
    t->again = false;
    t->said = GAIT_STILL;
    t->placement_confidence = NAN;
    t->newest_ns = GAIT_NO_TIME;
    t->samples = t->lost = 0;
    gait_founds_reset(&t->founds);
}

void gait_track_declare(struct gait_track *t, const struct gait_sensor *is)
{
    struct gait_sensor was = t->is;
    bool same = !t->ended && strcmp(was.id, is->id) == 0 && strcmp(was.runner, is->runner) == 0 &&
                same_rate(was.rate_hz, is->rate_hz);
    bool asked = t->asks;
    t->is = *is;
    t->ended = false;
    t->asks = is->placement == GAIT_UNKNOWN;
    if (same && asked && t->asks)
        t->is.placement = was.placement;
    else if (same && asked)
        place(t, was.placement);
    else if (!same || was.placement != is->placement)
        start_over(t);
}

static struct gait_found *put(struct gait_track *t, enum gait_found_kind kind)
{
    return gait_founds_put(&t->founds, kind);
}

bool gait_track_next(struct gait_track *t, struct gait_found *ret)
{
    return gait_founds_take(&t->founds, ret);
}

static int64_t tick_ns(const struct gait_track *t, double tick)
{
    return t->origin_ns + llround(tick * GAIT_GRID_NS);
}

/* Its strides wait for where it sits. */
static bool waits(struct gait_track *t)
{
    return t->asks && t->is.placement == GAIT_UNKNOWN &&
           gait_segment_state(t->segment) == GAIT_RUN &&
           gait_placing_waits(&t->placing, &t->steps, t->history, t->newest_ns);
}

/* What is analysed once more says again how it came to run: that is known. */
static void say_state(struct gait_track *t, enum gait_state state)
{
    if (t->again && state <= t->said)
        return;
    put(t, GAIT_FOUND_STATE)->state = t->said = state;
    if (state == GAIT_STILL)
        t->placing.given_up = false;
}

static void analyse(struct gait_track *t, const struct gait_tick *tick)
{
    struct gait_contact c;
    struct gait_cadence_result cadence;
    enum gait_state state;
    gait_along_push(&t->along, tick);
    gait_segment_push(t->segment, tick, t->history);
    if (gait_segment_change(t->segment, &state))
        say_state(t, state);
    if (gait_segment_cadence(t->segment, &cadence)) {
        t->stride_s = 1 / cadence.stride_hz;
        if (!waits(t))
            put(t, GAIT_FOUND_CADENCE)->cadence = cadence;
    }
    while (gait_segment_contact(t->segment, &c))
        gait_steps_contact(&t->steps, &c, tick_ns(t, c.at), gait_segment_state(t->segment));
    while (gait_segment_toe_off(t->segment, &c))
        gait_steps_toe_off(&t->steps, &c, isnan(c.toe_off) ? GAIT_NO_TIME : tick_ns(t, c.toe_off));
}

static float range_of(const struct gait_track *t)
{
    return t->is.range_g > 0 ? t->is.range_g : gait_rail_range_g(&t->rail);
}

/* Of a trunk upright, of a limb along it. */
static bool up_of(const struct gait_track *t, float ret[3])
{
    if (gait_placement_kind(t->is.placement) == GAIT_KIND_TRUNK)
        return gait_segment_up(t->segment, ret);
    return gait_along_get(&t->along, ret);
}

static double rate_of(const struct gait_track *t)
{
    double period_s = gait_resample_period_s(t->resample);
    return t->is.rate_hz > 0 ? (double)t->is.rate_hz : period_s > 0 ? 1 / period_s : 0;
}

static void measure_impact(struct gait_track *t, struct gait_step *step)
{
    float up[3], rail_ms2[GAIT_RAIL_ENDS];
    bool known = up_of(t, up);
    gait_rail_limits(&t->rail, t->is.range_g, rail_ms2);
    gait_impact_measure(t->history, step->contact_ns, known ? up : NULL, rail_ms2, &step->impact);
    if (step->state != GAIT_RUN)
        return;
    t->landings++;
    t->clipped += step->impact.clipped;
    if (step->impact.clipped && t->clipped == 1) /* what was said of the range holds no more */
        put(t, GAIT_FOUND_RANGE);
}

static void learn_along(struct gait_track *t, const struct gait_step *step)
{
    int n;
    if (step->toe_off_ns == GAIT_NO_TIME)
        return;
    const struct gait_tick *stance = gait_track_span(t, step->contact_ns, step->toe_off_ns, &n);
    if (stance)
        gait_along_stance(&t->along, stance, n);
}

/* A stride much longer or shorter than the rhythm has a missed contact or a stop in it. */
static bool is_one_stride(const struct gait_track *t, const struct gait_step *step, int64_t next_ns)
{
    double stride_s = (double)(next_ns - step->contact_ns) * 1e-9;
    return stride_s > 0.6 * t->stride_s && stride_s < 1.4 * t->stride_s;
}

/* Walking or running is known better once the whole stride has been seen; while walking no toe-off
 * is measured. */
static void judge_stride(const struct gait_track *t, struct gait_step *step, int64_t next_ns)
{
    int n;
    const struct gait_tick *from = gait_track_span(t, step->contact_ns, next_ns, &n);
    if (from)
        step->state = gait_segment_judge(t->segment, from, n, n, step->state);
    if (step->state == GAIT_WALK)
        step->toe_off_ns = GAIT_NO_TIME;
}

/* A step is told before its stride is over: by the stride that ends now. */
static void judge_step(const struct gait_track *t, struct gait_step *step)
{
    struct gait_step newest = *step;
    newest.contact_ns = t->newest_ns - (int64_t)(1e9 * t->stride_s);
    if (newest.contact_ns < step->contact_ns)
        judge_stride(t, &newest, t->newest_ns);
    step->state = newest.state;
    step->toe_off_ns = newest.toe_off_ns;
}

static struct gait_evidence evidence_of(const struct gait_track *t, const struct gait_step *step,
                                        const struct gait_step *next)
{
    double stride_s = (double)(next->contact_ns - step->contact_ns) * 1e-9;
    return (struct gait_evidence){.likeness = step->contact.quality,
                                  .next_likeness = next->contact.quality,
                                  .off_beat = (float)fabs(stride_s / t->stride_s - 1),
                                  .hole = step->contact.bridged || step->impact.gap,
                                  .next_hole = next->contact.bridged,
                                  .late = step->contact.late};
}

static void settle_steps(struct gait_track *t)
{
    struct gait_step *step;
    const struct gait_step *next;
    while ((step = gait_steps_next_impact(&t->steps, t->newest_ns))) {
        measure_impact(t, step);
        put(t, GAIT_FOUND_IMPACT)->step = *step;
    }
    while ((step = gait_steps_next_step(&t->steps))) {
        judge_step(t, step);
        learn_along(t, step);
        put(t, GAIT_FOUND_STEP)->step = *step;
    }
    while ((step = gait_steps_next_stride(&t->steps, &next)))
        if (is_one_stride(t, step, next->contact_ns)) {
            judge_stride(t, step, next->contact_ns);
            struct gait_found *f = put(t, GAIT_FOUND_STRIDE);
            f->step = *step;
            f->next_ns = next->contact_ns;
            f->evidence = evidence_of(t, step, next);
        }
}

/* What the history holds, once more, by the detector of where it sits. */
static void analyse_again(struct gait_track *t)
{
    const struct gait_tick *tick;
    const struct gait_sample *sample;
    int n, ticks;
    int64_t newest_ns = t->newest_ns;
    start(t);
    sample = gait_history_samples(t->history, &n) - n;
    tick = gait_history_ticks(t->history, &ticks) - ticks;
    while (ticks && n && tick_ns(t, (double)tick->index) < sample->t_ns)
        tick++, ticks--;
    gait_history_hide(t->history, ticks);
    t->again = true;
    while ((tick = gait_history_again(t->history))) {
        t->newest_ns = tick_ns(t, (double)tick->index);
        analyse(t, tick);
        settle_steps(t);
    }
    t->newest_ns = newest_ns;
    t->again = false;
    if (gait_segment_state(t->segment) != t->said)
        say_state(t, gait_segment_state(t->segment));
}

/* It sits where t->is says now, and was taken for `was` until now. */
static void place(struct gait_track *t, enum gait_placement was)
{
    t->placing.given_up = true;
    t->placement_confidence = NAN;
    if (gait_placement_kind(was) == gait_placement_kind(t->is.placement))
        return;
    gait_founds_again(&t->founds);
    analyse_again(t);
}

static void ask(struct gait_track *t, const struct gait_tick *tick)
{
    float confidence;
    enum gait_placement was = t->is.placement;
    bool turns = t->is.axes & AXES_TURNING;
    if (!gait_placing_push(&t->placing, tick, t->history, turns))
        return;
    enum gait_placement now = gait_placing_get(&t->placing, was, &confidence);
    if (now == GAIT_UNKNOWN || now == was)
        return;
    t->is.placement = now;
    put(t, GAIT_FOUND_PLACEMENT);
    place(t, was);
    t->placement_confidence = confidence;
}

static void take_tick(struct gait_track *t, const struct gait_tick *tick)
{
    gait_history_push_tick(t->history, tick);
    analyse(t, tick);
    if (t->asks)
        ask(t, tick);
}

/* One value that is no number, or whose square is none, would stay in the filters and the running
 * means for ever. */
static bool is_finite(const struct gait_sample *s)
{
    for (int i = 0; i < 3; i++)
        if (!(fabsf(s->a_ms2[i]) < too_much) || !(fabsf(s->w_rads[i]) < too_much))
            return false;
    return true;
}

bool gait_track_push(struct gait_track *t, const struct gait_sample *s, int64_t origin_ns)
{
    struct gait_tick tick;
    if (!is_finite(s))
        return false;
    if (t->samples == 0) {
        t->origin_ns = origin_ns;
        gait_resample_reset(t->resample, origin_ns, (double)t->is.rate_hz);
    }
    if (!gait_resample_push(t->resample, s))
        return false;
    gait_history_push_sample(t->history, s);
    if (gait_rail_push(&t->rail, s) && !(t->is.range_g > 0))
        put(t, GAIT_FOUND_RANGE);
    t->newest_ns = s->t_ns;
    t->lost += t->samples ? s->lost : 0;
    t->samples++;
    while (gait_resample_next(t->resample, &tick))
        take_tick(t, &tick);
    if (!waits(t))
        settle_steps(t);
    return true;
}

void gait_track_finish(struct gait_track *t)
{
    gait_steps_finish(&t->steps);
    settle_steps(t);
    t->ended = true; /* so that the next declaration starts over */
}

const struct gait_tick *gait_track_span(const struct gait_track *t, int64_t from_ns, int64_t to_ns,
                                        int *ret_n)
{
    int64_t first = (int64_t)ceil((double)(from_ns - t->origin_ns) / GAIT_GRID_NS);
    int64_t last = (int64_t)ceil((double)(to_ns - t->origin_ns) / GAIT_GRID_NS);
    *ret_n = (int)(last - first);
    return t->samples ? gait_history_span(t->history, first, last) : NULL;
}

struct gait_track_state gait_track_state(const struct gait_track *t)
{
    struct gait_track_state s = {.is = t->is,
                                 .placement_confidence = t->placement_confidence,
                                 .gait = gait_segment_state(t->segment),
                                 .samples = t->samples,
                                 .lost = t->lost,
                                 .newest_ns = t->newest_ns,
                                 .range_g = range_of(t),
                                 .rate_hz = rate_of(t),
                                 .landings = t->landings,
                                 .clipped = t->clipped};
    if (!up_of(t, s.up))
        s.up[0] = s.up[1] = s.up[2] = NAN;
    return s;
}
