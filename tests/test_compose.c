/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/compose.h>
#include <gait/confidence.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const struct gait_sensor shank = {.id = "a name of thirty-one characters",
                                         .runner = "a runner of thirty-one letters.",
                                         .dialect = "gaitd",
                                         .placement = GAIT_SHANK_RIGHT,
                                         .rate_hz = 400,
                                         .range_g = 16,
                                         .axes = 7};

static const struct gait_step step = {
    .stage = GAIT_STEP_STEP,
    .contact = {.at = 200.2, .toe_off = 248.1, .quality = 0.75f, .late = true},
    .contact_ns = 1001000000,
    .toe_off_ns = 1240500000,
    .toe_off_settled = true,
    .state = GAIT_RUN,
    .impact = {.peak_g = 9.5f, .axial_g = 8.25f, .rise_gps = 410, .clipped = true},
};

static const int64_t newest_ns = 1900000000, next_ns = 1721000000;
static const struct gait_evidence evidence = {
    .likeness = 0.75f, .next_likeness = 0.9f, .late = true};

static void expect_of_shank(const struct gait_event *e, enum gait_event_kind kind, int64_t t_ns)
{
    cr_expect_eq(e->kind, kind);
    cr_expect_eq(e->t_ns, t_ns);
    cr_expect_eq(e->announced_ns, newest_ns);
    cr_expect_str_eq(e->runner, shank.runner);
    cr_expect_str_eq(e->sensor, shank.id);
}

static void expect_step(const struct gait_event *e)
{
    cr_expect_eq(e->side, GAIT_SIDE_RIGHT);
    cr_expect_eq(e->state, GAIT_RUN);
    cr_expect_eq(e->impact.peak_g, 9.5f);
    cr_expect_eq(e->impact.axial_g, 8.25f);
    cr_expect_eq(e->impact.rise_gps, 410);
    cr_expect(e->impact.clipped);
    cr_expect_not(e->impact.gap);
    cr_expect_eq(e->u.step.toe_off_ns, step.toe_off_ns);
    cr_expect_not(e->u.step.trunk);
    cr_expect(e->u.step.late);
    cr_expect_str_eq(e->u.step.surface, "trail");
    cr_expect(isnan(e->u.step.stance.impact_band_g2));
    cr_expect(isnan(e->u.step.stance.median_hz));
    cr_expect(isnan(e->u.step.stance.attenuation_db));
}

Test(compose, any_event_says_whose_it_is_and_when)
{
    for (int k = 0; k < GAIT_EVENTS; k++) {
        struct gait_event e = gait_compose((enum gait_event_kind)k, &shank, newest_ns);
        expect_of_shank(&e, (enum gait_event_kind)k, newest_ns);
        cr_expect_eq(e.side, GAIT_SIDE_NONE);
        cr_expect_eq(e.state, GAIT_STILL);
    }
}

Test(compose, a_step_carries_all_that_was_measured_and_nothing_of_a_stride)
{
    static const enum gait_event_kind kinds[] = {GAIT_EVENT_IMPACT, GAIT_EVENT_STEP};
    for (int k = 0; k < 2; k++) {
        struct gait_event e = gait_compose_step(kinds[k], &shank, newest_ns, &step, "trail");
        expect_of_shank(&e, kinds[k], step.contact_ns);
        expect_step(&e);
        cr_expect_eq(e.u.step.next_contact_ns, GAIT_NO_TIME);
        cr_expect(isnan(e.u.step.cadence_spm));
    }
}

Test(compose, what_a_step_did_not_measure_stays_unmeasured)
{
    struct gait_step s = step;
    s.toe_off_ns = GAIT_NO_TIME;
    s.contact.late = false;
    s.impact = (struct gait_impact){NAN, NAN, NAN, false, true};
    s.state = GAIT_WALK;
    struct gait_event e = gait_compose_step(GAIT_EVENT_STEP, &shank, newest_ns, &s, "unknown");
    cr_expect_eq(e.u.step.toe_off_ns, GAIT_NO_TIME);
    cr_expect_eq(e.state, GAIT_WALK);
    cr_expect_not(e.u.step.late);
    cr_expect(e.impact.gap && !e.impact.clipped);
    cr_expect(isnan(e.impact.peak_g) && isnan(e.impact.axial_g) && isnan(e.impact.rise_gps));
}

