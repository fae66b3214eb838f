/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence as it is put together; what does not fit is not cut but left out. Pure, no locale; any
 * thread. */
#ifndef GAIT_SENTENCE_TEXT_H
#define GAIT_SENTENCE_TEXT_H

#include <gait/types.h>

#include <stddef.h>

struct gait_text {
    char to[GAIT_SENTENCE_MAX];
    size_t n;
    bool full; /* something did not fit */
};

void gait_text_put(struct gait_text *t, const char *from);
void gait_text_name(struct gait_text *t, const char *name); /* cut between characters where long */
void gait_text_count(struct gait_text *t, uint64_t n);
void gait_text_number(struct gait_text *t, double x, int decimals); /* 0 or 1 */

/* Appends a clause whole, or not at all. */
void gait_text_append(struct gait_text *t, const struct gait_text *clause);
void gait_text_append_words(struct gait_text *t, const char *first, const char *then);

#endif
