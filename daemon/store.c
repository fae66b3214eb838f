/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store.h"

#include "daemon/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 500 /* how long another program's transaction is waited for */

static const char *reason(struct sqlite3 *db)
{
    int system = sqlite3_system_errno(db);

    switch (sqlite3_errcode(db)) {
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program holds it locked";
    case SQLITE_READONLY:
        return "it may not be written to";
    case SQLITE_CORRUPT:
        return "it is damaged";
    case SQLITE_NOTADB:
        return "it is not an SQLite file";
    case SQLITE_NOMEM:
        return "no memory";
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return system ? strerror(system) : sqlite3_errmsg(db);
    default:
        return sqlite3_errmsg(db);
    }
}

int store_fail(struct store *s, const char *doing, char *why, size_t why_size)
{
    s->torn = true;
    snprintf(why, why_size, "%s: %s: %s", s->path, doing, s->db ? reason(s->db) : "no memory");
    return -1;
}

int store_run(struct store *s, const char *sql, char *why, size_t why_size)
{
    if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return store_fail(s, s->mode == STORE_WRITE ? "cannot be written" : "cannot be read", why,
                      why_size);
}

int store_prepare(struct store *s, const char *sql, struct sqlite3_stmt **ret, char *why,
                  size_t why_size)
{
    if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL) == SQLITE_OK)
        return 1;
    return store_fail(s, "cannot be read", why, why_size);
}

/* The folders above a file that is to be made. */
static void make_parents(const char *path)
{
    char *copy = strdup(path);
    for (char *c = copy ? strchr(copy + 1, '/') : NULL; c; c = strchr(c + 1, '/')) {
        *c = '\0';
        mkdir(copy, 0700); /* what is there, or cannot be made, shows when the file is opened */
        *c = '/';
    }
    free(copy);
}

/* What the system says of a file, in plainer words than SQLite does. */
static int look(struct store *s, char *why, size_t why_size)
{
    struct stat st;

    if (strcmp(s->path, ":memory:") == 0)
        return 0;
    if (s->mode == STORE_WRITE)
        make_parents(s->path);
    if (stat(s->path, &st) < 0) {
        if (errno == ENOENT && s->mode == STORE_WRITE)
            return 0;
        snprintf(why, why_size, "%s: %s", s->path, strerror(errno));
        return -1;
    }
    if (!S_ISREG(st.st_mode)) {
        snprintf(why, why_size, "%s: expected a file, this is %s", s->path,
                 S_ISDIR(st.st_mode) ? "a folder" : "none");
        return -1;
    }
    if (eaccess(s->path, s->mode == STORE_WRITE ? R_OK | W_OK : R_OK) < 0) {
        snprintf(why, why_size, "%s: %s", s->path, strerror(errno));
        return -1;
    }
    return 0;
}

/* A path as a URI for SQLite. immutable: nobody writes to it now. */
static char *uri_of(const char *path, bool immutable)
{
    char *uri = malloc(3 * strlen(path) + 32);
    size_t n = 0;

    if (!uri)
        return NULL;
    n += (size_t)sprintf(uri, "file:");
    for (; *path; path++)
        if (strchr("%?#", *path))
            n += (size_t)sprintf(uri + n, "%%%02x", (unsigned)*path);
        else
            uri[n++] = *path;
    strcpy(uri + n, immutable ? "?immutable=1" : "");
    return uri;
}

/* A file that is only read needs the shared memory beside it. Where its folder may not be written
 * to and no writer has left one there, the file as it lies is whole. */
static bool unshared(const struct store *s)
{
    char *wal = NULL;
    bool alone =
        s->mode == STORE_READ && asprintf(&wal, "%s-wal", s->path) > 0 && access(wal, F_OK) < 0;
    free(wal);
    return alone;
}

