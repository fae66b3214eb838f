/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_textbook.h"

#include "tests/help_signal.h"

#include <gait/mixed.h>

#include <math.h>
#include <stdlib.h>

enum { Q = GAIT_MIXED_COLUMNS, STRETCHES = 8, N = HELP_TEXTBOOK_MAX, P_MAX = 9 };

struct help_textbook help_textbook_make(uint64_t seed)
{
    static const int surfaces[STRETCHES] = {0, 1, 2, 0, 1, 0, 2, 1};
    struct help_random r = {seed};
    struct help_textbook s = {0};
    for (int k = 0; k < STRETCHES; k++) {
        double level = 0.3 * help_normal(&r), slow = help_normal(&r);
        double speed = 0.2 * help_normal(&r);
        for (int i = 0; i < 7 + k + (int)(seed % 3); i++, s.n++) {
            double *z = s.row[s.n];
            slow = 0.9 * slow + sqrt(1 - 0.81) * help_normal(&r);
            s.surface[s.n] = surfaces[k];
            s.stretch[s.n] = k;
            z[GAIT_MIXED_ONE] = 1;
            z[GAIT_MIXED_MINUTES] = s.n / 40.0;
            z[GAIT_MIXED_CADENCE] = 2 * help_normal(&r);
            z[GAIT_MIXED_CONTACT] = 5 * help_normal(&r);
            z[GAIT_MIXED_SIDE] = i % 2 ? 0.5 : -0.5;
            z[GAIT_MIXED_SPEED] = speed + 0.05 * help_normal(&r);
            z[GAIT_MIXED_SLOPE] = help_normal(&r);
            z[GAIT_MIXED_Y] = 0.5 * surfaces[k] + level + 0.5 * slow + 0.5 * help_normal(&r) +
                              0.1 * z[GAIT_MIXED_CADENCE] + 2 * z[GAIT_MIXED_SPEED];
        }
    }
    return s;
}

/* ---- the textbook ---- */

static double dense[N][N];

/* Lower root in place; sum of the logarithms of its diagonal. */
static double root(int n)
{
    double sum = 0;
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++) {
            double x = dense[i][j];
            for (int k = 0; k < j; k++)
                x -= dense[i][k] * dense[j][k];
            dense[i][j] = i == j ? sqrt(x) : x / dense[j][j];
            sum += i == j ? log(dense[i][j]) : 0;
        }
    return sum;
}

static void whiten(int n, double x[N])
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++)
            x[i] -= dense[i][k] * x[k];
        x[i] /= dense[i][i];
    }
}

/* Gauss and Jordan's way, the inverse beside: a becomes it. Returns the determinant's logarithm. */
static double invert(int p, double a[P_MAX][P_MAX])
{
    double sum = 0;
    for (int k = 0; k < p; k++) {
        double pivot = a[k][k];
        sum += log(pivot);
        a[k][k] = 1;
        for (int j = 0; j < p; j++)
            a[k][j] /= pivot;
        for (int i = 0; i < p; i++) {
            double by = a[i][k];
            if (i == k)
                continue;
            a[i][k] = 0;
            for (int j = 0; j < p; j++)
                a[i][j] -= by * a[k][j];
        }
    }
    return sum;
}

struct component {
    double centre, width, log_weight;
};

