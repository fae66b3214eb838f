/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/lateral.h>

#include <math.h>
#include <string.h>

static const double forget = 0.125; /* a stride */

void gait_lateral_clear(struct gait_lateral *l)
{
    memset(l, 0, sizeof *l);
}

float gait_lateral_of(const struct gait_lateral *l, const float a[3])
{
    return l->axis[0] * a[0] + l->axis[1] * a[1] + l->axis[2] * a[2];
}

static void cross(const double a[3], const double b[3], double ret[3])
{
    for (int i = 0; i < 3; i++)
        ret[i] = a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3];
}

static double spread(const double c[6], const double p[3], const double q[3])
{
    return p[0] * (c[0] * q[0] + c[3] * q[1] + c[4] * q[2]) +
           p[1] * (c[3] * q[0] + c[1] * q[1] + c[5] * q[2]) +
           p[2] * (c[4] * q[0] + c[5] * q[1] + c[2] * q[2]);
}

static void add(struct gait_lateral *l, const float up[3], float (*a)[3], int n)
{
    double mean[3] = {0}, c[6] = {0};
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            mean[k] += (double)a[i][k] / n;
    for (int i = 0; i < n; i++) {
        double x[3], v = 0;
        for (int k = 0; k < 3; k++)
            x[k] = (double)a[i][k] - mean[k];
        for (int k = 0; k < 3; k++)
            v += x[k] * (double)up[k];
        for (int k = 0; k < 3; k++)
            x[k] -= v * (double)up[k];
        double now[6] = {x[0] * x[0], x[1] * x[1], x[2] * x[2],
                         x[0] * x[1], x[0] * x[2], x[1] * x[2]};
        for (int k = 0; k < 6; k++)
            c[k] += now[k] / n;
    }
    for (int k = 0; k < 6; k++)
        l->covariance[k] += (l->known ? forget : 1) * (c[k] - l->covariance[k]);
}

/* Two horizontal directions, at right angles. */
static void horizontal(const float up[3], double p[3], double q[3])
{
    int least = fabsf(up[0]) < fabsf(up[1]) ? 0 : 1;
    double u[3] = {(double)up[0], (double)up[1], (double)up[2]}, e[3] = {0}, length;
    least = fabsf(up[least]) < fabsf(up[2]) ? least : 2;
    e[least] = 1;
    cross(u, e, p);
    length = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    for (int k = 0; k < 3; k++)
        p[k] /= length;
    cross(u, p, q);
}

void gait_lateral_learn(struct gait_lateral *l, const float up[3], float (*a)[3], int n)
{
    double p[3], q[3], sense = 0;
    float axis[3];
    if (n <= 0 || !(up[0] * up[0] + up[1] * up[1] + up[2] * up[2] > 0.5f))
        return;
    add(l, up, a, n);
    horizontal(up, p, q);
    double pp = spread(l->covariance, p, p), qq = spread(l->covariance, q, q);
    double angle = 0.5 * atan2(2 * spread(l->covariance, p, q), pp - qq);
    for (int k = 0; k < 3; k++) {
        axis[k] = (float)(cos(angle) * q[k] - sin(angle) * p[k]);
        sense += (double)(axis[k] * l->axis[k]);
    }
    for (int k = 0; k < 3; k++)
        l->axis[k] = sense < 0 ? -axis[k] : axis[k];
    l->known = true;
}
