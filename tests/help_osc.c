/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_osc.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void help_osc_hex(struct help_packet *p, const char *hex)
{
    char pair[3] = "";
    int have = 0;
    p->size = 0;
    for (; *hex; hex++) {
        if (!isxdigit((unsigned char)*hex))
            continue;
        pair[have++] = *hex;
        if (have == 2) {
            p->bytes[p->size++] = (uint8_t)strtoul(pair, NULL, 16);
            have = 0;
        }
    }
}

static void put32(struct help_packet *p, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        p->bytes[p->size++] = (uint8_t)(v >> shift);
}

static void put64(struct help_packet *p, uint64_t v)
{
    put32(p, (uint32_t)(v >> 32));
    put32(p, (uint32_t)v);
}

static void put_string(struct help_packet *p, const char *s)
{
    size_t n = strlen(s) + 1;
    memcpy(p->bytes + p->size, s, n);
    for (p->size += n; p->size % 4; p->size++)
        p->bytes[p->size] = 0;
}

static void put_float(struct help_packet *p, float f)
{
    uint32_t word;
    memcpy(&word, &f, sizeof word);
    put32(p, word);
}

static void put_double(struct help_packet *p, double d)
{
    uint64_t wide;
    memcpy(&wide, &d, sizeof wide);
    put64(p, wide);
}

void help_osc_message(struct help_packet *p, const char *address, const char *types, ...)
{
    char tags[128] = ",";
    va_list ap;
    p->size = 0;
    put_string(p, address);
    strncat(tags, types, sizeof tags - 2);
    put_string(p, tags);
    va_start(ap, types);
    for (; *types; types++) {
        if (*types == 'i')
            put32(p, (uint32_t)va_arg(ap, int));
        else if (*types == 'f')
            put_float(p, (float)va_arg(ap, double));
        else if (*types == 'd')
            put_double(p, va_arg(ap, double));
        else if (*types == 'h' || *types == 't')
            put64(p, va_arg(ap, uint64_t));
        else if (*types == 's')
            put_string(p, va_arg(ap, const char *));
    }
    va_end(ap);
}

void help_osc_bundle(struct help_packet *p, uint64_t tag)
{
    memcpy(p->bytes, "#bundle", 8);
    p->size = 8;
    put64(p, tag);
}

void help_osc_add(struct help_packet *bundle, const struct help_packet *element)
{
    put32(bundle, (uint32_t)element->size);
    memcpy(bundle->bytes + bundle->size, element->bytes, element->size);
    bundle->size += element->size;
}

uint64_t help_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}
