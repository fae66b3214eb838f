/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_feed.h"
#include "tests/help_signal.h"
#include "tests/help_ticks.h"

#include <gait/settings.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHANK 0
#define BACK 1

static struct help_runner limb, back;
static const struct help_rotation none = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

static void make_runner(uint64_t seed, double from_s, double to_s, double stride_s)
{
    struct help_random random = {seed};
    help_runner_add(&limb, &random, from_s, to_s, stride_s, 0.006);
    help_runner_add(&back, &random, from_s, to_s, stride_s / 2, 0.004);
}

struct feed {
    int64_t origin_ns;
    double from_s, to_s, rate_hz;
    const struct help_rotation *q;
    struct help_random noise;
};

static void run_both(struct gait_pipeline *p, struct help_events *e, struct feed feed)
{
    for (long i = lround(feed.from_s * feed.rate_hz); i < lround(feed.to_s * feed.rate_hz); i++) {
        double t = (double)i / feed.rate_hz;
        int64_t t_ns = feed.origin_ns + llround(t * 1e9);
        float a[2][3];
        help_shank_at(&limb, t, a[SHANK]);
        help_trunk_at(&back, t, a[BACK]);
        for (uint16_t s = SHANK; s <= BACK; s++) {
            for (int k = 0; k < 3; k++)
                a[s][k] += (float)(0.1 * help_normal(&feed.noise));
            help_rotate(feed.q, a[s], a[s]);
            help_sample(p, e, s, t_ns, a[s], 0);
        }
    }
}

static struct gait_pipeline *declared(void)
{
    struct gait_pipeline *p = help_pipeline_new();
    cr_assert_not_null(p);
    help_declare(p, SHANK, GAIT_SHANK_LEFT, 200, 16);
    help_declare(p, BACK, GAIT_SACRUM, 200, 16);
    help_collect(p, NULL);
    return p;
}

static struct help_events session(int64_t origin_ns, const struct help_rotation *q)
{
    struct gait_pipeline *p = declared();
    struct help_events e = {0};
    run_both(p, &e, (struct feed){origin_ns, 0, 30, 200, q, {5}});
    help_end(p, &e, origin_ns + 30000000000);
    gait_pipeline_free(p);
    return e;
}

Test(pipeline, a_run_of_known_contacts_gives_a_stride_for_each_with_peak_cadence_and_attenuation)
{
    make_runner(1, 2, 28, 0.7);
    struct help_events e = session(0, &none);
    double found_s[200];
    int n = 0;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_STRIDE || x->u.step.trunk)
            continue;
        found_s[n++] = 1e-9 * (double)x->t_ns;
        cr_assert_eq(x->side, GAIT_SIDE_LEFT);
        cr_assert_eq(x->state, GAIT_RUN);
        cr_assert(x->impact.peak_g > 4 && x->impact.peak_g < 9, "%g g", (double)x->impact.peak_g);
        cr_assert_float_eq(x->u.step.cadence_spm, 120 / 0.7, 8);
        cr_assert_geq(x->announced_ns, x->t_ns);
    }
    struct help_score s = help_score(limb.contact_s, limb.contacts, found_s, n, 2.5, 26, 0.05);
    cr_assert_geq(s.matched, s.truths - 1, "%d of %d", s.matched, s.truths);
    cr_assert_eq(s.found, s.matched, "%d reported, %d true", s.found, s.matched);
    cr_assert_gt(help_events_count(&e, GAIT_EVENT_CADENCE), 40);
    help_events_free(&e);
}

Test(pipeline, the_same_frames_twice_give_the_same_events_to_the_last_bit)
{
    make_runner(2, 2, 28, 0.68);
    struct help_events a = session(0, &none), b = session(0, &none);
    char *x = help_events_text(&a, 0), *y = help_events_text(&b, 0);
    cr_assert_gt(a.n, 200);
    cr_assert_str_eq(x, y);
    free(x);
    free(y);
    help_events_free(&a);
    help_events_free(&b);
}

