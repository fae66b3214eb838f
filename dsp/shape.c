/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shape.h>

#include <math.h>

static const double measured_least = 0.33; /* a smaller share of a shape is like nothing */

void gait_shapes_clear(struct gait_shapes *s)
{
    s->count = 0;
}

/* Mean of the kept strides at tick i; of those that measured it, if any did. */
static void average(struct gait_shapes *s, int n, int i)
{
    float sum[3] = {0};
    int taken = 0, all = 0;
    for (int j = 0; j < n; j++)
        taken += s->kept[j].measured[i];
    all = taken == 0;
    for (int j = 0; j < n; j++)
        for (int k = 0; k < 3 && (all || s->kept[j].measured[i]); k++)
            sum[k] += s->kept[j].a[i][k];
    for (int k = 0; k < 3; k++)
        s->mean.a[i][k] = sum[k] / (float)(all ? n : taken);
    s->mean.measured[i] = taken > 0;
}

void gait_shapes_put(struct gait_shapes *s, const struct gait_shape *shape)
{
    s->kept[s->count++ % GAIT_SHAPES_KEPT] = *shape;
    int n = s->count < GAIT_SHAPES_KEPT ? s->count : GAIT_SHAPES_KEPT;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        average(s, n, i);
}

double gait_shape_measured(const struct gait_shape *s)
{
    int n = 0;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        n += s->measured[i];
    return (double)n / GAIT_SHAPE_TICKS;
}

double gait_shapes_likeness(const struct gait_shapes *s, const struct gait_shape *shape)
{
    double xy = 0, xx = 0, yy = 0;
    if (s->count == 0 || gait_shape_measured(shape) < measured_least)
        return 0;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        for (int k = 0; k < 3 && shape->measured[i] && s->mean.measured[i]; k++) {
            double x = (double)shape->a[i][k], y = (double)s->mean.a[i][k];
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

double gait_shape_peak(const double *fit, float *ret_quality)
{
    int best = 0;
    for (int i = 1; i <= 2 * GAIT_SHAPE_LAG; i++)
        if (fit[i] > fit[best])
            best = i;
    *ret_quality = (float)(fit[best] > 0 ? fit[best] : 0);
    if (best == 0 || best == 2 * GAIT_SHAPE_LAG)
        return best - GAIT_SHAPE_LAG;
    double bend = fit[best - 1] - 2 * fit[best] + fit[best + 1];
    return best - GAIT_SHAPE_LAG + (bend < 0 ? 0.5 * (fit[best - 1] - fit[best + 1]) / bend : 0);
}
