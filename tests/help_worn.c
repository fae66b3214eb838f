/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_worn.h"

#include "ctl/wear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct help_worn {
    struct wear *wear;
    struct recording_sensor is;
    double truth_s[HELP_WORN_TRUTHS];
    int truths;
};

struct help_worn *help_worn_new(double end_s)
{
    const struct runner_ground *on = runner_ground("asphalt");
    const struct runner_bout bout[] = {
        {.gait = GAIT_STILL, .ground = on},
        {.from_s = HELP_WORN_STILL_S, .gait = GAIT_RUN, .speed_ms = 3, .ground = on}};
    const struct wear_settings how = {
        .id = "left", .placement = GAIT_SHANK_LEFT, .rate_hz = 400, .range_g = 16, WEAR_USUAL};
    struct help_worn *w = calloc(1, sizeof *w);
    struct runner *r = runner_new(11, bout, 2);
    struct runner_moment m;
    bool down = true;
    if (!w || !r || !(w->wear = wear_new(&how, 11, 0, end_s)))
        abort();
    for (long i = 0; i < lround(end_s * RUNNER_HZ); i++) {
        runner_step(r, &m);
        wear_push(w->wear, &m);
        bool now = m.force_n[0] > 50;
        if (now && !down && w->truths < HELP_WORN_TRUTHS)
            w->truth_s[w->truths++] = m.t_s;
        down = now;
    }
    runner_free(r);
    w->is = wear_recording(w->wear);
    return w;
}

void help_worn_free(struct help_worn *w)
{
    if (w)
        wear_free(w->wear);
    free(w);
}

int help_worn_rows(const struct help_worn *w)
{
    return (int)w->is.rows;
}

double help_worn_rate_hz(const struct help_worn *w)
{
    return w->is.rate_hz;
}

struct gait_sample help_worn_row(const struct help_worn *w, int i, int64_t origin_ns)
{
    struct gait_sample s = {.t_ns = origin_ns + llround((double)i / w->is.rate_hz * 1e9)};
    memcpy(s.a_ms2, w->is.row + i * 6, sizeof s.a_ms2);
    memcpy(s.w_rads, w->is.row + i * 6 + 3, sizeof s.w_rads);
    return s;
}

int help_worn_truths(const struct help_worn *w)
{
    return w->truths;
}

double help_worn_truth_s(const struct help_worn *w, int i)
{
    return w->truth_s[i];
}
