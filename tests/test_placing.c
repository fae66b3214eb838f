/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a sensor sits, where nobody says so: the synthetic runner, wrists, walkers. */
#include "tests/help_made.h"
#include "tests/help_placed.h"
#include "tests/help_truth.h"

#include <gait/placing.h>
#include <gait/settings.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define MINUTES 0.4

static struct preset at(const char *name, double speed_ms, double rate_hz)
{
    struct preset p = *preset_find(name);
    for (int k = 0; k < PRESET_BOUTS; k++)
        p.bout[k].speed_ms = speed_ms;
    for (int k = 0; k < PRESET_SENSORS; k++) {
        p.sensor[k].rate_hz = rate_hz;
        p.sensor[k].turn_random = true;
    }
    return p;
}

/* Told and unplaced; returns how many sensors were decided. */
static int compare(const struct recording *r, bool turns)
{
    struct help_events told = {0}, found = {0};
    struct recording *u = help_unplaced(r, turns);
    int decided = 0;
    help_run(r, &told);
    help_run(u, &found);
    for (int i = 0; i < r->sensors; i++) {
        enum gait_segment_kind is = gait_placement_kind(r->sensor[i].is.placement);
        struct help_placed p = help_placed(&found, r->sensor[i].is.id);
        if (p.last == GAIT_UNKNOWN) {
            cr_expect(isnan(p.confidence));
            continue;
        }
        decided++;
        cr_expect_eq(gait_placement_kind(p.last), is, "%s is no %s", r->sensor[i].is.id,
                     gait_placement_name(p.last));
        cr_expect(p.confidence >= 0.75f && p.confidence < 1);
        struct help_same s = help_same(&told, &found, r->sensor[i].is.id);
        cr_expect_geq(s.near, s.told - 1, "%s: %d of %d", r->sensor[i].is.id, s.near, s.told);
        cr_expect_leq(s.extra, 1);
        cr_expect_eq(s.twice, 0);
        if (p.first_s < 6)
            cr_expect_lt(s.mean_ms, 0.5, "from the first stride on as it is where that is told");
    }
    help_events_free(&told);
    help_events_free(&found);
    recording_free(u);
    return decided;
}

Test(placing, two_shanks_and_a_back_are_told_apart_and_no_stride_is_lost, .timeout = 120)
{
    static const double speeds[] = {2.3, 3.1, 4.4}, rates[] = {50, 400, 1600};
    for (int i = 0; i < 3; i++) {
        struct preset p = at("asphalt-easy", speeds[i], rates[i]);
        struct recording *r = help_made(&p, 500 + (uint64_t)i, MINUTES);
        cr_expect_eq(compare(r, true), 3);
        recording_free(r);
    }
}

Test(placing, two_feet_and_a_back_are_told_apart_and_no_stride_is_lost, .timeout = 120)
{
    struct preset p = at("foot-easy", 3, 200);
    struct recording *r = help_made(&p, 510, MINUTES);
    cr_expect_eq(compare(r, true), 3);
    recording_free(r);
}

Test(placing, without_gyroscopes_the_back_is_found_and_no_leg_is_taken_for_the_other,
     .timeout = 120)
{
    static const char *const on[] = {"asphalt-easy", "foot-easy"};
    for (int i = 0; i < 2; i++) {
        struct preset p = at(on[i], 3.4, 100);
        struct recording *r = help_made(&p, 520, MINUTES);
        cr_expect_geq(compare(r, false), 1);
        recording_free(r);
    }
}

Test(placing, a_wrist_is_no_leg, .timeout = 120)
{
    struct preset p = *preset_find("asphalt-easy");
    struct recording *r = help_made(&p, 530, MINUTES);
    for (uint64_t seed = 100; seed < 106; seed++) {
        struct recording *w = help_wrist(r, seed);
        struct recording *u = help_unplaced(w, true);
        struct help_events e = {0};
        help_run(u, &e);
        struct help_placed is = help_placed(&e, "wrist");
        cr_expect(is.last == GAIT_UNKNOWN || is.last == GAIT_TRUNK, "%s",
                  gait_placement_name(is.last));
        cr_expect_not(is.confidence > 0.95f);
        help_events_free(&e);
        recording_free(u);
        recording_free(w);
    }
    recording_free(r);
}

Test(placing, nobody_who_walks_stands_or_knocks_is_placed, .timeout = 120)
{
    static const char *const presets_of[] = {"knocks", "tumbling"};
    for (int i = 0; i < 2; i++) {
        struct recording *r = help_made(preset_find(presets_of[i]), 540, 1);
        struct recording *u = help_unplaced(r, true);
        struct help_events e = {0};
        help_run(u, &e);
        for (int k = 0; k < u->sensors; k++)
            cr_expect_eq(help_placed(&e, u->sensor[k].is.id).first, GAIT_UNKNOWN);
        help_events_free(&e);
        recording_free(u);
        recording_free(r);
    }
}

/* ---- by itself ---- */

static struct gait_placing of(float foot, float shank, float trunk, int looks)
{
    return (struct gait_placing){.looks = looks,
                                 .mean = {foot, shank, trunk, 1 - foot - shank - trunk}};
}

Test(placing, an_answer_wants_three_looks_and_to_be_sure)
{
    float c;
    struct gait_placing p = of(0.01f, 0.01f, 0.97f, 2);
    cr_expect_eq(gait_placing_get(&p, GAIT_UNKNOWN, &c), GAIT_UNKNOWN);
    cr_expect(isnan(c));
    p.looks = 3;
    cr_expect_eq(gait_placing_get(&p, GAIT_UNKNOWN, &c), GAIT_TRUNK);
    cr_expect_float_eq(c, 0.97, 1e-6);
    p = of(0.01f, 0.01f, 0.85f, 5);
    cr_expect_eq(gait_placing_get(&p, GAIT_UNKNOWN, &c), GAIT_UNKNOWN);
    p = of(0.78f, 0.2f, 0, 5);
    cr_expect_eq(gait_placing_get(&p, GAIT_UNKNOWN, &c), GAIT_FOOT, "a leg for sure");
    cr_expect_eq(gait_placing_get(&p, GAIT_SHANK, &c), GAIT_UNKNOWN, "not enough to change that");
    p = of(0.78f, 0.02f, 0, 5);
    cr_expect_eq(gait_placing_get(&p, GAIT_UNKNOWN, &c), GAIT_UNKNOWN, "may be no leg at all");
}

Test(placing, the_judgement_is_a_probability_whatever_the_traits)
{
    struct gait_traits t = {.stride_s = 0.7f, .turn_rads = NAN, .still_rads = NAN};
    for (float size = 0; size < 1e6f; size = 10 * size + 0.1f)
        for (float like = -1; like <= 1; like += 0.5f) {
            float p[GAIT_PLACING_KINDS], sum = 0;
            t.like_half = like;
            t.low_g = t.middle_g = t.high_g = t.most_g = size;
            gait_placing_judge(&t, p);
            for (int k = 0; k < GAIT_PLACING_KINDS; k++) {
                cr_expect(p[k] >= 0 && p[k] <= 1.0001f);
                sum += p[k];
            }
            cr_expect_float_eq(sum, 1, 1e-3);
        }
}
