/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running strides with every value measured, each another number, into a session of one runner. */
#ifndef TESTS_HELP_SESSION_H
#define TESTS_HELP_SESSION_H

#include <gait/session.h>

#define HELP_STRIDE_NS INT64_C(720000000)

extern struct gait_session *help_session; /* of "ann", from help_session_begin to _end */

void help_session_begin(void);
void help_session_end(void);
struct gait_event help_session_stride(int64_t t_ns, float peak_g);

/* n of them, one after the other from *t_ns on, which is moved to their end. */
void help_session_run(int64_t *t_ns, int n, float peak_g, enum gait_placement at);

#endif
