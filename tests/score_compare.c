/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdicts of made-up sessions whose true difference is known. */
#include "tests/help_verdicts.h"
#include "tests/score.h"

#include <math.h>
#include <string.h>

struct kind {
    const char *name;
    enum help_noise noise;
    double phi;
};

static const struct kind kinds[] = {
    {"AR 0", HELP_NOISE_AR, 0},     {"AR 0.3", HELP_NOISE_AR, 0.3},
    {"AR 0.6", HELP_NOISE_AR, 0.6}, {"AR 0.9", HELP_NOISE_AR, 0.9},
    {"hip", HELP_NOISE_HIP, 0},     {"t3", HELP_NOISE_T3, 0},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static const struct {
    int stretches, strides;
} shapes[] = {{1, 300}, {2, 150}, {3, 100}, {5, 100}, {5, 5}, {2, 13}};
#define SHAPES (sizeof shapes / sizeof *shapes)

static double worst_wrong, worst_held, worst_found, worst_wide;

static void cell(const struct help_verdicts *v, double *held_worst)
{
    double wrong = help_share(v->lower + v->higher, v->n), held = help_share(v->held, v->intervals);
    double found = help_share(v->found, v->tried);
    printf(" %.1f / %.1f / %.0f (%.2f) |", 100 * wrong, 100 * held, 100 * found, v->half_width);
    worst_wrong = fmax(worst_wrong, wrong);
    *held_worst = fmin(*held_worst, held);
    worst_found = fmin(worst_found, found);
    fflush(stdout);
}

static void head(const char *first)
{
    printf("| %s |", first);
    for (size_t k = 0; k < SHAPES; k++)
        printf(" %d x %d |", shapes[k].stretches, shapes[k].strides);
    printf("\n|---|");
    for (size_t k = 0; k < SHAPES; k++)
        printf("---|");
    putchar('\n');
}

static void null_row(const struct kind *kind, double tau_g, int row, int n)
{
    printf("| %s, %.2f g |", kind->name, tau_g);
    for (size_t k = 0; k < SHAPES; k++) {
        struct help_strides is = {.seed = 10 * (uint64_t)row + k,
                                  .stretches = shapes[k].stretches,
                                  .strides = shapes[k].strides, .tau_g = tau_g,
                                  .noise = kind->noise, .phi = kind->phi};
        struct help_verdicts v;
        help_verdicts(&is, n, 0, true, &v);
        cell(&v, &worst_held);
    }
    putchar('\n');
}

static void wide_row(const struct kind *kind, int row, int n)
{
    static const int stretches[] = {4, 5, 10};
    printf("| %s, 0.60 g |", kind->name);
    for (int k = 0; k < 3; k++) {
        struct help_strides is = {.seed = 10 * (uint64_t)row + (uint64_t)k,
                                  .stretches = stretches[k],
                                  .strides = 60, .tau_g = 0.6, .noise = kind->noise,
                                  .phi = kind->phi};
        struct help_verdicts v;
        help_verdicts(&is, n, 0, true, &v);
        cell(&v, &worst_wide);
    }
    putchar('\n');
}

/* A worst cell beside what it must be; MC: three standard errors of a cell that just keeps it. */
static void must(const char *what, double is, const char *sign, double goal, int n)
{
    double mc = help_share_mc(goal, n);
    bool kept = *sign == '<' ? is <= goal + mc : is >= goal - mc;
    printf("| %s | %.1f %% | %s %.0f %% | %.1f | %s |\n", what, 100 * is, sign, 100 * goal,
           100 * mc, kept ? "yes" : "NO");
}

static void score_null(int n)
{
    static const double taus[] = {0, 0.15, 0.3};
    worst_wrong = 0;
    worst_held = worst_found = worst_wide = 1;
    printf("\n## Comparisons where the truth is known (%d made-up sessions a cell)\n\n"
           "Stride SD %.1f g about %.1f g; no true difference, pace not measured. Each cell: wrong "
           "verdicts %% / truth in the 95 %% interval %% / of sessions with a true difference as "
           "large as their own smallest detectable one, found %% (mean half width of the "
           "interval, g). Stretches a side x strides.\n\n",
           n, HELP_STRIDES_SIGMA_G, HELP_STRIDES_MEAN_G);
    head("noise, SD of stretches");
    for (size_t k = 0; k < KINDS; k++)
        for (int t = 0; t < 3; t++)
            null_row(&kinds[k], taus[t], (int)(10 + 3 * k) + t, n);
    printf("\n| noise, SD of stretches | 4 x 60 | 5 x 60 | 10 x 60 |\n|---|---|---|---|\n");
    for (size_t k = 0; k < KINDS; k++)
        wide_row(&kinds[k], (int)(50 + k), n);
    printf("\n| worst cell of | is | must be | MC | kept |\n|---|---|---|---|---|\n");
    must("wrong verdicts", worst_wrong, "<=", 0.05, n);
    must("interval holds the truth", worst_held, ">=", 0.94, n);
    must("the same, stretches of SD 0.60 g, 4 and more a side", worst_wide, ">=", 0.93, n);
    must("own smallest detectable difference found", worst_found, ">=", 0.78, n);
}

/* With a pace; hip noise, stretches of 0.1 g, 3 g for each m/s unless the row says else. */
#define PACED                                                                                      \
    .noise = HELP_NOISE_HIP, .tau_g = 0.1, .has_pace = true, .wander_ms = 0.12, .slope_g_per_ms = 3

static const struct {
    const char *name;
    struct help_strides is;
} designs[] = {
    {"4 x 100, same pace", {PACED, .stretches = 4, .strides = 100}},
    {"0.1 m/s slower", {PACED, .stretches = 4, .strides = 100, .slower_ms = 0.1}},
    {"0.2 m/s slower", {PACED, .stretches = 4, .strides = 100, .slower_ms = 0.2}},
    {"0.3 m/s slower", {PACED, .stretches = 4, .strides = 100, .slower_ms = 0.3}},
    {"0.4 m/s slower", {PACED, .stretches = 4, .strides = 100, .slower_ms = 0.4}},
    {"0.6 m/s slower", {PACED, .stretches = 4, .strides = 100, .slower_ms = 0.6}},
    {"0.2 m/s slower, 10 x 60", {PACED, .stretches = 10, .strides = 60, .slower_ms = 0.2}},
    {"0.2 m/s slower, 25 x 100", {PACED, .stretches = 25, .strides = 100, .slower_ms = 0.2}},
    {"ground shortens contact by 8 ms",
     {PACED, .stretches = 4, .strides = 100, .contact_ms = -8}},
    {"ground lengthens contact by 8 ms", {PACED, .stretches = 4, .strides = 100, .contact_ms = 8}},
    {"ground quickens cadence by 3 spm",
     {PACED, .stretches = 4, .strides = 100, .cadence_spm = 3}},
    {"one stretch each of 400, drifts",
     {PACED, .stretches = 1, .strides = 400, .drift_g_per_min = 0.02}},
    {"one stretch each of 800, warm-up",
     {PACED, .stretches = 1, .strides = 800, .warm_up_g = 0.6}},
    {"A B A of 270, warm-up",
     {PACED, .stretches = 2, .stretches_b = 1, .strides = 270, .warm_up_g = 0.6}},
    {"2 x 200, warm-up", {PACED, .stretches = 2, .strides = 200, .warm_up_g = 0.6}},
    {"5 x 100, warm-up, 0.1 m/s slower",
     {PACED, .stretches = 5, .strides = 100, .warm_up_g = 0.6, .slower_ms = 0.1}},
    {"5 x 5, same pace", {PACED, .stretches = 5, .strides = 5}},
};

static void design_row(size_t i, int n)
{
    printf("| %s |", designs[i].name);
    for (int known = 0; known < 2; known++) {
        struct help_strides is = designs[i].is;
        struct help_verdicts v;
        is.seed = 1000 + i;
        is.knows_speed = known;
        help_verdicts(&is, n, 0, false, &v);
        worst_wrong = fmax(worst_wrong, help_share(v.lower + v.higher, v.n));
        printf(" %.1f / %.1f |", 100 * help_share(v.lower + v.higher, v.n),
               100 * help_share(v.not_comparable, v.n));
        is.difference_g = -0.8;
        help_verdicts(&is, n, -0.8, false, &v);
        printf(" %.0f / %.0f / %.0f |", 100 * help_share(v.lower, v.n),
               100 * help_share(v.higher, v.n), 100 * help_share(v.not_comparable, v.n));
        fflush(stdout);
    }
    putchar('\n');
}

static void score_pace(int n)
{
    worst_wrong = 0;
    printf("\n### With a pace (%d made-up sessions a cell)\n\nPeak 3 g higher for each m/s, pace "
           "wanders by 0.12 m/s, hip noise, stretches differ by 0.1 g. No true difference: wrong "
           "/ not comparable, %%; true -0.8 g: found / found the wrong way round / not "
           "comparable, %%.\n\n"
           "| session | speed not known, none true | -0.8 g | speed known, none true | -0.8 g "
           "|\n|---|---|---|---|---|\n",
           n);
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++)
        design_row(i, n);
    printf("\n| worst cell of | is | must be | MC | kept |\n|---|---|---|---|---|\n");
    must("wrong verdicts", worst_wrong, "<=", 0.05, n);
}

