/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to the daemon over OSC: marks, speeds, subscriptions, replays. */
#include "daemon/intake_parts.h"

#define SECOND_NS INT64_C(1000000000)
#define REPLAY_ALIVE_NS (2 * SECOND_NS)
#define REPLAY_BACK_NS (2 * SECOND_NS)
#define MARK_TAG_NS (60 * SECOND_NS)

/* From when on a mark or a speed counts. */
static int64_t holds_from(const struct intake *in, const struct decode_item *item,
                          const struct intake_arrival *a)
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

/* The datagram is of a replay: from here on it arrives at its virtual time. */
static void begin_replay(struct intake *in, const struct decode_item *item, struct intake_arrival *a)
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
    stamp_due(&in->stamp, a->at.now_ns, true);
    in->counts.controls++;
}

static void end_replay(struct intake *in)
{
    in->counts.controls++;
    in->replayed = false;
    intake_finish(in, GAIT_FRAME_END, in->replay.now_ns, true);
}

static void subscribe(struct intake *in, const struct decode_item *item, const struct intake_arrival *a)
{
    in->counts.controls++;
    in->subscribed = true;
    in->subscriber = *a->from;
    in->subscribe_s = item->u.subscribe.seconds;
}

bool intake_take_control(struct intake *in, const struct osc_message *m,
                         const struct decode_item *item, struct intake_arrival *a)
{
    bool allowed = true, more = true;
    switch (item->kind) {
    case DECODE_MARK:
        in->counts.controls++;
        intake_mark(in, holds_from(in, item, a), item->u.surface);
        break;
    case DECODE_SPEED:
        in->counts.controls++;
        intake_speed(in, holds_from(in, item, a), item->u.speed.speed_ms, item->u.speed.slope_deg);
        break;
    case DECODE_SUBSCRIBE:
        allowed = a->loopback;
        if (allowed)
            subscribe(in, item, a);
        break;
    case DECODE_REPLAY:
        allowed = more = a->loopback && m->index == 0 && m->depth > 0;
        if (allowed)
            begin_replay(in, item, a);
        break;
    case DECODE_REPLAY_END:
        allowed = a->replay;
        more = false;
        if (allowed)
            end_replay(in);
        break;
    default: /* nothing to do */
        break;
    }
    if (!allowed)
        intake_refuse(in, DECODE_NOT_ALLOWED);
    return more;
}
