/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session says about keeping a back well: the phases of a run, its form, its load, its
 * shoes. Each finding is a figure with its uncertainty and one plain sentence; none is a diagnosis.
 */
#ifndef CTL_FINDINGS_H
#define CTL_FINDINGS_H

#include "daemon/store.h"

#define FINDING_LINE_MAX 1024

struct finding {
    const char *group;       /* phases, form, load, shoes */
    char name[40];           /* warm_up_min, cadence_drift_spm, ... the unit in the name */
    double value, low, high; /* 95 %; NaN: not known */
    uint32_t n;              /* what it rests on: strides, minutes, sessions */
    bool notice;             /* something to look at */
    char says[GAIT_SENTENCE_MAX];
};

struct findings {
    int n;
    struct finding *item;
};

/* The number of them, or -1 with one sentence in why. */
int findings_of(struct store *s, const struct store_session *session, struct findings *ret,
                char *why, size_t why_size);
void findings_free(struct findings *f);

/* Whether a reader has it already: of what a table of drifts beside it shows as no change, of what
 * another sentence says along with its own figure, and, with a table of the load, of what that has.
 */
bool finding_repeats(const struct finding *f, bool load_table);

/* As one line of JSON, {"type":"finding","group":..,"name":..,"value":..,"ci95_low":..,
 * "ci95_high":..,"n":..,"notice":..,"says":..}, without a line end. Returns the length. */
size_t finding_json(char line[FINDING_LINE_MAX], const struct finding *f);

#endif
