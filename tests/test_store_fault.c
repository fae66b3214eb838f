/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The n-th write or sync fails, for every n: what was acknowledged is in the file, once. */
#include "daemon/store.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"
#include "tests/help_vfs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define AT_NS INT64_C(1795000000000000000)
#define BATCHES 6
#define A_BATCH 5
#define WRITER 77

static char path[384], why[STORE_SENTENCE_MAX];

struct outcome {
    int64_t session; /* 0: not acknowledged */
    int strides;     /* acknowledged */
    int failures;
};

static int begin_session(struct store *s, struct outcome *o)
{
    struct store_session is = help_store_session("anna", AT_NS);
    int64_t id = 1; /* the first of a file, where it was taken after all */
    int begun = store_begin_batch(s, WRITER, -1, why, sizeof why);
    if (begun < 0 || (begun > 0 && (store_session_new(s, &is, &id, why, sizeof why) < 0 ||
                                    store_commit(s, why, sizeof why) < 0)))
        return -1;
    o->session = id;
    return 0;
}

static int batch(struct store *s, struct outcome *o)
{
    int begun = store_begin_batch(s, WRITER, o->strides, why, sizeof why);
    if (begun == 0) /* was taken after all */
        o->strides += A_BATCH;
    if (begun <= 0)
        return begun;
    for (int i = 0; i < A_BATCH; i++) {
        struct gait_event e = help_store_stride("anna", AT_NS + o->strides + i);
        if (store_event(s, o->session, &e, why, sizeof why) < 0) {
            store_rollback(s);
            return -1;
        }
    }
    if (store_commit(s, why, sizeof why) < 0)
        return -1;
    o->strides += A_BATCH;
    return 0;
}

static int go_on(struct store **s, struct outcome *o)
{
    if (!*s && store_open(path, STORE_WRITE, s, why, sizeof why) < 0)
        return -1;
    if (!o->session && begin_session(*s, o) < 0)
        return -1;
    while (o->strides < BATCHES * A_BATCH)
        if (batch(*s, o) < 0)
            return -1;
    return 0;
}

/* As the daemon does it: what failed is tried again from the last commit on, the file opened anew.
 */
static struct outcome work(int patience)
{
    struct outcome o = {0};
    struct store *s = NULL;

    while (go_on(&s, &o) < 0 && o.failures++ < patience) {
        cr_assert(strstr(why, path) == why, "%s", why);
        store_close(s);
        s = NULL;
    }
    store_close(s);
    return o;
}

struct seen {
    int n;
    bool wrong;
};

static bool look(void *user, const struct gait_event *e)
{
    struct seen *x = user;
    struct gait_event expected = help_store_stride("anna", AT_NS + x->n++);
    x->wrong |= help_store_differs(&expected, e) != NULL;
    return true;
}

/* Everything acknowledged is there, once and in order; a batch beyond may be there as a whole. */
static void judge(long n, const struct outcome *o)
{
    struct store *s;
    struct seen x = {0};
    struct store_session is;

    if (!o->session)
        return;
    cr_assert_str_eq(help_store_integrity(path), "ok", "after fault %ld", n);
    cr_assert_eq(store_open(path, STORE_WRITE, &s, why, sizeof why), 0, "after fault %ld: %s", n,
                 why);
    cr_assert_eq(store_session_get(s, o->session, &is, why, sizeof why), 1, "after fault %ld", n);
    store_read(s, o->session, GAIT_EVENT_STRIDE, look, &x, why, sizeof why);
    store_close(s);
    cr_assert_not(x.wrong, "after fault %ld", n);
    bool all = o->strides == BATCHES * A_BATCH;
    cr_assert(x.n == o->strides || (!all && x.n == o->strides + A_BATCH),
              "after fault %ld: %d of %d strides", n, x.n, o->strides);
    cr_assert_eq((int)is.strides, x.n);
}

static void remove_file(void)
{
    char name[400];
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void for_every_n(long times, enum help_vfs_fault fault)
{
    bool for_ever = times == HELP_VFS_FOR_EVER;

    help_scratch_make();
    help_vfs_use();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
    long n = 1, count = 1, failed = 0;
    for (; n <= count; n++) {
        remove_file();
        help_vfs_fail(n, times, fault);
        struct outcome o = work(for_ever ? 2 : 5 + (int)times);
        count = help_vfs_count();
        failed += help_vfs_failed() > 0;
        help_vfs_fail(0, 0, fault);
        judge(n, &o);
        if (!for_ever)
            cr_assert_eq(o.strides, BATCHES * A_BATCH, "after fault %ld: %s", n, why);
    }
    cr_assert_gt(failed, 30);
    fprintf(stderr, "faults at %ld places\n", failed);
    help_scratch_remove();
}

Test(store_fault, a_disk_that_fails_once_costs_nothing)
{
    for_every_n(1, HELP_VFS_ERROR);
}

Test(store_fault, a_disk_that_fails_a_few_times_costs_nothing)
{
    for_every_n(5, HELP_VFS_ERROR);
}

Test(store_fault, a_disk_that_fails_for_good_costs_nothing_that_was_acknowledged)
{
    for_every_n(HELP_VFS_FOR_EVER, HELP_VFS_ERROR);
}

Test(store_fault, a_disk_that_is_full_for_a_while_costs_nothing)
{
    for_every_n(7, HELP_VFS_FULL);
}

Test(store_fault, a_disk_that_is_full_for_good_costs_nothing_that_was_acknowledged)
{
    for_every_n(HELP_VFS_FOR_EVER, HELP_VFS_FULL);
}
