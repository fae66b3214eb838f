/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which session an event belongs to: takes what was found in the order in which it was published
 * and writes it into a store. A session begins at its runner's `session` event, or at the first
 * running stride where there was none, and ends at the `session` event that says so. What came
 * before and still holds (sensors, surface, speed) is kept with it, and how the runner moved
 * before: the last changes of gait, standing from when the first sensor was heard; and the landings
 * of its first strides, which are known before these. Several runners
 * at once; what is of no runner (a mark) is kept with all of them.
 *
 * A plain value: a copy taken before a transaction puts things back where the transaction failed.
 * One thread. */
#ifndef DAEMON_DIARY_H
#define DAEMON_DIARY_H

#include "daemon/store.h"

#include <stdbool.h>

#define DIARY_RUNNERS_MAX 32
#define DIARY_CLOSED_MAX 64
#define DIARY_IMPACTS 32 /* remembered from before a session, of all runners */
#define DIARY_GAITS                                                                                \
    16 /* changes of gait remembered from before a session: the walk to its start                  \
        */

struct diary_runner {
    char name[GAIT_NAME_MAX];
    int64_t session;       /* 0: none is open */
    int64_t begun_ns;      /* of it */
    int64_t newest_ns;     /* of its running strides, GAIT_NO_TIME: none */
    int64_t until_ns;      /* taken up again after a crash: waits so long; else GAIT_NO_TIME */
    uint32_t strides;      /* running ones that are kept */
    bool split;            /* taken up again: results of a part are not its results */
    bool news;             /* to be acknowledged */
    enum gait_state state; /* now */
    int gaits;
    struct diary_gait { /* since the last session */
        int64_t t_ns;
        enum gait_state state;
    } gait[DIARY_GAITS];
};

struct diary {
    char source[256];
    int64_t quiet_ns; /* a session that has had no stride for so long is over */
    struct diary_runner runner[DIARY_RUNNERS_MAX];
    int runners;
    struct gait_event sensor[GAIT_SENSORS_MAX]; /* newest of each */
    int sensors;
    struct gait_event impact[DIARY_IMPACTS]; /* of those who are in no session; oldest first */
    int impacts;
    struct gait_event surface, speed; /* newest; kind is GAIT_EVENT_STEP where there is none */
    struct diary_stored {
        int runner;
        int64_t session, newest_ns;
        uint32_t strides;
    } closed[DIARY_CLOSED_MAX]; /* with news, since the last commit */
    int closeds;
    uint64_t strides; /* running ones that were kept */
};

void diary_begin(struct diary *d, const char *source, int64_t quiet_ns);

/* The functions below: 0, or -1 with one sentence in why; call them within a transaction. */

/* Sessions of this source that were left open: they are closed at their newest stride, unless that
 * is less than quiet_ns from now_ns (Unix time): then their runner goes on in the same session. */
int diary_recover(struct diary *d, struct store *s, int64_t now_ns, char *why, size_t why_size);

/* After a store was opened again: forgets open sessions that it does not have. */
int diary_check(struct diary *d, struct store *s, char *why, size_t why_size);

/* Is this event of use to diary_take? */
bool diary_wants(const struct gait_event *e);

int diary_take(struct diary *d, struct store *s, const struct gait_event *e, char *why,
               size_t why_size);

/* Closes those that were taken up again and in which nobody went on. */
int diary_tick(struct diary *d, struct store *s, int64_t now_ns, char *why, size_t why_size);

/* Closes all that are open. */
int diary_end(struct diary *d, struct store *s, char *why, size_t why_size);

/* After the commit: what is kept now, one `stored` event a runner with news; false after the last.
 */
bool diary_stored(struct diary *d, struct gait_event *ret);

#endif
