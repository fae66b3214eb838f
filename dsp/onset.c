/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/onset.h>

#include <math.h>

enum {
    PEAK_BACK = 12, /* ticks around the candidate in which the resultant peaks */
    PEAK_AHEAD = 3,
    RISE = 8,  /* ticks before the peak in which its jerk burst lies */
    WALK = 26, /* ticks before the peak that are walked back at most */
};

static const float valley_share = 0.12f; /* a rise by this share of the burst ends the walk back */
static const float foot_share = 0.40f;

static float norm(float x, float y, float z)
{
    return sqrtf(x * x + y * y + z * z);
}

static float jerk_at(float a[GAIT_ONSET_TICKS][3], int i)
{
    float sum = 0;
    for (int k = i - 1; k <= i + 1; k++)
        sum +=
            norm(a[k + 1][0] - a[k - 1][0], a[k + 1][1] - a[k - 1][1], a[k + 1][2] - a[k - 1][2]);
    return sum;
}

static int first_peak(float a[GAIT_ONSET_TICKS][3])
{
    int first = GAIT_ONSET_BEFORE - PEAK_BACK, last = GAIT_ONSET_BEFORE + PEAK_AHEAD;
    float top = 0;
    for (int i = first; i <= last; i++)
        top = fmaxf(top, norm(a[i][0], a[i][1], a[i][2]));
    while (norm(a[first][0], a[first][1], a[first][2]) < 0.9f * top)
        first++;
    return first;
}

static int valley_before(const float *x, int peak)
{
    int low = peak;
    for (int i = peak - 1; i >= 0; i--) {
        if (x[i] < x[low])
            low = i;
        else if (x[i] > x[low] + valley_share * (x[peak] - x[low]))
            break;
    }
    return low;
}

double gait_onset_find(float a[GAIT_ONSET_TICKS][3])
{
    float jerk[WALK + 1], size[WALK + 1];
    int from = first_peak(a) - WALK, burst = WALK - RISE;
    for (int i = 0; i <= WALK; i++) {
        jerk[i] = jerk_at(a, from + i);
        size[i] = norm(a[from + i][0], a[from + i][1], a[from + i][2]);
    }
    for (int i = burst; i <= WALK; i++)
        if (jerk[i] > jerk[burst])
            burst = i;
    int low = valley_before(jerk, burst), least = valley_before(size, WALK);
    if (low < least && least < burst)
        low = least;
    float level = jerk[low] + foot_share * (jerk[burst] - jerk[low]);
    for (int i = low; i < burst; i++)
        if (jerk[i] <= level && jerk[i + 1] > level)
            return from + i + (double)((level - jerk[i]) / (jerk[i + 1] - jerk[i]));
    return from + low;
}
