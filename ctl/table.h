/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events for people: a row a stride, and a line for what happens beside. */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <gait/types.h>

#include <stdio.h>

void table_head(FILE *f);
void table_event(FILE *f, const struct gait_event *e); /* impact, step and cadence: nothing; what
                                                        * ends a session: see ctl/outcome.h */

#endif
