/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings_parts.h"

#include <math.h>
#include <stdio.h>

/* How each figure is called and said; without a subject: of left against right, up is the verb and
 * down the rest. */
static const struct figure {
    const char *name, *since, *subject, *unit, *up, *down;
    int decimals;
    double least;      /* what is surely below is not worth its digits */
    double much, part; /* worth a look from so much on, or from such a part of the start */
} figures[GAIT_FORM_FIGURES] = {
    [GAIT_FORM_CADENCE] = {"cadence_drift_spm", "cadence_drift_since_min", "Your cadence", "spm",
                           "rose", "fell", 1, 1, .part = 0.02},
    [GAIT_FORM_CONTACT] = {"contact_drift_ms", "contact_drift_since_min", "Your time on the ground",
                           "ms", "grew", "shrank", 0, 1, .part = 0.05},
    [GAIT_FORM_PEAK] = {"peak_drift_g", "peak_drift_since_min", "Your landings at the leg", "g",
                        "became harder", "became softer", 2, 0.1, .part = 0.05},
    [GAIT_FORM_ATTENUATION] = {"attenuation_drift_db", "attenuation_drift_since_min",
                               "What passes from leg to back", "dB", "rose", "fell", 1, 0.2,
                               .much = 1},
    [GAIT_FORM_BACK] = {"back_peak_drift_g", "back_peak_drift_since_min",
                        "Your landings at the back", "g", "became harder", "became softer", 2,
                        0.05, .part = 0.05},
    [GAIT_FORM_PEAK_SIDES] = {"peak_asymmetry_drift_pct", "peak_asymmetry_drift_since_min", NULL,
                              "%", "landed", "harder", 1, 1, .much = 5},
    [GAIT_FORM_CONTACT_SIDES] = {"contact_asymmetry_drift_pct", "contact_asymmetry_drift_since_min",
                                 NULL, "%", "stayed", "longer on the ground", 1, 1,
                                 .much = 5},
};

static const double sides_least = 1; /* % */

/* ", since minute 22 (18 to 25)" */
static void say_since(char *text, size_t size, const struct gait_form_result *r)
{
    *text = '\0';
    if (!isfinite(r->since_min))
        return;
    if (r->since_low_min == 0 && r->since_high_min > r->minutes / 2.0)
        snprintf(text, size, "; since which minute cannot be told");
    else if (r->since_low_min == 0)
        snprintf(text, size, ", from the start on or by minute %.0f", fmax(1, r->since_high_min));
    else
        snprintf(text, size, ", since minute %.0f (%.0f to %.0f)", r->since_min, r->since_low_min,
                 r->since_high_min);
}

/* Sure, and surely so little that nobody need care. */
static bool is_tiny(double least, double low, double high)
{
    return fmax(fabs(low), fabs(high)) < least;
}

static void say_tiny(char *text, size_t size, const struct figure *g,
                     const struct gait_form_result *r)
{
    bool up = r->change > 0;
    if (!g->subject)
        snprintf(text, size,
                 "Against your %s, your %s %s less than %g %% %s at the end than at the start.",
                 up ? "right" : "left", up ? "left" : "right", g->up, g->least, g->down);
    else
        snprintf(text, size, "%s %s by less than %g %s over the run.", g->subject,
                 up ? g->up : g->down, g->least, g->unit);
}

static void say_change(char *text, size_t size, const struct figure *g,
                       const struct gait_form_result *r, const char *since)
{
    bool up = r->change > 0;
    int d = g->decimals + (fabs(r->change) < g->least);
    double is = fabs(r->change), low = fmin(fabs(r->low), fabs(r->high));
    double high = fmax(fabs(r->low), fabs(r->high));
    if (!g->subject)
        snprintf(text, size,
                 "Against your %s, your %s %s %.*f %% (%.*f to %.*f) %s at the end than at the "
                 "start%s.",
                 up ? "right" : "left", up ? "left" : "right", g->up, d, is, d, low, d, high,
                 g->down, since);
    else
        snprintf(text, size, "%s %s by %.*f %s (%.*f to %.*f) over the run%s.", g->subject,
                 up ? g->up : g->down, d, is, g->unit, d, low, d, high, since);
}

