/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is heard, for people. Pure but for the file that is written to. */
#ifndef CTL_SENSORS_H
#define CTL_SENSORS_H

#include "ctl/ears.h"

#include <stdio.h>

void sensors_show(FILE *f, const struct ears_view *v);

/* gaitctl sensors place ID PLACEMENT, sensors name ID NAME. */
int sensors_say(int argc, char **argv);

/* One sentence: what now holds of a sensor that was told to be placed or named so; w: what was
 * asked for. True: it was heard, and obeys. */
struct sensors_word {
    bool name; /* else a placement */
    const char *id, *value;
};
bool sensors_holds(const struct ears_view *v, const struct sensors_word *w);
void sensors_answer(FILE *f, const struct ears_view *v, const struct sensors_word *w);

#endif
