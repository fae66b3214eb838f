/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which foot a contact seen at the trunk was of. The trunk's own signal does not tell: sideways
 * acceleration is a matter of chance, turning tells one foot from the other but not left from
 * right, and the best published method is right four times in five (Kiernan 2023). A limb's sensor
 * of the same runner does: a contact of the trunk in phase with those of the left limb is a left
 * one, one half a stride off is a right one.
 *
 * A side is given where three contacts of the trunk in a row, the one asked for among them, take
 * turns as the limbs say, each within 0.15 stride of its phase and no more than 1.3 strides from a
 * contact of the limb; else none: between sensors that disagree, after a gap in either, and where
 * steps were missed. A prediction from the strides before is enough, so the trunk need not wait for
 * the limb. Contacts are given once each, in order of time; of two within 0.25 s at the same limb,
 * or 0.2 s at the trunk (two sensors that see the same one), the first counts. ns on one time line.
 * One object handles one runner; any one thread; no allocation. */
#ifndef GAIT_SIDES_H
#define GAIT_SIDES_H

#include <gait/types.h>

#define GAIT_SIDES_KEPT 24 /* contacts of each kind */

struct gait_sides_list {
    int64_t t_ns[GAIT_SIDES_KEPT];
    unsigned count; /* taken so far */
};

struct gait_sides {
    struct gait_sides_list left, right, trunk;
};

void gait_sides_reset(struct gait_sides *s);
void gait_sides_limb(struct gait_sides *s, int64_t contact_ns, enum gait_side side);
void gait_sides_trunk(struct gait_sides *s, int64_t contact_ns);

/* Of a contact that was given to gait_sides_trunk, or of the same one as another sensor saw it. */
enum gait_side gait_sides_of(const struct gait_sides *s, int64_t contact_ns);

#endif
