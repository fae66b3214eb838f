/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings_parts.h"
#include "ctl/week.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- this session ---- */

static const char *counted(const struct totals *t)
{
    return t->back      ? "both feet, seen at the back"
           : t->doubled ? "one foot seen, counted twice"
                        : "both feet";
}

static void say_landings(struct findings *f, const struct totals *t)
{
    double n = t->run.landings, lost = isfinite(t->lost) ? t->lost : 0;
    findings_add(f, "load", "landings", (struct findings_range){n, n, n + lost}, (uint32_t)n, false,
                 "%.0f running landings (%s).", n, counted(t));
    struct findings_range range = {t->lost, 0, 2 * t->lost};
    if (t->lost > 0)
        findings_add(f, "load", "lost_landings", range, (uint32_t)n, false,
                     "About %.0f more fell into gaps of the sensors and are not counted.", t->lost);
    else
        findings_add(f, "load", "lost_landings", range, (uint32_t)n, false,
                     "No landings fell into gaps of the sensors.");
    struct findings_range shock = {t->shock_g, t->shock_g, t->shock_g + lost * t->peak_g};
    findings_add(f, "load", "shock_g", shock, (uint32_t)n, false,
                 "All peaks at the %s together: %.0f g (%.1f g a landing).",
                 t->back ? "back" : "leg", t->shock_g, t->peak_g);
}

static void say_surfaces(struct findings *f, const struct totals *t)
{
    for (int i = 0; i < t->surfaces; i++) {
        const struct totals_surface *s = &t->surface[i];
        char name[64];
        double shock = s->landings * s->peak_g;
        double more = isfinite(t->lost) ? 1 + t->lost / t->run.landings : NAN;
        if (!(s->landings > 0))
            continue;
        snprintf(name, sizeof name, "landings_%.30s", s->name);
        findings_add(f, "load", name,
                     (struct findings_range){s->landings, s->landings, s->landings * more},
                     (uint32_t)s->landings, false, "%s: %.0f landings.", s->name, s->landings);
        snprintf(name, sizeof name, "shock_g_%.30s", s->name);
        findings_add(f, "load", name, (struct findings_range){shock, shock, shock * more},
                     (uint32_t)s->landings, false, "%s: %.0f landings, their peaks together %.0f g (%.1f g a landing).", s->name,
                     s->landings, shock, s->peak_g);
    }
}

static void say_ground(struct findings *f, const struct totals *t)
{
    struct findings_range hard = {100 * t->hard, 100 * t->hard * t->told,
                                  100 * (t->hard * t->told + 1 - t->told)};
    char rest[80] = "";
    if (t->told < 0.995)
        snprintf(rest, sizeof rest, "; of %.0f %% the ground is not known and not counted",
                 100 * (1 - t->told));
    if (isfinite(t->hard))
        findings_add(f, "load", "hard_ground_pct", hard, (uint32_t)t->run.landings, false,
                     "%.0f %% of your landings were on hard ground (asphalt, concrete and the "
                     "like)%s.",
                     hard.is, rest);
    else
        findings_add(f, "load", "hard_ground_pct", (struct findings_range){NAN, 0, 100}, 0, false,
                     "How much was on hard ground is not known: nobody marked it.");
}

static void say_distance(struct findings *f, const char *name, const char *what,
                         const struct gait_load_run *r)
{
    struct gait_load_range d = gait_load_distance(r);
    struct findings_range range = {d.is, d.low, d.high};
    if (isfinite(d.is))
        findings_add(f, "load", name, range, (uint32_t)r->landings, false, "%s: %.1f km.", what,
                     d.is);
    else
        findings_add(f, "load", name, range, (uint32_t)r->landings, false,
                     "%s: not known without a speed; %.0f landings are about %.1f to %.1f km at "
                     "1.0 to 1.5 m a step.",
                     what, r->landings, d.low, d.high);
}

/* ---- its week and the four before ---- */

struct week {
    int sessions;
    double minutes, shock_g, hard, told;
    struct gait_load_run run;
};

static void add_session(struct week *w, const struct totals *t)
{
    w->sessions++;
    w->minutes += t->minutes;
    w->shock_g += isfinite(t->shock_g) ? t->shock_g : 0;
    w->run.landings += t->run.landings;
    w->run.placed += t->run.placed;
    w->run.metres += t->run.metres;
    w->told += t->told * t->run.landings;
    w->hard += isfinite(t->hard) ? t->hard * t->told * t->run.landings : 0;
}

