/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one landing measured, from the native samples around contact: peak in contact - 10 ms ..
 * contact + 75 ms, resultant and along learned up, gravity included; steepest rise up to the peak;
 * clipped, where a sample in the window is on the rail; gap, where one in the window was lost. A
 * gap has no peak. Peaks are the largest samples: between samples lies more, see docs/methods.md on
 * sample rate. */
#ifndef GAIT_IMPACT_H
#define GAIT_IMPACT_H

#include <gait/history.h>

/* up: unit vector, or NULL while unknown (then axial_g is NaN and the rise is of the resultant).
 * range_g: 0 unknown. */
void gait_impact_measure(const struct gait_history *h, int64_t contact_ns, const float *up,
                         float range_g, struct gait_impact *ret);

#endif
