/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/stamp.h"

#include <string.h>

#define CLOCK_FRAME_NS INT64_C(1000000000)

bool stamp_declare(struct stamp *s, int slot)
{
    struct roster_place *p = &s->roster->place[slot];
    struct gait_frame f = {.kind = GAIT_FRAME_SENSOR};
    f.u.sensor.slot = (uint16_t)slot;
    f.u.sensor.is = p->is;
    p->declared = outlet_push(s->outlet, &f);
    return p->declared;
}

static uint32_t add_lost(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static void copy_clock(struct gait_clock_state *to, struct gait_clock_state from)
{
    to->skew_ppm = from.skew_ppm;
    to->skew_sd_ppm = from.skew_sd_ppm;
    to->offset_sd_s = from.offset_sd_s;
    to->delay_s = from.delay_s;
    to->has_device_time = from.has_device_time;
    to->by_arrival = from.by_arrival;
}

/* The state of the sensor's clock, when a second has passed since the last. */
static void emit_clock(struct stamp *s, int slot)
{
    struct roster_place *p = &s->roster->place[slot];
    struct gait_frame f;
    if (p->samples == 1)
        p->clock_frame_ns = p->t_ns;
    if (p->t_ns - p->clock_frame_ns < CLOCK_FRAME_NS)
        return;
    p->clock_frame_ns = p->t_ns;
    memset(&f, 0, sizeof f); /* with its padding: the same input gives the same bytes */
    f.kind = GAIT_FRAME_CLOCK;
    f.u.clock.slot = (uint16_t)slot;
    copy_clock(&f.u.clock.is, gait_clock_state(p->clock));
    outlet_push(s->outlet, &f);
}

/* Passes a sample on at t_ns, before which `lost` were lost. What the ring refuses is owed to the
 * next one. */
static void emit(struct stamp *s, int slot, int64_t t_ns, const float a_ms2[3],
                 const float w_rads[3], uint32_t lost)
{
    struct roster_place *p = &s->roster->place[slot];
    struct gait_frame f = {.kind = GAIT_FRAME_SAMPLE};
    p->t_ns = t_ns;
    p->samples++;
    s->samples++;
    s->lost += lost;
    p->tally.lost += lost;
    f.u.sample.t_ns = t_ns;
    f.u.sample.sensor = (uint16_t)slot;
    f.u.sample.lost = add_lost(lost, p->owed);
    memcpy(f.u.sample.a_ms2, a_ms2, sizeof f.u.sample.a_ms2);
    memcpy(f.u.sample.w_rads, w_rads, sizeof f.u.sample.w_rads);
    if ((p->declared || stamp_declare(s, slot)) && outlet_push(s->outlet, &f))
        p->owed = 0;
    else
        p->owed = add_lost(f.u.sample.lost, 1);
}

/* Learns from a step of the sensor's clock; what it left out. */
static uint32_t keep_pace(struct roster_place *p, int64_t step_ns)
{
    bool changed;
    uint32_t lost = pace_step(&p->pace, step_ns, &changed);
    if (changed) {
        p->is.rate_hz = (float)pace_rate_hz(&p->pace);
        p->declared = false;
    }
    return lost;
}

/* What is added to tags after one more wrap, or one less. All stays far enough from overflow that
 * any two times may be subtracted; beyond that the line begins again, as after a restart. */
static int64_t next_era(int64_t era_ns, int64_t by_ns)
{
    const int64_t far = INT64_C(1) << 61;
    bool wide = by_ns > far || by_ns < -far;
    int64_t least = wide ? 0 : -far, most = wide ? 2 * far : far;
    if (by_ns > 0 ? era_ns > most - by_ns : era_ns < least - by_ns)
        return 0;
    return era_ns + by_ns;
}

/* A device's time as ns on a line that goes on where its counter wraps. */
static int64_t unwrap(struct roster_place *p, const struct stamp_sample *x)
{
    if (x->device_ns == GAIT_NO_TIME)
        return GAIT_NO_TIME;
    int64_t step = p->tag_ns == GAIT_NO_TIME ? 0 : x->device_ns - p->tag_ns;
    if (step < -x->wrap_ns / 2)
        p->era_ns = next_era(p->era_ns, x->wrap_ns);
    else if (step > x->wrap_ns / 2)
        p->era_ns = next_era(p->era_ns, -x->wrap_ns);
    p->tag_ns = x->device_ns;
    p->wrap_ns = x->wrap_ns;
    return x->device_ns + p->era_ns;
}

/* A sample whose turn it is. */
static void pass_on(struct stamp *s, int slot, const struct reorder_item *x)
{
    struct roster_place *p = &s->roster->place[slot];
    int64_t before = p->device_ns;
    uint32_t jumps = gait_clock_jumps(p->clock), lost = 0;
    int64_t t = gait_clock_local(p->clock, x->device_ns, x->arrival_ns);
    bool jumped = gait_clock_jumps(p->clock) != jumps;
    p->device_ns = x->device_ns;
    if (p->t_ns != GAIT_NO_TIME && t <= p->t_ns) { /* of a clock that was set: no time is left */
        p->owed = add_lost(p->owed, 1);
        s->lost++;
        return;
    }
    if (before != GAIT_NO_TIME && !jumped && x->device_ns > before)
        lost = keep_pace(p, x->device_ns - before);
    else if (before != GAIT_NO_TIME && p->t_ns != GAIT_NO_TIME)
        lost = pace_lost(&p->pace, t - p->t_ns);
    emit(s, slot, t, x->a_ms2, x->w_rads, lost);
    emit_clock(s, slot);
}

static void pass_on_due(struct stamp *s, int slot, int64_t now_ns)
{
    struct reorder_item x;
    while (reorder_next(&s->order[slot], now_ns, s->roster->place[slot].pace.period_ns, &x))
        pass_on(s, slot, &x);
}

static void flush(struct stamp *s, int slot)
{
    struct reorder_item x;
    while (reorder_flush(&s->order[slot], &x))
        pass_on(s, slot, &x);
}

void stamp_due(struct stamp *s, int64_t now_ns, bool replay)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (s->order[i].held > 0 && s->roster->place[i].key.replay == replay)
            pass_on_due(s, i, now_ns);
}

