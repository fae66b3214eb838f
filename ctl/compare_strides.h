/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of a kept session made anew from its strides: what the daemon would have said at its
 * end, had it known the surfaces they are called by now. */
#ifndef CTL_COMPARE_STRIDES_H
#define CTL_COMPARE_STRIDES_H

#include "daemon/store.h"

/* Gives every summary, and the comparisons of b with a, to take; where keep, they are kept in the
 * store as well, if it can be written. How many strides there were, or -1 with one sentence in
 * why. */
int compare_strides(struct store *s, const struct store_session *is, const char *a, const char *b,
                    bool keep, store_take *take, void *user, char *why, size_t why_size);

/* Mean speed of the clean running strides on a surface; NaN where none is known. Returns -1 with one
 * sentence in why, else 0. */
int compare_speed(struct store *s, int64_t session, const char *surface, double *ret_ms, char *why,
                  size_t why_size);

#endif