static int try_open(struct store *s, bool immutable)
{
    char *uri = uri_of(s->path, immutable);
    int flags =
        s->mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int code;

    if (!uri)
        return SQLITE_NOMEM;
    sqlite3_close(s->db);
    s->db = NULL;
    code = sqlite3_open_v2(strcmp(s->path, ":memory:") == 0 ? s->path : uri, &s->db,
                           flags | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX, NULL);
    free(uri);
    if (code != SQLITE_OK)
        return code;
    sqlite3_extended_result_codes(s->db, 0);
    sqlite3_busy_timeout(s->db, BUSY_MS);
    return sqlite3_exec(s->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
}

static struct store_inode inode_of(const char *path, const char *end)
{
    struct store_inode is = {0};
    struct stat st;
    char *whole = NULL;

    if (asprintf(&whole, "%s%s", path, end) > 0 && stat(whole, &st) == 0)
        is = (struct store_inode){st.st_dev, st.st_ino};
    free(whole);
    return is;
}

static bool same_inode(struct store_inode a, struct store_inode b)
{
    return a.device == b.device && a.inode == b.inode;
}

int store_open(const char *path, enum store_mode mode, struct store **ret, char *why,
               size_t why_size)
{
    struct store *s = calloc(1, sizeof *s);

    if (!s || !(s->path = strdup(path))) {
        free(s);
        snprintf(why, why_size, "%s: no memory", path);
        return -1;
    }
    s->mode = mode;
    s->claim_fd = -1;
    if (look(s, why, why_size) < 0)
        goto failed;
    int code = try_open(s, false);
    if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && unshared(s))
        code = try_open(s, true);
    if (code != SQLITE_OK) {
        store_fail(s, "cannot be opened", why, why_size);
        goto failed;
    }
    if (store_schema(s, why, why_size) < 0)
        goto failed;
    s->file = inode_of(s->path, "");
    s->log = inode_of(s->path, "-wal");
    *ret = s;
    return 0;
failed:
    store_close(s);
    return -1;
}

static bool log_there(const struct store *s)
{
    return s->log.inode == 0 || same_inode(s->log, inode_of(s->path, "-wal"));
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (int k = 0; k < GAIT_EVENTS; k++) {
        sqlite3_finalize(s->kind[k].insert);
        sqlite3_finalize(s->kind[k].remove);
    }
    sqlite3_finalize(s->newest);
    if (s->mode == STORE_WRITE && s->db && !log_there(s)) /* nobody else will find it */
        sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_close(s->db);
    if (s->claim_fd >= 0) /* not before: to close it ends the locks that SQLite has on the file */
        close(s->claim_fd);
    free(s->path);
    free(s);
}

int store_claim(struct store *s, char *why, size_t why_size)
{
    if (s->claim_fd >= 0 || strcmp(s->path, ":memory:") == 0)
        return 0;
    s->claim_fd = open(s->path, O_RDONLY | O_CLOEXEC);
    if (s->claim_fd >= 0 && flock(s->claim_fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    snprintf(why, why_size, "%s: %s", s->path,
             errno == EWOULDBLOCK ? "another gaitd keeps its sessions in it" : strerror(errno));
    return -1;
}

bool store_there(const struct store *s, char *why, size_t why_size)
{
    bool memory = strcmp(s->path, ":memory:") == 0;
    bool file = memory || same_inode(s->file, inode_of(s->path, ""));
    bool log = memory || log_there(s);

    if (!file || !log)
        snprintf(why, why_size, "%s%s: the file was taken away", s->path, file ? "-wal" : "");
    return file && log;
}

int store_begin(struct store *s, char *why, size_t why_size)
{
    if (store_run(s, "BEGIN IMMEDIATE", why, why_size) < 0)
        return -1;
    s->begun = true;
    s->torn = false;
    return 0;
}

void store_rollback(struct store *s)
{
    if (!sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    s->begun = false;
}

int store_commit(struct store *s, char *why, size_t why_size)
{
    int result = -1;

    if (s->torn)
        snprintf(why, why_size, "%s: cannot be written: a part of it failed", s->path);
    else
        result = store_run(s, "COMMIT", why, why_size);
    if (result < 0)
        store_rollback(s);
    s->begun = false;
    return result;
}

int store_enter(struct store *s, bool *ret_own, char *why, size_t why_size)
{
    *ret_own = !s->begun;
    return s->begun ? 0 : store_begin(s, why, why_size);
}

int store_leave(struct store *s, bool own, int result, char *why, size_t why_size)
{
    if (!own)
        return result;
    if (result < 0)
        store_rollback(s);
    else if (store_commit(s, why, why_size) < 0)
        return -1;
    return result;
}
