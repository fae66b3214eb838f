/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a sensor is worn. Any thread. */
#ifndef GAIT_PLACEMENT_H
#define GAIT_PLACEMENT_H

#include <stdbool.h>

enum gait_placement {
    GAIT_UNKNOWN,
    GAIT_FOOT_LEFT,
    GAIT_FOOT_RIGHT,
    GAIT_SHANK_LEFT,
    GAIT_SHANK_RIGHT,
    GAIT_SACRUM,
    GAIT_WAIST,
    GAIT_HIP_LEFT,
    GAIT_HIP_RIGHT,
    GAIT_TRUNK,
    GAIT_HEAD,
    GAIT_WRIST,
    GAIT_FOOT, /* these two: which side is not known */
    GAIT_SHANK,
    GAIT_PLACEMENTS
};

/* Which of the body's waveforms a sensor sees; decides the detector. */
enum gait_segment_kind { GAIT_KIND_FOOT, GAIT_KIND_SHANK, GAIT_KIND_TRUNK };

enum gait_side { GAIT_SIDE_NONE, GAIT_SIDE_LEFT, GAIT_SIDE_RIGHT };

/* Words as they stand in recordings, on the wire and in JSON. */
const char *gait_placement_name(enum gait_placement p);
bool gait_placement_parse(const char *word, enum gait_placement *ret_placement);
enum gait_side gait_placement_side(enum gait_placement p);
enum gait_segment_kind gait_placement_kind(enum gait_placement p); /* unknown: shank */
enum gait_placement gait_placement_on(enum gait_placement p, enum gait_side s); /* foot or shank */
const char *gait_side_name(enum gait_side s);                      /* NULL for none */

#endif
