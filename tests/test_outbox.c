/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/outbox.h>

#include <criterion/criterion.h>

static struct gait_outbox box;

Test(outbox, gives_back_in_order_and_refuses_what_does_not_fit)
{
    struct gait_event e = {.kind = GAIT_EVENT_GAIT};
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < GAIT_OUTBOX_MAX; i++) {
            e.t_ns = i;
            cr_assert(gait_outbox_put(&box, &e));
        }
        cr_assert_not(gait_outbox_put(&box, &e));
        for (int i = 0; i < GAIT_OUTBOX_MAX; i++) {
            cr_assert(gait_outbox_take(&box, &e));
            cr_assert_eq(e.t_ns, i);
        }
        cr_assert_not(gait_outbox_take(&box, &e));
    }
}
