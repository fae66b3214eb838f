/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast and how steep the runner goes, from a foot pod's speeds or a phone's positions:
 * smoothed, and told only when it is news. Both come about once a second.
 *
 * A pod's speed is its mean over TRAVEL_POD_NS; when three in a row leave it by more than 0.3 m/s
 * to the same side, those three begin anew. A position's speed is that of the line through the last
 * 15 s, or 30 s where those 15 s move no otherwise than the 15 s before, in metres on the WGS 84
 * ellipsoid, so that neither pole nor date line is special; in a bend the line is shorter than the
 * path and is put right for it. A fix that nobody could have run to is left out, unless three
 * agree. The slope is that of the altitude over the way run, over 50 m at least and as much further
 * (60 s) as it takes to know it to 1 degree; else not known. What is told lags by half of these
 * times.
 *
 * Below TRAVEL_STANDS_MS, after TRAVEL_SILENT_NS without a word, and until 5 words: not known. Told
 * when it changes by 0.1 m/s or 1 degree, at most every 2 s, and every 15 s in any case.
 *
 * A speed that was said (`/gait/speed`) wins until another surface is marked more than 5 s later:
 * it belongs to its stretch (gait/speeds.h), and what is measured is kept back. A slope alone that
 * was said takes the place of the measured one for as long. What is measured goes on over a mark,
 * so it is told again just before it.
 *
 * One runner: the first sender heard counts until it is silent; a pod counts before positions.
 * Times are of the stream; one that steps back by more than 2 s begins anew. A plain value; one
 * thread; no allocation. */
#ifndef DAEMON_TRAVEL_H
#define DAEMON_TRAVEL_H

#include <gait/types.h>

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define TRAVEL_KEPT 128
#define TRAVEL_POD_NS INT64_C(10000000000)
#define TRAVEL_LINE_NS INT64_C(15000000000)
#define TRAVEL_SILENT_NS INT64_C(20000000000)
#define TRAVEL_STANDS_MS 0.5

struct travel_fix {
    int64_t t_ns;
    double at[3];      /* m, WGS 84 earth-centred; of a pod: speed in at[0] */
    double altitude_m; /* NaN: not told */
};

/* Words of one kind from one sender. */
struct travel_words {
    bool heard;
    struct in6_addr from;
    int64_t heard_ns; /* the newest, taken or not */
    int n, odd;       /* odd: fixes that nobody could have run to, in a row, at the end */
    struct travel_fix fix[TRAVEL_KEPT]; /* oldest first */
};

struct travel_speed {
    int64_t t_ns;              /* from when on */
    float speed_ms, slope_deg; /* NaN: not known */
};

struct travel {
    struct travel_words pod, phone;
    bool said, told, marked;        /* by hand; anything yet; a surface */
    struct travel_speed word, last; /* by hand; the newest that was told */
    char surface[GAIT_NAME_MAX];
};

/* Zero is a traveller of whom nothing is known. */

/* Each gives true where *ret is to be told now. A pod's speed that is NaN: it stands, or cannot
 * say. */
bool travel_pod(struct travel *t, const struct in6_addr *from, int64_t t_ns, double speed_ms,
                struct travel_speed *ret);
bool travel_position(struct travel *t, const struct in6_addr *from, int64_t t_ns,
                     double latitude_deg, double longitude_deg, double altitude_m,
                     struct travel_speed *ret);

/* By hand; always to be told. NaN: not known, so what is measured counts. */
bool travel_say(struct travel *t, int64_t t_ns, float speed_ms, float slope_deg,
                struct travel_speed *ret);

/* To be told before the mark is. */
bool travel_mark(struct travel *t, int64_t t_ns, const char *surface, struct travel_speed *ret);

/* Now and then: who has fallen silent is known no more. */
bool travel_tick(struct travel *t, int64_t t_ns, struct travel_speed *ret);

/* The session is over: what was said by hand was of it. */
void travel_end(struct travel *t);

#endif
