/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a message's row. Rows are chained by the last element of their address, so that a message
 * is compared with the few rows that end alike; the chains are made once. Rows that end in anything
 * are few and come last, for an address that no other row knows. */
#include "daemon/decode_parts.h"

#include <pthread.h>
#include <string.h>

#define CHAINS 256
#define ROWS_MAX 256
#define NONE (-1)

static struct {
    pthread_once_t once;
    int16_t first[CHAINS], loose, next[ROWS_MAX];
} chain = {.once = PTHREAD_ONCE_INIT};

static unsigned chain_of(const char *last, size_t n)
{
    unsigned h = (unsigned)n * 41;
    if (n > 0)
        h += (unsigned char)last[0] * 7u + (unsigned char)last[n - 1] * 3u +
             (unsigned char)last[n / 2];
    return h % CHAINS;
}

/* The last element of an address and its size. */
static const char *last_of(const char *address, size_t *ret_size)
{
    size_t n = strlen(address), i = n;
    while (i > 0 && address[i - 1] != '/')
        i--;
    *ret_size = n - i;
    return address + i;
}

static void make_chains(void)
{
    memset(chain.first, 0xff, sizeof chain.first); /* NONE */
    chain.loose = NONE;
    for (int i = dialects_count; i-- > 0;) {
        size_t n;
        const char *last = last_of(dialects_rows[i].address, &n);
        bool loose = *last == '@' || *last == '~';
        int16_t *head = loose ? &chain.loose : &chain.first[chain_of(last, n)];
        chain.next[i] = *head;
        *head = (int16_t)i;
    }
}

/* Compares an address, its first slash left out, with a pattern; gives what stood for % and @. */
static bool match_address(const char *pattern, const char *address, struct decode_span *ret_runner,
                          struct decode_span *ret_id)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%' || *pattern == '@') {
            struct decode_span *s = *pattern == '%' ? ret_runner : ret_id;
            s->at = address;
            while (*address && *address != '/') /* a few bytes: sooner than a call */
                address++;
            s->size = (size_t)(address - s->at);
        } else if (*pattern == '~') {
            return true;
        } else if (*pattern != *address++) {
            return false;
        }
    }
    return *address == 0;
}

static bool fits(char wanted, char type)
{
    if (wanted == 'n')
        return type == 'f' || type == 'i' || type == 'd' || type == 'h';
    return wanted == type || (wanted == 's' && type == 'S') || (wanted == 'i' && type == 'h');
}

static bool match_types(const char *types, const struct osc_message *m)
{
    if (!types)
        return true;
    int i = 0, n = 0;
    for (; i < m->args; i++, n++) {
        if (types[n] == 'n' && m->type[i] == 'f') /* nearly always */
            continue;
        if (types[n] == '*')
            n = 0;
        if (!types[n] || !fits(types[n], m->type[i]))
            return false;
    }
    return types[n] == 0 || (types[n] == '*' && i >= 2 * n);
}

/* True: the bundle begins with that message, of the same sensor. */
static bool match_beside(const char *beside, const struct osc_message *m, struct decode_span id)
{
    struct decode_span none, other = {0};
    return match_address(beside, m->head + (*m->head == '/'), &none, &other) &&
           other.size == id.size && memcmp(other.at, id.at, id.size) == 0;
}

/* The row that fits, of a chain; else NULL and why. */
static const struct dialects_row *look(int i, const struct osc_message *m, const char *address,
                                       struct decode_span *runner, struct decode_span *id,
                                       enum decode_reason *why)
{
    bool native = address[0] == 'g' && strncmp(address, "gait/", 5) == 0;
    for (; i != NONE; i = chain.next[i]) {
        const struct dialects_row *r = &dialects_rows[i];
        *runner = *id = (struct decode_span){0};
        if (!match_address(r->address, address, runner, id))
            continue;
        if ((native && r->address[0] == '@') || (r->beside && !match_beside(r->beside, m, *id)))
            continue;
        *why = DECODE_BAD_ARGUMENTS;
        if (match_types(r->types, m))
            return r;
    }
    return NULL;
}

const struct dialects_row *decode_find(const struct osc_message *m, struct decode_span *ret_runner,
                                       struct decode_span *ret_id, enum decode_reason *ret_reason)
{
    const char *address = m->address + (*m->address == '/');
    size_t n;
    const char *last = last_of(address, &n);
    pthread_once(&chain.once, make_chains);
    *ret_reason = DECODE_UNKNOWN_ADDRESS;
    const struct dialects_row *r = look(chain.first[chain_of(last, n)], m, address,
                                        ret_runner, ret_id, ret_reason);
    if (!r && *ret_reason == DECODE_UNKNOWN_ADDRESS)
        r = look(chain.loose, m, address, ret_runner, ret_id, ret_reason);
    return r;
}
