/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/autocorrelation.h>
#include <gait/cadence.h>
#include <gait/spectrum.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FINE_HZ = GAIT_GRID_HZ / 2,
    COARSE_HZ = FINE_HZ / 2, /* holds eight harmonics of 2 Hz */
    TICKS = GAIT_GRID_HZ / COARSE_HZ,
    COARSE_MAX = 10 * COARSE_HZ,
    POINTS = 512,
    HARMONICS = 8,
    CANDIDATES = 151,
    RISE = 3 * FINE_HZ / 100, /* 30 ms: about what a shock takes to rise */
    LEAD = 3 * FINE_HZ / 100, /* a shock this early is of a contact before the window */
};

static const double lowest_hz = 0.5, highest_hz = 2.0, step_hz = 0.01;

/* Shares of a stride: how far off the comb may be over a window, and over one that holds just one
 * stride; what energy an overlap has that holds a contact; by how much a contact varies (sd). */
static const double reach = 0.12, reach_one = 0.2, own = 0.004;
static const float one_contact = 0.35f;

static const float alike = 0.3f; /* least correlation that is believed */

/* One standard deviation of the comb's own rate against force plates is about this share of a bin
 * at comb = 0. */
static const double comb_spread = 0.096;

/* Between two lines of the spectrum. */
struct place {
    int line;
    float part;
};

