/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the same stretch of time of two sensors side by side. All grids of a stream share one
 * origin, so their ticks fall together; what remains to be asked is whether both sensors have the
 * stretch whole, and whether their clocks are known well enough to each other: two standard
 * deviations of the difference below GAIT_ALIGN_CLOCK_S. An offset of 3 ms moves the attenuation of
 * a stance by 0.3 to 0.5 dB up to 4 m/s and by 0.9 dB at 4.5 m/s (docs/methods.md). Times of
 * arrival alone are not known at all. Pure function; analysis thread. */
#ifndef GAIT_ALIGN_H
#define GAIT_ALIGN_H

#include <gait/track.h>
#include <gait/worn.h>

#define GAIT_ALIGN_CLOCK_S 0.003

struct gait_aligned {
    const struct gait_tick *a, *b; /* n ticks each; b is NULL where it cannot be set beside a */
    int n;
    double a_hz, b_hz; /* rates of the sensors; 0 unknown */
};

/* False: a itself does
 * not reach over the stretch. b may be NULL. Ticks of a hole within it are there, flagged: who
 * measures must look. */
bool gait_align(const struct gait_track *a, const struct gait_clock_state *a_clock,
                const struct gait_track *b, const struct gait_clock_state *b_clock, int64_t from_ns,
                int64_t to_ns, struct gait_aligned *ret);

struct gait_attenuation;

/* Measures a stride's stance, of a limb together with its runner's trunk (NULL: none), as far as
 * the two can be brought together; what cannot be measured is left as it is. True: the stance was
 * run, and *ret_bands are its spectra. */
bool gait_align_stance(const struct gait_worn *limb, const struct gait_worn *trunk,
                       struct gait_attenuation *attenuation, const struct gait_step *step,
                       struct gait_stance *ret, struct gait_bands *ret_bands);

#endif
