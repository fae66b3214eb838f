/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/confidence.h>

#include <math.h>

static const double most_alike = 0.999;
static const double off_least = 0.003, off_knee = 0.1, off_most = 0.4;

static const double weight[][GAIT_CONFIDENCE_TERMS] = {
    [GAIT_KIND_FOOT] = {-0.15, 1.08, -0.39, 2.98, -2.91, -0.18, -0.00, -1.24},
    [GAIT_KIND_SHANK] = {0.26, 2.13, 0.92, -0.12, -6.33, 2.25, 0.39, 1.78},
    [GAIT_KIND_TRUNK] = {2.95, 2.68, 0.16, 0.42, -7.72, 0.80, 0.30, -0.52},
};

static double alikeness(float likeness)
{
    return -log10(1 - fmin(fmax((double)likeness, 0), most_alike));
}

void gait_confidence_terms(const struct gait_evidence *e, double ret[GAIT_CONFIDENCE_TERMS])
{
    double one = alikeness(e->likeness), next = alikeness(e->next_likeness);
    double off = fmin(fmax((double)e->off_beat, off_least), off_most);
    ret[0] = 1;
    ret[1] = fmin(one, next);
    ret[2] = fmax(one, next);
    ret[3] = -log10(off);
    ret[4] = 10 * fmin(off, off_knee);
    ret[5] = 10 * fmax(off - off_knee, 0);
    ret[6] = e->hole || e->next_hole;
    ret[7] = e->late;
}

float gait_confidence(enum gait_segment_kind kind, const struct gait_evidence *e)
{
    double term[GAIT_CONFIDENCE_TERMS], sum = 0;
    gait_confidence_terms(e, term);
    for (int i = 0; i < GAIT_CONFIDENCE_TERMS; i++)
        sum += weight[kind][i] * term[i];
    return (float)(1 / (1 + exp(-sum)));
}
