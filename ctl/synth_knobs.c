/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth_knobs.h"

#include "ctl/exact.h"
#include "ctl/verb.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum group { RECORDING, MOTION, MOUNTING, SENSOR, WAY, GROUPS };
enum part { ORDER, STRETCH, RUNNING, WHOLE, WORN }; /* what of an order a number belongs to */

static const char *const group_names[GROUPS] = {"the recording", "the runner", "the mounting",
                                                "the sensor", "the way of its packets"};

/* A number from outside: scale times it becomes the member. */
struct knob {
    enum group group;
    const char *name, *unit, *says;
    double min, max, scale;
    enum part part;
    size_t at;
};

#define IN_ORDER(m) ORDER, offsetof(struct synth_order, m)
#define IN_STRETCH(m) STRETCH, offsetof(struct preset_bout, m)
#define IN_RUNNING(m) RUNNING, offsetof(struct preset_bout, m)
#define IN_WHOLE(m) WHOLE, offsetof(struct preset, m)
#define IN_WORN(m) WORN, offsetof(struct wear_settings, m)

static const struct knob knobs[] = {
    {RECORDING, "minutes", "M", "how long", 1e-3, 600, 1, IN_ORDER(minutes)},
    {RECORDING, "bout", "S", "no stretch of the preset is longer", 1, 36000, 1,
     IN_STRETCH(seconds)},
    {MOTION, "speed", "M/S", "of running", 2, 6, 1, IN_RUNNING(speed_ms)},
    {MOTION, "speed-to", "M/S", "reached evenly at the end of each stretch", 2, 6, 1,
     IN_RUNNING(end_speed_ms)},
    {MOTION, "slope", "DEG", "uphill above 0", -15, 15, 1, IN_STRETCH(slope_deg)},
    {MOTION, "landing", "X", "speed of landing against the usual", 0.5, 1.5, 1,
     IN_STRETCH(landing)},
    {MOTION, "fatigue", "F", "at the end: 1 is landing 10 % faster", 0, 1, 1, IN_WHOLE(fatigue)},
    {MOTION, "asymmetry", "A", "left lands so much faster and longer, right less so", 0, 0.3, 1,
     IN_WHOLE(asymmetry)},
    {MOUNTING, "strap", "HZ", "rings on its strap; 45 firm, 18 loose, 0 none", 0, 200, 1,
     IN_WORN(strap_hz)},
    {MOUNTING, "strap-damping", "Z", "of the strap, against critical", 0.05, 2, 1,
     IN_WORN(strap_zeta)},
    {MOUNTING, "askew", "DEG", "scatter of the mounting", 0, 30, 1, IN_WORN(askew_deg)},
    {MOUNTING, "knocks", "S", "knocked once in so long on average, 0 never", 0, 60, 1,
     IN_WORN(knock_every_s)},
    {MOUNTING, "knock-size", "G", "of a knock", 0, 50, 1, IN_WORN(knock_g)},
    {SENSOR, "rate", "HZ", "rows a second", 10, 1600, 1, IN_WORN(rate_hz)},
    {SENSOR, "range", "G", "beyond which it clips", 1, 200, 1, IN_WORN(range_g)},
    {SENSOR, "noise", "G", "of the accelerometer, standard deviation", 0, 1, GAIT_G_MS2,
     IN_WORN(noise_ms2)},
    {SENSOR, "gyro-noise", "DEG/S", "of the gyroscope", 0, 100, EXACT_PI / 180,
     IN_WORN(noise_rads)},
    {SENSOR, "bias", "G", "of the accelerometer, standard deviation of an axis", 0, 1, GAIT_G_MS2,
     IN_WORN(bias_ms2)},
    {SENSOR, "gyro-bias", "DEG/S", "of the gyroscope", 0, 50, EXACT_PI / 180, IN_WORN(bias_rads)},
    {SENSOR, "jitter", "MS", "of the instants of sampling, standard deviation", 0, 5, 1e-3,
     IN_WORN(jitter_s)},
    {SENSOR, "skew", "PPM", "by which the clock is fast", -2000, 2000, 1, IN_WORN(skew_ppm)},
    {SENSOR, "clock-step", "MS", "the clock jumps by this every 20 s (a capture)", -5000, 5000,
     1e-3, IN_WORN(step_s)},
    {SENSOR, "sleep", "S", "repeats a row for this long every 30 s", 0, 29, 1, IN_WORN(sleep_s)},
    {SENSOR, "reboot", "S", "away for this long every 45 s (a capture)", 0, 40, 1,
     IN_WORN(reboot_s)},
    {WAY, "loss", "P", "share of rows that never arrive", 0, 0.5, 1, IN_WORN(loss)},
    {WAY, "loss-burst-ms", "MS", "mean length of a loss; 0 one packet", 0, 5000, 1e-3,
     IN_WORN(loss_burst_s)},
    {WAY, "batch", "N", "rows in a packet", 1, 16, 1, IN_WORN(batch)},
    {WAY, "delay", "MS", "of every packet (a capture)", 0, 2000, 1e-3, IN_WORN(delay_s)},
    {WAY, "late", "MS", "mean of a further delay, exponential: reorders (a capture)", 0, 500, 1e-3,
     IN_WORN(late_s)},
    {WAY, "duplicate", "P", "share of packets that come twice (a capture)", 0, 0.5, 1,
     IN_WORN(duplicate)},
};

