/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/week.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

#define LATE INT64_C(1795476600000000000) /* 2026-11-23 23:30 UTC, a Monday */
#define DAY (INT64_C(86400) * 1000000000)

Test(week, weeks_are_iso_weeks_in_local_time_across_summer_time)
{
    char name[16];
    int64_t day;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    week_name(LATE, name, sizeof name); /* 00:30 on Tuesday there */
    cr_assert_str_eq(name, "2026-W48");
    cr_assert(week_day("2026-11-23", &day));
    cr_assert_eq(week_begin(LATE, 0), day);
    cr_assert_eq(day, LATE - INT64_C(88200) * 1000000000); /* 24.5 h */
    cr_assert_eq(day - week_begin(LATE, -5), 35 * DAY + INT64_C(3600) * 1000000000);
    cr_assert_not(week_day("2026-02-30", &day));
    cr_assert_not(week_day("2026-02-3x", &day));
}

Test(week, the_first_days_of_a_year_may_be_of_the_last_week_of_the_one_before)
{
    char name[16];
    int64_t day;
    setenv("TZ", "UTC", 1);
    tzset();
    cr_assert(week_day("2027-01-03", &day));
    week_name(day, name, sizeof name);
    cr_assert_str_eq(name, "2026-W53");
    cr_assert(week_known(day));
    cr_assert_not(week_known(INT64_C(3600) * 1000000000));
}
