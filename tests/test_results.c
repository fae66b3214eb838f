/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found anew from kept strides is what was found while they were run; and a session whose
 * surfaces are said afterwards comes to what it would have, had they been marked. */
#include "ctl/digest.h"
#include "ctl/results.h"
#include "tests/help_made.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NS(s) ((int64_t)llround((s)*1e9))

static char why[512];
static struct recording *recording;
static struct help_events live;
static struct store *store;
static struct store_session session;

static void put(const struct gait_event *e)
{
    cr_assert_geq(store_event(store, session.id, e, why, sizeof why), 0, "%s", why);
}

/* Keeps strides and sensors, and not what they came to; surface NULL: as it was marked. */
static void keep(const char *surface)
{
    session = (struct store_session){.begun_ns = 0, .ended_ns = NS(300), .runner = "synth"};
    cr_assert_eq(store_open(":memory:", STORE_WRITE, &store, why, sizeof why), 0, "%s", why);
    cr_assert_geq(store_session_new(store, &session, &session.id, why, sizeof why), 0);
    cr_assert_eq(store_begin(store, why, sizeof why), 0);
    for (size_t i = 0; i < live.n; i++) {
        struct gait_event e = live.item[i];
        if (surface && e.kind == GAIT_EVENT_STRIDE)
            gait_name_copy(e.u.step.surface, surface);
        if (e.kind == GAIT_EVENT_STRIDE || e.kind == GAIT_EVENT_SENSOR)
            put(&e);
    }
    cr_assert_eq(store_commit(store, why, sizeof why), 0);
    cr_assert_eq(store_session_get(store, session.id, &session, why, sizeof why), 1);
}

static void run(void)
{
    recording = help_made(preset_find("asphalt-trail"), 3, 4);
    help_run(recording, &live);
}

static void done(void)
{
    store_close(store);
    recording_free(recording);
    help_events_free(&live);
}

TestSuite(results, .init = run, .fini = done);

static bool is_result(const struct gait_event *e)
{
    return e->kind == GAIT_EVENT_SUMMARY || e->kind == GAIT_EVENT_DRIFT ||
           (e->kind == GAIT_EVENT_COMPARISON && !e->u.comparison.so_far);
}

