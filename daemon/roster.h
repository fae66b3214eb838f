/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixed table of sensors that are heard: finds a sensor by what it is known by, admits a new
 * one where there is room. A live sensor is never put out by a new one: only a place idle for more
 * than 60 s is given away, or one whose sensor never gave ROSTER_CONFIRMED samples and is idle for
 * more than 2 s (a flood of made-up names). Intake thread only; no allocation after roster_init. */
#ifndef DAEMON_ROSTER_H
#define DAEMON_ROSTER_H

#include "daemon/high.h"
#include "daemon/intake.h"
#include "daemon/join.h"
#include "daemon/pace.h"
#include "daemon/sent.h"

#define ROSTER_IDLE_NS INT64_C(60000000000)
#define ROSTER_UNCONFIRMED_NS INT64_C(2000000000)
#define ROSTER_CONFIRMED 32
#define ROSTER_NEWCOMERS 8 /* of one address at once, where there are limits */
#define ROSTER_HOLD_NS INT64_C(2000000000) /* so long a source keeps what it sends as */
#define ROSTER_STRETCH_NS INT64_C(2000000000)
#define ROSTER_MOVES_NS INT64_C(500000000)

/* What a sensor is known by: its names, or its source where the dialect has none. Unused parts are
 * zero. */
struct roster_key {
    const char *dialect;
    bool replay; /* of a replay: never the same as a live sensor */
    char runner[GAIT_NAME_MAX], id[GAIT_NAME_MAX];
    struct intake_source from;
};

/* The moment of a datagram. */
struct roster_moment {
    int64_t now_ns;  /* on the stream's time line, virtual in a replay */
    int64_t real_ns; /* monotonic */
};

/* How a sensor was heard so far. Late ones are repeats of an older time too. */
struct roster_tally {
    uint64_t late, refused; /* samples; messages and samples, for any reason */
    uint64_t lost;          /* known to be missing */
    uint64_t reason[DECODE_REASONS];
    enum decode_reason newest; /* the last of them, and when */
    int64_t newest_ns;
    int64_t since_ns;   /* the stretch that rate_now_hz counts began; GAIT_NO_TIME */
    uint32_t stretch;   /* samples in it so far */
    int64_t moves_ns;   /* when the newer of the two spans that motion is told of began */
    float least_ms2[2], most_ms2[2]; /* of |acceleration|, newer span first */
    float rate_now_hz;  /* of the last whole stretch, ROSTER_STRETCH_NS of arrivals; 0: unknown */
};

struct roster_place {
    bool used;
    bool kept;     /* declared by the program itself: never given away */
    bool declared; /* a sensor frame with these values was pushed */
    struct roster_key key;
    struct roster_moment seen;    /* last message of it that was taken */
    struct roster_moment sampled; /* last sample that was passed on; now_ns GAIT_NO_TIME: none */
    struct intake_source from;    /* where the last message came from */
    struct gait_sensor is;        /* its id is the name it is published by */
    char id[GAIT_NAME_MAX];       /* what it is known by before a rule renames it */
    char name[GAIT_NAME_MAX];     /* what it calls itself; empty */
    const struct intake_rule *rule; /* NULL: none */
    enum gait_placement placement;  /* by its own word, id or dialect; a rule's holds over it */
    enum gait_side side;            /* by id or dialect, where the placement is not told */
    float range_g;                  /* by its own word; 0: as its dialect says */
    float battery, battery_v;       /* share 0 .. 1, volts; NaN: not told */
    char gesture[GAIT_NAME_MAX];    /* its own word for its newest step, STEP:HEEL; empty */
    char unit_a[GAIT_UNIT_MAX], unit_w[GAIT_UNIT_MAX]; /* as sent; empty: not decided, none sent */
    struct roster_tally tally;
    struct sent sent;
    struct join join;
    struct high high;
    uint8_t form_axes, said_axes; /* of the message form; of its own word */
    struct gait_clock *clock;
    struct pace pace;
    int64_t tag_ns, era_ns;  /* last tag as it came; what to add, for tags that wrapped */
    int64_t wrap_ns;         /* of that tag's counter */
    int64_t device_ns, t_ns; /* of the last sample; GAIT_NO_TIME before */
    int64_t clock_frame_ns;  /* when the last clock frame was due */
    uint64_t samples;
    uint32_t owed; /* samples lost that the next frame must tell of */
};

