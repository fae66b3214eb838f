/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/wrap.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static char out[2048];

static const char *wrapped(const char *text, int begun, int indent)
{
    FILE *f = fmemopen(out, sizeof out, "w");
    cr_assert_not_null(f);
    wrap_text(f, text, begun, indent);
    fclose(f);
    return out;
}

Test(wrap, a_short_text_is_a_line)
{
    cr_expect_str_eq(wrapped("Two words.", 4, 4), "Two words.\n");
    cr_expect_str_eq(wrapped("", 0, 4), "\n");
}

Test(wrap, a_line_holds_80_columns_and_no_more)
{
    char text[90], expected[100];
    memset(text, 'x', sizeof text);
    memcpy(text + 74, " 12345", 7); /* 74, a space, 5 */
    snprintf(expected, sizeof expected, "%s\n", text);
    cr_expect_str_eq(wrapped(text, 0, 4), expected);
    snprintf(expected, sizeof expected, "%.74s\n    12345\n", text);
    cr_expect_str_eq(wrapped(text, 1, 4), expected);
}

Test(wrap, a_command_stays_on_one_line_and_an_open_quote_hides_nothing)
{
    char text[120];
    memset(text, 'x', 70);
    strcpy(text + 70, " `gaitctl sensors place` then");
    cr_expect(strstr(wrapped(text, 0, 2), "x\n  `gaitctl sensors place` then\n"), "%s", out);
    cr_expect_str_eq(wrapped("an `open quote of two", 0, 2), "an `open quote of two\n");
}
