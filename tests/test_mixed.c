/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against generalised least squares written out: the whole covariance matrix, its root, and the
 * restricted likelihood as in the textbook. */
#include "tests/help_signal.h"

#include <gait/mixed.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { Q = GAIT_MIXED_COLUMNS, STRETCHES = 8, LONG = 16, N = STRETCHES * LONG, P_MAX = 9 };

/* Eight stretches on surfaces 0, 1, 2 with an autocorrelated value and every covariate. */
struct session {
    int n, surface[N], stretch[N];
    double row[N][Q];
};

static struct session make(uint64_t seed)
{
    static const int surfaces[STRETCHES] = {0, 1, 2, 0, 1, 0, 2, 1};
    struct help_random r = {seed};
    struct session s = {0};
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

static struct component textbook(const struct session *s, int a, int b, unsigned columns,
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
            dense[i][j] = s->stretch[at[i]] != s->stretch[at[j]]
                              ? 0
                              : tau * tau + rho * pow(phi, abs(at[i] - at[j])) +
                                    (i == j ? 1 - rho : 0);
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

struct truth {
    int components;
    double weight[126], centre[126], width[126], estimate, se;
};

static struct truth truth_of(const struct session *s, int a, int b, unsigned columns)
{
    static const double phi[] = {0.6, 0.85, 0.95, 0.99}, rho[] = {0.1, 0.25, 0.5, 0.75, 1};
    static const double tau[] = {0, 0.1, 0.2, 0.35, 0.6, 1};
    static const double w[] = {0.05, 0.1, 0.125, 0.2, 0.325, 0.4};
    struct truth t = {0};
    struct component c[126];
    double most = -INFINITY, sum = 0, kept = 0;
    for (int l = 0, k = 0; l < 6; l++)
        for (int g = 0; g < 21; g++, k++) {
            c[k] = textbook(s, a, b, columns, g ? phi[(g - 1) / 5] : 0, g ? rho[(g - 1) % 5] : 0,
                            tau[l], w[l] * exp(-tau[l] * tau[l] / (2 * 0.5 * 0.5)));
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
        t.se += t.weight[k] / kept *
                (t.width[k] * t.width[k] + pow(t.centre[k] - t.estimate, 2));
    t.se = sqrt(t.se);
    for (int k = 0; k < t.components; k++)
        t.weight[k] /= kept;
    return t;
}

/* ---- the streaming one ---- */

struct streamed {
    struct gait_mixed_sums sums[3];
    struct gait_mixed_open open;
    int surface; /* of open */
};

static struct streamed *stream(const struct session *s, bool close_last)
{
    struct streamed *t = calloc(1, sizeof *t);
    for (int i = 0; i < s->n; i++) {
        if (i > 0 && s->stretch[i] != s->stretch[i - 1])
            gait_mixed_close(&t->sums[t->surface], &t->open);
        t->surface = s->surface[i];
        gait_mixed_add(&t->open, s->row[i]);
    }
    if (close_last)
        gait_mixed_close(&t->sums[t->surface], &t->open);
    gait_mixed_init();
    return t;
}

static const unsigned all = GAIT_MIXED_BIT(GAIT_MIXED_MINUTES) | GAIT_MIXED_BIT(GAIT_MIXED_CADENCE) |
                            GAIT_MIXED_BIT(GAIT_MIXED_CONTACT) | GAIT_MIXED_BIT(GAIT_MIXED_SIDE) |
                            GAIT_MIXED_BIT(GAIT_MIXED_SPEED) | GAIT_MIXED_BIT(GAIT_MIXED_SLOPE);

static void near(double got, double want, const char *what)
{
    cr_assert(fabs(got - want) <= 1e-9 * fabs(want), "%s: %.15g, by the textbook %.15g", what, got,
              want);
}

static void same(const struct gait_mixed_fit *fit, const struct truth *t)
{
    near(fit->estimate, t->estimate, "estimate");
    near(fit->se, t->se, "standard error");
    cr_assert_eq(fit->components, t->components);
    for (int k = 0; k < t->components; k++) {
        near(fit->weight[k], t->weight[k], "weight");
        near(fit->width[k], t->width[k], "width");
    }
}

/* Three pairs, with and without covariates, of the same sums. */
Test(mixed, is_the_textbooks_least_squares_for_every_pair_of_the_same_sums)
{
    static const int pairs[][2] = {{0, 1}, {2, 0}, {1, 2}};
    static const unsigned asked[] = {0, GAIT_MIXED_BIT(GAIT_MIXED_SPEED), 0};
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct session s = make(seed);
        struct streamed *t = stream(&s, true);
        for (int i = 0; i < 3; i++) {
            struct gait_mixed_pair pair = {.a = &t->sums[pairs[i][0]], .b = &t->sums[pairs[i][1]]};
            unsigned columns = i == 2 ? all : asked[i];
            struct gait_mixed_fit fit;
            cr_assert(gait_mixed_fit(&pair, columns, &fit));
            cr_assert_eq(fit.columns, columns);
            struct truth truth = truth_of(&s, pairs[i][0], pairs[i][1], columns);
            same(&fit, &truth);
        }
        free(t);
    }
}

Test(mixed, an_open_stretch_counts_as_if_it_had_ended)
{
    struct session s = make(3);
    struct streamed *ended = stream(&s, true), *open = stream(&s, false);
    for (int b = 0; b < 2; b++) {
        struct gait_mixed_pair whole = {.a = &ended->sums[b ? 0 : 1], .b = &ended->sums[b ? 1 : 0]};
        struct gait_mixed_pair part = {.a = &open->sums[b ? 0 : 1],
                                       .b = &open->sums[b ? 1 : 0],
                                       .open = &open->open,
                                       .open_is_b = b};
        struct gait_mixed_fit x, y;
        double se_x, se_y;
        int df_x, df_y;
        cr_assert(gait_mixed_fit(&whole, all, &x) && gait_mixed_fit(&part, all, &y));
        near(y.estimate, x.estimate, "estimate");
        near(y.se, x.se, "standard error");
        cr_assert(gait_mixed_stretches(&whole, &x, &se_x, &df_x) &&
                  gait_mixed_stretches(&part, &y, &se_y, &df_y));
        near(se_y, se_x, "of stretches");
        cr_assert_eq(df_x, df_y);
        near(gait_mixed_moments(&part, true, GAIT_MIXED_Y).variance,
             gait_mixed_moments(&whole, true, GAIT_MIXED_Y).variance, "variance");
    }
    free(ended), free(open);
}

Test(mixed, the_same_rows_give_the_same_bytes)
{
    struct session s = make(4);
    struct streamed *x = stream(&s, true), *y = stream(&s, true);
    cr_assert_eq(memcmp(x, y, sizeof *x), 0);
    struct gait_mixed_pair p = {.a = &x->sums[0], .b = &x->sums[1]};
    struct gait_mixed_pair q = {.a = &y->sums[0], .b = &y->sums[1]};
    struct gait_mixed_fit f, g;
    gait_mixed_fit(&p, all, &f);
    gait_mixed_fit(&q, all, &g);
    cr_assert_eq(memcmp(&f, &g, sizeof f), 0);
    free(x), free(y);
}

Test(mixed, b_less_a_is_the_reverse_of_a_less_b)
{
    struct session s = make(5);
    struct streamed *t = stream(&s, true);
    struct gait_mixed_pair p = {.a = &t->sums[0], .b = &t->sums[1]}, q = {.a = p.b, .b = p.a};
    struct gait_mixed_fit f, g;
    cr_assert(gait_mixed_fit(&p, all, &f) && gait_mixed_fit(&q, all, &g));
    near(f.estimate, -g.estimate, "estimate");
    near(gait_mixed_quantile(&f, 0.025), -gait_mixed_quantile(&g, 0.975), "quantile");
    free(t);
}

Test(mixed, quantile_undoes_cdf)
{
    struct session s = make(6);
    struct streamed *t = stream(&s, true);
    struct gait_mixed_pair p = {.a = &t->sums[0], .b = &t->sums[1]};
    struct gait_mixed_fit f;
    cr_assert(gait_mixed_fit(&p, all, &f));
    for (double share = 0.0005; share < 1; share += 0.0333)
        cr_assert_float_eq(gait_mixed_cdf(&f, gait_mixed_quantile(&f, share)), share, 1e-8);
    free(t);
}

/* Worked by hand: means 1, 2, 3 and 2, 3, 7 of the stretches, minutes 0, 2, 4 and 1, 3, 5 (tens):
 * within surfaces Sxx 16, Sxy 14, Syy 16, so 3.75 is left with 3 degrees of freedom, and
 * SE^2 = 1.25 (2/3 + 1/16). */
Test(mixed, the_means_of_stretches_are_the_least_squares_worked_by_hand)
{
    static const double y[] = {1, 2, 2, 3, 3, 7};
    struct gait_mixed_sums sums[2] = {{0}};
    struct gait_mixed_fit fit = {.columns = GAIT_MIXED_BIT(GAIT_MIXED_MINUTES)};
    struct gait_mixed_pair pair = {.a = &sums[0], .b = &sums[1]};
    double se;
    int df;
    for (int k = 0; k < 6; k++) {
        struct gait_mixed_open open = {0};
        for (int i = -2; i <= 2; i++) {
            double row[Q] = {y[k] + 0.5 * i, 1, k};
            row[GAIT_MIXED_SPEED] = i;
            gait_mixed_add(&open, row);
        }
        gait_mixed_close(&sums[k % 2], &open);
    }
    fit.beta[GAIT_MIXED_SPEED] = 0.5; /* moves no mean */
    cr_assert(gait_mixed_stretches(&pair, &fit, &se, &df));
    cr_assert_eq(df, 3);
    cr_assert_float_eq(se, sqrt(1.25 * (2.0 / 3 + 1.0 / 16)), 1e-12);
}

Test(mixed, what_does_not_vary_is_left_out_and_what_varies_as_the_surface_is_named)
{
    struct session s = make(7);
    for (int i = 0; i < s.n; i++) {
        s.row[i][GAIT_MIXED_SLOPE] = 3;
        s.row[i][GAIT_MIXED_SPEED] = s.surface[i] ? 0.3 : 0;
    }
    struct streamed *t = stream(&s, true);
    struct gait_mixed_pair p = {.a = &t->sums[0], .b = &t->sums[1]};
    struct gait_mixed_fit f;
    cr_assert(gait_mixed_fit(&p, all, &f));
    cr_assert_eq(f.confounded, GAIT_MIXED_BIT(GAIT_MIXED_SPEED));
    cr_assert_eq(f.columns, all & ~GAIT_MIXED_BIT(GAIT_MIXED_SPEED) &
                                ~GAIT_MIXED_BIT(GAIT_MIXED_SLOPE));
    free(t);
}

Test(mixed, constant_values_give_no_nan)
{
    static const double apart[] = {0, 1, 1e-3, 1e6};
    for (int k = 0; k < 4; k++) {
        struct session s = make(8);
        for (int i = 0; i < s.n; i++)
            s.row[i][GAIT_MIXED_Y] = apart[k] * s.surface[i];
        struct streamed *t = stream(&s, true);
        struct gait_mixed_pair p = {.a = &t->sums[0], .b = &t->sums[1]};
        struct gait_mixed_fit f;
        cr_assert(gait_mixed_fit(&p, all, &f));
        cr_assert_float_eq(f.estimate, apart[k], 1e-9 * (1 + apart[k]));
        cr_assert(f.se == 0 && gait_mixed_quantile(&f, 0.975) == f.estimate);
        cr_assert(gait_mixed_cdf(&f, f.estimate) == 0.5 && gait_mixed_cdf(&f, 1e9) == 1);
        free(t);
    }
}

Test(mixed, an_empty_surface_has_no_fit)
{
    struct session s = make(9);
    struct streamed *t = stream(&s, true);
    static const struct gait_mixed_sums none;
    struct gait_mixed_pair p = {.a = &t->sums[0], .b = &none};
    struct gait_mixed_fit f;
    cr_assert_not(gait_mixed_fit(&p, all, &f));
    free(t);
}
