/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mean spectrum of one runner's stances on each surface of a session: of the limb and, of the
 * same stances, of the trunk; both legs together. The mean is of power, not of dB: of stances that
 * differ, the dB of a mean lies above the mean of the dB (by some 2.5 dB for noise), of limb and
 * trunk alike, so that their difference is nearly that of the mean attenuation. Analysis thread; no
 * allocation after _new. */
#ifndef GAIT_SPECTRA_H
#define GAIT_SPECTRA_H

#include <gait/types.h>

#define GAIT_SPECTRA_EVERY_NS INT64_C(60000000000)

struct gait_spectra;

struct gait_spectra *gait_spectra_new(void); /* NULL: no memory */
void gait_spectra_free(struct gait_spectra *s);
void gait_spectra_reset(struct gait_spectra *s);

/* A stance, of a sensor at this placement. Of limbs the kind seen first counts, of the trunk's own
 * stances nothing where there is a limb. A surface beyond GAIT_SURFACES_MAX and the one that is not
 * marked is not kept. */
void gait_spectra_add(struct gait_spectra *s, int64_t t_ns, const char *surface,
                      enum gait_placement placement, const struct gait_bands *b);

/* True: it is 60 s since the first stance or since the last time this was true; *ret is the
 * spectrum so far of this surface, its runner left empty. */
bool gait_spectra_due(struct gait_spectra *s, int64_t t_ns, const char *surface,
                      struct gait_event *ret);

/* The spectrum of the i-th surface, 0 .. GAIT_SURFACES_MAX; false: there is no stance of it. Of a
 * limb that was seen without the trunk in most stances: of all its stances, and none of the trunk.
 */
bool gait_spectra_get(const struct gait_spectra *s, int i, struct gait_event *ret);

#endif
