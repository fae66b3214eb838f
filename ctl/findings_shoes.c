/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings_parts.h"
#include "ctl/pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void say_distance(struct findings *f, const struct pair *p)
{
    static const char *const notices[] = {
        "", " Many replace a pair at 300 to 500 miles (480 to 800 km).",
        " That is beyond 500 miles (805 km), by which most advice has a pair replaced."};
    char text[128];
    int notice = pairs_notice(p);
    pairs_say(p, text, sizeof text);
    findings_add(f, "shoes", "shoes_km", (struct findings_range){p->km.is, p->km.low, p->km.high},
                 (uint32_t)p->sessions, notice > 0, "Distance of your %s: %s.%s", p->is.name, text,
                 notices[notice]);
    findings_add(f, "shoes", "shoes_landings", (struct findings_range){p->run.landings, NAN, NAN},
                 (uint32_t)p->sessions, false, "Your %s: %.0f landings in %d session%s here.",
                 p->is.name, p->run.landings, p->sessions, p->sessions == 1 ? "" : "s");
}

static void say_peak(struct findings *f, const struct pair *p)
{
    const struct gait_mileage *m = &p->line;
    bool sure = m->low > 0 || m->high < 0;
    if (!p->has_line) {
        findings_add(f, "shoes", "shoes_peak_change_g", (struct findings_range){NAN, NAN, NAN},
                     (uint32_t)m->n, false,
                     "Whether landings changed over the life of your %s takes %d sessions with a "
                     "leg's sensor, at distances of their own, to say; there are %d.",
                     p->is.name, GAIT_MILEAGE_SESSIONS, m->n);
        return;
    }
    findings_add(
        f, "shoes", "shoes_peak_change_g", (struct findings_range){m->change, m->low, m->high},
        (uint32_t)m->n, m->low > 0,
        "From %.0f to %.0f km of your %s landings %s: %+.1f g (%+.1f to %+.1f; putting the "
        "sensor on anew moves them by about a gram, which is in this).",
        m->from_km, m->to_km, p->is.name,
        !sure           ? "did not change for sure"
        : m->change > 0 ? "became harder"
                        : "became softer",
        m->change, m->low, m->high);
}

int findings_shoes(struct findings *f, struct store *s, const struct store_session *session,
                   char *why, size_t why_size)
{
    struct store_shoes *shoes = NULL;
    struct pair *pair = NULL;
    int n = store_shoes(s, &shoes, why, why_size);
    int at = n > 0 ? pairs_worn(shoes, n, session) : -1;
    int found = 0;
    if (at >= 0)
        found = pairs_of(s, session, shoes[at].name, &pair, why, why_size);
    for (int i = 0; i < found; i++) {
        say_distance(f, &pair[i]);
        say_peak(f, &pair[i]);
    }
    free(pair);
    free(shoes);
    return n < 0 || found < 0 ? -1 : 0;
}
