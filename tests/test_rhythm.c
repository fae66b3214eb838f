/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/rhythm.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_rhythm r;

static void setup(void)
{
    gait_rhythm_clear(&r);
}
TestSuite(rhythm, .init = setup);

static void contact(double at)
{
    gait_rhythm_contact(&r, &(struct gait_contact){.at = at, .toe_off = NAN, .quality = 1}, 100, 3);
}

static int taken(struct gait_contacts *q, struct gait_contact last[1])
{
    int n = 0;
    while (gait_contacts_take(q, last))
        n++;
    return n;
}

Test(rhythm, holds_two_contacts_back_and_gives_out_three_late)
{
    static const double at[] = {0, 104, 199};
    struct gait_contact c;
    contact(0);
    contact(104);
    cr_assert_eq(taken(&r.out, &c), 0);
    contact(199);
    for (int i = 0; i < 3; i++) {
        cr_assert(gait_contacts_take(&r.out, &c));
        cr_expect_eq(c.at, at[i]);
        cr_expect(c.late);
    }
    contact(301);
    cr_assert(gait_contacts_take(&r.out, &c));
    cr_expect_not(c.late, "the fourth comes as it is found");
}

Test(rhythm, what_comes_at_random_never_comes_out)
{
    static const double at[] = {0, 60, 190, 420, 490, 560, 700, 900, 1010, 1200};
    struct gait_contact c;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        contact(at[i]);
    cr_assert_eq(taken(&r.out, &c), 0);
}

Test(rhythm, once_found_bears_one_that_is_missing_and_a_step_that_is_30_percent_off)
{
    static const double at[] = {0, 100, 200, 400, 500, 570, 670};
    struct gait_contact c;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        contact(at[i]);
    cr_assert_eq(taken(&r.out, &c), 7);
}

Test(rhythm, a_stop_is_found_anew)
{
    struct gait_contact c;
    for (int i = 0; i < 5; i++)
        contact(100 * i);
    cr_assert_eq(taken(&r.out, &c), 5);
    contact(750);
    contact(850);
    cr_assert_eq(taken(&r.out, &c), 0);
    contact(950);
    cr_assert_eq(taken(&r.out, &c), 3);
}

Test(rhythm, the_first_of_a_rhythm_must_be_like_the_next)
{
    struct gait_contact c;
    contact(0);
    gait_rhythm_contact(&r, &(struct gait_contact){.at = 100, .quality = 0}, 100, 3);
    contact(200);
    cr_assert_eq(taken(&r.out, &c), 0);
    contact(300);
    cr_assert_eq(taken(&r.out, &c), 4);
}

Test(rhythm, a_toe_off_waits_for_its_contact)
{
    struct gait_contact c;
    contact(0);
    gait_rhythm_toe_off(&r, &(struct gait_contact){.at = 0, .toe_off = 40});
    cr_assert_eq(taken(&r.done, &c), 0);
    contact(100);
    contact(200);
    cr_assert(gait_contacts_take(&r.done, &c));
    cr_expect_eq(c.at, 0);
    cr_expect_eq(c.toe_off, 40);
    gait_rhythm_toe_off(&r, &(struct gait_contact){.at = 100, .toe_off = 140});
    cr_assert(gait_contacts_take(&r.done, &c));
    cr_expect_eq(c.toe_off, 140);
}

Test(rhythm, more_than_can_be_held_loses_the_oldest)
{
    struct gait_contact c;
    for (int i = 0; i < 40; i++)
        gait_rhythm_contact(&r, &(struct gait_contact){.at = 125 * i, .quality = 1}, 100, 3);
    cr_assert_eq(r.count, GAIT_RHYTHM_HELD);
    gait_rhythm_forget(&r);
    cr_assert_eq(taken(&r.out, &c), 0);
    cr_assert_eq(r.count, 0);
}

Test(rhythm, gives_out_what_it_holds_as_soon_as_fewer_in_a_row_are_enough)
{
    struct gait_contact c;
    contact(0);
    contact(104);
    gait_rhythm_settle(&r, 100, 3);
    cr_expect_eq(taken(&r.out, &c), 0);
    gait_rhythm_settle(&r, 100, 2);
    cr_expect(r.live);
    cr_expect_eq(taken(&r.out, &c), 2);
    cr_expect(c.late);
    gait_rhythm_settle(&r, 100, 2);
    cr_expect_eq(taken(&r.out, &c), 0, "each once");
}

Test(rhythm, a_contact_alone_is_no_row_however_sure_the_rest_is)
{
    struct gait_contact c;
    contact(0);
    contact(250);
    gait_rhythm_settle(&r, 100, 2);
    cr_expect_eq(taken(&r.out, &c), 0);
}
