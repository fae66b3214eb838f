/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/wrap.h"

#include <stdbool.h>
#include <string.h>

/* Bytes up to the next space that may become a new line. */
static int word(const char *at)
{
    bool command = false;
    int n = 0;
    for (; at[n] && (at[n] != ' ' || command); n++)
        command = command != (at[n] == '`');
    return command ? (int)strcspn(at, " ") : n;
}

void wrap_text(FILE *f, const char *text, int begun, int indent)
{
    int column = begun;
    bool first = true;
    for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
        int n = word(at);
        if (!first && column + 1 + n > WRAP_COLUMNS) {
            fprintf(f, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            fputc(' ', f);
            column++;
        }
        fwrite(at, 1, (size_t)n, f);
        column += n;
        at += n;
        first = false;
    }
    fputc('\n', f);
}
