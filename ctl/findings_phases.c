/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings_parts.h"

#include <math.h>
#include <stdio.h>

#define ENOUGH_MIN 5.0 /* of an easy start: the usual advice */
#define WATCHED_MIN                                                                                \
    1.0 /* sensors on for less before the first stride: a walk may have been missed */
#define SUDDEN_S 60.0

/* The sensor that saw most; one of the limbs unless the trunk's saw much more. */
static int most_seen(const struct findings_strides *s)
{
    int best = -1;
    double most = 0;
    for (int i = 0; i < s->sensors; i++) {
        double worth = s->seconds[i] * (s->trunk[i] ? 0.8 : 1);
        if (worth > most) {
            most = worth;
            best = i;
        }
    }
    return best;
}

static void say_unknown(struct findings *f, const char *name, const char *what)
{
    findings_add(f, "phases", name, (struct findings_range){NAN, NAN, NAN}, 0, false,
                 "%s is not known: less than %.0f minutes of running.", what, GAIT_PHASES_MAIN_MIN);
}

static void say_warm_up(struct findings *f, const struct gait_phases_result *p,
                        const struct findings_before *before)
{
    double is = p->warm_up.min + before->walk_min;
    double walked = p->warm_up_walk_min + before->walk_min;
    struct findings_range r = {is, p->warm_up.low + before->walk_min,
                               p->warm_up.high + before->walk_min};
    uint32_t n = (uint32_t)p->run_min;
    bool watched = before->seen_min >= WATCHED_MIN;
    char part[64] = "", text[64];
    snprintf(text, sizeof text, "An easy start of %.0f minutes", is);
    if (walked >= 0.5)
        snprintf(part, sizeof part, ", %.0f of them walking", fmax(1, walked));
    if (!watched && is < ENOUGH_MIN) {
        r.high = NAN;
        findings_add(f, "phases", "warm_up_min", r, n, false,
                     "%s before the main part was seen, but the sensors came on with the first "
                     "strides: what you did before is not known.",
                     is < 0.75 ? "No easy start" : text);
    } else if (is >= ENOUGH_MIN) {
        findings_add(f, "phases", "warm_up_min", r, n, false,
                     "You started easily: %.0f minutes (%.0f to %.0f) before the main part%s (5 or "
                     "more is the usual advice).",
                     is, r.low, r.high, part);
    } else {
        findings_add(f, "phases", "warm_up_min", r, n, r.high < ENOUGH_MIN,
                     "You started hard: only %.0f minute%s (%.0f to %.0f) easy before the main "
                     "part%s (5 or more is the usual advice).",
                     is, is < 1.5 && is >= 0.5 ? "" : "s", r.low, r.high, part);
    }
}

static void say_end(struct findings *f, const struct gait_phases_result *p)
{
    uint32_t n = (uint32_t)p->run_min;
    struct findings_range cool = {p->cool_down.min, p->cool_down.low, p->cool_down.high};
    struct findings_range stop = {p->stop_s, p->stop_low_s, p->stop_high_s};
    findings_add(f, "phases", "cool_down_min", cool, n, false,
                 cool.is < 0.75 ? "No easy part after the main one (%.1f minutes, %.1f to %.1f)."
                                : "You ended easily: %.1f minutes (%.1f to %.1f) after the main "
                                  "part.",
                 cool.is, cool.low, cool.high);
    if (stop.high <= SUDDEN_S)
        findings_add(f, "phases", "stop_s", stop, n, false,
                     "You stopped suddenly: from the main part's effort to no more strides in "
                     "%.0f s or less.",
                     stop.high);
    else
        findings_add(f, "phases", "stop_s", stop, n, false,
                     "From the main part's effort to the last stride it took %.0f s (%.0f to "
                     "%.0f).",
                     stop.is, stop.low, stop.high);
}

void findings_phases(struct findings *f, const struct findings_strides *s,
                     const struct findings_before *before)
{
    struct gait_phases_result p;
    int i = most_seen(s);
    if (i < 0 || !gait_phases_result(s->phases[i], &p)) {
        say_unknown(f, "warm_up_min", "A warm-up");
        say_unknown(f, "cool_down_min", "A cool-down");
        return;
    }
    say_warm_up(f, &p, before);
    say_end(f, &p);
}
