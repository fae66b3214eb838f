/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/csv.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define FAR_NS INT64_C(4600000000000000000) /* the distance of two such still fits */

enum { SNIFFED = 50 }; /* lines that are asked what parts them */

struct csv {
    FILE *f;
    char *line;
    size_t room;
    long number;
    char delimiter;
    locale_t plain;
    char path[];
};

void csv_close(struct csv *c)
{
    if (!c)
        return;
    if (c->f)
        fclose(c->f);
    if (c->plain)
        freelocale(c->plain);
    free(c->line);
    free(c);
}

void csv_rewind(struct csv *c)
{
    rewind(c->f);
    c->number = 0;
}

/* The next line that says something, without its end and a byte order mark. 1, 0, -1. */
static int next_line(struct csv *c, char **ret, char *why, size_t why_size)
{
    ssize_t n;
    while ((n = getline(&c->line, &c->room, c->f)) >= 0) {
        char *s = c->line;
        c->number++;
        if (memchr(s, '\0', (size_t)n)) {
            snprintf(why, why_size, "%s:%ld: the line holds a NUL byte: this is not text", c->path,
                     c->number);
            return -1;
        }
        while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == '\r'))
            s[--n] = '\0';
        if (c->number == 1 && strncmp(s, "\xef\xbb\xbf", 3) == 0)
            s += 3;
        if (s[strspn(s, " \t;,")] != '\0' && *s != '#') {
            *ret = s;
            return 1;
        }
    }
    if (!ferror(c->f))
        return 0;
    snprintf(why, why_size, "%s:%ld: cannot be read on: %s", c->path, c->number, strerror(errno));
    return -1;
}

static int count(const char *s, char what)
{
    int n = 0;
    for (; *s; s++)
        n += *s == what;
    return n;
}

/* A semicolon or a tab that stands in most lines parts them, since a comma may be a decimal one. */
static int sniff(struct csv *c, char *why, size_t why_size)
{
    int lines = 0, with[2] = {0, 0}, got = 0;
    char *s;
    while (lines < SNIFFED && (got = next_line(c, &s, why, why_size)) > 0) {
        lines++;
        with[0] += count(s, ';') > 0;
        with[1] += count(s, '\t') > 0;
    }
    c->delimiter = 2 * with[0] > lines ? ';' : 2 * with[1] > lines ? '\t' : ',';
    csv_rewind(c);
    return got < 0 ? -1 : 0;
}

static int refuse_wide(struct csv *c, char *why, size_t why_size)
{
    int a = getc(c->f), b = getc(c->f);
    csv_rewind(c);
    if (!((a == 0xff && b == 0xfe) || (a == 0xfe && b == 0xff)))
        return 0;
    snprintf(why, why_size, "%s is UTF-16: save it as UTF-8", c->path);
    return -1;
}

int csv_open(const char *path, char delimiter, struct csv **ret, char *why, size_t why_size)
{
    struct csv *c = calloc(1, sizeof *c + strlen(path) + 1);
    if (!c) {
        snprintf(why, why_size, "%s cannot be read: out of memory", path);
        return -1;
    }
    strcpy(c->path, path);
    c->delimiter = delimiter;
    c->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    c->f = fopen(path, "r");
    int fault = -1;
    if (!c->f || !c->plain)
        snprintf(why, why_size, "%s cannot be read: %s", path, strerror(errno));
    else
        fault = refuse_wide(c, why, why_size);
    if (!fault && !delimiter)
        fault = sniff(c, why, why_size);
    if (fault)
        csv_close(c);
    else
        *ret = c;
    return fault;
}

/* Cuts one cell off: quotes taken away, "" in them made one. Returns what follows, NULL at the end.
 */
static char *cut(char *s, char delimiter, char **ret)
{
    char *to;
    while (*s == ' ' || (*s == '\t' && delimiter != '\t'))
        s++;
    *ret = to = s;
    if (*s == '"') {
        for (s++; *s && !(*s == '"' && s[1] != '"'); s++) {
            s += *s == '"';
            *to++ = *s;
        }
        s += *s == '"';
        while (*s && *s != delimiter)
            s++;
    } else {
        while (*s && *s != delimiter)
            s++;
        to = s;
    }
    char *next = *s ? s + 1 : NULL;
    while (to > *ret && isspace((unsigned char)to[-1]))
        to--;
    *to = '\0';
    return next;
}

int csv_next(struct csv *c, struct csv_line *ret, char *why, size_t why_size)
{
    char *s = NULL;
    int got = next_line(c, &s, why, why_size);
    ret->cells = 0;
    ret->number = c->number;
    while (got > 0 && s) {
        if (ret->cells == CSV_CELLS_MAX) {
            snprintf(why, why_size, "%s:%ld: more than %d cells", c->path, c->number,
                     CSV_CELLS_MAX);
            return -1;
        }
        s = cut(s, c->delimiter, &ret->cell[ret->cells++]);
    }
    return got;
}