static void say_none(char *text, size_t size, const struct figure *g,
                     const struct gait_form_result *r)
{
    double most = fmax(fabs(r->low), fabs(r->high));
    if (r->clipped)
        snprintf(text, size,
                 "%s: whether there was a change is not known, too many landings went beyond the "
                 "sensor's range.",
                 g->subject ? g->subject : "Left against right");
    else if (g->subject)
        snprintf(text, size,
                 "%s: no change over the run that is sure (%+.*f %s, %+.*f to %+.*f%s).", g->subject,
                 g->decimals, r->change, g->unit, g->decimals, r->low, g->decimals, r->high,
                 r->low > 0 || r->high < 0 ? ", which one of several figures does by chance" : "");
    else
        snprintf(text, size,
                 "Which leg %s %s: no change over the run that is sure (at most %.*f %%).", g->up,
                 g->down, g->decimals, most);
}

static bool is_much(const struct figure *g, const struct gait_form_result *r)
{
    return g->much > 0 ? fabs(r->change) >= g->much : fabs(r->change) >= g->part * fabs(r->start);
}

static void say_drift(struct findings *f, const struct figure *g, const struct gait_form_result *r)
{
    char text[GAIT_SENTENCE_MAX], since[96];
    bool tiny = r->sure && is_tiny(g->least, r->low, r->high);
    say_since(since, sizeof since, r);
    if (tiny)
        say_tiny(text, sizeof text, g, r);
    else if (r->sure)
        say_change(text, sizeof text, g, r, since);
    else
        say_none(text, sizeof text, g, r);
    findings_add(f, "form", g->name, (struct findings_range){r->change, r->low, r->high}, r->n,
                 r->sure && !tiny && is_much(g, r), "%s", text);
    if (isfinite(r->since_min) && !tiny)
        findings_add(f, "form", g->since,
                     (struct findings_range){r->since_min, r->since_low_min, r->since_high_min},
                     (uint32_t)r->minutes, false, "The change began at minute %.0f (%.0f to %.0f).",
                     r->since_min, r->since_low_min, r->since_high_min);
}

/* How much the two legs differ over the whole run. */
static void say_level(struct findings *f, const char *name, const char *verb, const char *what,
                      const char *but, const struct gait_form_result *r)
{
    bool sure = r->mean_low > 0 || r->mean_high < 0, left = r->mean > 0;
    double one = fabs(r->mean_low), other = fabs(r->mean_high);
    struct findings_range range = {r->mean, r->mean_low, r->mean_high};
    const char *leg = left ? "left" : "right";
    int d = fabs(r->mean) < sides_least;
    if (sure && is_tiny(sides_least, one, other))
        findings_add(f, "form", name, range, r->n, false, "Your %s %s less than %g %% %s.", leg,
                     verb, sides_least, what);
    else if (sure)
        findings_add(f, "form", name, range, r->n, false,
                     "Your %s %s %.*f %% (%.*f to %.*f) %s%s.", leg, verb, d, fabs(r->mean), d,
                     fmin(one, other), d, fmax(one, other), what, but);
    else
        findings_add(f, "form", name, range, r->n, false,
                     "Which leg %s %s: no difference that is sure (left against right %+.1f %%, "
                     "%+.1f to %+.1f).",
                     verb, what, r->mean, r->mean_low, r->mean_high);
}

void findings_form(struct findings *f, const struct gait_form *form)
{
    struct gait_form_result r;
    for (int i = 0; i < GAIT_FORM_FIGURES; i++) {
        if (!gait_form_result(form, (enum gait_form_figure)i, &r))
            continue;
        if (i == GAIT_FORM_PEAK_SIDES)
            say_level(f, "peak_asymmetry_pct", "landed", "harder",
                      "; how the two sensors sit can make that much by itself", &r);
        if (i == GAIT_FORM_CONTACT_SIDES)
            say_level(f, "contact_asymmetry_pct", "stayed", "longer on the ground", "", &r);
        say_drift(f, &figures[i], &r);
    }
}
