/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_textbook.h"

#include <gait/mixed.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { Q = GAIT_MIXED_COLUMNS };

/* ---- the streaming one ---- */

struct streamed {
    struct gait_mixed_sums sums[3];
    struct gait_mixed_open open;
    int surface; /* of open */
};

static struct streamed *stream(const struct help_textbook *s, bool close_last)
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

static const unsigned all = GAIT_MIXED_BIT(GAIT_MIXED_MINUTES) |
                            GAIT_MIXED_BIT(GAIT_MIXED_CADENCE) |
                            GAIT_MIXED_BIT(GAIT_MIXED_CONTACT) | GAIT_MIXED_BIT(GAIT_MIXED_SIDE) |
                            GAIT_MIXED_BIT(GAIT_MIXED_SPEED) | GAIT_MIXED_BIT(GAIT_MIXED_SLOPE);

static void near(double got, double want, const char *what)
{
    cr_assert(fabs(got - want) <= 1e-9 * fabs(want), "%s: %.15g, by the textbook %.15g", what, got,
              want);
}

static void same(const struct gait_mixed_fit *fit, const struct help_textbook_truth *t)
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
        struct help_textbook s = help_textbook_make(seed);
        struct streamed *t = stream(&s, true);
        for (int i = 0; i < 3; i++) {
            struct gait_mixed_pair pair = {.a = &t->sums[pairs[i][0]], .b = &t->sums[pairs[i][1]]};
            unsigned columns = i == 2 ? all : asked[i];
            struct gait_mixed_fit fit;
            cr_assert(gait_mixed_fit(&pair, columns, &fit));
            cr_assert_eq(fit.columns, columns);
            struct help_textbook_truth truth =
                help_textbook_truth(&s, pairs[i][0], pairs[i][1], columns);
            same(&fit, &truth);
        }
        free(t);
    }
}

Test(mixed, is_the_textbooks_with_one_stretch_each_too)
{
    struct help_textbook s = help_textbook_make(3);
    for (int i = 0; i < s.n; i++)
        s.surface[i] = s.stretch[i] == 0 ? 0 : s.stretch[i] == 1 ? 1 : 2;
    struct streamed *t = stream(&s, true);
    struct gait_mixed_pair pair = {.a = &t->sums[0], .b = &t->sums[1]};
    struct gait_mixed_fit fit;
    cr_assert(gait_mixed_fit(&pair, 0, &fit));
    struct help_textbook_truth truth = help_textbook_truth(&s, 0, 1, 0);
    same(&fit, &truth);
    free(t);
}

Test(mixed, an_open_stretch_counts_as_if_it_had_ended)
{
    struct help_textbook s = help_textbook_make(3);
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
    struct help_textbook s = help_textbook_make(4);
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
    struct help_textbook s = help_textbook_make(5);
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
    struct help_textbook s = help_textbook_make(6);
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
    struct help_textbook s = help_textbook_make(7);
    for (int i = 0; i < s.n; i++) {
        s.row[i][GAIT_MIXED_SLOPE] = 3;
        s.row[i][GAIT_MIXED_SPEED] = s.surface[i] ? 0.3 : 0;
    }
    struct streamed *t = stream(&s, true);
    struct gait_mixed_pair p = {.a = &t->sums[0], .b = &t->sums[1]};
    struct gait_mixed_fit f;
    cr_assert(gait_mixed_fit(&p, all, &f));
    cr_assert_eq(f.confounded, GAIT_MIXED_BIT(GAIT_MIXED_SPEED));
    cr_assert_eq(f.columns,
                 all & ~GAIT_MIXED_BIT(GAIT_MIXED_SPEED) & ~GAIT_MIXED_BIT(GAIT_MIXED_SLOPE));
    free(t);
}

Test(mixed, constant_values_give_no_nan)
{
    static const double apart[] = {0, 1, 1e-3, 1e6};
    for (int k = 0; k < 4; k++) {
        struct help_textbook s = help_textbook_make(8);
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
    struct help_textbook s = help_textbook_make(9);
    struct streamed *t = stream(&s, true);
    static const struct gait_mixed_sums none;
    struct gait_mixed_pair p = {.a = &t->sums[0], .b = &none};
    struct gait_mixed_fit f;
    cr_assert_not(gait_mixed_fit(&p, all, &f));
    free(t);
}
