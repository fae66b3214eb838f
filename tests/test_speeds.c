/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/speeds.h>

#include <criterion/criterion.h>
#include <math.h>

static const int64_t second = 1000000000;
static const struct gait_speed unknown = {NAN, NAN};
static struct gait_speeds s;

static bool say(int64_t t_s, float speed_ms)
{
    return gait_speeds_say(&s, t_s * second, (struct gait_speed){speed_ms, NAN});
}

static float at(int64_t t_s)
{
    return gait_speeds_at(&s, t_s * second).speed_ms;
}

Test(speeds, before_the_first_word_nothing_is_known)
{
    cr_expect(isnan(at(0)) && isnan(gait_speeds_at(&s, INT64_MIN).slope_deg));
    cr_expect_not(gait_speeds_say(&s, 0, unknown));
    cr_expect_not(gait_speeds_mark(&s, 100 * second));
}

Test(speeds, a_word_holds_from_its_time_on_until_the_next_one)
{
    cr_expect(say(10, 2.5f));
    cr_expect(gait_speeds_say(&s, 20 * second, (struct gait_speed){3, -1.5f}));
    cr_expect(isnan(at(9)));
    cr_expect_eq(at(10), 2.5f);
    cr_expect_eq(at(19), 2.5f);
    cr_expect_eq(at(20), 3);
    cr_expect_eq(gait_speeds_at(&s, 20 * second).slope_deg, -1.5f);
    cr_expect_eq(at(99999), 3);
    cr_expect(gait_speeds_say(&s, 30 * second, unknown));
    cr_expect(isnan(at(30)) && at(29) == 3);
}

Test(speeds, the_same_word_again_is_no_change)
{
    cr_expect(say(10, 2.5f));
    cr_expect_not(say(11, 2.5f));
    cr_expect(gait_speeds_say(&s, 12 * second, (struct gait_speed){2.5f, 0}), "a slope is news");
}

Test(speeds, what_is_not_finite_is_not_known)
{
    cr_expect_not(say(10, INFINITY));
    cr_expect(say(11, 3));
    cr_expect(gait_speeds_say(&s, 12 * second, (struct gait_speed){-INFINITY, INFINITY}));
    cr_expect(isnan(at(12)) && isnan(gait_speeds_at(&s, 12 * second).slope_deg));
}

Test(speeds, another_surface_ends_what_was_said_more_than_5_s_before)
{
    say(10, 2.5f);
    cr_expect_not(gait_speeds_mark(&s, 15 * second));
    cr_expect_not(gait_speeds_mark(&s, 3 * second), "a mark from before");
    cr_expect_eq(at(16), 2.5f);
    cr_expect(gait_speeds_mark(&s, 15 * second + 1));
    cr_expect(isnan(at(16)) && at(15) == 2.5f);
    cr_expect_not(gait_speeds_mark(&s, 60 * second), "there is nothing left to end");
    say(70, 2);
    say(100, 2);
    cr_expect_not(gait_speeds_mark(&s, 104 * second), "said again 4 s ago");
    cr_expect_eq(at(105), 2);
}

Test(speeds, a_word_of_the_past_counts_as_of_the_one_before_it)
{
    say(100, 2);
    cr_expect(say(40, 3));
    cr_expect(isnan(at(99)));
    cr_expect_eq(at(100), 3);
}

Test(speeds, the_last_64_changes_are_kept_however_many_there_were)
{
    for (int n = 0; n < 1000; n++) {
        cr_assert(say(n, (float)(1 + n % 7)));
        for (int back = 0; back < 64 && back <= n; back++)
            cr_assert_eq(at(n - back), (float)(1 + (n - back) % 7), "%d s before %d", back, n);
    }
    cr_expect(isnan(at(1000 - 65)), "what is older is not known any more");
}

Test(speeds, times_at_both_ends_of_all_time_do_no_harm)
{
    gait_speeds_say(&s, INT64_MIN + 1, (struct gait_speed){2, NAN});
    cr_expect(gait_speeds_mark(&s, INT64_MAX));
    cr_expect(isnan(gait_speeds_at(&s, INT64_MAX).speed_ms));
    cr_expect_eq(gait_speeds_at(&s, 0).speed_ms, 2);
    gait_speeds_reset(&s);
    cr_expect(isnan(gait_speeds_at(&s, 0).speed_ms));
}
