/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sessions a verb is about. A word is a session's number (12), `last`, a day (2026-11-23, local
 * time), a range of days with both ends in it (2026-11-01..2026-11-23, either end may be left out),
 * `all`, or the folder of a recording, which is analysed and held in memory as a session of its
 * own. */
#ifndef CTL_WHICH_H
#define CTL_WHICH_H

#include "daemon/store.h"

struct which_one {
    struct store *store; /* whose session it is */
    struct store_session is;
};

struct which {
    struct store *kept;   /* the file; NULL: no word needed it */
    struct store *memory; /* recordings; NULL: none */
    int n;
    struct which_one *one; /* oldest first, each once; recordings in the order given */
};

/* No word: last. path: of the store, NULL: where it usually is. mode: of the file. 0, or -1 with one
 * sentence in why; nothing to free then. */
int which_find(struct which *w, const char *path, enum store_mode mode, char **words, int n,
               char *why, size_t why_size);
void which_free(struct which *w);

/* Whether there is a store; one sentence in why where there is none. */
bool which_kept(const char *path, char *why, size_t why_size);

/* Analyses a recording and keeps it as a session of this store, all of it or nothing. at_ns: when
 * it was made, Unix time of its 0; 0: 1970. The number of the new session, or -1 with one sentence
 * in why. Several runners, or a long rest, make several sessions: the number of the first. */
int64_t which_keep(struct store *s, const char *folder, int64_t at_ns, char *why, size_t why_size);

/* The same for who has the events of a recording: between _new and _end, which commits, the store is
 * in a transaction; _free without _end takes all back. _next: after _end, one `stored` event a new
 * session. */
struct which_keeper;
struct which_keeper *which_keeper_new(struct store *s, const char *folder, char *why,
                                      size_t why_size);
int which_keeper_take(struct which_keeper *k, const struct gait_event *e, char *why,
                      size_t why_size);
int which_keeper_end(struct which_keeper *k, char *why, size_t why_size);
bool which_keeper_next(struct which_keeper *k, struct gait_event *ret_stored);
void which_keeper_free(struct which_keeper *k); /* NULL is fine */

#endif
