/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sensor measures when nobody runs or walks: each kind repeatable from its seed, for as long
 * as one likes, at any rate. */
#ifndef TESTS_HELP_NONSENSE_H
#define TESTS_HELP_NONSENSE_H

#include "tests/help_signal.h"

enum help_nonsense_kind {
    HELP_STANDING,      /* sways, shifts the weight now and then */
    HELP_NOISE,         /* white, 0.3 g */
    HELP_LOUD_NOISE,    /* white, 1 g */
    HELP_KNOCKS,        /* 3 g, some twenty a minute at random */
    HELP_MANY_KNOCKS,   /* 3 g, two a second at random */
    HELP_TAPPING,       /* 3 to 7 taps, 2 to 5 a second, as regular as a finger is; then a rest */
    HELP_SLOW_TUMBLING, /* gravity from any side, a turn in 2 to 10 s */
    HELP_BAG,           /* tumbles at a turn a second, and knocks */
    HELP_CAR,           /* 5 to 30 Hz, 0.2 g, and bumps of the road */
    HELP_ASLEEP,        /* a recorder that repeats a row, and wakes for a moment */
    HELP_FUMBLING,      /* taken up, turned about, strapped on, put down */
    HELP_NONSENSES
};

struct help_nonsense {
    enum help_nonsense_kind kind;
    struct help_random random;
    double dt, t;
    double up[3], axis[3], turn, turn_wanted; /* attitude, its axis and rate, rad/s */
    double knock[3], knock_t, knock_hz, knock_tau, knock_g, next_knock;
    int taps;     /* still to come */
    double tap_s; /* between them */
    double band[3][2], held[3], awake_until, shift[3], shift_wanted[3];
};

const char *help_nonsense_name(enum help_nonsense_kind kind);
void help_nonsense_begin(struct help_nonsense *n, enum help_nonsense_kind kind, uint64_t seed,
                         double rate_hz);
void help_nonsense_next(struct help_nonsense *n, float a_ms2[3]);

#endif
