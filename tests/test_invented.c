/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is invented: movements that are neither running nor walking, and signals that are no
 * signals. */
#include "tests/help_feed.h"
#include "tests/help_made.h"
#include "tests/help_signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define TWO_PI 6.28318530717958647692

static const double g = GAIT_G_MS2;

enum kind {
    CYCLING, /* 90 turns a minute */
    FAST_CYCLING,
    GLIDING, /* a cross-trainer */
    ROWING,
    SQUATS,
    SWING, /* an arm */
    STAIRS,
    TURNTABLE,
    LIFT,
    HUM, /* of a machine */
    ZEROS,
    KINDS
};

/* A segment that tilts by `deg` at hz, on a point that moves by up_m and forward_m: smooth. */
static void sway(double t, double hz, double deg, double up_m, double forward_m, float a[3])
{
    double w = TWO_PI * hz, tilt = deg * TWO_PI / 360 * sin(w * t);
    double up = g - up_m * w * w * cos(w * t), forward = -forward_m * w * w * sin(w * t);
    a[0] = (float)(cos(tilt) * forward + sin(tilt) * up);
    a[2] = (float)(cos(tilt) * up - sin(tilt) * forward);
}

static double thud(double t, double every)
{
    double p = fmod(t, every);
    return exp(-p / 0.025) * sin(TWO_PI * 15 * p);
}

static void at(enum kind k, double t, float a[3])
{
    /* Hz, degrees, m up and down, m to and fro */
    static const double of[KINDS][4] = {
        [CYCLING] = {1.5, 22, 0.17, 0.17}, [FAST_CYCLING] = {1.83, 22, 0.17, 0.17},
        [GLIDING] = {1.1, 15, 0.08, 0.25}, [ROWING] = {0.45, 35, 0.02, 0.5},
        [SQUATS] = {0.5, 5, 0.2, 0.02},    [SWING] = {0.9, 40, 0.03, 0.2},
        [STAIRS] = {0.85, 20, 0.08, 0.1},
    };
    sway(t, of[k][0], of[k][1], of[k][2], of[k][3], a);
    if (k == STAIRS)
        a[2] += (float)(8 * thud(t, 1 / 0.85));
    if (k == HUM)
        a[2] += (float)(0.3 * g * sin(TWO_PI * 50 * t));
    if (k == LIFT)
        a[2] += fmod(t, 10) < 2 ? 1.2f : fmod(t, 10) > 8 ? -1.2f : 0;
    if (k == TURNTABLE)
        a[0] = (float)(4 * cos(TWO_PI * 1.4 * t));
    if (k == TURNTABLE)
        a[1] = (float)(4 * sin(TWO_PI * 1.4 * t));
    if (k == ZEROS)
        a[2] = 0;
}

static const enum gait_placement worn_at[] = {GAIT_FOOT_LEFT, GAIT_SHANK_LEFT, GAIT_SACRUM};

/* Impacts, steps and strides in a minute; the pace wavers by 3 %. */
static int count(enum kind k, enum gait_placement where, double rate_hz, uint64_t seed)
{
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    struct help_random random = {.state = seed};
    double t = 0, pace = 1;
    help_declare(p, 0, where, rate_hz, 16);
    for (int i = 0; i < 60 * (int)rate_hz; i++) {
        float a[3] = {0};
        pace += (1 + 0.03 * help_normal(&random) - pace) / rate_hz;
        t += pace / rate_hz;
        at(k, t, a);
        for (int n = 0; n < 3 && k != ZEROS; n++)
            a[n] += (float)(0.05 * help_normal(&random));
        help_sample(p, &e, 0, (int64_t)(1e9 * i / rate_hz), a, 0);
    }
    help_end(p, &e, INT64_C(60000000000));
    int found = help_events_count(&e, GAIT_EVENT_IMPACT) + help_events_count(&e, GAIT_EVENT_STEP) +
                help_events_count(&e, GAIT_EVENT_STRIDE);
    help_events_free(&e);
    gait_pipeline_free(p);
    return found;
}

Test(invented, no_stride_is_found_in_what_is_rhythmic_and_no_running_at_any_rate, .timeout = 120)
{
    static const double rates[] = {10, 25, 50, 100, 200, 400};
    for (int k = 0; k < KINDS; k++)
        for (int w = 0; w < 3; w++)
            for (int r = 0; r < 6; r++) {
                int found = count((enum kind)k, worn_at[w], rates[r], 5 + (uint64_t)r);
                cr_expect_eq(found, 0, "%d at %s, %g Hz: %d", k, gait_placement_name(worn_at[w]),
                             rates[r], found);
            }
}

/* ---- a runner's signal, spoiled ---- */

