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

/* A device's time as ns on a line that goes on where its counter wraps. */
static int64_t unwrap(struct roster_place *p, const struct stamp_sample *x)
{
    if (x->device_ns == GAIT_NO_TIME)
        return GAIT_NO_TIME;
    int64_t step = p->tag_ns == GAIT_NO_TIME ? 0 : x->device_ns - p->tag_ns;
    if (step < -x->wrap_ns / 2)
        p->era_ns += x->wrap_ns;
    else if (step > x->wrap_ns / 2)
        p->era_ns -= x->wrap_ns;
    p->tag_ns = x->device_ns;
    p->wrap_ns = x->wrap_ns;
    return x->device_ns + p->era_ns;
}

void stamp_due(struct stamp *s, int64_t now_ns)
{
    (void)s, (void)now_ns;
}

void stamp_flush(struct stamp *s)
{
    (void)s;
}

bool stamp_wire(struct stamp *s, int slot, const struct stamp_sample *x, int64_t now_ns)
{
    struct roster_place *p = &s->roster->place[slot];
    int64_t device = unwrap(p, x), before = p->device_ns;
    bool timed = device != GAIT_NO_TIME && before != GAIT_NO_TIME;
    if (timed && device <= before && before - device < s->jump_ns)
        return false;
    uint32_t jumps = gait_clock_jumps(p->clock), lost = 0;
    int64_t t = gait_clock_local(p->clock, device, now_ns);
    bool jumped = gait_clock_jumps(p->clock) != jumps;
    if (device == GAIT_NO_TIME && t == p->t_ns)
        t++; /* several without a tag in one datagram */
    p->device_ns = device;
    if (p->t_ns != GAIT_NO_TIME && t <= p->t_ns)
        return false;
    if (timed && !jumped && device > before)
        lost = keep_pace(p, device - before);
    else if (timed && p->t_ns != GAIT_NO_TIME)
        lost = pace_lost(&p->pace, t - p->t_ns);
    emit(s, slot, t, x->a_ms2, x->w_rads, lost);
    emit_clock(s, slot);
    return true;
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
