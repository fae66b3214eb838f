/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool journal;

void log_open(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    journal = stream && *stream;
}

void log_line(int priority, const char *format, ...)
{
    char line[1024];
    int head = 0;
    va_list args;

    if (priority == LOG_DEBUG && !journal)
        return;
    if (journal)
        head = snprintf(line, sizeof line, "<%d>", priority);
    va_start(args, format);
    int body = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
    va_end(args);
    if (body < 0)
        return;
    size_t n = strlen(line);
    line[n++] = '\n';
    if (write(STDERR_FILENO, line, n) < 0)
        return; /* nowhere is left to say so */
}

const char *log_escape(char *dst, size_t size, const char *src)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;

    for (; *src; src++) {
        unsigned char c = (unsigned char)*src;
        if (n + 8 > size) {
            memcpy(dst + n, "...", 4);
            return dst;
        }
        if (c >= ' ' && c < 0x7f && c != '\\') {
            dst[n++] = (char)c;
        } else {
            char code[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
            memcpy(dst + n, code, sizeof code);
            n += sizeof code;
        }
    }
    dst[n] = '\0';
    return dst;
}

bool log_limit_pass(struct log_limit *l, int64_t now_ns, int64_t interval_ns, uint32_t *ret_held)
{
    if (now_ns < l->next_ns) {
        l->held++;
        return false;
    }
    *ret_held = l->held;
    l->held = 0;
    l->next_ns = now_ns + interval_ns;
    return true;
}
