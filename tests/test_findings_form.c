/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings_parts.h"
#include "tests/help_signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct findings found;
static struct gait_form *form;

static void setup(void)
{
    form = gait_form_new();
    cr_assert_not_null(form);
}

static void teardown(void)
{
    findings_free(&found);
    gait_form_free(form);
}

TestSuite(findings_form, .init = setup, .fini = teardown);

static const struct finding *the(const char *name)
{
    for (int i = 0; i < found.n; i++)
        if (strcmp(found.item[i].name, name) == 0)
            return &found.item[i];
    return NULL;
}

/* Half an hour of a very even runner: peaks of 8 g, of the left leg so many per cent more at the
 * start and at the end; contact time and its change in ms. */
static void run(double left_pct, double end_left_pct, double change_ms)
{
    struct help_random r = {3};
    for (int i = 0; i < 5000; i++) {
        double at = i / 5000.0, more = left_pct + at * (end_left_pct - left_pct);
        enum gait_side side = i % 2 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
        int64_t t_ns = (int64_t)i * 360000000;
        double peak = 8 * (1 + (i % 2 ? 0 : more / 100)) + 0.02 * help_normal(&r);
        gait_form_add(form, t_ns, "track", GAIT_FORM_PEAK, side, peak, false);
        gait_form_add(form, t_ns, "track", GAIT_FORM_CONTACT, side,
                      240 + change_ms * at + help_normal(&r), false);
    }
    findings_form(&found, form);
}

Test(findings_form, a_sure_but_tiny_asymmetry_is_less_than_one_per_cent_and_nothing_to_look_at)
{
    run(0.4, 0.4, 0);
    const struct finding *f = the("peak_asymmetry_pct");
    cr_assert_not_null(f);
    cr_assert(f->low > 0 && f->high < 1, "%g to %g", f->low, f->high);
    cr_expect_str_eq(f->says, "Your left landed less than 1 % harder.");
    cr_expect_not(f->notice);
}

Test(findings_form, an_asymmetry_that_is_not_tiny_is_told_with_its_interval)
{
    run(-3, -3, 0);
    const struct finding *f = the("peak_asymmetry_pct");
    cr_assert_not_null(f);
    cr_expect_eq(strncmp(f->says, "Your right landed 3 % (3 to 3) harder;", 38), 0, "%s", f->says);
}

Test(findings_form, a_sure_but_tiny_change_is_said_so_and_has_no_minute)
{
    run(0.1, 0.8, 0.6);
    const struct finding *sides = the("peak_asymmetry_drift_pct"), *ms = the("contact_drift_ms");
    cr_assert(sides && ms);
    cr_assert(sides->low > 0 && sides->high < 1, "%g to %g", sides->low, sides->high);
    cr_assert(ms->low > 0 && ms->high < 1, "%g to %g", ms->low, ms->high);
    cr_expect_str_eq(
        sides->says,
        "Against your right, your left landed less than 1 % harder at the end than at the start.");
    cr_expect_str_eq(ms->says, "Your time on the ground grew by less than 1 ms over the run.");
    cr_expect(!sides->notice && !ms->notice);
    cr_expect_null(the("peak_asymmetry_drift_since_min"));
    cr_expect_null(the("contact_drift_since_min"));
}

Test(findings_form, a_change_that_is_large_is_noticed_and_has_its_minute)
{
    run(0, 8, 20);
    const struct finding *sides = the("peak_asymmetry_drift_pct"), *ms = the("contact_drift_ms");
    cr_assert(sides && ms);
    cr_expect(sides->notice && ms->notice);
    cr_expect_eq(strncmp(ms->says, "Your time on the ground grew by 20 ms (20 to 20) over", 53), 0,
                 "%s", ms->says);
    cr_expect_not_null(the("contact_drift_since_min"));
}
