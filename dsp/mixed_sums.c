/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streaming half: rows into sums. */
#include <gait/mixed.h>

#include <gait/mixed_grid.h>

#include <math.h>
#include <string.h>

enum { COLUMNS = GAIT_MIXED_COLUMNS, NOISES = GAIT_MIXED_NOISES, LEVELS = GAIT_MIXED_LEVELS };

/* Rows whose variances are multiplied before a logarithm is taken: the smallest is 0.02. */
enum { FOLDED = 64 };

/* phi 0, rho 0 stands first: its sums are the plain ones. */
/* Lag-one correlation of the slow part, and its share of the variance. */
struct noise {
    double phi, rho;
};

/* 0: white. */
static struct noise noise_at(int i)
{
    static const double phi[] = {0.6, 0.85, 0.95, 0.99}, rho[] = {0.1, 0.25, 0.5, 0.75, 1};
    if (i == 0)
        return (struct noise){0, 0};
    return (struct noise){phi[(i - 1) / 5], rho[(i - 1) % 5]};
}

double gait_mixed_level(int i)
{
    static const double tau[LEVELS] = {0, 0.1, 0.2, 0.35, 0.6, 1};
    return tau[i];
}

double gait_mixed_shrink(double tau, double ones)
{
    return tau * tau / (1 + tau * tau * ones);
}

/* What the filter of each noise knows before it sees the row: a step of the state's variance. No
 * root and no logarithm of every row: only the product of the errors' variances is needed. */
static void foresee(struct gait_mixed_open *open, double gain[restrict NOISES],
                    double inverse[restrict NOISES], double phi[restrict NOISES])
{
    for (int g = 0; g < NOISES; g++) {
        struct noise noise = noise_at(g);
        double p = open->n ? open->variance[g] : noise.rho, f = p + 1 - noise.rho;
        inverse[g] = 1 / f;
        gain[g] = noise.phi * p * inverse[g];
        phi[g] = noise.phi;
        double kept = noise.phi * noise.phi;
        open->variance[g] = kept * (p - p * p * inverse[g]) + noise.rho * (1 - kept);
        open->product[g] = open->n ? open->product[g] * f : f;
    }
    if (open->n % FOLDED != FOLDED - 1)
        return;
    for (int g = 0; g < NOISES; g++) {
        open->log_det[g] += log(open->product[g]);
        open->product[g] = 1;
    }
}

void gait_mixed_add(struct gait_mixed_open *open, const double row[COLUMNS])
{
    double gain[NOISES], inverse[NOISES], phi[NOISES], error[COLUMNS][NOISES];
    unsigned at[COLUMNS], n = 0;
    foresee(open, gain, inverse, phi);
    for (unsigned k = 0; k < COLUMNS; k++) {
        if (row[k] != 0)
            open->used |= GAIT_MIXED_BIT(k);
        if (open->used & GAIT_MIXED_BIT(k))
            at[n++] = k;
    }
    for (unsigned i = 0; i < n; i++) {
        double value = row[at[i]], *restrict state = open->state[at[i]], *restrict e = error[i];
        for (int g = 0; g < NOISES; g++) {
            e[g] = value - state[g];
            state[g] = phi[g] * state[g] + gain[g] * e[g];
        }
    }
    for (unsigned i = 0; i < n; i++) {
        double white[NOISES];
        for (int g = 0; g < NOISES; g++)
            white[g] = error[i][g] * inverse[g];
        for (unsigned j = 0; j <= i; j++) {
            double *restrict sum = open->sums[gait_mixed_at(at[i], at[j])];
            for (int g = 0; g < NOISES; g++)
                sum[g] += white[g] * error[j][g];
        }
    }
    open->n++;
}

double gait_mixed_open_log_det(const struct gait_mixed_open *open, int noise)
{
    return open->log_det[noise] + (open->n % FOLDED ? log(open->product[noise]) : 0);
}

void gait_mixed_close(struct gait_mixed_sums *to, struct gait_mixed_open *open)
{
    if (open->n == 0)
        return;
    double log_det[NOISES];
    for (int g = 0; g < NOISES; g++)
        log_det[g] = gait_mixed_open_log_det(open, g);
    for (int l = 0; l < LEVELS; l++) {
        double tau = gait_mixed_level(l), shrink[NOISES];
        for (int g = 0; g < NOISES; g++) {
            double ones = open->sums[gait_mixed_at(GAIT_MIXED_ONE, GAIT_MIXED_ONE)][g];
            shrink[g] = gait_mixed_shrink(tau, ones);
            to->log_det[l][g] += log_det[g] + log1p(tau * tau * ones);
        }
        for (unsigned i = 0, at = 0; i < COLUMNS; i++)
            for (unsigned j = 0; j <= i; j++, at++) {
                const double *one_i = open->sums[gait_mixed_at(i, GAIT_MIXED_ONE)];
                const double *one_j = open->sums[gait_mixed_at(j, GAIT_MIXED_ONE)];
                for (int g = 0; g < NOISES; g++)
                    to->sums[l][at][g] += open->sums[at][g] - shrink[g] * one_i[g] * one_j[g];
            }
    }
    for (unsigned i = 0, at = 0; i < COLUMNS; i++)
        for (unsigned j = 0; j <= i; j++, at++)
            to->means[at] += gait_mixed_open_mean(open, i) * gait_mixed_open_mean(open, j);
    to->n += open->n;
    to->stretches++;
    memset(open, 0, sizeof *open);
}

double gait_mixed_open_mean(const struct gait_mixed_open *open, unsigned column)
{
    return open->sums[gait_mixed_at(column, GAIT_MIXED_ONE)][0] / open->n;
}
