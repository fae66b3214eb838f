/* SPDX-License-Identifier: GPL-3.0-or-later */
/* score FOLDER: how close the analysis comes to the truth, as tables for docs/accuracy.md: every
 * recording in FOLDER, the same with less of a sensor, then the synthetic runner, then comparisons.
 * Run by accuracy.sh. score FOLDER compare [N]: only the comparisons, by N sessions a cell; score
 * FOLDER placing: only where sensors are worn. */
#include "tests/score.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WARM_UP_S 3.0
#define SHORT_WARM_UP_S 2.0 /* of recordings of 6 s or less */
#define SHORT_S 6.0
#define SESSIONS 100 /* made up, a cell */

void score_number(double x, int decimals)
{
    if (isnan(x))
        printf(" - |");
    else
        printf(" %.*f |", decimals, x);
}

void score_head(const char *first, const char *second)
{
    static const char *const rest[] = {"contacts found",
                                       "false",
                                       "bias ms",
                                       "SD ms",
                                       "MAE ms",
                                       "p95 ms",
                                       "toe-off MAE ms",
                                       "median ms",
                                       "contact time MAE ms",
                                       "told after, median ms",
                                       "p95 ms",
                                       "cadence p95 spm",
                                       "in the first 5 s",
                                       "octaves wrong",
                                       "running strides",
                                       "jitter ms"};
    const size_t n = sizeof rest / sizeof *rest;
    printf("| %s | %s |", first, second);
    for (size_t i = 0; i < n; i++)
        printf(" %s |", rest[i]);
    printf("\n|");
    for (size_t i = 0; i < n + 2; i++)
        printf("---|");
    putchar('\n');
}

void score_row(const char *first, const char *second, const struct help_accuracy *a)
{
    struct help_spread c = help_spread(&a->contact_error), t = help_spread(&a->toe_off_error);
    struct help_spread d = help_spread(&a->duration_error), l = help_spread(&a->latency);
    printf("| %s | %s |", first, second);
    if (a->contacts)
        printf(" %d of %d | %d |", c.n, a->contacts, a->reported - c.n);
    else if (a->stances)
        printf(" %d of %d stances | - |", a->stances_met, a->stances);
    else
        printf(" - | - |");
    score_number(1e3 * c.bias, 1);
    score_number(1e3 * c.sd, 1);
    score_number(1e3 * c.mean_absolute, 1);
    score_number(1e3 * c.p95_absolute, 1);
    if (t.n)
        printf(" %.1f (%d of %d) |", 1e3 * t.mean_absolute, t.n, a->toe_offs);
    else
        printf(" - |");
    score_number(1e3 * t.median, 1);
    score_number(1e3 * d.mean_absolute, 1);
    score_number(1e3 * l.median, 0);
    score_number(1e3 * l.p95, 0);
    score_number(help_spread(&a->cadence_error).p95_absolute, 2);
    score_number(help_spread(&a->early_cadence_error).p95_absolute, 2);
    printf(" %d | %d |", a->octaves, a->strides);
    score_number(1e3 * help_spread(&a->jitter).median, 1);
    putchar('\n');
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

int score_recording(const struct recording *r, const char *folder, const char *name,
                    struct score_sums *sums)
{
    static struct help_truth t;
    static struct help_accuracy a;
    struct help_events e = {0};
    help_run(r, &e);
    double warm_up_s = length_s(r) <= SHORT_S ? SHORT_WARM_UP_S : WARM_UP_S;
    for (int i = 0; i < r->sensors; i++) {
        const struct gait_sensor *s = &r->sensor[i].is;
        bool trunk = gait_placement_kind(s->placement) == GAIT_KIND_TRUNK;
        bool known = help_truth_read(folder, side_of(s->placement), &t);
        struct help_window w = {.from_s = warm_up_s, .to_s = INFINITY};
        if (known)
            w = help_truth_window(&t, warm_up_s);
        else
            memset(&t, 0, sizeof t);
        w.sensor = s->id;
        help_accuracy(&e, &t, &w, &a);
        if (name)
            score_row(name, gait_placement_name(s->placement), &a);
        if (sums && a.contacts && a.strides)
            help_accuracy_add(trunk ? &sums->trunk : &sums->limb, &a);
    }
    help_events_free(&e);
    return 0;
}

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

int score_each(const char *data, const char *begins,
               int each(const struct recording *r, const char *folder, const char *name,
                        void *with),
               void *with)
{
    struct dirent **entry = NULL;
    char path[1024], why[512];
    int n = scandir(data, &entry, visible, alphasort), fault = n < 0 ? -1 : 0;
    for (int i = 0; i < n; i++) {
        const char *name = entry[i]->d_name;
        struct recording *r = NULL;
        snprintf(path, sizeof path, "%s/%s/recording.ini", data, name);
        bool wanted = strncmp(name, begins, strlen(begins)) == 0 && access(path, R_OK) == 0;
        snprintf(path, sizeof path, "%s/%s", data, name);
        if (wanted && recording_read(path, &r, why, sizeof why)) {
            fprintf(stderr, "score: %s\n", why);
            fault = -1;
        } else if (wanted) {
            fault = each(r, path, name, with) || fault ? -1 : 0;
            recording_free(r);
        }
        free(entry[i]);
    }
    free(entry);
    return fault;
}

static int compare(const char *data, int n)
{
    int fault = score_compare(n);
    fault = score_compare_real(data, n) || fault;
    return score_season(n) || fault;
}

int main(int argc, char **argv)
{
    bool only = argc >= 3 && strcmp(argv[2], "compare") == 0;
    if (argc == 3 && strcmp(argv[2], "placing") == 0)
        return score_placing(argv[1]) || fflush(stdout) ? 1 : 0;
    int n = argc == 4 ? atoi(argv[3]) : SESSIONS;
    if (argc < 2 || argc > 4 || (argc > 2 && !only) || n < 10) {
        fputs("usage: score FOLDER [compare [SESSIONS] | placing]\n", stderr);
        return 2;
    }
    if (only)
        return compare(argv[1], n) || fflush(stdout) ? 1 : 0;
    int fault = score_people(argv[1]);
    fault = score_variants(argv[1]) || fault;
    fault = score_presets() || fault;
    fault = score_impacts() || fault;
    fault = score_nothing() || fault;
    fault = score_confidence() || fault;
    fault = score_placing(argv[1]) || fault;
    fault = compare(argv[1], n) || fault;
    return fflush(stdout) || fault ? 1 : 0;
}
