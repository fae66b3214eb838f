/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storing thread: what was published goes into a ring, and from there into the store, in
 * batches: a transaction a second, or when there are 2048 events or a session has ended. Only when a
 * commit has returned does a `stored` event come back. Nothing here holds up who publishes.
 *
 * One at a time keeps its sessions in a file: another one waits as below until the first has gone.
 *
 * A disk that is full or a file that is locked or damaged stops the storing, which is said once;
 * events wait in the ring, and are counted as lost where it is too small. The file is tried again
 * every second; when that goes well, it is said once, with the number lost. */
#ifndef DAEMON_KEEP_H
#define DAEMON_KEEP_H

#include <gait/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEP_BACKLOG 32768 /* events: some 50 minutes of three sensors */

struct keep_settings {
    const char *path;   /* as of store_open */
    const char *source; /* of the sessions, "live" */
    int64_t quiet_ns;   /* a session is over when there was no stride for so long */
    size_t backlog;     /* events, 0: KEEP_BACKLOG */
    int64_t retry_ns;   /* 0: a second */
    int64_t batch_ns;   /* longest wait of an event for its transaction, 0: a second */
};

struct keep;

/* NULL: no memory or no descriptor. */
struct keep *keep_new(const struct keep_settings *s);
int keep_start(struct keep *k); /* 0 or -errno */

/* Takes all that is in the ring, closes the sessions, and joins. What cannot be kept now is lost
 * and counted. */
void keep_stop(struct keep *k);
void keep_free(struct keep *k); /* after keep_stop, where it was started; NULL is fine */

/* One thread, the one that publishes. */
void keep_event(struct keep *k, const struct gait_event *e); /* NULL is fine */
int keep_ready_fd(const struct keep *k); /* readable when there are `stored` events */
bool keep_stored(struct keep *k, struct gait_event *e); /* false: no more */

/* Any thread. */
struct keep_counts {
    uint64_t strides; /* of running, kept */
    uint64_t lost;    /* events of all kinds */
    bool stopped;     /* waiting for the file */
};
struct keep_counts keep_counts(const struct keep *k);

/* For the daemon's main thread: started as configured, NULL where nothing is to be kept or where
 * that failed, which is logged: to measure comes first. */
struct config;
struct publish;
struct keep *keep_open(const struct config *c);
void keep_publish(struct keep *k, struct publish *p, int64_t now_ns); /* what was stored */

/* Stops, publishes the last of it, says what was kept and lost. NULL is fine for both. */
void keep_close(struct keep *k, struct publish *p, int64_t now_ns);

#endif
