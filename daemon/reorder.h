/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts one sensor's samples back into the order of its own clock where packets overtake each other.
 * A sample waits only where samples are missing before it, and only if some of this sensor's were
 * overtaken in the last 10 to 20 s: then as long as those came late, by their arrivals, up to
 * REORDER_WAIT_MAX_NS. So a network that only loses costs no time at all. Nothing waits because of
 * what its tag says of when: tags are compared with each other only.
 *
 * Pure: one object handles one sensor, any one thread; time is an argument. No allocation. */
#ifndef DAEMON_REORDER_H
#define DAEMON_REORDER_H

#include <stdbool.h>
#include <stdint.h>

#define REORDER_WAIT_MAX_NS INT64_C(150000000)
#define REORDER_HELD_MAX 256 /* what is more goes on in its order */
#define REORDER_SEEN_MAX 256 /* passed on last: by these a repeat is known */

struct reorder_item {
    int64_t device_ns; /* on a line that goes on where the device's counter wraps */
    int64_t arrival_ns;
    float a_ms2[3], w_rads[3];
};

struct reorder_seen {
    int64_t device_ns, arrival_ns;
    uint32_t mark; /* of the values */
};

struct reorder {
    int first, held, seen; /* of held: where they begin, how many; seen: how many so far */
    bool passed, denser;
    int64_t passed_ns;               /* device time of the last one passed on */
    int64_t newest_ns;               /* the highest tag */
    int64_t nudge_ns, nudge_step_ns; /* what was added to the last one equal to it */
    int64_t late_most_ns[2];         /* most they came late: these 10 s, those before */
    int64_t since_ns, unsure_ns;     /* when these 10 s began; until when no period is believed */
    int late_run;                    /* that came late, one after the other */
    int64_t late_run_ns;             /* arrival of the first of them */
    struct reorder_item item[REORDER_HELD_MAX];
    struct reorder_seen past[REORDER_SEEN_MAX];
};

enum reorder_fate {
    REORDER_TAKEN,
    REORDER_TWICE, /* came already */
    REORDER_LATE,  /* what comes after it has been passed on */
    REORDER_BACK   /* not taken, its clock was set back: flush, begin anew, give it again */
};

void reorder_init(struct reorder *o);

/* Takes a sample, period_ns apart from its neighbours as far as is known (0: unknown). A tag that
 * was there already with other values (a coarse counter) goes on behind it. */
enum reorder_fate reorder_take(struct reorder *o, const struct reorder_item *x, double period_ns);

/* The next one that need not wait (longer) at now_ns; false: none. */
bool reorder_next(struct reorder *o, int64_t now_ns, double period_ns, struct reorder_item *ret);

/* The next one, due or not; false: none is held. */
bool reorder_flush(struct reorder *o, struct reorder_item *ret);

/* True, once: samples came between two that lay no more than a period apart. */
bool reorder_is_denser(struct reorder *o);

#endif