Test(pipeline, the_same_events_come_wherever_time_begins)
{
    static const int64_t origins[] = {1700000000000000000, -1700000000000000000, 12345,
                                      -10000000001};
    make_runner(3, 2, 28, 0.68);
    struct help_events plain = session(0, &none);
    char *x = help_events_text(&plain, 0);
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
        struct help_events e = session(origins[i], &none);
        char *y = help_events_text(&e, origins[i]);
        cr_assert(strcmp(x, y) == 0, "origin %lld ns", (long long)origins[i]);
        free(y);
        help_events_free(&e);
    }
    free(x);
    help_events_free(&plain);
}

static int steps_of(const struct help_events *e, bool trunk, const struct gait_event *ret[],
                    int room)
{
    int n = 0;
    for (size_t i = 0; i < e->n && n < room; i++)
        if (e->item[i].kind == GAIT_EVENT_STEP && e->item[i].u.step.trunk == trunk)
            ret[n++] = &e->item[i];
    return n;
}

Test(pipeline,
     no_mounting_changes_a_shank_contact_by_a_tenth_of_a_millisecond_or_a_peak_by_a_thousandth_g)
{
    const struct gait_event *a[200], *b[200];
    struct help_random random = {4};
    make_runner(4, 2, 28, 0.68);
    struct help_events plain = session(0, &none);
    int n = steps_of(&plain, false, a, 200);
    cr_assert_gt(n, 30);
    for (int round = 0; round < 4; round++) {
        struct help_rotation q = help_rotation_random(&random);
        struct help_events e = session(0, &q);
        cr_assert_eq(steps_of(&e, false, b, 200), n, "seed 4, round %d", round);
        for (int i = 0; i < n; i++) {
            cr_assert_leq(llabs(a[i]->t_ns - b[i]->t_ns), 100000, "seed 4, round %d, step %d",
                          round, i);
            cr_assert_float_eq(a[i]->impact.peak_g, b[i]->impact.peak_g, 1e-3);
            cr_assert_float_eq(a[i]->impact.axial_g, b[i]->impact.axial_g, 1e-3);
        }
        help_events_free(&e);
    }
    help_events_free(&plain);
}

/* The shank is the left one, and its contacts are every other one of the back's. */
Test(pipeline, the_trunks_sides_are_those_that_the_limb_tells)
{
    const struct gait_event *a[200];
    int right = 0;
    make_runner(12, 2, 28, 0.68);
    struct help_events e = session(0, &none);
    int n = steps_of(&e, true, a, 200);
    cr_assert_gt(n, 60);
    for (int i = 0; i < n; i++) {
        double nearest = 1;
        for (int k = 0; k < limb.contacts; k++)
            nearest = fmin(nearest, fabs(1e-9 * (double)a[i]->t_ns - limb.contact_s[k]));
        enum gait_side truth = nearest < 0.1 ? GAIT_SIDE_LEFT : GAIT_SIDE_RIGHT;
        right += a[i]->side == truth;
        cr_expect(a[i]->side == truth || a[i]->side == GAIT_SIDE_NONE, "step at %g s",
                  1e-9 * (double)a[i]->t_ns);
    }
    cr_expect_geq(right, n - 8, "%d of %d", right, n);
    help_events_free(&e);
}

Test(pipeline, standing_with_noise_and_knocks_never_runs)
{
    struct gait_pipeline *p = declared();
    struct help_events e = {0};
    struct help_random random = {9};
    double next = 1;
    for (int i = 0; i < 120 * 200; i++) {
        float a[3] = {0, 0, 9.81f};
        if (0.005 * i > next + 0.02)
            next += 0.5 + 5 * help_uniform(&random);
        for (int k = 0; k < 3; k++)
            a[k] += (float)(0.2 * help_normal(&random) +
                            (0.005 * i > next ? 30 * help_uniform(&random) : 0));
        help_sample(p, &e, SHANK, 5000000LL * i, a, 0);
        help_sample(p, &e, BACK, 5000000LL * i, a, 0);
    }
    cr_assert_eq(help_events_running(&e, GAIT_EVENT_STRIDE), 0, "seed 9: %d strides of running",
                 help_events_running(&e, GAIT_EVENT_STRIDE));
    help_events_free(&e);
    gait_pipeline_free(p);
}

