/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line through the means of blocks (a minute of one surface each), with a level of its own for
 * each surface, and the minute since which the values have been moving.
 *
 * Blocks still resemble their neighbours: the residuals' correlation r from block to block,
 * corrected for its bias in short series, widens every interval by sqrt((1 + r) / (1 - r)) and
 * takes as many degrees of freedom. Where there are enough stretches (unbroken runs on one
 * surface), which have levels of their own, a line through their means is asked too, and the wider
 * of both counts. Pure; any thread. */
#ifndef GAIT_TREND_H
#define GAIT_TREND_H

#include <gait/types.h>

#define GAIT_TREND_BLOCKS 128

struct gait_trend_block {
    double t_s, value;
    int surface; /* 0 .. GAIT_SURFACES_MAX - 1 */
};

struct gait_trend {
    int n, surfaces;     /* blocks; surfaces with any */
    double slope, start; /* per s; of the line, over all surfaces, at 0 s */
    double error;        /* standard error of the slope, widened */
    int freedom;         /* to take Student's t with */
};

/* In order of time, at most GAIT_TREND_BLOCKS. False: fewer than 5 blocks more than surfaces, or
 * all at one time; *ret untouched. */
bool gait_trend_line(const struct gait_trend_block *block, int n, struct gait_trend *ret);

/* What is claimed of one run: a change of each measure (gait/types.h), and of left against right in
 * peak and in contact time. */
#define GAIT_TREND_CLAIMS (GAIT_MEASURES + 2)

/* What the line rises by in so many seconds, 95 %. Sure: not zero, at a level at which 95 % of runs
 * without any drift have none in any claim (Bonferroni, and half of that: short runs need it). */
struct gait_trend_change {
    double change, low, high;
    bool sure;
};
struct gait_trend_change gait_trend_change(const struct gait_trend *line, double seconds);

/* Mean over the blocks without any line; surfaces are not told apart. False: fewer than 3. */
struct gait_trend_mean {
    double mean, error;
    int freedom;
};
bool gait_trend_mean(const struct gait_trend_block *block, int n, struct gait_trend_mean *ret);

/* Since when: constant until then, a straight line from then on (two lines that join: Hinkley
 * 1971). The instant with the smallest sum of squares, and as its 95 % interval all instants whose
 * sum is not larger than chance makes it (likelihood ratio, Feder 1975), widened as above. It
 * presumes that there is a drift: to be asked only where gait_trend_line is sure of one. Change:
 * what the line rises by until the last block, with the instant's uncertainty in its interval. */
struct gait_trend_since {
    double at_s, low_s, high_s;
    double change, change_low, change_high;
};
bool gait_trend_since(const struct gait_trend_block *block, int n, struct gait_trend_since *ret);

#endif
