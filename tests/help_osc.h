/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes OSC packets for tests, the lying ones too. */
#ifndef TESTS_HELP_OSC_H
#define TESTS_HELP_OSC_H

#include <stddef.h>
#include <stdint.h>

struct help_packet {
    size_t size;
    uint8_t bytes[65536];
};

/* Reads hexadecimal digits; blanks are skipped. */
void help_osc_hex(struct help_packet *p, const char *hex);

/* One message. types as on the wire without the comma; arguments: i int, f d double, h int64_t, t
 * uint64_t, s char *. */
void help_osc_message(struct help_packet *p, const char *address, const char *types, ...);

/* An empty bundle, and an element put at its end. */
void help_osc_bundle(struct help_packet *p, uint64_t tag);
void help_osc_add(struct help_packet *bundle, const struct help_packet *element);

/* xorshift64*: the same seed gives the same test everywhere. */
uint64_t help_random(uint64_t *state);

#endif
