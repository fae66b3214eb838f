/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From datagrams of any dialect to samples in SI of a sensor that is known. */
#include "daemon/intake_parts.h"
#include "tests/help_feed.h"
#include "tests/help_intake.h"
#include "tests/help_made.h"
#include "tests/help_packets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct help_packet packet;

TestSuite(intake_join, .init = setup, .fini = teardown);

static void send_known(const char *name, int64_t arrival, const struct intake_source *from)
{
    for (size_t i = 0; i < sizeof help_known / sizeof *help_known; i++)
        if (strcmp(help_known[i].name, name) == 0) {
            help_osc_hex(&packet, help_known[i].hex);
            send_packet(&packet, arrival, from);
            return;
        }
    cr_assert_fail("no packet %s", name);
}

static void expect_sample(const char *what, const double a[3], const double w[3], uint8_t axes)
{
    cr_assert(gait_ring_pop(ring, &frame), "%s", what);
    cr_assert_eq(frame.kind, GAIT_FRAME_SENSOR, "%s", what);
    cr_expect_eq(frame.u.sensor.is.axes, axes, "%s", what);
    cr_assert(gait_ring_pop(ring, &frame), "%s", what);
    cr_assert_eq(frame.kind, GAIT_FRAME_SAMPLE, "%s", what);
    for (int i = 0; i < 3; i++) {
        cr_expect_float_eq(frame.u.sample.a_ms2[i], a[i], 2e-5, "%s", what);
        cr_expect_float_eq(frame.u.sample.w_rads[i], w[i], 2e-6, "%s", what);
    }
}

Test(intake_join, packets_of_real_senders_are_whole_samples_in_si_from_the_first_on)
{
    static const struct {
        const char *name;
        double a[3], w[3];
        uint8_t axes;
    } known[] = {
        {"A1", {0, 0, 9.80665}, {0.1745329, -0.3490659, 3.1415927}, 0x3f},
        {"B1", {0, 0, 9.81}, {0, 3.1415927, 0}, 0x3f},
        {"B2", {0.25, -0.5, 9.80665}, {0, 0.1, -0.2}, 0x3f},
        {"C1", {0, 0, 9.80665}, {3.1415927, 0, -1.5707963}, 0x3f},
        {"D1", {0, 0, 9.80665}, {3.1415927, 0, 0}, 0x3f},
        {"E1", {0.001, -0.001, 9.79}, {0, 0, 0}, 0x07},
        {"F1", {-0.0980665, -0.196133, 10.1008495}, {0, 0, 1.5}, 0x3f},
        {"G1", {0, 0, 8.825985}, {0, 0, 1.5}, 0x3f},
        {"I1", {0, 0, 9.80665}, {0, 0, 0.5}, 0x3f},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        send_known(known[i].name, (int64_t)(i + 1) * S, &pod);
        expect_sample(known[i].name, known[i].a, known[i].w, known[i].axes);
        cr_expect_not(gait_ring_pop(ring, &frame), "%s: one more", known[i].name);
    }
    cr_expect_eq(intake_counts(in).samples, sizeof known / sizeof *known);
}

Test(intake_join, several_samples_of_one_message_are_all_passed_on_in_order)
{
    send_known("H4", S, &pod);
    const double first[] = {0, 0, 9.80665}, none[] = {0, 0, 0};
    expect_sample("H4", first, none, 0x07);
    int64_t t_ns = frame.u.sample.t_ns;
    cr_assert(next(GAIT_FRAME_SAMPLE));
    cr_expect_float_eq(frame.u.sample.a_ms2[2], 9.9047165, 2e-5);
    cr_expect_gt(frame.u.sample.t_ns, t_ns);
}

static void send_acc(int i, const struct intake_source *from, double z)
{
    help_osc_message(&packet, "/accelerometer", "fff", 0.01 * (i % 3), 0., z);
    send_packet(&packet, i * 10 * MS, from);
}

Test(intake_join, an_application_that_starts_again_on_another_port_is_the_same_sensor)
{
    struct intake_source again = phone;
    again.port++;
    for (int i = 0; i < 100; i++)
        send_acc(i, &phone, 9.81);
    for (int i = 400; i < 500; i++)
        send_acc(i, &again, 9.81);
    cr_expect_eq(count(GAIT_FRAME_SENSOR), 1);
    cr_expect_str_eq(in->roster.place[0].is.id, "sensors2-192.168.1.20");
    cr_expect_eq(in->roster.place[0].from.port, again.port);
    for (int i = 500; i < 600; i++) { /* and now two of them at once */
        send_acc(i, &phone, 9.81);
        send_acc(i, &again, 9.81);
    }
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.id, "sensors2-192.168.1.20:40000");
    cr_expect_eq(count(GAIT_FRAME_SENSOR), 0);
    cr_expect_eq(intake_counts(in).samples, 400);
}

