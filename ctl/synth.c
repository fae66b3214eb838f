/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MINUTES_MAX 600.0
#define RATE_MIN 10.0
#define RATE_MAX 800.0 /* the sensor's low-pass is stepped at 4 kHz */
#define BOUT_MIN 1.0
#define BOUT_MAX 36000.0
#define SPEED_MIN 2.0
#define SPEED_MAX 6.0

/* One recording on its way. */
struct synth {
    const struct preset *preset;
    const char *folder;
    double end_s;
    struct runner_bout *bout;
    struct recording_mark *mark;
    int bouts, marks;
    struct wear *wear[PRESET_SENSORS];
    FILE *truth;
    bool down[2];
};

/* The preset's bouts, over and over to the end; a mark wherever the label changes. */
static int lay_out(struct synth *s)
{
    const struct preset_bout *b = s->preset->bout;
    int each = 0;
    double lap_s = 0;
    while (each < PRESET_BOUTS && b[each].seconds > 0)
        lap_s += b[each++].seconds;
    size_t room = (size_t)((s->end_s / lap_s + 1) * each + 1);
    s->bout = calloc(room, sizeof *s->bout);
    s->mark = calloc(room, sizeof *s->mark);
    if (!s->bout || !s->mark)
        return -1;
    double t_s = 0;
    for (int i = 0; t_s < s->end_s; t_s += b[i].seconds, i = (i + 1) % each) {
        s->bout[s->bouts++] = (struct runner_bout){.from_s = t_s,
                                                   .gait = b[i].gait,
                                                   .speed_ms = b[i].speed_ms,
                                                   .ground = runner_ground(b[i].ground)};
        const char *label = b[i].mark ? b[i].mark : b[i].ground;
        if (s->marks && strcmp(s->mark[s->marks - 1].surface, label) == 0)
            continue;
        s->mark[s->marks].t_s = t_s;
        gait_name_copy(s->mark[s->marks++].surface, label);
    }
    return 0;
}

/* Whole digits only: the same in every locale. */
static void put_truth(struct synth *s, const struct runner_moment *m)
{
    for (int i = 0; i < 2; i++) {
        bool down = m->force_n[i] > SYNTH_CONTACT_N;
        if (down == s->down[i])
            continue;
        s->down[i] = down;
        long tenths_ms = lround(m->t_s * 1e4);
        fprintf(s->truth, "%ld.%04ld,%s,%s\n", tenths_ms / 10000, tenths_ms % 10000,
                down ? "contact" : "toe_off", i ? "right" : "left");
    }
}

static void put_progress(double share)
{
    char bar[41];
    int full = (int)(share * 40);
    memset(bar, '.', sizeof bar - 1);
    memset(bar, '#', (size_t)full);
    bar[40] = '\0';
    fprintf(stderr, "\r[%s] %3d %%%s", bar, (int)(share * 100), share >= 1 ? "\n" : "");
}

static void run(struct synth *s, struct runner *r, bool progress)
{
    long ticks = lround(s->end_s * RUNNER_HZ);
    for (long i = 0; i < ticks; i++) {
        struct runner_moment m;
        runner_step(r, &m);
        if (i == 0) /* who stands at the start has not just come down */
            for (int k = 0; k < 2; k++)
                s->down[k] = m.force_n[k] > SYNTH_CONTACT_N;
        put_truth(s, &m);
        for (int k = 0; k < PRESET_SENSORS && s->wear[k]; k++)
            wear_push(s->wear[k], &m);
        if (progress && i % (RUNNER_HZ * 2) == 0)
            put_progress((double)i / (double)ticks);
    }
    if (progress)
        put_progress(1);
}

