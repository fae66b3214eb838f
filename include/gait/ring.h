/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A single-writer single-reader lock-free ring of whole records of one size: a record is either
 * wholly there or not at all. A full ring refuses the newest record and counts it (Lamport 1977;
 * C11 acquire and release, one cache line each for the two indices). One thread pushes, one thread
 * pops; the state may be read by any thread. Nothing allocates after gait_ring_new. */
#ifndef GAIT_RING_H
#define GAIT_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gait_ring;

struct gait_ring_state {
    size_t capacity;
    size_t fill;       /* records in it now */
    size_t high_water; /* most that were ever in it */
    uint64_t refused;  /* records it was too full for */
};

/* capacity: records, rounded up to a power of two, 2 .. 2^24; size: bytes of a record, 1 .. 65536.
 * NULL: no memory or out of range. */
struct gait_ring *gait_ring_new(size_t capacity, size_t size);
void gait_ring_free(struct gait_ring *r);

/* Has all of an empty ring's memory in place from here on: no push waits for a page of it, and a
 * program that runs grows no more by what goes through. Before either thread begins. */
void gait_ring_touch(struct gait_ring *r);

/* Writer thread. False: full, the record was refused and counted. */
bool gait_ring_push(struct gait_ring *r, const void *record);

/* Reader thread. False: empty, *ret_record untouched. */
bool gait_ring_pop(struct gait_ring *r, void *ret_record);

struct gait_ring_state gait_ring_state(const struct gait_ring *r);

#endif
