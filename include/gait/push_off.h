/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toe-off of a running limb, from the end of its push-off and what the strides before it showed
 * there: the minimum along learned up and the lateral peak (their mean), or the kick where strides
 * have one (gait/toe_off.h). The vector is smoothed by a Gaussian of 15 Hz. Times are ticks. Any
 * one thread; no allocation. */
#ifndef GAIT_PUSH_OFF_H
#define GAIT_PUSH_OFF_H

#include <gait/contact.h>
#include <gait/filter.h>
#include <gait/lateral.h>
#include <gait/toe_off.h>
#include <gait/trail.h>
#include <gait/upright.h>

struct gait_push_off {
    struct gait_gauss smooth;
    struct gait_median kicks; /* height, of the last strides */
    struct gait_lateral lateral;
    struct gait_median turns; /* which sense of the lateral peak is the one, of the last strides */
};

void gait_push_off_init(struct gait_push_off *p);
void gait_push_off_clear(struct gait_push_off *p); /* forgets the strides */

/* Ticks that must follow the contact before _find is asked. */
double gait_push_off_wait(const struct gait_push_off *p, const struct gait_toe_off_search *s);

/* NaN: it cannot be told. */
double gait_push_off_find(struct gait_push_off *p, const struct gait_trail *t,
                          const struct gait_upright *up, const struct gait_toe_off_search *s);

#endif