void stamp_flush(struct stamp *s)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (s->order[i].held > 0)
            flush(s, i);
}

/* The device's clock is another from here on. */
static void begin_anew(struct stamp *s, int slot)
{
    flush(s, slot);
    reorder_init(&s->order[slot]);
    gait_clock_restart(s->roster->place[slot].clock);
}

/* A sample with its device's time. */
static bool take_timed(struct stamp *s, int slot, const struct reorder_item *x)
{
    struct roster_place *p = &s->roster->place[slot];
    struct reorder *o = &s->order[slot];
    if (o->newest_ns != INT64_MIN && x->device_ns < o->newest_ns &&
        o->newest_ns - x->device_ns > s->jump_ns)
        begin_anew(s, slot);
    enum reorder_fate fate = reorder_take(o, x, p->pace.period_ns);
    if (fate == REORDER_BACK) {
        begin_anew(s, slot);
        fate = reorder_take(o, x, p->pace.period_ns);
    }
    if (reorder_is_denser(o) && !p->pace.told)
        pace_init(&p->pace, 0);
    s->duplicates += fate == REORDER_TWICE;
    pass_on_due(s, slot, x->arrival_ns);
    return fate == REORDER_TAKEN;
}

/* A sample without: the evenness of sampling gives it a time. What seems lost is not counted as
 * lost, for nobody knows. */
static bool take_untimed(struct stamp *s, int slot, const struct stamp_sample *x, int64_t now_ns)
{
    struct roster_place *p = &s->roster->place[slot];
    uint32_t lost;
    if (p->samples == 0)
        gait_tempo_reset(&s->tempo[slot]);
    int64_t t = gait_tempo_local(&s->tempo[slot], now_ns, x->after, &lost);
    p->device_ns = GAIT_NO_TIME;
    if (p->t_ns != GAIT_NO_TIME && t <= p->t_ns)
        return false;
    emit(s, slot, t, x->a_ms2, x->w_rads, 0);
    emit_clock(s, slot);
    return true;
}

bool stamp_wire(struct stamp *s, int slot, const struct stamp_sample *x, int64_t now_ns)
{
    struct roster_place *p = &s->roster->place[slot];
    struct reorder_item item = {.arrival_ns = now_ns};
    if (p->tag_ns == GAIT_NO_TIME) /* its first */
        reorder_init(&s->order[slot]);
    item.device_ns = unwrap(p, x);
    if (item.device_ns == GAIT_NO_TIME)
        return take_untimed(s, slot, x, now_ns);
    memcpy(item.a_ms2, x->a_ms2, sizeof item.a_ms2);
    memcpy(item.w_rads, x->w_rads, sizeof item.w_rads);
    return take_timed(s, slot, &item);
}

bool stamp_given(struct stamp *s, int slot, int64_t t_ns, const float a_ms2[3],
                 const float w_rads[3])
{
    struct roster_place *p = &s->roster->place[slot];
    if (p->t_ns != GAIT_NO_TIME && t_ns <= p->t_ns)
        return false;
    uint32_t lost = p->t_ns == GAIT_NO_TIME ? 0 : keep_pace(p, t_ns - p->t_ns);
    emit(s, slot, t_ns, a_ms2, w_rads, lost);
    return true;
}
