/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/exact.h"
#include "ctl/wear_parts.h"

#include <math.h>
#include <string.h>

#define DT (1.0 / RUNNER_HZ)
#define RING_RADS (2 * EXACT_PI * 60) /* of a pod that was knocked */
#define RING_TAU_S 0.02
#define RING_S 0.12
#define TOSS_S 0.25   /* from one state to the next */
#define TOSS_RADS 4.0 /* one standard deviation, each axis */
#define TOSS_MS2 5.0

void turn_about(struct turn *t, int axis, double rad)
{
    int i = (axis + 1) % 3, j = (axis + 2) % 3;
    double s = exact_sin(rad), c = exact_cos(rad);
    for (int k = 0; k < 3; k++) {
        double a = t->m[i][k], b = t->m[j][k];
        t->m[i][k] = c * a + s * b;
        t->m[j][k] = c * b - s * a;
    }
}

static void multiply(struct turn *t, const struct turn *by)
{
    const struct turn was = *t;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            t->m[i][k] =
                by->m[i][0] * was.m[0][k] + by->m[i][1] * was.m[1][k] + by->m[i][2] * was.m[2][k];
}

/* A unit quaternion of four normals is evenly distributed. */
void turn_anyhow(struct turn *t, uint64_t seed, uint32_t stream)
{
    double q[4], square = 0;
    for (uint64_t i = 0; i < 4; i++) {
        q[i] = exact_normal(seed, WEAR_MORE_STREAM(stream, MORE_TURN), i);
        square += q[i] * q[i];
    }
    double f = 2 / square, w = q[0], x = q[1], y = q[2], z = q[3];
    const struct turn turn = {
        {{1 - f * (y * y + z * z), f * (x * y - w * z), f * (x * z + w * y)},
         {f * (x * y + w * z), 1 - f * (x * x + z * z), f * (y * z - w * x)},
         {f * (x * z - w * y), f * (y * z + w * x), 1 - f * (x * x + y * y)}}};
    multiply(t, &turn);
}

void strap_step(struct strap *s, double hz, double zeta, const double in[3], double out[3])
{
    double w = 2 * EXACT_PI * hz;
    for (int i = 0; i < 3; i++) {
        if (!s->begun)
            s->at[i] = -in[i] / (w * w);
        s->v[i] += DT * (-in[i] - 2 * zeta * w * s->v[i] - w * w * s->at[i]);
        s->at[i] += DT * s->v[i];
        out[i] = -(2 * zeta * w * s->v[i] + w * w * s->at[i]);
    }
    s->begun = true;
}

/* Knocks come now quickly one after the other, now after a while: 0.1 to 1.9 of the mean. */
static void next_knock(struct knocks *k, double every_s)
{
    uint32_t stream = WEAR_MORE_STREAM(k->stream, MORE_KNOCK);
    uint64_t at = 8 * k->count++;
    double square = 1e-12;
    k->at_s += every_s * (0.1 + 1.8 * exact_uniform(k->seed, stream, at));
    k->size_ms2 = 0.4 + 1.2 * exact_uniform(k->seed, stream, at + 1);
    k->length_s = 0.004 + 0.012 * exact_uniform(k->seed, stream, at + 2);
    for (uint64_t i = 0; i < 3; i++) {
        k->way[i] = exact_normal(k->seed, stream, at + 3 + i);
        square += k->way[i] * k->way[i];
    }
    for (int i = 0; i < 3; i++)
        k->way[i] /= sqrt(square);
}

void knocks_init(struct knocks *k, uint64_t seed, uint32_t stream, double every_s)
{
    *k = (struct knocks){.seed = seed, .stream = stream};
    next_knock(k, every_s);
}

void knocks_add(struct knocks *k, const struct wear_settings *is, double t_s, double io_ms2[3])
{
    double since_s = t_s - k->at_s, push = 0;
    if (since_s < 0)
        return;
    if (since_s < k->length_s)
        push = exact_sin(EXACT_PI * since_s / k->length_s);
    else if (since_s < k->length_s + RING_S)
        push = -0.4 * exact_sin(RING_RADS * (since_s - k->length_s)) *
               exact_exp(-(since_s - k->length_s) / RING_TAU_S);
    else
        next_knock(k, is->knock_every_s);
    for (int i = 0; i < 3; i++)
        io_ms2[i] += push * k->way[i] * k->size_ms2 * is->knock_g * GAIT_G_MS2;
}

void tumble_init(struct tumble *b, uint64_t seed, uint32_t stream)
{
    memset(b, 0, sizeof *b);
    b->seed = seed;
    b->stream = stream;
    for (int i = 0; i < 3; i++)
        b->turn.m[i][i] = 1;
    turn_anyhow(&b->turn, seed, stream + 64);
}

/* The smooth way between two normals. */
static double toss(const struct tumble *b, uint64_t which, double t_s)
{
    double at = floor(t_s / TOSS_S), w = t_s / TOSS_S - at;
    uint32_t stream = WEAR_MORE_STREAM(b->stream, MORE_TUMBLE);
    double from = exact_normal(b->seed, stream, 8 * (uint64_t)at + which);
    double to = exact_normal(b->seed, stream, 8 * (uint64_t)at + 8 + which);
    return from + (to - from) * w * w * w * (10 + w * (6 * w - 15));
}

void tumble_step(struct tumble *b, double t_s, struct runner_point *ret)
{
    double push[3];
    for (int i = 0; i < 3; i++) {
        push[i] = TOSS_MS2 * toss(b, (uint64_t)i, t_s) + (i == 2 ? GAIT_G_MS2 : 0);
        ret->w_rads[i] = TOSS_RADS * toss(b, 3 + (uint64_t)i, t_s);
    }
    for (int i = 0; i < 3; i++)
        turn_about(&b->turn, i, ret->w_rads[i] * DT);
    for (int i = 0; i < 3; i++)
        ret->a_ms2[i] =
            b->turn.m[i][0] * push[0] + b->turn.m[i][1] * push[1] + b->turn.m[i][2] * push[2];
}
