/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts together a vector that comes axis by axis. Eight rounds show which axes are sent and which
 * comes last, by the pause after it, and give nothing. Then a vector is complete with its last
 * axis; where one was lost, the vector is. Nine in a row that were lost, or an axis that was not
 * sent before: it learns anew.
 *
 * Pure but for its own state; one thread. */
#ifndef DAEMON_AXES_H
#define DAEMON_AXES_H

#include <stdbool.h>
#include <stdint.h>

struct axes {
    float x[3];
    int64_t since_ns, pause_ns[3]; /* arrival of the newest; sum of pauses after each */
    uint8_t have, known, last;     /* bit i: axis i; last: an axis */
    int8_t newest;
    int rounds, broken; /* heard to learn from; incomplete ones in a row */
};

enum axes_result { AXES_PART, AXES_WHOLE, AXES_BROKEN };

void axes_init(struct axes *s);

/* Whole: the vector is in s->x, the axes that are sent in s->known. Broken: one was lost. */
enum axes_result axes_take(struct axes *s, int axis, float x, int64_t now_ns);

#endif
