/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_queue.h"

#include <stdlib.h>
#include <string.h>

static bool before(const struct replay_letter *a, const struct replay_letter *b)
{
    return a->arrival_ns != b->arrival_ns ? a->arrival_ns < b->arrival_ns : a->number < b->number;
}

static bool has_room(struct replay_queue *q)
{
    if (q->count < q->room)
        return true;
    size_t room = q->room ? 2 * q->room : 256;
    struct replay_letter **more = realloc(q->letter, room * sizeof *more);
    if (!more)
        return false;
    q->letter = more;
    q->room = room;
    return true;
}

bool replay_queue_put(struct replay_queue *q, int64_t arrival_ns, int sensor, const uint8_t *bytes,
                      size_t size)
{
    struct replay_letter *l = has_room(q) ? malloc(sizeof *l + size) : NULL;
    if (!l)
        return false;
    l->arrival_ns = arrival_ns;
    l->number = q->put++;
    l->sensor = sensor;
    l->size = size;
    memcpy(l->bytes, bytes, size);
    size_t i = q->count++;
    for (; i > 0 && before(l, q->letter[(i - 1) / 2]); i = (i - 1) / 2)
        q->letter[i] = q->letter[(i - 1) / 2];
    q->letter[i] = l;
    return true;
}

struct replay_letter *replay_queue_take(struct replay_queue *q, int64_t until_ns)
{
    if (q->count == 0 || q->letter[0]->arrival_ns > until_ns)
        return NULL;
    struct replay_letter *first = q->letter[0], *last = q->letter[--q->count];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < q->count) {
        if (child + 1 < q->count && before(q->letter[child + 1], q->letter[child]))
            child++;
        if (!before(q->letter[child], last))
            break;
        q->letter[i] = q->letter[child];
        i = child;
    }
    q->letter[i] = last;
    return first;
}

void replay_queue_free(struct replay_queue *q)
{
    while (q->count > 0)
        free(q->letter[--q->count]);
    free(q->letter);
    *q = (struct replay_queue){0};
}
