/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/moment.h"

#include "ctl/verb.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define SECONDS_MAX 9e9

static bool time_of(struct tm t, bool utc, int64_t *ret_ns)
{
    struct tm given = t;

    t.tm_isdst = -1;
    time_t s = utc ? timegm(&t) : mktime(&t);
    if (s == (time_t)-1 && t.tm_year != 69)
        return false;
    *ret_ns = (int64_t)s * 1000000000;
    return t.tm_mday == given.tm_mday && t.tm_hour == given.tm_hour && t.tm_min == given.tm_min;
}

bool moment_parse(const char *text, int64_t *ret_ns)
{
    static const char *const shapes[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S",
                                         "%Y-%m-%d %H:%M", "%Y-%m-%d"};
    double seconds;

    if (verb_number(text, -SECONDS_MAX, SECONDS_MAX, &seconds)) {
        double whole = floor(seconds); /* the product of both would be some 100 ns off */
        *ret_ns = (int64_t)whole * 1000000000 + llround((seconds - whole) * 1e9);
        return true;
    }
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct tm t = {0};
        const char *rest = strptime(text, shapes[i], &t);
        if (rest && (!*rest || strcmp(rest, "Z") == 0))
            return time_of(t, *rest == 'Z', ret_ns);
    }
    return false;
}
