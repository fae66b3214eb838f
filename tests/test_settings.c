/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/settings.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(settings, the_defaults_have_no_fault)
{
    struct gait_settings set;
    gait_settings_default(&set);
    cr_assert_null(gait_settings_fault(&set), "%s", gait_settings_fault(&set));
}

static double *member(struct gait_settings *s, int i)
{
    double *all[] = {
        &s->clock.window_s,          &s->clock.skew_max_ppm,   &s->clock.jump_s,
        &s->resample.bridge_periods, &s->resample.bridge_s,    &s->cadence.window_s,
        &s->cadence.window_min_s,    &s->limb.shank_contact_s, &s->limb.foot_contact_s,
        &s->limb.toe_off_s,          &s->limb.foot_toe_off_s,  &s->trunk.contact_s,
        &s->trunk.push_share,        &s->trunk.minimum_s,      &s->session.quiet_s,
    };
    return i < (int)(sizeof all / sizeof *all) ? all[i] : NULL;
}

Test(settings, every_setting_out_of_range_is_named_in_one_sentence)
{
    static const double wrong[] = {NAN, INFINITY, -INFINITY, -1e3, 1e6};
    static const char *const name[] = {
        "window_s",       "skew_max_ppm", "jump_s",          "bridge_periods", "bridge_s",
        "window_s",       "window_min_s", "shank_contact_s", "foot_contact_s", "toe_off_s",
        "foot_toe_off_s", "contact_s",    "push_share",      "minimum_s",
        "quiet_s"};
    struct gait_settings set;
    for (int i = 0; member(&set, i); i++)
        for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
            gait_settings_default(&set);
            *member(&set, i) = wrong[k];
            const char *fault = gait_settings_fault(&set);
            cr_assert_not_null(fault, "%s = %g", name[i], wrong[k]);
            cr_assert_not_null(strstr(fault, name[i]), "%s = %g: '%s'", name[i], wrong[k], fault);
            cr_assert_null(strchr(fault, '\n'));
        }
}

Test(settings, strides_between_two_looks_lie_in_0_to_1000)
{
    static const struct {
        int strides;
        bool legal;
    } rows[] = {{-1, false}, {0, true}, {30, true}, {1000, true}, {1001, false}};
    struct gait_settings set;
    gait_settings_default(&set);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        set.session.so_far_strides = rows[i].strides;
        const char *fault = gait_settings_fault(&set);
        cr_expect_eq(fault == NULL, rows[i].legal, "%d", rows[i].strides);
        cr_expect(!fault || strstr(fault, "so_far_strides"), "%s", fault);
    }
}

Test(settings, both_ends_of_every_range_are_legal)
{
    static const double low[] = {2,     0,     0.05,  1,     0,     3, 1.5,
                                 -0.05, -0.05, -0.05, -0.05, -0.05, 0, -0.05, 30};
    static const double high[] = {600,  5000, 60,   20,   0.2,  10, 5,
                                  0.05, 0.05, 0.05, 0.05, 0.05, 1,  0.05, 3600};
    struct gait_settings set;
    for (int i = 0; member(&set, i); i++) {
        gait_settings_default(&set);
        *member(&set, i) = low[i];
        cr_assert_null(gait_settings_fault(&set), "setting %d, %g: %s", i, low[i],
                       gait_settings_fault(&set));
        *member(&set, i) = high[i];
        cr_assert_null(gait_settings_fault(&set), "setting %d, %g: %s", i, high[i],
                       gait_settings_fault(&set));
    }
}
