/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain values that travel along the data path: what a sensor is, one sample of it, what
 * crosses a thread, and what is found. No value here holds a pointer, so the same value crosses a
 * ring, becomes a row, is printed in a golden file, and is a literal in a test.
 *
 * Units: time in ns on the stream's own time line; acceleration in m/s2, gravity included (a sensor
 * at rest reads about 9.81); angular rate in rad/s. A value that was not measured is NaN, never
 * zero. */
#ifndef GAIT_TYPES_H
#define GAIT_TYPES_H

#include <gait/hearing.h>
#include <gait/placement.h>

#include <stdbool.h>
#include <stdint.h>

#define GAIT_G_MS2 9.80665   /* standard gravity, CODATA */
#define GAIT_SENSORS_MAX 32  /* sensors one pipeline can hold */
#define GAIT_SURFACES_MAX 16 /* surfaces one session can tell apart */
#define GAIT_SENTENCE_MAX 256 /* bytes of a sentence, its NUL included */
#define GAIT_BANDS 40        /* of a spectrum: 1 Hz wide, around 1, 2, .. 40 Hz */

/* The impact window: peaks are looked for from this long before contact to this long after it. */
#define GAIT_IMPACT_BEFORE_NS 10000000
#define GAIT_IMPACT_AFTER_NS 75000000

enum gait_state { GAIT_STILL, GAIT_WALK, GAIT_RUN };

/* A sensor as it is known. range_g 0 and rate_hz 0 mean unknown. */
struct gait_sensor {
    char id[GAIT_NAME_MAX];
    char runner[GAIT_NAME_MAX];
    char dialect[GAIT_NAME_MAX];
    enum gait_placement placement;
    float rate_hz;
    float range_g;
    uint8_t axes; /* bit i: a[i] is measured; bit 3 + i: w[i] is measured */
    enum gait_side side; /* by its name, where that says no more: used once the limb is found */
};

/* One sample of one sensor, stamped with local time. `lost` samples of this sensor went missing
 * just before it. */
struct gait_sample {
    int64_t t_ns;
    float a_ms2[3];
    float w_rads[3]; /* 0 where the sensor has no gyroscope: see gait_sensor.axes */
    uint32_t lost;
    uint16_t sensor; /* slot in the pipeline, 0 .. GAIT_SENSORS_MAX - 1 */
};

/* How well a sensor's clock is known against the local one. */
struct gait_clock_state {
    double skew_ppm;    /* device clock fast: positive */
    double skew_sd_ppm; /* one standard deviation; NaN until 8 s were heard */
    double offset_sd_s; /* of the mapping now; infinite until 2 s were heard */
    double delay_s;     /* typical arrival after the least-delayed one; NaN until then */
    double rate_hz;     /* of a sensor without a clock, by its samples' rhythm; 0: not known */
    bool has_device_time;
    bool by_arrival; /* times were mapped from arrivals; false: they are the stream's own */
};

enum gait_frame_kind {
    GAIT_FRAME_SAMPLE,
    GAIT_FRAME_SENSOR,
    GAIT_FRAME_MARK,
    GAIT_FRAME_SPEED,
    GAIT_FRAME_CLOCK,
    GAIT_FRAME_QUIET, /* nothing was heard for long: as an end, and what was marked still holds */
    GAIT_FRAME_END
};

/* What crosses from the intake thread to the analysis thread. */
struct gait_frame {
    enum gait_frame_kind kind;
    uint32_t refused; /* frames a full ring refused just before this one */
    union {
        struct gait_sample sample;
        struct {
            uint16_t slot;
            struct gait_sensor is;
        } sensor;
        struct {
            int64_t t_ns;
            char surface[GAIT_NAME_MAX];
        } mark;
        struct { /* of all runners; NaN: not known */
            int64_t t_ns;
            float speed_ms, slope_deg;
        } speed;
        struct {
            uint16_t slot;
            struct gait_clock_state is;
        } clock;
        int64_t end_ns; /* the stream ends here: give out what is held, and the summary */
    } u;
};

/* What one impact measured. peak, axial and rise are NaN when a sample in the window was lost. */
struct gait_impact {
    float peak_g;   /* resultant, gravity included */
    float axial_g;  /* along the limb, NaN until "along" is known */
    float rise_gps; /* steepest rise between contact and peak */
    bool clipped;   /* a railed sample lies in the window: the peaks are lower bounds */
    bool gap;       /* a sample in the window was lost */
};

