/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the whole path says of people who stand, walk and run, and of sensors nobody wears. */
#include "ctl/synth.h"
#include "tests/help_feed.h"
#include "tests/help_nonsense.h"
#include "tests/help_recording.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const enum gait_placement worn_at[] = {GAIT_FOOT_LEFT, GAIT_SHANK_LEFT, GAIT_SACRUM};

/* Impacts, steps and strides given out in so many minutes in which nobody goes anywhere. */
static int count_false(enum help_nonsense_kind kind, enum gait_placement where, double rate_hz,
                       uint64_t seed, int minutes)
{
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    struct help_nonsense n;
    float a[3];
    help_declare(p, 0, where, rate_hz, 16);
    help_nonsense_begin(&n, kind, seed, rate_hz);
    for (int i = 0; i < minutes * 60 * (int)rate_hz; i++) {
        help_nonsense_next(&n, a);
        help_sample(p, &e, 0, (int64_t)(1e9 * i / rate_hz), a, 0);
    }
    help_end(p, &e, minutes * INT64_C(60000000000));
    int found = help_events_count(&e, GAIT_EVENT_IMPACT) + help_events_count(&e, GAIT_EVENT_STEP) +
                help_events_count(&e, GAIT_EVENT_STRIDE);
    help_events_free(&e);
    gait_pipeline_free(p);
    return found;
}

Test(gait, who_does_not_go_anywhere_gets_no_stride_from_any_sensor_at_any_rate, .timeout = 120)
{
    static const double rates[] = {50, 100, 200, 400};
    int all = 0;
    for (int k = 0; k < HELP_NONSENSES; k++)
        for (size_t w = 0; w < 3; w++)
            for (size_t r = 0; r < 4; r++) {
                uint64_t seed = 1000 + 10 * w + r;
                int found = count_false((enum help_nonsense_kind)k, worn_at[w], rates[r], seed, 2);
                cr_expect_eq(found, 0, "%s at %s, %g Hz: %d",
                             help_nonsense_name((enum help_nonsense_kind)k),
                             gait_placement_name(worn_at[w]), rates[r], found);
                all += found;
            }
    cr_expect_eq(all, 0, "%d in 264 minutes", all);
}

#define AT(name, where)                                                                            \
    {                                                                                              \
        .id = name, .placement = where, .rate_hz = 200, .range_g = 16                              \
    }
#define BOUT(for_s, doing, at_ms, on)                                                              \
    {                                                                                              \
        .seconds = for_s, .gait = doing, .speed_ms = at_ms, .ground = on                           \
    }
#define WORN                                                                                       \
    {                                                                                              \
        AT("shank", GAIT_SHANK_LEFT), AT("foot", GAIT_FOOT_LEFT), AT("sacrum", GAIT_SACRUM)        \
    }

/* Sensors that came on so late. */
static void leave_out(struct recording *r, double first_s)
{
    for (int i = 0; i < r->sensors; i++) {
        struct recording_sensor *s = &r->sensor[i];
        long n = (long)(first_s * s->rate_hz);
        s->rows -= n;
        s->start_s += (double)n / s->rate_hz;
        memmove(s->row, s->row + 6 * n, (size_t)s->rows * 6 * sizeof *s->row);
    }
}

/* Runs a preset, from first_s on, through the pipeline: its events, and the truth of one foot. */
static void play_from(const struct preset *p, uint64_t seed, double first_s, enum gait_side side,
                      struct help_events *e, struct help_truth *t)
{
    char folder[] = "/tmp/test_gait.XXXXXX", why[512], command[600];
    struct recording *r = NULL;
    double seconds = 0;
    for (int i = 0; i < PRESET_BOUTS; i++)
        seconds += p->bout[i].seconds;
    cr_assert(mkdtemp(folder));
    cr_assert_eq(synth_write(p, folder, seed, seconds / 60, false, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_assert(help_truth_read(folder, side, t));
    leave_out(r, first_s);
    help_run(r, e);
    recording_free(r);
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
}

static void play(const struct preset *p, uint64_t seed, struct help_events *e, struct help_truth *t)
{
    play_from(p, seed, 0, GAIT_SIDE_LEFT, e, t);
}

static bool is_of(const struct gait_event *e, enum gait_event_kind kind, const char *sensor)
{
    return e->kind == kind && strcmp(e->sensor, sensor) == 0;
}

/* When the first event of running after from_s was given out. */
static double first_run_s(const struct help_events *e, const char *sensor, double from_s)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if ((is_of(x, GAIT_EVENT_STEP, sensor) || is_of(x, GAIT_EVENT_STRIDE, sensor)) &&
            x->state == GAIT_RUN && 1e-9 * (double)x->t_ns > from_s - 0.1)
            return 1e-9 * (double)x->announced_ns;
    }
    return INFINITY;
}