enum spoil {
    ONE_AXIS,
    TWO_AXES,
    NOT_NUMBERS,
    INFINITE,
    HUGE_VALUES,
    TWICE_THE_RATE, /* declared */
    HALF_THE_RATE,
    SAME_TIMES,
    BACKWARDS,
    AN_HOUR_ON,
    AXES_CHANGE_PLACES,
    AN_HOUR_BACK,
    SPOILS
};

static bool is_sane(const struct gait_event *e)
{
    const struct gait_impact *m = &e->impact;
    if (e->kind > GAIT_EVENT_STRIDE)
        return e->t_ns != GAIT_NO_TIME;
    bool ok = e->announced_ns >= e->t_ns && e->t_ns != GAIT_NO_TIME && !isinf(m->peak_g) &&
              !isinf(m->axial_g) && !isinf(m->rise_gps) && m->gap == isnan(m->peak_g);
    if (e->kind == GAIT_EVENT_IMPACT)
        return ok;
    int64_t toe_off = e->u.step.toe_off_ns, next = e->u.step.next_contact_ns;
    ok = ok && (toe_off == GAIT_NO_TIME || toe_off > e->t_ns);
    if (e->kind == GAIT_EVENT_STEP)
        return ok;
    ok = ok && e->u.step.confidence >= 0 && e->u.step.confidence <= 1;
    return ok && next > e->t_ns && (toe_off == GAIT_NO_TIME || toe_off < next);
}

static void spoil(enum spoil how, long i, double second, float a[3])
{
    static const float wrong[SPOILS] = {
        [NOT_NUMBERS] = NAN, [INFINITE] = INFINITY, [HUGE_VALUES] = 3e38f};
    if (how == ONE_AXIS || how == TWO_AXES)
        a[0] = 0;
    if (how == ONE_AXIS)
        a[1] = 0;
    if (how >= NOT_NUMBERS && how <= HUGE_VALUES && i % 37 == 5)
        a[i % 3] = i % 2 ? wrong[how] : -wrong[how];
    if (how == AXES_CHANGE_PLACES && fmod(second, 7) > 3) {
        float x = a[0];
        a[0] = a[2];
        a[2] = x;
    }
}

static struct help_events spoiled(const struct recording_sensor *s, enum spoil how)
{
    static const double declared[SPOILS] = {[TWICE_THE_RATE] = 2, [HALF_THE_RATE] = 0.5};
    struct help_events e = {0};
    struct gait_pipeline *p = help_pipeline_new();
    int64_t t = 0, hour = INT64_C(3600000000000);
    help_declare(p, 0, s->is.placement, s->rate_hz * (declared[how] > 0 ? declared[how] : 1), 16);
    for (long i = 0; i < s->rows; i++) {
        float a[3];
        memcpy(a, s->row + 6 * i, sizeof a);
        spoil(how, i, (double)i / s->rate_hz, a);
        t = llround(1e9 * (double)(how == SAME_TIMES && i % 3 == 1 ? i - 1 : i) / s->rate_hz);
        if (i > s->rows / 2)
            t += how == AN_HOUR_ON ? hour : how == AN_HOUR_BACK ? -hour : 0;
        if (how == BACKWARDS && i % 50 > 45)
            t -= 100000000;
        help_sample(p, &e, 0, t, a, 0);
    }
    help_end(p, &e, t);
    gait_pipeline_free(p);
    return e;
}

static void look(const struct recording_sensor *s, enum spoil how)
{
    /* an hour back in the middle: nothing is taken until that hour is over */
    bool trunk = gait_placement_kind(s->is.placement) == GAIT_KIND_TRUNK;
    int least = (how == AN_HOUR_BACK ? 24 : how == AXES_CHANGE_PLACES ? 45 : 53) * (trunk ? 2 : 1);
    struct help_events e = spoiled(s, how);
    int64_t last = INT64_MIN;
    int strides = 0;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        cr_expect(is_sane(x), "%s, %d: %s at %g s", s->is.id, how, gait_event_name(x->kind),
                  1e-9 * (double)x->t_ns);
        if (x->kind != GAIT_EVENT_STRIDE)
            continue;
        cr_expect_gt(x->t_ns, last);
        last = x->t_ns;
        strides++;
    }
    cr_expect_geq(strides, least, "%s, %d: %d strides", s->is.id, how, strides);
    cr_expect_leq(strides, trunk ? 111 : 56, "%s, %d: %d strides", s->is.id, how, strides);
    help_events_free(&e);
}

Test(invented, whatever_is_wrong_with_a_runner_s_signal_no_stride_is_invented_and_few_are_lost,
     .timeout = 120)
{
    static const char *const preset[] = {"foot-easy", "asphalt-easy"};
    for (int k = 0; k < 2; k++) {
        struct recording *r = help_made(preset_find(preset[k]), 3, 0.7);
        for (int n = 0; n < 3; n += 2)
            for (int how = 0; how < SPOILS; how++)
                look(&r->sensor[n], (enum spoil)how);
        recording_free(r);
    }
}
