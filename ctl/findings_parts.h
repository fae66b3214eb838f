/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ctl/findings*.c share: each part adds its findings of one session. */
#ifndef CTL_FINDINGS_PARTS_H
#define CTL_FINDINGS_PARTS_H

#include "ctl/findings.h"
#include "ctl/totals.h"

#include <gait/form.h>
#include <gait/phases.h>

struct findings_range {
    double is, low, high;
};

/* No memory: it is left out, and findings_of fails. */
void findings_add(struct findings *f, const char *group, const char *name,
                  struct findings_range range, uint32_t n, bool notice, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* What one pass over the strides gathered. */
struct findings_strides {
    struct gait_form *form;
    struct gait_phases *phases[GAIT_SENSORS_MAX];
    char sensor[GAIT_SENSORS_MAX][GAIT_NAME_MAX];
    bool trunk[GAIT_SENSORS_MAX];
    double seconds[GAIT_SENSORS_MAX];
    int sensors;
    bool full; /* no memory */
};

/* How the runner moved before the session, by the changes of gait that were kept. */
struct findings_before {
    double seen_min, walk_min; /* seen: NaN where nothing is known of it */
};

void findings_phases(struct findings *f, const struct findings_strides *s,
                     const struct findings_before *before);
void findings_form(struct findings *f, const struct gait_form *form);
int findings_load(struct findings *f, struct store *s, const struct store_session *session,
                  const struct totals *t, char *why, size_t why_size);
int findings_shoes(struct findings *f, struct store *s, const struct store_session *session,
                   char *why, size_t why_size);

#endif
