/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/types.h>

#include <criterion/criterion.h>
#include <string.h>

static void expect_distinct(const char *(*name)(int), int n)
{
    for (int i = 0; i < n; i++) {
        cr_assert_not_null(name(i), "%d has no name", i);
        cr_assert_neq(*name(i), '\0');
        for (int j = 0; j < i; j++)
            cr_assert_str_neq(name(i), name(j));
    }
}

static const char *event(int i)
{
    return gait_event_name((enum gait_event_kind)i);
}

static const char *measure(int i)
{
    return gait_measure_name((enum gait_measure)i);
}

static const char *verdict(int i)
{
    return gait_verdict_name((enum gait_verdict)i);
}

Test(types, every_event_measure_and_verdict_has_a_name_of_its_own)
{
    expect_distinct(event, GAIT_EVENTS);
    expect_distinct(measure, GAIT_MEASURES);
    expect_distinct(verdict, GAIT_VERDICTS);
}

Test(types, the_unit_of_a_measure_is_the_ending_of_its_name)
{
    static const char *const unit[GAIT_MEASURES] = {"g",  "g",   "g/s", "g2", "Hz",
                                                    "dB", "spm", "ms",  "g",  "g2"};
    for (int m = 0; m < GAIT_MEASURES; m++)
        cr_assert_str_eq(gait_measure_unit((enum gait_measure)m), unit[m], "%s", measure(m));
}

Test(types, no_side_has_no_name)
{
    cr_assert_null(gait_side_name(GAIT_SIDE_NONE));
    cr_assert_str_eq(gait_side_name(GAIT_SIDE_LEFT), "left");
    cr_assert_str_eq(gait_side_name(GAIT_SIDE_RIGHT), "right");
    cr_assert_str_eq(gait_state_name(GAIT_STILL), "still");
    cr_assert_str_eq(gait_state_name(GAIT_WALK), "walk");
    cr_assert_str_eq(gait_state_name(GAIT_RUN), "run");
}

Test(types, a_name_is_cut_to_31_bytes_and_the_rest_of_its_place_is_zero)
{
    char name[GAIT_NAME_MAX + 1];
    char text[100];
    memset(text, 'x', sizeof text);
    for (size_t n = 0; n < 70; n++) {
        size_t kept = n < GAIT_NAME_MAX - 1 ? n : GAIT_NAME_MAX - 1;
        memset(name, 0x55, sizeof name);
        text[n] = '\0';
        gait_name_copy(name, text);
        text[n] = 'x';
        cr_assert_eq(strlen(name), kept, "of %zu bytes", n);
        for (size_t i = kept; i < GAIT_NAME_MAX; i++)
            cr_assert_eq(name[i], '\0');
        cr_assert_eq(name[GAIT_NAME_MAX], 0x55);
    }
}
