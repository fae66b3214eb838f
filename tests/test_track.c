/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sensor on a synthetic runner whose contacts are known from the force under the foot. */
#include "tests/help_worn.h"

#include <gait/track.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { STILL_S = HELP_WORN_STILL_S, FOUND_MAX = 512 };

static const int64_t origin_ns = 5000000000;
static struct gait_settings set;
static struct gait_cadence *cadence;
static struct gait_track *track;
static struct help_worn *worn;

static void open_track(void)
{
    cadence = gait_cadence_new(&set.cadence);
    track = gait_track_new(&set, cadence);
    cr_assert(cadence && track);
}

static void close_track(void)
{
    gait_track_free(track);
    gait_cadence_free(cadence);
}

static void setup(void)
{
    gait_settings_default(&set);
    open_track();
}

static void teardown(void)
{
    help_worn_free(worn);
    close_track();
}

TestSuite(track, .init = setup, .fini = teardown);

static struct gait_sensor sensor(enum gait_placement at)
{
    return (struct gait_sensor){
        .id = "left", .runner = "ann", .placement = at, .rate_hz = 400, .range_g = 16, .axes = 63};
}

static void declare(enum gait_placement at)
{
    struct gait_sensor is = sensor(at);
    gait_track_declare(track, &is);
}

static void feed(double from_s, double to_s)
{
    double hz = help_worn_rate_hz(worn);
    for (int i = (int)lround(from_s * hz); i < lround(to_s * hz) && i < help_worn_rows(worn); i++) {
        struct gait_sample s = help_worn_row(worn, i, origin_ns);
        cr_assert(gait_track_push(track, &s, origin_ns), "row %d", i);
    }
}

static struct gait_found found[FOUND_MAX];
static int count[GAIT_FOUNDS];

/* Adds to found; the sum of all kinds so far. */
static int fetch(int n)
{
    while (n < FOUND_MAX && gait_track_next(track, &found[n]))
        count[found[n++].kind]++;
    return n;
}

/* As fetched by a pipeline: after every second. */
static int feed_and_fetch(double from_s, double to_s, int n)
{
    for (double t = from_s; t < to_s; t += 1) {
        feed(t, fmin(t + 1, to_s));
        n = fetch(n);
    }
    return n;
}

static double since_s(int64_t t_ns)
{
    return (double)(t_ns - origin_ns) * 1e-9;
}

Test(track, finds_nothing_while_still)
{
    worn = help_worn_new(STILL_S);
    declare(GAIT_SHANK_LEFT);
    cr_expect_eq(feed_and_fetch(0, STILL_S - 0.5, 0), 0);
    gait_track_finish(track);
    cr_expect_eq(fetch(0), 0);
    cr_expect_eq(gait_track_state(track).gait, GAIT_STILL);
}

/* The found stride nearest to a true contact, s after it. */
static double nearest(double true_s, int n)
{
    double best = INFINITY;
    for (int i = 0; i < n; i++) {
        double off = since_s(found[i].step.contact_ns) - true_s;
        if (found[i].kind == GAIT_FOUND_STRIDE && fabs(off) < fabs(best))
            best = off;
    }
    return best;
}

/* The least and the largest time from a true contact to the one found, s, in a run of 24 s. */
static void errors(double shank_contact_s, double *ret_least, double *ret_most)
{
    close_track();
    set.limb.shank_contact_s = shank_contact_s;
    open_track();
    declare(GAIT_SHANK_LEFT);
    memset(count, 0, sizeof count);
    int n = feed_and_fetch(0, 30, 0), expected = 0;
    *ret_least = INFINITY;
    *ret_most = -INFINITY;
    for (int k = 0; k < help_worn_truths(worn); k++) {
        if (help_worn_truth_s(worn, k) < STILL_S + 3 || help_worn_truth_s(worn, k) > 28)
            continue;
        double off = nearest(help_worn_truth_s(worn, k), n);
        *ret_least = fmin(*ret_least, off);
        *ret_most = fmax(*ret_most, off);
        expected++;
    }
    cr_assert_gt(expected, 20);
    cr_expect_leq(count[GAIT_FOUND_STRIDE], help_worn_truths(worn));
}

Test(track, finds_every_contact_of_a_run_within_5_ms)
{
    double least, most;
    worn = help_worn_new(30);
    errors(gait_limb_defaults.shank_contact_s, &least, &most);
    cr_expect_gt(least, -0.005, "%.1f ms", least * 1e3);
    cr_expect_lt(most, 0.005, "%.1f ms", most * 1e3);
    cr_expect_eq(gait_track_state(track).gait, GAIT_RUN);
}

/* Its leg is in free fall until the onset: there is nothing that came before. */
Test(track, shank_contact_moves_no_contact_of_the_synthetic_runner)
{
    double least, most, least_added, most_added;
    worn = help_worn_new(30);
    errors(0, &least, &most);
    errors(-0.021, &least_added, &most_added);
    cr_expect_float_eq(least_added, least, 0.0005, "%.3f ms", (least_added - least) * 1e3);
    cr_expect_float_eq(most_added, most, 0.0005, "%.3f ms", (most_added - most) * 1e3);
}

