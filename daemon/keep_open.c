/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/config.h"
#include "daemon/keep.h"
#include "daemon/log.h"
#include "daemon/publish.h"
#include "daemon/store.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct keep *keep_open(const struct config *c)
{
    char path[4096];
    struct keep_settings s = {
        .path = path, .source = "live", .quiet_ns = llround(c->gait.session.quiet_s * 1e9)};

    if (!store_path(c->store.file, path, sizeof path)) {
        log_line(LOG_ERR, "store: the name of its file is too long");
        return NULL;
    }
    if (strcmp(path, "off") == 0)
        return NULL;
    struct keep *k = keep_new(&s);
    int error = k ? keep_start(k) : 0;
    if (!k || error < 0) {
        log_line(LOG_ERR, "store: %s", k ? strerror(-error) : "no memory");
        keep_free(k);
        return NULL;
    }
    return k;
}

void keep_publish(struct keep *k, struct publish *p, int64_t now_ns)
{
    struct gait_event e;
    while (k && keep_stored(k, &e))
        publish_event(p, &e, now_ns);
}

void keep_close(struct keep *k, struct publish *p, int64_t now_ns)
{
    if (!k)
        return;
    keep_stop(k);
    keep_publish(k, p, now_ns);
    struct keep_counts n = keep_counts(k);
    log_line(LOG_NOTICE, "store: %" PRIu64 " strides were kept, %" PRIu64 " events were lost",
             n.strides, n.lost);
    keep_free(k);
}
