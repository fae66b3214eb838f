/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/speeds.h>

#include <math.h>
#include <string.h>

static const struct gait_speed unknown = {NAN, NAN};

void gait_speeds_reset(struct gait_speeds *s)
{
    memset(s, 0, sizeof *s);
}

static bool same(float a, float b)
{
    return a == b || (isnan(a) && isnan(b));
}

static struct gait_speed newest(const struct gait_speeds *s)
{
    return s->changes ? s->kept[(s->changes - 1) % GAIT_SPEEDS_KEPT].is : unknown;
}

bool gait_speeds_say(struct gait_speeds *s, int64_t t_ns, struct gait_speed is)
{
    struct gait_speed was = newest(s);
    is.speed_ms = isfinite(is.speed_ms) ? is.speed_ms : NAN;
    is.slope_deg = isfinite(is.slope_deg) ? is.slope_deg : NAN;
    if (s->changes == 0 || t_ns > s->said_ns)
        s->said_ns = t_ns;
    if (same(was.speed_ms, is.speed_ms) && same(was.slope_deg, is.slope_deg))
        return false;
    s->kept[s->changes % GAIT_SPEEDS_KEPT].from_ns = s->said_ns;
    s->kept[s->changes % GAIT_SPEEDS_KEPT].is = is;
    if (++s->changes == 2 * GAIT_SPEEDS_KEPT) /* never round to none */
        s->changes = GAIT_SPEEDS_KEPT;
    return true;
}

bool gait_speeds_mark(struct gait_speeds *s, int64_t t_ns)
{
    if (s->changes == 0 || t_ns <= s->said_ns ||
        (uint64_t)t_ns - (uint64_t)s->said_ns <= (uint64_t)GAIT_SPEEDS_MARK_NS)
        return false;
    return gait_speeds_say(s, t_ns, unknown);
}

struct gait_speed gait_speeds_at(const struct gait_speeds *s, int64_t t_ns)
{
    uint32_t kept = s->changes < GAIT_SPEEDS_KEPT ? s->changes : GAIT_SPEEDS_KEPT;
    for (uint32_t i = 1; i <= kept; i++) {
        uint32_t at = (s->changes - i) % GAIT_SPEEDS_KEPT;
        if (s->kept[at].from_ns <= t_ns)
            return s->kept[at].is;
    }
    return unknown;
}
