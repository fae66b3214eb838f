/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/osc.h"

#include <string.h>

static const char bundle_head[8] = "#bundle";

#define BUNDLE_MIN 16 /* head and time tag */

static uint32_t load32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t load64(const uint8_t *p)
{
    return (uint64_t)load32(p) << 32 | load32(p + 4);
}

static bool is_bundle(const uint8_t *p, size_t size)
{
    return size >= sizeof bundle_head && memcmp(p, bundle_head, sizeof bundle_head) == 0;
}

static void enter(struct osc_walk *w, size_t start, size_t size)
{
    w->level[w->depth].at = start + BUNDLE_MIN;
    w->level[w->depth].end = start + size;
    w->level[w->depth].tag = load64(w->bytes + start + sizeof bundle_head);
    w->level[w->depth].head = NULL;
    w->depth++;
}

static bool begins_with_mark(const uint8_t *bytes)
{
    return bytes[0] == '/' || bytes[0] == '#';
}

void osc_walk_init(struct osc_walk *w, const uint8_t *bytes, size_t size)
{
    w->bytes = bytes;
    w->bare = 0;
    w->depth = 0;
    w->messages = 0;
    w->sloppy = 0;
    memset(w->refused, 0, sizeof w->refused);
    if (size == 0 || size > OSC_SIZE_MAX)
        w->refused[OSC_SIZE]++;
    else if (size % 4)
        w->refused[begins_with_mark(bytes) ? OSC_SIZE : OSC_NOT_OSC]++;
    else if (!is_bundle(bytes, size))
        w->bare = size;
    else if (size < BUNDLE_MIN)
        w->refused[OSC_SIZE]++;
    else
        enter(w, 0, size);
}

/* What is being read of one message; end - start is a multiple of four. */
struct cursor {
    const uint8_t *bytes;
    size_t at, end;
    bool sloppy;
};

/* Steps over a string and its padding. False: no NUL before the end. */
static bool skip_string(struct cursor *c, size_t limit)
{
    size_t room = c->end - c->at < limit ? c->end - c->at : limit;
    const uint8_t *start = c->bytes + c->at;
    const uint8_t *nul = memchr(start, 0, room);
    if (!nul)
        return false;
    size_t size = ((size_t)(nul - start) | 3) + 1;
    while (++nul < start + size)
        c->sloppy |= *nul != 0;
    c->at += size;
    return true;
}

static bool skip_bytes(struct cursor *c, size_t n)
{
    if (n > c->end - c->at)
        return false;
    c->at += n;
    return true;
}

static bool skip_blob(struct cursor *c)
{
    if (c->end - c->at < 4)
        return false;
    size_t n = load32(c->bytes + c->at);
    c->at += 4;
    if (n > c->end - c->at)
        return false;
    c->at += (n + 3) & ~(size_t)3;
    return true;
}

static bool skip_argument(struct cursor *c, char type)
{
    switch (type) {
    case 'i':
    case 'f':
    case 'c':
    case 'r':
    case 'm':
        return skip_bytes(c, 4);
    case 'h':
    case 't':
    case 'd':
        return skip_bytes(c, 8);
    case 's':
    case 'S':
        return skip_string(c, SIZE_MAX);
    case 'b':
        return skip_blob(c);
    case 'T':
    case 'F':
    case 'N':
    case 'I':
        return true;
    default:
        return false; /* of unknown size: what follows cannot be found */
    }
}

