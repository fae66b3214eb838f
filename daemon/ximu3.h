/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what an x-io x-IMU3 sends by UDP, which is not OSC but comes to the same port: lines of
 * text, `I,<us>,gx,gy,gz,ax,ay,az` CR LF, or binary frames: letter + 0x80, microseconds as a little
 * endian uint64, little endian floats, LF, in which LF and 0xdb stand as 0xdb 0xdc and 0xdb 0xdd.
 * Several may be in one datagram, and either kind.
 *
 * Taken: I (inertial, deg/s and g), H (high-g accelerometer, g), B (battery). Known and ignored:
 * all others that the device has.
 *
 * Nothing is allocated or read past the datagram. Pure: any thread, one walk per thread. */
#ifndef DAEMON_XIMU3_H
#define DAEMON_XIMU3_H

#include "daemon/decode.h"

#define XIMU3_RANGE_G 16
#define XIMU3_HIGH_G 200
#define XIMU3_WRAP_NS ((INT64_C(1) << 52) * 1000)

struct ximu3_walk {
    const uint8_t *bytes; /* stays the caller's */
    size_t at, size;
};

/* True: a datagram that is an x-IMU3's and cannot be OSC. */
bool ximu3_is(const uint8_t *bytes, size_t size);

/* The next line or frame. False: there is none left. What it is, or why it was refused, is in *ret
 * or *ret_reason, as *ret_taken says. */
bool ximu3_next(struct ximu3_walk *w, struct decode_item *ret, bool *ret_taken,
                enum decode_reason *ret_reason);

#endif
