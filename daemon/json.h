/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event as one line of JSON: UTF-8, numbers with a point whatever the locale, null for what was
 * not measured, the precision that is promised and no more. Pure; any thread. */
#ifndef DAEMON_JSON_H
#define DAEMON_JSON_H

#include <gait/types.h>

#include <stddef.h>

#define JSON_LINE_MAX 4096 /* the longest event line, its NUL included */

/* A quoted string; a byte that is not UTF-8 becomes U+FFFD. Cut to fit. Returns the length. */
size_t json_string(char *dst, size_t size, const char *src);

/* Without a line end. Returns the length. */
size_t json_event(char line[JSON_LINE_MAX], const struct gait_event *e);

#endif
