/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found against a recording's truth.csv. Contact: vertical force rises over 50 N; toe-off:
 * it falls below. Matched one to one, nearest first, within 50 ms. Left out on both sides: the
 * first seconds, the last 0.6 s of the truth (they need look-ahead), and what lies outside it. */
#ifndef TESTS_HELP_TRUTH_H
#define TESTS_HELP_TRUTH_H

#include "daemon/recording.h"
#include "tests/help_feed.h"

#define HELP_TICKS_MAX 10240

struct help_ticks { /* in order of time, unless it says errors */
    double s[HELP_TICKS_MAX];
    int n;
};

void help_ticks_put(struct help_ticks *t, double s); /* what is too many is left out */

struct help_truth {
    struct help_ticks contact, toe_off, stance; /* stance: somewhere within one */
    bool both;                                  /* of both feet */
};

/* Of the folder's truth.csv; side NONE: of both. False: there is no such file. */
bool help_truth_read(const char *folder, enum gait_side side, struct help_truth *ret);

/* What is scored: one sensor's events (id NULL: all) from from_s to to_s. */
struct help_window {
    const char *sensor;
    double from_s, to_s;
};

struct help_accuracy {
    int contacts, reported;                                  /* true, and said to be */
    struct help_ticks contact_error, toe_off_error, latency; /* of those that matched */
    struct help_ticks duration_error; /* of contact time */
    int toe_offs;
    struct help_ticks cadence_error;       /* spm, against the mean rate of the 5 s before */
    struct help_ticks early_cadence_error; /* the same while the runner is not yet 5 s on the way */
    int octaves;                           /* said to be resolved, and off by more than 40 spm */
    struct help_ticks jitter;        /* |second difference| of the contacts of one foot */
    int strides;                     /* that say run */
    int stances, stances_met;
};
void help_accuracy(const struct help_events *e, const struct help_truth *t,
                   const struct help_window *w, struct help_accuracy *ret);
void help_accuracy_add(struct help_accuracy *sum, const struct help_accuracy *a);

/* The window that the truth and a warm-up leave. */
struct help_window help_truth_window(const struct help_truth *t, double warm_up_s);

struct help_spread {
    double bias, sd, mean_absolute, p95_absolute, median, p95, worst; /* NaN where n is 0 */
    int n;
};
struct help_spread help_spread(const struct help_ticks *errors);

/* The whole path of `gaitctl run` on a recording, of its capture where there is one. */
void help_run(const struct recording *r, struct help_events *e);

#endif
