/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_ticks.h"

#include <math.h>

struct help_score help_score(const double *truth, int truths, const double *found, int founds,
                             double from_s, double to_s, double tolerance_s)
{
    struct help_score s = {0};
    double sum = 0, squares = 0, absolute = 0;
    int k = 0;
    for (int i = 0; i < founds; i++)
        s.found += found[i] >= from_s && found[i] <= to_s;
    for (int i = 0; i < truths; i++) {
        if (truth[i] < from_s || truth[i] > to_s)
            continue;
        s.truths++;
        while (k < founds && found[k] < truth[i] - tolerance_s)
            k++;
        if (k == founds || found[k] > truth[i] + tolerance_s)
            continue;
        double off = found[k++] - truth[i];
        s.matched++;
        sum += off;
        squares += off * off;
        absolute += fabs(off);
    }
    if (s.matched == 0)
        return s;
    s.bias_s = sum / s.matched;
    s.sd_s = sqrt(fmax(0, squares / s.matched - s.bias_s * s.bias_s));
    s.mae_s = absolute / s.matched;
    return s;
}
