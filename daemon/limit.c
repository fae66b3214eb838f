/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/limit.h"

#include <string.h>

#define SECOND 1e9

void limit_init(struct limit *l, double rate_max, uint64_t seed)
{
    memset(l, 0, sizeof *l);
    l->rate_max = rate_max;
    l->seed = seed;
    memset(l->bucket, -1, sizeof l->bucket);
    for (int c = 0; c < 2; c++)
        l->newest[c] = l->oldest[c] = -1;
    l->filled_ns = INT64_MIN;
}

static unsigned hash(const struct limit *l, const struct in6_addr *address, uint16_t port)
{
    uint64_t half[2];
    memcpy(half, address->s6_addr, sizeof half);
    uint64_t h = (half[0] ^ l->seed) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 29 ^ half[1]) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 32 ^ port ^ l->seed) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)(h >> 40) % LIMIT_BUCKETS;
}

static bool is(const struct limit_place *p, const struct in6_addr *address, uint16_t port)
{
    return p->port == port && memcmp(&p->address, address, sizeof p->address) == 0;
}

static int find(struct limit *l, const struct in6_addr *address, uint16_t port)
{
    if (l->used > 0 && is(&l->place[l->last], address, port))
        return l->last;
    for (int i = l->bucket[hash(l, address, port)]; i >= 0; i = l->place[i].next)
        if (is(&l->place[i], address, port))
            return l->last = i;
    return -1;
}

static int class_of(const struct limit_place *p)
{
    return p->samples >= LIMIT_CONFIRMED;
}

static void unlink_place(struct limit *l, int i)
{
    struct limit_place *p = &l->place[i];
    int c = class_of(p);
    *(p->newer >= 0 ? &l->place[p->newer].older : &l->newest[c]) = p->older;
    *(p->older >= 0 ? &l->place[p->older].newer : &l->oldest[c]) = p->newer;
}

static void link_newest(struct limit *l, int i)
{
    struct limit_place *p = &l->place[i];
    int c = class_of(p);
    p->newer = -1;
    p->older = l->newest[c];
    *(p->older >= 0 ? &l->place[p->older].newer : &l->oldest[c]) = (int16_t)i;
    l->newest[c] = (int16_t)i;
}

static void touch(struct limit *l, int i)
{
    if (l->place[i].newer < 0)
        return;
    unlink_place(l, i);
    link_newest(l, i);
}

static double rate_of(const struct limit *l, const struct limit_place *p)
{
    return class_of(p) ? l->rate_max : l->rate_max / LIMIT_UNCONFIRMED;
}

/* What a bucket holds after a time; a source that trickles may always send one. */
static double fill(double tokens, double rate, int64_t ns)
{
    double most = rate * LIMIT_BURST_S > 1 ? rate * LIMIT_BURST_S : 1;
    tokens += ns > 0 ? rate * ((double)ns / SECOND) : 0;
    return tokens < most ? tokens : most;
}

static bool draw(double *tokens)
{
    if (*tokens < 1)
        return false;
    *tokens -= 1;
    return true;
}

static void fill_common(struct limit *l, int64_t now_ns)
{
    if (l->filled_ns == INT64_MIN) {
        l->shared = fill(0, l->rate_max / LIMIT_UNCONFIRMED, LIMIT_IDLE_NS);
        l->admissions = fill(0, LIMIT_NEW_PER_S, LIMIT_IDLE_NS);
        l->unconfirmed = fill(0, l->rate_max, LIMIT_IDLE_NS);
    } else if (now_ns > l->filled_ns) {
        int64_t ns = now_ns - l->filled_ns;
        l->shared = fill(l->shared, l->rate_max / LIMIT_UNCONFIRMED, ns);
        l->admissions = fill(l->admissions, LIMIT_NEW_PER_S, ns);
        l->unconfirmed = fill(l->unconfirmed, l->rate_max, ns);
    } else {
        return;
    }
    l->filled_ns = now_ns;
}

