/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/status.h"

#define INTERVAL_NS INT64_C(250000000)

#define LIMITS_INTERVAL_NS INT64_C(10000000000)

void status_limits(struct log_limit *l, const struct intake_counts *c, uint64_t *told,
                   int64_t now_ns)
{
    uint64_t fast = c->refused[DECODE_TOO_FAST], many = c->refused[DECODE_TOO_MANY_SOURCES];
    uint32_t held;

    if (fast + many == *told || !log_limit_pass(l, now_ns, LIMITS_INTERVAL_NS, &held))
        return;
    log_line(LOG_WARNING,
             "intake: %llu datagrams refused unread: %llu beyond what one source may send, %llu of "
             "too many sources, since the start",
             (unsigned long long)(fast + many - *told), (unsigned long long)fast,
             (unsigned long long)many);
    *told = fast + many;
}

void status_sensor(struct log_limit *l, const struct gait_event *e, int64_t now_ns)
{
    char id[2 * GAIT_NAME_MAX], runner[2 * GAIT_NAME_MAX];
    uint32_t held;

    if (e->kind != GAIT_EVENT_SENSOR || !log_limit_pass(l, now_ns, INTERVAL_NS, &held))
        return;
    log_line(LOG_INFO, "sensor %s of %s: %s, %s, %.1f Hz, range %.0f g, loss %.2f %%%s",
             log_escape(id, sizeof id, e->sensor), log_escape(runner, sizeof runner, e->runner),
             gait_placement_name(e->u.sensor.is.placement), e->u.sensor.is.dialect,
             (double)e->u.sensor.is.rate_hz, (double)e->u.sensor.is.range_g,
             100 * (double)e->u.sensor.loss, held ? " (others not shown)" : "");
}

void status_rule(struct log_limit *l, const struct intake_rule *r, int64_t now_ns)
{
    char id[2 * GAIT_NAME_MAX], name[2 * GAIT_NAME_MAX];
    uint32_t held;

    if (!log_limit_pass(l, now_ns, INTERVAL_NS, &held))
        return;
    log_line(LOG_INFO, "sensor %s: worn %s%s%s%s, as somebody said",
             log_escape(id, sizeof id, r->id),
             r->has_placement ? gait_placement_name(r->placement) : "anywhere",
             *r->name ? ", called " : "", log_escape(name, sizeof name, r->name),
             held ? " (others not shown)" : "");
}
