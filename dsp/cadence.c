/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/cadence.h>
#include <gait/spectrum.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FINE_HZ = GAIT_GRID_HZ / 2,
    COARSE_HZ = FINE_HZ / 2, /* holds eight harmonics of 2 Hz */
    TICKS = GAIT_GRID_HZ / COARSE_HZ,
    FINE_MAX = 10 * FINE_HZ,
    COARSE_MAX = FINE_MAX / 2,
    POINTS = 512,
    HARMONICS = 8,
    CANDIDATES = 151,
    RISE = 3 * FINE_HZ / 100, /* 30 ms: about what a shock takes to rise */
    LEAD = 3 * FINE_HZ / 100, /* a shock this early is of a contact before the window */
    LAGS_MAX = 64,
};

static const double lowest_hz = 0.5, highest_hz = 2.0, step_hz = 0.01;

/* Shares of a stride: how far off the comb may be over a whole window, what energy an overlap has
 * that holds a contact, and by how much the time of a contact varies (sd). */
static const double reach = 0.12, own = 0.004;
static const float one_contact = 0.35f;

static const float alike = 0.3f; /* least correlation that is believed */

/* One standard deviation of the comb's own rate against force plates is about this share of a bin
 * at comb = 0. */
static const double comb_spread = 0.096;

struct lag {
    double at; /* fine samples; 0: none */
    float like, bend, dot; /* correlation, what it loses one sample away, and its numerator */
};

