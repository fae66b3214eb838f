/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/which.h"

#include "ctl/local.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A search on its way. */
struct find {
    struct which *w;
    const char *asked; /* path of the store as it was given */
    enum store_mode mode;
    char path[PATH_MAX];
    struct store_session *all; /* of the file, oldest first */
    bool *taken;               /* of those */
    int n;
    char *why;
    size_t why_size;
};

bool which_kept(const char *path, char *why, size_t why_size)
{
    if (access(path, F_OK) == 0)
        return true;
    snprintf(why, why_size,
             "no run is kept yet (no file %s): gaitd keeps every run, and so does gaitctl run "
             "RECORDING --store FILE",
             path);
    return false;
}

static int open_kept(struct find *f)
{
    if (f->w->kept)
        return 0;
    if (!store_path(f->asked, f->path, sizeof f->path)) {
        snprintf(f->why, f->why_size, "the store's path is too long");
        return -1;
    }
    if (!which_kept(f->path, f->why, f->why_size))
        return -1;
    if (store_open(f->path, f->mode, &f->w->kept, f->why, f->why_size) < 0)
        return -1;
    f->n = store_sessions(f->w->kept, INT64_MIN, INT64_MAX, &f->all, f->why, f->why_size);
    if (f->n < 0)
        return -1;
    f->taken = calloc((size_t)f->n + 1, sizeof *f->taken);
    if (!f->taken) {
        snprintf(f->why, f->why_size, "out of memory");
        return -1;
    }
    if (f->n == 0) {
        snprintf(f->why, f->why_size, "no session in %s yet", f->path);
        return -1;
    }
    return 0;
}

static int take_number(struct find *f, const char *word)
{
    int64_t first = INT64_MAX, last = 0, asked = strtoll(word, NULL, 10);
    if (open_kept(f) < 0)
        return -1;
    for (int i = 0; i < f->n; i++) {
        int64_t id = f->all[i].id;
        first = id < first ? id : first;
        last = id > last ? id : last;
        if (id == asked) {
            f->taken[i] = true;
            return 0;
        }
    }
    snprintf(f->why, f->why_size, "no session %s in %s (it has %lld to %lld)", word, f->path,
             (long long)first, (long long)last);
    return -1;
}

static int take_from_to(struct find *f, int64_t from_ns, int64_t to_ns, const char *word)
{
    char day[LOCAL_MAX], last[LOCAL_MAX];
    int found = 0;
    if (open_kept(f) < 0)
        return -1;
    for (int i = 0; i < f->n; i++)
        if (f->all[i].begun_ns >= from_ns && f->all[i].begun_ns < to_ns) {
            f->taken[i] = true;
            found++;
        }
    if (found)
        return 0;
    snprintf(f->why, f->why_size, "no session of %s in %s (it has %s to %s)", word, f->path,
             local_day(day, f->all[0].begun_ns), local_day(last, f->all[f->n - 1].begun_ns));
    return -1;
}

/* 1: a day or a range of days; 0: neither; -1: one of it is no day. */
static int parse_days(struct find *f, const char *word, int64_t *ret_from_ns, int64_t *ret_to_ns)
{
    const char *dots = strstr(word, "..");
    const char *end = dots ? dots + 2 : word;
    size_t first = dots ? (size_t)(dots - word) : strlen(word);
    int64_t ignored;
    bool like_day = isdigit((unsigned char)(first ? *word : *end)) && strchr(word, '-') &&
                    strspn(word, "0123456789-.") == strlen(word);
    *ret_from_ns = INT64_MIN;
    *ret_to_ns = INT64_MAX;
    if (!like_day)
        return 0;
    if ((first && !local_day_parse(word, first, ret_from_ns, &ignored)) ||
        (*end && !local_day_parse(end, strlen(end), &ignored, ret_to_ns))) {
        snprintf(f->why, f->why_size,
                 "%s: no such day; a day is like 2026-11-23, days are like 2026-11-01..2026-11-23",
                 word);
        return -1;
    }
    if (*ret_from_ns < *ret_to_ns)
        return 1;
    snprintf(f->why, f->why_size, "%s: the first day is after the last", word);
    return -1;
}

static int add(struct which *w, struct store *store, const struct store_session *is)
{
    struct which_one *more = reallocarray(w->one, (size_t)w->n + 1, sizeof *more);
    if (!more)
        return -1;
    w->one = more;
    more[w->n++] = (struct which_one){.store = store, .is = *is};
    return 0;
}

static int take_recording(struct find *f, const char *folder)
{
    struct which *w = f->w;
    struct store_session is;
    if (!w->memory && store_open(":memory:", STORE_WRITE, &w->memory, f->why, f->why_size) < 0)
        return -1;
    int64_t id = which_keep(w->memory, folder, 0, f->why, f->why_size);
    if (id < 0 || store_session_get(w->memory, id, &is, f->why, f->why_size) < 0)
        return -1;
    if (add(w, w->memory, &is) == 0)
        return 0;
    snprintf(f->why, f->why_size, "out of memory");
    return -1;
}

static int take_word(struct find *f, const char *word)
{
    int64_t from_ns, to_ns;
    struct stat st;
    if (strcmp(word, "last") == 0) {
        if (open_kept(f) < 0)
            return -1;
        f->taken[f->n - 1] = true;
        return 0;
    }
    if (strcmp(word, "all") == 0)
        return take_from_to(f, INT64_MIN, INT64_MAX, word);
    if (*word && word[strspn(word, "0123456789")] == '\0')
        return take_number(f, word);
    int days = parse_days(f, word, &from_ns, &to_ns);
    if (days)
        return days < 0 ? -1 : take_from_to(f, from_ns, to_ns, word);
    if (stat(word, &st) == 0 && S_ISDIR(st.st_mode))
        return take_recording(f, word);
    snprintf(f->why, f->why_size,
             "%s is not a session: say a number, last, all, a day (2026-11-23), days "
             "(2026-11-01..2026-11-23) or the folder of a recording",
             word);
    return -1;
}

/* The file's come first, in their order; recordings were taken as they were found. */
static int gather(struct find *f)
{
    struct which *w = f->w;
    struct which recordings = {.n = w->n, .one = w->one};
    int fault = 0;
    w->n = 0;
    w->one = NULL;
    for (int i = 0; i < f->n && !fault; i++)
        if (f->taken[i])
            fault = add(w, w->kept, &f->all[i]);
    for (int i = 0; i < recordings.n && !fault; i++)
        fault = add(w, recordings.one[i].store, &recordings.one[i].is);
    free(recordings.one);
    if (fault)
        snprintf(f->why, f->why_size, "out of memory");
    return fault;
}

int which_find(struct which *w, const char *path, enum store_mode mode, char **words, int n,
               char *why, size_t why_size)
{
    struct find f = {.w = w, .asked = path, .mode = mode, .why = why, .why_size = why_size};
    int fault = 0;
    *w = (struct which){0};
    if (n == 0)
        fault = take_word(&f, "last");
    for (int i = 0; i < n && !fault; i++)
        fault = take_word(&f, words[i]);
    if (!fault)
        fault = gather(&f);
    free(f.all);
    free(f.taken);
    if (fault)
        which_free(w);
    return fault ? -1 : 0;
}

void which_free(struct which *w)
{
    store_close(w->kept);
    store_close(w->memory);
    free(w->one);
    *w = (struct which){0};
}
