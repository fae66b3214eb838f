/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several runners' strides into their sessions, and what comes out. */
#ifndef TESTS_HELP_RUNNERS_H
#define TESTS_HELP_RUNNERS_H

#include <gait/runners.h>

#define HELP_SECOND INT64_C(1000000000)

extern struct gait_runners *help_runners; /* from help_runners_begin to _free */

void help_runners_begin(void);
void help_runners_free(void);

/* n running strides of a shank, one a second from t_ns on. */
void help_runners_run(const char *runner, int64_t t_ns, int n, float peak_g);

struct help_told {
    int results, summaries_of_peak;
    uint32_t n;
    double mean;
    char surface[GAIT_NAME_MAX];
};

/* Ends the sessions; what was told of each runner. */
void help_runners_end(const char *const name[], int names, struct help_told told[]);
int help_runners_taking_part(void);

#endif
