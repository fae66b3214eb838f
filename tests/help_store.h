/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events with every field set at random, for what keeps and gives them back. */
#ifndef TESTS_HELP_STORE_H
#define TESTS_HELP_STORE_H

#include "daemon/store.h"
#include "tests/help_signal.h"

/* holes: the share of fields that are "not measured". Side, state, texts, times, numbers: anything
 * that the field can hold. runner is "anna". */
void help_store_random(struct help_random *r, enum gait_event_kind kind, double holes,
                       struct gait_event *ret);

/* NULL: every field of both is the same, bit for bit where no unit is changed; else the name of the
 * first that is not. */
const char *help_store_differs(const struct gait_event *a, const struct gait_event *b);

/* A stride of running with a contact at t_ns, of runner. */
struct gait_event help_store_stride(const char *runner, int64_t t_ns);

/* A session that began at begun_ns. */
struct store_session help_store_session(const char *runner, int64_t begun_ns);

/* The integrity of a file as SQLite judges it: "ok", or what is wrong. Until the next call. */
const char *help_store_integrity(const char *path);

#endif
