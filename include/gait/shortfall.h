/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sensor's rate and range do to its peaks. Peaks at the shank want 199 Hz or more; at 102 Hz
 * they read 0.5 to 1.4 g low. Peaks at the foot want 500 Hz (Mitschke 2017); by how much they read
 * low below is not published. A range that landings reach the end of makes them lower bounds; +-32
 * g takes them whole (Mitschke 2018). Of the trunk nothing is published. Pure; any thread. */
#ifndef GAIT_SHORTFALL_H
#define GAIT_SHORTFALL_H

#include <gait/types.h>

/* rate_hz: 0 unknown. landings: so far; clipped: so many of them. */
struct gait_shortfall gait_shortfall(enum gait_segment_kind kind, double rate_hz, uint32_t landings,
                                     uint32_t clipped);

#endif
