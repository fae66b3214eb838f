/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the store share: see daemon/store.h. */
#ifndef DAEMON_STORE_PARTS_H
#define DAEMON_STORE_PARTS_H

#include "daemon/fields.h"
#include "daemon/store.h"

#include <stdint.h>

#define STORE_VERSION 1
#define STORE_SQL_MAX 4096
#define STORE_COLUMN_MAX 48

/* Of one kind of event: what is kept of it, and how. */
struct store_kind {
    int n; /* 0: this kind is not kept */
    const struct field *field[FIELDS_MAX];
    uint64_t there; /* bit i: the file has this column */
    bool table;     /* the file has the table */
    struct sqlite3_stmt *insert, *remove;
};

struct store {
    struct sqlite3 *db;
    char *path;
    enum store_mode mode;
    struct store_inode {
        uint64_t device, inode; /* 0: none */
    } file, log;                /* as they were opened */
    int claim_fd;               /* -1: not claimed */
    bool begun;             /* between store_begin and store_commit */
    bool torn;              /* something failed since store_begin */
    struct store_kind kind[GAIT_EVENTS];
    struct sqlite3_stmt *newest; /* counts a stride */
};

/* One sentence from what SQLite said last. Returns -1. */
int store_fail(struct store *s, const char *doing, char *why, size_t why_size);

/* Runs statements that give no rows. */
int store_run(struct store *s, const char *sql, char *why, size_t why_size);

/* 1: *ret is a fresh statement; -1. */
int store_prepare(struct store *s, const char *sql, struct sqlite3_stmt **ret, char *why,
                  size_t why_size);

/* Around what writes by itself when no transaction is open. store_leave takes its result and
 * returns it, or -1 where the commit failed. */
int store_enter(struct store *s, bool *ret_own, char *why, size_t why_size);
int store_leave(struct store *s, bool own, int result, char *why, size_t why_size);

/* Makes the tables, adds what is missing, or only looks where the file is read. */
int store_schema(struct store *s, char *why, size_t why_size);

/* The column of a field: a time is kept in ns. */
void store_column(const struct field *f, char ret[STORE_COLUMN_MAX]);

/* The fields that tell which earlier event of this kind an event takes the place of; 0: none, it is
 * added. */
int store_key(const struct store *s, enum gait_event_kind kind, const struct field *ret_key[3]);

#endif
