/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets that arrive and are not taken. */
#include "ctl/doctor_parts.h"

#include "daemon/decode.h"

#include <string.h>

/* What to do about each reason. rare: some of these are no harm while samples come. */
static const struct advice {
    enum decode_reason reason;
    bool rare;
    const char *todo;
} advice[] = {
    {DECODE_SIZE, false,
     "Let the sensor send OSC over UDP, one packet a datagram: no TCP, no serial framing "
     "(SLIP)."},
    {DECODE_NOT_OSC, false,
     "Choose OSC over UDP in the device or app; JSON, CSV and MQTT are not understood."},
    {DECODE_TOO_DEEP, false, "Let the sender put fewer bundles into each other."},
    {DECODE_BAD_ELEMENT, false, "The sender's OSC is broken: update the app or the device."},
    {DECODE_BAD_ARGUMENTS, false,
     "gaitd knows this address with other values behind it: choose the app's or device's plain"
     " form (docs/sensors.md), or update it."},
    {DECODE_UNKNOWN_ADDRESS, true,
     "gaitd does not know this message. If it carries the acceleration, let the app send it as"
     " /ID/acc (x y z) or /ID/imu (x y z and the gyroscope's; docs/sensors.md). Else nothing is "
     "to do."},
    {DECODE_BAD_NAME, false,
     "Give the sensor or surface a name of letters, digits and _ . : - (31 at most)."},
    {DECODE_NOT_FINITE, true, "The sensor sent no number: if it goes on, restart or update it."},
    {DECODE_OUT_OF_RANGE, false,
     "The values are larger than a runner's can be: the unit is wrong. Set unit_a under "
     "[sensor ID] in the configuration."},
    {DECODE_NOT_ALLOWED, true,
     "Marks and speeds may come from anywhere; places, names, replays and subscriptions only "
     "from this machine."},
    {DECODE_TRUNCATED, false, "Let the sender put fewer messages into one packet."},
    {DECODE_TOO_MANY_SENSORS, false, "gaitd has room for 32 sensors: switch off what is not worn."},
    {DECODE_OTHER_SOURCE, false, "Two devices use one name: give each its own ID in its settings."},
    {DECODE_LATE, true,
     "Packets come twice or overtake each other: prefer 5 GHz Wi-Fi, and one way between "
     "sensor and gaitd."},
    {DECODE_UNDECLARED, false, "Restart gaitd."},
    {DECODE_NO_UNIT, true,
     "Stand still for 2 s with the sensor on, or set unit_a (m/s2, g or mg) under [sensor ID] "
     "in the configuration."},
    {DECODE_NO_GRAVITY, false,
     "Switch on acceleration with gravity in the app, or gravity beside it: without it no "
     "landing can be measured."},
    {DECODE_REPEATED, true,
     "The sender repeats old values: lower its sending rate to what its sensor measures, or "
     "leave it."},
    {DECODE_TOO_FAST, false,
     "One sender floods gaitd: lower its rate below 2000 packets a second, or switch it off."},
    {DECODE_TOO_MANY_SOURCES, false,
     "Too many senders at once: let only the network of the sensors reach gaitd."},
    {DECODE_TOO_MANY_MARKS, false,
     "Something marks surfaces all the time: switch it off, or let it send a mark once, when the "
     "surface changes."},
};

static const struct advice *advice_on(const char *reason)
{
    for (size_t i = 0; i < sizeof advice / sizeof advice[0]; i++)
        if (strcmp(decode_reason_word(advice[i].reason), reason) == 0)
            return &advice[i];
    return NULL;
}

static uint32_t count_before(const struct ears_view *v, const char *reason)
{
    for (int i = 0; i < v->refuseds; i++)
        if (strcmp(v->refused[i].u.refused.reason, reason) == 0)
            return v->refused[i].u.refused.count;
    return 0;
}

/* A sensor's own extra messages: it is heard all the same. */
static bool is_sensors(const struct ears_view *v, const char *from)
{
    for (int i = 0; i < v->heards; i++)
        if (strcmp(v->heard[i].u.heard.from, from) == 0 && v->heard[i].u.heard.age_s < 3)
            return true;
    return false;
}

static enum doctor_severity severity_of(const struct doctor_view *v, const struct gait_refusal *r,
                                        const struct advice *a, uint32_t now)
{
    uint32_t samples = doctor_grown(v->before.listening.u.listening.samples,
                                    v->after.listening.u.listening.samples);
    if (samples == 0)
        return DOCTOR_STOPS;
    if (a && a->reason == DECODE_UNKNOWN_ADDRESS)
        return is_sensors(&v->after, r->from) ? DOCTOR_NOTE : DOCTOR_HARMS;
    return a && a->rare && now < samples / 100 + 1 ? DOCTOR_NOTE : DOCTOR_HARMS;
}

/* That a unit is open is told of each sensor; where none is open, it was found meanwhile. */
static bool is_told_of_sensors(const struct ears_view *v, const struct advice *a)
{
    return v->heards && a && a->reason == DECODE_NO_UNIT;
}

/* gaitd's own form, not quite: what is wanted there. */
static const char *advice_on_own(const struct gait_refusal *r, const struct advice *a)
{
    bool own = strncmp(r->what, "/gait/", 6) == 0;
    if (own && a && a->reason == DECODE_UNKNOWN_ADDRESS)
        return "What gaitd itself defines is listed in docs/osc.md; a sample is "
               "/gait/RUNNER/PLACEMENT/imu, "
               "like /gait/anna/shank_left/imu.";
    if (own && a && a->reason == DECODE_BAD_ARGUMENTS && strstr(r->what, "/imu ,"))
        return "This form begins with a time tag (OSC type t; 1 where there is no time): "
               "`,tffffff`, "
               "acceleration in m/s2 and angular rate in rad/s, or `,tfff`. Without a time tag "
               "send "
               "/ID/imu or /ID/acc instead.";
    return NULL;
}

void doctor_refusals(const struct doctor_view *v, struct doctor_found *f)
{
    for (int i = 0; i < v->after.refuseds; i++) {
        const struct gait_refusal *r = &v->after.refused[i].u.refused;
        const struct advice *a = advice_on(r->reason);
        uint32_t now = doctor_grown(count_before(&v->before, r->reason), r->count);
        if (now == 0 && v->after.listening.u.listening.samples > 0)
            continue; /* it was, and is no more */
        if (is_told_of_sensors(&v->after, a))
            continue;
        struct doctor_finding *x = doctor_add(f, a ? decode_reason_word(a->reason) : "refused",
                                              severity_of(v, r, a, now), "");
        doctor_say(x, "%u packets or values were not taken%s%s: %s%s%s", (unsigned)r->count,
                   *r->from ? ", the newest from " : "", r->from, r->why,
                   *r->what ? " It was " : "", r->what);
        const char *own = advice_on_own(r, a);
        doctor_do(x, "%s", own ? own : a ? a->todo : "See docs/sensors.md.");
    }
}
