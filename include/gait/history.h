/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last few seconds of a sensor, both as it came (native samples, for peaks) and on the even
 * grid (for shapes and spectra). Rings whose content is always one unbroken run of memory: each
 * value is written twice, one capacity apart. One object handles one sensor; analysis thread; no
 * allocation after _new. */
#ifndef GAIT_HISTORY_H
#define GAIT_HISTORY_H

#include <gait/resample.h>
#include <gait/types.h>

struct gait_history;

/* ticks, samples: how many are kept, 16 .. 2^20. */
struct gait_history *gait_history_new(int ticks, int samples);
void gait_history_free(struct gait_history *h);
void gait_history_reset(struct gait_history *h);

void gait_history_push_sample(struct gait_history *h, const struct gait_sample *s);

/* A tick whose index is not the last one's successor empties the grid part first. */
void gait_history_push_tick(struct gait_history *h, const struct gait_tick *t);

/* Hides the newest n ticks, at most all; each _again shows the oldest of them, NULL after the last.
 * To be shown again, all, before the next tick is pushed. */
void gait_history_hide(struct gait_history *h, int n);
const struct gait_tick *gait_history_again(struct gait_history *h);

/* The n newest ticks end at the returned pointer: p[-1] is the newest, p[-n] the oldest. *ret_n:
 * how many there are. */
const struct gait_tick *gait_history_ticks(const struct gait_history *h, int *ret_n);
const struct gait_sample *gait_history_samples(const struct gait_history *h, int *ret_n);

/* The run of ticks with first <= index < last, or NULL where not all of it is there. */
const struct gait_tick *gait_history_span(const struct gait_history *h, int64_t first,
                                          int64_t last);

/* The native samples with from_ns <= t_ns <= to_ns: pointer to the first, count in *ret_n (0:
 * none). */
const struct gait_sample *gait_history_between(const struct gait_history *h, int64_t from_ns,
                                               int64_t to_ns, int *ret_n);

#endif
