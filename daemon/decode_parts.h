/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the decoder only. */
#ifndef DAEMON_DECODE_PARTS_H
#define DAEMON_DECODE_PARTS_H

#include "daemon/dialects.h"

#include <math.h>

/* A piece of an address. */
struct decode_span {
    const char *at; /* NULL: the address has none */
    size_t size;
};

/* The row of a message and what stands for its runner and its id; NULL: none, and why. */
const struct dialects_row *decode_find(const struct osc_message *m, struct decode_span *ret_runner,
                                       struct decode_span *ret_id, enum decode_reason *ret_reason);

/* Each fills in u of its kind. False, with the reason: a value is refused. */
bool decode_sample(const struct dialects_row *r, const struct osc_message *m,
                   struct decode_item *ret, enum decode_reason *why);
bool decode_said(const struct dialects_row *r, const struct osc_message *m, struct decode_item *ret,
                 enum decode_reason *why);

/* Copies a name; of no place an empty one. False: it is none. */
bool decode_name_copy(char dst[GAIT_NAME_MAX], struct decode_span s);

/* False, with the reason, unless least <= x <= most. */
static inline bool decode_in_range(double x, double least, double most, enum decode_reason *why)
{
    bool in = x >= least && x <= most; /* which are finite */
    if (!in)
        *why = isfinite(x) ? DECODE_OUT_OF_RANGE : DECODE_NOT_FINITE;
    return in;
}

/* Checks in place a sample's a[0 .. count - 1] and w, as far as their units are known. */
bool decode_checked(const struct decode_sample *x, enum decode_reason *why);

/* Of a battery. A share a little above 1 is 1, below 0 not known. */
bool decode_battery(struct decode_item *ret, double share, double volts, enum decode_reason *why);

#endif
