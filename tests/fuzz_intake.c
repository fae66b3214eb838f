/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz.h"

#include "daemon/intake_parts.h"

#include <math.h>
#include <string.h>

#define HEAD_BYTES 5
#define EPOCH_NS (INT64_C(1700000000) * 1000000000)

/* What an intake gave out, of one input. */
struct outcome {
    uint64_t datagrams, bytes, samples, frames, hash;
    bool declared[GAIT_SENSORS_MAX];
    uint8_t axes[GAIT_SENSORS_MAX];
    int64_t t_ns[GAIT_SENSORS_MAX];
    struct intake_counts counts;
};

static struct intake_source source_of(int i)
{
    struct intake_source s = {.port = (uint16_t)(40000 + i)};
    s.address.s6_addr[10] = s.address.s6_addr[11] = 0xff;
    s.address.s6_addr[12] = i < 2 ? 127 : 192; /* the first two are of this machine */
    s.address.s6_addr[15] = (uint8_t)(i + 1);
    return s;
}

static void mix(struct outcome *o, const void *p, size_t n)
{
    const uint8_t *b = p;
    for (size_t i = 0; i < n; i++)
        o->hash = (o->hash ^ b[i]) * UINT64_C(1099511628211);
}

static void look_at_sample(struct outcome *o, const struct gait_sample *s)
{
    FUZZ_MUST(s->sensor < GAIT_SENSORS_MAX && o->declared[s->sensor]);
    FUZZ_MUST(o->t_ns[s->sensor] == GAIT_NO_TIME || s->t_ns > o->t_ns[s->sensor]);
    o->t_ns[s->sensor] = s->t_ns;
    for (int k = 0; k < 3; k++)
        FUZZ_MUST(isfinite(s->a_ms2[k]) && isfinite(s->w_rads[k]) && fabsf(s->a_ms2[k]) < 2000 &&
                  fabsf(s->w_rads[k]) < 71);
    o->samples++;
    mix(o, &s->t_ns, sizeof s->t_ns);
    mix(o, s->a_ms2, sizeof s->a_ms2);
    mix(o, s->w_rads, sizeof s->w_rads);
    mix(o, &s->lost, sizeof s->lost);
}

static void look_at_frame(struct outcome *o, const struct gait_frame *f)
{
    o->frames++;
    mix(o, &f->kind, sizeof f->kind);
    switch (f->kind) {
    case GAIT_FRAME_SAMPLE:
        look_at_sample(o, &f->u.sample);
        break;
    case GAIT_FRAME_SENSOR:
        FUZZ_MUST(f->u.sensor.slot < GAIT_SENSORS_MAX && f->u.sensor.is.id[0]);
        FUZZ_MUST(memchr(f->u.sensor.is.id, 0, GAIT_NAME_MAX));
        FUZZ_MUST(memchr(f->u.sensor.is.runner, 0, GAIT_NAME_MAX));
        FUZZ_MUST(f->u.sensor.is.rate_hz >= 0 && f->u.sensor.is.range_g >= 0);
        if (!o->declared[f->u.sensor.slot]) /* another sensor may have the place now */
            o->t_ns[f->u.sensor.slot] = GAIT_NO_TIME;
        o->declared[f->u.sensor.slot] = true;
        mix(o, f->u.sensor.is.id, GAIT_NAME_MAX);
        break;
    case GAIT_FRAME_MARK:
        FUZZ_MUST(f->u.mark.surface[0] && memchr(f->u.mark.surface, 0, GAIT_NAME_MAX));
        break;
    case GAIT_FRAME_SPEED:
        FUZZ_MUST(!isinf(f->u.speed.speed_ms) && !isinf(f->u.speed.slope_deg));
        break;
    case GAIT_FRAME_CLOCK:
        FUZZ_MUST(f->u.clock.slot < GAIT_SENSORS_MAX && isfinite(f->u.clock.is.skew_ppm));
        break;
    case GAIT_FRAME_QUIET:
    case GAIT_FRAME_END:
        memset(o->declared, 0, sizeof o->declared);
        break;
    }
}

