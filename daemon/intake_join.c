/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the parts of a sensor's messages to its samples in SI: join, sent, high; then to stamp. */
#include "daemon/intake_parts.h"

#include <math.h>
#include <string.h>

/* The message of the datagram that carries this sensor's acceleration, or else its first one. */
static bool find_message(const struct intake *in, const struct roster_place *p,
                         struct osc_message *ret)
{
    struct osc_walk w;
    struct osc_message m;
    struct decode_item item;
    enum decode_reason why;
    bool any = false;
    osc_walk_init(&w, in->arrival->bytes, in->arrival->size);
    while (osc_next(&w, &m)) {
        bool its = decode_message(&m, &item, &why) && item.kind == DECODE_SAMPLE &&
                   item.u.sample.parts & (DECODE_A | DECODE_LINEAR) &&
                   strcmp(item.id, p->key.id) == 0;
        if (!any || its)
            *ret = m;
        if (its)
            return true;
        any = true;
    }
    return any;
}

/* A sample is refused while its message is read, or when its datagram has been. */
void intake_refuse_of(struct intake *in, struct roster_place *p, enum decode_reason reason)
{
    struct osc_message m;
    bool over = in->arrival && !in->message && !in->arrival->foreign;
    if (over && find_message(in, p, &m))
        in->message = &m;
    intake_refuse(in, reason);
    if (over)
        in->message = NULL;
    roster_count_refused(p, reason);
}

/* Declares the sensor again where what it measures is other than before. */
static void settle(struct roster_place *p, uint8_t form_axes)
{
    p->form_axes = form_axes;
    uint8_t axes = form_axes & p->said_axes ? form_axes & p->said_axes : form_axes;
    float range_g = high_holds(&p->high) ? p->high.range_g : roster_range_g(p);
    if (axes != p->is.axes || range_g != p->is.range_g)
        p->declared = false;
    p->is.axes = axes;
    p->is.range_g = range_g;
}

static void give(struct intake *in, int slot, const struct join_sample *x)
{
    struct roster_place *p = &in->roster.place[slot];
    struct stamp_sample s = {
        .device_ns = x->from.device_ns, .wrap_ns = x->from.wrap_ns, .after = x->after};
    memcpy(s.a_ms2, x->a, sizeof s.a_ms2);
    memcpy(s.w_rads, x->w, sizeof s.w_rads);
    settle(p, x->axes);
    roster_count_motion(p, s.a_ms2, x->from.now_ns);
    if (!stamp_wire(&in->stamp, slot, &s, x->from.now_ns)) {
        intake_refuse_of(in, p, DECODE_LATE);
        return;
    }
    if (!p->key.replay)
        limit_speak_for(&in->limit, &p->from.address, p->from.port, p->seen.real_ns,
                        p->samples >= ROSTER_CONFIRMED);
    roster_count_sample(p, &p->seen);
    in->sampled = !p->key.replay;
    in->sampled_ns = p->seen.real_ns;
}

static void scale(float x[3], double si)
{
    for (int i = 0; i < 3; i++)
        x[i] = (float)((double)x[i] * si);
}

static bool convert_a(struct intake *in, struct roster_place *p, struct join_sample *x)
{
    struct gait_unit *found = &p->sent.found_a;
    double si = sent_a_ms2(&p->sent, roster_unit_a(p), p->rule ? p->rule->range_g : 0);
    if (sent_asks_a(&p->sent, roster_unit_a(p))) {
        if (gait_unit_push(found, x->from.now_ns, x->a))
            roster_words(p);
        si = found->si;
    }
    if (si == 1)
        return true;
    if (si == 0) {
        bool free = found->state == GAIT_UNIT_NO_GRAVITY;
        intake_refuse_of(in, p, free ? DECODE_NO_GRAVITY : DECODE_NO_UNIT);
        return false;
    }
    scale(x->a, si);
    return true;
}

static void convert_w(struct roster_place *p, struct join_sample *x)
{
    struct gait_unit_rate *found = &p->sent.found_w;
    double si = sent_w_rads(&p->sent, roster_unit_w(p));
    if (si == 1)
        return;
    if (si == 0 && gait_unit_rate_push(found, x->from.now_ns, x->a, x->w))
        roster_words(p);
    if (si == 0)
        si = found->si;
    if (si == 0)
        x->axes &= 0x07;
    scale(x->w, si);
}

