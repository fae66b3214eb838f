/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/ring.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 2
#define CAPACITY_MAX ((size_t)1 << 24)
#define SIZE_MAX_BYTES 65536
#define LINE 64
#define PAGE 4096 /* or larger */

_Static_assert(ATOMIC_LONG_LOCK_FREE == 2, "the indices must be lock-free");

/* The indices count records since the beginning and wrap with their type, never with the capacity:
 * full and empty stay apart. A line of padding around each keeps the two threads off each other's
 * cache line wherever calloc puts it. */
struct gait_ring {
    size_t mask, size;
    char before[LINE];
    atomic_size_t head; /* writer's */
    atomic_size_t high_water;
    atomic_uint_fast64_t refused;
    char between[LINE];
    atomic_size_t tail; /* reader's */
    char after[LINE];
    unsigned char records[];
};

static size_t power_of_two_from(size_t n)
{
    size_t p = CAPACITY_MIN;
    while (p < n)
        p *= 2;
    return p;
}

struct gait_ring *gait_ring_new(size_t capacity, size_t size)
{
    if (capacity < CAPACITY_MIN || capacity > CAPACITY_MAX || size < 1 || size > SIZE_MAX_BYTES)
        return NULL;
    capacity = power_of_two_from(capacity);
    if (capacity > (SIZE_MAX - sizeof(struct gait_ring)) / size)
        return NULL;
    struct gait_ring *r = calloc(1, sizeof *r + capacity * size);
    if (!r)
        return NULL;
    r->mask = capacity - 1;
    r->size = size;
    return r;
}

void gait_ring_free(struct gait_ring *r)
{
    free(r);
}

void gait_ring_touch(struct gait_ring *r)
{
    volatile unsigned char *all = r->records; /* written, though it is zero already */
    for (size_t i = 0; i < (r->mask + 1) * r->size; i += PAGE)
        all[i] = 0;
}

bool gait_ring_push(struct gait_ring *r, const void *record)
{
    size_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
    size_t fill = head - atomic_load_explicit(&r->tail, memory_order_acquire);
    if (fill > r->mask) {
        atomic_fetch_add_explicit(&r->refused, 1, memory_order_relaxed);
        return false;
    }
    memcpy(r->records + (head & r->mask) * r->size, record, r->size);
    atomic_store_explicit(&r->head, head + 1, memory_order_release);
    if (fill + 1 > atomic_load_explicit(&r->high_water, memory_order_relaxed))
        atomic_store_explicit(&r->high_water, fill + 1, memory_order_relaxed);
    return true;
}

bool gait_ring_pop(struct gait_ring *r, void *ret_record)
{
    size_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
    if (tail == atomic_load_explicit(&r->head, memory_order_acquire))
        return false;
    memcpy(ret_record, r->records + (tail & r->mask) * r->size, r->size);
    atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
    return true;
}

struct gait_ring_state gait_ring_state(const struct gait_ring *r)
{
    size_t capacity = r->mask + 1;
    size_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);
    size_t fill = atomic_load_explicit(&r->head, memory_order_acquire) - tail;
    return (struct gait_ring_state){
        .capacity = capacity,
        .fill = fill < capacity ? fill : capacity, /* tail moved on between the two loads */
        .high_water = atomic_load_explicit(&r->high_water, memory_order_relaxed),
        .refused = atomic_load_explicit(&r->refused, memory_order_relaxed),
    };
}
