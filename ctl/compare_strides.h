/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison needs of the strides themselves. */
#ifndef CTL_COMPARE_STRIDES_H
#define CTL_COMPARE_STRIDES_H

#include "daemon/store.h"

/* Gives the comparisons of b with a, made from the strides of the session, and keeps them where the
 * session has ended and the file can be written. How many, or -1 with one sentence in why. */
int compare_strides(struct store *s, const struct store_session *is, const char *a, const char *b,
                    store_take *take, void *user, char *why, size_t why_size);

/* Mean speed of the clean running strides on a surface; NaN where none is known. 0, or -1 with one
 * sentence in why. */
int compare_speed(struct store *s, int64_t session, const char *surface, double *ret_ms, char *why,
                  size_t why_size);

#endif
