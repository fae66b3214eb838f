/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confidence_fit: prints the constants of dsp/confidence.c anew. Logistic regression by Newton's
 * method, with a slight pull to zero, of right or wrong on the terms of gait/confidence.h. */
#include "tests/help_doubt.h"

#include <gait/confidence.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEED 1
#define RUNS 240
#define STRIDES 65536
#define PULL 1.0
#define ROUNDS 30

enum { N = GAIT_CONFIDENCE_TERMS, KINDS = 3 };

struct strides {
    int n;
    double term[STRIDES][N];
    bool right[STRIDES];
};

static void put(enum gait_segment_kind kind, const struct gait_event *e, bool right, void *with)
{
    struct strides *s = (struct strides *)with + kind;
    if (s->n == STRIDES)
        return;
    gait_confidence_terms(&e->u.step.evidence, s->term[s->n]);
    s->right[s->n++] = right;
}

/* Solves a x = b in place, a symmetric and positive. */
static void solve(double a[N][N], double b[N])
{
    for (int i = 0; i < N; i++)
        for (int k = i + 1; k < N; k++) {
            double f = a[k][i] / a[i][i];
            for (int j = i; j < N; j++)
                a[k][j] -= f * a[i][j];
            b[k] -= f * b[i];
        }
    for (int i = N - 1; i >= 0; i--) {
        for (int j = i + 1; j < N; j++)
            b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
}

static void improve(const struct strides *s, double w[N])
{
    double a[N][N] = {{0}}, b[N];
    for (int i = 0; i < N; i++) {
        a[i][i] = PULL;
        b[i] = -PULL * w[i];
    }
    for (int m = 0; m < s->n; m++) {
        const double *x = s->term[m];
        double sum = 0;
        for (int i = 0; i < N; i++)
            sum += w[i] * x[i];
        double p = 1 / (1 + exp(-sum));
        for (int i = 0; i < N; i++) {
            b[i] += ((s->right[m] ? 1 : 0) - p) * x[i];
            for (int j = 0; j < N; j++)
                a[i][j] += p * (1 - p) * x[i] * x[j];
        }
    }
    solve(a, b);
    for (int i = 0; i < N; i++)
        w[i] += b[i];
}

int main(void)
{
    static struct strides s[KINDS];
    static const char *const names[] = {"FOOT", "SHANK", "TRUNK"};
    if (help_doubt(SEED, RUNS, put, s))
        return 1;
    for (int k = 0; k < KINDS; k++) {
        double w[N] = {0};
        int wrong = 0;
        for (int m = 0; m < s[k].n; m++)
            wrong += !s[k].right[m];
        for (int i = 0; i < ROUNDS; i++)
            improve(&s[k], w);
        printf("    [GAIT_KIND_%s] = {", names[k]);
        for (int i = 0; i < N; i++)
            printf("%s%.2f", i ? ", " : "", w[i]);
        printf("}, /* %d strides, %d wrong */\n", s[k].n, wrong);
    }
    return 0;
}
