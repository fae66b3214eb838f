/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/history.h>
#include <gait/placing.h>
#include <gait/rail.h>
#include <gait/resample.h>
#include <gait/segment.h>
#include <gait/strider.h>
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
    struct gait_strider strider;
    struct gait_sensor is;
    bool ended;
    bool asks; /* nobody said where it sits */
    float placement_confidence;
    struct gait_placing placing;
    struct gait_rail rail;
    uint64_t samples, lost;
    struct gait_founds founds;
};

struct gait_track *gait_track_new(const struct gait_settings *s, struct gait_cadence *cadence)
{
    struct gait_track *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->resample = gait_resample_new(&s->resample);
    t->history = gait_history_new(TICKS_KEPT, SAMPLES_KEPT);
    t->strider = (struct gait_strider){.segment = gait_segment_new(&s->limb, &s->trunk, cadence),
                                       .history = t->history,
                                       .founds = &t->founds,
                                       .rail = &t->rail,
                                       .newest_ns = GAIT_NO_TIME};
    if (!t->resample || !t->history || !t->strider.segment) {
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
    gait_segment_free(t->strider.segment);
    free(t);
}

/* The grid is laid out for one rate: a sensor that is set to another one is another sensor. */
static bool same_rate(float before_hz, float now_hz)
{
    return !(before_hz > 0 && now_hz > 0) || fabsf(now_hz / before_hz - 1) < 0.02f;
}

static void start_over(struct gait_track *t)
{
    gait_history_reset(t->history);
    gait_rail_reset(&t->rail);
    gait_placing_reset(&t->placing);
    gait_strider_start(&t->strider, t->is.placement);
    t->strider.said = GAIT_STILL;
    t->placement_confidence = NAN;
    t->strider.newest_ns = GAIT_NO_TIME;
    t->samples = t->lost = 0;
    gait_founds_reset(&t->founds);
}

/* It sits where t->is says now, and was taken for `was` until now. */
static void place(struct gait_track *t, enum gait_placement was)
{
    t->placing.given_up = true;
    t->placement_confidence = NAN;
    if (gait_placement_kind(was) == gait_placement_kind(t->is.placement))
        return;
    gait_founds_again(&t->founds);
    gait_strider_again(&t->strider, t->is.placement);
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
    t->strider.range_g = is->range_g;
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

/* Its strides wait for where it sits. */
static bool waits(struct gait_track *t)
{
    return t->asks && t->is.placement == GAIT_UNKNOWN &&
           gait_segment_state(t->strider.segment) == GAIT_RUN &&
           gait_placing_waits(&t->placing, &t->strider.steps, t->history, t->strider.newest_ns);
}

static float range_of(const struct gait_track *t)
{
    return t->is.range_g > 0 ? t->is.range_g : gait_rail_range_g(&t->rail);
}

static double rate_of(const struct gait_track *t)
{
    double period_s = gait_resample_period_s(t->resample);
    return t->is.rate_hz > 0 ? (double)t->is.rate_hz : period_s > 0 ? 1 / period_s : 0;
}

static void ask(struct gait_track *t, const struct gait_tick *tick)
{
    float confidence;
    enum gait_placement was = t->is.placement;
    bool turns = t->is.axes & AXES_TURNING;
    if (!gait_placing_push(&t->placing, tick, t->history, turns))
        return;
    enum gait_placement now =
        gait_placement_on(gait_placing_get(&t->placing, was, &confidence), t->is.side);
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
    gait_strider_push(&t->strider, tick);
    t->placing.given_up &= t->strider.said != GAIT_STILL;
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
        t->strider.origin_ns = origin_ns;
        gait_resample_reset(t->resample, origin_ns, (double)t->is.rate_hz);
    }
    if (!gait_resample_push(t->resample, s))
        return false;
    gait_history_push_sample(t->history, s);
    if (gait_rail_push(&t->rail, s) && !(t->is.range_g > 0))
        put(t, GAIT_FOUND_RANGE);
    t->strider.newest_ns = s->t_ns;
    t->lost += t->samples ? s->lost : 0;
    t->samples++;
    while (gait_resample_next(t->resample, &tick))
        take_tick(t, &tick);
    t->strider.waits = waits(t);
    if (!t->strider.waits)
        gait_strider_settle(&t->strider);
    return true;
}

void gait_track_finish(struct gait_track *t)
{
    gait_steps_finish(&t->strider.steps);
    gait_strider_settle(&t->strider);
    t->ended = true; /* so that the next declaration starts over */
}

const struct gait_tick *gait_track_span(const struct gait_track *t, int64_t from_ns, int64_t to_ns,
                                        int *ret_n)
{
    return gait_strider_span(&t->strider, from_ns, to_ns, ret_n);
}

struct gait_track_state gait_track_state(const struct gait_track *t)
{
    struct gait_track_state s = {.is = t->is,
                                 .placement_confidence = t->placement_confidence,
                                 .gait = gait_segment_state(t->strider.segment),
                                 .samples = t->samples,
                                 .lost = t->lost,
                                 .newest_ns = t->strider.newest_ns,
                                 .range_g = range_of(t),
                                 .rate_hz = rate_of(t),
                                 .landings = t->strider.landings,
                                 .clipped = t->strider.clipped};
    if (!gait_strider_up(&t->strider, s.up))
        s.up[0] = s.up[1] = s.up[2] = NAN;
    return s;
}