enum { KNOBS = sizeof knobs / sizeof knobs[0], WORDS = 8 };

static const struct option words[WORDS] = {
    {"help", no_argument, NULL, 'h'},          {"seed", required_argument, NULL, 's'},
    {"body", required_argument, NULL, 'b'},    {"strike", required_argument, NULL, 'k'},
    {"surface", required_argument, NULL, 'g'}, {"rotate", required_argument, NULL, 'r'},
    {"swap", no_argument, NULL, 'w'},          {"capture", no_argument, NULL, 'c'}};

/* What is not a number, by group. */
static const char *const said[GROUPS] = {
    "  --seed N              another run of the same kind (1)\n"
    "  --capture             written as capture.osc: datagrams as they arrived\n",
    "  --body N              another body than the standard one, 0\n"
    "  --strike KIND         rear, mid or fore\n"
    "  --surface NAME        concrete, asphalt, track, treadmill, grass, trail or woodchip\n",
    "  --rotate HOW          upside-down, random, or X,Y,Z degrees about the segment's axes\n"
    "  --swap                left sensors worn on the right, right ones on the left\n",
    "", ""};

static int help(void)
{
    puts("usage: gaitctl synth PRESET OUT [--KNOB VALUE]...\n\n"
         "Writes the folder OUT: the recording of a synthetic runner whose contacts are known.\n"
         "The same preset and knobs give the same bytes on every machine. A knob that is not "
         "turned\n"
         "stands as the preset says; a turned one holds for every stretch and every sensor.");
    for (int g = 0; g < GROUPS; g++) {
        printf("\nKnobs of %s:\n%s", group_names[g], said[g]);
        for (int i = 0; i < KNOBS; i++) {
            const struct knob *k = &knobs[i];
            if ((int)k->group == g)
                printf("  --%-13s %-5s %s, %g to %g\n", k->name, k->unit, k->says, k->min, k->max);
        }
    }
    puts("\nExample: gaitctl synth asphalt-trail /tmp/run --seed 7 && gaitctl run /tmp/run\n\n"
         "Presets:");
    for (int i = 0; i < preset_count; i++)
        printf("  %-21s %s\n", presets[i].name, presets[i].says);
    return 0;
}

static bool whole(const char *text, uint64_t *ret)
{
    char *end = NULL;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno)
        return false;
    *ret = v;
    return true;
}

static bool take_strike(struct preset *p, const char *text)
{
    for (int k = 0; k < RUNNER_STRIKES; k++)
        if (strcmp(text, runner_strike_name((enum runner_strike)k)) == 0) {
            for (int i = 0; i < PRESET_BOUTS; i++)
                p->bout[i].strike = (enum runner_strike)k;
            return true;
        }
    return false;
}

static bool take_surface(struct preset *p, const char *text)
{
    if (!runner_ground(text))
        return false;
    for (int i = 0; i < PRESET_BOUTS; i++)
        p->bout[i].ground = text;
    return true;
}

static bool take_turn(struct preset *p, const char *text)
{
    double deg[3] = {0};
    char *end = NULL;
    bool random = strcmp(text, "random") == 0, inverted = strcmp(text, "upside-down") == 0;
    const char *at = text;
    for (int i = 0; !random && !inverted && i < 3; i++, at = end + 1) {
        deg[i] = strtod(at, &end);
        if (end == at || *end != (i < 2 ? ',' : '\0') || !(fabs(deg[i]) <= 360))
            return false;
    }
    for (int i = 0; i < PRESET_SENSORS; i++) {
        p->sensor[i].turn_random = random;
        p->sensor[i].inverted = inverted;
        memcpy(p->sensor[i].turn_deg, deg, sizeof deg);
    }
    return true;
}

/* NULL: taken; else what was expected. */
static const char *take_word(struct synth_order *o, int c, const char *text)
{
    switch (c) {
    case 's':
        return whole(text, &o->seed) ? NULL : "--seed expects a whole number";
    case 'b':
        return whole(text, &o->preset.body) ? NULL : "--body expects a whole number";
    case 'k':
        return take_strike(&o->preset, text) ? NULL : "--strike expects rear, mid or fore";
    case 'g':
        return take_surface(&o->preset, text)
                   ? NULL
                   : "--surface expects concrete, asphalt, track, treadmill, grass, trail or "
                     "woodchip";
    case 'r':
        return take_turn(&o->preset, text)
                   ? NULL
                   : "--rotate expects upside-down, random, or X,Y,Z up to 360 degrees";
    case 'w':
        for (int i = 0; i < PRESET_SENSORS; i++)
            o->preset.sensor[i].swapped = !o->preset.sensor[i].swapped;
        return NULL;
    default:
        o->preset.capture = true;
        return NULL;
    }
}

