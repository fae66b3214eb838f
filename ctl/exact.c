/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/exact.h"

#include <math.h>

double exact_sin(double x)
{
    x -= 2 * EXACT_PI * floor(x / (2 * EXACT_PI) + 0.5);
    if (x > EXACT_PI / 2)
        x = EXACT_PI - x;
    else if (x < -EXACT_PI / 2)
        x = -EXACT_PI - x;
    double xx = x * x, sum = 1;
    for (int n = 16; n >= 2; n -= 2)
        sum = 1 - xx / (n * (n + 1)) * sum;
    return x * sum;
}

double exact_cos(double x)
{
    return exact_sin(x + EXACT_PI / 2);
}

double exact_exp(double x)
{
    double y = x / 1024, e = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4)));
    for (int i = 0; i < 10; i++)
        e *= e;
    return e;
}

/* By Halley's method, 0.05 < x < 20. */
static double log_near_one(double x)
{
    double log_x = 0;
    for (int i = 0; i < 8; i++) {
        double e = exact_exp(log_x);
        log_x += 2 * (x - e) / (x + e);
    }
    return log_x;
}

double exact_log(double x)
{
    int power;
    double part = frexp(x, &power);
    return log_near_one(part) + power * 0.69314718055994530942;
}

double exact_pow(double x, double power)
{
    return exact_exp(power * log_near_one(x));
}

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t z)
{
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint64_t exact_bits(uint64_t seed, uint32_t stream, uint64_t counter)
{
    return mix(mix(mix(seed) ^ stream) ^ counter);
}

double exact_uniform(uint64_t seed, uint32_t stream, uint64_t counter)
{
    return (double)(exact_bits(seed, stream, counter) >> 11) * 0x1p-53;
}

/* Irwin and Hall: the sum of twelve uniforms, here 16-bit ones, four from a word. */
double exact_normal(uint64_t seed, uint32_t stream, uint64_t counter)
{
    uint64_t key = mix(mix(seed) ^ stream), sum = 0;
    for (uint64_t i = 0; i < 3; i++) {
        uint64_t bits = mix(key ^ (counter * 4 + i));
        sum += (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
    }
    return ((double)sum + 6) / 65536 - 6;
}
