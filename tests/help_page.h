/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the synthetic runner's sessions, as text. */
#ifndef TESTS_HELP_PAGE_H
#define TESTS_HELP_PAGE_H

#include "ctl/report.h"

/* A store in memory with one session of this preset; aborts where it cannot. */
struct store *help_page_store(const char *preset, double minutes, struct store_session *ret);

/* A clean running stride of a leg, 6.3 g, on asphalt. */
struct gait_event help_page_stride(int64_t t_ns);

/* The page with this library inside; the caller's to free. Aborts where there is no memory. */
char *help_page_text(const struct report *r, const char *library);

/* The page of a session, with a library of one comment. */
char *help_page(struct store *s, const struct store_session *is);

/* The first tag that does not close what was opened, or what stays open; NULL: balanced. Scripts
 * and styles are passed over. Until the next call. */
const char *help_page_unbalanced(const char *page);

/* How often a text stands in the page. */
int help_page_count(const char *page, const char *text);

/* A figure as the page writes it: a true minus sign, so many decimals. Until the fourth call after.
 */
const char *help_page_number(double x, int decimals);

#endif
