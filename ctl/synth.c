/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth.h"

#include "ctl/synth_capture.h"
#include "ctl/synth_knobs.h"
#include "ctl/synth_truth.h"
#include "ctl/verb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUNNER_NAME "synth"

/* One recording on its way. */
struct synth {
    const struct preset *preset;
    const char *folder;
    double end_s;
    struct runner_bout *bout;
    struct recording_mark *mark;
    int bouts, marks;
    struct wear *wear[PRESET_SENSORS];
    int sensors;
    struct truth *truth;
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
                                                   .ground = runner_ground(b[i].ground),
                                                   .end_speed_ms = b[i].end_speed_ms,
                                                   .slope_deg = b[i].slope_deg,
                                                   .landing = b[i].landing,
                                                   .strike = b[i].strike};
        const char *label = b[i].mark ? b[i].mark : b[i].ground;
        if (s->marks && strcmp(s->mark[s->marks - 1].surface, label) == 0)
            continue;
        s->mark[s->marks].t_s = t_s;
        gait_name_copy(s->mark[s->marks++].surface, label);
    }
    return 0;
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
        for (int k = 0; k < s->sensors; k++)
            wear_push(s->wear[k], &m);
        truth_push(s->truth, &m, s->wear);
        if (progress && i % (RUNNER_HZ * 2) == 0)
            put_progress((double)i / (double)ticks);
    }
    if (progress)
        put_progress(1);
}

static int save_signals(const struct synth *s, const struct recording_head *h, char *why,
                        size_t why_size)
{
    struct recording_sensor sensor[PRESET_SENSORS];
    for (int i = 0; i < s->sensors; i++)
        sensor[i] = wear_recording(s->wear[i]);
    int fault = recording_write_ini(s->folder, h, sensor, s->sensors, why, why_size);
    for (int i = 0; !fault && i < s->sensors; i++)
        fault = recording_write_signal(s->folder, &sensor[i], why, why_size);
    return fault;
}

static int save_capture(const struct synth *s, const struct recording_head *h, char *why,
                        size_t why_size)
{
    struct recording_sensor sensor[PRESET_SENSORS];
    for (int i = 0; i < s->sensors; i++)
        sensor[i] = synth_capture_sensor(s->wear[i], RUNNER_NAME);
    if (recording_write_ini(s->folder, h, sensor, s->sensors, why, why_size))
        return -1;
    return synth_capture_write(s->folder, s->wear, s->sensors, RUNNER_NAME, why, why_size);
}

static int save(const struct synth *s, uint64_t seed, char *why, size_t why_size)
{
    char source[128], note[180];
    bool capture = preset_needs_capture(s->preset);
    snprintf(source, sizeof source, "gaitctl synth %s, seed %ju: computed, nobody ran this",
             s->preset->name, (uintmax_t)seed);
    snprintf(note, sizeof note, "truth = vertical force over 50 N%s%s",
             s->preset->turned[0] ? "; turned:" : "", s->preset->turned);
    struct recording_head h = {.name = s->preset->name,
                               .source = source,
                               .licence = "CC0-1.0",
                               .runner = RUNNER_NAME,
                               .note = note,
                               .speed_ms = NAN,
                               .slope_deg = NAN};
    int fault = capture ? save_capture(s, &h, why, why_size) : save_signals(s, &h, why, why_size);
    if (!fault)
        fault = recording_write_marks(s->folder, s->mark, s->marks, why, why_size);
    if (!fault)
        fault = synth_lost_write(s->folder, s->wear, s->sensors, capture, why, why_size);
    return fault;
}

/* What another run left in the folder and this one may not write. */
static void clear(const char *folder)
{
    static const char *const names[] = {"capture.osc", "truth-lost.csv"};
    for (int i = 0; i < 2; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", folder, names[i]) >= 0) {
            unlink(path);
            free(path);
        }
    }
}

/* The truth is written as the runner runs, so the folder has to be there before. */
static int open_truth(struct synth *s, char *why, size_t why_size)
{
    struct recording_head h = {.name = s->preset->name, .speed_ms = NAN, .slope_deg = NAN};
    if (recording_write_ini(s->folder, &h, NULL, 0, why, why_size))
        return -1;
    clear(s->folder);
    return truth_open(s->folder, s->preset, s->bout, s->bouts, &s->truth, why, why_size);
}

static struct runner *begin(struct synth *s, uint64_t seed)
{
    if (lay_out(s))
        return NULL;
    for (; s->sensors < PRESET_SENSORS && s->preset->sensor[s->sensors].id; s->sensors++) {
        int i = s->sensors;
        s->wear[i] = wear_new(&s->preset->sensor[i], seed, (uint32_t)i, s->end_s);
        if (!s->wear[i])
            return NULL;
    }
    const struct runner_manner as = {.body = runner_body(s->preset->body),
                                     .asymmetry = s->preset->asymmetry,
                                     .fatigue = s->preset->fatigue,
                                     .end_s = s->end_s};
    return runner_new_as(seed, s->bout, s->bouts, &as);
}

static int make(struct synth *s, uint64_t seed, bool progress, char *why, size_t why_size)
{
    struct runner *r = begin(s, seed);
    if (!r)
        snprintf(why, why_size, "%s cannot be made: out of memory", s->folder);
    int fault = r ? open_truth(s, why, why_size) : -1;
    if (!fault) {
        run(s, r, progress);
        fault = truth_close(s->truth, why, why_size);
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

int verb_synth(int argc, char **argv)
{
    struct synth_order o;
    char why[512] = "";
    int status = synth_knobs_take(argc, argv, &o);
    if (status >= 0)
        return status;
    if (synth_write(&o.preset, o.folder, o.seed, o.minutes, isatty(STDERR_FILENO), why, sizeof why))
        return verb_fail("synth", "%s", why);
    return 0;
}
