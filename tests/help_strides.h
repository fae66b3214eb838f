/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up sessions whose true difference is known: strides of one shank whose peaks wander like
 * those of people, with a pace that wanders too. One stride every 0.72 s, stretches in turn
 * without a pause. */
#ifndef TESTS_HELP_STRIDES_H
#define TESTS_HELP_STRIDES_H

#include <gait/session.h>

enum help_noise {
    HELP_NOISE_AR,     /* autoregressive, first order, by phi */
    HELP_NOISE_HIP,    /* 0.67 white, 0.33 AR(0.95): the hip of a real run */
    HELP_NOISE_SWING,  /* 0.25 white, 0.75 AR(0.90): its shoe in the swing */
    HELP_NOISE_IMPACT, /* 0.85 white, 0.15 AR(0.97): its shoe in the landing */
    HELP_NOISE_T3      /* hip, the white part of Student's t with 3 degrees of freedom */
};

#define HELP_STRIDES_SIGMA_G 0.7
#define HELP_STRIDES_MEAN_G 6.3
#define HELP_STRIDES_MAX 8192 /* of one session */

struct help_strides {
    uint64_t seed;
    int stretches, strides;  /* a side; of a stretch */
    int stretches_b;         /* 0: as many as a's */
    double difference_g;     /* true, b - a */
    double tau_g;            /* SD of stretches of the same ground */
    enum help_noise noise;
    double phi;
    bool has_pace;           /* cadence and contact time are measured */
    bool knows_speed;        /* somebody said it */
    double slower_ms;        /* pace on b is lower by this */
    double wander_ms;        /* SD of the pace within a surface */
    double slope_g_per_ms;   /* of the peak on speed: 3 */
    double contact_ms, cadence_spm; /* what b's ground does to these at the same pace */
    double drift_g_per_min, warm_up_g; /* warm-up: - this at the start, gone with exp(-t / 5 min) */
};

struct help_stride {
    int64_t t_ns;
    bool b;
    float peak_g, cadence_spm, contact_ms, speed_ms;
};

/* Numbers without an end, the same for one seed everywhere that has the same libm. */
struct help_draw {
    uint64_t state;
};
double help_draw_uniform(struct help_draw *r); /* 0 < u < 1 */
double help_draw_normal(struct help_draw *r);
double help_draw_chi2(struct help_draw *r, int df);

/* Fills ret; how many. */
int help_strides_make(const struct help_strides *is, struct help_stride *ret, int room);

/* The stride of shank_left, of ann; a, b: what the surfaces are called. */
struct gait_event help_strides_event(const struct help_stride *x, const char *a, const char *b);

/* Into a session that was begun; by_g is added to b's peaks. a, b: what the surfaces are called. */
void help_strides_feed(struct gait_session *s, const struct help_stride *x, int n, double by_g,
                       const char *a, const char *b);

/* The comparison of a measure among the session's results; false: there is none. Takes all results
 * out. */
bool help_strides_result(struct gait_session *s, enum gait_measure measure, struct gait_event *ret);

/* All three: makes the session anew, "asphalt" and "trail", and compares the peaks. */
bool help_strides_compare(struct gait_session *s, const struct help_strides *is,
                          struct gait_event *ret);

#endif
