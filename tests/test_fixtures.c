/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recordings in fixtures/ against their own truth. That they are unchanged, and what exactly is
 * found in them, is golden.sh's. */
#include "ctl/synth.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WARM_UP_S 3.0
#define RUN_FROM_S 10.0 /* of walk-run-stand */
#define RUN_TO_S 20.0

static struct recording *take(const char *folder, struct help_events *e)
{
    char why[512] = "";
    struct recording *r = NULL;
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    help_run(r, e);
    return r;
}

static const char *folder_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/fixtures/%s", GAIT_SOURCE_DIR, name);
    return path;
}

static void judge(const char *name, const struct recording_sensor *s, const struct help_events *e,
                  double from_s, double to_s)
{
    static struct help_truth t;
    static struct help_accuracy a;
    enum gait_side side = gait_placement_side(s->is.placement);
    cr_assert(help_truth_read(folder_of(name), side, &t));
    struct help_window w = help_truth_window(&t, from_s);
    w.sensor = s->is.id;
    w.to_s = fmin(w.to_s, to_s);
    help_accuracy(e, &t, &w, &a);
    int matched = a.contact_error.n, wrong = a.reported - matched;
    fprintf(stderr, "%s, %s: %d of %d contacts found (%.1f %%), %d false\n", name, s->is.id,
            matched, a.contacts, 100.0 * matched / a.contacts, wrong);
    cr_expect_gt(a.contacts, 8, "%s: %d contacts", name, a.contacts);
    cr_expect_geq(matched, 0.95 * a.contacts, "%s, %s: %d of %d", name, s->is.id, matched,
                  a.contacts);
    cr_expect_leq(wrong, 0.03 * a.contacts, "%s, %s: %d false", name, s->is.id, wrong);
}

static void judge_all(const char *name, double from_s, double to_s)
{
    struct help_events e = {0};
    struct recording *r = take(folder_of(name), &e);
    cr_assert_eq(r->sensors, 3);
    for (int i = 0; i < r->sensors; i++)
        judge(name, &r->sensor[i], &e, from_s, to_s);
    recording_free(r);
    help_events_free(&e);
}

Test(fixtures, contacts_on_asphalt_then_trail_are_found)
{
    judge_all("asphalt-then-trail", WARM_UP_S, INFINITY);
}

Test(fixtures, contacts_under_a_sensor_mounted_upside_down_are_found)
{
    judge_all("upside-down", WARM_UP_S, INFINITY);
}

Test(fixtures, contacts_are_found_through_losses_in_bursts_and_skewed_clocks)
{
    judge_all("lossy-skewed", WARM_UP_S, INFINITY);
}

Test(fixtures, contacts_of_a_run_between_a_walk_and_a_stand_are_found)
{
    judge_all("walk-run-stand", RUN_FROM_S + 1, RUN_TO_S - 0.6);
}

static void not_running(const struct gait_event *x)
{
    double t_s = 1e-9 * (double)x->t_ns;
    bool within = t_s >= RUN_FROM_S - 0.05 && t_s <= RUN_TO_S + 0.05;
    if (x->kind == GAIT_EVENT_STEP || x->kind == GAIT_EVENT_STRIDE || x->kind == GAIT_EVENT_IMPACT)
        cr_expect(x->state != GAIT_RUN || within, "a %s of %s runs at %.3f s",
                  gait_event_name(x->kind), x->sensor, t_s);
}

/* Whoever stops is known to have stopped after a while: the state's word lags, a step's does not.
 */
Test(fixtures, who_walks_or_stands_is_never_said_to_run)
{
    struct help_events e = {0};
    enum gait_state state = GAIT_STILL;
    double since_s = 0;
    recording_free(take(folder_of("walk-run-stand"), &e));
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        not_running(x);
        if (x->kind != GAIT_EVENT_GAIT)
            continue;
        state = x->state;
        since_s = 1e-9 * (double)x->t_ns;
        cr_expect(state != GAIT_RUN || (since_s > RUN_FROM_S && since_s < RUN_TO_S), "runs at %g s",
                  since_s);
    }
    cr_expect_eq(state, GAIT_STILL, "stands at the end");
    cr_expect_leq(since_s, RUN_TO_S + 2, "still said to run until %g s", since_s);
    help_events_free(&e);
}

static int strides_of(const struct help_events *e, const char *sensor, struct gait_event *s,
                      int max)
{
    int n = 0;
    for (size_t i = 0; i < e->n && n < max; i++)
        if (e->item[i].kind == GAIT_EVENT_STRIDE && strcmp(e->item[i].sensor, sensor) == 0)
            s[n++] = e->item[i];
    return n;
}

static void remove_folder(const char *folder)
{
    static const char *const files[] = {"recording.ini",     "marks.csv",      "truth.csv",
                                        "truth-strides.csv", "truth-lost.csv", "shank_left.wav",
                                        "shank_right.wav",   "sacrum.wav"};
    char path[512];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* The same seed under the preset asphalt-easy is the same run with the sensor upright. */
Test(fixtures, upside_down_gives_the_strides_of_upright)
{
    static struct gait_event down[64], up[64];
    char folder[] = "/tmp/test_fixtures.XXXXXX", why[512] = "";
    struct help_events e = {0}, f = {0};
    struct preset p = *preset_find("asphalt-easy");
    cr_assert(mkdtemp(folder));
    for (int i = 0; i < PRESET_SENSORS; i++)
        p.sensor[i].rate_hz = 200;
    cr_assert_eq(synth_write(&p, folder, 13, 0.25, false, why, sizeof why), 0, "%s", why);
    recording_free(take(folder, &f));
    recording_free(take(folder_of("upside-down"), &e));
    remove_folder(folder);
    int n = strides_of(&e, "shank_left", down, 64), m = strides_of(&f, "shank_left", up, 64);
    cr_expect_gt(n, 15);
    cr_assert_eq(n, m, "%d strides upside down, %d upright", n, m);
    for (int i = 0; i < n; i++) {
        cr_expect_leq(llabs(down[i].t_ns - up[i].t_ns), 2000000, "stride %d: %g ms apart", i,
                      1e-6 * (double)(down[i].t_ns - up[i].t_ns));
        if (i < 4 && isnan(down[i].impact.axial_g) && isnan(up[i].impact.axial_g))
            continue; /* the axis of the leg is not known yet */
        cr_expect_lt(fabsf(down[i].impact.axial_g - up[i].impact.axial_g), 0.1f,
                     "stride %d: axial %g g, upright %g g", i, (double)down[i].impact.axial_g,
                     (double)up[i].impact.axial_g);
    }
    help_events_free(&e);
    help_events_free(&f);
}
