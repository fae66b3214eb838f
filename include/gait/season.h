/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several sessions and one measure: a difference between two surfaces over all of them. Pure, no
 * allocation; any thread.
 *
 * Within sessions, wherever a session has both surfaces and a verdict of its own: each session's
 * difference is one observation, so that its mounting, shoes and weather cancel, and Student's t is
 * taken of these differences, unweighted: est +- t_{S-1} sd / sqrt(S). It is at 93.5 % or more for
 * 2 to 20 sessions whose true differences scatter by 0 to 0.6 of a stride's SD; fixed effects hold
 * 52 to 88 %, DerSimonian-Laird with normal quantiles 80 to 96 %. Two sessions have one degree of
 * freedom and an interval of some 2 g. A session much less certain than the others is left out
 * before its difference is looked at.
 *
 * Between sessions, only where no session can be compared by itself: Student's t on the means of
 * sessions, pooled variance, and only from GAIT_SEASON_SIDE sessions a side: a sensor mounted anew
 * reads about a gram differently, whatever the ground. Pace is held against speed where it is known
 * of all sessions, else against cadence and contact time. The two are never mixed. */
#ifndef GAIT_SEASON_H
#define GAIT_SEASON_H

#include <gait/types.h>

#define GAIT_SEASON_SIDE 3    /* sessions a side, where none has both surfaces */
#define GAIT_SEASON_LOOSE 3.0 /* an SE this many times the median's leaves a session out */

/* One surface in one session, of its clean strides. NaN: not known. */
struct gait_season_side {
    uint32_t clean; /* 0: the surface is not in it */
    double mean;    /* of the measure */
    double speed_ms, cadence_spm, contact_ms;
};

struct gait_season_session {
    const struct gait_event *within; /* its own comparison; NULL: it does not have both surfaces */
    struct gait_season_side a, b;
};

/* How the sessions were used; the counts add up to all of them. */
struct gait_season_use {
    uint32_t used, loose, not_comparable, too_few, one_surface;
    double p; /* two-sided, of no difference; NaN: none, or it is one session's own result */
};

/* Compares b with a over n sessions, n >= 1; fills kind, t_ns (the newest) and u.comparison, why
 * included. mean_a and mean_b are means of the sessions' means, each session counting once; of
 * skewed measures (gait/verdict.h) the logarithms of the ratios are averaged. One session that can
 * be compared: itself. Between sessions, stretches_a and _b are sessions. ci95, mdd and se are NaN
 * where the verdict is not comparable or too few strides. */
void gait_season(enum gait_measure measure, const char *a, const char *b,
                 const struct gait_season_session *session, int n, struct gait_event *ret,
                 struct gait_season_use *ret_use);

/* All measures of one season, n at most GAIT_MEASURES: verdicts of those that are not the primary
 * one stand only by Holm (1979) over all of them. */
void gait_season_holm(struct gait_event e[], const struct gait_season_use use[], int n);

#endif
