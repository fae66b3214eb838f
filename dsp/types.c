/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/types.h>

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

const char *gait_side_name(enum gait_side s)
{
    return s == GAIT_SIDE_LEFT ? "left" : s == GAIT_SIDE_RIGHT ? "right" : NULL;
}

const char *gait_state_name(enum gait_state s)
{
    return s == GAIT_RUN ? "run" : s == GAIT_WALK ? "walk" : "still";
}

const char *gait_event_name(enum gait_event_kind k)
{
    static const char *const names[GAIT_EVENTS] = {
        "impact",  "step",       "stride", "cadence", "gait",    "gap",      "sensor", "surface",
        "summary", "comparison", "drift",  "speed",   "session", "spectrum", "stored",
        "heard",   "refused",    "listening",
    };
    return names[k];
}

static const struct {
    const char *name, *unit;
} measures[GAIT_MEASURES] = {
    {"peak_g", "g"},          {"axial_g", "g"},     {"rise_gps", "g/s"},
    {"impact_band_g2", "g2"}, {"median_hz", "Hz"},  {"attenuation_db", "dB"},
    {"cadence_spm", "spm"},   {"contact_ms", "ms"}, {"back_peak_g", "g"},
    {"back_band_g2", "g2"},
};

const char *gait_measure_name(enum gait_measure m)
{
    return measures[m].name;
}

const char *gait_measure_unit(enum gait_measure m)
{
    return measures[m].unit;
}

const char *gait_verdict_name(enum gait_verdict v)
{
    static const char *const names[GAIT_VERDICTS] = {
        "lower", "higher", "no detectable difference", "not comparable", "too few strides",
    };
    return names[v];
}

void gait_name_copy(char dst[GAIT_NAME_MAX], const char *src)
{
    size_t n = strnlen(src, GAIT_NAME_MAX - 1);
    memcpy(dst, src, n);
    memset(dst + n, 0, GAIT_NAME_MAX - n);
}
