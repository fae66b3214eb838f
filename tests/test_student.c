/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/student.h>

#include <criterion/criterion.h>
#include <math.h>

/* Tables of Student's t. */
static const struct {
    double p;
    int df;
    double t;
} table[] = {
    {0.975, 1, 12.7062047362}, {0.975, 2, 4.3026527297},   {0.975, 3, 3.1824463053},
    {0.975, 4, 2.7764451052},  {0.975, 5, 2.5705818356},   {0.975, 6, 2.4469118511},
    {0.975, 8, 2.3060041352},  {0.975, 10, 2.2281388520},  {0.975, 18, 2.1009220402},
    {0.975, 30, 2.0422724563}, {0.975, 120, 1.9799304051}, {0.8, 1, 1.3763819205},
    {0.8, 2, 1.0606601718},    {0.8, 4, 0.9409646},        {0.8, 10, 0.8790578},
    {0.995, 2, 9.9248432009},  {0.025, 6, -2.4469118511},  {0.5, 7, 0},
};

Test(student, quantiles_match_the_table_to_a_millionth)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double t = gait_student_quantile(table[i].p, table[i].df);
        cr_assert_float_eq(t, table[i].t, 1e-6, "p %g df %d: %.9f, table %.9f", table[i].p,
                           table[i].df, t, table[i].t);
    }
}

Test(student, quantile_undoes_cdf)
{
    for (int df = 1; df <= 1000; df = df * 3 / 2 + 1)
        for (double p = 0.001; p < 1; p += 0.0499)
            cr_assert_float_eq(gait_student_cdf(gait_student_quantile(p, df), df), p, 1e-12,
                               "df %d p %g", df, p);
}

/* t_.975 of 2.5 and 7.3 degrees, against the integral of the density. */
Test(student, degrees_need_not_be_whole)
{
    static const double df[] = {2.5, 7.3};
    for (int k = 0; k < 2; k++) {
        double t = gait_student_quantile(0.975, df[k]), step = t / 20000, half = 0;
        double scale =
            exp(lgamma((df[k] + 1) / 2) - lgamma(df[k] / 2)) / sqrt(df[k] * 3.14159265358979323846);
        for (int i = 0; i <= 20000; i++) { /* Simpson's rule */
            double x = i * step, weight = i == 0 || i == 20000 ? 1 : i % 2 ? 4 : 2;
            half += weight * scale * pow(1 + x * x / df[k], -(df[k] + 1) / 2);
        }
        cr_assert_float_eq(half * step / 3, 0.475, 1e-9, "df %g", df[k]);
    }
}

Test(student, many_degrees_are_normal)
{
    cr_assert_float_eq(gait_student_quantile(0.975, 100000), 1.959964 + 2.4e-5, 2e-6);
}

Test(student, is_nan_outside)
{
    cr_assert(isnan(gait_student_quantile(0.975, 0)));
    cr_assert(isnan(gait_student_quantile(0, 5)));
    cr_assert(isnan(gait_student_quantile(1, 5)));
    cr_assert(isnan(gait_student_quantile(NAN, 5)));
    cr_assert(isnan(gait_student_cdf(NAN, 5)));
    cr_assert_eq(gait_student_cdf(INFINITY, 5), 1);
    cr_assert_eq(gait_student_cdf(-INFINITY, 4), 0);
}
