/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to the daemon over OSC: marks, speeds, subscriptions, replays. */
#include "daemon/intake_parts.h"

#include <string.h>

#define SECOND_NS INT64_C(1000000000)
#define REPLAY_ALIVE_NS (2 * SECOND_NS)
#define REPLAY_BACK_NS (2 * SECOND_NS)
#define MARK_TAG_NS (60 * SECOND_NS)
#define MARKS_AT_ONCE 64
#define MARKS_HZ 4.0

bool intake_replaying(const struct intake *in, int64_t real_ns)
{
    return in->replayed && real_ns - in->replay.real_ns < REPLAY_ALIVE_NS;
}

/* From when on a mark or a speed counts. */
static int64_t holds_from(const struct intake *in, const struct decode_item *item,
                          const struct intake_arrival *a)
{
    int64_t t = a->at.now_ns;
    if (!a->replay && intake_replaying(in, a->at.real_ns))
        t = in->replay.now_ns;
    if (a->loopback && !osc_tag_is_none(item->tag)) {
        int64_t stamp = osc_tag_unix_ns(item->tag);
        if (stamp - t <= MARK_TAG_NS && t - stamp <= MARK_TAG_NS)
            t = stamp;
    }
    return t;
}

/* Each mark is an event to everybody and a row on the disk; a person makes few. */
static bool marks_too_often(struct intake *in, int64_t now_ns)
{
    double since_s = in->marks > 0 ? (double)(now_ns - in->marked_ns) * 1e-9 : 0;
    double less = since_s > 0 ? MARKS_HZ * since_s : 0;
    in->marks = in->marks > less ? in->marks - less : 0;
    in->marked_ns = now_ns;
    if (in->marks >= MARKS_AT_ONCE)
        return true;
    in->marks++;
    return false;
}

static void mark(struct intake *in, const struct decode_item *item, const struct intake_arrival *a)
{
    int64_t t_ns = holds_from(in, item, a);
    if (marks_too_often(in, a->at.now_ns)) {
        intake_refuse(in, DECODE_TOO_MANY_MARKS);
        return;
    }
    in->counts.controls++;
    intake_travel_mark(in, t_ns, item->u.surface);
    intake_mark(in, t_ns, item->u.surface);
}

/* The datagram is of a replay: from here on it arrives at its virtual time. */
static void begin_replay(struct intake *in, const struct decode_item *item,
                         struct intake_arrival *a)
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

static void subscribe(struct intake *in, const struct decode_item *item,
                      const struct intake_arrival *a)
{
    in->counts.controls++;
    bool sensors = item->u.subscribe.sensors;
    in->subscribed[sensors] = true;
    in->subscription[sensors] = (struct intake_subscription){
        .from = *a->from, .seconds = item->u.subscribe.seconds, .sensors = sensors};
}

bool intake_subscription(struct intake *in, struct intake_subscription *ret)
{
    for (int i = 0; i < 2; i++)
        if (in->subscribed[i]) {
            in->subscribed[i] = false;
            *ret = in->subscription[i];
            return true;
        }
    return false;
}

static int rule_of(const struct intake *in, const char *id)
{
    for (int i = 0; i < in->settings.rules; i++)
        if (strcmp(in->rule[i].id, id) == 0)
            return i;
    return -1;
}

bool intake_rule_set(struct intake *in, const struct intake_rule *r)
{
    int i = rule_of(in, r->id);
    if (i < 0 && in->settings.rules == INTAKE_RULES_MAX)
        return false;
    if (i < 0)
        i = in->settings.rules++;
    in->rule[i] = *r;
    for (int k = 0; k < GAIT_SENSORS_MAX; k++)
        if (in->roster.place[k].used)
            roster_obey(&in->roster.place[k], &in->settings);
    return true;
}

bool intake_ruled(struct intake *in, struct intake_rule *ret)
{
    for (int i = 0; in->ruled && i < in->settings.rules; i++)
        if (in->unkept[i]) {
            in->unkept[i] = false;
            *ret = in->rule[i];
            return true;
        }
    in->ruled = false;
    return false;
}

/* The rule that somebody means by a sensor's name, its id, or what it was renamed to; a new one
 * where there is none. */
