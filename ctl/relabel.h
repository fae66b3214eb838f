/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `gaitctl relabel` understands. Pure. */
#ifndef CTL_RELABEL_H
#define CTL_RELABEL_H

#include "daemon/store.h"

/* From and to in a session, as words: 12:30 since it began, 18:05:30, start, end. 0, or -1 with one
 * sentence in why: no such words, beyond its end, from not before to, no strides in it. */
int relabel_span(const struct store_session *is, const char *from, const char *to,
                 int64_t *ret_from_ns, int64_t *ret_to_ns, char *why, size_t why_size);

/* 5:40 minutes a kilometre in m/s. */
bool relabel_pace(const char *word, double *ret_speed_ms);

#endif
