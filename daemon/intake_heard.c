/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How it stands, in words and figures for people: once a second, never in the hot path but for the
 * few bytes of a case. */
#include "daemon/intake_parts.h"
#include "daemon/log.h"
#include "daemon/ximu3.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECOND_NS INT64_C(1000000000)
#define MINUTE_NS (60 * SECOND_NS)
#define ZONE_NS (15 * MINUTE_NS)        /* time zones are apart by multiples of this */
#define RIGHT_NS MINUTE_NS              /* a clock within this of a time shows that time */
#define ZONES_WEST 48                   /* UTC -12 .. +14 */
#define ZONES_EAST 56
#define YEAR_NS (INT64_C(31556952) * SECOND_NS)
#define UP_NS (3 * YEAR_NS)             /* nothing is on for longer than this */
#define Y2000_NS (INT64_C(946684800) * SECOND_NS)
#define LIVE_NS (10 * SECOND_NS)
#define HEX_BYTES 16 /* of what is not OSC */

static uint32_t stuck(uint64_t n)
{
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static bool near(int64_t a, int64_t b, int64_t within)
{
    return a - b <= within && b - a <= within;
}

/* What clock a Unix time is of, when it is now_ns; false: of none that is set. */
static bool name_set_clock(char word[GAIT_NAME_MAX], int64_t unix_ns, int64_t now_ns)
{
    if (near(unix_ns, now_ns, RIGHT_NS)) {
        gait_name_copy(word, "UTC");
        return true;
    }
    if (!near(unix_ns, now_ns, (ZONES_EAST + 1) * ZONE_NS))
        return false;
    int64_t off = unix_ns - now_ns;
    int zones = (int)llround((double)off / (double)ZONE_NS);
    if (zones < -ZONES_WEST || zones > ZONES_EAST || !near(off, zones * ZONE_NS, RIGHT_NS))
        return false;
    int minutes = 15 * (zones < 0 ? -zones : zones), rest = minutes % 60;
    int n = snprintf(word, GAIT_NAME_MAX, "local time %c%d h", zones < 0 ? '-' : '+', minutes / 60);
    if (rest)
        snprintf(word + n, (size_t)(GAIT_NAME_MAX - n), " %d min", rest);
    return true;
}

/* Which kind of time a device sends, by what it sent at now_ns (Unix): NTP time, Unix time, or a
 * count since whatever. */
static void name_clock(char word[GAIT_NAME_MAX], int64_t device_ns, int64_t wrap_ns, int64_t now_ns)
{
    if (device_ns == GAIT_NO_TIME) {
        gait_name_copy(word, "none");
        return;
    }
    bool ntp = wrap_ns == OSC_ERA_NS;
    int64_t unix_ns = !ntp                       ? device_ns
                      : device_ns >= OSC_UNIX_NS ? device_ns - OSC_UNIX_NS
                                                 : device_ns + (OSC_ERA_NS - OSC_UNIX_NS);
    if (name_set_clock(word, unix_ns, now_ns))
        return;
    if (unix_ns >= Y2000_NS && unix_ns < Y2000_NS + UP_NS)
        gait_name_copy(word, "since 2000");
    else if ((unix_ns >= 0 && unix_ns < UP_NS) || (ntp && device_ns < UP_NS))
        gait_name_copy(word, "device since start");
    else
        gait_name_copy(word, "wrong date");
}

static void name_source(char word[GAIT_ADDRESS_MAX], const struct intake_source *from)
{
    char host[INET6_ADDRSTRLEN];
    bool mapped = IN6_IS_ADDR_V4MAPPED(&from->address);
    memset(word, 0, GAIT_ADDRESS_MAX);
    if (IN6_IS_ADDR_UNSPECIFIED(&from->address) && from->port == 0)
        return;
    source_host(from, host);
    snprintf(word, GAIT_ADDRESS_MAX, mapped ? "%s:%u" : "[%s]:%u", host, from->port);
}

/* A zeroed event, its padding too. */
static void begin(struct gait_event *e, enum gait_event_kind kind, int64_t t_ns)
{
    memset(e, 0, sizeof *e);
    e->kind = kind;
    e->t_ns = e->announced_ns = t_ns;
    gait_name_copy(e->runner, "gaitd");
}

static void tell_clock(const struct roster_place *p, struct gait_hearing *h)
{
    struct gait_clock_state clock = gait_clock_state(p->clock);
    bool has = p->device_ns != GAIT_NO_TIME;
    h->loss = has ? (float)p->tally.lost / (float)(p->samples + p->tally.lost) : NAN;
    h->skew_ppm = has ? (float)clock.skew_ppm : NAN;
    h->delay_ms = has ? (float)(clock.delay_s * 1e3) : NAN;
    name_clock(h->clock, p->samples ? p->tag_ns : GAIT_NO_TIME, p->wrap_ns, p->sampled.now_ns);
}

/* Of a sensor that has no clock and tells none. */
static float found_rate(const struct intake *in, int slot)
{
    return (float)gait_tempo_rate_hz(&in->stamp.tempo[slot]);
}

bool intake_heard(const struct intake *in, int slot, int64_t now_ns, struct gait_event *ret)
{
    const struct roster_place *p = &in->roster.place[slot];
    if (!p->used)
        return false;
    struct gait_hearing *h = &ret->u.heard;
    begin(ret, GAIT_EVENT_HEARD, p->t_ns);
    gait_name_copy(ret->runner, p->is.runner);
    gait_name_copy(ret->sensor, p->is.id);
    ret->side = gait_placement_side(p->is.placement);
    name_source(h->from, &p->from);
    gait_name_copy(h->name, p->name);
    gait_name_copy(h->dialect, p->is.dialect);
    h->placement = p->is.placement;
    h->placement_confidence = NAN;
    h->rate_hz = p->is.rate_hz > 0 ? p->is.rate_hz : p->samples ? found_rate(in, slot) : 0;
    bool sampled = p->sampled.now_ns != GAIT_NO_TIME;
    h->age_s = sampled ? (float)((double)(now_ns - p->sampled.real_ns) * 1e-9) : NAN;
    h->rate_now_hz = sampled && now_ns - p->sampled.real_ns < 2 * ROSTER_STRETCH_NS
                         ? p->tally.rate_now_hz
                         : 0;
    memcpy(h->unit_a, p->unit_a, sizeof h->unit_a);
    memcpy(h->unit_w, p->unit_w, sizeof h->unit_w);
    h->axes = p->is.axes;
    h->samples = stuck(p->samples);
    h->lost = stuck(p->tally.lost);
    h->late = stuck(p->tally.late);
    h->refused = stuck(p->tally.refused);
    tell_clock(p, h);
    h->battery = p->battery;
    h->battery_v = p->battery_v;
    h->range_g = p->is.range_g;
    h->motion_g = p->samples && h->age_s < 1 ? roster_motion_g(p) : NAN;
    h->clipped_share = NAN;
    for (int i = 0; i < 3; i++)
        h->up[i] = NAN;
    roster_why(p, h->why);
    return true;
}

void intake_keep_case(struct intake *in, enum decode_reason reason)
{
    const struct osc_message *m = in->message;
    struct intake_case *c = &in->newest[reason];
    struct osc_message first;
    struct osc_walk walk;
    size_t n;
    c->from = *in->arrival->from;
    c->now_ns = in->arrival->at.now_ns;
    if (!m && reason != DECODE_NOT_OSC && reason != DECODE_SIZE &&
        !ximu3_is(in->arrival->bytes, in->arrival->size)) {
        /* its parts were joined later */
        osc_walk_init(&walk, in->arrival->bytes, in->arrival->size);
        m = osc_next(&walk, &first) ? &first : NULL;
    }
    c->is_osc = m != NULL;
    if (m) {
        int types = m->args < INTAKE_CASE_BYTES / 3 ? m->args : INTAKE_CASE_BYTES / 3;
        n = strnlen(m->address, (size_t)(INTAKE_CASE_BYTES - types - 2));
        memcpy(c->bytes, m->address, n);
        c->bytes[n++] = ' ';
        c->bytes[n++] = ',';
        memcpy(c->bytes + n, m->type, (size_t)types);
        n += (size_t)types;
    } else {
        n = in->arrival->size < HEX_BYTES ? in->arrival->size : HEX_BYTES;
        if (n > 0)
            memcpy(c->bytes, in->arrival->bytes, n);
    }
    c->size = (uint8_t)n;
}

/* JSON, CSV and the like, which say more as they are. */
static bool is_text(const struct intake_case *c)
{
    int n = 0;
    while (n < c->size && ((c->bytes[n] >= ' ' && c->bytes[n] < 127) || c->bytes[n] == '\n'))
        n++;
    return n == c->size && n > 0;
}

static void tell_case(const struct intake_case *c, struct gait_refusal *r)
{
    char text[INTAKE_CASE_BYTES + 1] = "";
    name_source(r->from, &c->from);
    if (c->is_osc) {
        memcpy(text, c->bytes, c->size);
        log_escape(r->what, sizeof r->what, text);
        return;
    }
    if (is_text(c)) {
        memcpy(text, c->bytes, c->size);
        log_escape(r->what, sizeof r->what, text);
        return;
    }
    for (int i = 0; i < c->size; i++)
        snprintf(r->what + 3 * i, sizeof r->what - 3 * (size_t)i, "%02x ",
                 (unsigned char)c->bytes[i]);
    if (c->size)
        r->what[3 * c->size - 1] = '\0';
}

bool intake_refused(const struct intake *in, enum decode_reason r, int64_t now_ns,
                    struct gait_event *ret)
{
    if (in->counts.refused[r] == 0)
        return false;
    const struct intake_case *c = &in->newest[r];
    begin(ret, GAIT_EVENT_REFUSED, c->now_ns ? c->now_ns : now_ns + in->settings.epoch_ns);
    gait_name_copy(ret->u.refused.reason, decode_reason_word(r));
    snprintf(ret->u.refused.why, sizeof ret->u.refused.why, "%s", decode_reason_name(r));
    ret->u.refused.count = stuck(in->counts.refused[r]);
    tell_case(c, &ret->u.refused);
    return true;
}

/* Addresses and ports that sensors were heard from a moment ago. */
static uint32_t live_sources(const struct intake *in, int64_t now_ns)
{
    uint32_t n = 0;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        const struct roster_place *p = &in->roster.place[i];
        bool live = p->used && !p->kept && now_ns - p->seen.real_ns < LIVE_NS;
        for (int k = 0; k < i && live; k++) {
            const struct roster_place *o = &in->roster.place[k];
            live = !o->used || now_ns - o->seen.real_ns >= LIVE_NS ||
                   !source_same(&o->from, &p->from);
        }
        n += live;
    }
    return n;
}

void intake_listening(const struct intake *in, int64_t now_ns, struct gait_event *ret)
{
    struct intake_counts c = intake_counts(in);
    begin(ret, GAIT_EVENT_LISTENING, now_ns + in->settings.epoch_ns);
    ret->u.listening.datagrams = stuck(c.datagrams);
    ret->u.listening.messages = stuck(c.messages);
    ret->u.listening.samples = stuck(c.samples);
    ret->u.listening.ring_refused = stuck(c.ring_refused);
    ret->u.listening.sloppy = stuck(c.sloppy);
    int asked = limit_live(&in->limit, now_ns, LIVE_NS); /* a replay is not asked */
    uint32_t sources = live_sources(in, now_ns);
    ret->u.listening.sources = asked > (int)sources ? (uint32_t)asked : sources;
}
