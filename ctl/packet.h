/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an OSC packet into a buffer of its own, element by element: what a sensor would send, to
 * the byte. Pure. */
#ifndef CTL_PACKET_H
#define CTL_PACKET_H

#include <stddef.h>
#include <stdint.h>

#define PACKET_MAX 1472   /* what one Ethernet frame carries */
#define PACKET_ROOM 65507 /* what one UDP datagram carries */

struct packet {
    uint8_t bytes[PACKET_ROOM];
    size_t size; /* beyond PACKET_ROOM: it did not fit, and is not to be sent */
};

void packet_clear(struct packet *p);
void packet_string(struct packet *p, const char *s);
void packet_int(struct packet *p, int32_t x);
void packet_float(struct packet *p, float x);
void packet_double(struct packet *p, double x);
void packet_tag(struct packet *p, uint64_t ntp);
void packet_bytes(struct packet *p, const uint8_t *bytes, size_t n);

void packet_bundle(struct packet *p, uint64_t ntp); /* the head of a bundle */
size_t packet_open(struct packet *p);               /* begins an element of it */
void packet_close(struct packet *p, size_t opened); /* ends the element */

size_t packet_blob_open(struct packet *p); /* begins a blob argument */
void packet_blob_close(struct packet *p, size_t opened);

#endif
