/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams on their way, in the order in which they will arrive. */
#ifndef CTL_REPLAY_QUEUE_H
#define CTL_REPLAY_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replay_letter {
    int64_t arrival_ns;
    uint64_t number; /* of those that arrive at one time, the one put first comes first */
    int sensor;
    size_t size;
    uint8_t bytes[];
};

/* Of zeros: empty. A heap that grows. */
struct replay_queue {
    struct replay_letter **letter;
    size_t count, room;
    uint64_t put;
};

/* Keeps a copy of the bytes. False: no memory. */
bool replay_queue_put(struct replay_queue *q, int64_t arrival_ns, int sensor, const uint8_t *bytes,
                      size_t size);

/* The first to arrive, taken out, if it does by until_ns; else NULL. To be freed. */
struct replay_letter *replay_queue_take(struct replay_queue *q, int64_t until_ns);

void replay_queue_free(struct replay_queue *q);

#endif
