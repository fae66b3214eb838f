/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/student.h>

#include <math.h>
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

static bool known(int df)
{
    return df >= 1 && df <= 100000;
}

/* P(|T| <= t) for t >= 0, from the sine and cosine of atan(t / sqrt(df)). */
static double two_sided(double theta, int df)
{
    double c = cos(theta), s = sin(theta);
    bool odd = df % 2 == 1;
    double term = odd ? c : 1, sum = df == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k <= df - 2; k += 2) {
        term *= c * c * (k - 1) / k;
        sum += term;
    }
    return odd ? 2 / pi * (theta + s * sum) : s * sum;
}

double gait_student_cdf(double t, int df)
{
    if (!known(df) || isnan(t))
        return NAN;
    double half = two_sided(atan(fabs(t) / sqrt(df)), df) / 2;
    return t < 0 ? 0.5 - half : 0.5 + half;
}

double gait_student_quantile(double p, int df)
{
    if (!known(df) || !(p > 0 && p < 1))
        return NAN;
    double low = 0, high = pi / 2, wanted = fabs(2 * p - 1);
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (two_sided(middle, df) < wanted)
            low = middle;
        else
            high = middle;
    }
    double t = sqrt(df) * tan((low + high) / 2);
    return p < 0.5 ? -t : p > 0.5 ? t : 0;
}