Test(compose, a_stride_of_720_ms_is_166_and_two_thirds_steps_a_minute)
{
    struct gait_event e =
        gait_compose_stride(&shank, newest_ns, &step, next_ns, &evidence, "trail");
    expect_of_shank(&e, GAIT_EVENT_STRIDE, step.contact_ns);
    expect_step(&e);
    cr_expect_eq(e.u.step.next_contact_ns, next_ns);
    cr_expect_float_eq(e.u.step.cadence_spm, 500. / 3, 1e-4, "%g spm",
                       (double)e.u.step.cadence_spm);
    cr_expect_eq(e.u.step.confidence, gait_confidence(GAIT_KIND_SHANK, &evidence));
    cr_expect(e.u.step.evidence.late && e.u.step.evidence.likeness == 0.75f);
}

Test(compose, what_is_not_yet_a_stride_has_no_confidence)
{
    struct gait_event e = gait_compose_step(GAIT_EVENT_STEP, &shank, newest_ns, &step, "");
    cr_expect(isnan(e.u.step.confidence));
}

Test(compose, a_stride_after_many_days_keeps_its_cadence)
{
    const int64_t days = INT64_C(400) * 86400 * 1000000000;
    struct gait_step s = step;
    s.contact_ns += days;
    struct gait_event e =
        gait_compose_stride(&shank, newest_ns + days, &s, next_ns + days, &evidence, "");
    cr_expect_float_eq(e.u.step.cadence_spm, 500. / 3, 1e-4, "%g spm",
                       (double)e.u.step.cadence_spm);
    cr_expect_eq(e.t_ns, step.contact_ns + days);
}