static int save(const struct synth *s, uint64_t seed, char *why, size_t why_size)
{
    struct recording_sensor sensor[PRESET_SENSORS];
    int n = 0;
    for (; n < PRESET_SENSORS && s->wear[n]; n++)
        sensor[n] = wear_recording(s->wear[n]);
    char source[128];
    snprintf(source, sizeof source, "gaitctl synth %s, seed %ju: computed, nobody ran this",
             s->preset->name, (uintmax_t)seed);
    struct recording_head h = {.name = s->preset->name,
                               .source = source,
                               .licence = "CC0-1.0",
                               .runner = "synth",
                               .note = "truth = vertical force over 50 N",
                               .speed_ms = NAN,
                               .slope_deg = NAN};
    if (recording_write_ini(s->folder, &h, sensor, n, why, why_size) ||
        recording_write_marks(s->folder, s->mark, s->marks, why, why_size))
        return -1;
    for (int i = 0; i < n; i++)
        if (recording_write_signal(s->folder, &sensor[i], why, why_size))
            return -1;
    return 0;
}

/* truth.csv is written as the runner runs, so the folder has to be there before. */
static int open_truth(struct synth *s, char *why, size_t why_size)
{
    char *path = NULL;
    struct recording_head h = {.name = s->preset->name, .speed_ms = NAN, .slope_deg = NAN};
    if (recording_write_ini(s->folder, &h, NULL, 0, why, why_size))
        return -1;
    if (asprintf(&path, "%s/truth.csv", s->folder) < 0)
        path = NULL;
    s->truth = path ? fopen(path, "w") : NULL;
    if (!s->truth)
        snprintf(why, why_size, "%s/truth.csv cannot be written: %s", s->folder, strerror(errno));
    else
        fputs("t_s,event,side\n", s->truth);
    free(path);
    return s->truth ? 0 : -1;
}

static int close_truth(struct synth *s, char *why, size_t why_size)
{
    bool bad = ferror(s->truth) != 0;
    bad = fclose(s->truth) != 0 || bad;
    s->truth = NULL;
    if (bad)
        snprintf(why, why_size, "%s/truth.csv cannot be finished: %s", s->folder, strerror(errno));
    return bad ? -1 : 0;
}

static int make(struct synth *s, uint64_t seed, bool progress, char *why, size_t why_size)
{
    struct runner *r = NULL;
    bool ready = lay_out(s) == 0 && (r = runner_new(seed, s->bout, s->bouts)) != NULL;
    for (int i = 0; ready && i < PRESET_SENSORS && s->preset->sensor[i].id; i++) {
        s->wear[i] = wear_new(&s->preset->sensor[i], seed, (uint32_t)i, s->end_s);
        ready = s->wear[i] != NULL;
    }
    if (!ready)
        snprintf(why, why_size, "%s cannot be made: out of memory", s->folder);
    int fault = ready ? open_truth(s, why, why_size) : -1;
    if (!fault) {
        run(s, r, progress);
        fault = close_truth(s, why, why_size);
    }
    if (!fault)
        fault = save(s, seed, why, why_size);
    runner_free(r);
    return fault;
}

int synth_write(const struct preset *p, const char *folder, uint64_t seed, double minutes,
                bool progress, char *why, size_t why_size)
{
    struct synth s = {.preset = p, .folder = folder};
    s.end_s = (minutes > 0 ? minutes : p->minutes) * 60;
    int fault = make(&s, seed, progress, why, why_size);
    for (int i = 0; i < PRESET_SENSORS; i++)
        wear_free(s.wear[i]);
    free(s.bout);
    free(s.mark);
    return fault;
}

static void usage(FILE *f)
{
    fputs("usage: gaitctl synth PRESET OUT [--seed N] [--minutes M] [--rate HZ] [--bout S] "
          "[--speed V]\n",
          f);
}

