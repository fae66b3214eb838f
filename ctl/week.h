/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weeks as ISO 8601 counts them, Monday to Sunday, in local time. Any thread. */
#ifndef CTL_WEEK_H
#define CTL_WEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first instant of the week that so many weeks after (< 0: before) the one of t_ns, Unix time;
 * summer time is no trouble. */
int64_t week_begin(int64_t t_ns, int weeks);

void week_name(int64_t t_ns, char *ret, size_t size); /* 2026-W48 */

/* False: before the year 2000, which is a recording's time from 0 on and no date. */
bool week_known(int64_t t_ns);

/* 2026-11-23 at midnight, local time. False: no such day. */
bool week_day(const char *text, int64_t *ret_ns);

#endif