static struct intake_rule rule_meant(const struct intake *in, const char *who)
{
    struct intake_rule r = {0};
    int i = rule_of(in, who);
    for (int k = 0; k < GAIT_SENSORS_MAX && i < 0; k++) {
        const struct roster_place *p = &in->roster.place[k];
        if (p->used && p->rule && strcmp(p->is.id, who) == 0)
            i = (int)(p->rule - in->rule);
    }
    for (int k = 0; k < in->settings.rules && i < 0; k++)
        if (strcmp(in->rule[k].name, who) == 0)
            i = k;
    if (i >= 0)
        return in->rule[i];
    gait_name_copy(r.id, who);
    return r;
}

/* True: a name that a sensor or a rule other than this one has. */
static bool is_taken(const struct intake *in, const struct intake_rule *r, const char *name)
{
    for (int i = 0; i < in->settings.rules; i++)
        if (strcmp(in->rule[i].id, r->id) != 0 &&
            (strcmp(in->rule[i].id, name) == 0 || strcmp(in->rule[i].name, name) == 0))
            return true;
    for (int k = 0; k < GAIT_SENSORS_MAX; k++) {
        const struct roster_place *p = &in->roster.place[k];
        bool own = p->rule ? strcmp(p->rule->id, r->id) == 0
                           : strcmp(p->id, r->id) == 0 || strcmp(p->name, r->id) == 0;
        if (p->used && !own && strcmp(p->is.id, name) == 0)
            return true;
    }
    return false;
}

/* What somebody of this machine says of a sensor: where it is worn, or its name. Placed as unknown
 * it is as it says itself again; so it is where its name is to be none, or its id. What a replay
 * says was said of another day: it is obeyed, and not kept. */
static void rule(struct intake *in, const struct decode_item *item, bool replay)
{
    struct intake_rule r = rule_meant(in, item->u.place.id);
    const char *name = item->u.place.name;
    if (item->kind == DECODE_PLACE) {
        r.placement = item->u.place.placement;
        r.has_placement = r.placement != GAIT_UNKNOWN;
    } else if (!*name || strcmp(name, r.id) == 0) {
        memset(r.name, 0, sizeof r.name);
    } else if (is_taken(in, &r, name)) {
        intake_refuse(in, DECODE_BAD_NAME);
        return;
    } else {
        gait_name_copy(r.name, name);
    }
    if (!intake_rule_set(in, &r)) {
        intake_refuse(in, DECODE_TOO_MANY_SENSORS);
        return;
    }
    in->counts.controls++;
    if (!replay)
        in->unkept[rule_of(in, r.id)] = in->ruled = true;
}

/* What stands beside a replay's datagram, not in it: there it is something that a stranger once
 * sent to who recorded it. */
static bool is_of_envelope(const struct osc_message *m)
{
    return m->index == 1 && m->depth == 1;
}

bool intake_take_control(struct intake *in, const struct osc_message *m,
                         const struct decode_item *item, struct intake_arrival *a)
{
    bool allowed = true, more = true;
    switch (item->kind) {
    case DECODE_MARK:
        mark(in, item, a);
        break;
    case DECODE_SPEED:
        in->counts.controls++;
        intake_travel_speed(in, item, a->from, holds_from(in, item, a));
        break;
    case DECODE_POSITION:
        in->counts.controls++;
        intake_travel_position(in, item, a->from, holds_from(in, item, a));
        break;
    case DECODE_SUBSCRIBE:
        allowed = a->loopback;
        if (allowed && !a->replay) /* who was told in a replay's own day is not there now */
            subscribe(in, item, a);
        break;
    case DECODE_FROM:
        allowed = a->replay && is_of_envelope(m);
        if (allowed) {
            a->said = item->u.from;
            a->from = &a->said;
            a->loopback = roster_is_loopback(&a->said.address);
        }
        break;
    case DECODE_PLACE:
    case DECODE_NAME:
        allowed = a->loopback;
        if (allowed)
            rule(in, item, a->replay);
        break;
    case DECODE_REPLAY:
        allowed = more = a->loopback && m->index == 0 && m->depth == 1;
        if (allowed)
            begin_replay(in, item, a);
        break;
    case DECODE_REPLAY_END:
        allowed = a->replay && is_of_envelope(m);
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