Test(intake_join, what_a_device_calls_itself_before_its_first_sample_is_its_id)
{
    send_known("A5", 0, &pod);
    send_known("A1", 10 * MS, &pod);
    send_known("A1", 20 * MS, &phone);
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.id, "0029CEC0");
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.id, "ngimu-192.168.1.20");
    send_known("A5", 30 * MS, &phone);
    cr_expect_eq(count(GAIT_FRAME_SENSOR), 0);
    cr_expect_str_eq(in->roster.place[1].name, "0029CEC0");
    send_known("A3", 40 * MS, &pod);
    cr_expect_float_eq(in->roster.place[0].battery, 0.96617, 1e-4);
    cr_expect_float_eq(in->roster.place[0].battery_v, 4.082, 1e-3);
}

static void reopen(const struct intake_rule *rule, int rules)
{
    teardown();
    open_with(rule, rules, 65536);
}

Test(intake_join, rules_of_units_and_range_hold_over_the_dialect_at_once)
{
    static const struct intake_rule rules[] = {
        {.id = "0", .unit_w = "deg/s", .name = "shin", .placement = GAIT_SHANK_LEFT,
         .has_placement = true},
        {.id = "LEFT", .range_g = 8},
        {.id = "left", .unit_a = "mg", .unit_w = "deg/ms"},
    };
    reopen(rules, 3);
    const double a[] = {0, 0, 9.81}, w[] = {0, 3.1415927 * 3.14159265 / 180, 0};
    send_known("B1", S, &pod);
    expect_sample("B1", a, w, 0x3f);
    cr_expect_str_eq(in->roster.place[0].is.id, "shin");
    cr_expect_eq(in->roster.place[0].is.placement, GAIT_SHANK_LEFT);
    cr_expect_str_eq(in->roster.place[0].unit_w, "deg/s");
    const double half[] = {0, 0, 9.80665 / 2}, turn[] = {3.1415927, 0, 0};
    send_known("D1", S, &pod);
    expect_sample("D1", half, turn, 0x3f);
    cr_expect_float_eq(in->roster.place[1].is.range_g, 8, 1e-6);
    help_osc_message(&packet, "/left/imu", "ffffff", 0., 0., 1000., 0.18, 0., 0.);
    send_packet(&packet, S, &pod);
    const double g[] = {0, 0, 9.80665};
    expect_sample("left", g, turn, 0x3f);
}

Test(intake_join, a_sensor_that_rests_near_nothing_is_refused_and_told_what_to_do)
{
    char why[GAIT_WHY_MAX];
    for (int i = 0; i < 500; i++) {
        help_osc_message(&packet, "/left/acc", "fff", 0.01 * (i % 3), 0.005, -0.01 * (i % 5));
        send_packet(&packet, i * 10 * MS, &pod);
        if (i == 50) {
            roster_why(&in->roster.place[0], why);
            cr_expect(strstr(why, "stand still for two seconds"), "%s", why);
        }
    }
    roster_why(&in->roster.place[0], why);
    cr_expect(strstr(why, "not linear or user acceleration"), "%s", why);
    cr_expect_eq(intake_counts(in).samples, 0);
    cr_expect_gt(refused(DECODE_NO_UNIT), 100);
    cr_expect_gt(refused(DECODE_NO_GRAVITY), 200);
    cr_expect_eq(refused(DECODE_NO_UNIT) + refused(DECODE_NO_GRAVITY), 500);
}

