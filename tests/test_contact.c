/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/contact.h>

#include <criterion/criterion.h>
#include <stdlib.h>

Test(contact, what_goes_in_comes_out_in_order_across_the_wrap)
{
    struct gait_contacts q;
    struct gait_contact c = {0}, got;
    double out = 0;
    gait_contacts_clear(&q);
    cr_assert_null(gait_contacts_first(&q));
    cr_assert_not(gait_contacts_take(&q, &got));
    for (int i = 0; i < 1000; i++) {
        c.at = i;
        gait_contacts_put(&q, &c);
        if (i < 40)
            continue;
        cr_assert_eq(gait_contacts_first(&q)->at, out);
        cr_assert(gait_contacts_take(&q, &got));
        cr_assert_eq(got.at, out);
        out++;
    }
}

Test(contact, a_full_queue_refuses_the_newest)
{
    struct gait_contacts q;
    struct gait_contact c = {0}, got;
    gait_contacts_clear(&q);
    for (int i = 0; i < 3 * GAIT_CONTACTS_MAX; i++) {
        c.at = i;
        gait_contacts_put(&q, &c);
    }
    for (int i = 0; i < GAIT_CONTACTS_MAX; i++) {
        cr_assert(gait_contacts_take(&q, &got));
        cr_assert_eq(got.at, i);
    }
    cr_assert_not(gait_contacts_take(&q, &got));
}

Test(contact, the_queue_survives_its_counters_wrapping)
{
    struct gait_contacts q = {.head = (unsigned)-3, .tail = (unsigned)-3};
    struct gait_contact c = {0}, got;
    for (int i = 0; i < 10; i++) {
        c.at = i;
        gait_contacts_put(&q, &c);
    }
    for (int i = 0; i < 10; i++) {
        cr_assert(gait_contacts_take(&q, &got));
        cr_assert_eq(got.at, i);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

Test(contact, the_median_is_that_of_the_newest_values_alone)
{
    struct help_random random = {11};
    for (int kept = 1; kept <= GAIT_MEDIAN_MAX; kept++) {
        double all[100];
        struct gait_median m;
        gait_median_clear(&m, kept);
        cr_assert_eq(gait_median_now(&m), 0);
        for (int i = 0; i < 100; i++) {
            double sorted[GAIT_MEDIAN_MAX];
            int n = i + 1 < kept ? i + 1 : kept;
            all[i] = i % 7 ? help_normal(&random) : 1; /* with ties */
            gait_median_put(&m, all[i]);
            for (int k = 0; k < n; k++)
                sorted[k] = all[i - k];
            qsort(sorted, (size_t)n, sizeof *sorted, by_value);
            cr_assert_float_eq(gait_median_now(&m), 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]),
                               1e-15, "%d of %d kept", i, kept);
        }
    }
}

Test(contact, one_odd_value_among_nine_does_not_move_the_median_out_of_the_others)
{
    struct gait_median m;
    gait_median_clear(&m, 9);
    for (int i = 0; i < 9; i++)
        gait_median_put(&m, i == 4 ? 1e9 : 5 + 0.01 * i);
    cr_assert(gait_median_now(&m) >= 5 && gait_median_now(&m) <= 5.08);
}
