/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML by small pieces: everything that is not of this program passes through html_text or
 * html_name. */
#ifndef CTL_REPORT_HTML_H
#define CTL_REPORT_HTML_H

#include <stdbool.h>
#include <stdio.h>

void html_text(FILE *f, const char *words); /* & < > " ' escaped; what is not UTF-8 is U+FFFD */
void html_name(FILE *f, const char *name);  /* the same, kept from turning its neighbours around */
/* With so many decimals and a true minus sign; an en dash where it was not measured. */
void html_number(FILE *f, double x, int decimals);
void html_signed(FILE *f, double x, int decimals);
void html_count(FILE *f, long n); /* thousands apart: 10,000 */
/* " (low to high)"; nothing where it is not known. Plain: may stand in an attribute. */
void html_interval(FILE *f, double low, double high, int decimals);
void html_plain_interval(FILE *f, double low, double high, int decimals);

/* A table that scrolls by itself; the headings, NULL after the last. */
void html_table(FILE *f, const char *const *headings);
void html_table_end(FILE *f);
/* Opens a cell; its heading stands in it where the table is shown as cards. */
void html_cell(FILE *f, const char *heading);
/* A whole cell. */
void html_cell_number(FILE *f, const char *heading, double x, int decimals);
void html_cell_count(FILE *f, const char *heading, long n);

#endif
