/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/source.h"

#include <arpa/inet.h>
#include <string.h>

bool source_same(const struct intake_source *a, const struct intake_source *b)
{
    return a->port == b->port && memcmp(&a->address, &b->address, sizeof a->address) == 0;
}

void source_host(const struct intake_source *s, char ret[INET6_ADDRSTRLEN])
{
    bool mapped = IN6_IS_ADDR_V4MAPPED(&s->address);
    const uint8_t *b = s->address.s6_addr;
    inet_ntop(mapped ? AF_INET : AF_INET6, mapped ? b + 12 : b, ret, INET6_ADDRSTRLEN);
}

static size_t put_text(uint8_t *bytes, const char *text)
{
    size_t n = strlen(text), padded = (n | 3) + 1;
    memcpy(bytes, text, n);
    memset(bytes + n, 0, padded - n);
    return padded;
}

size_t source_write(uint8_t bytes[SOURCE_MESSAGE_MAX], const struct intake_source *s)
{
    char host[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &s->address, host, sizeof host);
    size_t n = put_text(bytes, "/gait/from");
    n += put_text(bytes + n, ",si");
    n += put_text(bytes + n, host);
    memcpy(bytes + n, (uint8_t[4]){0, 0, (uint8_t)(s->port >> 8), (uint8_t)s->port}, 4);
    return n + 4;
}

bool source_read(const struct osc_message *m, struct intake_source *ret)
{
    const char *host = osc_string(m, 0);
    struct intake_source s = {0};
    double port = -1;
    if (m->args != 2 || !host || !osc_number(m, 1, &port) || !(port >= 0 && port <= UINT16_MAX) ||
        inet_pton(AF_INET6, host, &s.address) != 1)
        return false;
    s.port = (uint16_t)port;
    *ret = s;
    return true;
}
