/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each sensor sends, as far as it spoils figures. */
#include "ctl/doctor_parts.h"

#include <gait/shortfall.h>

#include <math.h>
#include <string.h>

#define SILENT_S 3
#define AWAY_S 300
#define BATTERY_LOW 0.2f
#define BATTERY_EMPTY 0.05f
#define LOSS_HIGH 0.02f
#define LOSS_HOPELESS 0.3f
#define CLIPPED 0.01f
#define RATE_MIN_HZ 50     /* what the detectors of gait need */
#define RATE_TOLD 0.1      /* how far what comes may be from what was told */
#define DELAY_LONG_MS 50   /* after the quickest packet, typically */
#define SKEW_LARGE_PPM 300 /* ten times a plain crystal's */
#define LATE_SHARE 0.02

struct patient {
    const char *id;
    const struct gait_hearing *h;
    struct doctor_found *f;
    enum gait_segment_kind kind;
};

/* Where a device's own settings hold its range and rate. */
static const struct {
    const char *dialect, *range, *rate;
} devices[] = {
    {"ngimu", "the NGIMU's range is fixed at 16 g", "the rate of /sensors in x-io's NGIMU GUI"},
    {"ximu3", "let it send high-g messages as well, in the x-IMU3 GUI",
     "the inertial message's divisor in the x-IMU3 GUI"},
    {"riot1", "its range is in its firmware (8 g as it comes)",
     "the sample period on its configuration page: 5 ms"},
    {"riot", "`accrange` on the R-IoT's configuration page (8 g as it comes)",
     "`samplerate` on the R-IoT's configuration page: 5 (ms) or less"},
    {"bitalino", "its range is in its firmware (8 g as it comes)",
     "the sample period on its configuration page: 5 ms"},
    {"m5", "the accelerometer's range in its sketch (8 g as it comes)", "the delay in its sketch"},
    {"orphe", "choose the largest acceleration range in ORPHE's app",
     "choose the highest rate in ORPHE's app"},
    {"metaosc", "MetaOSC sets 4 g: use an app that lets you choose 16 g",
     "choose the highest rate in the app"},
    {"zigsim", "a phone's range cannot be chosen", "ZIG SIM's settings, message rate: 60"},
    {"gyrosc", "a phone's range cannot be chosen", "GyrOSC, Settings: the highest rate"},
    {"touchosc", "a phone's range cannot be chosen", "a phone gives no more through TouchOSC"},
    {"sensors2osc", "a phone's range cannot be chosen",
     "Sensors2OSC's settings, sensor rate: fastest"},
    {"comote", "a phone's range cannot be chosen", "a phone's browser gives 60 Hz and no more"},
};

static const char *device(const struct patient *p, bool range)
{
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (strncmp(p->h->dialect, devices[i].dialect, strlen(devices[i].dialect)) == 0)
            return range ? devices[i].range : devices[i].rate;
    return range ? "choose its largest acceleration range in its settings or firmware"
                 : "choose its highest rate in its settings or firmware";
}

static void judge_battery(const struct patient *p)
{
    if (!(p->h->battery < BATTERY_LOW))
        return;
    bool empty = p->h->battery < BATTERY_EMPTY;
    struct doctor_finding *x =
        doctor_add(p->f, "battery", empty ? DOCTOR_HARMS : DOCTOR_NOTE, p->id);
    doctor_say(x, "The battery of %s is at %.0f %%.", p->id, 100 * (double)p->h->battery);
    doctor_do(x, "Charge it before the run.");
}

/* others: some are live. One that was put away long ago is no harm to them. */
static void judge_silence(const struct patient *p, bool others)
{
    enum doctor_severity severity = !others                ? DOCTOR_STOPS
                                    : p->h->age_s > AWAY_S ? DOCTOR_NOTE
                                                           : DOCTOR_HARMS;
    struct doctor_finding *x = doctor_add(p->f, "silent", severity, p->id);
    doctor_say(x, "%s has been silent for %.0f s.", p->id, (double)p->h->age_s);
    doctor_do(x,
              "See that it is switched on, charged, in reach of the Wi-Fi, and that its app is in "
              "front with the screen on; and that it still sends to this machine's address.");
}

/* It is known, by its battery or its gyroscope, and nothing of it can be used. */
static void judge_absence(const struct patient *p, bool others)
{
    struct doctor_finding *x =
        doctor_add(p->f, "no_samples", others ? DOCTOR_HARMS : DOCTOR_STOPS, p->id);
    doctor_say(x, "%s is heard, but no acceleration of it came%s%s", p->id, *p->h->why ? ": " : ".",
               p->h->why);
    doctor_do(x, "Switch on acceleration with gravity (accelerometer) in its app or settings.");
}

