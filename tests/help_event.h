/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_HELP_EVENT_H
#define TESTS_HELP_EVENT_H

#include <gait/types.h>

/* An event of each kind with every field set to something. t_ns: of the contact. */
struct gait_event help_event(enum gait_event_kind kind, int64_t t_ns);

#endif
