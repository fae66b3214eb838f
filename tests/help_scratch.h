/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of a test's own, for files only. One at a time. */
#ifndef TESTS_HELP_SCRATCH_H
#define TESTS_HELP_SCRATCH_H

void help_scratch_make(void);
void help_scratch_remove(void); /* with what is in it */
const char *help_scratch(void);
char *help_scratch_path(const char *name); /* until the next call */

#endif
