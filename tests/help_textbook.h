/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalised least squares written out: the whole covariance matrix, its root, and the restricted
 * likelihood as in the textbook. */
#ifndef TESTS_HELP_TEXTBOOK_H
#define TESTS_HELP_TEXTBOOK_H

#include <gait/mixed.h>

#define HELP_TEXTBOOK_MAX 128

/* Eight stretches on surfaces 0, 1, 2 with an autocorrelated value and every covariate. */
struct help_textbook {
    int n, surface[HELP_TEXTBOOK_MAX], stretch[HELP_TEXTBOOK_MAX];
    double row[HELP_TEXTBOOK_MAX][GAIT_MIXED_COLUMNS];
};
struct help_textbook help_textbook_make(uint64_t seed);

/* The components that weigh 1e-6 or more, their weights summing to one, and the mixture. */
struct help_textbook_truth {
    int components;
    double weight[126], centre[126], width[126], estimate, se;
};
struct help_textbook_truth help_textbook_truth(const struct help_textbook *s, int a, int b,
                                               unsigned columns);

#endif
