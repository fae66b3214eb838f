/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report_html.h"

#include "daemon/json.h"
#include "daemon/number.h"

#include <math.h>
#include <string.h>

void html_text(FILE *f, const char *words)
{
    char quoted[4096]; /* json_string knows UTF-8 */
    size_t n = json_string(quoted, sizeof quoted, words);
    for (size_t i = 1; i + 1 < n; i++) {
        char c = quoted[i];
        if (c == '\\' && quoted[i + 1] == 'u') {
            fputs("&#xfffd;", f);
            i += 5;
            continue;
        }
        if (c == '\\')
            c = quoted[++i];
        const char *entity = c == '&'    ? "&amp;"
                             : c == '<'  ? "&lt;"
                             : c == '>'  ? "&gt;"
                             : c == '"'  ? "&quot;"
                             : c == '\'' ? "&#39;"
                                         : NULL;
        if (entity)
            fputs(entity, f);
        else
            fputc(c, f);
    }
}

void html_name(FILE *f, const char *name)
{
    fputs("<bdi>", f);
    html_text(f, name);
    fputs("</bdi>", f);
}

void html_plain_interval(FILE *f, double low, double high, int decimals)
{
    if (!isfinite(low) || !isfinite(high))
        return;
    fputs(" (", f);
    html_number(f, low, decimals);
    fputs(" to ", f);
    html_number(f, high, decimals);
    fputc(')', f);
}

void html_number(FILE *f, double x, int decimals)
{
    char digits[NUMBER_MAX];
    if (!isfinite(x)) {
        fputs("\xe2\x80\x93", f);
        return;
    }
    number_fixed(digits, fabs(x), decimals);
    bool zero = strspn(digits, "0.") == strlen(digits);
    fprintf(f, "%s%s", x < 0 && !zero ? "\xe2\x88\x92" : "", digits);
}

void html_signed(FILE *f, double x, int decimals)
{
    char digits[NUMBER_MAX];
    if (isfinite(x) && x > 0) {
        number_fixed(digits, x, decimals);
        if (strspn(digits, "0.") != strlen(digits))
            fputc('+', f);
    }
    html_number(f, x, decimals);
}

void html_count(FILE *f, long n)
{
    if (n >= 1000) {
        html_count(f, n / 1000);
        fprintf(f, ",%03ld", n % 1000);
    } else {
        fprintf(f, "%ld", n);
    }
}

void html_interval(FILE *f, double low, double high, int decimals)
{
    if (!isfinite(low) || !isfinite(high))
        return;
    fputs("<span class=\"i\">", f);
    html_plain_interval(f, low, high, decimals);
    fputs("</span>", f);
}

void html_table(FILE *f, const char *const *headings)
{
    fputs("<div class=\"wide\"><table><thead><tr>", f);
    for (; *headings; headings++) {
        fputs("<th scope=\"col\">", f);
        html_text(f, *headings);
        fputs("</th>", f);
    }
    fputs("</tr></thead><tbody>\n", f);
}

void html_table_end(FILE *f)
{
    fputs("</tbody></table></div>\n", f);
}

void html_cell(FILE *f, const char *heading)
{
    fputs("<td data-of=\"", f);
    html_text(f, heading);
    fputs("\">", f);
}

void html_cell_number(FILE *f, const char *heading, double x, int decimals)
{
    html_cell(f, heading);
    html_number(f, x, decimals);
    fputs("</td>", f);
}

void html_cell_count(FILE *f, const char *heading, long n)
{
    html_cell(f, heading);
    html_count(f, n);
    fputs("</td>", f);
}
