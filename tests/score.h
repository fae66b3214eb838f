/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of `score`, which prints the tables of docs/accuracy.md: one file a section. Each
 * returns 0, or -1 after a sentence on standard error. */
#ifndef TESTS_SCORE_H
#define TESTS_SCORE_H

#include "tests/help_folder.h"
#include "tests/help_truth.h"
#include "tests/help_vary.h"

/* Of limbs and of trunks that run and whose contacts are known. */
struct score_sums {
    struct help_accuracy limb, trunk;
};

/* Cells and rows of the tables of contacts and toe-offs. */
void score_number(double x, int decimals); /* NaN: "-" */
void score_head(const char *first, const char *second);
void score_row(const char *first, const char *second, const struct help_accuracy *a);

/* Runs a recording against the truth in its folder. Prints a row for each sensor where `name` is
 * given, and adds to the sums where they are. */
int score_recording(const struct recording *r, const char *folder, const char *name,
                    struct score_sums *sums);

/* Calls `each` for every recording in a folder of recordings whose name begins so. */
int score_each(const char *data, const char *begins,
               int each(const struct recording *r, const char *folder, const char *name,
                        void *with),
               void *with);

int score_people(const char *data);
int score_variants(const char *data);
int score_presets(void);
int score_impacts(void);
int score_nothing(void);
int score_confidence(void);
int score_placing(const char *data);

/* Comparisons; n: made-up sessions a cell, recordings of a preset. */
int score_compare(int n);
int score_compare_real(const char *data, int n);
int score_season(int n);

#endif