Test(track, a_contact_becomes_an_impact_then_a_step_then_a_stride)
{
    worn = help_worn_new(20);
    declare(GAIT_SHANK_LEFT);
    int n = feed_and_fetch(0, 20, 0);
    int64_t newest[GAIT_FOUND_STRIDE + 1] = {0};
    cr_assert_eq(found[0].kind, GAIT_FOUND_STATE);
    for (int i = 0; i < n; i++) {
        const struct gait_found *f = &found[i];
        if (f->kind < GAIT_FOUND_IMPACT)
            continue;
        cr_assert_gt(f->step.contact_ns, newest[f->kind], "each once and in order");
        newest[f->kind] = f->step.contact_ns;
        if (f->kind > GAIT_FOUND_IMPACT)
            cr_assert_leq(f->step.contact_ns, newest[f->kind - 1], "a stage was left out");
        cr_assert(f->step.impact.peak_g > 1, "%g g", (double)f->step.impact.peak_g);
        cr_assert(f->step.impact.axial_g > 1, "%g g", (double)f->step.impact.axial_g);
        if (f->kind == GAIT_FOUND_STRIDE)
            cr_assert_leq(f->next_ns, newest[GAIT_FOUND_STEP] + 1000000000);
    }
    cr_expect_gt(count[GAIT_FOUND_STRIDE], 15);
}

Test(track, a_stride_ends_where_the_next_begins_and_gives_the_cadence)
{
    worn = help_worn_new(25);
    declare(GAIT_SHANK_LEFT);
    int n = feed_and_fetch(0, 25, 0), last = -1;
    double true_s =
               (help_worn_truth_s(worn, help_worn_truths(worn) - 1) - help_worn_truth_s(worn, 4)) /
               (help_worn_truths(worn) - 5),
           sum_s = 0;
    for (int i = 0; i < n; i++) {
        if (found[i].kind == GAIT_FOUND_CADENCE && i > n / 2)
            cr_expect_float_eq(found[i].cadence.spm, 120 / true_s, 4, "%g spm",
                               (double)found[i].cadence.spm);
        if (found[i].kind != GAIT_FOUND_STRIDE)
            continue;
        if (last >= 0)
            cr_expect_eq(found[last].next_ns, found[i].step.contact_ns);
        sum_s += (double)(found[i].next_ns - found[i].step.contact_ns) * 1e-9;
        last = i;
    }
    cr_expect_gt(count[GAIT_FOUND_CADENCE], 10);
    cr_expect_float_eq(sum_s / count[GAIT_FOUND_STRIDE], true_s, 0.01, "%g s",
                       sum_s / count[GAIT_FOUND_STRIDE]);
}

Test(track, no_stride_spans_a_hole_of_three_seconds)
{
    worn = help_worn_new(30);
    declare(GAIT_SHANK_LEFT);
    int n = feed_and_fetch(0, 15, 0), before = count[GAIT_FOUND_STRIDE];
    n = feed_and_fetch(18, 30, n);
    cr_expect(before > 8 && count[GAIT_FOUND_STRIDE] > before + 8);
    for (int i = 0; i < n; i++)
        if (found[i].kind == GAIT_FOUND_STRIDE)
            cr_expect_lt(found[i].next_ns - found[i].step.contact_ns, 1000000000);
}

Test(track, finishing_settles_the_steps_still_open)
{
    worn = help_worn_new(30);
    declare(GAIT_SHANK_LEFT);
    int n = feed_and_fetch(0, 15, 0);
    int i = 15 * 400;
    while (count[GAIT_FOUND_IMPACT] <= count[GAIT_FOUND_STEP] && i < help_worn_rows(worn)) {
        struct gait_sample s = help_worn_row(worn, i++, origin_ns);
        gait_track_push(track, &s, origin_ns);
        n = fetch(n);
    }
    cr_assert_gt(count[GAIT_FOUND_IMPACT], count[GAIT_FOUND_STEP], "nothing was left open");
    gait_track_finish(track);
    n = fetch(n);
    cr_expect_eq(count[GAIT_FOUND_IMPACT], count[GAIT_FOUND_STEP]);
    cr_expect_eq(found[n - 1].step.toe_off_ns, GAIT_NO_TIME);
}

static void expect_forgotten(const char *when)
{
    int n;
    struct gait_track_state state = gait_track_state(track);
    cr_expect_eq(state.gait, GAIT_STILL, "%s", when);
    cr_expect(state.samples == 0 && state.lost == 0, "%s", when);
    cr_expect_eq(state.newest_ns, GAIT_NO_TIME, "%s", when);
    cr_expect(isnan(state.up[0]) && isnan(state.up[1]) && isnan(state.up[2]), "%s", when);
    cr_expect_null(gait_track_span(track, origin_ns + 9000000000, origin_ns + 9100000000, &n));
    cr_expect_not(gait_track_next(track, &found[0]), "%s", when);
}

