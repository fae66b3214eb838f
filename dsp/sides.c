/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/sides.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IN_A_ROW = 3 };

static const int64_t same_limb_ns = 250000000, same_trunk_ns = 200000000;
static const double stride_min_ns = 0.45e9, stride_max_ns = 1.5e9;
static const double in_phase = 0.15, near_enough = 1.3; /* strides */
static const double step_max = 0.8;                     /* of a stride, else one was missed */

/* What the limbs say of a time. */
struct answer {
    enum gait_side side;
    double stride_ns;
};

void gait_sides_reset(struct gait_sides *s)
{
    memset(s, 0, sizeof *s);
}

static unsigned oldest(const struct gait_sides_list *l)
{
    return l->count > GAIT_SIDES_KEPT ? l->count - GAIT_SIDES_KEPT : 0;
}

static int64_t at(const struct gait_sides_list *l, unsigned i)
{
    return l->t_ns[i % GAIT_SIDES_KEPT];
}

static void put(struct gait_sides_list *l, int64_t t_ns, int64_t same_ns)
{
    if (l->count > 0 && t_ns < at(l, l->count - 1) + same_ns)
        return;
    l->t_ns[l->count++ % GAIT_SIDES_KEPT] = t_ns;
}

void gait_sides_limb(struct gait_sides *s, int64_t contact_ns, enum gait_side side)
{
    if (side != GAIT_SIDE_NONE)
        put(side == GAIT_SIDE_LEFT ? &s->left : &s->right, contact_ns, same_limb_ns);
}

void gait_sides_trunk(struct gait_sides *s, int64_t contact_ns)
{
    put(&s->trunk, contact_ns, same_trunk_ns);
}

/* Index of the contact nearest to t_ns; the list is not empty. */
static unsigned nearest(const struct gait_sides_list *l, int64_t t_ns)
{
    unsigned i = l->count - 1;
    while (i > oldest(l) && llabs(at(l, i - 1) - t_ns) <= llabs(at(l, i) - t_ns))
        i--;
    return i;
}

/* The stride that t_ns lies in, or the one next to it; 0: none. */
static double stride_about(const struct gait_sides_list *l, unsigned i, int64_t t_ns)
{
    bool after = i + 1 < l->count, before = i > oldest(l);
    double next = after ? (double)(at(l, i + 1) - at(l, i)) : 0;
    double last = before ? (double)(at(l, i) - at(l, i - 1)) : 0;
    double stride = after && (t_ns >= at(l, i) || !before) ? next : last;
    return stride > stride_min_ns && stride < stride_max_ns ? stride : 0;
}

static struct answer ask(const struct gait_sides_list *l, enum gait_side own, enum gait_side other,
                         int64_t t_ns)
{
    struct answer ret = {GAIT_SIDE_NONE, 0};
    if (l->count == 0)
        return ret;
    unsigned i = nearest(l, t_ns);
    double stride = stride_about(l, i, t_ns), since = (double)(t_ns - at(l, i));
    if (stride == 0 || fabs(since) > near_enough * stride)
        return ret;
    double off = fabs(since / stride - round(since / stride));
    ret.stride_ns = stride;
    ret.side = off < in_phase ? own : off > 0.5 - in_phase ? other : GAIT_SIDE_NONE;
    return ret;
}

/* Both limbs where both have a say: then they must agree. */
static struct answer ask_both(const struct gait_sides *s, int64_t t_ns)
{
    struct answer l = ask(&s->left, GAIT_SIDE_LEFT, GAIT_SIDE_RIGHT, t_ns);
    struct answer r = ask(&s->right, GAIT_SIDE_RIGHT, GAIT_SIDE_LEFT, t_ns);
    if (l.stride_ns > 0 && r.stride_ns > 0 && l.side != r.side)
        return (struct answer){GAIT_SIDE_NONE, 0};
    return l.stride_ns > 0 ? l : r;
}

static bool take_turns(const struct gait_sides *s, unsigned from)
{
    struct answer before = {GAIT_SIDE_NONE, 0};
    for (unsigned i = from; i < from + IN_A_ROW; i++) {
        struct answer now = ask_both(s, at(&s->trunk, i));
        if (now.side == GAIT_SIDE_NONE || now.side == before.side)
            return false;
        if (i > from &&
            (double)(at(&s->trunk, i) - at(&s->trunk, i - 1)) > step_max * now.stride_ns)
            return false;
        before = now;
    }
    return true;
}

enum gait_side gait_sides_of(const struct gait_sides *s, int64_t contact_ns)
{
    if (s->trunk.count < IN_A_ROW)
        return GAIT_SIDE_NONE;
    unsigned i = nearest(&s->trunk, contact_ns);
    if (llabs(at(&s->trunk, i) - contact_ns) >= same_trunk_ns)
        return GAIT_SIDE_NONE;
    for (unsigned from = i; from + IN_A_ROW > i && from >= oldest(&s->trunk); from--) {
        if (from + IN_A_ROW <= s->trunk.count && take_turns(s, from))
            return ask_both(s, at(&s->trunk, i)).side;
        if (from == 0)
            break;
    }
    return GAIT_SIDE_NONE;
}