struct gait_cadence {
    struct gait_cadence_settings set;
    struct gait_spectrum *spectrum;
    int n;                       /* of the fine ones */
    float fine[FINE_MAX][3];     /* acceleration, then its change in RISE */
    float energy[FINE_MAX];      /* of the change; negative: not known */
    float mean_energy;           /* of what is known */
    float coarse[COARSE_MAX][3]; /* acceleration */
    float power[POINTS / 2 + 1];
    float score[CANDIDATES], total[CANDIDATES];
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

/* Means of two ticks; false where both lie in a gap. */
static bool mean_of_two(const struct gait_tick *t, float *ret)
{
    bool first = !(t[0].flags & GAIT_GRID_GAP), second = !(t[1].flags & GAIT_GRID_GAP);
    float w0 = first ? second ? 0.5f : 1 : 0, w1 = second ? 1 - w0 : 0;
    for (int i = 0; i < 3; i++)
        ret[i] = w0 * t[0].a_ms2[i] + w1 * t[1].a_ms2[i];
    return first || second;
}

/* Both rates at once; what lies in a gap is NaN in the coarse one. Returns how many of those. */
static int thin_out(struct gait_cadence *c, const struct gait_tick *tick, int groups)
{
    int missing = 0;
    for (int g = 0; g < groups; g++, tick += TICKS) {
        float *one = c->fine[2 * g], *two = c->fine[2 * g + 1], *out = c->coarse[g];
        bool first = mean_of_two(tick, one), second = mean_of_two(tick + TICKS / 2, two);
        c->energy[2 * g] = first ? 0 : -1;
        c->energy[2 * g + 1] = second ? 0 : -1;
        missing += !first && !second;
        float w = first ? second ? 0.5f : 1 : 0;
        for (int i = 0; i < 3; i++)
            out[i] = first || second ? w * one[i] + (1 - w) * two[i] : NAN;
    }
    return missing;
}

/* A hole is bridged by a straight line, so that it adds no edge. */
static void bridge(float (*x)[3], int n)
{
    for (int g = 0, last = -1; g <= n; g++) {
        if (g < n && isnan(x[g][0]))
            continue;
        const float *from = x[last >= 0 ? last : g], *to = x[g < n ? g : last];
        for (int k = last + 1; k < g; k++)
            for (int i = 0; i < 3; i++)
                x[k][i] = from[i] + (to[i] - from[i]) * (float)(k - last) / (float)(g - last);
        last = g;
    }
}

/* The change over RISE in place of the acceleration, where both ends are known: most of its energy
 * is the shock of contacts, and little the slow swing, which has no sharp time. */
static void steepen(struct gait_cadence *c, int n)
{
    float sum = 0;
    int known = 0;
    for (int t = 0; t < n; t++) {
        bool both = t + RISE < n && c->energy[t] >= 0 && c->energy[t + RISE] >= 0;
        float e = 0;
        for (int i = 0; i < 3; i++) {
            c->fine[t][i] = both ? c->fine[t + RISE][i] - c->fine[t][i] : 0;
            e += c->fine[t][i] * c->fine[t][i];
        }
        c->energy[t] = both ? e : -1;
        sum += e;
        known += both;
    }
    c->n = n;
    c->mean_energy = known ? sum / (float)known : 0;
}

/* Between lines: hz <= 16. */
static float amplitude(const float *power, float hz)
{
    float at = hz * ((float)POINTS / COARSE_HZ);
    int k = (int)at;
    return power[k] + (at - (float)k) * (power[k + 1] - power[k]);
}

static void comb(struct gait_cadence *c)
{
    for (int i = 0; i < CANDIDATES; i++) {
        float f = (float)(lowest_hz + i * step_hz), hit = 0, miss = 0;
        for (int h = 1; h <= HARMONICS; h++) {
            hit += amplitude(c->power, (float)h * f);
            miss += amplitude(c->power, ((float)h - 0.5f) * f);
        }
        c->score[i] = hit - miss;
        c->total[i] = hit + miss;
    }
}

static int best_between(const float *score, double low_hz, double high_hz)
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
static bool octave_is_clear(const float *score, int best)
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
        odd += h % 2 ? (double)amplitude(c->power, (float)(h * f)) : 0;
        between += 0.5 * (double)amplitude(c->power, (float)((h - 0.5) * f));
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

/* How like itself the window is `lag` later; *ret_dot: before it is divided by the energy. */
static float likeness(const struct gait_cadence *c, int lag, float *ret_dot)
{
    float dot = 0, energy = 0;
    for (int t = LEAD; t + lag < c->n; t++) {
        const float *a = c->fine[t], *b = c->fine[t + lag];
        if (c->energy[t] < 0 || c->energy[t + lag] < 0)
            continue;
        dot += a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        energy += c->energy[t] + c->energy[t + lag];
    }
    *ret_dot = dot;
    return energy > 0 ? 2 * dot / energy : 0;
}

/* The lag near `strides` periods at which the window is most like itself. */
static struct lag best_lag(const struct gait_cadence *c, double strides, double period)
{
    float like[LAGS_MAX], dot[LAGS_MAX], most = 0;
    int wide = (int)ceil(reach * period), first = (int)lround(strides * period) - wide;
    int lags = 2 * wide + 1 < c->n - first ? 2 * wide + 1 : c->n - first, best = -1;
    for (int i = 0; i < lags; i++) {
        like[i] = likeness(c, first + i, &dot[i]);
        most = fmaxf(most, dot[i]);
    }
    for (int i = 0; i < lags; i++)
        if (dot[i] > 0.3f * most && (best < 0 || like[i] > like[best]))
            best = i;
    if (best < 1 || best > lags - 2)
        return (struct lag){0};
    float y0 = like[best - 1], y1 = like[best], y2 = like[best + 1], bend = 2 * y1 - y0 - y2;
    float shift = bend > 0 ? 0.5f * (y2 - y0) / bend : 0;
    return (struct lag){first + best + (double)shift, y1, bend, dot[best]};
}

/* Contacts lost in gaps leave strides unlike each other, and the comb takes two strides, or three
 * steps of a trunk, for one; but what is left repeats after a half or two thirds of that time as
 * well, which no stride does. A trunk's steps do after half of it: twice the rate is only believed
 * below 90 steps a minute, seldom walked. */
static double repair(const struct gait_cadence *c, double hz, double q)
{
    if (q > 0.5 && hz > 0.75)
        return hz;
    double period = FINE_HZ / hz;
    float whole = best_lag(c, 1, period).like;
    if (hz < 0.75 && best_lag(c, 1 / 2.0, period).like > 0.8f * whole)
        return 2 * hz;
    if (1.5 * hz < highest_hz && best_lag(c, 2 / 3.0, period).like > 0.8f * whole)
        return 1.5 * hz;
    return hz;
}

/* The comb weighs the middle of the window most, and a pace that wanders moves its peak. The time
 * from the window's first contact to its last over the strides between them is the mean rate: as
 * many strides as leave a contact in what overlaps. */
static void refine(const struct gait_cadence *c, struct gait_cadence_result *r)
{
    double period = FINE_HZ / r->stride_hz;
    float least = one_contact * (float)period * c->mean_energy;
    for (int strides = (int)(c->n / period + 0.1); strides > 0; strides--) {
        struct lag l = best_lag(c, strides, period);
        if (!(l.like > alike && l.bend > 0 && l.dot > least))
            continue;
        r->stride_hz = FINE_HZ * strides / l.at;
        r->spm = (float)(120 * r->stride_hz);
        double unlike = (1 - (double)l.like) / (double)l.bend;
        r->sd_spm = r->spm * (float)(sqrt(unlike + own * own * period * period) / l.at);
        return;
    }
}

static double peak_hz(const struct gait_cadence *c, int best)
{
    if (best < 1 || best > CANDIDATES - 2)
        return lowest_hz + best * step_hz;
    double y0 = c->score[best - 1], y1 = c->score[best], y2 = c->score[best + 1];
    double bend = 2 * y1 - y0 - y2, shift = bend > 0 ? 0.5 * (y2 - y0) / bend : 0;
    return lowest_hz + (best + (fabs(shift) <= 1 ? shift : 0)) * step_hz;
}

static int settle(struct gait_cadence *c, int groups, double expected_hz)
{
    memset(c->power, 0, sizeof c->power);
    for (int i = 0; i < 3; i++)
        gait_spectrum_add(c->spectrum, c->coarse[0] + i, groups, 3, COARSE_HZ, GAIT_WINDOW_HANN,
                          GAIT_DETREND_MEAN, c->power);
    for (int k = 0; k <= POINTS / 2; k++)
        c->power[k] = sqrtf(c->power[k]);
    comb(c);
    int best = best_between(c->score, 0.55, highest_hz);
    return keep_octave(c, double_if_hollow(c, best), expected_hz);
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
    int groups = n / TICKS;
    if (thin_out(c, end - groups * TICKS, groups) * 2 > groups)
        return false;
    bridge(c->coarse, groups);
    int best = settle(c, groups, expected_hz);
    double q = c->total[best] > 0 ? c->score[best] / c->total[best] : 0;
    *ret = (struct gait_cadence_result){
        .sd_spm = (float)(120 * comb_spread * (1 - q) * COARSE_HZ / groups + 0.05),
        .comb = (float)q,
        .resolved = q > 0.3 && octave_is_clear(c->score, best),
    };
    if (!(q > 0))
        return true;
    steepen(c, 2 * groups);
    ret->stride_hz = repair(c, peak_hz(c, best), q);
    ret->spm = (float)(120 * ret->stride_hz);
    refine(c, ret);
    return true;
}
