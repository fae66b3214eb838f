/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of bench share. Each prints its figures, a line each, with units. */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include "daemon/recording.h"

#include <time.h>

int64_t bench_ns(clockid_t id);
int bench_ascending(const void *a, const void *b); /* doubles */

/* Samples a second from intake to JSON, by placement and rate. */
void bench_path(const struct recording *shanks, const struct recording *feet);
void bench_intake(void);                      /* datagrams a second, beside a bare loop */
void bench_daemon(const struct recording *r); /* latency and memory of build/gaitd */
void bench_store(void);                       /* an hour's run kept and read */
void bench_flood(void); /* a run beside 200,000 datagrams a second of somebody else */

void bench_compare(void); /* one kept session, and 200 of an hour */

#endif
