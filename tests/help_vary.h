/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same recording as another sensor would have made it: turned, sampled at another rate, with
 * samples lost, noise added, or a smaller range. For scoring; what the truth was stays as it was.
 */
#ifndef TESTS_HELP_VARY_H
#define TESTS_HELP_VARY_H

#include "daemon/recording.h"

/* What is 0 stays as it was. */
struct help_variant {
    const char *name;
    double rate_hz; /* lower than the recording's: low-passed at 0.45 of it and sampled anew */
    double loss;    /* share of samples that never arrive, 0 .. 0.9 */
    double burst_s; /* mean length of a loss; 0: each sample by itself */
    double noise_g; /* one standard deviation, white, each axis of the accelerometer */
    double clip_g;  /* range */
    bool turned;    /* about any axis by any angle */
};

/* The caller frees it with recording_free. seed: of all that is drawn. */
struct recording *help_vary(const struct recording *r, const struct help_variant *v, uint64_t seed);

#endif
