/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts that a detector found against contacts that are true. */
#ifndef TESTS_HELP_TICKS_H
#define TESTS_HELP_TICKS_H

struct help_score {
    int truths, found, matched;
    double bias_s, sd_s, mae_s;
};

/* Matches one to one within tolerance_s those between from_s and to_s; both in order. */
struct help_score help_score(const double *truth_s, int truths, const double *found_s, int founds,
                             double from_s, double to_s, double tolerance_s);

#endif