Test(gait, running_from_standing_is_found_within_two_strides_at_a_limb_and_three_at_the_back)
{
    static struct help_truth t;
    static const double speed[] = {2.3, 3, 4.2};
    for (int i = 0; i < 3; i++) {
        struct preset p = {
            .name = "start",
            .bout = {BOUT(5, GAIT_STILL, 0, "asphalt"), BOUT(10, GAIT_RUN, speed[i], "asphalt")},
            .sensor = WORN};
        struct help_events e = {0};
        play(&p, 50 + (uint64_t)i, &e, &t);
        double first_s = t.contact.s[0], stride_s = t.contact.s[4] - t.contact.s[3];
        double shank = (first_run_s(&e, "shank", first_s) - first_s) / stride_s;
        double foot = (first_run_s(&e, "foot", first_s) - first_s) / stride_s;
        double back = (first_run_s(&e, "sacrum", first_s) - first_s) / stride_s;
        cr_expect_lt(shank, 2.1, "%g m/s: %g strides", speed[i], shank);
        cr_expect_lt(foot, 2.1, "%g m/s: %g strides", speed[i], foot);
        cr_expect_lt(back, 3, "%g m/s: %g strides", speed[i], back);
        help_events_free(&e);
    }
}

/* Strides of a limb that begin in [from_s, to_s) and say `state`. */
static int strides_of(const struct help_events *e, const char *sensor, double from_s, double to_s,
                      enum gait_state state)
{
    int n = 0;
    for (size_t i = 0; i < e->n; i++) {
        double t_s = 1e-9 * (double)e->item[i].t_ns;
        n += is_of(&e->item[i], GAIT_EVENT_STRIDE, sensor) && e->item[i].state == state &&
             t_s >= from_s && t_s < to_s;
    }
    return n;
}

/* Steps of a sensor that lie more than 50 ms from every contact of its foot. */
static int misplaced(const struct help_events *e, const char *sensor, const struct help_truth *t)
{
    int n = 0;
    for (size_t i = 0; i < e->n; i++) {
        double nearest = INFINITY, t_s = 1e-9 * (double)e->item[i].t_ns;
        for (int k = 0; k < t->contact.n; k++)
            nearest = fmin(nearest, fabs(t_s - t->contact.s[k]));
        n += is_of(&e->item[i], GAIT_EVENT_STEP, sensor) && nearest > 0.05;
    }
    return n;
}

Test(gait, a_first_stride_like_no_other_does_not_lead_the_next_astray)
{
    static struct help_truth t;
    for (uint64_t body = 1; body <= 10; body++) {
        struct preset p = *preset_find("foot-easy");
        struct help_events e = {0};
        p.body = body;
        p.bout[0] = (struct preset_bout){.seconds = 10,
                                         .gait = GAIT_RUN,
                                         .speed_ms = 2.5,
                                         .ground = "asphalt",
                                         .strike = RUNNER_MIDFOOT};
        p.bout[1].seconds = 0;
        play_from(&p, body, 0, GAIT_SIDE_RIGHT, &e, &t);
        int n = misplaced(&e, "foot_right", &t);
        cr_expect_eq(n, 0, "body %d: %d", (int)body, n);
        cr_expect_geq(strides_of(&e, "foot_right", 0, 9, GAIT_RUN), 9);
        help_events_free(&e);
    }
}