static void same(double a, double b, const char *what, const struct gait_event *e)
{
    cr_expect((isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * fmax(1, fabs(a)),
              "%s of a %s of %s: %.12g, was %.12g", what, gait_event_name(e->kind),
              gait_measure_name(e->u.summary.measure), b, a);
}

static void same_result(const struct gait_event *a, const struct gait_event *b)
{
    cr_assert_eq(a->kind, b->kind);
    cr_expect_str_eq(a->runner, b->runner);
    if (a->kind == GAIT_EVENT_SUMMARY) {
        cr_assert_str_eq(a->u.summary.surface, b->u.summary.surface);
        cr_assert_eq(a->u.summary.measure, b->u.summary.measure);
        cr_expect_eq(a->u.summary.n, b->u.summary.n);
        cr_expect_eq(a->u.summary.clean, b->u.summary.clean);
        same(a->u.summary.mean, b->u.summary.mean, "mean", a);
        same(a->u.summary.sd, b->u.summary.sd, "sd", a);
    } else if (a->kind == GAIT_EVENT_COMPARISON) {
        cr_assert_str_eq(a->u.comparison.b, b->u.comparison.b);
        cr_assert_eq(a->u.comparison.measure, b->u.comparison.measure);
        cr_expect_eq(a->u.comparison.verdict, b->u.comparison.verdict);
        cr_expect_eq(a->u.comparison.n_b, b->u.comparison.n_b);
        cr_expect_str_eq(a->u.comparison.why, b->u.comparison.why);
        same(a->u.comparison.difference, b->u.comparison.difference, "difference", a);
        same(a->u.comparison.ci95_low, b->u.comparison.ci95_low, "interval", a);
    } else {
        cr_assert_eq(a->u.drift.measure, b->u.drift.measure);
        same(a->u.drift.change, b->u.drift.change, "change", a);
    }
}

/* Every result of the live run in the same order. */
static void as_it_was(bool write)
{
    struct results_events r = {0};
    int n = 0, comparisons = 0;
    cr_assert_geq(results_of(store, &session, write, results_keep, &r, why, sizeof why), 0, "%s",
                  why);
    for (size_t i = 0; i < live.n; i++)
        if (is_result(&live.item[i])) {
            cr_assert_lt(n, r.n);
            comparisons += r.event[n].kind == GAIT_EVENT_COMPARISON;
            same_result(&live.item[i], &r.event[n++]);
        }
    cr_expect_eq(n, r.n);
    cr_expect_geq(comparisons, 5, "%d", comparisons);
    free(r.event);
}

static bool count(void *user, const struct gait_event *e)
{
    *(int *)user += e->kind == GAIT_EVENT_SUMMARY;
    return true;
}

static int kept_summaries(void)
{
    int n = 0;
    cr_assert_geq(store_read(store, session.id, GAIT_EVENT_SUMMARY, count, &n, why, sizeof why), 0);
    return n;
}

Test(results, found_anew_they_are_what_was_found_live)
{
    keep(NULL);
    as_it_was(false);
    cr_expect_eq(kept_summaries(), 0, "nothing is kept unless asked for");
}

Test(results, are_kept_once_found_where_the_session_has_ended)
{
    keep(NULL);
    session.ended_ns = GAIT_NO_TIME;
    as_it_was(true);
    cr_expect_eq(kept_summaries(), 0, "while it goes on they change");
    session.ended_ns = NS(300);
    as_it_was(true);
    cr_expect_gt(kept_summaries(), 10);
    as_it_was(true); /* as they were kept */
}

Test(results, surfaces_that_are_said_afterwards_count_as_if_they_had_been_marked)
{
    keep("unknown");
    int changed = 0;
    for (int i = 0; i < recording->marks; i++) {
        bool last = i + 1 == recording->marks;
        int n = store_relabel(store, session.id, NS(recording->mark[i].t_s),
                              last ? INT64_MAX : NS(recording->mark[i + 1].t_s),
                              recording->mark[i].surface, NAN, why, sizeof why);
        cr_assert_gt(n, 0, "%s", why);
        changed += n;
    }
    cr_expect_eq(changed, help_events_count(&live, GAIT_EVENT_STRIDE));
    as_it_was(true);
}

Test(results, another_surface_for_a_stretch_replaces_what_was_kept)
{
    struct results_events r = {0};
    keep(NULL);
    as_it_was(true);
    cr_assert_gt(store_relabel(store, session.id, NS(60), NS(120), "grass", 3.5f, why, sizeof why),
                 0);
    cr_expect_eq(kept_summaries(), 0);
    cr_assert_geq(results_of(store, &session, true, results_keep, &r, why, sizeof why), 0);
    uint32_t grass = 0;
    for (int i = 0; i < r.n; i++)
        if (r.event[i].kind == GAIT_EVENT_SUMMARY &&
            r.event[i].u.summary.measure == GAIT_MEASURE_PEAK &&
            strcmp(r.event[i].u.summary.surface, "grass") == 0)
            grass = r.event[i].u.summary.n;
    cr_expect(grass > 120 && grass < 200, "%u strides of two legs in a minute", grass);
    free(r.event);
}

Test(results, stretches_go_by_the_contact_whatever_the_order_of_the_sensors)
{
    struct results_strides r;
    struct digest d;
    keep(NULL);
    cr_assert_eq(results_strides(store, session.id, &r, why, sizeof why), 0, "%s", why);
    cr_assert_eq(digest_of(&r, &d), 0);
    cr_expect_eq(r.marks, 4);
    cr_assert_eq(d.stretches, 4);
    for (int i = 0; i < 4; i++) {
        cr_expect_str_eq(d.stretch[i].surface, i % 2 ? "trail" : "asphalt");
        cr_expect_geq(d.stretch[i].from_ns, NS(60 * i));
        cr_expect_lt(d.stretch[i].to_ns, NS(60 * i + 60));
    }
    cr_expect_eq(d.strides + d.walked, (uint32_t)r.n);
    digest_free(&d);
    results_strides_free(&r);
}
