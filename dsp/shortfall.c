/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shortfall.h>

#include <math.h>
#include <string.h>

static const double shank_hz = 199, foot_hz = 500;      /* enough */
static const double known_hz = 102, known_low_g = 0.95; /* the middle of 0.5 and 1.4 g */

/* A device's own clock is some hundred ppm off. */
static const double nominal = 0.995;

/* What falls between samples goes with the square of their distance. */
static double low_g(double rate_hz)
{
    double enough = 1 / (shank_hz * shank_hz);
    double scale = known_low_g / (1 / (known_hz * known_hz) - enough);
    return scale * (1 / (rate_hz * rate_hz) - enough);
}

static void add(char why[128], const char *clause)
{
    size_t n = strlen(why);
    if (n)
        memcpy(why + n, "; ", 3);
    n = strlen(why);
    memcpy(why + n, clause, strnlen(clause, 127 - n));
}

struct gait_shortfall gait_shortfall(enum gait_segment_kind kind, double rate_hz, uint32_t landings,
                                     uint32_t clipped)
{
    struct gait_shortfall s = {.low_g = NAN, .clipped = NAN};
    if (landings)
        s.clipped = (float)clipped / (float)landings;
    if (kind == GAIT_KIND_SHANK && rate_hz > 0 && rate_hz < nominal * shank_hz) {
        s.low_g = (float)low_g(rate_hz);
        add(s.why, "peaks at the shank want 199 Hz or more");
    }
    if (kind == GAIT_KIND_FOOT && rate_hz > 0 && rate_hz < nominal * foot_hz)
        add(s.why, "peaks at the foot want 500 Hz or more");
    if (clipped)
        add(s.why, "landings pass the end of the range, +-32 g would take them whole");
    return s;
}