/* week[0] is the session's own. */
static int sum_weeks(struct store *s, const struct store_session *session, const struct totals *own,
                     struct week week[GAIT_LOAD_WEEKS + 1], char *why, size_t why_size)
{
    struct store_session *all = NULL;
    int result = 0;
    int n = store_sessions(s, week_begin(session->begun_ns, -GAIT_LOAD_WEEKS),
                           week_begin(session->begun_ns, 1), &all, why, why_size);
    for (int i = 0; i < n && result == 0; i++) {
        struct totals t = *own;
        int ago = 0;
        if (strcmp(all[i].runner, session->runner) != 0)
            continue;
        if (all[i].id != session->id)
            result = totals_of(s, &all[i], TOTALS_SUMMARIES, &t, why, why_size);
        while (ago < GAIT_LOAD_WEEKS && all[i].begun_ns < week_begin(session->begun_ns, -ago))
            ago++;
        if (result == 0)
            add_session(&week[ago], &t);
    }
    free(all);
    return n < 0 ? -1 : result;
}

static void say_week(struct findings *f, const struct store_session *session, const struct week *w)
{
    char name[16], what[64];
    struct findings_range n = {w->run.landings, w->run.landings, NAN};
    struct findings_range shock = {w->shock_g, w->shock_g, NAN}; /* gaps were not looked at */
    week_name(session->begun_ns, name, sizeof name);
    findings_add(f, "load", "week_landings", n, (uint32_t)w->sessions, false,
                 "Week %s so far: %.0f landings in %d session%s.", name, n.is, w->sessions,
                 w->sessions == 1 ? "" : "s");
    findings_add(f, "load", "week_shock_g", shock, (uint32_t)w->sessions, false,
                 "Week %s so far: peaks of %.0f g in all.", name, shock.is);
    if (w->told > 0)
        findings_add(f, "load", "week_hard_ground_pct",
                     (struct findings_range){100 * w->hard / w->told, NAN, NAN},
                     (uint32_t)w->sessions, false,
                     "Week %s so far: %.0f %% of the landings on hard ground.", name,
                     100 * w->hard / w->told);
    snprintf(what, sizeof what, "Week %s so far, distance", name);
    say_distance(f, "week_km", what, &w->run);
}

static void say_usual(struct findings *f, const struct week week[GAIT_LOAD_WEEKS + 1])
{
    double before[GAIT_LOAD_WEEKS];
    struct gait_load_usual u;
    for (int i = 0; i < GAIT_LOAD_WEEKS; i++)
        before[i] = week[i + 1].sessions > 0 ? week[i + 1].run.landings : NAN;
    if (!gait_load_usual(week[0].run.landings, before, &u))
        return;
    struct findings_range r = {100 * u.ratio.is, 100 * u.ratio.low, 100 * u.ratio.high};
    findings_add(f, "load", "week_vs_usual_pct", r, (uint32_t)u.weeks, r.low > 100,
                 "This week has %.0f %% of the landings of your usual week (mean of %d of the last "
                 "4 weeks, those with data: %.0f).",
                 r.is, u.weeks, u.mean);
}

static void say_added(struct findings *f, const struct week week[GAIT_LOAD_WEEKS + 1])
{
    struct gait_load_range now = gait_load_distance(&week[0].run);
    struct gait_load_range last = gait_load_distance(&week[1].run);
    struct gait_load_range more = gait_load_added(&now, &last);
    struct findings_range r = {more.is, more.low, more.high};
    uint32_t n = (uint32_t)(week[0].sessions + week[1].sessions);
    double minutes = week[0].minutes - week[1].minutes;
    bool known = isfinite(more.is), sure = more.low > GAIT_LOAD_ADD_KM;
    if (week[1].sessions == 0)
        return;
    if (known && more.is > GAIT_LOAD_ADD_KM)
        findings_add(f, "load", "week_added_km", r, n, true,
                     "You ran %.1f km more than last week; a common rule adds no more than 2 miles "
                     "(3.2 km) a week.",
                     more.is);
    else if (known)
        findings_add(f, "load", "week_added_km", r, n, false,
                     "%.1f km %s than last week: within the common rule of no more than 2 miles "
                     "(3.2 km) added a week.",
                     fabs(more.is), more.is >= 0 ? "more" : "less");
    else
        findings_add(f, "load", "week_added_km", r, n, sure,
                     "%.0f minutes %s than last week, without a speed %+.1f to %+.1f km: the "
                     "common rule (no more than 2 miles, 3.2 km, added a week) was %s.",
                     fabs(minutes), minutes >= 0 ? "more" : "less", more.low, more.high,
                     sure                            ? "exceeded"
                     : more.high <= GAIT_LOAD_ADD_KM ? "kept"
                                                     : "perhaps exceeded");
}

int findings_load(struct findings *f, struct store *s, const struct store_session *session,
                  const struct totals *t, char *why, size_t why_size)
{
    struct week week[GAIT_LOAD_WEEKS + 1] = {0};
    say_landings(f, t);
    say_surfaces(f, t);
    say_ground(f, t);
    say_distance(f, "distance_km", "Distance", &t->run);
    if (!week_known(session->begun_ns))
        return 0;
    if (sum_weeks(s, session, t, week, why, why_size) < 0)
        return -1;
    say_week(f, session, &week[0]);
    say_usual(f, week);
    say_added(f, week);
    return 0;
}
