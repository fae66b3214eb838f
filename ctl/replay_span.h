/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From when to when a recording is sent. */
#ifndef CTL_REPLAY_SPAN_H
#define CTL_REPLAY_SPAN_H

#include "ctl/replay.h"

struct replay_span {
    int64_t first_ns, length_ns; /* of the first item on the recording's line; of one loop */
};

/* Reads it through, and opens its capture where it has one (*ret_capture NULL: it has none). 0, or
 * -1 with one sentence in why. */
int replay_span(const struct replay_settings *s, const struct recording *r,
                struct replay_span *ret_span, struct capture **ret_capture, char *why,
                size_t why_size);

#endif
