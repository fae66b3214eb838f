/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/listen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t,"

static bool parse_port(const char *text, size_t size, int *ret)
{
    char digits[8] = "";
    if (size == 0 || size > 5 || strspn(text, "0123456789") < size)
        return false;
    memcpy(digits, text, size);
    *ret = atoi(digits);
    return *ret <= 65535;
}

bool listen_parse(const char *text, struct listen_at *ret)
{
    const char *colon = strrchr(text, ':');
    int port;
    if (!colon || colon == text || !parse_port(colon + 1, strlen(colon + 1), &port))
        return false;
    bool bracketed = *text == '[' && colon[-1] == ']';
    const char *from = text + bracketed;
    size_t n = (size_t)(colon - from) - bracketed;
    if (n == 0 || n >= sizeof ret->address)
        return false;
    memset(ret, 0, sizeof *ret);
    memcpy(ret->address, from, n);
    ret->port = (uint16_t)port;
    return true;
}

bool listen_parse_ports(const char *text, struct listen_ports *ret)
{
    struct listen_ports p = {0};
    for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
        size_t n = strcspn(text, BLANKS);
        if (p.count == LISTEN_MAX || !parse_port(text, n, &p.port[p.count]))
            return false;
        p.count++;
        text += n;
    }
    if (p.count == 0)
        return false;
    *ret = p;
    return true;
}

int listen_settle(struct listen_at *at, int count, char *why, size_t why_size)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++) {
            if (k < i && at[i].port && at[i].port == at[k].port &&
                strcmp(at[i].address, at[k].address) == 0) {
                snprintf(why, why_size, "[listen] UDP port %u at %s is asked for twice.",
                         at[i].port, at[i].address);
                return -1;
            }
            at[i].only_v6 |= strchr(at[i].address, ':') && !strchr(at[k].address, ':') &&
                             at[i].port == at[k].port;
        }
    return 0;
}

int listen_pairs(const char *addresses, const struct listen_ports *ports,
                 struct listen_at ret[LISTEN_MAX], char *why, size_t why_size)
{
    int n = 0;
    for (addresses += strspn(addresses, BLANKS); *addresses;
         addresses += strspn(addresses, BLANKS)) {
        size_t size = strcspn(addresses, BLANKS);
        if (size >= LISTEN_ADDRESS_MAX) {
            snprintf(why, why_size, "[listen] address: %.*s is too long to be one.", (int)size,
                     addresses);
            return -1;
        }
        for (int i = 0; i < ports->count; i++) {
            if (n == LISTEN_MAX) {
                snprintf(why, why_size,
                         "[listen]: expected at most %d pairs of an address and a port.",
                         LISTEN_MAX);
                return -1;
            }
            ret[n] = (struct listen_at){.port = (uint16_t)ports->port[i]};
            memcpy(ret[n++].address, addresses, size);
        }
        addresses += size;
    }
    if (n == 0) {
        snprintf(why, why_size, "[listen] address: expected at least one.");
        return -1;
    }
    return listen_settle(ret, n, why, why_size) < 0 ? -1 : n;
}
