/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one landing measured, from the native samples around contact: peak in contact - 10 ms ..
 * contact + 75 ms, resultant and along the limb, gravity included; steepest rise up to the peak;
 * clipped, where a sample in the window is on the rail; gap, where one in the window was lost, or
 * where two or more are missing by the rate of the two seconds before (a sensor without a clock of
 * its own does not tell what is lost; a single one passes unseen there), or where a row was
 * repeated for 12 ms (a sensor that sleeps). A gap has no peak.
 *
 * Between samples the vector is taken from the polynomial through the six nearest ones, beside the
 * largest sample and up to the very ends of the window. Where one of the six is lost, railed,
 * missing or unevenly spaced, the samples stand for themselves: a clipped peak is the rail, not a
 * guess at what lay above it. */
#ifndef GAIT_IMPACT_H
#define GAIT_IMPACT_H

#include <gait/history.h>

/* up: unit vector, or NULL while unknown (then axial_g is NaN and the rise is of the resultant).
 * rail_ms2: of gait_rail_limits, six; NULL: unknown. */
void gait_impact_measure(const struct gait_history *h, int64_t contact_ns, const float *up,
                         const float *rail_ms2, struct gait_impact *ret);

#endif
