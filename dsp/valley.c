/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/valley.h>

#include <math.h>

enum {
    FALL = 12,  /* ticks before a valley in which the swing's hump falls: 60 ms */
    RISE = 7,   /* and after it in which the landing's spike rises: 35 ms */
    MIDST = 4,  /* ticks on each side of the middle of a landing: 45 ms */
    APART = 12, /* ticks from the valley to that middle at most */
};

/* Largest of n values from x on, less v. */
static float above(const float *x, int n, float v)
{
    float top = v;
    for (int i = 0; i < n; i++)
        top = fmaxf(top, x[i]);
    return top - v;
}

/* How deep the minimum at size[i] lies between the fall of the swing and the rise of the landing;
 * 0: there is no minimum. */
static float depth_at(const float *size, int i)
{
    if (!(size[i] <= size[i - 1]) || !(size[i] < size[i + 1]))
        return 0;
    return fminf(above(size + i - FALL, FALL, size[i]), above(size + i, RISE, size[i]));
}

/* Where the acceleration changes most within 45 ms: the middle of the landing. */
static int middle_of(float (*a)[3])
{
    float change[GAIT_VALLEY_TICKS] = {0}, most = 0;
    int best = 0;
    for (int i = 1; i < GAIT_VALLEY_TICKS; i++)
        for (int j = 0; j < 3; j++) {
            float d = a[i][j] - a[i - 1][j];
            change[i] += d * d;
        }
    for (int i = MIDST; i < GAIT_VALLEY_TICKS - MIDST; i++) {
        float sum = 0;
        for (int k = -MIDST; k <= MIDST; k++)
            sum += change[i + k];
        if (sum > most) {
            most = sum;
            best = i;
        }
    }
    return best;
}

double gait_valley_find(float (*a)[3])
{
    float size[GAIT_VALLEY_TICKS], depth = 0;
    int best = -1, middle = middle_of(a), from = middle - APART, to = middle + 1;
    for (int i = 0; i < GAIT_VALLEY_TICKS; i++)
        size[i] = sqrtf(a[i][0] * a[i][0] + a[i][1] * a[i][1] + a[i][2] * a[i][2]);
    from = from > FALL ? from : FALL;
    to = to < GAIT_VALLEY_TICKS - RISE - 1 ? to : GAIT_VALLEY_TICKS - RISE - 1;
    for (int i = from; i <= to; i++)
        if (depth_at(size, i) > depth) {
            depth = depth_at(size, i);
            best = i;
        }
    if (best < 0)
        return NAN;
    double bend = (double)(size[best - 1] - 2 * size[best] + size[best + 1]);
    double shift = bend > 0 ? 0.5 * (double)(size[best - 1] - size[best + 1]) / bend : 0;
    return best + shift - GAIT_VALLEY_AROUND;
}
