/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of what arrives is read at all: a bounded table of sources (address and port), each with
 * a bucket of datagrams that fills as fast as the busiest hub of sensors sends. A source that has
 * not given 32 samples of a sensor that is known has an eighth of that, which is as fast as the
 * busiest single sensor, and all such together have no more than the rate of one that has, but for
 * the first few of each, by which a sensor gets out of this however many others there are. What has
 * no place in the table shares one such eighth with all others that have none, and only so many new
 * sources a second come in. A source that is confirmed and was heard within a minute is never put
 * out, so neither a flood from one address nor one from many forged ones costs a live sensor a
 * datagram. Samples speak for a source that has no place: it gets one.
 *
 * Asked before anything is read, so it costs as little as can be: two lines of a table, no bytes of
 * the datagram.
 *
 * Intake thread; no allocation at all; time is an argument. */
#ifndef DAEMON_LIMIT_H
#define DAEMON_LIMIT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define LIMIT_SOURCES 256
#define LIMIT_CONFIRMED 32   /* samples */
#define LIMIT_UNCONFIRMED 8  /* what share of the rate a source has until then */
#define LIMIT_FIRST 128      /* datagrams, of one that is new: several sensors' 32 samples */
#define LIMIT_BURST_S 2      /* a bucket holds what may come in this time: radios stall */
#define LIMIT_NEW_PER_S 50   /* sources; twice that at once */
#define LIMIT_FLOOD_S 0.05   /* refusals above the rate for so long are a flood */
#define LIMIT_IDLE_NS INT64_C(60000000000)
#define LIMIT_BUCKETS 512 /* of the hash */

enum limit_answer { LIMIT_PASS, LIMIT_TOO_FAST, LIMIT_TOO_MANY };

/* Inside of limit.c. */
struct limit_place {
    struct in6_addr address;
    uint16_t port;
    uint16_t samples;               /* that spoke for it, up to LIMIT_CONFIRMED */
    uint16_t asked;                 /* up to LIMIT_FIRST */
    int16_t next;                   /* with the same hash; -1: none */
    int16_t newer, older;           /* among its like, confirmed or not; -1: none */
    int64_t seen_ns;                /* last asked about */
    double tokens;
    double over; /* refused of late */
};

struct limit {
    double rate_max;
    uint64_t seed;
    int used, last;                         /* last found */
    int16_t bucket[LIMIT_BUCKETS];
    int16_t newest[2], oldest[2];           /* unconfirmed, confirmed */
    struct limit_place place[LIMIT_SOURCES];
    double shared, admissions, unconfirmed; /* tokens */
    int64_t filled_ns;
};

/* rate_max: datagrams a second that one source may send, above 0. seed: anything that others do
 * not know. */
void limit_init(struct limit *l, double rate_max, uint64_t seed);

/* A datagram came. now_ns: monotonic. */
enum limit_answer limit_ask(struct limit *l, const struct in6_addr *address, uint16_t port,
                            int64_t now_ns);

/* True: the source last asked about was refused so much of late that it sends at least twice what
 * is its; said once, and again where it goes on. */
bool limit_floods(struct limit *l);

/* It held a sample: what has no place gets one. known: of a sensor that has given some before, so
 * that made-up names confirm nobody. */
void limit_speak_for(struct limit *l, const struct in6_addr *address, uint16_t port,
                     int64_t now_ns, bool known);

/* Sources heard within so long; an order of 256 steps. */
int limit_live(const struct limit *l, int64_t now_ns, int64_t within_ns);

#endif
