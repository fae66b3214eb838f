/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/intake.h"

#include "daemon/intake_parts.h"
#include "daemon/ximu3.h"

#include <stdlib.h>
#include <string.h>

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
    in->settings.rule = in->rule;
    limit_init(&in->limit, s->source_rate_max, (uint64_t)s->epoch_ns);
    if (s->rules > INTAKE_RULES_MAX || roster_init(&in->roster, &s->clock) < 0) {
        intake_free(in);
        return NULL;
    }
    if (s->rules > 0)
        memcpy(in->rule, s->rule, (size_t)s->rules * sizeof *s->rule);
    return in;
}

void intake_free(struct intake *in)
{
    if (!in)
        return;
    roster_free(&in->roster);
    free(in);
}

struct intake_counts intake_counts(const struct intake *in)
{
    struct intake_counts c = in->counts;
    c.samples = in->stamp.samples;
    c.lost = in->stamp.lost;
    c.duplicates = in->stamp.duplicates;
    c.ring_refused = in->outlet.refused_all;
    return c;
}

void intake_refuse(struct intake *in, enum decode_reason reason)
{
    in->counts.refused[reason]++;
    in->counts.late += reason == DECODE_LATE;
    if (in->arrival)
        intake_keep_case(in, reason);
}

void intake_finish(struct intake *in, enum gait_frame_kind kind, int64_t t_ns, bool replays)
{
    struct gait_frame f = {.kind = kind};
    f.u.end_ns = t_ns;
    intake_join_flush(in);
    stamp_flush(&in->stamp);
    outlet_push_or_hold(&in->outlet, &f);
    roster_end(&in->roster, replays);
    travel_end(&in->travel);
}

static bool take(struct intake *in, const struct osc_message *m, const struct decode_item *item,
                 struct intake_arrival *a);

static void take_ximu3(struct intake *in, const uint8_t *bytes, size_t size,
                       struct intake_arrival *a)
{
    static const struct osc_message none;
    struct ximu3_walk w = {.bytes = bytes, .size = size};
    struct decode_item item;
    enum decode_reason reason;
    bool taken;
    while (ximu3_next(&w, &item, &taken, &reason)) {
        in->counts.messages++;
        if (!taken)
            intake_refuse(in, reason);
        else
            take(in, &none, &item, a);
    }
    intake_settle(in, a);
}

/* What is not OSC cannot be an element of a replay's bundle, so it comes as the bytes of one. */
static void take_raw(struct intake *in, const struct osc_message *m, struct intake_arrival *a)
{
    size_t size;
    const uint8_t *bytes = osc_blob(m, 0, &size);
    if (!a->replay)
        intake_refuse(in, DECODE_NOT_ALLOWED);
    else if (ximu3_is(bytes, size))
        take_ximu3(in, bytes, size, a);
    else
        intake_refuse(in, DECODE_NOT_OSC);
}

/* False: the rest of the datagram is not to be read. */
static bool take(struct intake *in, const struct osc_message *m, const struct decode_item *item,
                 struct intake_arrival *a)
{
    switch (item->kind) {
    case DECODE_SAMPLE:
        intake_take_sample(in, item, a);
        return true;
    case DECODE_REPLAY_RAW:
        take_raw(in, m, a);
        return true;
    case DECODE_ABOUT:
        intake_take_about(in, item, a);
        return true;
    case DECODE_BATTERY:
    case DECODE_NAMED:
    case DECODE_GESTURE:
        intake_take_word(in, item, a);
        return true;
    default:
        return intake_take_control(in, m, item, a);
    }
}

static void take_osc(struct intake *in, const uint8_t *bytes, size_t size, struct intake_arrival *a)
{
    struct osc_walk w;
    struct osc_message m;
    struct decode_item item;
    enum decode_reason reason;
    bool more = true;
    osc_walk_init(&w, bytes, size);
    while (more && osc_next(&w, &m)) {
        in->counts.messages++;
        in->message = &m;
        if (decode_message(&m, &item, &reason))
            more = take(in, &m, &item, a);
        else
            intake_refuse(in, reason);
    }
    in->message = NULL;
    for (int i = 0; i < OSC_REASONS; i++) {
        in->counts.refused[i] += w.refused[i];
        if (w.refused[i])
            intake_keep_case(in, (enum decode_reason)i);
    }
    in->counts.sloppy += w.sloppy;
}

/* The head of what gaitctl replay sends; cheap, and only of this machine believed. */
static bool is_replay(const uint8_t *bytes, size_t size)
{
    return size >= 36 && memcmp(bytes, "#bundle", 8) == 0 &&
           memcmp(bytes + 20, "/gait/replay", 13) == 0;
}

/* Before anything is read. */
static bool within_limits(struct intake *in, const uint8_t *bytes, size_t size,
                          const struct intake_arrival *a)
{
    if (in->settings.source_rate_max <= 0 || (a->loopback && is_replay(bytes, size)))
        return true;
    switch (limit_ask(&in->limit, &a->from->address, a->from->port, a->at.real_ns)) {
    case LIMIT_TOO_FAST:
        intake_refuse(in, DECODE_TOO_FAST);
        return false;
    case LIMIT_TOO_MANY:
        intake_refuse(in, DECODE_TOO_MANY_SOURCES);
        return false;
    default:
        return true;
    }
}

static bool take_datagram(struct intake *in, bool truncated, struct intake_arrival *a)
{
    in->counts.datagrams++;
    in->counts.bytes += a->size;
    if (!within_limits(in, a->bytes, a->size, a))
        return false;
    stamp_due(&in->stamp, a->at.now_ns, false);
    if (truncated) {
        in->counts.truncated++;
        intake_refuse(in, DECODE_TRUNCATED);
    } else if (ximu3_is(a->bytes, a->size)) {
        a->foreign = true;
        take_ximu3(in, a->bytes, a->size, a);
    } else {
        take_osc(in, a->bytes, a->size, a);
    }
    intake_settle(in, a);
    return true;
}

bool intake_datagram(struct intake *in, const uint8_t *bytes, size_t size, bool truncated,
                     int64_t arrival_ns, const struct intake_source *from)
{
    struct intake_arrival a = {
        .at = {.now_ns = arrival_ns + in->settings.epoch_ns, .real_ns = arrival_ns},
        .from = from,
        .bytes = bytes,
        .size = size,
        .loopback = roster_is_loopback(&from->address),
    };
    in->subscribed[0] = in->subscribed[1] = false;
    in->arrival = &a;
    bool passed = take_datagram(in, truncated, &a);
    if (a.replay || !in->replayed) /* two time lines */
        intake_travel_due(in, a.at.now_ns);
    in->arrival = NULL;
    return passed;
}

bool intake_floods(struct intake *in)
{
    return in->settings.source_rate_max > 0 && limit_floods(&in->limit);
}

void intake_unseen(struct intake *in, uint64_t datagrams)
{
    in->counts.datagrams += datagrams;
    in->counts.refused[DECODE_TOO_FAST] += datagrams;
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