Test(gait, a_leg_seen_first_in_the_middle_of_a_stride_gets_no_contact_in_its_swing)
{
    static struct help_truth t;
    for (int k = 0; k < 40; k++) {
        struct preset p = {
            .name = "cut", .bout = {BOUT(7, GAIT_RUN, 2.5, "asphalt")}, .sensor = WORN};
        struct help_events e = {0};
        p.body = 4;
        p.bout[0].strike = RUNNER_MIDFOOT;
        play_from(&p, 4, 1 + 0.02 * k, GAIT_SIDE_LEFT, &e, &t);
        int shank = misplaced(&e, "shank", &t), foot = misplaced(&e, "foot", &t);
        cr_expect_eq(shank, 0, "from %g s: %d at the shank", 1 + 0.02 * k, shank);
        cr_expect_eq(foot, 0, "from %g s: %d at the foot", 1 + 0.02 * k, foot);
        cr_expect_geq(strides_of(&e, "shank", 0, 7, GAIT_RUN), 5);
        help_events_free(&e);
    }
}

Test(gait, the_first_strides_are_filled_in_and_say_that_they_are_late)
{
    static struct help_truth t;
    struct preset p = {
        .name = "start",
        .bout = {BOUT(5, GAIT_STILL, 0, "asphalt"), BOUT(10, GAIT_RUN, 2.9, "asphalt")},
        .sensor = WORN};
    struct help_events e = {0};
    int late = 0, met = 0;
    play(&p, 60, &e, &t);
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        double t_s = 1e-9 * (double)x->t_ns;
        if (!is_of(x, GAIT_EVENT_STEP, "shank"))
            continue;
        late += x->u.step.late;
        for (int k = 0; k < 2; k++)
            met += fabs(t_s - t.contact.s[k]) < 0.05 && x->u.step.late;
    }
    cr_expect_eq(met, 2, "%d of the first two", met);
    cr_expect(late >= 2 && late <= 4, "%d late", late);
    help_events_free(&e);
}

Test(gait, walking_up_to_1_8_m_s_is_no_run_and_running_no_walk_wherever_they_change)
{
    static const char *const limbs[] = {"shank", "foot"};
    static struct help_truth t;
    for (int i = 0; i < 4; i++) {
        double walk = 1.2 + 0.2 * i, run = 2.3 + 0.5 * i;
        struct preset p = {.name = "switch",
                           .bout = {BOUT(10, GAIT_WALK, walk, "asphalt"),
                                    BOUT(10, GAIT_RUN, run, "asphalt"),
                                    BOUT(10, GAIT_WALK, walk, "asphalt")},
                           .sensor = WORN};
        struct help_events e = {0};
        play(&p, 70 + (uint64_t)i, &e, &t);
        for (int k = 0; k < 2; k++) {
            int wrong = strides_of(&e, limbs[k], 0, 8.9, GAIT_RUN) +
                        strides_of(&e, limbs[k], 11, 19, GAIT_WALK) +
                        strides_of(&e, limbs[k], 21, 30, GAIT_RUN);
            int right = strides_of(&e, limbs[k], 0, 8.9, GAIT_WALK) +
                        strides_of(&e, limbs[k], 11, 19, GAIT_RUN);
            cr_expect_eq(wrong, 0, "%s, %g and %g m/s: %d", limbs[k], walk, run, wrong);
            cr_expect_geq(right, 14, "%s, %g and %g m/s: %d", limbs[k], walk, run, right);
        }
        help_events_free(&e);
    }
}

Test(gait, a_change_of_speed_and_ground_loses_no_stride)
{
    static struct help_truth t;
    struct preset p = {.name = "speeds",
                       .bout = {BOUT(8, GAIT_RUN, 2.5, "asphalt"), BOUT(8, GAIT_RUN, 4.2, "grass"),
                                BOUT(8, GAIT_RUN, 2.5, "woodchip")},
                       .sensor = WORN};
    struct help_events e = {0};
    play(&p, 80, &e, &t);
    int shank = strides_of(&e, "shank", 0, 22, GAIT_RUN), truth = 0;
    while (truth < t.contact.n && t.contact.s[truth] < 22)
        truth++;
    cr_expect(abs(shank - truth) <= 1, "%d strides, %d contacts", shank, truth);
    help_events_free(&e);
}
