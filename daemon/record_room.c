/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/record_room.h"

#include "daemon/log.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

void record_room_hold(FILE *capture)
{
    flock(fileno(capture), LOCK_EX | LOCK_NB); /* where it cannot be, the name is not either */
}

/* gaitd-YYYYMMDDTHHMMSSZ-PID; so named, the older sorts before the younger. */
static bool is_name(const char *name)
{
    static const char form[] = "gaitd-00000000T000000Z-0";
    size_t n = sizeof form - 2; /* up to the first digit of the PID */
    for (size_t i = 0; i < n; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)name[i]) : name[i] != form[i])
            return false;
    return name[n] && name[n + strspn(name + n, "0123456789")] == '\0';
}

static bool says_gaitd(int folder)
{
    char line[256];
    bool ours = false;
    int fd = openat(folder, "recording.ini", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    while (f && !ours && fgets(line, sizeof line, f))
        ours = strncmp(line, "source = gaitd", 14) == 0;
    if (f)
        fclose(f);
    return ours;
}

static bool is_held(int folder)
{
    int fd = openat(folder, "capture.osc", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno != ENOENT;
    bool held = flock(fd, LOCK_EX | LOCK_NB) < 0;
    close(fd);
    return held;
}

/* Whether a file is one that the recorder makes; adds up its size. */
static bool is_file(int folder, const char *name, uint64_t *bytes)
{
    struct stat st;
    const char *end = strrchr(name, '.');
    bool known = strcmp(name, "capture.osc") == 0 || strcmp(name, "marks.csv") == 0 ||
                 strcmp(name, "recording.ini") == 0 || (end && strcmp(end, ".wav") == 0);
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
        return false;
    *bytes += (uint64_t)st.st_size;
    if (strcmp(name, "recording.ini") == 0 && !says_gaitd(folder))
        return false;
    return known && (st.st_mode & S_IWUSR);
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Calls each for every entry, until it says false. False: it did, or the folder cannot be read. */
static bool for_each(int folder, bool each(int folder, const char *name, uint64_t *with),
                     uint64_t *with)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    bool ok = d != NULL;
    for (struct dirent *e; ok && (e = readdir(d));)
        ok = is_dots(e->d_name) || each(folder, e->d_name, with);
    if (d)
        closedir(d);
    return ok;
}

static bool remove_file(int folder, const char *name, uint64_t *unused)
{
    (void)unused;
    return unlinkat(folder, name, 0) == 0;
}

struct found {
    char name[64];
    uint64_t bytes;
    bool may_go;
};

static bool look(int parent, const char *name, struct found *ret)
{
    if (!is_name(name) || strlen(name) >= sizeof ret->name)
        return false;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return false;
    *ret = (struct found){0};
    strcpy(ret->name, name);
    ret->may_go = for_each(folder, is_file, &ret->bytes) && !is_held(folder);
    close(folder);
    return true;
}

static bool take_away(const char *path, int parent, const struct found *f)
{
    int folder = openat(parent, f->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool gone = folder >= 0 && for_each(folder, remove_file, NULL) &&
                unlinkat(parent, f->name, AT_REMOVEDIR) == 0;
    if (gone)
        log_line(LOG_NOTICE, "record: removed %s/%s, %.1f MB, the oldest, to make room", path,
                 f->name, (double)f->bytes * 1e-6);
    else
        log_line(LOG_WARNING, "record: %s/%s cannot be removed: %s", path, f->name,
                 strerror(errno));
    if (folder >= 0)
        close(folder);
    return gone;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

/* All recordings of ours; NULL: none, or no memory. */
static struct found *list(int parent, size_t *ret_n)
{
    struct found *all = NULL;
    int copy = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    *ret_n = 0;
    for (struct dirent *e; d && (e = readdir(d));) {
        struct found one;
        if (!look(parent, e->d_name, &one))
            continue;
        struct found *more = realloc(all, (*ret_n + 1) * sizeof *all);
        if (!more)
            break;
        all = more;
        all[(*ret_n)++] = one;
    }
    if (d)
        closedir(d);
    if (all)
        qsort(all, *ret_n, sizeof *all, by_name);
    return all;
}

int record_room_make(const char *path, uint64_t keep)
{
    int parent = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), removed = 0;
    uint64_t total = 0;
    size_t n;
    if (parent < 0)
        return 0;
    struct found *all = list(parent, &n);
    for (size_t i = 0; i < n; i++)
        total += all[i].bytes;
    for (size_t i = 0; i < n && total > keep; i++)
        if (all[i].may_go && take_away(path, parent, &all[i])) {
            total -= all[i].bytes;
            removed++;
        }
    free(all);
    close(parent);
    return removed;
}
