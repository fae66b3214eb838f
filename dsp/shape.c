/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shape.h>

#include <math.h>
#include <string.h>

void gait_shapes_clear(struct gait_shapes *s)
{
    s->count = 0;
}

void gait_shapes_put(struct gait_shapes *s, const struct gait_shape *shape)
{
    s->kept[s->count++ % GAIT_SHAPES_KEPT] = *shape;
    int n = s->count < GAIT_SHAPES_KEPT ? s->count : GAIT_SHAPES_KEPT;
    memset(&s->mean, 0, sizeof s->mean);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
            for (int k = 0; k < 3; k++)
                s->mean.a[i][k] += s->kept[j].a[i][k] / (float)n;
}

double gait_shapes_likeness(const struct gait_shapes *s, const struct gait_shape *shape)
{
    double xy = 0, xx = 0, yy = 0;
    if (s->count == 0)
        return 0;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        for (int k = 0; k < 3; k++) {
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
