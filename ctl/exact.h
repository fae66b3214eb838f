/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that come out equal to the last bit on every machine: the mathematical library's sine
 * and logarithm do not. Adds, multiplies, divides and square roots only. Any thread. */
#ifndef CTL_EXACT_H
#define CTL_EXACT_H

#include <stdint.h>

#define EXACT_PI 3.14159265358979323846

double exact_sin(double x); /* within 2e-11 for |x| < 20 */
double exact_cos(double x);
double exact_exp(double x);               /* within 1e-9 of its value for |x| < 5 */
double exact_log(double x);               /* within 1e-9 for x > 0 */
double exact_pow(double x, double power); /* 0.05 < x < 20 */

/* Noise without a state: the same (seed, stream, counter) gives the same number in any order. */
uint64_t exact_bits(uint64_t seed, uint32_t stream, uint64_t counter);
double exact_uniform(uint64_t seed, uint32_t stream, uint64_t counter); /* 0 <= u < 1 */
double exact_normal(uint64_t seed, uint32_t stream, uint64_t counter);  /* |n| <= 6 */

#endif
