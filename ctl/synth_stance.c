/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth_stance.h"

#include "ctl/exact.h"
#include "ctl/runner.h"

#include <math.h>
#include <string.h>

#define BINS (STANCE_HIGH_HZ - STANCE_LOW_HZ + 1)
#define LN_10 2.30258509299404568402

void stance_add(struct stance_signal *s, const double a_ms2[3])
{
    if (s->n < STANCE_MAX)
        memcpy(s->a_ms2[s->n], a_ms2, sizeof s->a_ms2[0]);
    s->n++;
}

/* Takes the straight line of least squares away. */
static void detrend(struct stance_signal *s, int axis)
{
    double n = s->n, middle = (n - 1) / 2, sum = 0, slope = 0;
    for (int i = 0; i < s->n; i++) {
        sum += s->a_ms2[i][axis];
        slope += (i - middle) * s->a_ms2[i][axis];
    }
    slope /= n * (n * n - 1) / 12;
    for (int i = 0; i < s->n; i++)
        s->a_ms2[i][axis] -= sum / n + slope * (i - middle);
}

static double power_at(const struct stance_signal *s, double hz)
{
    double step = 2 * EXACT_PI * hz / RUNNER_HZ, cs = exact_cos(step), sn = exact_sin(step);
    double c = 1, d = 0, re[3] = {0}, im[3] = {0}, sum = 0;
    for (int i = 0; i < s->n; i++) {
        for (int k = 0; k < 3; k++) {
            re[k] += s->a_ms2[i][k] * c;
            im[k] += s->a_ms2[i][k] * d;
        }
        double next = c * cs - d * sn;
        d = c * sn + d * cs;
        c = next;
    }
    for (int k = 0; k < 3; k++)
        sum += re[k] * re[k] + im[k] * im[k];
    return 2 * sum / ((double)s->n * RUNNER_HZ);
}

bool stance_power(struct stance_signal *s, int from_hz, int to_hz, double *ret)
{
    if (s->n < RUNNER_HZ / 20 || s->n > STANCE_MAX)
        return false;
    for (int axis = 0; axis < 3; axis++)
        detrend(s, axis);
    for (int hz = from_hz; hz <= to_hz; hz++)
        ret[hz - from_hz] = power_at(s, hz);
    return true;
}

void stance_measure(struct stance_signal *limb, struct stance_signal *trunk, double *ret_band_g2,
                    double *ret_attenuation_db)
{
    double below[BINS], above[BINS], band = 0, db = 0;
    *ret_band_g2 = *ret_attenuation_db = NAN;
    if (!stance_power(limb, STANCE_LOW_HZ, STANCE_HIGH_HZ, below) ||
        !stance_power(trunk, STANCE_LOW_HZ, STANCE_HIGH_HZ, above))
        return;
    for (int i = 0; i < BINS; i++) {
        band += (i == 0 || i == BINS - 1 ? 0.5 : 1) * below[i];
        db += below[i] > 0 && above[i] > 0 ? exact_log(above[i] / below[i]) : NAN;
    }
    *ret_band_g2 = band / (GAIT_G_MS2 * GAIT_G_MS2);
    *ret_attenuation_db = 10 / LN_10 * db / BINS;
}