static void judge_unit(const struct patient *p)
{
    if (!*p->h->unit_a) {
        struct doctor_finding *x = doctor_add(p->f, "unit", DOCTOR_STOPS, p->id);
        doctor_say(x, "Whether %s sends m/s2, g or mg is not decided yet, so it is not used.",
                   p->id);
        doctor_do(x,
                  "Stand still for 2 s with it on. If it stays so, it sends acceleration without "
                  "gravity: change that in its app, or set `unit_a = g` under [sensor %s].",
                  p->id);
    } else if ((p->h->axes & 070) && !*p->h->unit_w) {
        struct doctor_finding *x = doctor_add(p->f, "unit_rate", DOCTOR_NOTE, p->id);
        doctor_say(x, "Whether the gyroscope of %s sends rad/s or deg/s is not decided yet.",
                   p->id);
        doctor_do(x, "Run a few steps, or set `unit_w` under [sensor %s].", p->id);
    }
}

static void judge_rest(const struct patient *p)
{
    if (!*p->h->unit_a || strncmp(p->h->why, "At rest", 7) != 0)
        return;
    struct doctor_finding *x = doctor_add(p->f, "rest", DOCTOR_HARMS, p->id);
    doctor_say(x, "%s: %s", p->id, p->h->why);
    doctor_do(x,
              "Let it send acceleration with gravity in %s, or say what it sends: `unit_a` "
              "(m/s2, g "
              "or mg) under [sensor %s]. If its values do not change at all, restart it.",
              p->h->unit_a, p->id);
}

static void judge_clipping(const struct patient *p)
{
    const struct gait_hearing *h = p->h;
    struct doctor_finding *x;
    if (h->clipped_share > CLIPPED) {
        x = doctor_add(p->f, "clipped", DOCTOR_HARMS, p->id);
        if (h->range_g > 0)
            doctor_say(
                x,
                "%.0f %% of the landings at %s pass the end of its range (%.3g g): they were "
                "harder than it says.",
                100 * (double)h->clipped_share, p->id, (double)h->range_g);
        else
            doctor_say(x,
                       "%.0f %% of the landings at %s pass the end of its range: they were harder "
                       "than it says.",
                       100 * (double)h->clipped_share, p->id);
        doctor_do(x,
                  "Give it a larger range (32 g takes nearly all): %s; or wear it higher up, at "
                  "the shank instead of the foot, at the lower back instead of the shank.",
                  device(p, true));
    } else if (h->range_g > 0 && h->range_g < 15.5f && p->kind != GAIT_KIND_TRUNK &&
               isnan(h->clipped_share)) {
        x = doctor_add(p->f, "range", DOCTOR_NOTE, p->id);
        doctor_say(x, "%s measures to %.3g g; landings at a foot or shank reach 10 to 30 g.", p->id,
                   (double)h->range_g);
        doctor_do(x, "Give it a larger range: %s.", device(p, true));
    }
}

static void judge_rate(const struct patient *p)
{
    double now = (double)p->h->rate_now_hz, told = (double)p->h->rate_hz;
    double rate = told > 0 ? told : now;
    if (!(rate > 0))
        return;
    struct gait_shortfall low = gait_shortfall(p->kind, rate, 0, 0);
    if (rate < RATE_MIN_HZ) {
        struct doctor_finding *x = doctor_add(p->f, "rate", DOCTOR_HARMS, p->id);
        doctor_say(x, "%s sends %.0f values a second: too few to find landings surely.", p->id,
                   rate);
        doctor_do(x, "200 a second are wanted: %s.", device(p, false));
    } else if (!isnan(low.low_g)) {
        struct doctor_finding *x = doctor_add(p->f, "rate", DOCTOR_HARMS, p->id);
        doctor_say(x, "%s sends %.0f values a second, so its peaks read some %.1f g low.", p->id,
                   rate, (double)low.low_g);
        doctor_do(x,
                  "200 a second are enough at the shank: %s. Surfaces can still be compared with "
                  "each other.",
                  device(p, false));
    } else if (*low.why) {
        struct doctor_finding *x = doctor_add(p->f, "rate", DOCTOR_NOTE, p->id);
        doctor_say(x, "%s sends %.0f values a second; at a foot, peaks read low below 500.", p->id,
                   rate);
        doctor_do(x, "Where it can be chosen: %s. Surfaces can be compared all the same.",
                  device(p, false));
    }
    if (told > 0 && now > 0 && fabs(now / told - 1) > RATE_TOLD) {
        struct doctor_finding *x = doctor_add(p->f, "rate_told", DOCTOR_HARMS, p->id);
        doctor_say(x, "%s should send %.0f values a second, and %.0f come.", p->id, told, now);
        doctor_do(x, now < told
                         ? "If packets are lost, bring the Wi-Fi nearer; else set the rate that "
                           "it has, `rate_hz` under [sensor ID]."
                         : "Set the rate that it has, `rate_hz` under [sensor ID].");
    }
}

