/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_event.h"

#include <math.h>
#include <string.h>

static void fill_step(struct gait_event *e)
{
    e->state = GAIT_RUN;
    e->u.step.toe_off_ns = e->t_ns + 250000000;
    e->u.step.next_contact_ns = e->t_ns + 700000000;
    e->u.step.stance = (struct gait_stance){4.25f, 14.5f, -12.125f};
    e->u.step.attenuation = (struct gait_spread){-11.5f, 0.75f, 10};
    e->u.step.cadence_spm = 171.5f;
    e->u.step.confidence = 0.875f;
    e->u.step.late = true;
    e->u.step.speed_ms = 2.75f;
    e->u.step.slope_deg = -1.25f;
    strcpy(e->u.step.surface, "trail");
}

static void fill_sensor(struct gait_event *e)
{
    struct gait_sensor *is = &e->u.sensor.is;
    strcpy(is->dialect, "native");
    is->placement = GAIT_SHANK_LEFT;
    is->rate_hz = 142.875f;
    is->range_g = 16;
    is->axes = 0x3f;
    e->u.sensor.clock = (struct gait_clock_state){
        .skew_ppm = 23.5, .skew_sd_ppm = 1.25, .delay_s = 0.0035, .has_device_time = true};
    e->u.sensor.loss = 0.015625f;
    e->u.sensor.up[0] = 0.5f;
    e->u.sensor.up[1] = -0.25f;
    e->u.sensor.up[2] = 0.75f;
    e->u.sensor.range_learned = true;
    e->u.sensor.shortfall = (struct gait_shortfall){0.25f, 0.125f, "one sentence"};
    e->u.sensor.placement_confidence = 0.875f;
}

static void fill_comparison(struct gait_event *e)
{
    e->u.comparison.measure = GAIT_MEASURE_PEAK;
    strcpy(e->u.comparison.a, "asphalt");
    strcpy(e->u.comparison.b, "trail");
    e->u.comparison.n_a = 120;
    e->u.comparison.n_b = 118;
    e->u.comparison.stretches_a = 3;
    e->u.comparison.stretches_b = 2;
    e->u.comparison.mean_a = 8.5;
    e->u.comparison.mean_b = 7.25;
    e->u.comparison.difference = -1.25;
    e->u.comparison.ci95_low = -1.5;
    e->u.comparison.ci95_high = -1;
    e->u.comparison.mdd = 0.5;
    e->u.comparison.verdict = GAIT_VERDICT_LOWER;
    e->u.comparison.sessions = 2;
    e->u.comparison.se = 0.125;
    e->u.comparison.unadjusted = -1.75;
    e->u.comparison.clipped_a = 0.0625f;
    e->u.comparison.clipped_b = 0.1875f;
    e->u.comparison.primary = true;
    e->u.comparison.no_relevant = true;
    e->u.comparison.so_far = true;
    strcpy(e->u.comparison.adjusted_for, "cadence_spm");
    strcpy(e->u.comparison.why, "one sentence");
}

static void fill_summary(struct gait_event *e)
{
    strcpy(e->u.summary.surface, "trail");
    e->u.summary.measure = GAIT_MEASURE_CONTACT;
    e->u.summary.n = 100;
    e->u.summary.clean = 95;
    e->u.summary.mean = 250.5;
    e->u.summary.sd = 8.25;
    e->u.summary.median = 250;
    e->u.summary.p05 = 240;
    e->u.summary.p95 = 262;
}

static void fill_drift(struct gait_event *e)
{
    e->u.drift.measure = GAIT_MEASURE_CONTACT;
    e->u.drift.n = 2500;
    e->u.drift.surfaces = 2;
    e->u.drift.minutes = 30;
    e->u.drift.start = 250;
    e->u.drift.change = 10.5;
    e->u.drift.ci95_low = 8.25;
    e->u.drift.ci95_high = 12.75;
    e->u.drift.verdict = GAIT_VERDICT_HIGHER;
}

static void fill_spectrum(struct gait_event *e)
{
    strcpy(e->u.spectrum.surface, "trail");
    e->u.spectrum.n_limb = 90;
    e->u.spectrum.n_trunk = 88;
    for (int i = 0; i < GAIT_BANDS; i++) {
        e->u.spectrum.limb_db[i] = i == 1 ? NAN : 5 - 0.75f * (float)i;
        e->u.spectrum.trunk_db[i] = -100.25f - (float)i;
    }
}

/* What tells of the session. */
static void fill_session(struct gait_event *e)
{
    if (e->kind == GAIT_EVENT_SPEED) {
        e->u.speed.speed_ms = 2.75f;
        e->u.speed.slope_deg = -1.25f;
    }
    if (e->kind == GAIT_EVENT_SESSION)
        e->u.session.ended = true;
    if (e->kind == GAIT_EVENT_SPECTRUM)
        fill_spectrum(e);
    if (e->kind == GAIT_EVENT_STORED) {
        e->u.stored.session = 7;
        e->u.stored.strides = 2400;
        e->u.stored.to_ns = e->t_ns - 500000000;
    }
}

