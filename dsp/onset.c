/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/onset.h>

#include <math.h>

enum {
    PEAK_BACK = 12, /* ticks around the candidate in which the resultant peaks */
    PEAK_AHEAD = 6,
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

static float size_at(float a[GAIT_ONSET_TICKS][3], int i)
{
    return norm(a[i][0], a[i][1], a[i][2]);
}

/* Where the steepest rise of the resultant ends: a swing that is caught falls as steeply as a
 * landing rises, and may be higher. */
static int first_peak(float a[GAIT_ONSET_TICKS][3])
{
    int first = GAIT_ONSET_BEFORE - PEAK_BACK, last = GAIT_ONSET_BEFORE + PEAK_AHEAD;
    float steepest = -HUGE_VALF;
    int rise = first, top = first;
    for (int i = first; i < last; i++) {
        float now = size_at(a, i + 1) - size_at(a, i - 1);
        if (now > steepest) {
            steepest = now;
            rise = i;
        }
    }
    for (top = rise; top < last && size_at(a, top + 1) > size_at(a, top);)
        top++;
    while (rise < top && size_at(a, rise) < 0.9f * size_at(a, top))
        rise++;
    return rise;
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
