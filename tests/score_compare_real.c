/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons of real strides under labels that mean nothing, and of the synthetic runner from its
 * recording to the verdict. */
#include "tests/help_verdicts.h"
#include "tests/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REAL "road-run-a"
#define LIMB "foot_left"
#define PER_RECORDING 4 /* a recording costs more than a session */
#define SCATTER_MS 0.08 /* of the pace, from stretch to stretch */

static const struct {
    int stretches, strides;
} shapes[] = {{1, 100}, {2, 60}, {3, 40}, {5, 25}};
#define SHAPES (sizeof shapes / sizeof *shapes)

struct real {
    struct help_events e;
    const struct gait_event **limb; /* strides of LIMB */
    int n, draws;
};

/* False: it spans a pause of half a minute, which nobody would call a stretch. */
static bool unbroken(const struct real *r, int from, int n)
{
    for (int i = from + 1; i < from + n; i++)
        if (r->limb[i]->t_ns - r->limb[i - 1]->t_ns > INT64_C(30000000000))
            return false;
    return true;
}

/* Every running stride from the limb's stride `from` on, labelled in turn. */
static void relabel(const struct real *r, struct gait_session *s, int from, int strides, int n,
                    bool b)
{
    static const char *const words[] = {"asphalt", "trail"};
    int next = from, k = 0;
    gait_session_begin(s, "real");
    gait_session_expect(s, GAIT_FOOT_LEFT);
    for (size_t i = 0; i < r->e.n; i++) {
        struct gait_event x = r->e.item[i];
        if (x.kind != GAIT_EVENT_STRIDE || x.t_ns < r->limb[from]->t_ns ||
            x.t_ns >= r->limb[from + n]->t_ns)
            continue;
        while (next < from + n && x.t_ns >= r->limb[next]->t_ns) {
            gait_session_mark(s, r->limb[next]->t_ns, words[(k + b) & 1]);
            next += strides;
            k++;
        }
        gait_name_copy(x.u.step.surface, words[(k - 1 + b) & 1]);
        gait_session_stride(s, &x, strcmp(x.sensor, LIMB) ? GAIT_HIP_LEFT : GAIT_FOOT_LEFT);
    }
}

static void draw(const struct real *r, size_t shape, struct help_verdicts v[GAIT_MEASURES])
{
    struct gait_session *s = gait_session_new();
    struct help_draw random = {77 + shape};
    int n = 2 * shapes[shape].stretches * shapes[shape].strides;
    memset(v, 0, GAIT_MEASURES * sizeof *v);
    for (int i = 0; s && i < r->draws && n + 1 < r->n;) {
        struct gait_event e;
        int from = (int)(help_draw_uniform(&random) * (r->n - n - 1));
        if (!unbroken(r, from, n + 1))
            continue;
        relabel(r, s, from, shapes[shape].strides, n, help_draw_uniform(&random) < 0.5);
        while (gait_session_result(s, &e))
            if (e.kind == GAIT_EVENT_COMPARISON)
                help_verdicts_add(&v[e.u.comparison.measure], &e, 0);
        i++;
    }
    gait_session_free(s);
}

static int score_real(const struct recording *rec, const char *folder, const char *name, void *with)
{
    struct real r = {.draws = *(int *)with};
    static struct help_verdicts v[SHAPES][GAIT_MEASURES];
    (void)folder;
    help_run(rec, &r.e);
    r.limb = calloc(r.e.n + 1, sizeof *r.limb);
    for (size_t i = 0; r.limb && i < r.e.n; i++)
        if (r.e.item[i].kind == GAIT_EVENT_STRIDE && strcmp(r.e.item[i].sensor, LIMB) == 0 &&
            r.e.item[i].state == GAIT_RUN)
            r.limb[r.n++] = &r.e.item[i];
    printf("\n### Real strides (%s, %d of one foot) under labels in turn that mean nothing\n\n%d "
           "overlapping draws a cell. Wrong verdicts %% / 0 in the 95 %% interval %% / not "
           "comparable %%.\n\n| measure |",
           name, r.n, r.draws);
    for (size_t k = 0; k < SHAPES; k++) {
        printf(" %d x %d |", shapes[k].stretches, shapes[k].strides);
        draw(&r, k, v[k]);
    }
    printf("\n|---|---|---|---|---|\n");
    for (int m = 0; m < GAIT_MEASURES; m++) {
        if (v[0][m].n == 0)
            continue;
        printf("| %s |", gait_measure_name((enum gait_measure)m));
        for (size_t k = 0; k < SHAPES; k++)
            printf(" %.1f / %.1f / %.1f |",
                   100 * help_share(v[k][m].lower + v[k][m].higher, v[k][m].n),
                   100 * help_share(v[k][m].held, v[k][m].intervals),
                   100 * help_share(v[k][m].not_comparable, v[k][m].n));
        putchar('\n');
    }
    free(r.limb);
    help_events_free(&r.e);
    return r.limb ? 0 : -1;
}

static void score_made_up(int n)
{
    static const struct {
        const char *preset, *goal;
        double scatter_ms;
    } rows[] = {
        {"null-surface", "lower, higher: together 5 % at most", 0},
        {"null-surface", "lower, higher: together 5 % at most", SCATTER_MS},
        {"speed-confound", "lower, higher: never", 0},
        {"asphalt-woodchip", "lower: 80 % at least", 0},
        {"asphalt-woodchip", "lower: 80 % at least", SCATTER_MS},
    };
    printf("\n### The synthetic runner, from its recording to the verdict (seeds 1 to %d)\n\nOne "
           "shank, 8 minutes, 4 stretches a side, speed not told; %%.\n\n| preset | pace of "
           "stretches, SD m/s | lower | higher | none | not comparable | must be | MC "
           "|\n|---|---|---|---|---|---|---|---|\n",
           n);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct help_verdicts v = {0};
        for (int seed = 1; seed <= n; seed++)
            help_verdicts_preset(rows[i].preset, (uint64_t)seed, rows[i].scatter_ms, &v);
        printf("| %s | %.2f | %.1f | %.1f | %.1f | %.1f | %s | %.1f |\n", rows[i].preset,
               rows[i].scatter_ms, 100 * help_share(v.lower, v.n), 100 * help_share(v.higher, v.n),
               100 * help_share(v.n - v.lower - v.higher - v.not_comparable - v.too_few, v.n),
               100 * help_share(v.not_comparable, v.n), rows[i].goal,
               100 * help_share_mc(i < 2 ? 0.05 : 0.8, v.n));
        fflush(stdout);
    }
}

int score_compare_real(const char *data, int n)
{
    int fault = score_each(data, REAL, score_real, &n);
    score_made_up(n / PER_RECORDING);
    return fault;
}