static struct component textbook(const struct help_textbook *s, int a, int b, unsigned columns,
                                 double phi, double rho, double tau, double prior)
{
    static double x[P_MAX][N], y[N];
    int p = 2, n = 0, at[N];
    for (int i = 0; i < s->n; i++)
        if (s->surface[i] == a || s->surface[i] == b)
            at[n++] = i;
    for (int i = 0; i < n; i++) {
        x[0][i] = 1;
        x[1][i] = s->surface[at[i]] == b;
        y[i] = s->row[at[i]][GAIT_MIXED_Y];
        for (int j = 0; j < n; j++)
            dense[i][j] =
                s->stretch[at[i]] != s->stretch[at[j]]
                    ? 0
                    : tau * tau + rho * pow(phi, abs(at[i] - at[j])) + (i == j ? 1 - rho : 0);
    }
    for (int k = GAIT_MIXED_MINUTES; k < Q; k++)
        if (columns & GAIT_MIXED_BIT(k)) {
            for (int i = 0; i < n; i++)
                x[p][i] = s->row[at[i]][k];
            p++;
        }
    double half_log_det = root(n), xx[P_MAX][P_MAX], xy[P_MAX], beta[P_MAX], left = 0;
    whiten(n, y);
    for (int i = 0; i < p; i++)
        whiten(n, x[i]);
    for (int i = 0; i < p; i++) {
        xy[i] = 0;
        for (int t = 0; t < n; t++)
            xy[i] += x[i][t] * y[t];
        for (int j = 0; j < p; j++) {
            xx[i][j] = 0;
            for (int t = 0; t < n; t++)
                xx[i][j] += x[i][t] * x[j][t];
        }
    }
    double log_det_x = invert(p, xx);
    for (int i = 0; i < p; i++) {
        beta[i] = 0;
        for (int j = 0; j < p; j++)
            beta[i] += xx[i][j] * xy[j];
    }
    for (int t = 0; t < n; t++) {
        double e = y[t];
        for (int i = 0; i < p; i++)
            e -= beta[i] * x[i][t];
        left += e * e;
    }
    return (struct component){beta[1], sqrt(left / (n - p) * xx[1][1]),
                              -half_log_det - log_det_x / 2 - (n - p) / 2.0 * log(left) +
                                  log(prior)};
}

static int stretches(const struct help_textbook *s, int surface)
{
    int n = 0;
    for (int i = 0; i < s->n; i++)
        n += s->surface[i] == surface && (i == 0 || s->stretch[i] != s->stretch[i - 1]);
    return n;
}

struct help_textbook_truth help_textbook_truth(const struct help_textbook *s, int a, int b,
                                               unsigned columns)
{
    static const double phi[] = {0.6, 0.85, 0.95, 0.99}, rho[] = {0.1, 0.25, 0.5, 0.75, 1};
    static const double tau[] = {0, 0.1, 0.2, 0.35, 0.6, 1};
    static const double w[] = {0.05, 0.1, 0.125, 0.2, 0.325, 0.4};
    struct help_textbook_truth t = {0};
    struct component c[126];
    double scale = stretches(s, a) < 2 || stretches(s, b) < 2 ? 0.5 : 0.65;
    double most = -INFINITY, sum = 0, kept = 0;
    for (int l = 0, k = 0; l < 6; l++)
        for (int g = 0; g < 21; g++, k++) {
            c[k] = textbook(s, a, b, columns, g ? phi[(g - 1) / 5] : 0, g ? rho[(g - 1) % 5] : 0,
                            tau[l], w[l] * exp(-tau[l] * tau[l] / (2 * scale * scale)));
            most = fmax(most, c[k].log_weight);
        }
    for (int k = 0; k < 126; k++)
        sum += exp(c[k].log_weight - most);
    for (int k = 0; k < 126; k++) {
        double weight = exp(c[k].log_weight - most) / sum;
        if (weight < 1e-6)
            continue;
        t.weight[t.components] = weight;
        t.centre[t.components] = c[k].centre;
        t.width[t.components++] = c[k].width;
        kept += weight;
    }
    for (int k = 0; k < t.components; k++)
        t.estimate += t.weight[k] / kept * t.centre[k];
    for (int k = 0; k < t.components; k++)
        t.se += t.weight[k] / kept * (t.width[k] * t.width[k] + pow(t.centre[k] - t.estimate, 2));
    t.se = sqrt(t.se);
    for (int k = 0; k < t.components; k++)
        t.weight[k] /= kept;
    return t;
}
