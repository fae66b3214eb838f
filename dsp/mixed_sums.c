/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streaming half: rows into sums. */
#include <gait/mixed.h>

#include <gait/mixed_grid.h>

#include <math.h>
#include <string.h>

enum { COLUMNS = GAIT_MIXED_COLUMNS, NOISES = GAIT_MIXED_NOISES, LEVELS = GAIT_MIXED_LEVELS };

/* phi 0, rho 0 stands first: its sums are the plain ones. */
struct gait_mixed_noise gait_mixed_noise(int i)
{
    static const double phi[] = {0.6, 0.85, 0.95, 0.99}, rho[] = {0.1, 0.25, 0.5, 0.75, 1};
    if (i == 0)
        return (struct gait_mixed_noise){0, 0};
    return (struct gait_mixed_noise){phi[(i - 1) / 5], rho[(i - 1) % 5]};
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

void gait_mixed_add(struct gait_mixed_open *open, const double row[COLUMNS])
{
    double gain[NOISES], root[NOISES], phi[NOISES], white[COLUMNS][NOISES];
    for (int g = 0; g < NOISES; g++) {
        struct gait_mixed_noise noise = gait_mixed_noise(g);
        double p = open->n ? open->variance[g] : noise.rho, f = p + 1 - noise.rho;
        open->log_det[g] += log(f);
        open->variance[g] =
            noise.phi * noise.phi * (p - p * p / f) + noise.rho * (1 - noise.phi * noise.phi);
        phi[g] = noise.phi;
        gain[g] = p / f;
        root[g] = 1 / sqrt(f);
    }
    for (int k = 0; k < COLUMNS; k++)
        for (int g = 0; g < NOISES; g++) {
            double error = row[k] - open->state[k][g];
            white[k][g] = error * root[g];
            open->state[k][g] = phi[g] * (open->state[k][g] + error * gain[g]);
        }
    for (unsigned i = 0, at = 0; i < COLUMNS; i++)
        for (unsigned j = 0; j <= i; j++, at++)
            for (int g = 0; g < NOISES; g++)
                open->sums[at][g] += white[i][g] * white[j][g];
    open->n++;
}

void gait_mixed_close(struct gait_mixed_sums *to, struct gait_mixed_open *open)
{
    if (open->n == 0)
        return;
    for (int l = 0; l < LEVELS; l++) {
        double tau = gait_mixed_level(l), shrink[NOISES];
        for (int g = 0; g < NOISES; g++) {
            double ones = open->sums[gait_mixed_at(GAIT_MIXED_ONE, GAIT_MIXED_ONE)][g];
            shrink[g] = gait_mixed_shrink(tau, ones);
            to->log_det[l][g] += open->log_det[g] + log1p(tau * tau * ones);
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
