/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams in, frames out: reads a datagram (osc, decode), finds or makes its sensor, gives every
 * sample its local time (gait_clock), counts what was lost or refused, and pushes frames to a ring.
 * The same code for the daemon, for a replayed capture and for `gaitctl run`. One thread; time is
 * an argument; no allocation after _new; never blocks.
 *
 * Local time is monotonic nanoseconds plus a fixed epoch, so that it counts as Unix time without
 * ever stepping.
 *
 * Replay: a datagram that is a bundle whose first element is the message `/gait/replay ,t` (virtual
 * arrival time, NTP) is taken as arriving at that time, when it comes from a loopback address; from
 * anywhere else it is refused and counted. While such datagrams come (the last one less than 2 s of
 * real arrival ago), "now" for an unstamped /gait/mark is the newest virtual time.
 * `/gait/replay/raw ,b` in such a bundle holds a datagram that is not OSC (an x-IMU3's).
 * `/gait/replay/end` in such a bundle ends the session: an end frame is pushed, the replay's
 * sensors are forgotten. A real sensor never sends these addresses. A replay that steps back by
 * more than 2 s ends the one before it; the sensors of a replay are never those that are live.
 *
 * A mark or a speed counts from its arrival; one from a loopback address within a bundle whose time
 * tag is at most 60 s from then, from that tag.
 *
 * Lost samples are counted by the sensor's own clock, once its rate is known; where it has no clock
 * nothing is known to be lost. What a full ring refused of a sensor is told by its next sample's
 * `lost`; marks, ends wait for room, up to 8. */
#ifndef DAEMON_INTAKE_H
#define DAEMON_INTAKE_H

#include "daemon/source.h"

#include <gait/clock.h>
#include <gait/ring.h>
#include <gait/types.h>

#include <stddef.h>

/* Somebody of this machine who wants to be told for so long. */
struct intake_subscription {
    struct intake_source from;
    int seconds;
    bool sensors; /* what is heard of them; false: the results */
};

/* Refusals, graded, in one list with the decoder's: see decode.h for the reasons. */
#include "daemon/decode.h"

#define INTAKE_RULES_MAX 64

/* What is said of a sensor, by the configuration ([sensor ID]) or by `gaitctl sensors place`: it
 * holds over what the sensor says itself. */
struct intake_rule {
    char id[GAIT_NAME_MAX];     /* matched against the sensor's id or what it calls itself, e.g.
                                   shank_left, ngimu-192.168.1.7, 0029CEC0 */
    char name[GAIT_NAME_MAX];   /* what it is to be called; empty: its id */
    char runner[GAIT_NAME_MAX]; /* empty: as it says itself */
    enum gait_placement placement;
    bool has_placement;
    float rate_hz, range_g; /* 0: as it says itself, or learned */
    char unit_a[GAIT_UNIT_MAX]; /* m/s2, g, mg; empty: as its dialect says, or found */
    char unit_w[GAIT_UNIT_MAX]; /* rad/s, deg/s, deg/ms; likewise */
};

struct intake_settings {
    struct gait_clock_settings clock;
    const struct intake_rule *rule;
    int rules;
    char runner[GAIT_NAME_MAX]; /* of sensors that do not say theirs */
    int64_t epoch_ns;           /* added to every arrival: Unix ns of monotonic 0 */
    int64_t quiet_ns;           /* no sample for so long ends the session; 0: nothing does */
    double source_rate_max;     /* datagrams a second of one source; 0: no limits, see limit.h */
};

struct intake_counts {
    uint64_t datagrams, bytes, truncated;
    uint64_t messages, samples, controls;
    uint64_t sloppy; /* messages taken though not by the book: see osc.h */
    uint64_t refused[DECODE_REASONS];
    uint64_t lost; /* samples known to be missing */
    uint64_t late; /* samples older than one already passed on, with duplicates */
    uint64_t duplicates; /* samples that had come already */
    uint64_t ring_refused;
};

struct intake;

/* NULL: a setting of the clock is wrong (gait_clock_fault says which), more than INTAKE_RULES_MAX
 * rules, or no memory. The rules are
 * copied; the ring, of struct gait_frame, stays the caller's. */
struct intake *intake_new(const struct intake_settings *s, struct gait_ring *frames);
void intake_free(struct intake *in);

/* Takes one datagram that arrived at arrival_ns (monotonic). truncated: the kernel cut it off;
 * counted, refused. False: its source sends too much, so it was counted and not looked at, and is
 * not worth keeping. A replay may come as fast as it likes. */
bool intake_datagram(struct intake *in, const uint8_t *bytes, size_t size, bool truncated,
                     int64_t arrival_ns, const struct intake_source *from);

/* True: the datagram just refused was of a flood, so that it is worth the while to have the kernel
 * drop the rest of it; said once. */
bool intake_floods(struct intake *in);

/* So many datagrams of floods were dropped unseen: they count as refused. */
void intake_unseen(struct intake *in, uint64_t datagrams);

/* To be called now and then, though nothing arrives: where no sample of a live sensor was taken for
 * quiet_ns before now_ns (monotonic), a quiet frame is pushed, once. A replay whose samples came
 * last is ended by itself or by the next one. True: there is a frame. */
bool intake_tick(struct intake *in, int64_t now_ns);

/* A request to subscribe that the last datagram held (`/gait/subscribe ,i SECONDS` to the results,
 * `,is SECONDS sensors` to what is heard of the sensors; loopback only; 0 seconds: no more); each
 * is given out once, at most one of either. False: none. */
bool intake_subscription(struct intake *in, struct intake_subscription *ret);

/* Adds a rule, or replaces the one of that id; sensors that are heard obey at once. False: there
 * are INTAKE_RULES_MAX already. */
bool intake_rule_set(struct intake *in, const struct intake_rule *r);

/* A rule that was made since the last time (`/gait/place ,ss ID PLACEMENT`, `/gait/name ,ss ID
 * NAME`, loopback only, not by a replay), for who keeps it across restarts; each is given out once.
 * False: none. */
bool intake_ruled(struct intake *in, struct intake_rule *ret);

/* How it stands, as events of the kinds heard, refused and listening (`at` and the sockets' drops
 * are left to the caller). Slot 0 .. GAIT_SENSORS_MAX - 1, reason 0 .. DECODE_REASONS - 1; false:
 * no sensor is there, nothing was refused for that reason. What only the analysis knows (placement
 * found, clipped, up) is not filled in. now_ns: monotonic. */
bool intake_heard(const struct intake *in, int slot, int64_t now_ns, struct gait_event *ret);
bool intake_refused(const struct intake *in, enum decode_reason r, int64_t now_ns,
                    struct gait_event *ret);
void intake_listening(const struct intake *in, int64_t now_ns, struct gait_event *ret);

/* Ends and marks go through the ring; nothing else calls out. */
struct intake_counts intake_counts(const struct intake *in);

/* For `gaitctl run` of signal files: declares a sensor, then pushes its samples, as the decoder
 * would. */
int intake_declare(struct intake *in,
                   const struct gait_sensor *s); /* slot, or -1: too many sensors */

/* Any NaN: the sample never arrived, which the next one's `lost` tells. */
void intake_sample(struct intake *in, int slot, int64_t t_ns, const float a_ms2[3],
                   const float w_rads[3]);
void intake_mark(struct intake *in, int64_t t_ns, const char *surface);
void intake_speed(struct intake *in, int64_t t_ns, float speed_ms, float slope_deg);
void intake_end(struct intake *in, int64_t t_ns);

#endif
