/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/intake.h"

#include "daemon/intake_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS INT64_C(1000000000)
#define REPLAY_ALIVE_NS (2 * SECOND_NS)
#define REPLAY_BACK_NS (2 * SECOND_NS)
#define SOURCE_HOLD_NS (2 * SECOND_NS)
#define MARK_TAG_NS (60 * SECOND_NS)

/* One datagram while it is taken apart. */
struct arrival {
    struct roster_moment at;
    const struct intake_source *from;
    bool replay, loopback;
};

struct intake *intake_new(const struct intake_settings *s, struct gait_ring *frames)
{
    struct intake *in = calloc(1, sizeof *in);
    if (!in)
        return NULL;
    in->settings = *s;
    in->outlet.ring = frames;
    in->stamp.roster = &in->roster;
    in->stamp.outlet = &in->outlet;
    in->stamp.jump_ns = (int64_t)(s->clock.jump_s * 1e9);
    in->settings.rule = NULL;
    size_t rules = (size_t)s->rules * sizeof *s->rule;
    struct intake_rule *rule = s->rules ? malloc(rules) : NULL;
    if ((s->rules && !rule) || roster_init(&in->roster, &s->clock) < 0) {
        free(rule);
        intake_free(in);
        return NULL;
    }
    if (rule)
        memcpy(rule, s->rule, rules);
    in->settings.rule = rule;
    return in;
}

void intake_free(struct intake *in)
{
    if (!in)
        return;
    roster_free(&in->roster);
    free((struct intake_rule *)in->settings.rule);
    free(in);
}

struct intake_counts intake_counts(const struct intake *in)
{
    struct intake_counts c = in->counts;
    c.samples = in->stamp.samples;
    c.lost = in->stamp.lost;
    c.ring_refused = in->outlet.refused_all;
    return c;
}

void intake_refuse(struct intake *in, enum decode_reason reason)
{
    in->counts.refused[reason]++;
    in->counts.late += reason == DECODE_LATE;
}

/* The place of a message's sensor, new or known; -1: refused and counted. */
static int find(struct intake *in, const struct decode_item *item, const struct arrival *a)
{
    struct roster_key key = {.dialect = item->dialect, .replay = a->replay};
    memcpy(key.runner, item->runner, sizeof key.runner);
    memcpy(key.id, item->id, sizeof key.id);
    if (!key.id[0])
        key.from = *a->from;
    int slot = roster_find(&in->roster, &key);
    if (slot < 0) {
        slot = roster_admit(&in->roster, &key, &a->at);
        if (slot < 0) {
            intake_refuse(in, DECODE_TOO_MANY_SENSORS);
            return -1;
        }
        roster_introduce(&in->roster.place[slot], &in->settings);
        in->roster.place[slot].address = a->from->address;
    }
    struct roster_place *p = &in->roster.place[slot];
    if (memcmp(&p->address, &a->from->address, sizeof p->address) != 0) {
        if (a->at.real_ns - p->seen.real_ns < SOURCE_HOLD_NS) {
            intake_refuse(in, DECODE_OTHER_SOURCE);
            return -1;
        }
        p->address = a->from->address;
    }
    p->seen = a->at;
    return slot;
}

static void settle_axes(struct roster_place *p)
{
    uint8_t axes = p->form_axes & p->said_axes ? p->form_axes & p->said_axes : p->form_axes;
    if (axes != p->is.axes)
        p->declared = false;
    p->is.axes = axes;
}

static void take_sample(struct intake *in, const struct decode_item *item, const struct arrival *a)
{
    int slot = find(in, item, a);
    if (slot < 0)
        return;
    struct roster_place *p = &in->roster.place[slot];
    p->form_axes = item->axes;
    settle_axes(p);
    if (!stamp_wire(&in->stamp, slot, item->tag, a->at.now_ns, item->u.sample.a_ms2,
                    item->u.sample.w_rads)) {
        intake_refuse(in, DECODE_LATE);
        return;
    }
    in->sampled = !a->replay;
    in->sampled_ns = a->at.real_ns;
}

static void take_about(struct intake *in, const struct decode_item *item, const struct arrival *a)
{
    int slot = find(in, item, a);
    if (slot < 0)
        return;
    struct roster_place *p = &in->roster.place[slot];
    const struct gait_sensor was = p->is;
    p->is.placement = item->u.about.placement;
    p->is.range_g = item->u.about.range_g;
    if (item->u.about.rate_hz > 0)
        p->is.rate_hz = item->u.about.rate_hz;
    roster_apply_rule(p);
    if (p->is.rate_hz > 0 && (p->is.rate_hz != was.rate_hz || !p->pace.told))
        pace_init(&p->pace, (double)p->is.rate_hz);
    p->said_axes = item->axes;
    if (p->form_axes)
        settle_axes(p);
    if (was.placement != p->is.placement || was.rate_hz != p->is.rate_hz ||
        was.range_g != p->is.range_g)
        p->declared = false;
}

