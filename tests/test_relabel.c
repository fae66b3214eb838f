/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From and to as people type them. */
#include "ctl/local.h"
#include "ctl/relabel.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define S INT64_C(1000000000)
#define BEGUN (INT64_C(1795474830) * S + S / 4) /* 2026-11-24 00:00:30.25 in Berlin */

static char why[512];
static int64_t from_ns, to_ns;

static void berlin(void)
{
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
}

TestSuite(relabel, .init = berlin);

static int span(int64_t begun_ns, const char *from, const char *to)
{
    struct store_session is = {
        .id = 7, .begun_ns = begun_ns, .ended_ns = GAIT_NO_TIME, .newest_ns = begun_ns + 1800 * S};
    return relabel_span(&is, from, to, &from_ns, &to_ns, why, sizeof why);
}

Test(relabel, minutes_and_seconds_count_from_the_begin)
{
    cr_assert_eq(span(BEGUN, "12:30", "29:59.5"), 0, "%s", why);
    cr_expect_eq(from_ns - BEGUN, 750 * S);
    cr_expect_eq(to_ns - BEGUN, 1799 * S + S / 2);
}

Test(relabel, start_and_end_hold_every_stride)
{
    cr_assert_eq(span(BEGUN, "start", "end"), 0, "%s", why);
    cr_expect_lt(from_ns, BEGUN - S, "one that was filled in began before");
    cr_expect_gt(to_ns, BEGUN + 1800 * S);
    cr_assert_eq(span(BEGUN, "0:00", "30:01"), 0, "%s", why);
    cr_expect_gt(to_ns, BEGUN + 1800 * S);
}

Test(relabel, a_time_of_day_is_the_first_one_from_the_begin_on)
{
    cr_assert_eq(span(BEGUN, "00:01:00", "00:10:00"), 0, "%s", why);
    cr_expect_eq(from_ns, INT64_C(1795474860) * S);
    int64_t late = BEGUN - 600 * S; /* 23:50:30 */
    cr_assert_eq(span(late, "23:55:00", "00:01:00"), 0, "%s", why);
    cr_expect_eq(from_ns, INT64_C(1795474500) * S);
    cr_expect_eq(to_ns, INT64_C(1795474860) * S);
}

Test(relabel, nonsense_is_refused_with_a_sentence)
{
    static const struct {
        const char *from, *to, *says;
    } bad[] = {
        {"10:00", "10:00", "10:00 does not lie before 10:00"},
        {"end", "start", "end does not lie before start"},
        {"soon", "end", "soon: expected minutes:seconds"},
        {"5", "end", "5: expected minutes:seconds"},
        {"1:75", "end", "1:75: expected minutes:seconds"},
        {"-1:00", "end", "-1:00: expected minutes:seconds"},
        {"1:00x", "end", "1:00x: expected minutes:seconds"},
        {"25:00:00", "end", "25:00:00: expected minutes:seconds"},
        {"31:00", "end", "31:00 lies after session 7, which goes from 0:00 (00:00:30) to 30:01"},
        {"1:00", "99:00", "99:00 lies after session 7"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect_eq(span(BEGUN, bad[i].from, bad[i].to), -1, "%s %s", bad[i].from, bad[i].to);
        cr_expect(strstr(why, bad[i].says), "%s %s: %s", bad[i].from, bad[i].to, why);
    }
}

Test(relabel, a_pace_is_minutes_a_kilometre)
{
    double speed_ms;
    cr_assert(relabel_pace("5:40", &speed_ms));
    cr_expect_float_eq(speed_ms, 1000 / 340., 1e-12);
    cr_expect_not(relabel_pace("fast", &speed_ms));
    cr_expect_not(relabel_pace("0:00", &speed_ms));
}

Test(relabel, what_is_shown_is_what_is_understood)
{
    char text[LOCAL_MAX];
    int64_t t_ns, exact[] = {0, 59 * S, 4521 * S, 12 * S + S / 10, S + 1};
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        local_since(text, BEGUN, BEGUN + exact[i]);
        cr_assert(local_since_parse(text, BEGUN, &t_ns), "%s", text);
        cr_expect_eq(t_ns - BEGUN, exact[i], "%s", text);
    }
    cr_expect_str_eq(local_since(text, 0, 4521 * S), "75:21");
}
