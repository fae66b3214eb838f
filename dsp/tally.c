/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/tally.h>

#include <math.h>

/* Where the histogram of a measure begins, in its unit; attenuation is linear, the others are
 * logarithmic. */
static const double first[GAIT_MEASURES] = {
    [GAIT_MEASURE_PEAK] = 0.01,  [GAIT_MEASURE_AXIAL] = 0.01,  [GAIT_MEASURE_RISE] = 0.5,
    [GAIT_MEASURE_BAND] = 0.002, [GAIT_MEASURE_MEDIAN] = 0.01, [GAIT_MEASURE_ATTENUATION] = -76,
    [GAIT_MEASURE_CADENCE] = 1,  [GAIT_MEASURE_CONTACT] = 1,   [GAIT_MEASURE_BACK_PEAK] = 0.01, [GAIT_MEASURE_BACK_BAND] = 0.002,
};
static const double ratio = 0.005, step_db = 0.05;

static int bin_of(enum gait_measure m, double value)
{
    double x = m == GAIT_MEASURE_ATTENUATION ? (value - first[m]) / step_db
               : value > 0                   ? log(value / first[m]) / ratio
                                             : 0;
    return (int)fmin(fmax(x, 0), GAIT_TALLY_BINS - 1);
}

static double middle(enum gait_measure m, int bin)
{
    if (m == GAIT_MEASURE_ATTENUATION)
        return first[m] + step_db * (bin + 0.5);
    return first[m] * exp(ratio * (bin + 0.5));
}

void gait_tally_add(struct gait_tally *t, enum gait_measure m, double value, bool clean)
{
    t->n++;
    if (!clean)
        return;
    double d = value - t->mean;
    t->min = t->clean == 0 || value < t->min ? value : t->min;
    t->max = t->clean == 0 || value > t->max ? value : t->max;
    t->clean++;
    t->mean += d / t->clean;
    t->m2 += d * (value - t->mean);
    t->bins[bin_of(m, value)]++;
}

double gait_tally_percentile(const struct gait_tally *t, enum gait_measure m, double p)
{
    if (t->clean == 0)
        return NAN;
    double rank = fmax(1, ceil(p * t->clean));
    uint32_t below = 0;
    int bin = 0;
    while (bin < GAIT_TALLY_BINS - 1 && (below += t->bins[bin]) < rank)
        bin++;
    double x = bin == 0 ? t->min : bin == GAIT_TALLY_BINS - 1 ? t->max : middle(m, bin);
    return fmin(fmax(x, t->min), t->max);
}
