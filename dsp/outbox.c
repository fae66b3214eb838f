/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/outbox.h>

bool gait_outbox_put(struct gait_outbox *o, const struct gait_event *e)
{
    if (o->tail - o->head == GAIT_OUTBOX_MAX)
        return false;
    o->item[o->tail++ % GAIT_OUTBOX_MAX] = *e;
    return true;
}

bool gait_outbox_take(struct gait_outbox *o, struct gait_event *ret)
{
    if (o->head == o->tail)
        return false;
    *ret = o->item[o->head++ % GAIT_OUTBOX_MAX];
    return true;
}
