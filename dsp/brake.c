/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/brake.h>

#include <math.h>
#include <string.h>

enum {
    LEARNED_AGAIN = 4 * GAIT_GRID_HZ,
    EDGE = 2, /* ticks after a hole whose J is the hole's and not a step's */
};

/* Where the brake is masked (a tilted sensor, a soft knee) loading alone counts by this much. */
static const float least_brake = 0.1f; /* of the load */

void gait_brake_init(struct gait_brake *b)
{
    gait_gauss_init(&b->fine, 25, GAIT_GRID_HZ);
    gait_gauss_init(&b->middle, 15, GAIT_GRID_HZ);
    gait_gauss_init(&b->coarse, 10, GAIT_GRID_HZ);
    gait_brake_reset(b);
}

void gait_brake_reset(struct gait_brake *b)
{
    gait_upright_reset(&b->upright);
    b->first = 0;
    b->now = -1;
    b->stride = 0;
}

static size_t at(int64_t tick)
{
    return gait_brake_at(tick);
}

static float smooth(const struct gait_gauss *g, const float *x, int64_t tick)
{
    size_t i = at(tick), half = (size_t)g->half;
    if (i >= half && i + half < GAIT_BRAKE_KEPT)
        return gait_gauss_at(g, x + i, 1);
    float sum = g->tap[0] * x[i];
    for (int k = 1; k <= g->half; k++)
        sum += g->tap[k] * (x[at(tick - k)] + x[at(tick + k)]);
    return sum;
}

static void derive_components(struct gait_brake *b, int64_t i)
{
    b->up[at(i)] = gait_upright_vertical(&b->upright, b->a[at(i)]);
    b->forward[at(i)] = gait_upright_forward(&b->upright, b->a[at(i)]);
}

static void derive_fine(struct gait_brake *b, int64_t i)
{
    b->forward_fine[at(i)] = smooth(&b->fine, b->forward, i);
    b->up_slow[at(i)] = smooth(&b->middle, b->up, i);
}

static float j_of(const struct gait_brake *b, int64_t i, float least)
{
    float load = b->up_slow[at(i + 1)] - b->up_slow[at(i - 1)];
    float brake = b->forward_fine[at(i - 1)] - b->forward_fine[at(i + 1)];
    return load > 0 ? load * (brake > least * load ? brake : least * load) : 0;
}

/* Where the signal comes back in mid-stance it looks like a contact. */
static bool is_edge(const struct gait_brake *b, int64_t i)
{
    for (int64_t k = i - EDGE; k <= i; k++)
        if (b->flags[at(k)] & GAIT_GRID_GAP)
            return true;
    return false;
}

static void derive_j(struct gait_brake *b, int64_t i)
{
    b->j[at(i)] = is_edge(b, i) ? 0 : j_of(b, i, least_brake);
}

float gait_brake_shown(const struct gait_brake *b, int64_t tick)
{
    return j_of(b, tick, 0);
}

static void derive_coarse(struct gait_brake *b, int64_t i)
{
    b->forward_coarse[at(i)] = smooth(&b->coarse, b->forward, i);
}

int64_t gait_brake_newest(const struct gait_brake *b)
{
    return b->now - b->middle.half - 1;
}

int64_t gait_brake_newest_all(const struct gait_brake *b)
{
    return b->now - b->coarse.half;
}

int64_t gait_brake_oldest(const struct gait_brake *b)
{
    return b->first + b->coarse.half + 1;
}

/* The second time the line is known, so that its sense is judged along it from the first tick. */
static void learn_line_again(struct gait_brake *b)
{
    int64_t from = b->now - LEARNED_AGAIN > b->first ? b->now - LEARNED_AGAIN : b->first;
    for (int round = 0; round < 2; round++) {
        gait_upright_forget_line(&b->upright);
        for (int64_t i = from; i <= b->now; i++)
            if (!(b->flags[at(i)] & GAIT_GRID_GAP))
                gait_upright_push_line(&b->upright, b->a[at(i)]);
    }
}

void gait_brake_again(struct gait_brake *b)
{
    learn_line_again(b);
    for (int64_t i = b->first; i <= b->now; i++)
        derive_components(b, i);
    for (int64_t i = b->first + b->middle.half; i <= b->now - b->middle.half; i++)
        derive_fine(b, i);
    for (int64_t i = b->first + b->middle.half + 1; i <= gait_brake_newest(b); i++)
        derive_j(b, i);
    for (int64_t i = b->first + b->coarse.half; i <= gait_brake_newest_all(b); i++)
        derive_coarse(b, i);
}

static void learn(struct gait_brake *b, const float a_ms2[3])
{
    gait_upright_push(&b->upright, a_ms2);
    gait_upright_push_line(&b->upright, a_ms2);
}

/* What was there a stride before. A stride that is only partly learned from would turn the axes: by
 * 20 degrees where its brake is missing. */
static bool recall(const struct gait_brake *b, float ret[3])
{
    int64_t then = b->now - b->stride;
    if (then < b->first || then >= b->now)
        return false;
    memcpy(ret, b->a[at(then)], sizeof b->a[0]);
    return true;
}

void gait_brake_push(struct gait_brake *b, const struct gait_tick *tick)
{
    if (b->now < b->first)
        b->first = tick->index;
    b->now = tick->index;
    if (b->now - b->first >= GAIT_BRAKE_KEPT)
        b->first = b->now - GAIT_BRAKE_KEPT + 1;
    float *a = b->a[at(b->now)];
    b->flags[at(b->now)] = tick->flags;
    bool hole = tick->flags & GAIT_GRID_GAP;
    if (!hole)
        memcpy(a, tick->a_ms2, sizeof b->a[0]);
    if (!hole || recall(b, a))
        learn(b, a);
    else
        memcpy(a, b->upright.mean, sizeof b->a[0]);
    derive_components(b, b->now);
    if (b->now - b->first <= 2 * b->coarse.half + 2)
        return;
    derive_fine(b, b->now - b->middle.half);
    derive_j(b, gait_brake_newest(b));
    derive_coarse(b, gait_brake_newest_all(b));
}