static void fill_heard(struct gait_event *e)
{
    strcpy(e->u.heard.from, "192.168.1.7:9000");
    strcpy(e->u.heard.name, "0029CEC0");
    strcpy(e->u.heard.dialect, "ngimu");
    e->u.heard.placement = GAIT_FOOT_LEFT;
    e->u.heard.placement_confidence = 0.875f;
    e->u.heard.rate_hz = 200.25f;
    e->u.heard.rate_now_hz = 199.5f;
    strcpy(e->u.heard.unit_a, "g");
    strcpy(e->u.heard.unit_w, "deg/s");
    e->u.heard.axes = 0x3f;
    e->u.heard.samples = 12000;
    e->u.heard.lost = 12;
    e->u.heard.late = 3;
    e->u.heard.loss = 0.015625f;
    strcpy(e->u.heard.clock, "local time");
    e->u.heard.skew_ppm = 23.5f;
    e->u.heard.delay_ms = 3.5f;
    e->u.heard.battery = 0.75f;
    e->u.heard.battery_v = 4.125f;
    e->u.heard.range_g = 16;
    e->u.heard.range_learned = true;
    e->u.heard.clipped_share = 0.125f;
    e->u.heard.up[0] = 0.5f;
    e->u.heard.up[1] = -0.25f;
    e->u.heard.up[2] = 0.75f;
    e->u.heard.age_s = 0.5f;
    e->u.heard.refused = 4;
    strcpy(e->u.heard.why, "one sentence");
    e->u.heard.motion_g = 0.75f;
}

/* What tells of the daemon's ears. */
static void fill_ears(struct gait_event *e)
{
    if (e->kind == GAIT_EVENT_HEARD)
        fill_heard(e);
    if (e->kind == GAIT_EVENT_REFUSED) {
        strcpy(e->u.refused.reason, "unknown_address");
        e->u.refused.count = 17;
        strcpy(e->u.refused.from, "192.168.1.9:5000");
        strcpy(e->u.refused.what, "/foo ,ff");
        strcpy(e->u.refused.why, "one sentence");
    }
    if (e->kind == GAIT_EVENT_LISTENING) {
        strcpy(e->u.listening.at, "0.0.0.0:8000 [::]:9000");
        e->u.listening.loopback_only = true;
        e->u.listening.datagrams = 1000;
        e->u.listening.messages = 2000;
        e->u.listening.samples = 1900;
        e->u.listening.sources = 3;
        e->u.listening.kernel_drops = 5;
        e->u.listening.ring_refused = 6;
        e->u.listening.sloppy = 7;
    }
}

struct gait_event help_event(enum gait_event_kind kind, int64_t t_ns)
{
    struct gait_event e = {.kind = kind,
                           .t_ns = t_ns,
                           .announced_ns = GAIT_NO_TIME,
                           .runner = "anna",
                           .impact = {NAN, NAN, NAN, false, false}};
    bool of_sensor =
        kind <= GAIT_EVENT_CADENCE || kind == GAIT_EVENT_GAP || kind == GAIT_EVENT_SENSOR ||
        kind == GAIT_EVENT_HEARD;

    if (of_sensor)
        strcpy(e.sensor, "pod1");
    if (kind <= GAIT_EVENT_STRIDE) {
        e.side = GAIT_SIDE_LEFT;
        e.announced_ns = t_ns + 40000000;
        e.impact = (struct gait_impact){8.5f, 6.25f, 812.5f, true, false};
    }
    if (kind == GAIT_EVENT_STEP || kind == GAIT_EVENT_STRIDE)
        fill_step(&e);
    if (kind == GAIT_EVENT_CADENCE) {
        e.u.cadence.spm = 171.25f;
        e.u.cadence.sd_spm = 0.5f;
        e.u.cadence.resolved = true;
    }
    if (kind == GAIT_EVENT_GAIT)
        e.state = GAIT_WALK;
    if (kind == GAIT_EVENT_GAP) {
        e.u.gap.from_ns = t_ns - 100000000;
        e.u.gap.to_ns = t_ns;
        e.u.gap.lost = 19;
    }
    if (kind == GAIT_EVENT_SENSOR)
        fill_sensor(&e);
    if (kind == GAIT_EVENT_SURFACE)
        strcpy(e.u.surface.surface, "track");
    if (kind == GAIT_EVENT_SUMMARY)
        fill_summary(&e);
    if (kind == GAIT_EVENT_COMPARISON)
        fill_comparison(&e);
    if (kind == GAIT_EVENT_DRIFT)
        fill_drift(&e);
    fill_session(&e);
    fill_ears(&e);
    return e;
}
