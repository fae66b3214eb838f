/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/placement.h>

#include <string.h>

static const char *const placements[GAIT_PLACEMENTS] = {
    "unknown", "foot_left", "foot_right", "shank_left", "shank_right", "sacrum",
    "waist",   "hip_left",  "hip_right",  "trunk",      "head",        "wrist",
    "foot",    "shank",
};

const char *gait_placement_name(enum gait_placement p)
{
    return placements[p];
}

bool gait_placement_parse(const char *word, enum gait_placement *ret_placement)
{
    for (int i = 0; i < GAIT_PLACEMENTS; i++)
        if (strcmp(word, placements[i]) == 0) {
            *ret_placement = (enum gait_placement)i;
            return true;
        }
    return false;
}

enum gait_side gait_placement_side(enum gait_placement p)
{
    switch (p) {
    case GAIT_FOOT_LEFT:
    case GAIT_SHANK_LEFT:
        return GAIT_SIDE_LEFT;
    case GAIT_FOOT_RIGHT:
    case GAIT_SHANK_RIGHT:
        return GAIT_SIDE_RIGHT;
    default:
        return GAIT_SIDE_NONE;
    }
}

enum gait_segment_kind gait_placement_kind(enum gait_placement p)
{
    switch (p) {
    case GAIT_FOOT:
    case GAIT_FOOT_LEFT:
    case GAIT_FOOT_RIGHT:
        return GAIT_KIND_FOOT;
    case GAIT_UNKNOWN:
    case GAIT_SHANK:
    case GAIT_SHANK_LEFT:
    case GAIT_SHANK_RIGHT:
        return GAIT_KIND_SHANK;
    default:
        return GAIT_KIND_TRUNK;
    }
}

enum gait_placement gait_placement_on(enum gait_placement p, enum gait_side s)
{
    if (s == GAIT_SIDE_NONE || (p != GAIT_FOOT && p != GAIT_SHANK))
        return p;
    bool left = s == GAIT_SIDE_LEFT;
    if (p == GAIT_FOOT)
        return left ? GAIT_FOOT_LEFT : GAIT_FOOT_RIGHT;
    return left ? GAIT_SHANK_LEFT : GAIT_SHANK_RIGHT;
}

const char *gait_side_name(enum gait_side s)
{
    return s == GAIT_SIDE_LEFT ? "left" : s == GAIT_SIDE_RIGHT ? "right" : NULL;
}