/* What speaks for and against a stride: see gait/confidence.h. */
struct gait_evidence {
    float likeness, next_likeness; /* of its two contacts to the strides before them, 0 .. 1 */
    float off_beat;                /* |length over the rhythm's - 1| */
    bool hole, next_hole;          /* ticks around the contact were not measured */
    bool late;                     /* filled in after the gait had been recognised */
};

/* Of a stance: see gait_event. */
struct gait_stance {
    float impact_band_g2; /* power of the stance in 9 to 20 Hz */
    float median_hz;
    float attenuation_db; /* limb to trunk, negative = absorbed; NaN where one is missing */
};

/* Power density of one stance in bands 1 Hz wide around 1, 2 .. Hz, g2/Hz; NaN beyond half the
 * sensor's rate. */
struct gait_bands {
    float limb[GAIT_BANDS]; /* of the sensor whose stance it is: a trunk's own too */
    float trunk[GAIT_BANDS];
    bool has_trunk;
};

/* Of the last ten stances of one foot that have a value: NaN until there are ten. */
struct gait_spread {
    float mean, sd;
    uint32_t n; /* taken in so far, at most ten */
};

/* How much lower a sensor's peaks read than they were, and why: gait/shortfall.h. */
struct gait_shortfall {
    float low_g; /* estimate by its rate, from published figures; NaN: no figure, or none needed */
    float clipped; /* share of the landings so far, 0 .. 1; NaN before the first */
    char why[128]; /* one sentence for people; empty where peaks are as good as they get */
};

enum gait_event_kind {
    GAIT_EVENT_IMPACT,
    GAIT_EVENT_STEP,
    GAIT_EVENT_STRIDE,
    GAIT_EVENT_CADENCE,
    GAIT_EVENT_GAIT,
    GAIT_EVENT_GAP,
    GAIT_EVENT_SENSOR,
    GAIT_EVENT_SURFACE,
    GAIT_EVENT_SUMMARY,
    GAIT_EVENT_COMPARISON,
    GAIT_EVENT_DRIFT,
    GAIT_EVENT_SPEED,
    GAIT_EVENT_SESSION,
    GAIT_EVENT_SPECTRUM,
    /* from the daemon, not from the pipeline */
    GAIT_EVENT_STORED,
    GAIT_EVENT_HEARD,
    GAIT_EVENT_REFUSED,
    GAIT_EVENT_LISTENING,
    GAIT_EVENTS
};

/* Measures that are summarised and compared, in the order of the table in gait/surface.h. */
enum gait_measure {
    GAIT_MEASURE_PEAK,
    GAIT_MEASURE_AXIAL,
    GAIT_MEASURE_RISE,
    GAIT_MEASURE_BAND,
    GAIT_MEASURE_MEDIAN,
    GAIT_MEASURE_ATTENUATION,
    GAIT_MEASURE_CADENCE,
    GAIT_MEASURE_CONTACT,
    GAIT_MEASURE_BACK_PEAK,
    GAIT_MEASURE_BACK_BAND,
    GAIT_MEASURES
};

enum gait_verdict {
    GAIT_VERDICT_LOWER,
    GAIT_VERDICT_HIGHER,
    GAIT_VERDICT_NONE, /* no detectable difference */
    GAIT_VERDICT_NOT_COMPARABLE,
    GAIT_VERDICT_TOO_FEW,
    GAIT_VERDICTS
};

/* What was found. t_ns is the contact for impact, step and stride; announced_ns is the time of the
 * newest sample used. */
