/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/impact.h>
#include <gait/steps.h>

#include <criterion/criterion.h>

static struct gait_contact contact(double at)
{
    return (struct gait_contact){.at = at, .quality = 1};
}

static void put(struct gait_steps *s, int i, int64_t t_ns)
{
    struct gait_contact c = contact(i);
    gait_steps_contact(s, &c, t_ns, GAIT_RUN);
}

static void lift(struct gait_steps *s, int i, int64_t t_ns)
{
    struct gait_contact c = contact(i);
    gait_steps_toe_off(s, &c, t_ns);
}

Test(steps, an_impact_is_given_once_and_only_when_its_window_is_whole)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    put(&s, 1, 1000000000);
    cr_assert_null(gait_steps_next_impact(&s, 1000000000 + GAIT_IMPACT_AFTER_NS));
    struct gait_step *step = gait_steps_next_impact(&s, 1000000000 + GAIT_IMPACT_AFTER_NS + 1);
    cr_assert_not_null(step);
    cr_assert_eq(step->contact_ns, 1000000000);
    cr_assert_null(gait_steps_next_impact(&s, INT64_MAX));
}

Test(steps, a_step_waits_for_its_impact_and_its_toe_off)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    put(&s, 1, 1000000000);
    lift(&s, 1, 1250000000);
    cr_assert_null(gait_steps_next_step(&s));
    cr_assert_not_null(gait_steps_next_impact(&s, 2000000000));
    struct gait_step *step = gait_steps_next_step(&s);
    cr_assert_not_null(step);
    cr_assert_eq(step->toe_off_ns, 1250000000);
    cr_assert_null(gait_steps_next_step(&s));
}

/* Pushes n contacts 0.7 s apart through every stage; counts the strides and checks who ends them.
 */
static int run_through(struct gait_steps *s, int n)
{
    int strides = 0, apart = s->apart;
    for (int i = 0; i < n; i++) {
        int64_t t = 700000000LL * i;
        struct gait_step *step;
        const struct gait_step *next;
        put(s, i, t);
        lift(s, i, t + 250000000);
        while (gait_steps_next_impact(s, t + 300000000))
            continue;
        while (gait_steps_next_step(s))
            continue;
        while ((step = gait_steps_next_stride(s, &next))) {
            cr_assert_eq(step->contact_ns, 700000000LL * strides);
            cr_assert_eq(next->contact_ns, 700000000LL * (strides + apart));
            strides++;
        }
    }
    return strides;
}

Test(steps, a_limbs_stride_ends_at_the_next_contact_and_a_trunks_at_the_one_after)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    cr_assert_eq(run_through(&s, 100), 99);
    gait_steps_reset(&s, 2);
    cr_assert_eq(run_through(&s, 100), 98);
}

Test(steps, a_toe_off_that_was_given_up_lets_the_step_pass_without_one)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    put(&s, 1, 0);
    gait_steps_next_impact(&s, INT64_MAX);
    lift(&s, 1, GAIT_NO_TIME);
    struct gait_step *step = gait_steps_next_step(&s);
    cr_assert_not_null(step);
    cr_assert_eq(step->toe_off_ns, GAIT_NO_TIME);
}

Test(steps, the_end_gives_out_the_steps_whose_toe_off_never_came)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    for (int i = 0; i < 5; i++)
        put(&s, i, 700000000LL * i);
    while (gait_steps_next_impact(&s, INT64_MAX))
        continue;
    cr_assert_null(gait_steps_next_step(&s));
    gait_steps_finish(&s);
    for (int i = 0; i < 5; i++)
        cr_assert_not_null(gait_steps_next_step(&s), "step %d", i);
    cr_assert_null(gait_steps_next_step(&s));
}

Test(steps, a_toe_off_nobody_settled_does_not_hold_up_the_steps_after_it)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    put(&s, 1, 0);
    put(&s, 2, 700000000);
    while (gait_steps_next_impact(&s, 1000000000))
        continue;
    lift(&s, 2, 950000000);
    struct gait_step *step = gait_steps_next_step(&s);
    cr_assert_not_null(step, "the first still waits for a toe-off that cannot come");
    cr_assert_eq(step->toe_off_ns, GAIT_NO_TIME);
    step = gait_steps_next_step(&s);
    cr_assert_not_null(step);
    cr_assert_eq(step->toe_off_ns, 950000000);
}

Test(steps, beyond_32_the_oldest_is_dropped_and_the_order_kept)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    for (int i = 0; i < 100; i++)
        put(&s, i, i);
    for (int i = 100 - GAIT_STEPS_MAX; i < 100; i++)
        cr_assert_eq(gait_steps_next_impact(&s, INT64_MAX)->contact_ns, i);
    cr_assert_null(gait_steps_next_impact(&s, INT64_MAX));
}

Test(steps, a_toe_off_of_a_contact_that_is_gone_is_ignored)
{
    struct gait_steps s;
    gait_steps_reset(&s, 1);
    lift(&s, 1, 5);
    put(&s, 2, 0);
    lift(&s, 1, 5);
    gait_steps_next_impact(&s, INT64_MAX);
    cr_assert_null(gait_steps_next_step(&s));
}
