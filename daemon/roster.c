/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/roster.h"

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

static bool same(const struct roster_key *a, const struct roster_key *b)
{
    return memcmp(a->id, b->id, sizeof a->id) == 0 &&
           memcmp(a->runner, b->runner, sizeof a->runner) == 0 && a->replay == b->replay &&
           a->from.port == b->from.port &&
           memcmp(&a->from.address, &b->from.address, sizeof a->from.address) == 0 &&
           strcmp(a->dialect, b->dialect) == 0;
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
        .clock = clock,
        .said_axes = 0x3f,
        .tag_ns = GAIT_NO_TIME,
        .device_ns = GAIT_NO_TIME,
        .t_ns = GAIT_NO_TIME,
    };
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
    char text[2 * GAIT_NAME_MAX];
    const uint8_t *b = from->address.s6_addr + 8;
    if (IN6_IS_ADDR_V4MAPPED(&from->address))
        snprintf(text, sizeof text, "%.8s-%u.%u.%u.%u:%u", dialect, b[4], b[5], b[6], b[7],
                 from->port);
    else
        snprintf(text, sizeof text, "%.5s-%x:%x:%x:%x:%u", dialect, b[0] << 8 | b[1],
                 b[2] << 8 | b[3], b[4] << 8 | b[5], b[6] << 8 | b[7], from->port);
    gait_name_copy(ret, text);
}

static const struct intake_rule *rule_for(const struct intake_settings *s, const char *id)
{
    for (int i = 0; i < s->rules; i++)
        if (strcmp(s->rule[i].id, id) == 0)
            return &s->rule[i];
    return NULL;
}

void roster_apply_rule(struct roster_place *p)
{
    const struct intake_rule *r = p->rule;
    if (r && r->runner[0])
        gait_name_copy(p->is.runner, r->runner);
    if (r && r->has_placement)
        p->is.placement = r->placement;
    if (r && r->rate_hz > 0)
        p->is.rate_hz = r->rate_hz;
    if (r && r->range_g > 0)
        p->is.range_g = r->range_g;
}

void roster_introduce(struct roster_place *p, const struct intake_settings *s)
{
    memset(&p->is, 0, sizeof p->is);
    gait_name_copy(p->is.dialect, p->key.dialect);
    gait_name_copy(p->is.runner, p->key.runner[0] ? p->key.runner : s->runner);
    if (p->key.id[0])
        gait_name_copy(p->is.id, p->key.id);
    else
        roster_source_name(p->is.id, p->key.dialect, &p->key.from);
    gait_placement_parse(p->is.id, &p->is.placement);
    p->rule = rule_for(s, p->is.id);
    roster_apply_rule(p);
    pace_init(&p->pace, (double)p->is.rate_hz);
}