static void drain(struct outcome *o, struct gait_ring *ring)
{
    struct gait_frame f;
    while (gait_ring_pop(ring, &f))
        look_at_frame(o, &f);
}

/* True: a datagram that asks to subscribe came from this machine. */
static void look_at_requests(struct intake *in, const struct intake_source *from, bool truncated)
{
    struct intake_subscription x;
    struct intake_rule rule;
    while (intake_subscription(in, &x)) {
        FUZZ_MUST(!truncated && source_same(&x.from, from) && from->address.s6_addr[12] == 127);
        FUZZ_MUST(x.seconds >= 0 && x.seconds <= DECODE_SUBSCRIBE_MAX_S);
    }
    while (intake_ruled(in, &rule))
        FUZZ_MUST(!truncated && from->address.s6_addr[12] == 127 && *rule.id);
}

/* An intake as it was when new, its memory used again: to make one costs a hundred times what a
 * datagram does. Its sensors' clocks keep what was in them, which nobody may see who comes
 * later. */
static struct intake *fresh(bool limited, struct gait_ring **ring)
{
    static struct intake *in[2], new[2];
    static struct gait_ring *frames;
    struct intake_settings s = {.clock = gait_clock_defaults,
                                .epoch_ns = EPOCH_NS,
                                .quiet_ns = INT64_C(300000000000),
                                .source_rate_max = limited ? 80 : 0};
    if (!frames)
        frames = gait_ring_new(1024, sizeof(struct gait_frame));
    if (!in[limited]) {
        in[limited] = intake_new(&s, frames);
        FUZZ_MUST(frames && in[limited]);
        new[limited] = *in[limited];
    }
    *in[limited] = new[limited];
    *ring = frames;
    return in[limited];
}

static void run(struct outcome *o, const uint8_t *bytes, size_t size)
{
    struct gait_ring *ring;
    struct intake *in = fresh(size & 1, &ring);
    int64_t now_ns = INT64_C(5000000000);
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        o->t_ns[i] = GAIT_NO_TIME;
    while (size >= HEAD_BYTES) {
        struct intake_source from = source_of(bytes[0] & 7);
        bool truncated = (bytes[0] & 0xf0) == 0xf0, slow = bytes[0] & 8;
        size_t n = (size_t)(bytes[2] << 8 | bytes[3]), left = size - HEAD_BYTES;
        now_ns += bytes[1] * (slow ? INT64_C(1000000000) : INT64_C(125000));
        n = n < left ? n : left;
        uint8_t *exact = malloc(n ? n : 1); /* a read beyond it is seen */
        FUZZ_MUST(exact);
        memcpy(exact, bytes + HEAD_BYTES, n);
        intake_datagram(in, exact, n, truncated, now_ns, &from);
        free(exact);
        look_at_requests(in, &from, truncated);
        o->datagrams++;
        o->bytes += n;
        drain(o, ring);
        intake_tick(in, now_ns);
        bytes += HEAD_BYTES + n;
        size -= HEAD_BYTES + n;
    }
    intake_end(in, now_ns + EPOCH_NS);
    drain(o, ring);
    o->counts = intake_counts(in);
}

int fuzz_intake(const uint8_t *bytes, size_t size)
{
    static struct outcome a, b;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    run(&a, bytes, size);
    FUZZ_MUST(a.counts.datagrams == a.datagrams && a.counts.bytes == a.bytes);
    FUZZ_MUST(a.counts.samples == a.samples);
    FUZZ_MUST(a.counts.ring_refused == 0);
    run(&b, bytes, size);
    FUZZ_MUST(a.hash == b.hash && a.frames == b.frames && a.samples == b.samples);
    FUZZ_MUST(memcmp(&a.counts, &b.counts, sizeof a.counts) == 0);
    return 0;
}

FUZZ_TARGET(fuzz_intake);