struct gait_cadence {
    struct gait_cadence_settings set;
    struct place hit[CANDIDATES][HARMONICS], miss[CANDIDATES][HARMONICS]; /* of the comb */
    struct gait_spectrum *spectrum;
    struct gait_autocorrelation fine; /* of the acceleration's change in RISE */
    float coarse[COARSE_MAX][3];      /* acceleration */
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

/* hz <= 16 */
static struct place place_of(float hz)
{
    float at = hz * ((float)POINTS / COARSE_HZ);
    int k = (int)at;
    return (struct place){k, at - (float)k};
}

static float read_at(const float *power, struct place p)
{
    return power[p.line] + p.part * (power[p.line + 1] - power[p.line]);
}

static void lay_comb(struct gait_cadence *c)
{
    for (int i = 0; i < CANDIDATES; i++) {
        float f = (float)(lowest_hz + i * step_hz);
        for (int h = 1; h <= HARMONICS; h++) {
            c->hit[i][h - 1] = place_of((float)h * f);
            c->miss[i][h - 1] = place_of(((float)h - 0.5f) * f);
        }
    }
}

struct gait_cadence *gait_cadence_new(const struct gait_cadence_settings *s)
{
    if (gait_cadence_fault(s))
        return NULL;
    struct gait_cadence *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->set = *s;
    lay_comb(c);
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

_Static_assert(TICKS == 4, "two means of two make one of four");

/* As below, where nothing is missing, which is nearly everywhere. */
static void thin_out_whole(struct gait_cadence *c, const struct gait_tick *t, int g)
{
    float *one = c->fine.x[2 * g], *two = c->fine.x[2 * g + 1], *out = c->coarse[g];
    for (int i = 0; i < 3; i++) {
        one[i] = 0.5f * t[0].a_ms2[i] + 0.5f * t[1].a_ms2[i];
        two[i] = 0.5f * t[2].a_ms2[i] + 0.5f * t[3].a_ms2[i];
        out[i] = 0.5f * one[i] + 0.5f * two[i];
    }
    c->fine.energy[2 * g] = c->fine.energy[2 * g + 1] = 0;
}

/* Both rates at once; what lies in a gap is NaN in the coarse one. Returns how many of those. */
static int thin_out(struct gait_cadence *c, const struct gait_tick *tick, int groups)
{
    int missing = 0;
    for (int g = 0; g < groups; g++, tick += TICKS) {
        if (!((tick[0].flags | tick[1].flags | tick[2].flags | tick[3].flags) & GAIT_GRID_GAP)) {
            thin_out_whole(c, tick, g);
            continue;
        }
        float *one = c->fine.x[2 * g], *two = c->fine.x[2 * g + 1], *out = c->coarse[g];
        bool first = mean_of_two(tick, one), second = mean_of_two(tick + TICKS / 2, two);
        c->fine.energy[2 * g] = first ? 0 : -1;
        c->fine.energy[2 * g + 1] = second ? 0 : -1;
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

static void comb(struct gait_cadence *c)
{
    for (int i = 0; i < CANDIDATES; i++) {
        float hit = 0, miss = 0;
        for (int h = 0; h < HARMONICS; h++) {
            hit += read_at(c->power, c->hit[i][h]);
            miss += read_at(c->power, c->miss[i][h]);
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
        odd += h % 2 ? (double)read_at(c->power, place_of((float)(h * f))) : 0;
        between += 0.5 * (double)read_at(c->power, place_of((float)((h - 0.5) * f)));
    }
    int twice = best_between(c->score, 1.94 * f, 2.06 * f);
    return odd < 1.5 * between && c->score[twice] > 0.6 * c->score[best] ? twice : best;
}

/* Nobody doubles or halves the rate from one second to the next: where the rate that was expected
 * explains nearly as much as its octave, it stays. So for a trunk's three steps instead of two. */
static int keep_octave(const struct gait_cadence *c, int best, double expected_hz, bool leg)
{
    double ratio = expected_hz > 0 ? (lowest_hz + best * step_hz) / expected_hz : 1;
    bool octave = fabs(ratio / 2 - 1) < 0.1 || fabs(ratio / 0.5 - 1) < 0.1;
    if (!octave && (leg || fabs(1.5 * ratio - 1) > 0.1))
        return best;
    int near = best_between(c->score, 0.85 * expected_hz, fmin(1.15 * expected_hz, highest_hz));
    return c->score[near] > 0.5 * c->score[best] ? near : best;
}

/* The lag near `strides` periods at which the window is most like itself. */
static struct gait_lag best_lag(const struct gait_cadence *c, double strides, double period)
{
    return gait_autocorrelation_peak(&c->fine, LEAD, strides * period, reach * period);
}

static bool holds_contact(const struct gait_cadence *c, const struct gait_lag *l, double period)
{
    return l->bend > 0 && l->dot > one_contact * (float)period * c->fine.mean_energy;
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
    float enough = fmaxf(0.8f * best_lag(c, 1, period).like, 0.5f);
    if (hz < 0.75 && best_lag(c, 1 / 2.0, period).like > enough)
        return 2 * hz;
    if (1.5 * hz < highest_hz && best_lag(c, 2 / 3.0, period).like > enough)
        return 1.5 * hz;
    return hz;
}

/* In less than 2 s the comb cannot tell octaves apart, but likeness can: a leg's shocks repeat
 * after a stride and not after half of one; a trunk's repeat after half of it too, which half a
 * step (were this the step rate) does not do. */
static bool repeats(const struct gait_cadence *c, double hz, bool leg)
{
    double period = FINE_HZ / hz;
    struct gait_lag whole = best_lag(c, 1, period);
    if (!(whole.like > 0.6f && holds_contact(c, &whole, period)))
        return false;
    float half = best_lag(c, 0.5, period).like / whole.like;
    return half > 0.6f || (leg && half < 0.4f);
}

/* The comb weighs the middle of the window most, and a pace that wanders moves its peak. The time
 * from the window's first contact to its last over the strides between them is the mean rate: as
 * many strides as leave a contact in what overlaps. */
static void refine(const struct gait_cadence *c, struct gait_cadence_result *r)
{
    double period = FINE_HZ / r->stride_hz;
    for (int strides = (int)(c->fine.n / period + 0.1); strides > 0; strides--) {
        double wide = (strides > 1 ? reach : reach_one) * period;
        struct gait_lag l = gait_autocorrelation_peak(&c->fine, LEAD, strides * period, wide);
        if (!(l.like > alike && holds_contact(c, &l, period)))
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

static int settle(struct gait_cadence *c, int groups, double expected_hz, bool leg)
{
    memset(c->power, 0, sizeof c->power);
    for (int i = 0; i < 3; i++)
        gait_spectrum_add(c->spectrum, c->coarse[0] + i, groups, 3, COARSE_HZ, GAIT_WINDOW_HANN,
                          GAIT_DETREND_MEAN, c->power);
    for (int k = 0; k <= POINTS / 2; k++)
        c->power[k] = sqrtf(c->power[k]);
    comb(c);
    int best = best_between(c->score, 0.55, highest_hz);
    return keep_octave(c, double_if_hollow(c, best), expected_hz, leg);
}

bool gait_cadence_measure(struct gait_cadence *c, const struct gait_tick *end, int n,
                          double expected_hz, bool leg, struct gait_cadence_result *ret)
{
    int most = (int)(c->set.window_s * GAIT_GRID_HZ),
        least = (int)(c->set.window_min_s * GAIT_GRID_HZ);
    if (n > most)
        n = most;
    if (n < least)
        return false;
    int groups = n / TICKS;
    int missing = thin_out(c, end - groups * TICKS, groups);
    if (missing * 2 > groups)
        return false;
    if (missing)
        bridge(c->coarse, groups);
    int best = settle(c, groups, expected_hz, leg);
    double q = c->total[best] > 0 ? c->score[best] / c->total[best] : 0;
    *ret = (struct gait_cadence_result){
        .sd_spm = (float)(120 * comb_spread * (1 - q) * COARSE_HZ / groups + 0.05),
        .comb = (float)q,
        .resolved = q > 0.3 && octave_is_clear(c->score, best),
    };
    if (!(q > 0))
        return true;
    /* Mostly the shock of contacts, and little of the slow swing, which has no sharp time. */
    gait_autocorrelation_steepen(&c->fine, 2 * groups, RISE);
    ret->stride_hz = repair(c, peak_hz(c, best), q);
    ret->spm = (float)(120 * ret->stride_hz);
    refine(c, ret);
    ret->resolved = ret->resolved || repeats(c, ret->stride_hz, leg);
    return true;
}