/* An address: 1 .. OSC_ADDRESS_MAX printable characters. */
static bool read_address(struct cursor *c, const char **ret)
{
    const uint8_t *p = c->bytes + c->at;
    if (!skip_string(c, OSC_ADDRESS_MAX + 1) || !*p)
        return false;
    *ret = (const char *)p;
    for (; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            return false;
    return true;
}

static bool read_arguments(struct cursor *c, struct osc_message *m)
{
    m->args = 0;
    if (c->at == c->end) { /* older senders leave the type tags out */
        c->sloppy = true;
        return true;
    }
    const uint8_t *type = c->bytes + c->at;
    if (*type != ',' || !skip_string(c, SIZE_MAX))
        return false;
    int open = 0;
    while (*++type) {
        if (*type == '[') {
            open++;
            continue;
        }
        if (*type == ']') {
            if (--open < 0)
                return false;
            continue;
        }
        if (m->args == OSC_ARGS_MAX)
            return false;
        m->type[m->args] = (char)*type;
        m->offset[m->args++] = (uint16_t)c->at;
        if (!skip_argument(c, (char)*type))
            return false;
    }
    c->sloppy |= c->at < c->end;
    return open == 0;
}

static bool read_message(struct osc_walk *w, size_t start, size_t size, struct osc_message *m)
{
    struct cursor c = {.bytes = w->bytes, .at = start, .end = start + size};
    bool foreign = w->depth == 0 && !begins_with_mark(w->bytes);
    if (!read_address(&c, &m->address)) {
        w->refused[w->depth == 0 ? OSC_NOT_OSC : OSC_BAD_ELEMENT]++;
        return false;
    }
    if (!read_arguments(&c, m)) {
        w->refused[foreign ? OSC_NOT_OSC : OSC_BAD_ARGUMENTS]++;
        return false;
    }
    w->sloppy += c.sloppy;
    m->bytes = w->bytes;
    m->depth = w->depth;
    m->index = w->messages++;
    m->tag = OSC_TAG_NONE;
    m->head = m->address;
    if (w->depth) {
        m->tag = w->level[w->depth - 1].tag;
        if (!w->level[w->depth - 1].head)
            w->level[w->depth - 1].head = m->address;
        m->head = w->level[w->depth - 1].head;
    }
    return true;
}

/* The next element of the innermost bundle that is a message to be tried; bundles are entered on
 * the way. */
static bool next_element(struct osc_walk *w, size_t *ret_start, size_t *ret_size)
{
    while (w->depth) {
        size_t at = w->level[w->depth - 1].at, end = w->level[w->depth - 1].end;
        if (at == end) {
            w->depth--;
            continue;
        }
        size_t size = end - at < 4 ? SIZE_MAX : load32(w->bytes + at);
        if (size == SIZE_MAX || size > end - at - 4) {
            w->refused[OSC_BAD_ELEMENT]++; /* where the next one would begin is unknown */
            w->depth--;
            continue;
        }
        at += 4;
        w->level[w->depth - 1].at = at + size;
        bool bundle = is_bundle(w->bytes + at, size);
        if (size == 0 || size % 4 || (bundle && size < BUNDLE_MIN)) {
            w->refused[OSC_BAD_ELEMENT]++;
        } else if (!bundle) {
            *ret_start = at;
            *ret_size = size;
            return true;
        } else if (w->depth == OSC_DEPTH_MAX) {
            w->refused[OSC_TOO_DEEP]++;
        } else {
            enter(w, at, size);
        }
    }
    return false;
}

bool osc_next(struct osc_walk *w, struct osc_message *ret)
{
    size_t start, size;
    if (w->bare) {
        size = w->bare;
        w->bare = 0;
        return read_message(w, 0, size, ret);
    }
    while (next_element(w, &start, &size))
        if (read_message(w, start, size, ret))
            return true;
    return false;
}

bool osc_number(const struct osc_message *m, int i, double *ret)
{
    if (i < 0 || i >= m->args)
        return false;
    const uint8_t *p = m->bytes + m->offset[i];
    uint32_t word;
    uint64_t wide;
    float f;
    switch (m->type[i]) {
    case 'f':
        word = load32(p);
        memcpy(&f, &word, sizeof f);
        *ret = (double)f;
        return true;
    case 'i':
        *ret = (double)(int32_t)load32(p);
        return true;
    case 'd':
        wide = load64(p);
        memcpy(ret, &wide, sizeof *ret);
        return true;
    case 'h':
        *ret = (double)(int64_t)load64(p);
        return true;
    default:
        return false;
    }
}

bool osc_tag(const struct osc_message *m, int i, uint64_t *ret)
{
    if (i < 0 || i >= m->args || m->type[i] != 't')
        return false;
    *ret = load64(m->bytes + m->offset[i]);
    return true;
}

const char *osc_string(const struct osc_message *m, int i)
{
    if (i < 0 || i >= m->args || (m->type[i] != 's' && m->type[i] != 'S'))
        return NULL;
    return (const char *)m->bytes + m->offset[i];
}

const uint8_t *osc_blob(const struct osc_message *m, int i, size_t *ret_size)
{
    if (i < 0 || i >= m->args || m->type[i] != 'b')
        return NULL;
    const uint8_t *at = m->bytes + m->offset[i];
    *ret_size = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
    return at + 4;
}

bool osc_tag_is_none(uint64_t tag)
{
    return tag <= 1;
}

int64_t osc_tag_ns(uint64_t tag)
{
    uint64_t part = (tag & UINT32_MAX) * 1000000000 + (UINT64_C(1) << 31);
    return (int64_t)((tag >> 32) * 1000000000 + (part >> 32));
}

uint64_t osc_ns_tag(int64_t ns)
{
    uint64_t u = ns < 0 ? 0 : (uint64_t)ns;
    uint64_t part = ((u % 1000000000 << 32) + 500000000) / 1000000000;
    return (u / 1000000000 << 32) + part;
}

int64_t osc_tag_unix_ns(uint64_t tag)
{
    int64_t ns = osc_tag_ns(tag);
    return ns - OSC_UNIX_NS + (ns < OSC_ERA_NS / 2 ? OSC_ERA_NS : 0);
}
