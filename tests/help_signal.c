/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <math.h>

#define PI 3.14159265358979323846

uint64_t help_random_bits(struct help_random *r)
{
    r->state = r->state * 6364136223846793005u + 1442695040888963407u;
    return r->state >> 32;
}

double help_uniform(struct help_random *r)
{
    return (double)help_random_bits(r) / 4294967296.0;
}

double help_normal(struct help_random *r)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += help_uniform(r);
    return sum;
}

/* From a unit quaternion whose direction is even over the sphere. */
struct help_rotation help_rotation_random(struct help_random *r)
{
    double q[4], n = 0;
    for (int i = 0; i < 4; i++) {
        q[i] = help_normal(r);
        n += q[i] * q[i];
    }
    n = sqrt(n);
    double w = q[0] / n, x = q[1] / n, y = q[2] / n, z = q[3] / n;
    return (struct help_rotation){{
        {1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
        {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
        {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)},
    }};
}

void help_rotate(const struct help_rotation *q, const float in[3], float out[3])
{
    float v[3] = {in[0], in[1], in[2]};
    for (int i = 0; i < 3; i++)
        out[i] = (float)(q->m[i][0] * (double)v[0] + q->m[i][1] * (double)v[1] +
                         q->m[i][2] * (double)v[2]);
}

void help_runner_add(struct help_runner *r, struct help_random *random, double from_s, double to_s,
                     double stride_s, double jitter_s)
{
    for (double t = from_s; t <= to_s && r->contacts < HELP_CONTACTS_MAX; t += stride_s)
        r->contact_s[r->contacts++] = t + jitter_s * (2 * help_uniform(random) - 1);
}

/* A raised cosine from `from` on, 1 in its middle. */
static double bump(double t, double from, double length)
{
    return t <= from || t >= from + length ? 0 : 0.5 - 0.5 * cos(2 * PI * (t - from) / length);
}

/* The contact before t and the time to the one after; false: standing. */
static bool place(const struct help_runner *r, double t, double *ret_since, double *ret_stride)
{
    int low = 0, high = r->contacts;
    while (low < high) {
        int middle = (low + high) / 2;
        if (r->contact_s[middle] <= t)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || low == r->contacts)
        return false;
    *ret_since = t - r->contact_s[low - 1];
    *ret_stride = r->contact_s[low] - r->contact_s[low - 1];
    return *ret_stride < 1.5;
}

void help_shank_at(const struct help_runner *r, double t_s, float a[3])
{
    double t, stride;
    a[0] = a[1] = 0;
    a[2] = (float)GAIT_G_MS2;
    if (!place(r, t_s, &t, &stride))
        return;
    double off = 0.36 * stride;
    a[0] += (float)(-25 * bump(t, 0, 0.040) - 6 * bump(t, 0, off) +
                    14 * bump(t, off, 0.30 * stride) - 12 * bump(t, 0.70 * stride, 0.30 * stride));
    a[1] += (float)(9 * bump(t, 0.004, 0.030) - 3 * bump(t, off, 0.4 * stride));
    a[2] += (float)(60 * bump(t, 0, 0.045) + 9 * bump(t, 0.03, off - 0.03) -
                    12 * bump(t, off - 0.02, 0.09) + 8 * bump(t, off + 0.10, 0.35 * stride));
}

void help_trunk_at(const struct help_runner *r, double t_s, float a[3])
{
    double t, step;
    a[0] = a[1] = 0;
    a[2] = (float)GAIT_G_MS2;
    if (!place(r, t_s, &t, &step))
        return;
    double stance = 0.70 * step;
    a[0] += (float)(-7 * bump(t, 0, 0.5 * stance) + 7 * bump(t, 0.5 * stance, 0.5 * stance));
    a[2] += (float)(-9 + 26 * bump(t, 0, stance) + 8 * bump(t, 0, 0.06));
}
