/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/founds.h>

#include <criterion/criterion.h>

static struct gait_founds f;
static struct gait_found got;
static const int64_t second = 1000000000;

static void put(enum gait_found_kind kind, double at_s)
{
    struct gait_found *x = gait_founds_put(&f, kind);
    x->step.contact_ns = (int64_t)(at_s * (double)second);
    x->next_ns = x->step.contact_ns + 7 * second / 10;
}

static int taken(void)
{
    int n = 0;
    while (gait_founds_take(&f, &got))
        n++;
    return n;
}

Test(founds, come_out_as_they_went_in)
{
    gait_founds_reset(&f);
    put(GAIT_FOUND_IMPACT, 1);
    put(GAIT_FOUND_STATE, 0);
    cr_assert(gait_founds_take(&f, &got));
    cr_expect_eq(got.kind, GAIT_FOUND_IMPACT);
    cr_assert(gait_founds_take(&f, &got));
    cr_expect_eq(got.kind, GAIT_FOUND_STATE);
    cr_expect_not(gait_founds_take(&f, &got));
}

Test(founds, the_oldest_goes_where_there_is_no_room)
{
    gait_founds_reset(&f);
    for (int i = 0; i < GAIT_FOUNDS_KEPT + 3; i++)
        put(GAIT_FOUND_STEP, i);
    cr_assert(gait_founds_take(&f, &got));
    cr_expect_eq(got.step.contact_ns, 3 * second);
    cr_expect_eq(taken(), GAIT_FOUNDS_KEPT - 1);
}

Test(founds, what_was_given_out_is_not_given_out_again_by_another_detector)
{
    gait_founds_reset(&f);
    put(GAIT_FOUND_IMPACT, 10.0);
    put(GAIT_FOUND_STRIDE, 9.3); /* to 10.0 */
    cr_assert_eq(taken(), 2);
    gait_founds_again(&f);
    put(GAIT_FOUND_IMPACT, 9.32);
    put(GAIT_FOUND_STRIDE, 9.32);
    put(GAIT_FOUND_IMPACT, 10.02); /* the same landing */
    put(GAIT_FOUND_STATE, 0);
    cr_expect_eq(taken(), 1, "only the state");
    put(GAIT_FOUND_STRIDE, 9.98); /* the stride after the one given out */
    put(GAIT_FOUND_IMPACT, 10.7);
    cr_expect_eq(taken(), 2);
}

Test(founds, nothing_given_out_bars_nothing)
{
    gait_founds_reset(&f);
    put(GAIT_FOUND_STRIDE, 5);
    gait_founds_again(&f);
    put(GAIT_FOUND_STRIDE, 1);
    cr_expect_eq(taken(), 2);
}
