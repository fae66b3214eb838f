/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz.h"

#include "daemon/decode.h"
#include "daemon/ximu3.h"

#include <math.h>
#include <string.h>

static bool within(const void *p, const uint8_t *bytes, size_t size)
{
    return (const uint8_t *)p >= bytes && (const uint8_t *)p < bytes + size;
}

static bool ended(const void *p, const uint8_t *bytes, size_t size)
{
    return within(p, bytes, size) &&
           memchr(p, 0, (size_t)(bytes + size - (const uint8_t *)p)) != NULL;
}

static void look_at_message(const struct osc_message *m, const uint8_t *bytes, size_t size)
{
    double x;
    uint64_t tag;
    FUZZ_MUST(m->bytes == bytes);
    FUZZ_MUST(ended(m->address, bytes, size) && strlen(m->address) <= OSC_ADDRESS_MAX);
    for (const char *c = m->address; *c; c++)
        FUZZ_MUST(*c > ' ' - 1 && *c < 127);
    FUZZ_MUST(m->args >= 0 && m->args <= OSC_ARGS_MAX);
    FUZZ_MUST(m->depth >= 0 && m->depth <= OSC_DEPTH_MAX);
    for (int i = 0; i < m->args; i++) {
        const char *text = osc_string(m, i);
        FUZZ_MUST(m->offset[i] <= size && (m->offset[i] < size || strchr("TFNI", m->type[i])));
        FUZZ_MUST(!text || ended(text, bytes, size));
        FUZZ_MUST(!(osc_number(m, i, &x) && osc_tag(m, i, &tag)));
    }
    FUZZ_MUST(!osc_number(m, m->args, &x) && !osc_string(m, m->args) && !osc_number(m, -1, &x));
}

static void look_at_name(const char name[GAIT_NAME_MAX], bool may_be_empty)
{
    size_t n = strnlen(name, GAIT_NAME_MAX);
    FUZZ_MUST(n < GAIT_NAME_MAX);
    FUZZ_MUST(n ? decode_name_ok(name, n) : may_be_empty);
    for (size_t i = n; i < GAIT_NAME_MAX; i++)
        FUZZ_MUST(name[i] == 0);
}

static void look_at_sample(const struct decode_item *item)
{
    const struct decode_sample *s = &item->u.sample;
    FUZZ_MUST(s->parts != 0 && s->count <= DECODE_SAMPLES_MAX);
    FUZZ_MUST(s->count >= 1 || !(s->parts & ~DECODE_W));
    for (int i = 0; i < s->count; i++)
        for (int k = 0; k < 3; k++)
            if (s->axis == DECODE_ALL_AXES || s->axis == k)
                FUZZ_MUST(isfinite(s->a[i][k]));
    for (int k = 0; k < 3; k++)
        FUZZ_MUST(!(s->parts & DECODE_W) || isfinite(s->w[k]));
    if (s->unit_a == DECODE_SI && s->axis == DECODE_ALL_AXES && (s->parts & DECODE_A))
        FUZZ_MUST(sqrt((double)s->a[0][0] * s->a[0][0] + (double)s->a[0][1] * s->a[0][1] +
                       (double)s->a[0][2] * s->a[0][2]) < DECODE_A_MAX_MS2 * 1.00001);
}

static void look_at_item(const struct decode_item *item)
{
    FUZZ_MUST(item->dialect && *item->dialect);
    look_at_name(item->runner, true);
    look_at_name(item->id, true);
    if (item->kind == DECODE_SAMPLE)
        look_at_sample(item);
    else if (item->kind == DECODE_NAMED)
        look_at_name(item->u.name, false);
    else if (item->kind == DECODE_SPEED)
        FUZZ_MUST(!(item->u.speed.speed_ms < 0) && !(item->u.speed.speed_ms > 12.0001f));
    else if (item->kind == DECODE_SUBSCRIBE)
        FUZZ_MUST(item->u.subscribe.seconds >= 0 &&
                  item->u.subscribe.seconds <= DECODE_SUBSCRIBE_MAX_S);
    else if (item->kind == DECODE_PLACE || item->kind == DECODE_NAME)
        look_at_name(item->u.place.id, false);
}

static bool same(const struct decode_item *a, const struct decode_item *b)
{
    return a->kind == b->kind && a->dialect == b->dialect && a->device_ns == b->device_ns &&
           a->wrap_ns == b->wrap_ns && a->tag == b->tag && a->axes == b->axes &&
           memcmp(a->runner, b->runner, sizeof a->runner) == 0 &&
           memcmp(a->id, b->id, sizeof a->id) == 0 &&
           (a->kind != DECODE_SAMPLE ||
            (memcmp(a->u.sample.a, b->u.sample.a,
                    (size_t)a->u.sample.count * sizeof *a->u.sample.a) == 0 &&
             a->u.sample.parts == b->u.sample.parts && a->u.sample.count == b->u.sample.count));
}

static void decode_twice(const struct osc_message *m)
{
    static struct decode_item a, b; /* zero first: parts that a form lacks are not written */
    enum decode_reason why_a = DECODE_REASONS, why_b = DECODE_REASONS;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    bool good = decode_message(m, &a, &why_a);
    FUZZ_MUST(decode_message(m, &b, &why_b) == good);
    if (!good) {
        FUZZ_MUST(why_a == why_b && why_a < DECODE_REASONS && decode_reason_name(why_a));
        return;
    }
    look_at_item(&a);
    FUZZ_MUST(same(&a, &b));
}

/* The same bytes as an x-IMU3 would have sent them. */
static int look_at_ximu3(const uint8_t *bytes, size_t size)
{
    static struct decode_item a, b;
    struct ximu3_walk v = {.bytes = bytes, .size = size}, w = v;
    enum decode_reason why_a = DECODE_REASONS, why_b = DECODE_REASONS;
    bool taken_a, taken_b;
    int n = 0;
    for (size_t at = 0; ximu3_next(&v, &a, &taken_a, &why_a); at = v.at, n++) {
        FUZZ_MUST(v.at > at && v.at <= size + 1);
        FUZZ_MUST(ximu3_next(&w, &b, &taken_b, &why_b) && taken_b == taken_a && w.at == v.at);
        if (taken_a)
            look_at_item(&a);
        else
            FUZZ_MUST(why_a == why_b && why_a < DECODE_REASONS && decode_reason_name(why_a));
        FUZZ_MUST(!taken_a || same(&a, &b));
    }
    FUZZ_MUST(v.at >= size);
    return n;
}

int fuzz_osc(const uint8_t *bytes, size_t size)
{
    struct osc_walk w;
    struct osc_message m;
    int n = 0;
    uint32_t refused = 0;
    osc_walk_init(&w, bytes, size);
    for (; osc_next(&w, &m); n++) {
        FUZZ_MUST(m.index == n);
        look_at_message(&m, bytes, size);
        decode_twice(&m);
    }
    FUZZ_MUST(!osc_next(&w, &m));
    for (int i = 0; i < OSC_REASONS; i++)
        refused += w.refused[i];
    FUZZ_MUST((size_t)n + refused <= size / 4 + 1);
    FUZZ_MUST(w.sloppy <= (uint32_t)n);
    FUZZ_MUST(look_at_ximu3(bytes, size) > 0 || !ximu3_is(bytes, size));
    FUZZ_MUST(!size || !strchr("/#", bytes[0]) || !ximu3_is(bytes, size));
    FUZZ_MUST(n > 0 || refused > 0 || (size >= 16 && bytes[0] == '#'));
    return 0;
}

FUZZ_TARGET(fuzz_osc);
