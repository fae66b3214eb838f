/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bands that the whole path keeps on recordings of real people. Exact counts are not asserted. */
#include "tests/help.h"
#include "tests/help_recording.h"
#include "tests/help_ticks.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FOUND_MAX 1024

static bool analyse(const char *name, struct help_events *e)
{
    struct recording *r = help_recording_read(name);
    if (!r)
        return false;
    help_recording_run(r, e);
    recording_free(r);
    return true;
}

static int contacts_of_steps(const struct help_events *e, double contact_s[FOUND_MAX])
{
    int n = 0;
    for (size_t i = 0; i < e->n && n < FOUND_MAX; i++)
        if (e->item[i].kind == GAIT_EVENT_STEP)
            contact_s[n++] = 1e-9 * (double)e->item[i].t_ns;
    return n;
}

static double later(double a, double b)
{
    return a > b ? a : b;
}

Test(recordings, shank_running_contacts_are_found_96_in_100_with_3_false_and_6_ms_on_average)
{
    static const char *const names[] = {"shank-run-01", "shank-run-07", "shank-run-09"};
    int truths = 0, found = 0, matched = 0;
    double absolute = 0;
    for (int i = 0; i < 3; i++) {
        static double truth_s[HELP_TRUTHS_MAX], found_s[FOUND_MAX];
        struct help_events e = {0};
        if (!analyse(names[i], &e))
            return;
        int n = help_recording_contacts(names[i], truth_s), m = contacts_of_steps(&e, found_s);
        cr_assert_gt(n, 10, "%s has no truth", names[i]);
        struct help_score s = help_score(truth_s, n, found_s, m, later(3, truth_s[0] - 0.2),
                                         truth_s[n - 1] - 0.6, 0.05);
        truths += s.truths;
        found += s.found;
        matched += s.matched;
        absolute += s.mae_s * s.matched;
        help_events_free(&e);
    }
    cr_assert_geq(matched, 0.96 * truths, "%d of %d found", matched, truths);
    cr_assert_leq(found - matched, 0.03 * truths, "%d of %d false", found - matched, found);
    cr_assert_leq(absolute / matched, 0.006, "off by %g ms on average", 1e3 * absolute / matched);
}

/* The man of sacrum-treadmill at 2.5 to 4.2 m/s, up and down hill. */
Test(recordings, at_the_back_98_contacts_in_100_are_found_to_5_ms_and_toe_offs_to_6_5)
{
    static struct help_truth t;
    static struct help_accuracy one, all;
    for (int i = 0; i <= 30; i += 2) {
        char name[32], folder[1024];
        struct help_events e = {0};
        snprintf(name, sizeof name, "sacrum-treadmill-%02d", i);
        if (!analyse(name, &e))
            return;
        snprintf(folder, sizeof folder, "%s/%s", help_data_folder(), name);
        cr_assert(help_truth_read(folder, GAIT_SIDE_NONE, &t), "%s", folder);
        struct help_window w = help_truth_window(&t, 2);
        help_accuracy(&e, &t, &w, &one);
        help_accuracy_add(&all, &one);
        help_events_free(&e);
    }
    int found = all.contact_error.n;
    struct help_spread contact = help_spread(&all.contact_error);
    struct help_spread toe_off = help_spread(&all.toe_off_error), told = help_spread(&all.latency);
    cr_assert_gt(all.contacts, 100);
    cr_expect_geq(found, 0.98 * all.contacts, "%d of %d", found, all.contacts);
    cr_expect_leq(all.reported - found, 1, "%d false", all.reported - found);
    cr_expect_leq(contact.mean_absolute, 0.005, "contact: %g", contact.mean_absolute);
    cr_expect_geq(toe_off.n, 0.95 * found, "%d toe-offs", toe_off.n);
    cr_expect_leq(toe_off.mean_absolute, 0.0065, "toe-off: %g", toe_off.mean_absolute);
    cr_expect_leq(told.median, 0.090, "told after %g", told.median);
}

Test(recordings, almost_every_impact_of_the_shank_runs_is_said_to_be_clipped)
{
    struct help_events e = {0};
    int impacts = 0, clipped = 0;
    if (!analyse("shank-run-01", &e))
        return;
    for (size_t i = 0; i < e.n; i++)
        if (e.item[i].kind == GAIT_EVENT_IMPACT) {
            impacts++;
            clipped += e.item[i].impact.clipped;
        }
    cr_assert_gt(impacts, 10);
    cr_assert_geq(clipped, 0.7 * impacts, "%d of %d", clipped, impacts);
    help_events_free(&e);
}

