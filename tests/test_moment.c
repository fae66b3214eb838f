/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/moment.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

static int64_t at(const char *text)
{
    int64_t ns = -7;
    cr_assert(moment_parse(text, &ns), "%s", text);
    return ns;
}

static void in_new_york(void)
{
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    tzset();
}

TestSuite(moment, .init = in_new_york);

Test(moment, is_local_unless_it_says_otherwise)
{
    cr_expect_eq(at("2026-11-23T07:30Z"), INT64_C(1795419000000000000));
    cr_expect_eq(at("2026-11-23T02:30"), INT64_C(1795419000000000000));
    cr_expect_eq(at("2026-11-23 02:30:05"), INT64_C(1795419005000000000));
    cr_expect_eq(at("2026-11-23"), INT64_C(1795410000000000000));
    cr_expect_eq(at("2026-07-01T03:30"), at("2026-07-01T07:30Z")); /* summer */
    cr_expect_eq(at("1969-12-31T23:59:59Z"), INT64_C(-1000000000));
}

Test(moment, may_be_unix_seconds)
{
    cr_expect_eq(at("0"), 0);
    cr_expect_eq(at("1795419000.25"), INT64_C(1795419000250000000));
}

Test(moment, that_does_not_exist_is_refused)
{
    static const char *const wrong[] = {"",
                                        "soon",
                                        "2026-02-30",
                                        "2026-13-01",
                                        "2026-11-23T25:00",
                                        "2026-11-23T07:30X",
                                        "2026-11-23T07",
                                        "1e300",
                                        "nan",
                                        "2026-03-08T02:30"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t ns;
        cr_expect_not(moment_parse(wrong[i], &ns), "%s", wrong[i]);
    }
}
