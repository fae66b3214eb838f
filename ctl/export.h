/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept events as tables for other programs: RFC 4180 (a comma, quotes where they are needed, CRLF),
 * one line of names with the units in them, the columns of daemon/fields.h. Times are whole ns (the
 * names end in _ns), TRUE and FALSE, an empty cell for what was not measured. The same events give
 * the same bytes on every machine and in every locale. */
#ifndef CTL_EXPORT_H
#define CTL_EXPORT_H

#include "daemon/store.h"

#include <stdio.h>

enum export_what {
    EXPORT_STRIDES,
    EXPORT_IMPACTS,
    EXPORT_MARKS,
    EXPORT_SPEEDS,
    EXPORT_GAPS,
    EXPORT_SENSORS,
    EXPORT_SPECTRA,
    EXPORT_SUMMARIES,
    EXPORT_COMPARISONS,
    EXPORT_DRIFTS,
    EXPORT_TABLES
};

extern const char *const export_names[EXPORT_TABLES]; /* strides, impacts, ... */
enum gait_event_kind export_kind(enum export_what what);

/* session,runner,elapsed_s,t_ns,... */
void export_csv_head(FILE *f, enum gait_event_kind kind);
void export_csv_row(FILE *f, const struct store_session *is, const struct gait_event *e);

/* Every event of one table of a session, results found anew where none are kept. json: as `gaitctl
 * events --json` prints them. How many, or -1 with one sentence in why. */
int export_table(FILE *f, struct store *s, const struct store_session *is, enum export_what what,
                 bool json, char *why, size_t why_size);

#endif
