/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/confidence.h>

#include <math.h>

static const double most_alike = 0.999;
static const double off_least = 0.003, off_knee = 0.1, off_most = 0.4;

static const double weight[][GAIT_CONFIDENCE_TERMS] = {
    [GAIT_KIND_FOOT] = {0.09, 1.21, 1.26, -28.33, -0.75, -0.65, 0.68},
    [GAIT_KIND_SHANK] = {-1.02, 0.79, 1.61, -14.92, -0.02, 0.31, 2.16},
    [GAIT_KIND_TRUNK] = {2.77, 1.18, 1.06, -59.02, 0.64, -0.01, -0.41},
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
    ret[4] = fmin(off, off_knee);
    ret[5] = off - ret[4];
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