/* A running comparison is looked at every 30 strides: its interval is half as wide again. */
static void score_live(int n)
{
    static const double taus[] = {0, 0.15, 0.3};
    printf("\n### While running (%d made-up sessions a cell)\n\n5 x 100 strides a side, looked at "
           "every 30: sessions that ever said lower or higher, %%. No true difference: aimed at 6 "
           "%% at most. -0.8 g: found at any time, %% (after so many strides on average).\n\n"
           "| noise, SD of stretches | none true | -0.8 g |\n|---|---|---|\n",
           n);
    for (size_t k = 0; k < KINDS; k += 2)
        for (int t = 0; t < 3; t++) {
            struct help_live null, found;
            struct help_strides is = {.seed = 2000 + 3 * k + (uint64_t)t, .stretches = 5,
                                      .strides = 100, .tau_g = taus[t], .noise = kinds[k].noise,
                                      .phi = kinds[k].phi};
            help_verdicts_live(&is, n, &null);
            is.difference_g = -0.8;
            help_verdicts_live(&is, n, &found);
            printf("| %s, %.2f g | %.1f | %.0f (%.0f) |\n", kinds[k].name, taus[t],
                   100 * help_share(null.lower + null.higher, n), 100 * help_share(found.lower, n),
                   found.strides);
            fflush(stdout);
        }
}

int score_compare(int n)
{
    score_null(n);
    score_pace(n);
    score_live(n);
    return 0;
}
