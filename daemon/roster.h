/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixed table of sensors that are heard: finds a sensor by what it is known by, admits a new
 * one where there is room. A live sensor is never put out by a new one: only a place idle for more
 * than 60 s is given away, or one whose sensor never gave ROSTER_CONFIRMED samples and is idle for
 * more than 2 s (a flood of made-up names). Intake thread only; no allocation after roster_init. */
#ifndef DAEMON_ROSTER_H
#define DAEMON_ROSTER_H

#include "daemon/intake.h"
#include "daemon/pace.h"

#define ROSTER_IDLE_NS INT64_C(60000000000)
#define ROSTER_UNCONFIRMED_NS INT64_C(2000000000)
#define ROSTER_CONFIRMED 32

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

struct roster_place {
    bool used;
    bool kept;     /* declared by the program itself: never given away */
    bool declared; /* a sensor frame with these values was pushed */
    struct roster_key key;
    struct roster_moment seen; /* last message of it that was taken */
    struct in6_addr address;   /* where that came from */
    struct gait_sensor is;
    const struct intake_rule *rule; /* NULL: none */
    uint8_t form_axes, said_axes;   /* of the message form; of its own word */
    struct gait_clock *clock;
    struct pace pace;
    int64_t tag_ns, era_ns;  /* last tag as it came; what to add, for tags that wrapped */
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

/* A place for a new sensor, emptied, its clock reset; -1: all are taken by live sensors. */
int roster_admit(struct roster *r, const struct roster_key *key, const struct roster_moment *m);

/* After the end of a session: all must be declared again; those of a replay are forgotten if
 * replays is true. */
void roster_end(struct roster *r, bool replays);

/* True: of this machine, by IPv4 or IPv6. */
bool roster_is_loopback(const struct in6_addr *a);

/* The name of a sensor that has none: dialect-ip:port; of an IPv6 address its last 64 bits in
 * groups. Always a name that decode_name_ok takes. */
void roster_source_name(char ret[GAIT_NAME_MAX], const char *dialect,
                        const struct intake_source *from);

/* Fills in what a place's sensor is from its key, the settings and their rule for it, and begins
 * its pace. */
void roster_introduce(struct roster_place *p, const struct intake_settings *s);

/* What the configuration says of a sensor holds over what it says itself. */
void roster_apply_rule(struct roster_place *p);

#endif