Test(recordings, walking_is_never_called_running)
{
    static const char *const names[] = {"shank-walk-03", "shank-walk-05", "shank-walk-11",
                                        "ankle-walk"};
    for (int i = 0; i < 4; i++) {
        struct help_events e = {0};
        if (!analyse(names[i], &e))
            return;
        cr_assert_gt(help_events_count(&e, GAIT_EVENT_STRIDE), 5, "%s", names[i]);
        cr_assert_eq(help_events_running(&e, GAIT_EVENT_STRIDE), 0, "%s: %d running strides",
                     names[i], help_events_running(&e, GAIT_EVENT_STRIDE));
        cr_assert_eq(help_events_running(&e, GAIT_EVENT_STEP), 0, "%s", names[i]);
        help_events_free(&e);
    }
}

/* Whether a row of the only sensor that never arrived lies within the impact window. */
static bool row_missing(const struct recording_sensor *s, int64_t contact_ns)
{
    double at = 1e-9 * (double)contact_ns - s->start_s;
    long first = (long)ceil((at - 0.010) * s->rate_hz),
         last = (long)floor((at + 0.075) * s->rate_hz);
    for (long i = first; i <= last; i++)
        if (i < 0 || i >= s->rows || isnan(s->row[6 * i]))
            return true;
    return false;
}

Test(recordings, a_lossy_foot_pod_gives_135_to_146_strides_and_no_peak_where_a_sample_is_missing)
{
    struct recording *r = help_recording_read("footpod-ble-run");
    struct help_events e = {0};
    int whole = 0;
    if (!r)
        return;
    help_recording_run(r, &e);
    int strides = help_events_running(&e, GAIT_EVENT_STRIDE);
    cr_assert(strides >= 135 && strides <= 146, "%d strides", strides);
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_IMPACT)
            continue;
        bool missing = row_missing(&r->sensor[0], x->t_ns);
        cr_assert_eq(x->impact.gap, missing, "contact at %.4f s", 1e-9 * (double)x->t_ns);
        cr_assert_eq(!isnan(x->impact.peak_g), !missing, "contact at %.4f s",
                     1e-9 * (double)x->t_ns);
        whole += !missing;
    }
    cr_assert_gt(whole, 20, "%d landings are whole", whole);
    recording_free(r);
    help_events_free(&e);
}

Test(recordings, the_same_recording_twice_gives_the_same_events)
{
    struct help_events a = {0}, b = {0};
    if (!analyse("shank-run-07", &a) || !analyse("shank-run-07", &b))
        return;
    char *x = help_events_text(&a, 0), *y = help_events_text(&b, 0);
    cr_assert_str_eq(x, y);
    free(x);
    free(y);
    help_events_free(&a);
    help_events_free(&b);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Second difference of contact times, median absolute, where strides follow one another. */
static double jitter_of(const double *contact_s, int n)
{
    static double second_s[FOUND_MAX];
    int k = 0;
    for (int i = 2; i < n; i++) {
        double a = contact_s[i - 1] - contact_s[i - 2], b = contact_s[i] - contact_s[i - 1];
        if (a > 0.55 && a < 1 && b > 0.55 && b < 1)
            second_s[k++] = fabs(b - a);
    }
    qsort(second_s, (size_t)k, sizeof *second_s, by_size);
    return k ? second_s[k / 2] : NAN;
}

/* Acceleration only. There is no truth; force plates give 6 to 12 ms on the shank runs. */
Test(recordings, strides_of_shoes_are_found_and_follow_one_another_evenly)
{
    static const struct {
        const char *name;
        int strides;
        double jitter_s;
    } of[] = {{"footpod-ble-run", 139, 0.008}, {"road-run-a", 815, 0.0075}};
    static double contact_s[FOUND_MAX];
    for (int i = 0; i < 2; i++) {
        struct help_events e = {0};
        int n = 0;
        if (!analyse(of[i].name, &e))
            return;
        for (size_t k = 0; k < e.n && n < FOUND_MAX; k++)
            if (e.item[k].kind == GAIT_EVENT_STEP && !e.item[k].u.step.trunk)
                contact_s[n++] = 1e-9 * (double)e.item[k].t_ns;
        cr_assert_geq(n, of[i].strides, "%s: %d", of[i].name, n);
        cr_assert_lt(jitter_of(contact_s, n), of[i].jitter_s, "%s: %g ms", of[i].name,
                     1e3 * jitter_of(contact_s, n));
        help_events_free(&e);
    }
}
