/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/placement.h>

#include <criterion/criterion.h>
#include <string.h>

Test(placement, every_placement_is_read_back_from_its_own_name)
{
    for (int p = 0; p < GAIT_PLACEMENTS; p++) {
        enum gait_placement back = GAIT_PLACEMENTS;
        const char *name = gait_placement_name((enum gait_placement)p);
        cr_assert(gait_placement_parse(name, &back), "%s", name);
        cr_assert_eq((int)back, p, "%s", name);
    }
}

Test(placement, a_word_that_is_no_placement_is_refused_and_changes_nothing)
{
    static const char *const words[] = {"",        "foot_",  "Foot_left", "foot_left ",
                                        "sacrum2", "unknow", "\xff"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        enum gait_placement p = GAIT_WRIST;
        cr_assert_not(gait_placement_parse(words[i], &p), "'%s'", words[i]);
        cr_assert_eq(p, GAIT_WRIST);
    }
}

Test(placement, a_placement_named_left_or_right_at_foot_or_shank_has_that_side_and_no_other_has_one)
{
    for (int i = 0; i < GAIT_PLACEMENTS; i++) {
        enum gait_placement p = (enum gait_placement)i;
        const char *name = gait_placement_name(p);
        bool limb = strstr(name, "foot") || strstr(name, "shank");
        enum gait_side is = GAIT_SIDE_NONE;
        if (limb && strchr(name, '_'))
            is = strstr(name, "left") ? GAIT_SIDE_LEFT : GAIT_SIDE_RIGHT;
        cr_assert_eq(gait_placement_side(p), is, "%s", name);
    }
}

Test(placement, feet_are_feet_shanks_and_unknown_are_shanks_and_all_else_is_trunk)
{
    for (int i = 0; i < GAIT_PLACEMENTS; i++) {
        const char *name = gait_placement_name((enum gait_placement)i);
        enum gait_segment_kind kind = GAIT_KIND_TRUNK;
        if (strstr(name, "foot"))
            kind = GAIT_KIND_FOOT;
        if (strstr(name, "shank") || strcmp(name, "unknown") == 0)
            kind = GAIT_KIND_SHANK;
        cr_assert_eq(gait_placement_kind((enum gait_placement)i), kind, "%s", name);
    }
}

Test(placement, a_side_is_added_to_a_limb_that_has_none)
{
    cr_expect_eq(gait_placement_on(GAIT_FOOT, GAIT_SIDE_LEFT), GAIT_FOOT_LEFT);
    cr_expect_eq(gait_placement_on(GAIT_SHANK, GAIT_SIDE_RIGHT), GAIT_SHANK_RIGHT);
    cr_expect_eq(gait_placement_on(GAIT_SHANK, GAIT_SIDE_NONE), GAIT_SHANK);
    cr_expect_eq(gait_placement_on(GAIT_TRUNK, GAIT_SIDE_LEFT), GAIT_TRUNK);
    cr_expect_eq(gait_placement_on(GAIT_UNKNOWN, GAIT_SIDE_LEFT), GAIT_UNKNOWN);
}
