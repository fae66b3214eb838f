/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line a fact to standard error: with the <N> priority that journald reads when it reads, plain
 * for a person. Any thread; a line is written whole. Only where an error is handled is it logged:
 * noun first, then what, then numbers with their units. What came from the network goes through
 * log_escape, and through a log_limit. */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <syslog.h>

/* Reads JOURNAL_STREAM once. Without it lines are plain. */
void log_open(void);

/* priority: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG. Longer than 1000 bytes is cut.
 */
void log_line(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Copies text so that it is printable ASCII: \xNN for the rest, "..." where it is cut. size: at
 * least 8. Returns dst. */
const char *log_escape(char *dst, size_t size, const char *src);

/* At most one line an interval; how many were kept back is told by the next that passes. One thread
 * an object; {0} is a limit that has let nothing pass yet. */
struct log_limit {
    int64_t next_ns;
    uint32_t held;
};

/* True: log now, *ret_held lines were kept back since the last. now_ns: monotonic. */
bool log_limit_pass(struct log_limit *l, int64_t now_ns, int64_t interval_ns, uint32_t *ret_held);

#endif
