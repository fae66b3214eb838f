/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said where nobody runs, and how soon it is said when somebody begins to. */
#include "tests/score.h"

#include <math.h>
#include <string.h>

#define SEEDS 4
#define MINUTES 3.0
#define APART_S 0.05

struct counts {
    int running, walking, true_running, true_walking; /* strides said, and strides run and walked */
    int wrong_run, wrong_walk; /* walking said to be running, and the other way about */
    double minutes;
    struct help_ticks strides, seconds; /* until the first is told; from the first contact */
};

/* Where the preset runs at t_s; what lies on the border is neither. */
static enum gait_state truth_at(const struct preset *p, double t_s, double margin_s)
{
    double lap_s = 0, from_s = 0;
    for (int i = 0; i < PRESET_BOUTS; i++)
        lap_s += p->bout[i].seconds;
    t_s = fmod(t_s, lap_s);
    for (int i = 0; i < PRESET_BOUTS && p->bout[i].seconds > 0; from_s += p->bout[i].seconds, i++)
        if (t_s >= from_s + margin_s && t_s < from_s + p->bout[i].seconds - margin_s)
            return p->bout[i].gait;
    return GAIT_STILL;
}

struct nothing {
    const struct preset *preset;
    struct counts limb, trunk;
};

static void count(const struct nothing *n, const struct help_events *e, const char *sensor,
                  struct counts *c)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (x->kind != GAIT_EVENT_STRIDE || strcmp(x->sensor, sensor) != 0)
            continue;
        enum gait_state is = truth_at(n->preset, 1e-9 * (double)x->t_ns, 1.5);
        c->running += x->state == GAIT_RUN;
        c->walking += x->state == GAIT_WALK;
        c->wrong_run += x->state == GAIT_RUN && is == GAIT_WALK;
        c->wrong_walk += x->state == GAIT_WALK && is == GAIT_RUN;
    }
}

/* From the first true contact of each run to when the first running impact of it is told. */
static void time_starts(const struct nothing *n, const struct help_events *e,
                        const struct gait_sensor *s, const struct help_truth *t, struct counts *c)
{
    bool trunk = gait_placement_kind(s->placement) == GAIT_KIND_TRUNK;
    for (int i = 1; i < t->contact.n; i++) {
        bool begins = truth_at(n->preset, t->contact.s[i], 0) == GAIT_RUN &&
                      truth_at(n->preset, t->contact.s[i - 1], 0) != GAIT_RUN;
        double told_s = INFINITY;
        for (size_t k = 0; begins && k < e->n; k++) {
            const struct gait_event *x = &e->item[k];
            if (x->kind == GAIT_EVENT_IMPACT && x->state == GAIT_RUN &&
                strcmp(x->sensor, s->id) == 0 && 1e-9 * (double)x->t_ns > t->contact.s[i] - APART_S)
                told_s = fmin(told_s, 1e-9 * (double)x->announced_ns);
        }
        if (isinf(told_s) || told_s > t->contact.s[i] + 10)
            continue;
        int passed = 0;
        while (i + passed < t->contact.n && t->contact.s[i + passed] <= told_s)
            passed++;
        help_ticks_put(&c->strides, trunk ? 0.5 * passed : passed);
        help_ticks_put(&c->seconds, told_s - t->contact.s[i]);
    }
}

static int look(const struct recording *r, const char *folder, const char *name, void *with)
{
    static struct help_truth t;
    struct nothing *n = with;
    struct help_events e = {0};
    (void)name;
    help_run(r, &e);
    for (int i = 0; i < r->sensors; i++) {
        const struct gait_sensor *s = &r->sensor[i].is;
        bool trunk = gait_placement_kind(s->placement) == GAIT_KIND_TRUNK;
        struct counts *c = trunk ? &n->trunk : &n->limb;
        c->minutes += MINUTES;
        count(n, &e, s->id, c);
        if (help_truth_read(folder, trunk ? GAIT_SIDE_NONE : gait_placement_side(s->placement), &t))
            time_starts(n, &e, s, &t, c);
        for (int k = 0; k < t.contact.n; k++) {
            c->true_running += truth_at(n->preset, t.contact.s[k], 1.5) == GAIT_RUN;
            c->true_walking += truth_at(n->preset, t.contact.s[k], 1.5) == GAIT_WALK;
        }
    }
    help_events_free(&e);
    return 0;
}

static void row(const char *name, const char *sensor, const struct counts *c)
{
    struct help_spread n = help_spread(&c->strides), s = help_spread(&c->seconds);
    printf("| %s | %s | %d of %d | %d of %d | %d | %d |", name, sensor, c->running, c->true_running,
           c->walking, c->true_walking, c->wrong_run, c->wrong_walk);
    score_number((c->running + c->walking) / c->minutes, 2);
    score_number(n.median, 1);
    score_number(n.worst, 1);
    score_number(s.median, 2);
    putchar('\n');
}

int score_nothing(void)
{
    static const char *names[] = {"knocks", "tumbling", "sleeping", "walk-run-stand",
                                  "walk-run-walk-stand"};
    static struct nothing n;
    int fault = 0;
    printf("\n## Where nobody runs, and when somebody begins to (%d seeds of %g minutes)\n\n"
           "| preset | sensor | running strides said, of true | walking | walked, called running | "
           "run, called walking | strides said a minute | contacts until the first is told, median "
           "| most | seconds, median |\n|---|---|---|---|---|---|---|---|---|---|\n",
           SEEDS, MINUTES);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        memset(&n, 0, sizeof n);
        n.preset = preset_find(names[i]);
        for (uint64_t seed = 1; seed <= SEEDS; seed++)
            fault = help_in_folder(n.preset, seed, MINUTES, look, &n) || fault;
        row(names[i], "limb", &n.limb);
        row(names[i], "trunk", &n.trunk);
    }
    return fault ? -1 : 0;
}
