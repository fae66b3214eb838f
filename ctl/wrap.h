/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for a terminal of 80 columns. Pure but for the file; any thread. */
#ifndef CTL_WRAP_H
#define CTL_WRAP_H

#include <stdio.h>

#define WRAP_COLUMNS 80

/* Writes text and a newline; begun: columns already on the line; further lines are indented. What
 * stands in `backquotes` is a command and stays on one line. */
void wrap_text(FILE *f, const char *text, int begun, int indent);

#endif
