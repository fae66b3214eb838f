/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event as one line of JSON: UTF-8, numbers with a point whatever the locale, null for what was
 * not measured, the precision that is promised and no more. Pure; any thread. */
#ifndef DAEMON_JSON_H
#define DAEMON_JSON_H

#include <gait/types.h>

#include <stddef.h>

#define JSON_LINE_MAX 4096 /* the longest event line, its NUL included */
#define JSON_NUMBER_MAX 32

/* Writes x with so many decimals (0 .. 9), "null" where it is not finite. Returns the length. */
size_t json_fixed(char dst[JSON_NUMBER_MAX], double x, int decimals);

/* Seconds with 6 decimals, rounded from the nanoseconds themselves; "null" for GAIT_NO_TIME. */
size_t json_seconds(char dst[JSON_NUMBER_MAX], int64_t t_ns);

/* A quoted string; a byte that is not UTF-8 becomes U+FFFD. Cut to fit. Returns the length. */
size_t json_string(char *dst, size_t size, const char *src);

/* Without a line end. Returns the length. */
size_t json_event(char line[JSON_LINE_MAX], const struct gait_event *e);

#endif