/* A comma that is the only mark in the number is its point: with a comma as delimiter such a cell
 * was quoted, or it would have been two. */
static const char *pointed(const char *cell, char copy[64])
{
    const char *comma = strchr(cell, ',');
    if (!comma || strchr(comma + 1, ',') || strchr(cell, '.') || strlen(cell) >= 64)
        return cell;
    strcpy(copy, cell);
    copy[comma - cell] = '.';
    return copy;
}

bool csv_number(const struct csv *c, const char *cell, double *ret)
{
    static const char *const nothing[] = {"", "nan", "na", "n/a", "null", "-"};
    char copy[64], *end;
    *ret = NAN;
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (strcasecmp(cell, nothing[i]) == 0)
            return true;
    cell = pointed(cell, copy);
    double x = strtod_l(cell, &end, c->plain);
    if (end == cell || *end)
        return false;
    *ret = isfinite(x) ? x : (double)NAN;
    return true;
}

/* 11/23/2026 07:30:00, the month first as ActiGraph writes it; the day first where it must be. */
static bool is_slashed(const char *cell, struct tm *tm, int *ret_used)
{
    int used = 0, first, second;
    if (sscanf(cell, "%2d/%2d/%4d %2d:%2d:%2d%n", &first, &second, &tm->tm_year, &tm->tm_hour,
               &tm->tm_min, &tm->tm_sec, &used) != 6)
        return false;
    tm->tm_mon = first > 12 ? second : first;
    tm->tm_mday = first > 12 ? first : second;
    *ret_used = used;
    return tm->tm_mon >= 1 && tm->tm_mon <= 12 && tm->tm_year > 1900;
}

bool csv_is_date(const char *cell)
{
    struct tm tm;
    int used;
    if (is_slashed(cell, &tm, &used))
        return true;
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? cell[i] != '-' : !isdigit((unsigned char)cell[i]))
            return false;
    return cell[10] == 'T' || cell[10] == ' ';
}

static bool date_ns(const char *cell, int64_t *ret_ns)
{
    struct tm tm = {0};
    int used = 0;
    if (!is_slashed(cell, &tm, &used) &&
        sscanf(cell, "%4d-%2d-%2d%*c%2d:%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
               &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &used) != 6)
        return false;
    int64_t ns = 0, unit = 100000000;
    const char *s = cell + used;
    if (*s == '.' || *s == ',')
        for (s++; isdigit((unsigned char)*s); s++, unit /= 10)
            ns += (*s - '0') * unit;
    if (*s && strcmp(s, "Z") != 0 && strcmp(s, "+00:00") != 0)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    int64_t seconds = timegm(&tm);
    if (llabs(seconds) > FAR_NS / 1000000000 - 1)
        return false;
    *ret_ns = seconds * 1000000000 + ns;
    return true;
}

/* Digit by digit: a time since 1970 in ns does not fit into a double. */
static bool exact_ns(const char *s, int exponent, int64_t *ret_ns)
{
    bool negative = *s == '-', any = false;
    int64_t ns = 0;
    s += *s == '-' || *s == '+';
    for (; isdigit((unsigned char)*s); s++, any = true)
        if (__builtin_mul_overflow(ns, 10, &ns) || __builtin_add_overflow(ns, *s - '0', &ns))
            return false;
    for (s += *s == '.'; exponent > 0; exponent--) {
        int digit = isdigit((unsigned char)*s) ? *s - '0' : 0;
        any |= isdigit((unsigned char)*s) != 0;
        s += isdigit((unsigned char)*s) != 0;
        if (__builtin_mul_overflow(ns, 10, &ns) || __builtin_add_overflow(ns, digit, &ns))
            return false;
    }
    if (ns >= FAR_NS)
        return false;
    ns += *s >= '5' && *s <= '9';
    s += strspn(s, "0123456789");
    *ret_ns = negative ? -ns : ns;
    return any && !*s;
}

bool csv_time(const struct csv *c, const char *cell, int exponent, int64_t *ret_ns)
{
    char copy[64];
    double x;
    if (csv_is_date(cell))
        return date_ns(cell, ret_ns);
    cell = pointed(cell, copy);
    if (!strpbrk(cell, "eE"))
        return exact_ns(cell, exponent, ret_ns);
    if (!csv_number(c, cell, &x) || !(fabs(x) * pow(10, exponent) < (double)FAR_NS))
        return false;
    *ret_ns = llround(x * pow(10, exponent));
    return true;
}
