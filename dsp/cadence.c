/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/cadence.h>
#include <gait/spectrum.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DECIMATION = 4, /* 50 Hz holds eight harmonics of 2 Hz */
    POINTS = 1024,
    INPUT_MAX = 10 * GAIT_GRID_HZ / DECIMATION,
    HARMONICS = 8,
    CANDIDATES = 301,
};

static const double lowest_hz = 0.5, highest_hz = 2.0, step_hz = 0.005;
static const double rate_hz = (double)GAIT_GRID_HZ / DECIMATION;

/* One standard deviation of the rate against force plates is about this share of a bin at comb = 0.
 */
static const double spread = 0.096;

struct gait_cadence {
    struct gait_cadence_settings set;
    struct gait_spectrum *spectrum;
    float input[3 * INPUT_MAX];
    float power[POINTS / 2 + 1];
    double score[CANDIDATES], total[CANDIDATES];
};

const struct gait_cadence_settings gait_cadence_defaults = {.window_s = 5, .window_min_s = 1.5};

const char *gait_cadence_fault(const struct gait_cadence_settings *s)
{
    if (!(s->window_s >= 3 && s->window_s <= 10))
        return "cadence: window_s must lie in 3 .. 10 s";
    if (!(s->window_min_s >= 1.5 && s->window_min_s <= s->window_s))
        return "cadence: window_min_s must lie in 1.5 s .. window_s";
    return NULL;
}

struct gait_cadence *gait_cadence_new(const struct gait_cadence_settings *s)
{
    if (gait_cadence_fault(s))
        return NULL;
    struct gait_cadence *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->set = *s;
    c->spectrum = gait_spectrum_new(POINTS);
    if (!c->spectrum) {
        free(c);
        return NULL;
    }
    return c;
}

void gait_cadence_free(struct gait_cadence *c)
{
    if (!c)
        return;
    gait_spectrum_free(c->spectrum);
    free(c);
}

/* Means of DECIMATION ticks each; a group within a gap repeats the group before it, so that a hole
 * adds no edge. */
static int decimate(float *out, const struct gait_tick *tick, int groups)
{
    int missing = 0;
    for (int g = 0; g < groups; g++, tick += DECIMATION) {
        float sum[3] = {0};
        int n = 0;
        for (int k = 0; k < DECIMATION; k++) {
            if (tick[k].flags & GAIT_GRID_GAP)
                continue;
            for (int i = 0; i < 3; i++)
                sum[i] += tick[k].a_ms2[i];
            n++;
        }
        missing += n == 0;
        for (int i = 0; i < 3; i++)
            out[3 * g + i] = n ? sum[i] / (float)n : g ? out[3 * (g - 1) + i] : 0;
    }
    return missing;
}

static double amplitude(const float *power, double hz)
{
    double at = hz * (POINTS / rate_hz);
    int k = (int)at;
    if (k >= POINTS / 2)
        return 0;
    return power[k] + (at - k) * (power[k + 1] - power[k]);
}

static void comb(struct gait_cadence *c)
{
    for (int i = 0; i < CANDIDATES; i++) {
        double f = lowest_hz + i * step_hz, hit = 0, miss = 0;
        for (int h = 1; h <= HARMONICS; h++) {
            hit += amplitude(c->power, h * f);
            miss += amplitude(c->power, (h - 0.5) * f);
        }
        c->score[i] = hit - miss;
        c->total[i] = hit + miss;
    }
}

static int best_between(const double *score, double low_hz, double high_hz)
{
    int first = (int)ceil((low_hz - lowest_hz) / step_hz),
        last = (int)((high_hz - lowest_hz) / step_hz);
    if (first < 0)
        first = 0;
    if (last > CANDIDATES - 1)
        last = CANDIDATES - 1;
    int best = first;
    for (int i = first; i <= last; i++)
        if (score[i] > score[best])
            best = i;
    return best;
}

/* The octave above or below explains nearly as much: then neither is believed. */
static bool octave_is_clear(const double *score, int best)
{
    double f = lowest_hz + best * step_hz, other = 0;
    if (f > 1.1)
        other = score[best_between(score, 0.46 * f, 0.54 * f)];
    else if (f < 0.96)
        other = score[best_between(score, 1.92 * f, 2.08 * f)];
    return other < 0.9 * score[best];
}

/* Half of a rate that wanders wins where its high harmonics are smeared; but then its own odd
 * harmonics hold no more than the places between harmonics do, and the rate is twice as high. */
static int double_if_hollow(const struct gait_cadence *c, int best)
{
    double f = lowest_hz + best * step_hz, odd = 0, between = 0;
    if (2 * f > highest_hz)
        return best;
    for (int h = 1; h <= HARMONICS; h++) {
        odd += h % 2 ? amplitude(c->power, h * f) : 0;
        between += 0.5 * amplitude(c->power, (h - 0.5) * f);
    }
    int twice = best_between(c->score, 1.94 * f, 2.06 * f);
    return odd < 1.5 * between && c->score[twice] > 0.6 * c->score[best] ? twice : best;
}

/* Nobody doubles or halves the rate from one second to the next: where the rate that was expected
 * explains nearly as much as its octave, it stays. */
static int keep_octave(const struct gait_cadence *c, int best, double expected_hz)
{
    double ratio = expected_hz > 0 ? (lowest_hz + best * step_hz) / expected_hz : 1;
    if (!(ratio > 1.8 && ratio < 2.2) && !(ratio > 0.45 && ratio < 0.55))
        return best;
    int near = best_between(c->score, 0.85 * expected_hz, fmin(1.15 * expected_hz, highest_hz));
    return c->score[near] > 0.5 * c->score[best] ? near : best;
}

bool gait_cadence_measure(struct gait_cadence *c, const struct gait_tick *end, int n,
                          double expected_hz, struct gait_cadence_result *ret)
{
    int most = (int)(c->set.window_s * GAIT_GRID_HZ),
        least = (int)(c->set.window_min_s * GAIT_GRID_HZ);
    if (n > most)
        n = most;
    if (n < least)
        return false;
    int groups = n / DECIMATION;
    if (decimate(c->input, end - groups * DECIMATION, groups) * 2 > groups)
        return false;
    memset(c->power, 0, sizeof c->power);
    for (int i = 0; i < 3; i++)
        gait_spectrum_add(c->spectrum, c->input + i, groups, 3, rate_hz, GAIT_WINDOW_HANN,
                          GAIT_DETREND_MEAN, c->power);
    for (int k = 0; k <= POINTS / 2; k++)
        c->power[k] = sqrtf(c->power[k]);
    comb(c);
    int best =
        keep_octave(c, double_if_hollow(c, best_between(c->score, 0.55, highest_hz)), expected_hz);
    double y0 = best > 0 ? c->score[best - 1] : 0, y1 = c->score[best];
    double y2 = best < CANDIDATES - 1 ? c->score[best + 1] : 0, bend = y0 - 2 * y1 + y2;
    double shift = bend < 0 ? 0.5 * (y0 - y2) / bend : 0;
    double q = c->total[best] > 0 ? y1 / c->total[best] : 0;
    double hz = lowest_hz + (best + (fabs(shift) <= 1 ? shift : 0)) * step_hz;
    *ret = (struct gait_cadence_result){
        .stride_hz = q > 0 ? hz : 0,
        .spm = q > 0 ? (float)(120 * hz) : 0,
        .sd_spm = (float)(120 * spread * (1 - q) * rate_hz / groups + 0.05),
        .comb = (float)q,
        .resolved = q > 0.3 && octave_is_clear(c->score, best),
    };
    return true;
}
