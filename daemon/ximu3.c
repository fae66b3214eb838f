/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/ximu3.h"

#include "daemon/decode_parts.h"

#include <stdlib.h>
#include <string.h>

#define LINE_MAX 256 /* bytes of a line or frame that is read; longer ones hold no numbers */
#define NUMBERS_MAX 6
#define END 0x0a
#define ESC 0xdb
#define ESC_END 0xdc
#define ESC_ESC 0xdd
#define DEG (3.14159265358979323846 / 180)

/* Of lines that are taken: how many numbers follow the time. */
static const struct form {
    char letter;
    uint8_t numbers;
} forms[] = {{'I', 6}, {'H', 3}, {'B', 3}};

/* Magnetometer, orientations, accelerations made of them, temperature, states, messages. */
static const char ignored[] = "MQRALETUWSNFXYCD";

struct line {
    char letter;
    uint64_t us;
    double number[NUMBERS_MAX];
};

bool ximu3_is(const uint8_t *bytes, size_t size)
{
    if (size < 4)
        return false;
    if (bytes[0] >= 0x80)
        return true;
    return bytes[0] >= 'A' && bytes[0] <= 'Z' && bytes[1] == ',' && bytes[2] >= '0' &&
           bytes[2] <= '9' && bytes[size - 1] == END;
}

/* Numbers with commas between. False: other than n of them. */
static bool read_text(const uint8_t *p, size_t size, int n, struct line *ret)
{
    char text[LINE_MAX], *at = text, *end;
    if (size > 0 && p[size - 1] == '\r')
        size--;
    if (size < 2 || size >= sizeof text || p[1] != ',' || memchr(p, 0, size))
        return false;
    memcpy(text, p + 2, size - 2);
    text[size - 2] = 0;
    ret->us = strtoull(at, &end, 10);
    if (*at < '0' || *at > '9')
        return false;
    for (int i = 0; i < n; i++) {
        at = end + 1;
        if (*end != ',' || !strchr("+-.0123456789in", *at))
            return false;
        ret->number[i] = strtod(at, &end);
        if (end == at)
            return false;
    }
    return *end == 0;
}

static size_t unstuff(const uint8_t *p, size_t size, uint8_t dst[LINE_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        if (n == LINE_MAX)
            return 0;
        dst[n] = p[i];
        if (p[i] == ESC) {
            if (++i == size || (p[i] != ESC_END && p[i] != ESC_ESC))
                return 0;
            dst[n] = p[i] == ESC_END ? END : ESC;
        }
        n++;
    }
    return n;
}

static uint64_t little(const uint8_t *p, int bytes)
{
    uint64_t x = 0;
    while (bytes-- > 0)
        x = x << 8 | p[bytes];
    return x;
}

static bool read_binary(const uint8_t *p, size_t size, int n, struct line *ret)
{
    uint8_t plain[LINE_MAX];
    if (unstuff(p, size, plain) != 9 + 4 * (size_t)n)
        return false;
    ret->us = little(plain + 1, 8);
    for (int i = 0; i < n; i++) {
        uint32_t word = (uint32_t)little(plain + 9 + 4 * i, 4);
        float f;
        memcpy(&f, &word, sizeof f);
        ret->number[i] = (double)f;
    }
    return true;
}

static bool scale(const double *x, double unit, float ret[3], enum decode_reason *why)
{
    for (int i = 0; i < 3; i++) {
        if (!decode_in_range(x[i] * unit, -1e6, 1e6, why))
            return false;
        ret[i] = (float)(x[i] * unit);
    }
    return true;
}

static bool sample(const struct line *l, struct decode_item *ret, enum decode_reason *why)
{
    struct decode_sample *x = &ret->u.sample;
    bool high = l->letter == 'H';
    ret->device_ns = (int64_t)(l->us % (uint64_t)(XIMU3_WRAP_NS / 1000)) * 1000;
    ret->axes = high ? 0x07 : 0x3f;
    x->parts = high ? DECODE_HIGH : DECODE_A | DECODE_W;
    x->axis = DECODE_ALL_AXES;
    x->count = 1;
    x->unit_a = x->unit_w = DECODE_SI;
    x->a_unit = (float)GAIT_G_MS2;
    x->w_unit = (float)DEG;
    x->repeats = false;
    x->range_g = high ? 0 : XIMU3_RANGE_G;
    x->high_g = high ? XIMU3_HIGH_G : 0;
    x->w[0] = x->w[1] = x->w[2] = 0;
    if (!high && !scale(l->number, DEG, x->w, why))
        return false;
    return scale(l->number + (high ? 0 : 3), GAIT_G_MS2, x->a[0], why) && decode_checked(x, why);
}

static bool read_line(const uint8_t *p, size_t size, struct decode_item *ret,
                      enum decode_reason *why)
{
    struct line l = {.letter = (char)(p[0] & 0x7f)};
    int n = -1;
    ret->dialect = "ximu3";
    ret->shoe = false;
    memset(ret->runner, 0, sizeof ret->runner);
    memset(ret->id, 0, sizeof ret->id);
    ret->device_ns = GAIT_NO_TIME;
    ret->wrap_ns = XIMU3_WRAP_NS;
    ret->tag = OSC_TAG_NONE;
    ret->axes = 0;
    ret->kind = DECODE_IGNORED;
    *why = DECODE_UNKNOWN_ADDRESS;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (forms[i].letter == l.letter)
            n = forms[i].numbers;
    if (n < 0)
        return l.letter && strchr(ignored, l.letter);
    *why = DECODE_BAD_ARGUMENTS;
    if (!(p[0] & 0x80 ? read_binary(p, size, n, &l) : read_text(p, size, n, &l)))
        return false;
    ret->kind = l.letter == 'B' ? DECODE_BATTERY : DECODE_SAMPLE;
    if (l.letter == 'B')
        return decode_battery(ret, l.number[0] / 100, l.number[1], why);
    return sample(&l, ret, why);
}

bool ximu3_next(struct ximu3_walk *w, struct decode_item *ret, bool *ret_taken,
                enum decode_reason *ret_reason)
{
    if (w->at >= w->size)
        return false;
    const uint8_t *p = w->bytes + w->at;
    const uint8_t *end = memchr(p, END, w->size - w->at);
    size_t size = end ? (size_t)(end - p) : w->size - w->at;
    w->at += size + 1;
    *ret_reason = DECODE_BAD_ELEMENT;
    *ret_taken = end && size > 0 && read_line(p, size, ret, ret_reason);
    return true;
}
