/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a session out of the store for a report, with the weeks around it and its findings. */
#ifndef CTL_REPORT_STORE_H
#define CTL_REPORT_STORE_H

#include "ctl/report.h"

/* ret is empty. 0, or -1 with one sentence in why; report_free in either case. */
int report_read(struct report *ret, struct store *s, const struct store_session *is, char *why,
                size_t why_size);

#endif
