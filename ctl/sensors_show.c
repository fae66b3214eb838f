/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sensors.h"

#include <math.h>
#include <string.h>

#define CELL 40

static const char *number(char cell[CELL], const char *format, double x, const char *unit)
{
    if (isnan(x))
        return "-";
    int n = snprintf(cell, CELL, format, x);
    if (n > 0 && n < CELL)
        snprintf(cell + n, (size_t)(CELL - n), "%s", unit);
    return cell;
}

static const char *known(char cell[CELL], float x, const char *unit)
{
    return number(cell, "%.4g", x > 0 ? (double)x : (double)NAN, unit);
}

static const char *share(char cell[CELL], float x)
{
    return number(cell, x > 0 && x < 0.0995f ? "%.1f" : "%.0f", 100 * (double)x, " %");
}

static void placement(char cell[CELL], const struct gait_hearing *h)
{
    if (isnan(h->placement_confidence))
        snprintf(cell, CELL, "%s", gait_placement_name(h->placement));
    else
        snprintf(cell, CELL, "%s, found: %.0f %%", gait_placement_name(h->placement),
                 100 * (double)h->placement_confidence);
}

/* What a sensor's own time is worth. */
static void clock_words(char text[128], const struct gait_hearing *h)
{
    char skew[CELL], delay[CELL];
    int n = snprintf(text, 128, "clock %s", *h->clock ? h->clock : "not known yet");
    if (!isnan(h->skew_ppm) && n > 0 && n < 128)
        n += snprintf(text + n, (size_t)(128 - n), ", %s",
                      number(skew, "%+.1f", (double)h->skew_ppm, " ppm"));
    if (!isnan(h->delay_ms) && n > 0 && n < 128)
        snprintf(text + n, (size_t)(128 - n), ", %s late",
                 number(delay, "%.1f", (double)h->delay_ms, " ms"));
}

static void units(char text[CELL], const struct gait_hearing *h)
{
    bool gyroscope = h->axes & 070;
    snprintf(text, CELL, "%s%s%s", *h->unit_a ? h->unit_a : "unit not decided",
             gyroscope ? ", " : "",
             !gyroscope   ? ""
             : *h->unit_w ? h->unit_w
                          : "rate's unit open");
}

static void show_sensor(FILE *f, const struct gait_event *e)
{
    const struct gait_hearing *h = &e->u.heard;
    char where[CELL], told[CELL], now[CELL], loss[CELL], range[CELL], clipped[CELL], battery[CELL],
        age[CELL], unit[CELL], time[128];
    placement(where, h);
    clock_words(time, h);
    units(unit, h);
    fprintf(f, "%-24s %-23s %8s %8s %7s %7s %8s %8s %7s\n", e->sensor, where,
            known(told, h->rate_hz, ""), known(now, h->rate_now_hz, ""), share(loss, h->loss),
            known(range, h->range_g, h->range_learned ? "*" : ""), share(clipped, h->clipped_share),
            isnan(h->battery) ? number(battery, "%.2f", (double)h->battery_v, " V")
                              : share(battery, h->battery),
            number(age, h->age_s < 10 ? "%.1f" : "%.0f", (double)h->age_s, " s"));
    fprintf(f, "    %s of %s%s%s, from %s; %s; %s\n", *h->dialect ? h->dialect : "?",
            *e->runner ? e->runner : "nobody", *h->name ? ", calls itself " : "", h->name,
            *h->from ? h->from : "this program", unit, time);
    if (*h->why)
        fprintf(f, "    ! %s\n", h->why);
}

static void show_refused(FILE *f, const struct ears_view *v)
{
    if (v->refuseds == 0)
        return;
    fputs("\nnot taken          count  newest from              what it was\n", f);
    for (int i = 0; i < v->refuseds; i++) {
        const struct gait_event *e = &v->refused[i];
        fprintf(f, "%-16s %7u  %-23s  %s\n    %s\n", e->u.refused.reason,
                (unsigned)e->u.refused.count, *e->u.refused.from ? e->u.refused.from : "-",
                *e->u.refused.what ? e->u.refused.what : "-", e->u.refused.why);
    }
}

void sensors_show(FILE *f, const struct ears_view *v)
{
    bool learned = false;
    fprintf(f, "gaitd listens on %s%s; %u datagrams, %u samples so far; %u %s now\n",
            v->listening.u.listening.at,
            v->listening.u.listening.loopback_only ? " (this machine only)" : "",
            (unsigned)v->listening.u.listening.datagrams,
            (unsigned)v->listening.u.listening.samples, (unsigned)v->listening.u.listening.sources,
            v->listening.u.listening.sources == 1 ? "sender" : "senders");
    if (v->heards == 0)
        fputs("\nNo sensor is heard; gaitctl doctor says what to do.\n", f);
    else
        fprintf(f, "\n%-24s %-23s %8s %8s %7s %7s %8s %8s %7s\n", "sensor", "worn", "rate Hz",
                "now", "loss", "range g", "clipped", "battery", "age");
    for (int i = 0; i < v->heards; i++) {
        show_sensor(f, &v->heard[i]);
        learned = learned || (v->heard[i].u.heard.range_learned && v->heard[i].u.heard.range_g > 0);
    }
    if (learned)
        fputs("* learned from where landings end\n", f);
    show_refused(f, v);
}
