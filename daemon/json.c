/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/json.h"

#include "daemon/fields.h"
#include "daemon/number.h"

#include <stdio.h>
#include <string.h>

/* Bytes of the UTF-8 character at s, 0 where there is none (RFC 3629, overlong forms and surrogates
 * refused). */
static size_t utf8(const unsigned char *s)
{
    size_t n = s[0] < 0x80                   ? 1
               : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
               : (s[0] & 0xf0) == 0xe0       ? 3
               : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                             : 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if (n == 3 && ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f)))
        return 0;
    if (n == 4 && ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f)))
        return 0;
    return n;
}

size_t json_string(char *dst, size_t size, const char *src)
{
    const unsigned char *s = (const unsigned char *)src;
    size_t n = 0;

    dst[n++] = '"';
    while (*s && n + 8 < size) {
        size_t wide = utf8(s);
        if (wide == 0)
            n += (size_t)snprintf(dst + n, size - n, "\\ufffd");
        else if (*s == '"' || *s == '\\')
            n += (size_t)snprintf(dst + n, size - n, "\\%c", *s);
        else if (*s < ' ' || *s == 0x7f)
            n += (size_t)snprintf(dst + n, size - n, "\\u%04x", *s);
        else
            for (size_t i = 0; i < wide; i++)
                dst[n++] = (char)s[i];
        s += wide ? wide : 1;
    }
    dst[n++] = '"';
    dst[n] = '\0';
    return n;
}

static size_t put(char *dst, const char *words)
{
    size_t n = strlen(words);
    memcpy(dst, words, n + 1);
    return n;
}

/* Numbers with spaces between, as a list. */
static size_t bands(char *dst, const char *numbers)
{
    size_t n = 0;
    dst[n++] = '[';
    for (; *numbers; numbers++)
        dst[n++] = *numbers == ' ' ? ',' : *numbers;
    dst[n++] = ']';
    return n;
}

static size_t value(char *dst, size_t size, const struct field *f, const struct field_value *v)
{
    if (v->none)
        return put(dst, "null");
    if (f->type == FIELD_TIME)
        return number_seconds(dst, v->time_ns);
    if (f->type == FIELD_BOOL)
        return put(dst, v->number != 0 ? "true" : "false");
    if (f->type == FIELD_BANDS)
        return bands(dst, v->text);
    if (v->tag == 's')
        return json_string(dst, size, v->text);
    return number_fixed(dst, v->number, f->decimals);
}

size_t json_event(char line[JSON_LINE_MAX], const struct gait_event *e)
{
    const struct field *fields[FIELDS_MAX];
    int count = fields_of(e->kind, fields);
    size_t n = (size_t)snprintf(line, JSON_LINE_MAX,
                                "{\"type\":\"%s\",\"t_s\":", gait_event_name(e->kind));

    n += number_seconds(line + n, e->t_ns);
    n += put(line + n, ",\"runner\":");
    n += json_string(line + n, JSON_LINE_MAX - n, e->runner);
    for (int i = 1; i < count; i++) { /* the first is t_s */
        struct field_value v;
        field_get(fields[i], e, &v);
        n += put(line + n, ",\"");
        n += put(line + n, fields[i]->name);
        n += put(line + n, "\":");
        n += value(line + n, JSON_LINE_MAX - n, fields[i], &v);
    }
    line[n++] = '}';
    line[n] = '\0';
    return n;
}
