/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sensors.h"
#include "ctl/wrap.h"

#include <math.h>
#include <string.h>

#define CELL 40
#define RATE_OFF 0.1f

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
    else /* found by its signal */
        snprintf(cell, CELL, "%s %.0f %%", gait_placement_name(h->placement),
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

/* What comes beside the table's figures, in words. */
static void details(char text[512], const struct gait_event *e)
{
    const struct gait_hearing *h = &e->u.heard;
    char unit[CELL], time[128], battery[CELL], clipped[CELL];
    clock_words(time, h);
    units(unit, h);
    int n = snprintf(text, 512, "%s of %s%s%s, from %s; %s; %s", *h->dialect ? h->dialect : "?",
                     *e->runner ? e->runner : "nobody", *h->name ? ", calls itself " : "", h->name,
                     *h->from ? h->from : "this program", unit, time);
    if (h->rate_hz > 0 && h->rate_now_hz > 0 && fabsf(h->rate_now_hz / h->rate_hz - 1) > RATE_OFF)
        n += snprintf(text + n, (size_t)(512 - n), "; should send %.4g Hz", (double)h->rate_hz);
    if (h->clipped_share > 0)
        n += snprintf(text + n, (size_t)(512 - n), "; %s of landings clipped",
                      share(clipped, h->clipped_share));
    if (!isnan(h->battery))
        snprintf(text + n, (size_t)(512 - n), "; battery %s", share(battery, h->battery));
    else if (!isnan(h->battery_v))
        snprintf(text + n, (size_t)(512 - n), "; battery %s",
                 number(battery, "%.2f", (double)h->battery_v, " V"));
}

static void show_sensor(FILE *f, const struct gait_event *e)
{
    const struct gait_hearing *h = &e->u.heard;
    char where[CELL], moves[CELL], now[CELL], loss[CELL], range[CELL], age[CELL], text[512];
    placement(where, h);
    details(text, e);
    fprintf(f, "%-23s", e->sensor);
    if (strlen(e->sensor) > 23) /* the figures stay in their columns */
        fprintf(f, "\n%23s", "");
    fprintf(f, " %-14s %7s %8s %7s %7s %7s\n", where,
            number(moves, "%.2f", (double)h->motion_g, ""),
            known(now, h->rate_now_hz, ""), share(loss, h->loss),
            known(range, h->range_g, h->range_learned ? "*" : ""),
            number(age, h->age_s < 10 ? "%.1f" : "%.0f", (double)h->age_s, " s"));
    fputs("    ", f);
    wrap_text(f, text, 4, 4);
    if (*h->why) {
        fputs("    ! ", f);
        wrap_text(f, h->why, 6, 6);
    }
}

static void show_refused(FILE *f, const struct ears_view *v)
{
    if (v->refuseds == 0)
        return;
    fputs("\nnot taken          count  newest from\n", f);
    for (int i = 0; i < v->refuseds; i++) {
        const struct gait_refusal *r = &v->refused[i].u.refused;
        fprintf(f, "%-16s %7u  %s\n    ", r->reason, (unsigned)r->count, *r->from ? r->from : "-");
        wrap_text(f, r->why, 4, 4);
        if (*r->what) {
            fputs("    It was ", f);
            wrap_text(f, r->what, 11, 4);
        }
    }
}

/* Two that nobody said the side of can only be told apart by moving one. */
static bool sides_open(const struct ears_view *v)
{
    int open = 0;
    for (int i = 0; i < v->heards; i++)
        open += !isnan(v->heard[i].u.heard.motion_g) &&
                gait_placement_side(v->heard[i].u.heard.placement) == GAIT_SIDE_NONE &&
                gait_placement_kind(v->heard[i].u.heard.placement) != GAIT_KIND_TRUNK;
    return open > 0 && v->heards > 1;
}

void sensors_show(FILE *f, const struct ears_view *v)
{
    const struct gait_ears *a = &v->listening.u.listening;
    char text[512];
    bool learned = false;
    snprintf(text, sizeof text, "gaitd listens on %s%s; %u datagrams, %u samples so far", a->at,
             a->loopback_only ? " (this machine only)" : "", (unsigned)a->datagrams,
             (unsigned)a->samples);
    wrap_text(f, text, 0, 4);
    if (a->sloppy) {
        snprintf(text, sizeof text,
                 "%u messages were taken though their padding, size or type tags are not OSC's",
                 (unsigned)a->sloppy);
        wrap_text(f, text, 0, 4);
    }
    if (v->heards == 0)
        fputs("\nNo sensor is heard; gaitctl doctor says what to do.\n", f);
    else
        fprintf(f, "\n%-23s %-14s %7s %8s %7s %7s %7s\n", "sensor", "worn", "moves g", "rate Hz",
                "loss", "range g", "age");
    for (int i = 0; i < v->heards; i++) {
        show_sensor(f, &v->heard[i]);
        learned = learned || (v->heard[i].u.heard.range_learned && v->heard[i].u.heard.range_g > 0);
    }
    if (learned)
        fputs("* learned from where landings end\n", f);
    if (sides_open(v))
        fputs("Which is which: shake one and see which moves; then tell where it sits:\n"
              "    gaitctl sensors place ID shank_left\n", f);
    show_refused(f, v);
}
