/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_vary.h"

#include "tests/help_signal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define LOBES 8 /* of the sinc, each side */

static void *copy_of(const void *from, size_t size)
{
    void *p = size ? malloc(size) : NULL;
    if (size && !p)
        abort();
    return size ? memcpy(p, from, size) : NULL;
}

/* A windowed sinc at the new rate's own cut; lost rows have no weight. */
static void read_at(const struct recording_sensor *s, double at_s, double rate_hz, float out[6])
{
    double sum[6] = {0}, weights = 0, half_s = LOBES / rate_hz;
    long first = (long)ceil((at_s - half_s) * s->rate_hz);
    for (long i = first < 0 ? 0 : first; i < s->rows && (double)i / s->rate_hz < at_s + half_s;
         i++) {
        const float *row = s->row + 6 * i;
        double x = ((double)i / s->rate_hz - at_s) * rate_hz;
        double sinc = fabs(x) < 1e-9 ? 0.9 : sin(PI * 0.9 * x) / (PI * x);
        double weight = sinc * (0.5 + 0.5 * cos(PI * x / LOBES));
        if (isnan(row[0]))
            continue;
        weights += weight;
        for (int k = 0; k < 6; k++)
            sum[k] += weight * (double)row[k];
    }
    for (int k = 0; k < 6; k++)
        out[k] = weights > 0.3 * s->rate_hz / rate_hz ? (float)(sum[k] / weights) : NAN;
}

/* The first sample falls anywhere within a period. */
static void sample_anew(struct recording_sensor *s, double rate_hz, struct help_random *random)
{
    double first_s = help_uniform(random) / rate_hz;
    long rows = (long)(((double)s->rows / s->rate_hz - first_s) * rate_hz);
    float *row = malloc((size_t)rows * 6 * sizeof *row);
    if (!row)
        abort();
    for (long i = 0; i < rows; i++)
        read_at(s, first_s + (double)i / rate_hz, rate_hz, row + 6 * i);
    free(s->row);
    s->row = row;
    s->rows = rows;
    s->start_s += first_s;
    s->rate_hz = rate_hz;
    s->is.rate_hz = (float)rate_hz;
}

static void lose(struct recording_sensor *s, const struct help_variant *v,
                 struct help_random *random)
{
    double leave = v->burst_s > 0 ? fmin(1, 1 / (v->burst_s * s->rate_hz)) : 1 - v->loss;
    double enter = v->burst_s > 0 ? leave * v->loss / (1 - v->loss) : v->loss;
    bool losing = false;
    for (long i = 0; i < s->rows; i++) {
        losing = help_uniform(random) < (losing ? 1 - leave : enter);
        for (int k = 0; losing && k < 6; k++)
            s->row[6 * i + k] = NAN;
    }
}

static void turn(struct recording_sensor *s, struct help_random *random)
{
    struct help_rotation q = help_rotation_random(random);
    for (long i = 0; i < s->rows; i++)
        for (int k = 0; k < 2; k++) {
            float out[3];
            help_rotate(&q, s->row + 6 * i + 3 * k, out);
            memcpy(s->row + 6 * i + 3 * k, out, sizeof out);
        }
}

static void spoil(struct recording_sensor *s, const struct help_variant *v,
                  struct help_random *random)
{
    double rail = v->clip_g * GAIT_G_MS2;
    for (long i = 0; i < s->rows; i++)
        for (int k = 0; k < 3; k++) {
            double x = (double)s->row[6 * i + k] + v->noise_g * GAIT_G_MS2 * help_normal(random);
            if (v->clip_g > 0 && !isnan(x))
                x = fmax(-rail, fmin(rail, x));
            s->row[6 * i + k] = (float)x;
        }
    if (v->clip_g > 0)
        s->is.range_g = (float)v->clip_g;
}

struct recording *help_vary(const struct recording *r, const struct help_variant *v, uint64_t seed)
{
    struct help_random random = {.state = seed * 2654435761u + 1};
    struct recording *out = copy_of(r, sizeof *r);
    out->mark = copy_of(r->mark, (size_t)r->marks * sizeof *r->mark);
    out->capture_path = NULL;
    for (int i = 0; i < r->sensors; i++) {
        struct recording_sensor *s = &out->sensor[i];
        s->row = copy_of(s->row, (size_t)s->rows * 6 * sizeof *s->row);
        if (v->turned)
            turn(s, &random);
        if (v->rate_hz > 0 && v->rate_hz < s->rate_hz)
            sample_anew(s, v->rate_hz, &random);
        if (v->noise_g > 0 || v->clip_g > 0)
            spoil(s, v, &random);
        if (v->loss > 0)
            lose(s, v, &random);
    }
    return out;
}