static void judge_radio(const struct patient *p)
{
    const struct gait_hearing *h = p->h;
    if (h->loss > LOSS_HIGH) {
        struct doctor_finding *x =
            doctor_add(p->f, "loss", h->loss > LOSS_HOPELESS ? DOCTOR_STOPS : DOCTOR_HARMS, p->id);
        doctor_say(x, "%.0f %% of what %s sends gets lost on its way.", 100 * (double)h->loss,
                   p->id);
        doctor_do(
            x, "Take the phone or computer that gaitd runs on with you, use 5 GHz Wi-Fi or a free "
               "channel, no power saving, and nothing between sensor and antenna (not even you).");
    }
    if (h->delay_ms > DELAY_LONG_MS) {
        struct doctor_finding *x = doctor_add(p->f, "delay", DOCTOR_HARMS, p->id);
        doctor_say(x, "What %s sends arrives in bursts, typically %.0f ms late.", p->id,
                   (double)h->delay_ms);
        doctor_do(x,
                  "Switch off the Wi-Fi's power saving, on the sensor and here (`iw dev wlan0 set "
                  "power_save off`); what you hear while running comes later by as much.");
    }
    if (h->samples > 100 && h->late > LATE_SHARE * h->samples) {
        struct doctor_finding *x = doctor_add(p->f, "late_samples", DOCTOR_HARMS, p->id);
        doctor_say(x, "%u of %u values of %s came twice or too late to be used.", (unsigned)h->late,
                   (unsigned)h->samples, p->id);
        doctor_do(x,
                  "See that it sends once (to one address, by one network), and restart it if its "
                  "clock was set back.");
    }
}

static void judge_clock(const struct patient *p)
{
    const struct gait_hearing *h = p->h;
    if (strcmp(h->clock, "none") == 0 || strncmp(h->clock, "no ", 3) == 0) {
        struct doctor_finding *x = doctor_add(p->f, "no_clock", DOCTOR_NOTE, p->id);
        doctor_say(
            x,
            "%s does not say when it measured: contact times are as uneven as its radio, and "
            "what is lost cannot be seen.",
            p->id);
        doctor_do(x,
                  "Let it send time stamps if it can (bundles with time tags); peaks are as good "
                  "without.");
    }
    if (fabsf(h->skew_ppm) > SKEW_LARGE_PPM) {
        struct doctor_finding *x = doctor_add(p->f, "skew", DOCTOR_NOTE, p->id);
        doctor_say(x, "The clock of %s runs %.0f millionths %s; that is followed.", p->id,
                   (double)fabsf(h->skew_ppm), h->skew_ppm > 0 ? "fast" : "slow");
        doctor_do(x, "Nothing; if it stays far off, its clock may be being set while it runs.");
    }
}

static bool any_live(const struct ears_view *v)
{
    for (int i = 0; i < v->heards; i++)
        if (v->heard[i].u.heard.age_s <= SILENT_S)
            return true;
    return false;
}

void doctor_sensors(const struct doctor_view *v, struct doctor_found *f)
{
    for (int i = 0; i < v->after.heards; i++) {
        const struct gait_event *e = &v->after.heard[i];
        struct patient p = {e->sensor, &e->u.heard, f, gait_placement_kind(e->u.heard.placement)};
        int before = f->n;
        judge_battery(&p);
        if (p.h->age_s > SILENT_S) {
            judge_silence(&p, any_live(&v->after));
            continue;
        }
        if (isnan(p.h->age_s) && (*p.h->unit_a || p.h->refused == 0)) {
            judge_absence(&p, any_live(&v->after));
            continue;
        }
        judge_unit(&p);
        if (isnan(p.h->age_s))
            continue;
        judge_rest(&p);
        judge_clipping(&p);
        judge_rate(&p);
        judge_radio(&p);
        judge_clock(&p);
        if (*p.h->why && f->n == before) {
            struct doctor_finding *x = doctor_add(f, "sensor", DOCTOR_HARMS, p.id);
            doctor_say(x, "%s: %s", p.id, p.h->why);
            doctor_do(x, "See `gaitctl sensors`, and docs/sensors.md for this kind of sensor.");
        }
    }
}
