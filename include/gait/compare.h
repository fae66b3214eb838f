/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One runner's session as a comparison sees it: strides in, and for any two surfaces and any
 * measure, at any time, a difference with its interval, verdict and sentence (gait/verdict.h).
 *
 * Strides of the limbs (both legs) make one series, those of the trunk another. In each they are
 * put in order of time (HELD strides are held back; up to 20 late changes nothing), and cadence
 * and contact time are averaged over the WINDOW strides before and after within the stretch: what
 * pace does to a landing shows in such means, not in single strides. A stretch is an unbroken run
 * on one surface: another label, a pause of 30 s, or of one measure a gap of 10 strides, opens the
 * next; one of less than 5 clean strides is left out. Every measure's strides then go through
 * gait/mixed.h and are gone: memory is flat (6.5 MB, of which what is used is touched), a result
 * costs the same after ten minutes and after ten hours.
 *
 * Adjusted for: speed, where it is known for 19 of 20 strides of both surfaces, else the two means
 * above; slope, where known likewise; minutes, where each surface was left and come back to; the
 * side, where both legs are there. Cadence and contact time are adjusted for speed or not at all.
 * rise_gps and the two bands are skewed: their logarithms are compared, and the difference is given
 * as mean_a (exp(d) - 1), the interval likewise.
 *
 * The same rows in the same order of time give the same bytes, whatever order they came in (as far
 * as they are held back). One thread; no allocation after _new. */
#ifndef GAIT_COMPARE_H
#define GAIT_COMPARE_H

#include <gait/types.h>

#define GAIT_COMPARE_WINDOW 20                     /* strides each way */
#define GAIT_COMPARE_HELD 40                       /* strides held back: the window, and lateness */
#define GAIT_COMPARE_PAUSE_NS INT64_C(30000000000) /* a longer pause opens a stretch */
#define GAIT_COMPARE_GAP 10                        /* strides without a value: likewise */
#define GAIT_COMPARE_STRETCH_MIN 5                 /* clean strides a stretch needs */
#define GAIT_COMPARE_ORDER 1024                    /* stretches whose order is remembered */

struct gait_compare;

/* A running stride. NaN: not measured, not known. */
struct gait_compare_row {
    int64_t t_ns;        /* contact */
    int surface;         /* 0 .. GAIT_SURFACES_MAX; negative: none that is counted */
    enum gait_side side; /* NONE: of the trunk, or not known */
    bool trunk;
    bool clean;   /* no quality flag condemns it: only such strides are compared */
    bool clipped; /* its peak hit the end of the range, and stands there */
    double cadence_spm, contact_ms, speed_ms, slope_deg;
    double value[GAIT_MEASURES];
};

struct gait_compare *gait_compare_new(void); /* NULL: no memory */
void gait_compare_free(struct gait_compare *c);
void gait_compare_reset(struct gait_compare *c);

void gait_compare_add(struct gait_compare *c, const struct gait_compare_row *row);

/* No more strides for now: those held back go in, with the shorter window. */
void gait_compare_flush(struct gait_compare *c);

/* Surface b against a (indices as in the rows), of what has gone in, the open stretch included.
 * Fills kind, t_ns, announced_ns and u.comparison but for the names a and b, which are copied from
 * `names`. primary: its verdict stands by its own 95 %; another's should be seen with the others,
 * see gait_compare_all. so_far: an interval 1.5 times as wide, which may be looked at every 30
 * strides. False: a and b are one, or neither has a stride of that measure; *ret untouched. */
struct gait_compare_ask {
    int a, b;
    const char *name_a, *name_b;
    enum gait_measure measure;
    bool primary, so_far;
};
bool gait_compare_result(const struct gait_compare *c, const struct gait_compare_ask *ask,
                         struct gait_event *ret);

/* Every measure of one pair (ask.measure is the primary one): the others' verdicts by Holm (1979)
 * over all of them that can be compared. Returns how many events, in the order of measures. */
int gait_compare_all(const struct gait_compare *c, const struct gait_compare_ask *ask,
                     struct gait_event ret[GAIT_MEASURES]);

struct gait_compare_state {
    uint64_t strides;   /* clean ones that have gone in, of both series */
    uint64_t late;      /* came too late to be put in order: left out */
    uint64_t outside;   /* clean values in stretches too short to count */
    uint32_t stretches; /* that have ended, of any length */
    int64_t newest_ns;  /* GAIT_NO_TIME before the first */
};
struct gait_compare_state gait_compare_state(const struct gait_compare *c);

#endif
