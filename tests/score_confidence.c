/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether strides of confidence p are right about p of the time, on seeds that confidence was not
 * made of. */
#include "tests/help_doubt.h"
#include "tests/score.h"

#include <math.h>

#define SEED 11
#define RUNS 120

static const float edge[] = {0, 0.3f, 0.5f, 0.7f, 0.8f, 0.9f, 0.95f, 0.98f, 1.001f};
enum { BINS = sizeof edge / sizeof *edge - 1, KINDS = 3 };

struct bins {
    int n[KINDS][BINS], right[KINDS][BINS];
    double sum[KINDS][BINS];
};

static void put(enum gait_segment_kind kind, const struct gait_event *e, bool right, void *with)
{
    struct bins *b = with;
    int i = 0;
    while (i < BINS - 1 && e->u.step.confidence >= edge[i + 1])
        i++;
    b->n[kind][i]++;
    b->right[kind][i] += right;
    b->sum[kind][i] += (double)e->u.step.confidence;
}

int score_confidence(void)
{
    static const char *const names[] = {"foot", "shank", "sacrum"};
    static struct bins b;
    int fault = help_doubt(SEED, RUNS, put, &b);
    printf(
        "\n## Whether confidence means something\n\n%d minutes of synthetic runners: other bodies, "
        "strikes, speeds and grounds, with losses, noise, low rates and small ranges.\nRight: "
        "both contacts within 30 ms.\n\n"
        "| sensor | confidence | strides | mean confidence | share right "
        "|\n|---|---|---|---|---|\n",
        RUNS);
    for (int k = 0; k < KINDS; k++)
        for (int i = 0; i < BINS; i++)
            if (b.n[k][i])
                printf("| %s | %.2f to %.2f | %d | %.3f | %.3f |\n", names[k], (double)edge[i],
                       fmin(1, (double)edge[i + 1]), b.n[k][i], b.sum[k][i] / b.n[k][i],
                       (double)b.right[k][i] / b.n[k][i]);
    return fault ? -1 : 0;
}
