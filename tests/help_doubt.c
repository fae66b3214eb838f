/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_doubt.h"

#include "tests/help_folder.h"
#include "tests/help_signal.h"
#include "tests/help_truth.h"
#include "tests/help_vary.h"

#include <math.h>
#include <string.h>

#define MINUTES 1.0
#define COUNT(x) (sizeof x / sizeof *x)

static const struct help_variant variants[] = {
    {.name = "as it is"},
    {.name = "slow", .rate_hz = 100},
    {.name = "lossy", .loss = 0.1},
    {.name = "very lossy", .loss = 0.3},
    {.name = "in bursts", .loss = 0.1, .burst_s = 0.07},
    {.name = "in long bursts", .loss = 0.2, .burst_s = 0.15},
    {.name = "noisy", .noise_g = 0.3},
    {.name = "very noisy", .noise_g = 1},
    {.name = "slow and lossy", .rate_hz = 60, .loss = 0.1},
    {.name = "clipped", .clip_g = 4},
};

struct doubt {
    uint64_t seed;
    const struct help_variant *variant;
    void (*each)(enum gait_segment_kind, const struct gait_event *, bool, void *);
    void *with;
};

/* Index of the true contact that is near; -1: none. */
static int contact_at(const struct help_truth *t, int64_t t_ns)
{
    double at_s = 1e-9 * (double)t_ns;
    for (int i = 0; i < t->contact.n; i++)
        if (fabs(t->contact.s[i] - at_s) <= HELP_DOUBT_RIGHT_S)
            return i;
    return -1;
}

static void tell(const struct doubt *d, const struct gait_sensor *s, const char *folder,
                 const struct help_events *e)
{
    static struct help_truth t;
    enum gait_segment_kind kind = gait_placement_kind(s->placement);
    bool trunk = kind == GAIT_KIND_TRUNK;
    help_truth_read(folder, trunk ? GAIT_SIDE_NONE : gait_placement_side(s->placement), &t);
    for (size_t k = 0; k < e->n; k++) {
        const struct gait_event *x = &e->item[k];
        if (x->kind != GAIT_EVENT_STRIDE || x->state != GAIT_RUN || strcmp(x->sensor, s->id) != 0)
            continue;
        int first = contact_at(&t, x->t_ns);
        bool right =
            first >= 0 && contact_at(&t, x->u.step.next_contact_ns) == first + (trunk ? 2 : 1);
        d->each(kind, x, right, d->with);
    }
}

static int look(const struct recording *r, const char *folder, const char *name, void *with)
{
    const struct doubt *d = with;
    struct help_events e = {0};
    struct recording *v = help_vary(r, d->variant, d->seed);
    (void)name;
    help_run(v, &e);
    for (int i = 0; i < r->sensors; i++)
        tell(d, &r->sensor[i].is, folder, &e);
    help_events_free(&e);
    recording_free(v);
    return 0;
}

int help_doubt(uint64_t seed, int runs,
               void each(enum gait_segment_kind kind, const struct gait_event *e, bool right,
                         void *with),
               void *with)
{
    static const char *names[] = {"asphalt-easy", "foot-easy", "walk-run-stand", "trail-easy"};
    struct help_random random = {.state = seed};
    int fault = 0;
    for (int i = 0; i < runs; i++) {
        struct doubt d = {.seed = seed * 1000 + (uint64_t)i, .each = each, .with = with};
        struct preset p = *preset_find(names[i % (int)COUNT(names)]);
        d.variant = &variants[i / (int)COUNT(names) % (int)COUNT(variants)];
        double speed_ms = 2.4 + 2 * help_uniform(&random), strike = help_uniform(&random);
        p.body = help_uniform(&random) < 0.3 ? 0 : d.seed;
        for (int k = 0; k < PRESET_BOUTS; k++) {
            if (p.bout[k].gait == GAIT_RUN)
                p.bout[k].speed_ms = speed_ms;
            p.bout[k].strike = strike < 0.7    ? RUNNER_REARFOOT
                               : strike < 0.85 ? RUNNER_MIDFOOT
                                               : RUNNER_FOREFOOT;
        }
        fault = help_in_folder(&p, d.seed, MINUTES, look, &d) || fault;
    }
    return fault ? -1 : 0;
}
