/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many made-up sessions of one kind, and how often their verdicts were right. */
#ifndef TESTS_HELP_VERDICTS_H
#define TESTS_HELP_VERDICTS_H

#include "tests/help_strides.h"

struct help_verdicts {
    int n;                  /* sessions */
    int lower, higher;      /* verdicts */
    int not_comparable, too_few;
    int intervals, held;    /* those that gave an interval; of these, the truth lay in it */
    int tried, found;       /* of those with an mdd: the same with a true difference of that size */
    double half_width;      /* mean of the intervals' */
};

/* n sessions from seed on; truth_g: what the interval must hold. own_mdd: each once more, with its
 * own smallest detectable difference added to b, or taken from it by turns. */
void help_verdicts(const struct help_strides *is, int n, double truth_g, bool own_mdd,
                   struct help_verdicts *ret);

/* One verdict more. */
void help_verdicts_add(struct help_verdicts *v, const struct gait_event *e, double truth_g);

/* One verdict more: of the peak of a preset with one shank, from its recording through the whole
 * path. scatter_ms: SD of the pace from stretch to stretch. */
void help_verdicts_preset(const char *preset, uint64_t seed, double scatter_ms,
                          struct help_verdicts *v);

double help_share(int k, int n);       /* k / n, NaN for none */
double help_share_mc(double p, int n); /* 3 standard errors of a share that is p */

#endif
