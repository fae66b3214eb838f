/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/compose.h>
#include <gait/confidence.h>
#include <gait/shortfall.h>

#include <math.h>
#include <string.h>

struct gait_event gait_compose(enum gait_event_kind kind, const struct gait_sensor *is,
                               int64_t newest_ns)
{
    struct gait_event e = {.kind = kind, .t_ns = newest_ns, .announced_ns = newest_ns};
    memcpy(e.runner, is->runner, sizeof e.runner);
    memcpy(e.sensor, is->id, sizeof e.sensor);
    return e;
}

struct gait_event gait_compose_step(enum gait_event_kind kind, const struct gait_sensor *is,
                                    int64_t newest_ns, const struct gait_step *step,
                                    const char *surface)
{
    struct gait_event e = gait_compose(kind, is, newest_ns);
    e.t_ns = step->contact_ns;
    e.side = gait_placement_side(is->placement);
    e.state = step->state;
    e.impact = step->impact;
    e.u.step.toe_off_ns = step->toe_off_ns;
    e.u.step.next_contact_ns = GAIT_NO_TIME;
    e.u.step.stance = (struct gait_stance){NAN, NAN, NAN};
    e.u.step.attenuation = (struct gait_spread){NAN, NAN, 0};
    e.u.step.cadence_spm = NAN;
    e.u.step.confidence = NAN;
    e.u.step.speed_ms = e.u.step.slope_deg = NAN;
    e.u.step.trunk = gait_placement_kind(is->placement) == GAIT_KIND_TRUNK;
    e.u.step.late = step->contact.late;
    gait_name_copy(e.u.step.surface, surface);
    return e;
}

struct gait_event gait_compose_stride(const struct gait_sensor *is, int64_t newest_ns,
                                      const struct gait_step *step, int64_t next_ns,
                                      const struct gait_evidence *evidence, const char *surface)
{
    struct gait_event e = gait_compose_step(GAIT_EVENT_STRIDE, is, newest_ns, step, surface);
    e.u.step.next_contact_ns = next_ns;
    e.u.step.cadence_spm = (float)(120e9 / (double)(next_ns - step->contact_ns));
    e.u.step.evidence = *evidence;
    e.u.step.confidence = gait_confidence(gait_placement_kind(is->placement), evidence);
    return e;
}

struct gait_event gait_compose_cadence(const struct gait_sensor *is, int64_t newest_ns,
                                       const struct gait_cadence_result *c)
{
    struct gait_event e = gait_compose(GAIT_EVENT_CADENCE, is, newest_ns);
    e.u.cadence.spm = c->spm;
    e.u.cadence.sd_spm = c->sd_spm;
    e.u.cadence.resolved = c->resolved;
    return e;
}

struct gait_event gait_compose_gap(const struct gait_sensor *is, int64_t from_ns,
                                   const struct gait_sample *after)
{
    struct gait_event e = gait_compose(GAIT_EVENT_GAP, is, after->t_ns);
    e.u.gap.from_ns = from_ns;
    e.u.gap.to_ns = after->t_ns;
    e.u.gap.lost = after->lost;
    return e;
}

struct gait_event gait_compose_sensor(const struct gait_sensor *is, int64_t newest_ns,
                                      const struct gait_clock_state *clock,
                                      const struct gait_track_state *t)
{
    uint64_t all = t->lost + t->samples;
    struct gait_event e = gait_compose(GAIT_EVENT_SENSOR, is, newest_ns);
    e.u.sensor.is = *is;
    e.u.sensor.is.range_g = t->range_g;
    e.u.sensor.is.rate_hz = is->rate_hz > 0 ? is->rate_hz : (float)t->rate_hz;
    e.u.sensor.range_learned = !(is->range_g > 0) && t->range_g > 0;
    e.u.sensor.clock = *clock;
    e.u.sensor.loss = t->samples ? (float)((double)t->lost / (double)all) : 0;
    e.u.sensor.placement_confidence = t->placement_confidence;
    e.u.sensor.shortfall =
        gait_shortfall(gait_placement_kind(is->placement), t->rate_hz, t->landings, t->clipped);
    memcpy(e.u.sensor.up, t->up, sizeof e.u.sensor.up);
    return e;
}

struct gait_event gait_compose_surface(int64_t t_ns, const char *surface)
{
    struct gait_event e = {.kind = GAIT_EVENT_SURFACE, .t_ns = t_ns, .announced_ns = t_ns};
    gait_name_copy(e.u.surface.surface, surface);
    return e;
}

struct gait_event gait_compose_speed(int64_t t_ns, struct gait_speed speed)
{
    struct gait_event e = {.kind = GAIT_EVENT_SPEED, .t_ns = t_ns, .announced_ns = t_ns};
    e.u.speed.speed_ms = speed.speed_ms;
    e.u.speed.slope_deg = speed.slope_deg;
    return e;
}
