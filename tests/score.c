/* SPDX-License-Identifier: GPL-3.0-or-later */
/* score FOLDER: how close the analysis comes to the truth, as a table for docs/accuracy.md: every
 * recording in FOLDER, then every preset of the synthetic runner. Run by accuracy.sh. */
#include "ctl/synth.h"
#include "tests/help_truth.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WARM_UP_S 3.0
#define SHORT_WARM_UP_S 2.0 /* of recordings of 6 s or less */
#define SHORT_S 6.0
#define SEED 1

static void number(double x, int decimals)
{
    if (isnan(x))
        printf(" - |");
    else
        printf(" %.*f |", decimals, x);
}

static void row(const char *recording, const char *sensor, const struct help_accuracy *a)
{
    struct help_spread c = help_spread(&a->contact_error), t = help_spread(&a->toe_off_error);
    struct help_spread l = help_spread(&a->latency), k = help_spread(&a->cadence_error);
    printf("| %s | %s |", recording, sensor);
    if (a->contacts)
        printf(" %d of %d | %d |", c.n, a->contacts, a->reported - c.n);
    else if (a->stances)
        printf(" %d of %d stances | - |", a->stances_met, a->stances);
    else
        printf(" - | - |");
    number(1e3 * c.bias, 1);
    number(1e3 * c.sd, 1);
    number(1e3 * c.mean_absolute, 1);
    number(1e3 * c.p95_absolute, 1);
    if (t.n)
        printf(" %.1f (%d of %d) |", 1e3 * t.mean_absolute, t.n, a->toe_offs);
    else
        printf(" - |");
    number(1e3 * l.median, 0);
    number(1e3 * l.p95, 0);
    number(k.mean_absolute, 2);
    printf(" %d |\n", a->strides);
}

static double length_s(const struct recording *r)
{
    double s = 0;
    for (int i = 0; i < r->sensors; i++)
        s = fmax(s, r->sensor[i].start_s + (double)r->sensor[i].rows / r->sensor[i].rate_hz);
    return s;
}

static enum gait_side side_of(enum gait_placement p)
{
    return gait_placement_kind(p) == GAIT_KIND_TRUNK || p == GAIT_UNKNOWN ? GAIT_SIDE_NONE
                                                                          : gait_placement_side(p);
}

/* Of limbs and of trunks that run and whose contacts are known. */
struct sums {
    struct help_accuracy limb, trunk;
};

static int score(const char *name, const char *folder, struct sums *sums)
{
    static struct help_truth t;
    static struct help_accuracy a;
    struct help_events e = {0};
    struct recording *r = NULL;
    char why[512];
    if (recording_read(folder, &r, why, sizeof why)) {
        fprintf(stderr, "score: %s\n", why);
        return -1;
    }
    help_run(r, &e);
    double warm_up_s = length_s(r) <= SHORT_S ? SHORT_WARM_UP_S : WARM_UP_S;
    for (int i = 0; i < r->sensors; i++) {
        const struct gait_sensor *s = &r->sensor[i].is;
        bool known = help_truth_read(folder, side_of(s->placement), &t);
        struct help_window w = {.from_s = warm_up_s, .to_s = INFINITY};
        if (known)
            w = help_truth_window(&t, warm_up_s);
        else
            memset(&t, 0, sizeof t);
        w.sensor = s->id;
        help_accuracy(&e, &t, &w, &a);
        row(name, gait_placement_name(s->placement), &a);
        if (a.contacts && a.strides)
            help_accuracy_add(gait_placement_kind(s->placement) == GAIT_KIND_TRUNK ? &sums->trunk
                                                                                   : &sums->limb,
                              &a);
    }
    help_events_free(&e);
    recording_free(r);
    return 0;
}

static void head(void)
{
    puts("| recording | sensor | contacts found | false | bias ms | SD ms | MAE ms | p95 ms |"
         " toe-off MAE ms | told after, median ms | p95 ms | cadence MAE spm | running strides |\n"
         "|---|---|---|---|---|---|---|---|---|---|---|---|---|");
}

static int recordings_only(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static int score_recordings(const char *data)
{
    static struct sums sums;
    struct dirent **entry = NULL;
    char path[1024];
    int n = scandir(data, &entry, recordings_only, alphasort), fault = n < 0 ? -1 : 0;
    head();
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s/recording.ini", data, entry[i]->d_name);
        if (access(path, R_OK) == 0) {
            snprintf(path, sizeof path, "%s/%s", data, entry[i]->d_name);
            fault = score(entry[i]->d_name, path, &sums) || fault ? -1 : 0;
        }
        free(entry[i]);
    }
    free(entry);
    row("**all that run**", "foot, shank", &sums.limb);
    row("**all that run**", "trunk", &sums.trunk);
    return fault;
}

static void remove_folder(const char *folder)
{
    struct dirent **entry = NULL;
    char path[1024];
    int n = scandir(folder, &entry, recordings_only, NULL);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        unlink(path);
        free(entry[i]);
    }
    free(entry);
    rmdir(folder);
}

static int score_presets(void)
{
    static struct sums sums;
    char why[512];
    int fault = 0;
    head();
    for (int i = 0; i < preset_count; i++) {
        char folder[] = "/tmp/score.XXXXXX";
        if (!mkdtemp(folder))
            return -1;
        fault = synth_write(&presets[i], folder, SEED, 0, false, why, sizeof why) ||
                score(presets[i].name, folder, &sums) || fault;
        remove_folder(folder);
    }
    return fault ? -1 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: score FOLDER\n", stderr);
        return 2;
    }
    puts("## On recordings of people\n");
    int fault = score_recordings(argv[1]);
    puts("\n## On the synthetic runner (seed 1, length as the preset says)\n");
    fault = score_presets() || fault;
    return fflush(stdout) || fault ? 1 : 0;
}
