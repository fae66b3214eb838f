/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a datagram came from, and the message that says so in a capture and in a replay of one:
 * `/gait/from ,si ADDRESS PORT`, of all datagrams after it until the next one. Pure: any thread. */
#ifndef DAEMON_SOURCE_H
#define DAEMON_SOURCE_H

#include "daemon/osc.h"

#include <netinet/in.h>

struct intake_source {
    struct in6_addr address; /* v4 mapped */
    uint16_t port;
};

#define SOURCE_MESSAGE_MAX 80 /* bytes of the message */

/* Its address as text, an IPv4 one without its IPv6 prefix. */
void source_host(const struct intake_source *s, char ret[INET6_ADDRSTRLEN]);

bool source_same(const struct intake_source *a, const struct intake_source *b);

/* Writes the message; its size. */
size_t source_write(uint8_t bytes[SOURCE_MESSAGE_MAX], const struct intake_source *s);

/* Reads its arguments. False: they are not an address and a port. */
bool source_read(const struct osc_message *m, struct intake_source *ret);

#endif
