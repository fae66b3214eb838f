/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/resample.h>
#include <gait/upright.h>

#include <math.h>
#include <string.h>

static const float mean_ticks = 4.0f * GAIT_GRID_HZ;
static const float spread_ticks = 2.5f * GAIT_GRID_HZ;

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static bool normalise(float v[3])
{
    float n = sqrtf(dot(v, v));
    if (!(n > 1e-6f))
        return false;
    for (int i = 0; i < 3; i++)
        v[i] /= n;
    return true;
}

void gait_upright_reset(struct gait_upright *u)
{
    memset(u, 0, sizeof *u);
}

static void learn_covariance(struct gait_upright *u, const float h[3], float weight)
{
    const float now[6] = {h[0] * h[0], h[1] * h[1], h[2] * h[2],
                          h[0] * h[1], h[0] * h[2], h[1] * h[2]};
    for (int i = 0; i < 6; i++)
        u->covariance[i] += weight * (now[i] - u->covariance[i]);
}

/* One step of the power iteration a tick, from where the last one stood. */
static void turn_forward(struct gait_upright *u)
{
    const float *c = u->covariance;
    float f[3] = {u->forward[0], u->forward[1], u->forward[2]};
    if (dot(f, f) == 0) /* start along the sensor axis that varies most, which turns with no one */
        f[c[0] >= c[1] && c[0] >= c[2] ? 0 : c[1] >= c[2] ? 1 : 2] = 1;
    float g[3] = {c[0] * f[0] + c[3] * f[1] + c[4] * f[2], c[3] * f[0] + c[1] * f[1] + c[5] * f[2],
                  c[4] * f[0] + c[5] * f[1] + c[2] * f[2]};
    float out = dot(g, u->up);
    for (int i = 0; i < 3; i++)
        g[i] -= out * u->up[i];
    if (normalise(g))
        memcpy(u->forward, g, sizeof g);
}

void gait_upright_push_mean(struct gait_upright *u, const float a_ms2[3])
{
    u->ticks++;
    float weight = (float)u->ticks < mean_ticks ? 1.0f / (float)u->ticks : 1.0f / mean_ticks;
    for (int i = 0; i < 3; i++)
        u->mean[i] += weight * (a_ms2[i] - u->mean[i]);
}

void gait_upright_level(struct gait_upright *u)
{
    memcpy(u->up, u->mean, sizeof u->up);
    normalise(u->up);
}

void gait_upright_push(struct gait_upright *u, const float a_ms2[3])
{
    gait_upright_push_mean(u, a_ms2);
    gait_upright_level(u);
}

void gait_upright_push_line(struct gait_upright *u, const float a_ms2[3])
{
    float v = dot(a_ms2, u->up), h[3];
    for (int i = 0; i < 3; i++)
        h[i] = a_ms2[i] - v * u->up[i];
    if (u->line_ticks++ == 0)
        u->before_up = v;
    float taken = (float)u->line_ticks;
    float spread = taken < spread_ticks ? 1.0f / taken : 1.0f / spread_ticks;
    learn_covariance(u, h, spread);
    turn_forward(u);
    u->sense += spread * (dot(h, u->forward) * (v - u->before_up) - u->sense);
    u->before_up = v;
    if (u->sense > 0) {
        u->sense = -u->sense;
        for (int i = 0; i < 3; i++)
            u->forward[i] = -u->forward[i];
    }
}

void gait_upright_forget_line(struct gait_upright *u)
{
    u->line_ticks = 0;
    u->sense = 0;
    memset(u->covariance, 0, sizeof u->covariance);
}

float gait_upright_vertical(const struct gait_upright *u, const float a_ms2[3])
{
    return dot(u->up, a_ms2);
}

float gait_upright_forward(const struct gait_upright *u, const float a_ms2[3])
{
    return dot(u->forward, a_ms2);
}
