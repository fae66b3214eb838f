/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How like itself a three-axis signal is some time later: r(L) = 2 sum x(t).x(t + L) / sum (|x(t)|^2
 * + |x(t + L)|^2), over the t of which both are known. It is 1 where the signal repeats, no rotation
 * changes it, and what overlaps is compared with its own energy, so that it does not fall with the
 * lag nor in gaps (the normalised square difference function of McLeod and Wyvill 2005, "A smarter way
 * to find pitch", ICMC, for a vector). A value of its owner's; any thread; no allocation. */
#ifndef GAIT_AUTOCORRELATION_H
#define GAIT_AUTOCORRELATION_H

enum { GAIT_AUTOCORRELATION_MAX = 1000, GAIT_AUTOCORRELATION_LAGS = 64 };

struct gait_autocorrelation {
    int n;                                /* samples, at most _MAX */
    float x[GAIT_AUTOCORRELATION_MAX][3]; /* the signal, 0 where not known */
    float axis[3][GAIT_AUTOCORRELATION_MAX]; /* the same, axis by axis; set by _steepen */
    float energy[GAIT_AUTOCORRELATION_MAX]; /* of each sample, negative: not known */
    float mean_energy;                      /* of those that are known */
};

struct gait_lag {
    double at; /* samples, between samples too; 0: no peak */
    float like; /* r there, -1 .. 1 */
    float bend; /* 2 r(at) - r(at - 1) - r(at + 1) */
    float dot;  /* sum x(t).x(t + at): the energy that is shared */
};

/* Replaces each x by what it changes in the next `rise` samples and sets the energies. Known are
 * those with both ends known: on entry the sign of energy says so. */
void gait_autocorrelation_steepen(struct gait_autocorrelation *a, int n, int rise);

/* The largest r within `wide` of the lag `near` (samples; at most _LAGS / 2 - 1 is searched), with t
 * from `first` on. No peak: the largest lies on the edge, or nothing overlaps. */
struct gait_lag gait_autocorrelation_peak(const struct gait_autocorrelation *a, int first,
                                          double near, double wide);

#endif
