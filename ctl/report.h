/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as one page for people. What was kept of it is taken in, event by event, and the page
 * written to a stream: the answer and the tables as plain HTML, the charts drawn by a library that
 * is read when the page is written and put into it. Names are strangers' words: they are escaped
 * wherever they stand. One thread. */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include "ctl/findings.h"
#include "ctl/totals.h"

#include <stdio.h>

#define REPORT_SURFACES (GAIT_SURFACES_MAX + 2) /* "unknown", and one for those beyond the last */
#define REPORT_PARTS 8                          /* of a run, whose means give an interval */
#define REPORT_CLEAN 0.5                        /* confidence from which a stride counts */
#define REPORT_AT_LEAST 0.05 /* share of clipped strides beyond which a figure is a lower bound */
#define REPORT_WEEKS 5       /* this one and the four before it */

/* A running stride that counts. */
struct report_stride {
    int64_t t_ns;
    float value[GAIT_MEASURES]; /* NaN: not measured, or not of this sensor */
    uint8_t surface;            /* index */
    uint8_t side;               /* enum gait_side; of a limb */
    uint16_t stretch;           /* counts up where the surface changes or the runner paused */
    bool clipped;
};

/* Strides that came, and why not all of them count; a stride is in one of them only, in this order,
 * but for clipped and late, which count and are told. */
struct report_left {
    uint32_t strides, walking, other, gap, unsure, counted;
    uint32_t clipped, late; /* of the counted */
};

struct report_week {
    int64_t monday_ns; /* local midnight, Unix time */
    int sessions;
    double landings[REPORT_SURFACES]; /* by surface index */
    double shock_g;
};

struct report {
    struct store_session is;
    bool recording; /* that was analysed for this page: it has no number */
    int n, room;
    struct report_stride *stride; /* in order of time once it is done */
    int surfaces;
    char surface[REPORT_SURFACES][GAIT_NAME_MAX];
    int events, event_room;
    struct gait_event *event;   /* sensor, summary, comparison, drift, spectrum */
    struct report_left left[2]; /* of limbs, of the trunk */
    bool has_limb;
    enum gait_segment_kind limb; /* foot or shank: the first one seen */
    uint32_t gaps, lost;
    struct findings findings;
    struct totals totals; /* no surfaces: not known */
    int weeks;
    struct report_week week[REPORT_WEEKS];
    bool failed; /* no memory */
};

void report_free(struct report *r); /* what it holds; it is zeroed */

/* Sensors before strides. */
void report_take(struct report *r, const struct gait_event *e);
/* After the last event. -1: there was no memory. */
int report_done(struct report *r);

/* Writes the page with this library inside. 0, or -1 where the stream cannot be written. */
int report_page(const struct report *r, const char *library, FILE *f);

/* The charts' library, read from the first place of a list of files with colons between; the
 * caller's to free. NULL with one sentence in why. */
char *report_library(const char *places, char *why, size_t why_size);

/* --- what the parts of a page share */

/* A mean with its 95 % interval, from the means of REPORT_PARTS consecutive parts (t, one degree of
 * freedom less than parts): strides resemble their neighbours, so each is not a fact of its own.
 * Too few strides for that: low and high are NaN. */
struct report_mean {
    uint32_t n;
    double mean, sd, low, high;
};
#define REPORT_ANY (-1) /* surface: all of them */
struct report_mean report_mean(const struct report *r, enum gait_measure m, int surface);

/* Left minus right, paired part by part, so that what drifts in both does not count. n: strides of
 * both; NaN where a part has too few of one foot. */
struct report_sides {
    struct report_mean left, right;
    double difference, low, high;
};
struct report_sides report_sides(const struct report *r, enum gait_measure m);

double report_minutes(const struct report *r, int64_t t_ns); /* since the first stride */
int report_surface(struct report *r, const char *name);      /* its index; new ones are added */
double report_duration(const struct report *r);              /* in minutes, of running */
int report_count(const struct report *r, enum gait_measure m, int surface);
bool report_has(const struct report *r, enum gait_measure m);
double report_share_clipped(const struct report *r, enum gait_measure m);

const struct gait_event *report_find(const struct report *r, enum gait_event_kind kind, int i);
const struct gait_event *report_comparison(const struct report *r, const char *a, const char *b,
                                           enum gait_measure m);
/* The i-th pair that was compared; NULL: there is none. Any event of it. */
const struct gait_event *report_pair(const struct report *r, int i);

/* In HTML: the heading of a part, which says what was found. */
void report_heading(const struct report *r, const char *part, FILE *f);
const char *report_surface_name(const struct report *r, int surface); /* for people */

/* In HTML: h1 and what stands under it. */
void report_answer(const struct report *r, FILE *f);
const char *report_where(const struct report *r); /* shin, foot */
void report_label(const struct report *r, enum gait_measure m, char ret[48]);
int report_decimals(enum gait_measure m);
const char *report_unit(enum gait_measure m); /* for people */

void report_tables_verdicts(const struct report *r, FILE *f);
void report_table_surfaces(const struct report *r, enum gait_measure m, FILE *f);
void report_table_time(const struct report *r, enum gait_measure m, FILE *f);
void report_table_spectrum(const struct report *r, FILE *f);
void report_table_sides(const struct report *r, FILE *f);
void report_table_drift(const struct report *r, FILE *f);
void report_table_load(const struct report *r, FILE *f);
void report_table_left(const struct report *r, FILE *f);
void report_table_sensors(const struct report *r, FILE *f);
void report_list_findings(const struct report *r, FILE *f);

/* What the script draws, as JSON that may stand inside a script element. */
void report_data(const struct report *r, FILE *f);

#endif
