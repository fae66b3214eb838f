/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number in digits: with a point whatever the locale, rounded to the nearest, "null" for what was
 * not measured. Pure; any thread. */
#ifndef DAEMON_NUMBER_H
#define DAEMON_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define NUMBER_MAX 32 /* bytes, the NUL included */

/* Writes x with so many decimals (0 .. 9), "null" where it is not finite. Returns the length. */
size_t number_fixed(char dst[NUMBER_MAX], double x, int decimals);

/* Seconds with 6 decimals, rounded from the nanoseconds themselves; "null" for GAIT_NO_TIME. */
size_t number_seconds(char dst[NUMBER_MAX], int64_t t_ns);

#endif