/* From when on a mark or a speed counts. */
static int64_t holds_from(const struct intake *in, const struct decode_item *item,
                          const struct arrival *a)
{
    int64_t t = a->at.now_ns;
    if (!a->replay && in->replayed && a->at.real_ns - in->replay.real_ns < REPLAY_ALIVE_NS)
        t = in->replay.now_ns;
    if (a->loopback && !osc_tag_is_none(item->tag)) {
        int64_t stamp = osc_tag_unix_ns(item->tag);
        if (stamp - t <= MARK_TAG_NS && t - stamp <= MARK_TAG_NS)
            t = stamp;
    }
    return t;
}

void intake_finish(struct intake *in, enum gait_frame_kind kind, int64_t t_ns, bool replays)
{
    struct gait_frame f = {.kind = kind};
    f.u.end_ns = t_ns;
    outlet_push_or_hold(&in->outlet, &f);
    roster_end(&in->roster, replays);
}

/* The datagram is of a replay: from here on it arrives at its virtual time. */
static void begin_replay(struct intake *in, const struct decode_item *item, struct arrival *a)
{
    a->replay = true;
    a->at.now_ns = osc_tag_unix_ns(item->tag);
    if (in->replayed && a->at.now_ns < in->replay.now_ns - REPLAY_BACK_NS) {
        intake_finish(in, GAIT_FRAME_END, in->replay.now_ns, true);
        in->replayed = false;
    }
    if (!in->replayed || a->at.now_ns > in->replay.now_ns)
        in->replay.now_ns = a->at.now_ns;
    in->replay.real_ns = a->at.real_ns;
    in->replayed = true;
    in->counts.controls++;
}

static void end_replay(struct intake *in)
{
    in->counts.controls++;
    in->replayed = false;
    intake_finish(in, GAIT_FRAME_END, in->replay.now_ns, true);
}

static void subscribe(struct intake *in, const struct decode_item *item, const struct arrival *a)
{
    in->counts.controls++;
    in->subscribed = true;
    in->subscriber = *a->from;
    in->subscribe_s = item->u.seconds;
}

/* False: the rest of the datagram is not to be read. */
static bool take(struct intake *in, const struct osc_message *m, struct arrival *a)
{
    struct decode_item item;
    enum decode_reason reason;
    if (!decode_message(m, &item, &reason)) {
        intake_refuse(in, reason);
        return true;
    }
    bool allowed = true, more = true;
    switch (item.kind) {
    case DECODE_SAMPLE:
        take_sample(in, &item, a);
        break;
    case DECODE_ABOUT:
        take_about(in, &item, a);
        break;
    case DECODE_IGNORED:
        break;
    case DECODE_MARK:
        in->counts.controls++;
        intake_mark(in, holds_from(in, &item, a), item.u.surface);
        break;
    case DECODE_SPEED:
        in->counts.controls++;
        intake_speed(in, holds_from(in, &item, a), item.u.speed.speed_ms, item.u.speed.slope_deg);
        break;
    case DECODE_SUBSCRIBE:
        allowed = a->loopback;
        if (allowed)
            subscribe(in, &item, a);
        break;
    case DECODE_REPLAY:
        allowed = more = a->loopback && m->index == 0 && m->depth > 0;
        if (allowed)
            begin_replay(in, &item, a);
        break;
    case DECODE_REPLAY_END:
        allowed = a->replay;
        more = false;
        if (allowed)
            end_replay(in);
        break;
    }
    if (!allowed)
        intake_refuse(in, DECODE_NOT_ALLOWED);
    return more;
}

void intake_datagram(struct intake *in, const uint8_t *bytes, size_t size, bool truncated,
                     int64_t arrival_ns, const struct intake_source *from)
{
    struct osc_walk w;
    struct osc_message m;
    struct arrival a = {
        .at = {.now_ns = arrival_ns + in->settings.epoch_ns, .real_ns = arrival_ns},
        .from = from,
        .loopback = roster_is_loopback(&from->address),
    };
    in->subscribed = false;
    in->counts.datagrams++;
    in->counts.bytes += size;
    if (truncated) {
        in->counts.truncated++;
        intake_refuse(in, DECODE_TRUNCATED);
        return;
    }
    osc_walk_init(&w, bytes, size);
    while (osc_next(&w, &m)) {
        in->counts.messages++;
        if (!take(in, &m, &a))
            break;
    }
    for (int i = 0; i < OSC_REASONS; i++)
        in->counts.refused[i] += w.refused[i];
    in->counts.sloppy += w.sloppy;
}

bool intake_tick(struct intake *in, int64_t now_ns)
{
    if (!in->sampled || in->settings.quiet_ns == 0 ||
        now_ns - in->sampled_ns <= in->settings.quiet_ns)
        return false;
    in->sampled = false;
    intake_finish(in, GAIT_FRAME_QUIET, now_ns + in->settings.epoch_ns, false);
    return true;
}

bool intake_subscription(struct intake *in, struct intake_source *ret_from, int *ret_seconds)
{
    if (!in->subscribed)
        return false;
    in->subscribed = false;
    *ret_from = in->subscriber;
    *ret_seconds = in->subscribe_s;
    return true;
}
