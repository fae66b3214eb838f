/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether strides of confidence p are right about p of the time. Right: both contacts lie within 20
 * ms of two true contacts that follow each other. */
#include "tests/score.h"

#include <math.h>
#include <string.h>

#define SEED 11
#define RIGHT_S 0.02

static const float edge[] = {0, 0.3f, 0.5f, 0.7f, 0.8f, 0.9f, 0.95f, 0.98f, 1.001f};
enum { BINS = sizeof edge / sizeof *edge - 1 };

struct bins {
    int n[BINS], right[BINS];
    double sum[BINS];
    const struct help_variant *variant;
};

static const struct help_variant variants[] = {
    {.name = "as it is"},
    {.name = "10 % lost, at random", .loss = 0.1},
    {.name = "30 % lost, at random", .loss = 0.3},
    {.name = "10 % lost, in bursts of 70 ms", .loss = 0.1, .burst_s = 0.07},
    {.name = "20 % lost, in bursts of 150 ms", .loss = 0.2, .burst_s = 0.15},
    {.name = "noise of 0.3 g", .noise_g = 0.3},
    {.name = "noise of 1 g", .noise_g = 1},
    {.name = "60 Hz, 10 % lost", .rate_hz = 60, .loss = 0.1},
    {.name = "range of 4 g", .clip_g = 4},
};

/* Index of the true contact within 20 ms; -1: none. */
static int contact_at(const struct help_truth *t, int64_t t_ns)
{
    double at_s = 1e-9 * (double)t_ns;
    for (int i = 0; i < t->contact.n; i++)
        if (fabs(t->contact.s[i] - at_s) <= RIGHT_S)
            return i;
    return -1;
}

static bool is_right(const struct help_truth *t, const struct gait_event *e)
{
    int first = contact_at(t, e->t_ns);
    return first >= 0 &&
           contact_at(t, e->u.step.next_contact_ns) == first + (e->u.step.trunk ? 2 : 1);
}

static void put(struct bins *b, float confidence, bool right)
{
    int i = 0;
    while (i < BINS - 1 && confidence >= edge[i + 1])
        i++;
    b->n[i]++;
    b->right[i] += right;
    b->sum[i] += (double)confidence;
}

static int score_strides(const struct recording *r, const char *folder, const char *name,
                         void *with)
{
    static struct help_truth truth[GAIT_SENSORS_MAX];
    struct bins *b = with;
    struct help_events e = {0};
    struct recording *v = help_vary(r, b->variant, SEED);
    (void)name;
    help_run(v, &e);
    for (int i = 0; i < r->sensors; i++)
        help_truth_read(folder,
                        gait_placement_kind(r->sensor[i].is.placement) == GAIT_KIND_TRUNK
                            ? GAIT_SIDE_NONE
                            : gait_placement_side(r->sensor[i].is.placement),
                        &truth[i]);
    for (size_t k = 0; k < e.n; k++)
        for (int i = 0; e.item[k].kind == GAIT_EVENT_STRIDE && i < r->sensors; i++)
            if (e.item[k].state == GAIT_RUN && strcmp(e.item[k].sensor, r->sensor[i].is.id) == 0)
                put(b, e.item[k].u.step.confidence, is_right(&truth[i], &e.item[k]));
    help_events_free(&e);
    recording_free(v);
    return 0;
}

int score_confidence(void)
{
    static const char *names[] = {"asphalt-easy", "foot-easy", "walk-run-stand", "asphalt-trail"};
    struct bins all = {0};
    int fault = 0;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            all.variant = &variants[i];
            fault = score_made(preset_find(names[k]), SEED + i, 2, score_strides, &all) || fault;
        }
    printf("\n## Whether confidence means something (synthetic runner, with losses, noise and low "
           "rates)\n\n"
           "| confidence | strides | mean confidence | share right |\n|---|---|---|---|\n");
    for (int i = 0; i < BINS; i++)
        if (all.n[i])
            printf("| %.2f to %.2f | %d | %.3f | %.3f |\n", (double)edge[i],
                   fmin(1, (double)edge[i + 1]), all.n[i], all.sum[i] / all.n[i],
                   (double)all.right[i] / all.n[i]);
    return fault ? -1 : 0;
}
