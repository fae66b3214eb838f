/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the analysis said of a sensor last. */
struct found {
    bool used;
    uint64_t order; /* of its newest event: the oldest makes room */
    struct gait_event is;
};

struct board {
    int64_t looked_ns;
    uint64_t events;
    struct found found[GAIT_SENSORS_MAX];
    char at[GAIT_WHY_MAX];
    bool loopback_only;
    struct receive_heard heard;
};

struct board *board_new(void)
{
    struct board *b = calloc(1, sizeof *b);
    if (b)
        b->loopback_only = true;
    return b;
}

void board_free(struct board *b)
{
    free(b);
}

void board_listens(struct board *b, const char *at, bool loopback_only)
{
    size_t n = strnlen(at, sizeof b->at - 1);
    memcpy(b->at, at, n);
    b->at[n] = '\0';
    b->loopback_only = loopback_only;
}

static struct found *find(struct board *b, const char *runner, const char *sensor)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (b->found[i].used && strcmp(b->found[i].is.sensor, sensor) == 0 &&
            strcmp(b->found[i].is.runner, runner) == 0)
            return &b->found[i];
    return NULL;
}

void board_event(struct board *b, const struct gait_event *e)
{
    if (e->kind != GAIT_EVENT_SENSOR)
        return;
    struct found *f = find(b, e->runner, e->sensor);
    for (int i = 0; !f && i < GAIT_SENSORS_MAX; i++)
        if (!b->found[i].used)
            f = &b->found[i];
    if (!f) {
        f = b->found;
        for (int i = 1; i < GAIT_SENSORS_MAX; i++)
            if (b->found[i].order < f->order)
                f = &b->found[i];
    }
    *f = (struct found){.used = true, .order = ++b->events, .is = *e};
}

struct receive_heard *board_heard(struct board *b)
{
    return &b->heard;
}

/* What the intake cannot know. What a sensor was told to be holds over what was found. */
static void add_found(struct gait_event *e, const struct gait_event *found)
{
    if (e->u.heard.placement == GAIT_UNKNOWN) {
        e->u.heard.placement = found->u.sensor.is.placement;
        e->u.heard.placement_confidence = found->u.sensor.placement_confidence;
    }
    if (!(e->u.heard.range_g > 0)) {
        e->u.heard.range_g = found->u.sensor.is.range_g;
        e->u.heard.range_learned = found->u.sensor.range_learned;
    }
    e->u.heard.clipped_share = found->u.sensor.shortfall.clipped;
    memcpy(e->u.heard.up, found->u.sensor.up, sizeof e->u.heard.up);
    if (!*e->u.heard.why) {
        size_t n = strnlen(found->u.sensor.shortfall.why, sizeof e->u.heard.why - 1);
        memcpy(e->u.heard.why, found->u.sensor.shortfall.why, n);
        e->u.heard.why[n] = '\0';
    }
}

bool board_look(struct board *b)
{
    if (b->heard.at_ns == 0 || b->heard.at_ns == b->looked_ns)
        return false;
    b->looked_ns = b->heard.at_ns;
    for (int i = 0; i < b->heard.heards; i++) {
        struct gait_event *e = &b->heard.heard[i];
        const struct found *f = find(b, e->runner, e->sensor);
        if (f)
            add_found(e, &f->is);
    }
    memcpy(b->heard.listening.u.listening.at, b->at, sizeof b->at);
    b->heard.listening.u.listening.loopback_only = b->loopback_only;
    return true;
}

bool board_next(const struct board *b, int i, const struct gait_event **ret)
{
    const struct receive_heard *h = &b->heard;
    if (i < 0 || b->looked_ns == 0 || i > h->heards + h->refuseds)
        return false;
    *ret = i < h->heards                 ? &h->heard[i]
           : i < h->heards + h->refuseds ? &h->refused[i - h->heards]
                                         : &h->listening;
    return true;
}
