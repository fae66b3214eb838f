/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/attenuation.h>
#include <gait/spectrum.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 256, BINS = POINTS / 2 + 1, GAINS = 4 };

static const double bin_hz = (double)GAIT_GRID_HZ / POINTS;
static const double band_low_hz = 9, band_high_hz = 20;

/* What the grid leaves of the band at one rate; a few are kept. */
struct gain {
    double rate_hz;
    float of_bin[BINS];
};

struct gait_attenuation {
    struct gait_spectrum *spectrum;
    float input[3 * POINTS];
    float limb[BINS], trunk[BINS];
    struct gain gain[GAINS];
    int next;                 /* of gain to be replaced */
    bool has_limb, has_trunk; /* of the last stance */
    double limb_hz, trunk_hz;
};

struct gait_attenuation *gait_attenuation_new(void)
{
    struct gait_attenuation *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    for (int i = 0; i < GAINS; i++)
        a->gain[i].rate_hz = -1; /* none */
    a->spectrum = gait_spectrum_new(POINTS);
    if (!a->spectrum) {
        free(a);
        return NULL;
    }
    return a;
}

void gait_attenuation_free(struct gait_attenuation *a)
{
    if (!a)
        return;
    gait_spectrum_free(a->spectrum);
    free(a);
}

static int band_first(void)
{
    return (int)ceil(band_low_hz / bin_hz);
}

static int band_last(void)
{
    return (int)floor(band_high_hz / bin_hz);
}

static const float *gain_at(struct gait_attenuation *a, double rate_hz)
{
    for (int i = 0; i < GAINS; i++)
        if (a->gain[i].rate_hz == rate_hz)
            return a->gain[i].of_bin;
    struct gain *g = &a->gain[a->next++ % GAINS];
    g->rate_hz = rate_hz;
    for (int k = 0; k < BINS; k++)
        g->of_bin[k] = (float)gait_resample_gain(rate_hz, k * bin_hz);
    return g->of_bin;
}

/* Power of the vector, (m/s2)2 per Hz, over the three axes; in the impact band what the grid took
 * is given back. False: a gap. */
static bool take_power(struct gait_attenuation *a, const struct gait_attenuation_side *side, int n,
                       float power[BINS])
{
    const struct gait_tick *t = side->tick;
    memset(power, 0, BINS * sizeof *power);
    for (int i = 0; i < n; i++) {
        if (t[i].flags & GAIT_GRID_GAP)
            return false;
        memcpy(a->input + 3 * i, t[i].a_ms2, sizeof t[i].a_ms2);
    }
    for (int k = 0; k < 3; k++)
        gait_spectrum_add(a->spectrum, a->input + k, n, 3, GAIT_GRID_HZ, GAIT_WINDOW_RECTANGULAR,
                          GAIT_DETREND_LINE, power);
    const float *gain = gain_at(a, side->rate_hz);
    for (int k = band_first(); k <= band_last(); k++)
        power[k] /= gain[k];
    return true;
}

static float median_frequency(const float power[BINS])
{
    double sum = 0, half = 0;
    for (int k = 0; k < BINS; k++)
        sum += (double)power[k];
    for (int k = 0; k < BINS; k++) {
        double next = half + (double)power[k];
        if (next >= 0.5 * sum && power[k] > 0)
            return (float)(bin_hz * (k - 0.5 + (0.5 * sum - half) / (double)power[k]));
        half = next;
    }
    return NAN;
}

static float band_power_g2(const float power[BINS])
{
    double sum = 0;
    for (int k = band_first(); k <= band_last(); k++)
        sum += (double)power[k] * bin_hz;
    return (float)(sum / (GAIT_G_MS2 * GAIT_G_MS2));
}

static float transfer_db(const float limb[BINS], const float trunk[BINS])
{
    double sum = 0;
    for (int k = band_first(); k <= band_last(); k++) {
        if (!(limb[k] > 0) || !(trunk[k] > 0))
            return NAN;
        sum += 10 * log10((double)trunk[k] / (double)limb[k]);
    }
    return (float)(sum / (band_last() - band_first() + 1));
}

void gait_attenuation_measure(struct gait_attenuation *a, const struct gait_attenuation_side *limb,
                              const struct gait_attenuation_side *trunk, int n,
                              struct gait_stance *ret)
{
    *ret = (struct gait_stance){.impact_band_g2 = NAN, .median_hz = NAN, .attenuation_db = NAN};
    a->has_limb = n >= 10 && n <= POINTS && take_power(a, limb, n, a->limb);
    a->has_trunk = false;
    a->limb_hz = limb->rate_hz;
    a->trunk_hz = trunk->rate_hz;
    if (!a->has_limb)
        return;
    ret->impact_band_g2 = band_power_g2(a->limb);
    ret->median_hz = median_frequency(a->limb);
    a->has_trunk = trunk->tick && take_power(a, trunk, n, a->trunk);
    if (a->has_trunk)
        ret->attenuation_db = transfer_db(a->limb, a->trunk);
}

/* Share of bin k that lies in the band around hz. */
static double overlap(int k, double hz)
{
    double low = fmax((k - 0.5) * bin_hz, hz - 0.5), high = fmin((k + 0.5) * bin_hz, hz + 0.5);
    return fmax(high - low, 0);
}

static void bands_of(const float power[BINS], const float *gain, double rate_hz,
                     float ret[GAIT_BANDS])
{
    for (int i = 0; i < GAIT_BANDS; i++) {
        double hz = i + 1, sum = 0;
        int last = (int)((hz + 0.5) / bin_hz + 0.5);
        for (int k = (int)((hz - 0.5) / bin_hz + 0.5); k <= last; k++) {
            bool done = k >= band_first() && k <= band_last(); /* by take_power */
            sum += overlap(k, hz) * (double)power[k] / (done ? 1 : (double)gain[k]);
        }
        bool measured = rate_hz == 0 || hz + 0.5 <= rate_hz / 2;
        ret[i] = measured ? (float)(sum / (GAIT_G_MS2 * GAIT_G_MS2)) : NAN;
    }
}

bool gait_attenuation_bands(struct gait_attenuation *a, struct gait_bands *ret)
{
    if (!a->has_limb)
        return false;
    bands_of(a->limb, gain_at(a, a->limb_hz), a->limb_hz, ret->limb);
    ret->has_trunk = a->has_trunk;
    if (a->has_trunk)
        bands_of(a->trunk, gain_at(a, a->trunk_hz), a->trunk_hz, ret->trunk);
    return true;
}
