/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main thread and the storing thread at once, for the thread sanitizer: what was acknowledged
 * only grows, and in the end everything is. */
#include "daemon/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STRIDES 5000

static int fail(const char *what)
{
    fprintf(stderr, "FAIL %s\n", what);
    return 1;
}

static int stress(const char *path)
{
    struct keep_settings set = {.path = path, .source = "live", .quiet_ns = INT64_MAX / 4};
    struct keep *k = keep_new(&set);
    struct gait_event e;
    uint32_t kept = 0;

    if (!k || keep_start(k) < 0)
        return fail("the thread does not start");
    for (int i = 0; i < STRIDES; i++) {
        e = (struct gait_event){
            .kind = GAIT_EVENT_STRIDE, .t_ns = i, .runner = "anna", .state = GAIT_RUN};
        keep_event(k, &e);
        while (keep_stored(k, &e)) {
            if (e.u.stored.strides < kept)
                return fail("an acknowledgement went back");
            kept = e.u.stored.strides;
        }
        if (keep_counts(k).lost > 0)
            return fail("an event was lost");
        if (i % 100 == 0)
            usleep(1000);
    }
    keep_stop(k);
    while (keep_stored(k, &e))
        kept = e.u.stored.strides;
    struct keep_counts n = keep_counts(k);
    keep_free(k);
    if (kept != STRIDES || n.strides != STRIDES || n.lost != 0)
        return fail("not all was acknowledged");
    printf("ok   %d strides from thread to thread into a file\n", STRIDES);
    return 0;
}

int main(void)
{
    static const char *const files[] = {"gaitd.db", "gaitd.db-wal", "gaitd.db-shm"};
    char folder[] = "/tmp/stress_keep.XXXXXX", path[64];

    if (!mkdtemp(folder))
        return fail("no folder in /tmp");
    snprintf(path, sizeof path, "%s/gaitd.db", folder);
    int code = stress(path);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
    return code;
}