Test(pipeline, a_rhythm_that_breaks_up_does_not_hold_up_the_steps_of_the_next_run)
{
    struct gait_pipeline *p = declared();
    struct help_events e = {0};
    struct help_random random = {10};
    make_runner(10, 1, 12, 0.7);
    make_runner(11, 22, 45, 0.7);
    run_both(p, &e, (struct feed){0, 0, 12, 200, &none, {5}});
    for (int i = 12 * 200; i < 21 * 200; i++) {
        float a[3];
        for (int k = 0; k < 3; k++)
            a[k] = (float)(6 * (k == 2) + 12 * help_normal(&random));
        help_sample(p, &e, SHANK, 5000000LL * i, a, 0);
    }
    run_both(p, &e, (struct feed){0, 21, 45, 200, &none, {6}});
    for (size_t i = 0; i < e.n; i++)
        if (e.item[i].kind == GAIT_EVENT_STEP && e.item[i].t_ns > 27000000000)
            cr_assert_lt(e.item[i].announced_ns - e.item[i].t_ns, 1500000000,
                         "the step at %g s is %g s late", 1e-9 * (double)e.item[i].t_ns,
                         1e-9 * (double)(e.item[i].announced_ns - e.item[i].t_ns));
    help_events_free(&e);
    gait_pipeline_free(p);
}

Test(pipeline, a_sensor_that_comes_back_after_twenty_seconds_runs_again_and_no_stride_spans_the_gap)
{
    struct gait_pipeline *p = declared();
    struct help_events e = {0};
    make_runner(12, 1, 55, 0.7);
    run_both(p, &e, (struct feed){0, 0, 15, 200, &none, {5}});
    run_both(p, &e, (struct feed){0, 35, 55, 200, &none, {6}});
    int before = 0, after = 0;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_STRIDE || x->u.step.trunk)
            continue;
        cr_assert(x->t_ns < 15000000000 || x->t_ns >= 34900000000, "a stride at %g s",
                  1e-9 * (double)x->t_ns);
        cr_assert_lt(x->u.step.next_contact_ns - x->t_ns, 1500000000);
        before += x->t_ns < 15000000000;
        after += x->t_ns > 35000000000;
    }
    cr_assert(before >= 15 && after >= 22, "%d strides before, %d after", before, after);
    help_events_free(&e);
    gait_pipeline_free(p);
}

Test(pipeline, a_sample_lost_in_the_window_takes_the_peak_of_that_landing_alone)
{
    struct gait_pipeline *p = declared();
    struct help_events e = {0};
    make_runner(13, 1, 30, 0.7);
    double hit = limb.contact_s[20] + 0.03;
    bool dropped = false, pending = false;
    for (int i = 0; i < 30 * 200; i++) {
        float a[3];
        help_shank_at(&limb, 0.005 * i, a);
        a[1] += 1e-4f * (i & 1); /* a sensor at rest is never quite still */
        if (!dropped && 0.005 * i > hit) {
            dropped = pending = true;
            continue;
        }
        help_sample(p, &e, SHANK, 5000000LL * i, a, pending);
        pending = false;
    }
    int gaps = 0;
    for (size_t i = 0; i < e.n; i++)
        if (e.item[i].kind == GAIT_EVENT_IMPACT && e.item[i].impact.gap) {
            gaps++;
            cr_assert(isnan(e.item[i].impact.peak_g));
            cr_assert_float_eq(1e-9 * (double)e.item[i].t_ns, limb.contact_s[20], 0.05);
        }
    cr_assert_eq(gaps, 1, "%d impacts with a gap", gaps);
    cr_assert_eq(help_events_count(&e, GAIT_EVENT_GAP), 1);
    help_events_free(&e);
    gait_pipeline_free(p);
}
