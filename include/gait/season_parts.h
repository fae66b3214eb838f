/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of gait/season.h share; for nobody else. */
#ifndef GAIT_SEASON_PARTS_H
#define GAIT_SEASON_PARTS_H

#include <gait/season.h>

struct gait_season_task {
    enum gait_measure measure;
    const struct gait_season_session *session;
    int n;
    struct gait_season_use use;
    bool in_turn; /* most sessions came back to both surfaces */
};

enum gait_season_reason {
    GAIT_SEASON_PLAIN,    /* the verdict says it */
    GAIT_SEASON_MOUNTING, /* never in one session, and too few of each */
    GAIT_SEASON_PACE,     /* between sessions, another pace */
    GAIT_SEASON_NONE,     /* no session can be compared by itself */
};

/* On the scale that is analysed. */
struct gait_season_fit {
    double est, se;
    int df;
};

/* u.comparison from a fit and mean_a: interval, mdd, verdict, no_relevant. Returns p. */
double gait_season_judge(struct gait_event *ret, const struct gait_season_fit *f);

/* Between sessions; numbers and verdict. */
enum gait_season_reason gait_season_between(struct gait_season_task *t, struct gait_event *ret);

/* Writes u.comparison.why. by_chance: one of so many measures, and not enough for that; 0: no. */
void gait_season_say(const struct gait_season_task *t, enum gait_season_reason reason,
                     int by_chance, struct gait_event *ret);

#endif