Test(intake_join, a_high_g_channel_beside_makes_its_range_the_sensors)
{
    char line[200];
    float most = 0, range = 0;
    for (int64_t us = 0; us < 2000000; us += 2500) {
        double g = us > 1500000 && us < 1520000 ? 30 : 1;
        packet.size = 0;
        for (int64_t h = us - 625; h <= us + 625; h += 625) {
            snprintf(line, sizeof line, "H,%lld,0.0,0.0,%.4f\r\n", (long long)(h + 1000), g + 0.5);
            memcpy(packet.bytes + packet.size, line, strlen(line));
            packet.size += strlen(line);
        }
        snprintf(line, sizeof line, "I,%lld,0,0,0,0,0,%.4f\r\n", (long long)(us + 1000),
                 fmin(g, 16) + 1e-4 * (double)(us / 2500 % 7));
        memcpy(packet.bytes + packet.size, line, strlen(line));
        packet.size += strlen(line);
        send_packet(&packet, us * 1000, &pod);
    }
    while (gait_ring_pop(ring, &frame)) {
        if (frame.kind == GAIT_FRAME_SENSOR)
            range = frame.u.sensor.is.range_g;
        if (frame.kind == GAIT_FRAME_SAMPLE)
            most = fmaxf(most, frame.u.sample.a_ms2[2]);
    }
    cr_expect_float_eq(range, 200, 1e-3);
    cr_expect_float_eq(most / (float)GAIT_G_MS2, 30, 0.05);
    cr_expect_eq(intake_counts(in).samples, 800);
    cr_expect_eq(intake_counts(in).lost, 0);
}

/* A shank that stands and then runs, without device times, in g and deg/ms, through intake and
 * pipeline; its running strides. */
static struct help_events run_through(const struct recording *r, const char *address)
{
    const struct recording_sensor *s = &r->sensor[0];
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    struct gait_event event;
    for (long i = 0; i < s->rows; i++) {
        const float *v = s->row + 6 * i;
        double g = 1 / GAIT_G_MS2, dms = 0.18 / 3.14159265358979;
        help_osc_message(&packet, address, "ffffff", v[0] * g, v[1] * g, v[2] * g,
                         v[3] * dms, v[4] * dms, v[5] * dms);
        send_packet(&packet, (int64_t)((double)i / s->rate_hz * 1e9), &pod);
        while (gait_ring_pop(ring, &frame)) {
            gait_pipeline_push(p, &frame);
            help_collect(p, &e);
        }
    }
    intake_end(in, EPOCH + 600 * S);
    while (gait_ring_pop(ring, &frame))
        gait_pipeline_push(p, &frame);
    help_collect(p, &e);
    (void)event;
    gait_pipeline_free(p);
    return e;
}

Test(intake_join, strides_before_and_after_a_gyroscopes_unit_is_found_are_those_of_a_known_one)
{
    static const struct intake_rule known = {
        .id = "shank_left", .unit_a = "g", .unit_w = "deg/ms", .rate_hz = 400};
    static const struct intake_rule rate = {.id = "shank_left", .rate_hz = 400};
    struct recording *r = help_made(preset_find("walk-run-stand"), 3, 2);
    cr_assert(r);
    reopen(&known, 1);
    struct help_events told = run_through(r, "/shank_left/imu");
    cr_expect_eq(refused(DECODE_NO_UNIT), 0);
    reopen(&rate, 1);
    struct help_events found = run_through(r, "/shank_left/imu");
    int n = help_events_running(&told, GAIT_EVENT_STRIDE);
    int sessions = help_events_count(&told, GAIT_EVENT_SESSION);
    fprintf(stderr, "%d strides told, %d found; %llu samples refused\n", n,
            help_events_running(&found, GAIT_EVENT_STRIDE),
            (unsigned long long)refused(DECODE_NO_UNIT));
    cr_expect_gt(n, 40);
    cr_expect_eq(help_events_running(&found, GAIT_EVENT_STRIDE), n);
    cr_expect_eq(help_events_count(&found, GAIT_EVENT_SESSION), sessions);
    cr_expect_str_eq(in->roster.place[0].unit_w, "deg/ms");
    cr_expect_str_eq(in->roster.place[0].unit_a, "g");
    cr_expect_eq(in->roster.place[0].is.axes, 0x3f);
    help_events_free(&told);
    help_events_free(&found);
    recording_free(r);
}

Test(intake_join, a_side_in_the_name_is_the_side_of_its_strides_once_the_limb_is_found)
{
    static const struct intake_rule known = {
        .id = "right", .unit_a = "g", .unit_w = "deg/ms", .rate_hz = 400};
    struct recording *r = help_made(preset_find("asphalt-easy"), 3, 1);
    cr_assert(r);
    reopen(&known, 1);
    struct help_events e = run_through(r, "/right/imu");
    int strides = 0;
    for (size_t i = 0; i < e.n; i++) {
        if (e.item[i].kind != GAIT_EVENT_STRIDE)
            continue;
        cr_expect_eq(e.item[i].side, GAIT_SIDE_RIGHT, "stride %d", strides);
        strides++;
    }
    cr_expect_gt(strides, 60);
    help_events_free(&e);
    recording_free(r);
}
