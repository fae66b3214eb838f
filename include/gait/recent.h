/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean and standard deviation of the last ten values of one foot on one surface: fewer stances make
 * no figure of attenuation (Mercer 2002 as quoted). Of dB, because single stances scatter evenly in
 * dB; the dB of the mean spectra lies 0.1 to 0.3 dB above. Pure; any thread; no allocation. */
#ifndef GAIT_RECENT_H
#define GAIT_RECENT_H

#include <gait/types.h>

#define GAIT_RECENT_N 10
#define GAIT_RECENT_S 30 /* values further apart do not belong together */

struct gait_recent {
    float value[GAIT_RECENT_N];
    uint32_t taken;
    int64_t newest_ns;
    char surface[GAIT_NAME_MAX];
};

void gait_recent_reset(struct gait_recent *r);

/* NaN is not taken in. Starts over on another surface and after a break. */
struct gait_spread gait_recent_add(struct gait_recent *r, int64_t t_ns, const char *surface,
                                   float value);

#endif
