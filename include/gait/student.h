/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t distribution for whole degrees of freedom, by its finite series in the angle atan(t /
 * sqrt(df)) (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4): no gamma function, about 1e-12 exact.
 * Pure; any thread. */
#ifndef GAIT_STUDENT_H
#define GAIT_STUDENT_H

/* P(T <= t). df 1 .. 100000; NaN outside or for a NaN t. */
double gait_student_cdf(double t, int df);

/* The t with P(T <= t) = p. 0 < p < 1, df 1 .. 100000; NaN outside. */
double gait_student_quantile(double p, int df);

#endif
