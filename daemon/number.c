/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/number.h"

#include <gait/types.h>

#include <math.h>
#include <string.h>

/* At least `least` of them, without an end. */
static size_t digits(char *dst, uint64_t x, int least)
{
    char reversed[20];
    int n = 0;
    for (; x > 0 || n < least; x /= 10)
        reversed[n++] = (char)('0' + x % 10);
    for (int i = 0; i < n; i++)
        dst[i] = reversed[n - 1 - i];
    return (size_t)n;
}

static size_t decimal(char *dst, bool negative, uint64_t scaled, uint64_t unit, int decimals)
{
    size_t n = 0;
    if (negative && scaled)
        dst[n++] = '-';
    n += digits(dst + n, scaled / unit, 1);
    if (decimals) {
        dst[n++] = '.';
        n += digits(dst + n, scaled % unit, decimals);
    }
    dst[n] = '\0';
    return n;
}

size_t number_fixed(char dst[NUMBER_MAX], double x, int decimals)
{
    uint64_t unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    double scaled = fabs(x) * (double)unit;
    if (!(scaled < 9e18)) { /* NaN, infinite, or beyond anything that is measured here */
        strcpy(dst, "null");
        return 4;
    }
    return decimal(dst, x < 0, (uint64_t)llround(scaled), unit, decimals);
}

size_t number_seconds(char dst[NUMBER_MAX], int64_t t_ns)
{
    if (t_ns == GAIT_NO_TIME) {
        strcpy(dst, "null");
        return 4;
    }
    uint64_t ns = t_ns < 0 ? (uint64_t)-t_ns : (uint64_t)t_ns;
    return decimal(dst, t_ns < 0, (ns + 500) / 1000, 1000000, 6);
}
