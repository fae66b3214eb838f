/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/student.h>

#include <gsl/gsl_cdf.h>

#include <math.h>
#include <stdbool.h>

static bool known(double df)
{
    return df > 0 && isfinite(df);
}

double gait_student_cdf(double t, double df)
{
    if (!known(df) || isnan(t))
        return NAN;
    if (isinf(t))
        return t < 0 ? 0 : 1;
    return gsl_cdf_tdist_P(t, df);
}

double gait_student_quantile(double p, double df)
{
    if (!known(df) || !(p > 0 && p < 1))
        return NAN;
    return gsl_cdf_tdist_Pinv(p, df);
}
