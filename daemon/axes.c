/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/axes.h"

#define ROUNDS 8

void axes_init(struct axes *s)
{
    *s = (struct axes){.newest = -1};
}

static void learn(struct axes *s, int axis, int64_t now_ns)
{
    if (s->newest >= 0)
        s->pause_ns[s->newest] += now_ns - s->since_ns;
    if (s->newest < 0 || s->have & 1u << axis) {
        s->have = 0;
        s->rounds++;
    }
    s->have |= (uint8_t)(1u << axis);
    s->known |= s->have;
    s->since_ns = now_ns;
    int before = s->newest;
    s->newest = (int8_t)axis;
    if (s->rounds <= ROUNDS)
        return;
    for (uint8_t i = 0; i < 3; i++)
        if (s->pause_ns[i] > s->pause_ns[s->last])
            s->last = i;
    s->have = before == s->last ? (uint8_t)(1u << axis) : 0;
}

enum axes_result axes_take(struct axes *s, int axis, float x, int64_t now_ns)
{
    uint8_t bit = (uint8_t)(1u << axis);
    s->x[axis] = x;
    if (s->rounds <= ROUNDS) {
        learn(s, axis, now_ns);
        return AXES_PART;
    }
    bool whole = false, over = axis == s->last || s->have & bit;
    if (axis == s->last) {
        whole = (s->have | bit) == s->known;
        s->have = 0;
    } else {
        s->have = over ? bit : s->have | bit;
    }
    s->broken = whole ? 0 : s->broken + over;
    if (s->broken > ROUNDS || !(s->known & bit))
        axes_init(s);
    return whole ? AXES_WHOLE : over ? AXES_BROKEN : AXES_PART;
}
