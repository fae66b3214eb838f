/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t distribution, any positive degrees of freedom. Pure; any thread. */
#ifndef GAIT_STUDENT_H
#define GAIT_STUDENT_H

/* P(T <= t). NaN for df not positive and finite, or a NaN t. */
double gait_student_cdf(double t, double df);

/* The t with P(T <= t) = p. 0 < p < 1; NaN outside, and where cdf is NaN. */
double gait_student_quantile(double p, double df);

#endif
