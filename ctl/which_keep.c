/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/analyse.h"
#include "ctl/which.h"
#include "daemon/diary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct which_keeper {
    struct store *store;
    struct diary diary;
};

/* A recording's folder in full, so that it is found again from elsewhere. */
static void source_of(const char *folder, char *ret, size_t size)
{
    char *full = realpath(folder, NULL);
    snprintf(ret, size, "%s", full && strlen(full) < size ? full : folder);
    free(full);
}

struct which_keeper *which_keeper_new(struct store *s, const char *folder, char *why,
                                      size_t why_size)
{
    struct which_keeper *k = calloc(1, sizeof *k);
    char source[sizeof k->diary.source];

    if (!k) {
        snprintf(why, why_size, "%s: no memory", folder);
        return NULL;
    }
    source_of(folder, source, sizeof source);
    diary_begin(&k->diary, source, 0);
    k->store = s;
    if (store_begin(s, why, why_size) == 0)
        return k;
    free(k);
    return NULL;
}

int which_keeper_take(struct which_keeper *k, const struct gait_event *e, char *why,
                      size_t why_size)
{
    return diary_take(&k->diary, k->store, e, why, why_size);
}

int which_keeper_end(struct which_keeper *k, char *why, size_t why_size)
{
    struct store *s = k->store;

    if (diary_end(&k->diary, s, why, why_size) < 0)
        return -1;
    k->store = NULL; /* a commit that failed leaves nothing open either */
    return store_commit(s, why, why_size);
}

bool which_keeper_next(struct which_keeper *k, struct gait_event *ret_stored)
{
    return diary_stored(&k->diary, ret_stored);
}

void which_keeper_free(struct which_keeper *k)
{
    if (k && k->store)
        store_rollback(k->store);
    free(k);
}

struct keeping {
    struct which_keeper *keeper;
    char *why;
    size_t why_size;
    int result;
};

static void take(void *user, const struct gait_event *e)
{
    struct keeping *k = user;
    if (k->result == 0)
        k->result = which_keeper_take(k->keeper, e, k->why, k->why_size);
}

int64_t which_keep(struct store *s, const char *folder, int64_t at_ns, char *why, size_t why_size)
{
    struct keeping k = {.why = why, .why_size = why_size};
    struct config *c = malloc(sizeof *c);
    struct gait_event kept;
    int64_t id = -1;

    k.keeper = which_keeper_new(s, folder, why, why_size);
    if (!k.keeper || !c) {
        if (k.keeper)
            snprintf(why, why_size, "%s: no memory", folder);
    } else {
        config_default(c);
        if (analyse_folder(folder, c, at_ns, take, &k, why, why_size) == 0 && k.result == 0 &&
            which_keeper_end(k.keeper, why, why_size) == 0) {
            while (which_keeper_next(k.keeper, &kept))
                if (id < 0 || kept.u.stored.session < id)
                    id = kept.u.stored.session;
            if (id < 0)
                snprintf(why, why_size, "%s: nobody runs in this recording", folder);
        }
    }
    which_keeper_free(k.keeper);
    free(c);
    return id;
}
