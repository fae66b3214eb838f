/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that wait to be fetched, oldest first. A full one refuses the newest. A plain value; one
 * thread; no allocation. */
#ifndef GAIT_OUTBOX_H
#define GAIT_OUTBOX_H

#include <gait/types.h>

#define GAIT_OUTBOX_MAX 512

struct gait_outbox {
    struct gait_event item[GAIT_OUTBOX_MAX];
    unsigned head, tail;
};

bool gait_outbox_put(struct gait_outbox *o, const struct gait_event *e); /* false: full */
bool gait_outbox_take(struct gait_outbox *o, struct gait_event *ret);    /* false: empty */

#endif
