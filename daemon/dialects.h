/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of dialects: what each form of message of each sensor is. Const, so any thread; read by
 * decode.
 *
 * A row's address is without its first slash. % stands for the runner, @ for the sensor's id, ~ for
 * whatever follows; % and @ are a whole element. Address and type tags both have to fit; of rows
 * that fit alike the first one counts, so what is special stands before what is general. An address
 * below gait/ is never anything but native. */
#ifndef DAEMON_DIALECTS_H
#define DAEMON_DIALECTS_H

#include "daemon/decode.h"

/* Where a sample's device time is. */
enum dialects_clock {
    DIALECTS_BUNDLE,  /* in the bundle's time tag, where there is one that tells a time */
    DIALECTS_TAG,     /* argument `time`: a time tag */
    DIALECTS_MS,      /* argument `time`: ms of uptime, modulo 2^32, the bundle's tag perhaps too */
    DIALECTS_S_US     /* argument `time`: whole seconds; the next: microseconds */
};

/* How a word in the id is meant. */
enum dialects_wearing { DIALECTS_ANYWHERE, DIALECTS_SHOE };

struct dialects_row {
    const char *dialect, *address;
    /* n any number, i any integer, t a time tag, s text, each one argument. A * at the end: what is
     * before it, twice or more. NULL: any arguments. */
    const char *types;
    const char *beside; /* only where the bundle begins with this address; @ is the same id */
    enum decode_kind kind;
    enum dialects_clock clock;
    enum dialects_wearing worn;
    /* Of a sample: DECODE_A, _LINEAR or _GRAVITY from argument a on; DECODE_W from w on. Of a
     * battery: DECODE_A, its share is argument a; DECODE_W, its volts are w. */
    uint8_t parts;
    uint8_t time, a, w;
    uint8_t turn;           /* x y z of w are the arguments w + turn, + turn + 1, .. modulo 3 */
    uint8_t axes;           /* how many axes a and w have: 3, or 1, which is `axis` */
    uint8_t axis;
    bool repeats;
    bool pod;               /* of a speed: in a foot pod's words */
    enum decode_unit unit_a, unit_w;
    double a_unit, w_unit;  /* one unit of the wire in m/s2 and rad/s; of a battery in shares, V */
    float range_g; /* full scale; 0: not known */
};

extern const struct dialects_row dialects_rows[];
extern const int dialects_count;

#endif