struct gait_event {
    enum gait_event_kind kind;
    int64_t t_ns;
    int64_t announced_ns;
    char runner[GAIT_NAME_MAX];
    char sensor[GAIT_NAME_MAX]; /* empty where the event is not of one sensor */
    enum gait_side side;
    enum gait_state state; /* impact, step, stride: of this step; gait: the new state */
    struct gait_impact impact;
    union {
        struct {                     /* step and stride */
            int64_t toe_off_ns;      /* INT64_MIN: not measured */
            int64_t next_contact_ns; /* stride only */
            struct gait_stance stance;
            struct gait_spread attenuation; /* stride only */
            float cadence_spm;
            struct gait_evidence evidence;
            float confidence; /* 0 .. 1, NaN for what is not yet a stride */
            bool trunk;       /* seen at the trunk: its peak is a back peak */
            bool late;        /* filled in afterwards, from before the gait was recognised */
            char surface[GAIT_NAME_MAX];
            float speed_ms, slope_deg; /* stride only, of the runner; NaN: nobody said */
        } step;
        struct {
            float spm, sd_spm;
            bool resolved; /* false while step and stride rate cannot be told apart */
        } cadence;
        struct {
            int64_t from_ns, to_ns;
            uint32_t lost;
        } gap;
        struct {
            struct gait_sensor is;
            struct gait_clock_state clock;
            float loss;  /* share of samples lost so far, 0 .. 1 */
            float up[3]; /* upright, of a limb along it, in the sensor's axes; NaN until known */
            bool range_learned;
            struct gait_shortfall shortfall;
            float placement_confidence; /* of a placement found by the signal, 0 .. 1; NaN: told, or
                                           not known yet */
        } sensor;
        struct {
            char surface[GAIT_NAME_MAX];
        } surface;
        struct {
            char surface[GAIT_NAME_MAX];
            enum gait_measure measure;
            uint32_t n, clean;
            double mean, sd, median, p05, p95;
        } summary;
        struct { /* gait/compare.h */
            enum gait_measure measure;
            char a[GAIT_NAME_MAX], b[GAIT_NAME_MAX];
            uint32_t n_a, n_b, stretches_a, stretches_b;
            uint32_t sessions;     /* that went into it: 1 within a session */
            double mean_a, mean_b; /* plain means of the clean strides */
            double difference, ci95_low, ci95_high, mdd; /* b - a, adjusted */
            double se;             /* of difference; NaN where there is no interval */
            double unadjusted;     /* difference without pace as covariate */
            float clipped_a, clipped_b; /* share of the strides, 0 .. 1 */
            enum gait_verdict verdict;
            bool so_far;      /* while running: the interval is 1.5 times as wide */
            bool primary;     /* the one measure asked for beforehand; others: Holm */
            bool no_relevant; /* the 90 % interval lies within 10 % of mean_a */
            char adjusted_for[64];
            char why[GAIT_SENTENCE_MAX]; /* one sentence for a runner */
        } comparison;
        struct { /* gait/drift.h */
            enum gait_measure measure;
            uint32_t n, surfaces;               /* strides; surfaces they were compared within */
            double minutes;                     /* of running */
            double start;                       /* the line's value at the start */
            double change, ci95_low, ci95_high; /* from start to end */
            enum gait_verdict verdict;
        } drift;
        struct { /* holds until the next one, or until another surface more than 5 s later */
            float speed_ms, slope_deg; /* NaN: not known */
        } speed;
        struct { /* t_ns: contact of its first running stride; ended: of its newest */
            bool ended;
        } session;
        struct { /* mean over the running stances of this session on this surface so far */
            char surface[GAIT_NAME_MAX];
            uint32_t n_limb, n_trunk;   /* stances */
            float limb_db[GAIT_BANDS];  /* 10 log10 of power density, g2/Hz; NaN: none */
            float trunk_db[GAIT_BANDS]; /* of the same stances */
        } spectrum;
        struct { /* all events before this one are on the disk, power loss included */
            uint32_t session, strides; /* its number; strides of it that are kept */
            int64_t to_ns;             /* contact of the newest of them */
        } stored;
        struct gait_hearing heard;
        struct gait_refusal refused;
        struct gait_ears listening;
    } u;
};

#define GAIT_NO_TIME INT64_MIN

/* Words as they stand in recordings, on the wire and in JSON. Any thread. */
const char *gait_state_name(enum gait_state s);
const char *gait_event_name(enum gait_event_kind k);
const char *gait_measure_name(enum gait_measure m);
const char *gait_measure_unit(enum gait_measure m);
const char *gait_verdict_name(enum gait_verdict v);

/* Copies at most GAIT_NAME_MAX - 1 bytes and ends with NUL. */
void gait_name_copy(char dst[GAIT_NAME_MAX], const char *src);

#endif