/* True: the sample is in SI, and can be. */
static bool convert(struct intake *in, struct roster_place *p, struct join_sample *x)
{
    enum decode_reason reason;
    if (!convert_a(in, p, x))
        return false;
    if (x->axes & 0x38)
        convert_w(p, x);
    if (decode_sample_ok(x->a, x->w, &reason))
        return true;
    intake_refuse_of(in, p, reason);
    return false;
}

/* Samples that are known to be missing. */
static void lose(struct intake *in, struct roster_place *p, uint32_t n)
{
    p->owed += n;
    p->tally.lost += n;
    in->stamp.lost += n;
}

/* Passes on what is complete; all: what is not, too. */
static void pass(struct intake *in, int slot, int64_t now_ns, bool all)
{
    struct roster_place *p = &in->roster.place[slot];
    struct join_sample x;
    while (join_next(&p->join, now_ns, &x)) {
        if (!convert(in, p, &x))
            continue;
        if (p->high.n == 0)
            give(in, slot, &x);
        else
            high_push(&p->high, &x);
        while (high_next(&p->high, roster_range_g(p), now_ns, all, &x))
            give(in, slot, &x);
    }
    while (p->high.waits && high_next(&p->high, roster_range_g(p), now_ns, all, &x))
        give(in, slot, &x);
    for (; p->join.no_gravity; p->join.no_gravity--)
        intake_refuse_of(in, p, DECODE_NO_GRAVITY);
    if (p->join.broken && p->device_ns == GAIT_NO_TIME) /* else its clock tells */
        lose(in, p, p->join.broken);
    if (p->high.dropped)
        lose(in, p, p->high.dropped);
    p->join.broken = p->high.dropped = 0;
    uint32_t bit = UINT32_C(1) << slot;
    in->waiting = p->join.n || p->high.waits ? in->waiting | bit : in->waiting & ~bit;
}

/* What most sensors send: one whole sample in SI, checked as it was decoded, and nothing to wait
 * for. */
static bool give_straight(struct intake *in, int slot, const struct decode_sample *x,
                          const struct join_from *from)
{
    struct roster_place *p = &in->roster.place[slot];
    struct join_sample s;
    if (x->unit_a != DECODE_SI || x->unit_w != DECODE_SI || p->high.n || *roster_unit_a(p) ||
        *roster_unit_w(p) || !join_straight(&p->join, x, from, (int64_t)p->pace.period_ns, &s))
        return false;
    give(in, slot, &s);
    return true;
}

void intake_join(struct intake *in, int slot, const struct decode_item *item,
                 const struct intake_arrival *a)
{
    struct roster_place *p = &in->roster.place[slot];
    const struct decode_sample *x = &item->u.sample;
    struct join_from from = {item->device_ns, item->wrap_ns, a->at.now_ns, in->counts.datagrams};
    if (sent_learn(&p->sent, x))
        roster_words(p);
    if (give_straight(in, slot, x, &from))
        return;
    if (x->parts & DECODE_HIGH)
        for (int i = 0; i < x->count; i++)
            high_take(&p->high, x->a[i], i + 1 < x->count ? GAIT_NO_TIME : from.device_ns,
                      a->at.now_ns, x->high_g);
    else if (!join_take(&p->join, x, &from, (int64_t)p->pace.period_ns))
        intake_refuse_of(in, p, DECODE_REPEATED);
    pass(in, slot, a->at.now_ns, false);
}

void intake_settle(struct intake *in, const struct intake_arrival *a)
{
    for (uint32_t left = in->waiting; left; left &= left - 1) {
        int slot = __builtin_ctz(left);
        struct roster_place *p = &in->roster.place[slot];
        if (p->key.replay != a->replay)
            continue;
        join_close(&p->join);
        pass(in, slot, a->at.now_ns, false);
    }
}

void intake_join_flush(struct intake *in)
{
    for (uint32_t left = in->waiting; left; left &= left - 1) {
        int slot = __builtin_ctz(left);
        join_flush(&in->roster.place[slot].join);
        pass(in, slot, in->roster.place[slot].seen.now_ns, true);
    }
    in->waiting = 0;
}
