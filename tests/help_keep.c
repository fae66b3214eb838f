/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_keep.h"

#include "daemon/wake.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct help_keep help_keep;

static void must(bool held, const char *what)
{
    if (held)
        return;
    dprintf(1, "FAIL  %s\n", what);
    abort();
}

void help_keep_log(const char *path)
{
    snprintf(help_keep.log, sizeof help_keep.log, "%s", path);
    must(freopen(path, "w", stderr) != NULL, "no log");
    setvbuf(stderr, NULL, _IONBF, 0);
}

void help_keep_begin(void)
{
    memset(&help_keep, 0, sizeof help_keep);
    help_scratch_make();
    snprintf(help_keep.path, sizeof help_keep.path, "%s/gaitd.db", help_scratch());
    help_keep_log(help_scratch_path("log"));
}

void help_keep_end(void)
{
    if (help_keep.k)
        keep_stop(help_keep.k);
    keep_free(help_keep.k);
    help_scratch_remove();
}

void help_keep_start(size_t backlog)
{
    struct keep_settings s = {.path = help_keep.path,
                              .source = "live",
                              .quiet_ns = INT64_C(300000000000),
                              .backlog = backlog,
                              .retry_ns = 50000000,
                              .batch_ns = 50000000};
    help_keep.k = keep_new(&s);
    must(help_keep.k && keep_start(help_keep.k) == 0, "the storing thread does not start");
}

void help_keep_strides(int n)
{
    for (int i = 0; i < n; i++) {
        struct gait_event e = help_store_stride("anna", HELP_KEEP_AT_NS + help_keep.made++);
        keep_event(help_keep.k, &e);
    }
}

int help_keep_acknowledged(int wanted)
{
    struct gait_event e;

    if (wanted == 0)
        help_keep.newest = 0;
    for (int i = 0; i < 2000 && help_keep.newest < wanted; i++) {
        struct pollfd p = {.fd = keep_ready_fd(help_keep.k), .events = POLLIN};
        poll(&p, 1, 10);
        wake_clear(p.fd);
        while (keep_stored(help_keep.k, &e)) {
            must((int)e.u.stored.strides >= help_keep.newest, "an acknowledgement went back");
            help_keep.newest = (int)e.u.stored.strides;
        }
    }
    return help_keep.newest;
}

void help_keep_wait_for_stop(bool stopped)
{
    for (int i = 0; i < 2000 && keep_counts(help_keep.k).stopped != stopped; i++)
        usleep(10000);
    must(keep_counts(help_keep.k).stopped == stopped,
         stopped ? "it goes on storing" : "it does not go on storing");
}

int help_keep_said(const char *words)
{
    char line[2048];
    int n = 0;
    FILE *f = fopen(help_keep.log, "r");
    while (f && fgets(line, sizeof line, f))
        n += strstr(line, words) != NULL;
    if (f)
        fclose(f);
    return n;
}

struct seen {
    int n;
    int64_t newest_ns;
    bool wrong;
};

static bool look(void *user, const struct gait_event *e)
{
    struct seen *x = user;
    struct gait_event expected = help_store_stride("anna", e->t_ns);
    x->wrong |= e->t_ns <= x->newest_ns || help_store_differs(&expected, e) != NULL;
    x->newest_ns = e->t_ns;
    x->n++;
    return true;
}

int help_keep_kept(struct store_session *ret)
{
    char why[STORE_SENTENCE_MAX];
    struct store *s;
    struct store_session *all;
    struct seen x = {0};

    must(store_open(help_keep.path, STORE_READ, &s, why, sizeof why) == 0, why);
    int n = store_sessions(s, INT64_MIN, INT64_MAX, &all, why, sizeof why);
    must(n >= 1, "there is no session");
    *ret = all[n - 1];
    store_read(s, ret->id, GAIT_EVENT_STRIDE, look, &x, why, sizeof why);
    free(all);
    store_close(s);
    must(!x.wrong, "a stride came twice, or is not whole");
    must((int)ret->strides == x.n, "the session counts other strides");
    return x.n;
}