/* Takes a place out of the chain of its hash. */
static void forget(struct limit *l, int i)
{
    int16_t *at = &l->bucket[hash(l, &l->place[i].address, l->place[i].port)];
    while (*at != i)
        at = &l->place[*at].next;
    *at = l->place[i].next;
    unlink_place(l, i);
}

/* A place that may be given away, or -1. */
static int vacate(struct limit *l, int64_t now_ns)
{
    if (l->used < LIMIT_SOURCES)
        return l->used++;
    int i = l->oldest[0];
    if (i < 0 && now_ns - l->place[l->oldest[1]].seen_ns > LIMIT_IDLE_NS)
        i = l->oldest[1];
    if (i >= 0)
        forget(l, i);
    return i;
}

static int admit(struct limit *l, const struct in6_addr *address, uint16_t port, int64_t now_ns)
{
    int i = vacate(l, now_ns);
    if (i < 0)
        return -1;
    int16_t *chain = &l->bucket[hash(l, address, port)];
    l->place[i] = (struct limit_place){.address = *address,
                                       .port = port,
                                       .next = *chain,
                                       .seen_ns = now_ns,
                                       .tokens = fill(0, l->rate_max / LIMIT_UNCONFIRMED,
                                                      LIMIT_IDLE_NS)};
    *chain = (int16_t)i;
    link_newest(l, i);
    return l->last = i;
}

/* Within its own share: and within that of all such? */
static bool may_pass(struct limit *l, struct limit_place *p)
{
    if (class_of(p))
        return true;
    if (p->asked < LIMIT_FIRST) {
        p->asked++;
        return true;
    }
    return draw(&l->unconfirmed);
}

enum limit_answer limit_ask(struct limit *l, const struct in6_addr *address, uint16_t port,
                            int64_t now_ns)
{
    int i = find(l, address, port);
    fill_common(l, now_ns);
    if (i < 0 && l->admissions >= 1) {
        i = admit(l, address, port, now_ns);
        l->admissions -= i >= 0;
    }
    if (i < 0)
        return draw(&l->shared) ? LIMIT_PASS : LIMIT_TOO_MANY;
    struct limit_place *p = &l->place[i];
    int64_t ns = now_ns - p->seen_ns;
    p->tokens = fill(p->tokens, rate_of(l, p), ns);
    p->over -= ns > 0 ? l->rate_max * ((double)ns / SECOND) : 0;
    p->over = p->over > 0 ? p->over : 0;
    if (now_ns > p->seen_ns)
        p->seen_ns = now_ns;
    touch(l, i);
    if (draw(&p->tokens))
        return may_pass(l, p) ? LIMIT_PASS : LIMIT_TOO_MANY;
    p->over++;
    return LIMIT_TOO_FAST;
}

bool limit_floods(struct limit *l)
{
    struct limit_place *p = &l->place[l->last];
    if (l->used == 0 || p->over < l->rate_max * LIMIT_FLOOD_S)
        return false;
    p->over = 0;
    return true;
}

void limit_speak_for(struct limit *l, const struct in6_addr *address, uint16_t port,
                     int64_t now_ns, bool known)
{
    int i = find(l, address, port);
    if (i < 0)
        i = admit(l, address, port, now_ns);
    if (i < 0 || !known || class_of(&l->place[i]))
        return;
    struct limit_place *p = &l->place[i];
    if (p->samples + 1 < LIMIT_CONFIRMED) {
        p->samples++;
        return;
    }
    unlink_place(l, i);
    p->samples = LIMIT_CONFIRMED;
    p->tokens = fill(0, l->rate_max, LIMIT_IDLE_NS);
    link_newest(l, i);
}

int limit_live(const struct limit *l, int64_t now_ns, int64_t within_ns)
{
    int n = 0;
    for (int i = 0; i < l->used; i++)
        n += now_ns - l->place[i].seen_ns <= within_ns;
    return n;
}
