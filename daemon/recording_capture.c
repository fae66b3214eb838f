/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_BYTES 12
#define DATAGRAM_MAX 65535

struct capture {
    FILE *file;
    long at; /* byte where the record being read starts */
    char why[256];
    bool has_from;
    struct intake_source from;
    uint8_t bytes[DATAGRAM_MAX];
    char path[];
};

int capture_open(const char *path, struct capture **ret, char *why, size_t why_size)
{
    struct capture *c = calloc(1, sizeof *c + strlen(path) + 1);
    FILE *f = c ? fopen(path, "rb") : NULL;
    if (!f) {
        snprintf(why, why_size, "%s cannot be read: %s", path,
                 c ? strerror(errno) : "out of memory");
        free(c);
        return -1;
    }
    c->file = f;
    strcpy(c->path, path);
    *ret = c;
    return 0;
}

static uint64_t big_endian(const uint8_t *p, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

static int next_record(struct capture *c, int64_t *ret_arrival_ns, const uint8_t **ret_bytes,
                 size_t *ret_size)
{
    uint8_t head[HEAD_BYTES];
    size_t got = fread(head, 1, sizeof head, c->file);
    if (got == 0 && !ferror(c->file))
        return 0;
    uint64_t size = got == sizeof head ? big_endian(head + 8, 4) : 0;
    if (got < sizeof head)
        snprintf(c->why, sizeof c->why,
                 "%.180s is torn: the record at byte %ld has %zu of 12 bytes of its head", c->path,
                 c->at, got);
    else if (size > DATAGRAM_MAX)
        snprintf(c->why, sizeof c->why,
                 "%.180s is damaged: the record at byte %ld claims %ju bytes", c->path, c->at,
                 (uintmax_t)size);
    else if ((got = fread(c->bytes, 1, size, c->file)) < size)
        snprintf(c->why, sizeof c->why,
                 "%.180s is torn: the record at byte %ld has %zu of %ju bytes", c->path, c->at, got,
                 (uintmax_t)size);
    else {
        *ret_arrival_ns = (int64_t)big_endian(head, 8);
        *ret_bytes = c->bytes;
        *ret_size = size;
        c->at += HEAD_BYTES + (long)size;
        return 1;
    }
    return -1;
}

/* True: the record says who sent the next ones. */
static bool take_from(struct capture *c, size_t size)
{
    struct osc_walk w;
    struct osc_message m;
    if (size > SOURCE_MESSAGE_MAX || size < 12 || memcmp(c->bytes, "/gait/from", 11) != 0)
        return false;
    osc_walk_init(&w, c->bytes, size);
    bool is = osc_next(&w, &m) && source_read(&m, &c->from);
    c->has_from = c->has_from || is;
    return is;
}

int capture_next(struct capture *c, int64_t *ret_arrival_ns, const uint8_t **ret_bytes,
                 size_t *ret_size)
{
    int got;
    do
        got = next_record(c, ret_arrival_ns, ret_bytes, ret_size);
    while (got > 0 && take_from(c, *ret_size));
    return got;
}

bool capture_from(const struct capture *c, struct intake_source *ret)
{
    if (c->has_from)
        *ret = c->from;
    return c->has_from;
}

const char *capture_fault(const struct capture *c)
{
    return c->why[0] ? c->why : NULL;
}

void capture_close(struct capture *c)
{
    if (!c)
        return;
    fclose(c->file);
    free(c);
}

int capture_write(FILE *f, int64_t arrival_ns, const uint8_t *bytes, size_t size)
{
    if (size > DATAGRAM_MAX)
        return -EMSGSIZE;
    uint8_t head[HEAD_BYTES];
    for (int i = 0; i < 8; i++)
        head[i] = (uint8_t)((uint64_t)arrival_ns >> (56 - 8 * i));
    for (int i = 0; i < 4; i++)
        head[8 + i] = (uint8_t)(size >> (24 - 8 * i));
    errno = 0;
    if (fwrite(head, 1, sizeof head, f) != sizeof head || fwrite(bytes, 1, size, f) != size)
        return errno ? -errno : -EIO;
    return 0;
}

int capture_write_from(FILE *f, int64_t arrival_ns, const struct intake_source *from)
{
    uint8_t bytes[SOURCE_MESSAGE_MAX];
    size_t size = source_write(bytes, from);
    int fault = capture_write(f, arrival_ns, bytes, size);
    return fault < 0 ? fault : HEAD_BYTES + (int)size;
}
