/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/types.h>

#include <string.h>

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
