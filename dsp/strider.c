/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/impact.h>
#include <gait/segment.h>
#include <gait/strider.h>

#include <math.h>
#include <stddef.h>

static int64_t tick_ns(const struct gait_strider *s, double tick)
{
    return s->origin_ns + llround(tick * GAIT_GRID_NS);
}

void gait_strider_start(struct gait_strider *s, enum gait_placement placement)
{
    s->placement = placement;
    gait_along_reset(&s->along);
    gait_segment_reset(s->segment, placement);
    gait_steps_reset(&s->steps, gait_placement_kind(placement) == GAIT_KIND_TRUNK ? 2 : 1);
    s->stride_s = 0;
    s->landings = s->clipped = 0;
    s->waits = false;
}

bool gait_strider_up(const struct gait_strider *s, float ret[3])
{
    if (gait_placement_kind(s->placement) == GAIT_KIND_TRUNK)
        return gait_segment_up(s->segment, ret);
    return gait_along_get(&s->along, ret);
}

const struct gait_tick *gait_strider_span(const struct gait_strider *s, int64_t from_ns,
                                          int64_t to_ns, int *ret_n)
{
    int64_t first = (int64_t)ceil((double)(from_ns - s->origin_ns) / GAIT_GRID_NS);
    int64_t last = (int64_t)ceil((double)(to_ns - s->origin_ns) / GAIT_GRID_NS);
    *ret_n = (int)(last - first);
    return gait_history_span(s->history, first, last);
}

/* What is analysed once more says again how it came to run: that is known. */
static void say_state(struct gait_strider *s, enum gait_state state)
{
    if (s->again && state <= s->said)
        return;
    gait_founds_put(s->founds, GAIT_FOUND_STATE)->state = s->said = state;
}

void gait_strider_push(struct gait_strider *s, const struct gait_tick *tick)
{
    struct gait_contact c;
    struct gait_cadence_result cadence;
    enum gait_state state;
    gait_along_push(&s->along, tick);
    gait_segment_push(s->segment, tick, s->history);
    if (gait_segment_change(s->segment, &state))
        say_state(s, state);
    if (gait_segment_cadence(s->segment, &cadence)) {
        s->stride_s = 1 / cadence.stride_hz;
        if (!s->waits)
            gait_founds_put(s->founds, GAIT_FOUND_CADENCE)->cadence = cadence;
    }
    while (gait_segment_contact(s->segment, &c))
        gait_steps_contact(&s->steps, &c, tick_ns(s, c.at), gait_segment_state(s->segment));
    while (gait_segment_toe_off(s->segment, &c))
        gait_steps_toe_off(&s->steps, &c, isnan(c.toe_off) ? GAIT_NO_TIME : tick_ns(s, c.toe_off));
}

static void measure_impact(struct gait_strider *s, struct gait_step *step)
{
    float up[3], rail_ms2[GAIT_RAIL_ENDS];
    bool known = gait_strider_up(s, up);
    gait_rail_limits(s->rail, s->range_g, rail_ms2);
    gait_impact_measure(s->history, step->contact_ns, known ? up : NULL, rail_ms2, &step->impact);
    if (step->state != GAIT_RUN)
        return;
    s->landings++;
    s->clipped += step->impact.clipped;
    if (step->impact.clipped && s->clipped == 1) /* what was said of the range holds no more */
        gait_founds_put(s->founds, GAIT_FOUND_RANGE);
}

static void learn_along(struct gait_strider *s, const struct gait_step *step)
{
    int n;
    if (step->toe_off_ns == GAIT_NO_TIME)
        return;
    const struct gait_tick *stance = gait_strider_span(s, step->contact_ns, step->toe_off_ns, &n);
    if (stance)
        gait_along_stance(&s->along, stance, n);
}

/* A stride much longer or shorter than the rhythm has a missed contact or a stop in it. */
static bool is_one_stride(const struct gait_strider *s, const struct gait_step *step,
                          int64_t next_ns)
{
    double stride_s = (double)(next_ns - step->contact_ns) * 1e-9;
    return stride_s > 0.6 * s->stride_s && stride_s < 1.4 * s->stride_s;
}

/* Walking or running is known better once the whole stride has been seen; while walking no toe-off
 * is measured. */
static void judge_stride(const struct gait_strider *s, struct gait_step *step, int64_t next_ns)
{
    int n;
    const struct gait_tick *from = gait_strider_span(s, step->contact_ns, next_ns, &n);
    if (from)
        step->state = gait_segment_judge(s->segment, from, n, n, step->state);
    if (step->state == GAIT_WALK)
        step->toe_off_ns = GAIT_NO_TIME;
}

/* A step is told before its stride is over: by the stride that ends now. */
static void judge_step(const struct gait_strider *s, struct gait_step *step)
{
    struct gait_step newest = *step;
    newest.contact_ns = s->newest_ns - (int64_t)(1e9 * s->stride_s);
    if (newest.contact_ns < step->contact_ns)
        judge_stride(s, &newest, s->newest_ns);
    step->state = newest.state;
    step->toe_off_ns = newest.toe_off_ns;
}

static struct gait_evidence evidence_of(const struct gait_strider *s, const struct gait_step *step,
                                        const struct gait_step *next)
{
    double stride_s = (double)(next->contact_ns - step->contact_ns) * 1e-9;
    return (struct gait_evidence){.likeness = step->contact.quality,
                                  .next_likeness = next->contact.quality,
                                  .off_beat = (float)fabs(stride_s / s->stride_s - 1),
                                  .hole = step->contact.bridged || step->impact.gap,
                                  .next_hole = next->contact.bridged,
                                  .late = step->contact.late};
}

void gait_strider_settle(struct gait_strider *s)
{
    struct gait_step *step;
    const struct gait_step *next;
    while ((step = gait_steps_next_impact(&s->steps, s->newest_ns))) {
        measure_impact(s, step);
        gait_founds_put(s->founds, GAIT_FOUND_IMPACT)->step = *step;
    }
    while ((step = gait_steps_next_step(&s->steps))) {
        judge_step(s, step);
        learn_along(s, step);
        gait_founds_put(s->founds, GAIT_FOUND_STEP)->step = *step;
    }
    while ((step = gait_steps_next_stride(&s->steps, &next)))
        if (is_one_stride(s, step, next->contact_ns)) {
            judge_stride(s, step, next->contact_ns);
            struct gait_found *f = gait_founds_put(s->founds, GAIT_FOUND_STRIDE);
            f->step = *step;
            f->next_ns = next->contact_ns;
            f->evidence = evidence_of(s, step, next);
        }
}

void gait_strider_again(struct gait_strider *s, enum gait_placement placement)
{
    int n, ticks;
    int64_t newest_ns = s->newest_ns;
    const struct gait_sample *sample = gait_history_samples(s->history, &n) - n;
    const struct gait_tick *tick = gait_history_ticks(s->history, &ticks) - ticks;
    gait_strider_start(s, placement);
    for (; ticks && n && tick_ns(s, (double)tick->index) < sample->t_ns; tick++)
        ticks--;
    gait_history_hide(s->history, ticks);
    s->again = true;
    while ((tick = gait_history_again(s->history))) {
        s->newest_ns = tick_ns(s, (double)tick->index);
        gait_strider_push(s, tick);
        gait_strider_settle(s);
    }
    s->newest_ns = newest_ns;
    s->again = false;
    if (gait_segment_state(s->segment) != s->said)
        say_state(s, gait_segment_state(s->segment));
}
