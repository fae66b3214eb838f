/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/confidence.h>

#include <math.h>

static const double most_alike = 0.999, furthest_off = 0.4;

static const double weight[][GAIT_CONFIDENCE_TERMS] = {
    [GAIT_KIND_FOOT] = {0},
    [GAIT_KIND_SHANK] = {0},
    [GAIT_KIND_TRUNK] = {0},
};

static double unlikeness(float likeness)
{
    return -log10(1 - fmin(fmax((double)likeness, 0), most_alike));
}

void gait_confidence_terms(const struct gait_evidence *e, double ret[GAIT_CONFIDENCE_TERMS])
{
    ret[0] = 1;
    ret[1] = unlikeness(e->likeness);
    ret[2] = unlikeness(e->next_likeness);
    ret[3] = fmin((double)e->off_beat, furthest_off);
    ret[4] = e->hole;
    ret[5] = e->next_hole;
    ret[6] = e->late;
}

float gait_confidence(enum gait_segment_kind kind, const struct gait_evidence *e)
{
    double term[GAIT_CONFIDENCE_TERMS], sum = 0;
    gait_confidence_terms(e, term);
    for (int i = 0; i < GAIT_CONFIDENCE_TERMS; i++)
        sum += weight[kind][i] * term[i];
    return (float)(1 / (1 + exp(-sum)));
}
