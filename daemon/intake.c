/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/intake.h"

#include "daemon/intake_parts.h"

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
    c.duplicates = in->stamp.duplicates;
    c.ring_refused = in->outlet.refused_all;
    return c;
}

void intake_refuse(struct intake *in, enum decode_reason reason)
{
    in->counts.refused[reason]++;
    in->counts.late += reason == DECODE_LATE;
}

void intake_finish(struct intake *in, enum gait_frame_kind kind, int64_t t_ns, bool replays)
{
    struct gait_frame f = {.kind = kind};
    f.u.end_ns = t_ns;
    stamp_flush(&in->stamp);
    outlet_push_or_hold(&in->outlet, &f);
    roster_end(&in->roster, replays);
}

/* False: the rest of the datagram is not to be read. */
static bool take(struct intake *in, const struct osc_message *m, struct intake_arrival *a)
{
    struct decode_item item;
    enum decode_reason reason;
    if (!decode_message(m, &item, &reason)) {
        intake_refuse(in, reason);
        return true;
    }
    switch (item.kind) {
    case DECODE_SAMPLE:
        intake_take_sample(in, &item, a);
        return true;
    case DECODE_ABOUT:
        intake_take_about(in, &item, a);
        return true;
    default:
        return intake_take_control(in, m, &item, a);
    }
}

void intake_datagram(struct intake *in, const uint8_t *bytes, size_t size, bool truncated,
                     int64_t arrival_ns, const struct intake_source *from)
{
    struct osc_walk w;
    struct osc_message m;
    struct intake_arrival a = {
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
    stamp_due(&in->stamp, a.at.now_ns, false);
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
