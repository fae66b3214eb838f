/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Within report_data: what writes the pieces of the JSON. Each begins with a comma. */
#ifndef CTL_REPORT_DATA_PARTS_H
#define CTL_REPORT_DATA_PARTS_H

#include "ctl/report.h"

void data_text(FILE *f, const char *words); /* quoted; no < > & in it */
void data_number(FILE *f, double x, int decimals);
void data_key(FILE *f, const char *key, bool first);

void data_histograms(const struct report *r, FILE *f);
void data_spectra(const struct report *r, FILE *f);
void data_sides(const struct report *r, FILE *f);
void data_forests(const struct report *r, FILE *f); /* comparisons, drifts: in % */
void data_weeks(const struct report *r, FILE *f);

#endif
