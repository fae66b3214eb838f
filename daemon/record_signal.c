/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/record_signal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* beyond are clocks that say nothing: such a sensor is in the capture only */
#define RATE_MAX_HZ 20000.0f
#define HOLE_ROWS 360000 /* a longer hole is cut to this: half an hour at 200 Hz */

int record_signal_declare(struct record_signal *s, const struct gait_sensor *is)
{
    if (s->declared && strcmp(s->is.id, is->id) == 0 && s->writer)
        return 0; /* a redeclaration does not change the file that is being written */
    s->declared = true;
    s->is = *is;
    for (char *c = s->is.id; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_-.", *c))
            *c = '_';
    if (*s->is.id == '.')
        *s->is.id = '_';
    return 0;
}

static int channels_of(uint8_t axes)
{
    int n = 0;
    for (int i = 0; i < 6; i++)
        n += axes >> i & 1;
    return n;
}

static int begin(struct record_signal *s, const char *folder, int64_t t_ns, char *why,
                 size_t why_size)
{
    char path[4096];

    s->axes = s->is.axes;
    s->first_ns = s->last_ns = t_ns;
    snprintf(path, sizeof path, "%s/%s.wav", folder, s->is.id);
    return signal_writer_open(path, (double)s->is.rate_hz, channels_of(s->axes), &s->writer, why,
                              why_size);
}

static int lost_rows(struct record_signal *s, long n, char *why, size_t why_size)
{
    const float row[6] = {NAN, NAN, NAN, NAN, NAN, NAN};
    for (long i = 0; i < n; i++)
        if (signal_writer_rows(s->writer, row, 1, why, why_size) < 0)
            return -1;
    s->rows += n;
    return 0;
}

/* How many rows of nothing stand before this sample: what intake counted, or what the clock says
 * where that is clearly more or less, for the file is to be as long as the time was. */
static long hole_of(const struct record_signal *s, int64_t t_ns, uint32_t lost)
{
    double periods = (double)(t_ns - s->last_ns) * 1e-9 * (double)s->is.rate_hz;
    long n = (long)lost;
    if (fabs(periods - (double)n - 1) > 1.5)
        n = lround(fmax(1, fmin(periods, HOLE_ROWS))) - 1;
    return n < HOLE_ROWS ? n : HOLE_ROWS;
}

static int write_sample(struct record_signal *s, const char *folder, const struct gait_sample *x,
                        char *why, size_t why_size)
{
    float row[6];
    int n = 0;

    if (!s->writer && begin(s, folder, x->t_ns, why, why_size) < 0)
        return -1;
    if (s->rows > 0 && lost_rows(s, hole_of(s, x->t_ns, x->lost), why, why_size) < 0)
        return -1;
    for (int i = 0; i < 6; i++)
        if (s->axes >> i & 1)
            row[n++] = i < 3 ? x->a_ms2[i] : x->w_rads[i - 3];
    s->last_ns = x->t_ns;
    s->rows++;
    return signal_writer_rows(s->writer, row, 1, why, why_size);
}

/* Those that waited; their mean rate where none was told since. */
static int write_held(struct record_signal *s, const char *folder, char *why, size_t why_size)
{
    int n = s->held;

    s->held = 0;
    if (n > 1 && !(s->is.rate_hz >= 1)) {
        double span_s = (double)(s->hold[n - 1].t_ns - s->hold[0].t_ns) * 1e-9;
        s->is.rate_hz = (float)((n - 1) / span_s); /* their times only ever rise */
    }
    if (!(s->is.rate_hz >= 1 && s->is.rate_hz <= RATE_MAX_HZ) || s->is.axes == 0)
        return 0;
    for (int i = 0; i < n; i++)
        if (write_sample(s, folder, &s->hold[i], why, why_size) < 0)
            return -1;
    return 0;
}

int record_signal_sample(struct record_signal *s, const char *folder, int64_t t_ns,
                         const struct gait_sample *x, char *why, size_t why_size)
{
    struct gait_sample at = *x;

    at.t_ns = t_ns;
    if (!s->declared || s->is.axes == 0 || s->is.rate_hz > RATE_MAX_HZ)
        return 0;
    if (!(s->is.rate_hz >= 1)) {
        s->hold[s->held++] = at;
        return s->held < RECORD_SIGNAL_HELD ? 0 : write_held(s, folder, why, why_size);
    }
    if (s->held > 0 && write_held(s, folder, why, why_size) < 0)
        return -1;
    return write_sample(s, folder, &at, why, why_size);
}

int record_signal_close(struct record_signal *s, const char *folder, char *why, size_t why_size)
{
    int wrote = s->held > 0 ? write_held(s, folder, why, why_size) : 0;
    if (!s->writer)
        return wrote;
    int result = signal_writer_close(s->writer, why, why_size);
    s->writer = NULL;
    return wrote < 0 ? wrote : result;
}

bool record_signal_describe(const struct record_signal *s, struct recording_sensor *ret)
{
    double span_s = (double)(s->last_ns - s->first_ns) * 1e-9;
    int n = 0;

    if (!s->declared)
        return false;
    *ret = (struct recording_sensor){.is = s->is,
                                     .rate_hz = (double)s->is.rate_hz,
                                     .rows = s->rows,
                                     .start_s = (double)s->first_ns * 1e-9};
    if (s->rows > 1 && span_s > 0)
        ret->rate_hz = (double)(s->rows - 1) / span_s;
    for (int i = 0; i < RECORDING_CHANNELS_MAX; i++)
        ret->channel_of[i] = i < 6 && s->axes >> i & 1 ? (int8_t)n++ : -1;
    ret->channels = n;
    return true;
}