Test(compose, side_and_trunk_follow_the_placement)
{
    static const struct {
        enum gait_placement at;
        enum gait_side side;
        bool trunk;
    } table[] = {
        {GAIT_FOOT_LEFT, GAIT_SIDE_LEFT, false},  {GAIT_FOOT_RIGHT, GAIT_SIDE_RIGHT, false},
        {GAIT_SHANK_LEFT, GAIT_SIDE_LEFT, false}, {GAIT_SHANK_RIGHT, GAIT_SIDE_RIGHT, false},
        {GAIT_SACRUM, GAIT_SIDE_NONE, true},      {GAIT_WAIST, GAIT_SIDE_NONE, true},
        {GAIT_TRUNK, GAIT_SIDE_NONE, true},       {GAIT_UNKNOWN, GAIT_SIDE_NONE, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct gait_sensor is = shank;
        is.placement = table[i].at;
        struct gait_event e = gait_compose_stride(&is, newest_ns, &step, next_ns, &evidence, "");
        cr_expect_eq(e.side, table[i].side, "%s", gait_placement_name(is.placement));
        cr_expect_eq(e.u.step.trunk, table[i].trunk, "%s", gait_placement_name(is.placement));
    }
}

Test(compose, a_long_surface_is_cut_and_ended)
{
    struct gait_event e = gait_compose_step(GAIT_EVENT_STEP, &shank, newest_ns, &step,
                                            "a surface whose name goes on and on and on");
    cr_expect_str_eq(e.u.step.surface, "a surface whose name goes on an");
}

Test(compose, a_cadence_carries_its_spread)
{
    struct gait_cadence_result c = {
        .stride_hz = 1.4, .spm = 168, .sd_spm = 1.25f, .comb = 0.7f, .resolved = true};
    for (int resolved = 0; resolved < 2; resolved++) {
        c.resolved = resolved;
        struct gait_event e = gait_compose_cadence(&shank, newest_ns, &c);
        expect_of_shank(&e, GAIT_EVENT_CADENCE, newest_ns);
        cr_expect_eq(e.u.cadence.spm, 168);
        cr_expect_eq(e.u.cadence.sd_spm, 1.25f);
        cr_expect_eq(e.u.cadence.resolved, resolved);
    }
}

Test(compose, a_gap_reaches_from_the_last_sample_to_the_one_after)
{
    struct gait_sample after = {.t_ns = newest_ns, .lost = 17, .sensor = 3};
    struct gait_event e = gait_compose_gap(&shank, 1850000000, &after);
    expect_of_shank(&e, GAIT_EVENT_GAP, newest_ns);
    cr_expect_eq(e.u.gap.from_ns, 1850000000);
    cr_expect_eq(e.u.gap.to_ns, newest_ns);
    cr_expect_eq(e.u.gap.lost, 17);
}

Test(compose, a_sensor_is_told_whole)
{
    static const struct gait_clock_state clock = {.skew_ppm = 40,
                                                  .skew_sd_ppm = 3,
                                                  .offset_sd_s = 1e-3,
                                                  .delay_s = 2e-3,
                                                  .has_device_time = true};
    static const struct gait_track_state track = {.samples = 90,
                                                  .lost = 10,
                                                  .up = {0.6f, 0, -0.8f},
                                                  .range_g = 16,
                                                  .rate_hz = 150,
                                                  .landings = 8,
                                                  .clipped = 2};
    struct gait_event e = gait_compose_sensor(&shank, newest_ns, &clock, &track);
    expect_of_shank(&e, GAIT_EVENT_SENSOR, newest_ns);
    cr_expect_str_eq(e.u.sensor.is.id, shank.id);
    cr_expect_str_eq(e.u.sensor.is.runner, shank.runner);
    cr_expect_str_eq(e.u.sensor.is.dialect, "gaitd");
    cr_expect_eq(e.u.sensor.is.placement, GAIT_SHANK_RIGHT);
    cr_expect(e.u.sensor.is.rate_hz == 400 && e.u.sensor.is.range_g == 16);
    cr_expect_eq(e.u.sensor.is.axes, 7);
    cr_expect(e.u.sensor.clock.skew_ppm == 40 && e.u.sensor.clock.skew_sd_ppm == 3);
    cr_expect(e.u.sensor.clock.offset_sd_s == 1e-3 && e.u.sensor.clock.delay_s == 2e-3);
    cr_expect(e.u.sensor.clock.has_device_time);
    cr_expect_float_eq(e.u.sensor.loss, 0.1, 1e-7);
    cr_expect_arr_eq(e.u.sensor.up, track.up, sizeof track.up);
    cr_expect(e.u.sensor.shortfall.low_g > 0 && e.u.sensor.shortfall.clipped == 0.25f);
    cr_expect_not_null(strstr(e.u.sensor.shortfall.why, "199 Hz"));
    cr_expect_not(e.u.sensor.range_learned);
}

Test(compose, a_sensor_not_yet_heard_lost_nothing_and_knows_no_up)
{
    static const struct gait_clock_state clock;
    struct gait_track_state track = {.up = {NAN, NAN, NAN}};
    struct gait_event e = gait_compose_sensor(&shank, newest_ns, &clock, &track);
    cr_expect_eq(e.u.sensor.loss, 0);
    cr_expect(isnan(e.u.sensor.up[0]) && isnan(e.u.sensor.up[1]) && isnan(e.u.sensor.up[2]));
    track.samples = UINT64_C(3) << 40;
    track.lost = UINT64_C(1) << 40;
    e = gait_compose_sensor(&shank, newest_ns, &clock, &track);
    cr_expect_float_eq(e.u.sensor.loss, 0.25, 1e-7);
}

Test(compose, a_rate_that_nobody_told_is_the_one_that_was_found)
{
    static const struct gait_clock_state clock;
    struct gait_track_state track = {.up = {NAN, NAN, NAN}};
    struct gait_sensor untold = shank;
    untold.rate_hz = 0;
    struct gait_event e = gait_compose_sensor(&untold, newest_ns, &clock, &track);
    cr_expect_eq(e.u.sensor.is.rate_hz, 0, "nor found yet");
    track.rate_hz = 60;
    e = gait_compose_sensor(&untold, newest_ns, &clock, &track);
    cr_expect_eq(e.u.sensor.is.rate_hz, 60);
}
