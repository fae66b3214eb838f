/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_span.h"

#include "ctl/merge.h"

#include <math.h>

/* The first and the last arrival; a torn end is left out, and said. */
static bool measure_capture(struct replay_span *s, struct capture *c)
{
    const uint8_t *bytes;
    size_t size;
    int64_t t_ns;
    int got;
    bool any = false;

    while ((got = capture_next(c, &t_ns, &bytes, &size)) > 0) {
        s->first_ns = any ? s->first_ns : t_ns;
        s->length_ns = t_ns - s->first_ns;
        any = true;
    }
    if (got < 0)
        fprintf(stderr, "gaitctl replay: %s\n", capture_fault(c));
    return any;
}

/* The first and the last time on the line; a loop is one sample longer. */
static bool measure(struct replay_span *s, const struct recording *r)
{
    struct merge m;
    struct merge_item x;
    int64_t last_ns = 0;
    long samples = 0;
    double period_s = 0;

    merge_init(&m, r);
    while (merge_next(&m, &x)) {
        if (samples == 0 && (x.sensor >= 0 || x.t_ns < s->first_ns))
            s->first_ns = x.t_ns;
        samples += x.sensor >= 0;
        last_ns = x.t_ns;
    }
    for (int i = 0; i < r->sensors; i++)
        period_s = fmax(period_s, 1 / r->sensor[i].rate_hz);
    s->length_ns = last_ns - s->first_ns + llround(period_s * 1e9);
    return samples > 0;
}

int replay_span(const struct replay_settings *s, const struct recording *r,
                struct replay_span *ret_span, struct capture **ret_capture, char *why,
                size_t why_size)
{
    const char *path = r->capture_path;
    *ret_span = (struct replay_span){0};
    *ret_capture = NULL;
    if (path && (s->loops > 1 || s->skew_ppm != 0)) {
        snprintf(why, why_size,
                 "capture.osc has times of its own: --loop and --skew-ppm need signal files");
        return -1;
    }
    if (path && capture_open(path, ret_capture, why, why_size) < 0)
        return -1;
    bool any = path ? measure_capture(ret_span, *ret_capture) : measure(ret_span, r);
    capture_close(*ret_capture);
    *ret_capture = NULL;
    if (any)
        return path ? capture_open(path, ret_capture, why, why_size) : 0;
    snprintf(why, why_size, "neither a signal file with samples in it nor a datagram to send");
    return -1;
}
