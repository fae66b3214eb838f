/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the intake only. */
#ifndef DAEMON_INTAKE_PARTS_H
#define DAEMON_INTAKE_PARTS_H

#include "daemon/intake.h"
#include "daemon/limit.h"
#include "daemon/outlet.h"
#include "daemon/roster.h"
#include "daemon/stamp.h"
#include "daemon/travel.h"

#define INTAKE_CASE_BYTES 104

/* The newest case of a reason. A few bytes are copied; words are made of them for who asks. */
struct intake_case {
    struct intake_source from; /* zero: not from the network */
    int64_t now_ns;
    bool is_osc;               /* bytes are an address and, behind a comma, its types */
    uint8_t size;
    char bytes[INTAKE_CASE_BYTES];
};

struct intake {
    struct intake_settings settings;
    struct intake_rule rule[INTAKE_RULES_MAX]; /* settings.rule */
    bool unkept[INTAKE_RULES_MAX];             /* made, and not yet given out */
    bool ruled;                                /* any of these */
    struct intake_case newest[DECODE_REASONS];
    const struct intake_arrival *arrival; /* of the datagram that is taken apart; else NULL */
    const struct osc_message *message;    /* likewise; NULL too where it is not OSC */
    struct roster roster;
    struct outlet outlet;
    struct stamp stamp;
    struct intake_counts counts;
    struct travel travel;
    struct limit limit; /* not asked where the settings say no limits */
    bool replayed;               /* a replay was heard and has not ended */
    struct roster_moment replay; /* newest virtual time, last real arrival */
    bool sampled; /* the last sample was live, and what it belongs to has not ended */
    int64_t sampled_ns;
    uint32_t waiting; /* bit i: of place i something waits in join or high */
    bool subscribed[2]; /* to the results, to the sensors */
    struct intake_subscription subscription[2];
};

/* One datagram while it is taken apart. */
struct intake_arrival {
    struct roster_moment at;
    const struct intake_source *from;
    const uint8_t *bytes;
    size_t size;
    bool replay, loopback;
    bool foreign; /* not OSC */
    struct intake_source said; /* where a replay says that it came from */
};

void intake_refuse(struct intake *in, enum decode_reason reason);
void intake_refuse_of(struct intake *in, struct roster_place *p, enum decode_reason reason);

/* The message that is taken apart, or else the datagram, is the newest case of a reason. */
void intake_keep_case(struct intake *in, enum decode_reason reason);

/* Pushes a frame that ends all sessions, END or QUIET; every sensor must be declared again.
 * replays: those of a replay are forgotten. */
void intake_finish(struct intake *in, enum gait_frame_kind kind, int64_t t_ns, bool replays);

void intake_take_sample(struct intake *in, const struct decode_item *item,
                        const struct intake_arrival *a);
void intake_take_about(struct intake *in, const struct decode_item *item,
                       const struct intake_arrival *a);

void intake_take_word(struct intake *in, const struct decode_item *item,
                      const struct intake_arrival *a); /* battery, name, gesture */

/* Takes a sample's parts, and passes on what is whole. */
void intake_join(struct intake *in, int slot, const struct decode_item *item,
                 const struct intake_arrival *a);

/* The datagram is over: passes on what waits for nothing in another one, or waited long enough. */
void intake_settle(struct intake *in, const struct intake_arrival *a);

/* Passes on all that waits. */
void intake_join_flush(struct intake *in);

/* False: the rest of the datagram is not to be read. */
bool intake_take_control(struct intake *in, const struct osc_message *m,
                         const struct decode_item *item, struct intake_arrival *a);

/* Speeds and positions that were told, and a mark before it is pushed; who fell silent by t_ns. */
void intake_travel_speed(struct intake *in, const struct decode_item *item,
                         const struct intake_source *from, int64_t t_ns);
void intake_travel_position(struct intake *in, const struct decode_item *item,
                            const struct intake_source *from, int64_t t_ns);
void intake_travel_mark(struct intake *in, int64_t t_ns, const char *surface);
void intake_travel_due(struct intake *in, int64_t t_ns);

#endif
