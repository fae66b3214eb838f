/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session came to: its summaries, comparisons and drifts as they are kept, or, where none
 * are (it was cut off, or its strides were given other surfaces), found anew from the strides that
 * are kept. */
#ifndef CTL_RESULTS_H
#define CTL_RESULTS_H

#include "daemon/store.h"

#include <gait/session.h>

/* Events as they come: results_keep is a store_take. Zero is empty; free event. */
struct results_events {
    struct gait_event *event;
    int n, room;
    bool failed; /* no memory: the last ones are not in it */
};
bool results_keep(void *user, const struct gait_event *e);

/* A surface from t_ns on, as the strides say it. */
struct results_mark {
    int64_t t_ns;
    char surface[GAIT_NAME_MAX];
};

/* All strides of a session in the order in which they were published, with where their sensors are
 * worn, and the surfaces they say. Free it with results_strides_free. */
struct results_strides {
    int n, marks;
    struct gait_event *stride;
    enum gait_placement *placement;
    struct results_mark *mark; /* in order of time */
};

int results_strides(struct store *s, int64_t session, struct results_strides *ret, char *why,
                    size_t why_size);
void results_strides_free(struct results_strides *r);

/* As if the runner ran them again; a mark goes before the first stride that it holds for. */
void results_feed(struct gait_session *g, const struct results_strides *r, const char *runner);

/* All n or none; where they cannot be kept they will be found again another time. anew: instead of
 * what the session had. */
void results_write(struct store *s, int64_t session, bool anew, const struct gait_event *e, int n);

/* Gives summaries, then comparisons, then drifts. write: what had to be found anew is kept, where
 * the session has ended and the file can be written. How many, or -1 with one sentence in why. */
int results_of(struct store *s, const struct store_session *is, bool write, store_take *take,
               void *user, char *why, size_t why_size);

#endif
