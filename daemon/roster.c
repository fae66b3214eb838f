/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/roster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int roster_init(struct roster *r, const struct gait_clock_settings *clock)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        r->place[i].clock = gait_clock_new(clock);
        if (!r->place[i].clock)
            return -1;
    }
    return 0;
}

void roster_free(struct roster *r)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        gait_clock_free(r->place[i].clock);
    memset(r, 0, sizeof *r);
}

/* Of names that are zero to the end; without a call, which takes longer than this. */
static bool same_name(const char a[GAIT_NAME_MAX], const char b[GAIT_NAME_MAX])
{
    uint64_t x[GAIT_NAME_MAX / 8], y[GAIT_NAME_MAX / 8], other = 0;
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    for (int i = 0; i < GAIT_NAME_MAX / 8; i++)
        other |= x[i] ^ y[i];
    return other == 0;
}

static bool same(const struct roster_key *a, const struct roster_key *b)
{
    return same_name(a->id, b->id) && same_name(a->runner, b->runner) && a->replay == b->replay &&
           a->from.port == b->from.port &&
           memcmp(&a->from.address, &b->from.address, sizeof a->from.address) == 0 &&
           (a->dialect == b->dialect || strcmp(a->dialect, b->dialect) == 0);
}

int roster_find(struct roster *r, const struct roster_key *key)
{
    if (r->place[r->last].used && same(&r->place[r->last].key, key))
        return r->last;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (r->place[i].used && same(&r->place[i].key, key))
            return r->last = i;
    return -1;
}

int roster_find_source(struct roster *r, struct roster_key *key, const struct intake_source *from,
                       const struct roster_moment *m)
{
    key->from = *from;
    int slot = roster_find(r, key);
    if (slot >= 0 || roster_is_loopback(&from->address))
        return slot;
    key->from.port = 0;
    slot = roster_find(r, key);
    if (slot < 0 || r->place[slot].from.port == from->port ||
        m->real_ns - r->place[slot].seen.real_ns >= ROSTER_HOLD_NS)
        return slot;
    key->from.port = from->port;
    return -1;
}

/* How long beyond its due a place has been idle; negative: it is live. A replay's own time counts
 * for a replay. */
static int64_t idle(const struct roster_place *p, bool replay, const struct roster_moment *m)
{
    int64_t due = p->samples < ROSTER_CONFIRMED ? ROSTER_UNCONFIRMED_NS : ROSTER_IDLE_NS;
    if (p->key.replay == replay)
        return m->now_ns - p->seen.now_ns - due;
    return m->real_ns - p->seen.real_ns - due;
}

static int choose(const struct roster *r, bool replay, const struct roster_moment *m)
{
    int best = -1;
    int64_t longest = 0;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        if (!r->place[i].used)
            return i;
        if (r->place[i].kept)
            continue;
        int64_t t = idle(&r->place[i], replay, m);
        if (t > longest) {
            longest = t;
            best = i;
        }
    }
    return best;
}

int roster_newcomers(const struct roster *r, const struct in6_addr *address, int64_t real_ns)
{
    int n = 0;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        const struct roster_place *p = &r->place[i];
        n += p->used && !p->kept && !p->key.replay && p->samples < ROSTER_CONFIRMED &&
             real_ns - p->seen.real_ns <= ROSTER_UNCONFIRMED_NS &&
             memcmp(&p->from.address, address, sizeof *address) == 0;
    }
    return n;
}

int roster_admit(struct roster *r, const struct roster_key *key, const struct roster_moment *m)
{
    int i = choose(r, key->replay, m);
    if (i < 0)
        return -1;
    struct gait_clock *clock = r->place[i].clock;
    gait_clock_reset(clock);
    r->place[i] = (struct roster_place){
        .used = true,
        .key = *key,
        .seen = *m,
        .sampled.now_ns = GAIT_NO_TIME,
        .battery = NAN,
        .battery_v = NAN,
        .tally.since_ns = GAIT_NO_TIME,
        .clock = clock,
        .said_axes = 0x3f,
        .tag_ns = GAIT_NO_TIME,
        .device_ns = GAIT_NO_TIME,
        .t_ns = GAIT_NO_TIME,
    };
    sent_init(&r->place[i].sent);
    join_init(&r->place[i].join);
    high_init(&r->place[i].high);
    return r->last = i;
}

void roster_end(struct roster *r, bool replays)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        r->place[i].declared = false;
        if (replays && r->place[i].key.replay)
            r->place[i].used = false;
    }
}

bool roster_is_loopback(const struct in6_addr *a)
{
    return IN6_IS_ADDR_LOOPBACK(a) || (IN6_IS_ADDR_V4MAPPED(a) && a->s6_addr[12] == 127);
}

void roster_source_name(char ret[GAIT_NAME_MAX], const char *dialect,
                        const struct intake_source *from)
{
    char text[2 * GAIT_NAME_MAX], port[8] = "";
    const uint8_t *b = from->address.s6_addr + 8;
    if (from->port)
        snprintf(port, sizeof port, ":%u", from->port);
    if (IN6_IS_ADDR_V4MAPPED(&from->address))
        snprintf(text, sizeof text, "%.8s-%u.%u.%u.%u%s", dialect, b[4], b[5], b[6], b[7], port);
    else
        snprintf(text, sizeof text, "%.5s-%x:%x:%x:%x%s", dialect, b[0] << 8 | b[1],
                 b[2] << 8 | b[3], b[4] << 8 | b[5], b[6] << 8 | b[7], port);
    gait_name_copy(ret, text);
}