struct roster {
    int last; /* most recently found */
    struct roster_place place[GAIT_SENSORS_MAX];
};

/* 0, or -1: the clock's settings are wrong or no memory. The roster must be zero or freed before.
 */
int roster_init(struct roster *r, const struct gait_clock_settings *clock);
void roster_free(struct roster *r);

/* The place of a sensor, or -1. */
int roster_find(struct roster *r, const struct roster_key *key);

/* The place of a sensor that is known by its source: by its address alone while one port of it
 * sends in that dialect (an application that is started again sends from another port, and is the
 * same sensor), by address and port where several do, and on this machine. -1: none, and *key says
 * how it is to be admitted. */
int roster_find_source(struct roster *r, struct roster_key *key, const struct intake_source *from,
                       const struct roster_moment *m);

/* Live sensors that came from this address and are not confirmed: made-up names must leave room for
 * others, and a hub's many sensors come in some at a time. */
int roster_newcomers(const struct roster *r, const struct in6_addr *address, int64_t real_ns);

/* A place for a new sensor, emptied, its clock reset; -1: all are taken by live sensors. */
int roster_admit(struct roster *r, const struct roster_key *key, const struct roster_moment *m);

/* After the end of a session: all must be declared again; those of a replay are forgotten if
 * replays is true. */
void roster_end(struct roster *r, bool replays);

/* True: of this machine, by IPv4 or IPv6. */
bool roster_is_loopback(const struct in6_addr *a);

/* The name of a sensor that has none: dialect-ip:port, or dialect-ip where the port is 0; of an
 * IPv6 address its last 64 bits in groups. Always a name that decode_name_ok takes. */
void roster_source_name(char ret[GAIT_NAME_MAX], const char *dialect,
                        const struct intake_source *from);

/* Fills in what a place's sensor is from its key, the settings and their rule for it, and begins
 * its pace. */
void roster_introduce(struct roster_place *p, const struct intake_settings *s);

/* What is wrong with a sensor now and what to do about it, in one sentence; empty: nothing. */
void roster_why(const struct roster_place *p, char why[GAIT_WHY_MAX]);

/* What the configuration says of a sensor holds over what it says itself: is, from placement, id
 * and the rule. */
void roster_apply_rule(struct roster_place *p);

/* Finds the rule for a place anew, and obeys. */
void roster_obey(struct roster_place *p, const struct intake_settings *s);

/* A sensor says what it is called; before its first sample, and where no other is called so, that
 * is its id from now on, unless its address already had one. */
void roster_name(struct roster *r, struct roster_place *p, const char *name,
                 const struct intake_settings *s);

/* The range of its accelerometer by rule, own word or dialect; 0: unknown. */
float roster_range_g(const struct roster_place *p);

/* What its rule says of its units; or empty. */
const char *roster_unit_a(const struct roster_place *p);
const char *roster_unit_w(const struct roster_place *p);

/* Says in words which units it sends, as far as that is known now. */
void roster_words(struct roster_place *p);

void roster_gesture(struct roster_place *p, const char *what, const char *part);
void roster_count_sample(struct roster_place *p, const struct roster_moment *m);

/* How much a sensor moves: of a sample, before it is counted. Told of the last 0.5 to 1 s. */
void roster_count_motion(struct roster_place *p, const float a_ms2[3], int64_t now_ns);
float roster_motion_g(const struct roster_place *p);
void roster_count_refused(struct roster_place *p, enum decode_reason reason);

#endif