static void put(void *whole_of, size_t at, double value)
{
    memcpy((char *)whole_of + at, &value, sizeof value);
}

static void turn(struct synth_order *o, const struct knob *k, double value)
{
    struct preset *p = &o->preset;
    if (k->part == ORDER)
        put(o, k->at, value);
    else if (k->part == WHOLE)
        put(p, k->at, value);
    for (int i = 0; k->part == WORN && i < PRESET_SENSORS; i++)
        put(&p->sensor[i], k->at, value);
    for (int i = 0; i < PRESET_BOUTS; i++) {
        if (k->at == offsetof(struct preset_bout, seconds) && k->part == STRETCH)
            p->bout[i].seconds = fmin(p->bout[i].seconds, value);
        else if (k->part == STRETCH || (k->part == RUNNING && p->bout[i].gait == GAIT_RUN))
            put(&p->bout[i], k->at, value);
    }
}

/* What one knob asks of others that the preset left at 0. */
static void complete(struct preset *p, bool speed_turned, bool end_turned)
{
    for (int i = 0; speed_turned && !end_turned && i < PRESET_BOUTS; i++)
        p->bout[i].end_speed_ms = 0;
    for (int i = 0; i < PRESET_SENSORS; i++) {
        struct wear_settings *s = &p->sensor[i];
        s->strap_zeta = s->strap_zeta > 0 ? s->strap_zeta : 0.25;
        s->knock_g = s->knock_g > 0 ? s->knock_g : 5;
        s->sleep_every_s = s->sleep_s > 0 && !(s->sleep_every_s > 0) ? 30 : s->sleep_every_s;
        s->reboot_every_s = s->reboot_s > 0 && !(s->reboot_every_s > 0) ? 45 : s->reboot_every_s;
        s->step_every_s = s->step_s != 0 && !(s->step_every_s > 0) ? 20 : s->step_every_s;
    }
}

/* The rate and the length show in the recording itself. */
static void note(struct preset *p, const char *name, const char *value)
{
    static const char *const seen[] = {"seed", "minutes", "bout", "rate"};
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
        if (strcmp(name, seen[i]) == 0)
            return;
    size_t used = strlen(p->turned), room = sizeof p->turned - used;
    if ((size_t)snprintf(p->turned + used, room, " --%s%s%s", name, value ? " " : "",
                         value ? value : "") >= room)
        p->turned[used] = '\0';
}

static const char *take_number(struct synth_order *o, const struct knob *k, const char *text,
                               char *why, size_t why_size)
{
    double value;
    if (verb_number(text, k->min, k->max, &value)) {
        turn(o, k, value * k->scale);
        return NULL;
    }
    snprintf(why, why_size, "--%s expects %g to %g, not '%s'", k->name, k->min, k->max, text);
    return why;
}

static void list_options(struct option list[KNOBS + WORDS + 1])
{
    memset(list, 0, sizeof(struct option) * (KNOBS + WORDS + 1));
    for (int i = 0; i < KNOBS; i++)
        list[i] = (struct option){knobs[i].name, required_argument, NULL, 256 + i};
    memcpy(list + KNOBS, words, sizeof words);
}

int synth_knobs_take(int argc, char **argv, struct synth_order *ret)
{
    struct option list[KNOBS + WORDS + 1];
    char why[160];
    int c, at, speeds = 0;
    list_options(list);
    optind = 0; /* first for help and the preset's name, which the knobs turn */
    opterr = 0;
    while ((c = getopt_long(argc, argv, "h", list, NULL)) != -1)
        if (c == 'h')
            return help();
        else if (c == '?')
            return verb_usage("synth", "%s is unknown or lacks its value", argv[optind - 1]);
    if (argc - optind != 2)
        return verb_usage("synth", "expected PRESET and OUT");
    const struct preset *found = preset_find(argv[optind]);
    if (!found)
        return verb_usage("synth", "unknown preset %s", argv[optind]);
    *ret = (struct synth_order){.folder = argv[optind + 1], .seed = 1, .preset = *found};
    optind = 0;
    while ((c = getopt_long(argc, argv, "h", list, &at)) != -1) {
        const char *wrong = c >= 256 ? take_number(ret, &knobs[c - 256], optarg, why, sizeof why)
                                     : take_word(ret, c, optarg);
        if (wrong)
            return wrong == why ? verb_usage("synth", "%s", why)
                                : verb_usage("synth", "%s, not '%s'", wrong, optarg);
        speeds |= strcmp(list[at].name, "speed") == 0 ? 1 : 0;
        speeds |= strcmp(list[at].name, "speed-to") == 0 ? 2 : 0;
        note(&ret->preset, list[at].name, optarg);
    }
    complete(&ret->preset, speeds & 1, speeds & 2);
    return -1;
}
