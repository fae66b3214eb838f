/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two threads and millions of records through a ring that is mostly full or mostly empty: every record that was accepted
 * comes out once, whole, in order. A plain main, because the thread sanitizer cannot start under Criterion.
 * stress_ring [records] */
#include <gait/ring.h>

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WORDS 12

struct record {
    uint64_t number, word[WORDS], sum;
};

struct stress {
    struct gait_ring *ring;
    uint64_t records, refused;
    atomic_bool done;
};

static uint64_t fill(struct record *r, uint64_t number)
{
    uint64_t x = number * 0x9e3779b97f4a7c15u + 1;
    r->number = number;
    r->sum = number;
    for (int i = 0; i < WORDS; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        r->word[i] = x;
        r->sum += x;
    }
    return r->sum;
}

static bool whole(const struct record *r)
{
    uint64_t sum = r->number;
    for (int i = 0; i < WORDS; i++)
        sum += r->word[i];
    return sum == r->sum;
}

static void *write_all(void *arg)
{
    struct stress *s = arg;
    struct record r;
    for (uint64_t i = 0; i < s->records; i++) {
        fill(&r, i);
        while (!gait_ring_push(s->ring, &r)) {
            s->refused++;
            sched_yield();
        }
    }
    atomic_store(&s->done, true);
    return NULL;
}

static const char *read_all(struct stress *s)
{
    struct record r, truth;
    for (uint64_t expected = 0; expected < s->records;) {
        struct gait_ring_state state = gait_ring_state(s->ring);
        if (state.fill > state.capacity || state.high_water > state.capacity)
            return "a state that cannot be";
        if (!gait_ring_pop(s->ring, &r)) {
            sched_yield();
            continue;
        }
        if (!whole(&r) || r.sum != fill(&truth, r.number))
            return "a torn record";
        if (r.number != expected++)
            return "a record out of order";
    }
    return gait_ring_pop(s->ring, &r) ? "a record too many" : NULL;
}

static bool run(size_t capacity, uint64_t records)
{
    struct stress s = {.ring = gait_ring_new(capacity, sizeof(struct record)), .records = records};
    struct timespec from, to;
    pthread_t writer;
    clock_gettime(CLOCK_MONOTONIC, &from);
    if (!s.ring || pthread_create(&writer, NULL, write_all, &s) != 0)
        return false;
    const char *fault = read_all(&s);
    if (fault) {
        printf("ring of %zu: %s\n", capacity, fault);
        exit(1);
    }
    pthread_join(writer, NULL);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double s_taken = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    bool counted = gait_ring_state(s.ring).refused == s.refused && atomic_load(&s.done);
    printf("ring of %zu: %" PRIu64 " records whole and in order, %" PRIu64 " refused, %.0f ns a record%s\n",
           capacity, records, s.refused, 1e9 * s_taken / (double)records,
           counted ? "" : ", REFUSALS MISCOUNTED");
    gait_ring_free(s.ring);
    return counted;
}

int main(int argc, char **argv)
{
    uint64_t records = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000000;
    bool ok = run(2, records) && run(64, records) && run(4096, records);
    return ok ? 0 : 1;
}
