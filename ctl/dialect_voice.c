/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/dialect.h"

#include <math.h>
#include <string.h>

#define GRAVITY_S 1.0                         /* time constant of a phone's gravity */
#define BOOTED_NS (INT64_C(60) * 1000000000) /* before its first sample */

void dialect_voice_init(struct dialect_voice *v, const struct dialect *d,
                        const struct recording_sensor *s, int number)
{
    *v = (struct dialect_voice){.said = {.dialect = d, .sensor = s, .number = number}};
}

static void scale(float v[3], double to)
{
    double n = sqrt((double)v[0] * (double)v[0] + (double)v[1] * (double)v[1] +
                    (double)v[2] * (double)v[2]);
    for (int i = 0; i < 3 && n > 0; i++)
        v[i] = (float)((double)v[i] * to / n);
}

static void clip(float row[6], float range_g)
{
    double most_ms2 = (double)range_g * GAIT_G_MS2;
    for (int i = 0; i < 3 && range_g > 0; i++)
        row[i] = (float)fmax(-most_ms2, fmin(most_ms2, (double)row[i]));
}

/* Follows the mean direction of the acceleration, and is 1 g long. */
static void follow_gravity(struct dialect_voice *v, const float row[6])
{
    double share = 1 / (GRAVITY_S * v->said.sensor->rate_hz + 1);
    for (int i = 0; i < 3; i++)
        v->gravity_ms2[i] += (row[i] - v->gravity_ms2[i]) * (float)(v->begun ? share : 1);
}

int dialect_voice_take(struct dialect_voice *v, int64_t device_ns, const float row[6])
{
    struct dialect_said *x = &v->said;
    const struct dialect *d = x->dialect;
    int batch = d->repeats ? 2 : d->batch > 1 ? d->batch : 1;

    if (!v->begun)
        x->boot_ns = device_ns - BOOTED_NS;
    follow_gravity(v, row);
    v->begun = true;
    if (d->repeats && x->n == 2)
        x->sample[0] = x->sample[--x->n];
    else if (v->due && !d->repeats)
        x->n = 0;
    struct dialect_sample *s = &x->sample[x->n++];
    s->device_ns = device_ns;
    memcpy(s->row, row, sizeof s->row);
    clip(s->row, d->range_g);
    memcpy(s->gravity_ms2, v->gravity_ms2, sizeof s->gravity_ms2);
    scale(s->gravity_ms2, GAIT_G_MS2);
    v->due = d->repeats || x->n == batch;
    x->part = 0;
    return v->due ? dialect_datagrams(x) : 0;
}

int dialect_voice_end(struct dialect_voice *v)
{
    bool kept = v->said.n > 0 && !v->due;
    v->due = true;
    v->said.part = 0;
    return kept ? dialect_datagrams(&v->said) : 0;
}
