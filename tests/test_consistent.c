/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of one landing three times is the same each time, and strides of one foot follow
 * each other: of every kind of preset. */
#include "daemon/json.h"
#include "tests/help_made.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static bool same_number(float a, float b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool is_of(const struct gait_event *e, enum gait_event_kind kind,
                  const struct gait_event *of)
{
    return e->kind == kind && e->t_ns == of->t_ns && strcmp(e->sensor, of->sensor) == 0;
}

/* The one event of that kind and contact before i; NULL: none or several. */
static const struct gait_event *one_before(const struct help_events *e, size_t i,
                                           enum gait_event_kind kind)
{
    const struct gait_event *found = NULL;
    for (size_t k = i; k-- > 0 && k + 400 > i;) {
        if (found && is_of(&e->item[k], kind, &e->item[i]))
            return NULL;
        if (is_of(&e->item[k], kind, &e->item[i]))
            found = &e->item[k];
    }
    return found;
}

static bool agrees(const struct gait_event *a, const struct gait_event *b)
{
    return a && same_number(a->impact.peak_g, b->impact.peak_g) &&
           same_number(a->impact.axial_g, b->impact.axial_g) &&
           same_number(a->impact.rise_gps, b->impact.rise_gps) &&
           a->impact.clipped == b->impact.clipped && a->impact.gap == b->impact.gap &&
           a->announced_ns <= b->announced_ns;
}

static void check_landing(const struct help_events *e, size_t i, const char *name)
{
    const struct gait_event *x = &e->item[i];
    int64_t toe_off = x->u.step.toe_off_ns, next = x->u.step.next_contact_ns;
    double t_s = 1e-9 * (double)x->t_ns;
    cr_expect_null(one_before(e, i, x->kind), "%s: %s at %g s twice", name, x->sensor, t_s);
    cr_expect_geq(x->announced_ns, x->t_ns);
    if (x->kind == GAIT_EVENT_IMPACT)
        return;
    cr_expect(agrees(one_before(e, i, x->kind - 1), x), "%s: %s at %g s", name, x->sensor, t_s);
    cr_expect(toe_off == GAIT_NO_TIME || toe_off > x->t_ns, "%s at %g s", name, t_s);
    if (x->kind == GAIT_EVENT_STRIDE)
        cr_expect(next > x->t_ns && (toe_off == GAIT_NO_TIME || toe_off < next), "%s at %g s", name,
                  t_s);
}

/* Strides of one foot never overlap: at a trunk every other one is of the same. */
static void check_order(const struct help_events *e, const char *sensor, const char *name)
{
    int64_t end[2] = {INT64_MIN, INT64_MIN};
    const struct gait_event *before = NULL;
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (x->kind != GAIT_EVENT_STRIDE || strcmp(x->sensor, sensor) != 0)
            continue;
        int apart = x->u.step.trunk ? 1 : 0;
        cr_expect_geq(x->t_ns, end[0], "%s: %s overlaps at %g s", name, sensor,
                      1e-9 * (double)x->t_ns);
        bool next_step = before && x->t_ns - before->t_ns < 600000000;
        if (apart && next_step && x->side && before->side)
            cr_expect_neq(x->side, before->side, "%s at %g s", name, 1e-9 * (double)x->t_ns);
        end[0] = apart ? end[1] : x->u.step.next_contact_ns;
        end[1] = x->u.step.next_contact_ns;
        before = x;
    }
}

static void check_line(const struct gait_event *e)
{
    static char line[JSON_LINE_MAX];
    cr_expect_lt(json_event(line, e), sizeof line - 1);
    cr_expect_null(strstr(line, "nan"), "%s", line);
    cr_expect_null(strstr(line, "\"t_s\":null"), "%s", line);
    cr_expect(!strstr(line, ":inf") && !strstr(line, ":-inf"), "%s", line);
}

Test(consistent, impact_step_and_stride_of_a_landing_agree_and_strides_follow_each_other,
     .timeout = 240)
{
    int landings = 0;
    for (int k = 0; k < preset_count; k++) {
        if (preset_needs_capture(&presets[k]))
            continue;
        struct recording *r = help_made(&presets[k], 7, 1);
        struct help_events e = {0};
        help_run(r, &e);
        for (size_t i = 0; i < e.n; i++) {
            check_line(&e.item[i]);
            if (e.item[i].kind <= GAIT_EVENT_STRIDE)
                check_landing(&e, i, presets[k].name);
        }
        for (int i = 0; i < r->sensors; i++)
            check_order(&e, r->sensor[i].is.id, presets[k].name);
        landings += help_events_count(&e, GAIT_EVENT_STRIDE);
        help_events_free(&e);
        recording_free(r);
    }
    cr_expect_gt(landings, 3000);
}
