/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads OSC 1.0 packets in place: one datagram in, its messages out one by one, however deep their
 * bundles lie. Nothing is copied, allocated or recursed into; every length is checked against the
 * element around it, and a bad element costs only itself: the good ones before and behind it are
 * given out.
 *
 * Strict in bounds: depth, address, number of arguments, every size. Lenient in dialect: a missing
 * leading slash or type tag string, padding that is not zero, bytes left over and arrays
 * (flattened) are accepted. Address patterns are not matched: an incoming address is literal text.
 * A time tag never delays anything.
 *
 * Pure: any thread, one walk per thread. Messages point into the datagram and live as long as it
 * does. */
#ifndef DAEMON_OSC_H
#define DAEMON_OSC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define OSC_DEPTH_MAX 8     /* bundles within each other */
#define OSC_ARGS_MAX 64     /* arguments of one message */
#define OSC_ADDRESS_MAX 255 /* bytes of an address, without its NUL */
#define OSC_SIZE_MAX 65535  /* bytes of a datagram */
#define OSC_TAG_NONE 0      /* time tags 0 and 1 ("immediately") say nothing about time */

/* Why something was refused. The first two concern the whole datagram, the others one element of
 * it. */
enum osc_reason {
    OSC_SIZE,        /* empty, not a multiple of four, or a bundle too short to be one */
    OSC_NOT_OSC,     /* does not begin as OSC does */
    OSC_TOO_DEEP,    /* a bundle below OSC_DEPTH_MAX others */
    OSC_BAD_ELEMENT, /* its size or its address cannot be right */
    OSC_BAD_ARGUMENTS,
    OSC_REASONS
};

struct osc_message {
    const char *address; /* printable ASCII, ends with NUL */
    int args;
    int depth;               /* bundles around it, 0 .. OSC_DEPTH_MAX */
    int index;               /* 0 for the first message of the datagram */
    uint64_t tag;            /* NTP time of the innermost bundle; OSC_TAG_NONE outside of bundles */
    const char *head;        /* address of the first message of the innermost bundle, or its own */
    const uint8_t *bytes;    /* the datagram */
    char type[OSC_ARGS_MAX]; /* type letter of each argument, array brackets left out */
    uint16_t offset[OSC_ARGS_MAX]; /* where each argument begins in bytes */
};

struct osc_walk {
    const uint8_t *bytes;
    size_t bare; /* size of a datagram that is one message not yet given out */
    int depth;
    int messages;
    uint32_t refused[OSC_REASONS];
    uint32_t
        sloppy; /* messages accepted though their padding, size or type tags were not by the book */
    struct {
        size_t at, end;
        uint64_t tag;
        const char *head;
    } level[OSC_DEPTH_MAX];
};

/* Begins a walk over a datagram, which stays the caller's. */
void osc_walk_init(struct osc_walk *w, const uint8_t *bytes, size_t size);

/* Gives the next message, refusing and counting what cannot be read on the way to it. False: there
 * is none left. */
bool osc_next(struct osc_walk *w, struct osc_message *ret);

/* Argument i, whose type is f. */
static inline float osc_float(const struct osc_message *m, int i)
{
    const uint8_t *p = m->bytes + m->offset[i];
    uint32_t word = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    float f;
    memcpy(&f, &word, sizeof f);
    return f;
}

/* Argument i as a number, whichever of the types i h f d it has. False: there is none, or it is not
 * a number. */
bool osc_number(const struct osc_message *m, int i, double *ret);

/* Argument i as an NTP time tag (type t). */
bool osc_tag(const struct osc_message *m, int i, uint64_t *ret);

/* Argument i as text (types s, S), ending with NUL within the datagram; NULL: it is not text. */
const char *osc_string(const struct osc_message *m, int i);

/* Argument i as bytes (type b), within the datagram; NULL: it is none. */
const uint8_t *osc_blob(const struct osc_message *m, int i, size_t *ret_size);

/* True: a tag that says no time. */
bool osc_tag_is_none(uint64_t tag);

/* NTP time (1900, 32.32 bits) as ns since 1900, to the nearest; fits an int64_t for every tag, and
 * back. */
int64_t osc_tag_ns(uint64_t tag);
uint64_t osc_ns_tag(int64_t ns);

/* NTP time as Unix ns; seconds below half their range are of the era that begins in 2036. */
int64_t osc_tag_unix_ns(uint64_t tag);

/* NTP seconds wrap after 136 years. */
#define OSC_ERA_NS (INT64_C(4294967296) * 1000000000)

/* ns from 1900 to 1970. */
#define OSC_UNIX_NS (INT64_C(2208988800) * 1000000000)

#endif