Test(track, another_placement_runner_or_sensor_forgets_and_the_same_does_not)
{
    int n;
    struct gait_sensor is = sensor(GAIT_SHANK_LEFT), other = is;
    worn = help_worn_new(12);
    for (int k = 0; k < 4; k++) {
        gait_track_declare(track, &is);
        feed(0, 12);
        cr_assert_eq(gait_track_state(track).gait, GAIT_RUN, "%d", k);
        other = is;
        other.range_g = 8;
        gait_track_declare(track, &other);
        cr_expect_eq(gait_track_state(track).gait, GAIT_RUN);
        cr_expect_eq(gait_track_state(track).is.range_g, 8);
        cr_expect(gait_track_span(track, origin_ns + 9000000000, origin_ns + 9100000000, &n));
        cr_expect_eq(n, 20);
        if (k == 0)
            other.placement = GAIT_SACRUM;
        if (k == 1)
            gait_name_copy(other.runner, "bob");
        if (k == 2)
            gait_name_copy(other.id, "right");
        if (k == 3)
            gait_track_finish(track);
        gait_track_declare(track, &other);
        expect_forgotten(k == 3 ? "finished" : "another");
    }
}

Test(track, no_tick_of_before_the_declaration_is_left)
{
    int n;
    worn = help_worn_new(8);
    declare(GAIT_SHANK_LEFT);
    feed(0, 6.0025);
    declare(GAIT_FOOT_LEFT);
    feed(6, 8);
    cr_expect_null(gait_track_span(track, origin_ns + 5000000000, origin_ns + 5100000000, &n));
    cr_expect(gait_track_span(track, origin_ns + 7000000000, origin_ns + 7100000000, &n));
}

Test(track, a_second_session_finds_what_the_first_found)
{
    static struct gait_found first[FOUND_MAX];
    worn = help_worn_new(20);
    declare(GAIT_SHANK_LEFT);
    int n = feed_and_fetch(0, 20, 0);
    memcpy(first, found, sizeof first);
    gait_track_finish(track);
    declare(GAIT_SHANK_LEFT);
    cr_assert_eq(feed_and_fetch(0, 20, 0), n);
    for (int i = 0; i < n; i++) {
        cr_assert_eq(found[i].kind, first[i].kind);
        if (found[i].kind == GAIT_FOUND_STRIDE)
            cr_assert(found[i].next_ns == first[i].next_ns &&
                      found[i].step.contact_ns == first[i].step.contact_ns);
    }
}

Test(track, what_is_not_fetched_loses_its_oldest)
{
    worn = help_worn_new(60);
    declare(GAIT_SHANK_LEFT);
    feed(0, 60);
    int n = fetch(0);
    cr_expect_eq(n, GAIT_FOUNDS_KEPT, "%d kept", n);
    cr_expect_gt(since_s(found[n - 2].step.contact_ns), 57, "the last is a cadence");
    for (int i = 0; i < n; i++)
        cr_expect_neq(found[i].kind, GAIT_FOUND_STATE, "the beginning is the oldest");
}

Test(track, refuses_a_sample_not_later_than_the_one_before)
{
    struct gait_sample s = {.t_ns = origin_ns, .a_ms2 = {0, 0, 9.8f}, .lost = 5};
    declare(GAIT_SHANK_LEFT);
    cr_expect_eq(gait_track_state(track).newest_ns, GAIT_NO_TIME);
    cr_expect(gait_track_push(track, &s, origin_ns));
    cr_expect_eq(gait_track_state(track).lost, 0, "what was before the first is not known");
    cr_expect_not(gait_track_push(track, &s, origin_ns));
    s.t_ns--;
    cr_expect_not(gait_track_push(track, &s, origin_ns));
    s.t_ns += 2500001;
    s.lost = 3;
    cr_expect(gait_track_push(track, &s, origin_ns));
    struct gait_track_state state = gait_track_state(track);
    cr_expect(state.samples == 2 && state.lost == 3);
    cr_expect_eq(state.newest_ns, s.t_ns);
}

Test(track, up_is_known_after_a_second_and_has_length_1)
{
    worn = help_worn_new(STILL_S);
    declare(GAIT_SHANK_LEFT);
    feed(0, 0.5);
    struct gait_track_state state = gait_track_state(track);
    cr_expect(isnan(state.up[0]) && isnan(state.up[1]) && isnan(state.up[2]));
    feed(0.5, 3);
    state = gait_track_state(track);
    float length = hypotf(hypotf(state.up[0], state.up[1]), state.up[2]);
    cr_expect_float_eq(length, 1, 1e-4, "%g", (double)length);
}
