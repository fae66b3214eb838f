/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ctl/totals*.c share. */
#ifndef CTL_TOTALS_PARTS_H
#define CTL_TOTALS_PARTS_H

#include "ctl/totals.h"

/* The surface of that name, or a new one; NULL: too many. */
struct totals_surface *totals_surface(struct totals *t, const char *name);

/* From the strides; see totals_of. */
int totals_count(struct store *s, const struct store_session *session, struct totals *ret,
                 char *why, size_t why_size);

/* What follows from the surfaces. */
void totals_finish(struct totals *t);

/* Which sensors were worn: is one of a limb, and are both legs, of the limb that counts. */
struct totals_worn {
    int sensors;
    char id[GAIT_SENSORS_MAX][GAIT_NAME_MAX];
    enum gait_segment_kind kind[GAIT_SENSORS_MAX];
    bool left[GAIT_KIND_TRUNK + 1], right[GAIT_KIND_TRUNK + 1], any[GAIT_KIND_TRUNK + 1];
};
int totals_worn(struct store *s, int64_t session, struct totals_worn *ret, char *why,
                size_t why_size);

/* Is a stride of this sensor one of this kind? True where the sensor is not known. */
bool totals_counts(const struct totals_worn *w, const char *sensor, enum gait_segment_kind kind);

#endif
