/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/intake.h"
#include "daemon/stamp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS INT64_C(1000000000)
#define REPLAY_ALIVE_NS (2 * SECOND_NS)
#define REPLAY_BACK_NS (2 * SECOND_NS)
#define SOURCE_HOLD_NS (2 * SECOND_NS)
#define MARK_TAG_NS (60 * SECOND_NS)

struct intake {
    struct intake_settings settings;
    struct roster roster;
    struct outlet outlet;
    struct stamp stamp;
    struct intake_counts counts;
    bool replayed;               /* a replay was heard and has not ended */
    struct roster_moment replay; /* newest virtual time, last real arrival */
    bool subscribed;
    struct intake_source subscriber;
    int subscribe_s;
};

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

static void refuse(struct intake *in, enum decode_reason reason)
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
            refuse(in, DECODE_TOO_MANY_SENSORS);
            return -1;
        }
        roster_introduce(&in->roster.place[slot], &in->settings);
        in->roster.place[slot].address = a->from->address;
    }
    struct roster_place *p = &in->roster.place[slot];
    if (memcmp(&p->address, &a->from->address, sizeof p->address) != 0) {
        if (a->at.real_ns - p->seen.real_ns < SOURCE_HOLD_NS) {
            refuse(in, DECODE_OTHER_SOURCE);
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
                    item->u.sample.w_rads))
        refuse(in, DECODE_LATE);
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

static void take_mark(struct intake *in, const struct decode_item *item, const struct arrival *a)
{
    int64_t t = a->at.now_ns;
    if (!a->replay && in->replayed && a->at.real_ns - in->replay.real_ns < REPLAY_ALIVE_NS)
        t = in->replay.now_ns;
    if (a->loopback && !osc_tag_is_none(item->tag)) {
        int64_t stamp = osc_tag_unix_ns(item->tag);
        if (stamp - t <= MARK_TAG_NS && t - stamp <= MARK_TAG_NS)
            t = stamp;
    }
    in->counts.controls++;
    intake_mark(in, t, item->u.surface);
}

static void end_session(struct intake *in, int64_t t_ns, bool replays)
{
    struct gait_frame f = {.kind = GAIT_FRAME_END};
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
        end_session(in, in->replay.now_ns, true);
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
    end_session(in, in->replay.now_ns, true);
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
        refuse(in, reason);
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
        take_mark(in, &item, a);
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
        refuse(in, DECODE_NOT_ALLOWED);
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
        refuse(in, DECODE_TRUNCATED);
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

bool intake_subscription(struct intake *in, struct intake_source *ret_from, int *ret_seconds)
{
    if (!in->subscribed)
        return false;
    in->subscribed = false;
    *ret_from = in->subscriber;
    *ret_seconds = in->subscribe_s;
    return true;
}

int intake_declare(struct intake *in, const struct gait_sensor *s)
{
    struct roster_key key = {.dialect = "declared"};
    struct roster_moment now = {0};
    gait_name_copy(key.runner, s->runner);
    gait_name_copy(key.id, s->id);
    int slot = roster_find(&in->roster, &key);
    if (slot < 0)
        slot = roster_admit(&in->roster, &key, &now);
    if (slot < 0)
        return -1;
    struct roster_place *p = &in->roster.place[slot];
    roster_introduce(p, &in->settings);
    p->kept = true;
    p->is.placement = s->placement;
    p->is.rate_hz = s->rate_hz;
    p->is.range_g = s->range_g;
    p->is.axes = s->axes;
    gait_name_copy(p->is.dialect, s->dialect);
    roster_apply_rule(p);
    pace_init(&p->pace, (double)p->is.rate_hz);
    p->t_ns = GAIT_NO_TIME;
    p->owed = 0;
    stamp_declare(&in->stamp, slot);
    return slot;
}

void intake_sample(struct intake *in, int slot, int64_t t_ns, const float a_ms2[3],
                   const float w_rads[3])
{
    enum decode_reason reason = DECODE_UNDECLARED;
    for (int i = 0; i < 3; i++)
        if (isnan(a_ms2[i]) || isnan(w_rads[i]))
            return;
    bool known = slot >= 0 && slot < GAIT_SENSORS_MAX && in->roster.place[slot].used;
    if (!known || !decode_sample_ok(a_ms2, w_rads, &reason))
        refuse(in, reason);
    else if (!stamp_given(&in->stamp, slot, t_ns, a_ms2, w_rads))
        refuse(in, DECODE_LATE);
}

void intake_mark(struct intake *in, int64_t t_ns, const char *surface)
{
    struct gait_frame f = {.kind = GAIT_FRAME_MARK};
    f.u.mark.t_ns = t_ns;
    gait_name_copy(f.u.mark.surface, surface);
    outlet_push_or_hold(&in->outlet, &f);
}

void intake_end(struct intake *in, int64_t t_ns)
{
    end_session(in, t_ns, false);
}
