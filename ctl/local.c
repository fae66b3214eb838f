/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/local.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define S INT64_C(1000000000)

static const char *put(char dst[LOCAL_MAX], int64_t t_ns, const char *format)
{
    time_t s = (time_t)(t_ns / S);
    struct tm local;
    strcpy(dst, "-");
    if (s > 100000000 && localtime_r(&s, &local))
        strftime(dst, LOCAL_MAX, format, &local);
    return dst;
}

const char *local_day(char dst[LOCAL_MAX], int64_t t_ns)
{
    return put(dst, t_ns, "%Y-%m-%d");
}

const char *local_minute(char dst[LOCAL_MAX], int64_t t_ns)
{
    return put(dst, t_ns, "%Y-%m-%d %H:%M");
}

const char *local_clock(char dst[LOCAL_MAX], int64_t t_ns)
{
    return put(dst, t_ns, "%H:%M:%S");
}

static int64_t midnight(int year, int month, int day)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1};
    return (int64_t)mktime(&tm) * S;
}

bool local_day_parse(const char *word, size_t length, int64_t *ret_from_ns, int64_t *ret_to_ns)
{
    static const char like[] = "0000-00-00";
    if (length != strlen(like))
        return false;
    for (size_t i = 0; i < length; i++)
        if (like[i] == '-' ? word[i] != '-' : !isdigit((unsigned char)word[i]))
            return false;
    int year = atoi(word), month = atoi(word + 5), day = atoi(word + 8);
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = 12};
    if (timegm(&tm) < 0 || tm.tm_mday != day || tm.tm_mon != month - 1)
        return false;
    *ret_from_ns = midnight(year, month, day);
    *ret_to_ns = midnight(year, month, day + 1);
    return true;
}

const char *local_since(char dst[LOCAL_MAX], int64_t begun_ns, int64_t t_ns)
{
    int64_t ns = t_ns - begun_ns;
    bool before = ns < 0;
    ns = before ? -ns : ns;
    int n = snprintf(dst, LOCAL_MAX, "%s%lld:%02lld", before ? "-" : "", (long long)(ns / S / 60),
                     (long long)(ns / S % 60));
    if (ns % S == 0)
        return dst;
    n += snprintf(dst + n, LOCAL_MAX - (size_t)n, ".%09lld", (long long)(ns % S));
    while (dst[n - 1] == '0')
        dst[--n] = '\0';
    return dst;
}

/* Digits at most so many; NULL: none. */
static const char *number(const char *s, int most, int64_t *ret)
{
    int n = 0;
    for (*ret = 0; isdigit((unsigned char)*s); s++, n++)
        *ret = n < most ? *ret * 10 + (*s - '0') : *ret;
    return n > 0 && n <= most ? s : NULL;
}

/* The first day on which this time of day is not before begun. */
static int64_t on_the_day(int64_t begun_ns, int64_t hour, int64_t minute, int64_t ns)
{
    time_t begun = (time_t)(begun_ns / S);
    struct tm day;
    int64_t t_ns = 0;
    localtime_r(&begun, &day);
    for (int later = 0; later < 2; later++) {
        struct tm tm = {.tm_year = day.tm_year,
                        .tm_mon = day.tm_mon,
                        .tm_mday = day.tm_mday + later,
                        .tm_hour = (int)hour,
                        .tm_min = (int)minute,
                        .tm_isdst = -1};
        t_ns = (int64_t)mktime(&tm) * S + ns;
        if (t_ns >= begun_ns - S) /* begun lies within a second */
            break;
    }
    return t_ns < begun_ns ? begun_ns : t_ns;
}

bool local_since_parse(const char *word, int64_t begun_ns, int64_t *ret_ns)
{
    int64_t part[3] = {0, 0, 0}, ns = 0, unit = S / 10;
    int parts = 0;
    const char *s = word;
    while (parts < 3 && (s = number(s, 5, &part[parts])) != NULL) {
        parts++;
        if (*s != ':')
            break;
        s++;
    }
    if (!s || parts < 2)
        return false;
    if (*s == '.')
        for (s++; isdigit((unsigned char)*s); s++, unit /= 10)
            ns += (*s - '0') * unit;
    if (*s || part[parts - 1] > 59 || (parts == 3 && (part[0] > 23 || part[1] > 59)))
        return false;
    ns += part[parts - 1] * S;
    *ret_ns =
        parts == 2 ? begun_ns + part[0] * 60 * S + ns : on_the_day(begun_ns, part[0], part[1], ns);
    return true;
}