static void help(void)
{
    usage(stdout);
    puts("\nWrites the folder OUT: the recording of a synthetic runner whose contacts are known.\n"
         "The same preset and options give the same bytes on every machine.\n\n"
         "  --seed N      another runner of the same kind (1)\n"
         "  --minutes M   how long, up to 600 (as the preset says)\n"
         "  --rate HZ     of every sensor, 10 to 800 (as the preset says)\n"
         "  --bout S      no stretch of the preset is longer, from 1 on (as the preset says)\n"
         "  --speed V     of running, 2 to 6 m/s (as the preset says)\n\n"
         "Example: gaitctl synth asphalt-trail /tmp/run --seed 7 && gaitctl run /tmp/run\n\n"
         "Presets:");
    for (int i = 0; i < preset_count; i++)
        printf("  %-17s %s\n", presets[i].name, presets[i].says);
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

static bool number(const char *text, double min, double max, double *ret)
{
    char *end = NULL;
    double v = strtod(text, &end);
    if (end == text || *end != '\0' || !(v >= min && v <= max))
        return false;
    *ret = v;
    return true;
}

struct options {
    uint64_t seed;
    double minutes, rate_hz, bout_s, speed_ms; /* 0: as the preset says */
};

/* NULL: taken; else what was expected. */
static const char *take(struct options *o, int option, const char *value)
{
    switch (option) {
    case 's':
        return whole(value, &o->seed) ? NULL : "--seed expects a whole number";
    case 'm':
        return number(value, 1e-9, MINUTES_MAX, &o->minutes)
                   ? NULL
                   : "--minutes expects a number above 0 and up to 600";
    case 'r':
        return number(value, RATE_MIN, RATE_MAX, &o->rate_hz) ? NULL
                                                              : "--rate expects 10 to 800 Hz";
    case 'v':
        return number(value, SPEED_MIN, SPEED_MAX, &o->speed_ms) ? NULL
                                                                 : "--speed expects 2 to 6 m/s";
    default: /* 'b' */
        return number(value, BOUT_MIN, BOUT_MAX, &o->bout_s) ? NULL : "--bout expects 1 to 36000 s";
    }
}

/* Exit status, or -1 to go on. */
static int take_options(int argc, char **argv, struct options *o)
{
    static const struct option options[] = {{"seed", required_argument, NULL, 's'},
                                            {"minutes", required_argument, NULL, 'm'},
                                            {"rate", required_argument, NULL, 'r'},
                                            {"bout", required_argument, NULL, 'b'},
                                            {"speed", required_argument, NULL, 'v'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    optind = 0;
    for (int c; (c = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (c == 'h') {
            help();
            return 0;
        }
        const char *wrong = c == '?' ? "" : take(o, c, optarg);
        if (!wrong)
            continue;
        if (*wrong)
            fprintf(stderr, "gaitctl synth: %s, not '%s'\n", wrong, optarg);
        usage(stderr);
        return 2;
    }
    return -1;
}

/* The preset as the options change it. */
static struct preset varied(struct preset p, const struct options *o)
{
    for (int i = 0; o->bout_s > 0 && i < PRESET_BOUTS; i++)
        p.bout[i].seconds = fmin(p.bout[i].seconds, o->bout_s);
    for (int i = 0; o->speed_ms > 0 && i < PRESET_BOUTS; i++)
        if (p.bout[i].gait == GAIT_RUN)
            p.bout[i].speed_ms = o->speed_ms;
    for (int i = 0; o->rate_hz > 0 && i < PRESET_SENSORS; i++)
        p.sensor[i].rate_hz = o->rate_hz;
    return p;
}

int verb_synth(int argc, char **argv)
{
    struct options o = {.seed = 1};
    int status = take_options(argc, argv, &o);
    if (status >= 0)
        return status;
    if (argc - optind != 2) {
        usage(stderr);
        return 2;
    }
    const struct preset *found = preset_find(argv[optind]);
    if (!found) {
        fprintf(stderr, "gaitctl synth: unknown preset %s (see gaitctl synth --help)\n",
                argv[optind]);
        return 2;
    }
    char why[512] = "";
    struct preset p = varied(*found, &o);
    if (synth_write(&p, argv[optind + 1], o.seed, o.minutes, isatty(STDERR_FILENO), why,
                    sizeof why)) {
        fprintf(stderr, "gaitctl synth: %s\n", why);
        return 1;
    }
    return 0;
}
