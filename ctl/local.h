/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and times of day as people say them, in the time zone of TZ, and times within a session.
 * Times before 1973 are a recording's own seconds and no day. */
#ifndef CTL_LOCAL_H
#define CTL_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCAL_MAX 40

/* "2026-11-23", or "-" where there is no day. */
const char *local_day(char dst[LOCAL_MAX], int64_t t_ns);
/* "2026-11-23 18:05", or "-". */
const char *local_minute(char dst[LOCAL_MAX], int64_t t_ns);
/* "18:05:30", or "-". */
const char *local_clock(char dst[LOCAL_MAX], int64_t t_ns);

/* From its midnight to the next one. False: not like 2026-11-23, or no such day. */
bool local_day_parse(const char *word, size_t length, int64_t *ret_from_ns, int64_t *ret_to_ns);

/* Minutes and seconds since begun: "12:30", "75:00", "12:30.25" where t is no whole second. */
const char *local_since(char dst[LOCAL_MAX], int64_t begun_ns, int64_t t_ns);

/* 12:30 or 12:30.25 from begun on, or 18:05:30, the first time of day that is not before begun.
 * False: neither. */
bool local_since_parse(const char *word, int64_t begun_ns, int64_t *ret_ns);

#endif
