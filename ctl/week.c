/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/week.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const int64_t second_ns = 1000000000;

static struct tm local(int64_t t_ns)
{
    time_t t = (time_t)(t_ns / second_ns);
    struct tm tm;
    localtime_r(&t, &tm);
    return tm;
}

int64_t week_begin(int64_t t_ns, int weeks)
{
    struct tm tm = local(t_ns);
    tm.tm_mday += 7 * weeks - (tm.tm_wday + 6) % 7;
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * second_ns;
}

void week_name(int64_t t_ns, char *ret, size_t size)
{
    struct tm tm = local(t_ns);
    if (strftime(ret, size, "%G-W%V", &tm) == 0 && size > 0)
        *ret = '\0';
}

bool week_known(int64_t t_ns)
{
    return t_ns >= 946684800 * second_ns;
}

bool week_day(const char *text, int64_t *ret_ns)
{
    struct tm tm = {.tm_isdst = -1}, again;
    char end;
    if (sscanf(text, "%4d-%2d-%2d%c", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &end) != 3)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon--;
    again = tm;
    time_t t = mktime(&again);
    if (t == (time_t)-1 || again.tm_mday != tm.tm_mday || again.tm_mon != tm.tm_mon)
        return false;
    *ret_ns = (int64_t)t * second_ns;
    return true;
}
