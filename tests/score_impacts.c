/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peaks and attenuation against what the synthetic runner's own points felt (truth-strides.csv). */
#include "tests/score.h"

#include <math.h>
#include <string.h>

#define SEED 5
#define MINUTES 1.0
#define APART_S 0.03 /* from a true contact to the one that is found */
#define TRUE_MAX 1024

struct true_stride {
    double t_s, peak_g, axial_g, attenuation_db;
    bool transient;
    enum gait_side side;
};

static int read_strides(const char *folder, struct true_stride *ret)
{
    char path[1024], line[512], side[8];
    int n = 0, transient;
    snprintf(path, sizeof path, "%s/truth-strides.csv", folder);
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    while (n < TRUE_MAX && fgets(line, sizeof line, f)) {
        struct true_stride *s = &ret[n];
        if (sscanf(line, "%lf,%7[a-z],%*f,%lf,%lf,%*f,%*f,%lf,%*f,%d", &s->t_s, side, &s->peak_g,
                   &s->axial_g, &s->attenuation_db, &transient) != 6)
            continue;
        s->transient = transient != 0;
        s->side = strcmp(side, "left") == 0 ? GAIT_SIDE_LEFT : GAIT_SIDE_RIGHT;
        n++;
    }
    fclose(f);
    return n;
}

struct errors {
    struct help_ticks peak, axial, stance_db, ten_db;
    int missed; /* unclipped, whole, and yet without a peak */
};

static void compare(const struct help_events *e, const struct true_stride *s, struct errors *ret,
                    double *sum_db, int *n_db)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (x->kind != GAIT_EVENT_STRIDE || x->side != s->side || x->u.step.trunk ||
            fabs(1e-9 * (double)x->t_ns - s->t_s) > APART_S)
            continue;
        if (!x->impact.clipped && !x->impact.gap) {
            ret->missed += isnan(x->impact.peak_g);
            help_ticks_put(&ret->peak, (double)x->impact.peak_g / s->peak_g - 1);
            help_ticks_put(&ret->axial, (double)x->impact.axial_g / s->axial_g - 1);
        }
        if (isnan(x->u.step.stance.attenuation_db))
            continue;
        double off = (double)x->u.step.stance.attenuation_db - s->attenuation_db;
        help_ticks_put(&ret->stance_db, off);
        *sum_db += off;
        if (++*n_db % 10 == 0) {
            help_ticks_put(&ret->ten_db, *sum_db / 10);
            *sum_db = 0;
        }
    }
}

static int score_strides(const struct recording *r, const char *folder, const char *name,
                         void *with)
{
    static struct true_stride s[TRUE_MAX];
    struct help_events e = {0};
    int n = read_strides(folder, s), n_db = 0;
    double sum_db = 0;
    (void)name;
    help_run(r, &e);
    for (int i = 0; i < n; i++)
        if (!s[i].transient && s[i].t_s > 4)
            compare(&e, &s[i], with, &sum_db, &n_db);
    help_events_free(&e);
    return 0;
}

static void row(const char *says, const struct errors *e)
{
    struct help_spread p = help_spread(&e->peak), a = help_spread(&e->axial);
    struct help_spread one = help_spread(&e->stance_db), ten = help_spread(&e->ten_db);
    printf("| %s | %d |", says, p.n);
    score_number(100 * p.bias, 2);
    score_number(100 * p.p95_absolute, 2);
    score_number(100 * a.bias, 2);
    score_number(100 * a.p95_absolute, 2);
    score_number(one.p95_absolute, 2);
    score_number(ten.mean_absolute, 2);
    score_number(ten.worst, 2);
    putchar('\n');
}

int score_impacts(void)
{
    static const double rates[] = {100, 200, 400, 800, 1600}, speeds[] = {2.5, 3.5, 4.5};
    static struct errors e;
    int fault = 0;
    printf(
        "\n## Peaks and attenuation (synthetic runner, a minute each, three bodies)\n\n"
        "| sensors | strides | peak, bias %% | p95 %% | axial, bias %% | p95 %% | attenuation of a "
        "stance, p95 dB | of ten, mean dB | worst dB |\n|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < 3; i++)
        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
            char says[64];
            memset(&e, 0, sizeof e);
            snprintf(says, sizeof says, "%g Hz, %g m/s", rates[k], speeds[i]);
            for (uint64_t body = 0; body < 3; body++) {
                struct preset p = *preset_find("asphalt-easy");
                p.body = body;
                for (int j = 0; j < PRESET_BOUTS; j++)
                    p.bout[j].speed_ms = speeds[i];
                for (int j = 0; j < PRESET_SENSORS; j++) {
                    p.sensor[j].rate_hz = rates[k];
                    p.sensor[j].range_g = 32;
                }
                fault = help_in_folder(&p, SEED + body, MINUTES, score_strides, &e) || fault;
            }
            row(says, &e);
        }
    return fault ? -1 : 0;
}
