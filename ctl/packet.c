/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/packet.h"

#include <string.h>

void packet_clear(struct packet *p)
{
    p->size = 0;
}

static void put(struct packet *p, const void *bytes, size_t n)
{
    if (n <= PACKET_ROOM && p->size <= PACKET_ROOM - n)
        memcpy(p->bytes + p->size, bytes, n);
    p->size += n;
}

void packet_string(struct packet *p, const char *s)
{
    size_t n = strlen(s) + 1;
    put(p, s, n);
    put(p, "\0\0\0", (4 - n % 4) % 4);
}

static void put_big(struct packet *p, uint64_t x, int n)
{
    uint8_t b[8];
    for (int i = 0; i < n; i++)
        b[i] = (uint8_t)(x >> 8 * (n - 1 - i));
    put(p, b, (size_t)n);
}

void packet_int(struct packet *p, int32_t x)
{
    put_big(p, (uint32_t)x, 4);
}

void packet_float(struct packet *p, float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_big(p, bits, 4);
}

void packet_double(struct packet *p, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_big(p, bits, 8);
}

void packet_tag(struct packet *p, uint64_t ntp)
{
    put_big(p, ntp, 8);
}

void packet_bytes(struct packet *p, const uint8_t *bytes, size_t n)
{
    put(p, bytes, n);
}

void packet_bundle(struct packet *p, uint64_t ntp)
{
    packet_string(p, "#bundle");
    packet_tag(p, ntp);
}

size_t packet_open(struct packet *p)
{
    size_t at = p->size;
    packet_int(p, 0);
    return at;
}

void packet_close(struct packet *p, size_t opened)
{
    size_t end = p->size;
    p->size = opened;
    packet_int(p, (int32_t)(end - opened - 4));
    p->size = end;
}

size_t packet_blob_open(struct packet *p)
{
    return packet_open(p);
}

void packet_blob_close(struct packet *p, size_t opened)
{
    packet_close(p, opened);
    put(p, "\0\0\0", (4 - (p->size - opened) % 4) % 4);
}
