/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, kept: an SQLite file of sessions and of every event that belongs to one. One
 * table a kind of event, one column a field that daemon/fields.h names, so that what is published,
 * kept and exported is one thing. Times are INTEGER ns, texts TEXT, everything else REAL or
 * INTEGER; a value that was not measured is NULL. Derived fields (stride_ms, contact_ms, duty) are
 * not kept. WAL, synchronous=FULL: what a transaction that returned has written survives a power
 * cut.
 *
 * PRAGMA user_version is the version of the schema; older files are migrated when they are opened
 * for writing, newer ones refused. Any thread, one at a time; several programs may have the file
 * open. Only store*.c see sqlite3.h. */
#ifndef DAEMON_STORE_H
#define DAEMON_STORE_H

#include <gait/types.h>

#include <stdbool.h>
#include <stddef.h>

#define STORE_SENTENCE_MAX 512

struct store;

enum store_mode {
    STORE_READ,  /* the file must exist; never written to */
    STORE_WRITE, /* made where there is none, migrated where it is old */
};

/* path: a file, or ":memory:". 0, or -1 with one sentence in why (path and reason). */
int store_open(const char *path, enum store_mode mode, struct store **ret, char *why,
               size_t why_size);
void store_close(struct store *s); /* NULL is fine */

/* For who leaves sessions open in it: 0, or -1 with one sentence where another program has claimed
 * the file; until store_close, or the end of the process. */
int store_claim(struct store *s, char *why, size_t why_size);

/* False, with one sentence: the file or its log was taken away or replaced, what is written goes
 * nowhere. Then close it at once: what was in the log gets into the file where it is there. */
bool store_there(const struct store *s, char *why, size_t why_size);

/* Where sessions are kept: explicit_path where it is given, else $GAITD_STORE, else
 * $STATE_DIRECTORY/gaitd.db, else (an existing) $XDG_STATE_HOME/gaitd/gaitd.db (or
 * ~/.local/state/...), else (an existing) /var/lib/gaitd/gaitd.db, else the person's own. False:
 * too long. */
bool store_path(const char *explicit_path, char *ret, size_t size);

struct store_session {
    int64_t id; /* 1, 2, .. never used again */
    char runner[GAIT_NAME_MAX];
    int64_t begun_ns, ended_ns; /* ended: GAIT_NO_TIME while it is open */
    int64_t newest_ns;          /* of its strides; GAIT_NO_TIME: none */
    uint32_t strides;           /* of running, of all sensors */
    char shoes[GAIT_NAME_MAX];  /* "": not said */
    char source[256];           /* "live", or the recording it came from */
};

/* Every function below: 0 or more, or -1 with one sentence in why. Writing is atomic: all of one
 * call, or nothing; between store_begin and store_commit, all of that: once one call failed, so
 * does the commit, and a commit that failed leaves nothing open. */
int store_begin(struct store *s, char *why, size_t why_size);
int store_commit(struct store *s, char *why, size_t why_size);
void store_rollback(struct store *s);

/* A commit that failed may be in the file all the same: where the disk failed while it was written,
 * and again while that was taken back. So who tries again begins like this. writer: a number of its
 * own; batch: the same as long as it is the same transaction, another for the next. 1: begun; 0:
 * the file has this batch, and nothing is begun. */
int store_begin_batch(struct store *s, int64_t writer, int64_t batch, char *why, size_t why_size);

int store_session_new(struct store *s, const struct store_session *is, int64_t *ret_id, char *why,
                      size_t why_size);
/* Sets begun, ended, shoes and source of an existing one. */
int store_session_set(struct store *s, const struct store_session *is, char *why, size_t why_size);

/* Kinds that are kept: stride, impact, gait, surface, speed, gap, sensor, spectrum, summary, drift,
 * and a comparison that is final. */
bool store_keeps(const struct gait_event *e);

/* Adds an event to a session: 1, or 0 where this kind is not kept. summary, comparison (not
 * so_far), drift, spectrum, sensor: takes the place of the one of the same measure, surface(s) or
 * sensor. */
int store_event(struct store *s, int64_t session, const struct gait_event *e, char *why,
                size_t why_size);

/* Forgets the summaries, comparisons, drifts of a session: its strides were changed. */
int store_forget_results(struct store *s, int64_t session, char *why, size_t why_size);

/* From <= contact < to: this surface from now on, with its speed where it is not NaN. Returns how
 * many strides (of all sensors) were changed; the results are forgotten, the marks (and the speeds,
 * where one is given) are as if this had been said during the run. A surface's spectrum goes by its
 * new name where all of it has one, and is forgotten where a part has. */
int store_relabel(struct store *s, int64_t session, int64_t from_ns, int64_t to_ns,
                  const char *surface, float speed_ms, char *why, size_t why_size);

/* Sessions with begun_ns in from .. to (to excluded), oldest first; *ret is the caller's to free,
 * the number is returned. */
int store_sessions(struct store *s, int64_t from_ns, int64_t to_ns, struct store_session **ret,
                   char *why, size_t why_size);
int store_session_get(struct store *s, int64_t id, struct store_session *ret, char *why,
                      size_t why_size); /* 1: found, 0: there is none */

/* Every event of one kind of a session in the order in which they were kept (which is the order in
 * which they were published). take returns false to stop. Returns how many were given. */
typedef bool store_take(void *user, const struct gait_event *e);
int store_read(struct store *s, int64_t session, enum gait_event_kind kind, store_take *take,
               void *user, char *why, size_t why_size);

/* Shoes a runner has: name, since when, distance and landings before they were known here. */
struct store_shoes {
    char name[GAIT_NAME_MAX], runner[GAIT_NAME_MAX];
    int64_t since_ns;
    double before_km;
    bool retired;
};
int store_shoes_set(struct store *s, const struct store_shoes *is, char *why, size_t why_size);
int store_shoes(struct store *s, struct store_shoes **ret, char *why, size_t why_size);

#endif
