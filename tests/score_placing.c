/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of the body a sensor is on, where nobody says so: recordings of people, the synthetic
 * runner, wrists. */
#include "tests/help_made.h"
#include "tests/help_placed.h"
#include "tests/score.h"

#include <math.h>
#include <string.h>

enum { FOOT, SHANK, TRUNK, OTHER, KINDS };
enum { ANSWERS = 4, SPEEDS = 6, WRISTS = 40, BINS = 4 };

static const char *const kinds[] = {"foot", "shank", "trunk", "wrist"};
static const double bin_from[BINS + 1] = {0, 0.85, 0.9, 0.95, 1.01};

struct confusion {
    int said[KINDS][ANSWERS]; /* the last: not decided */
    int changed;              /* said another thing later */
    int n[BINS], right[BINS]; /* by the confidence shown */
    struct help_ticks decided_s;
    struct help_same same[KINDS];
};

static int kind_of(enum gait_placement p)
{
    static const int of[] = {
        [GAIT_KIND_FOOT] = FOOT, [GAIT_KIND_SHANK] = SHANK, [GAIT_KIND_TRUNK] = TRUNK};
    return p == GAIT_WRIST ? OTHER : of[gait_placement_kind(p)];
}

static void add_same(struct help_same *sum, const struct help_same *s)
{
    int near = sum->near + s->near;
    if (near)
        sum->mean_ms = (sum->mean_ms * sum->near + s->mean_ms * s->near) / near;
    sum->worst_ms = fmax(sum->worst_ms, s->worst_ms);
    sum->told += s->told;
    sum->found += s->found;
    sum->near = near;
    sum->extra += s->extra;
    sum->twice += s->twice;
}

static void count(const struct help_placed *p, int kind, struct confusion *c)
{
    int said = p->last == GAIT_UNKNOWN ? OTHER : kind_of(p->last);
    c->said[kind][said]++;
    c->changed += p->first != p->last;
    if (said == OTHER)
        return;
    help_ticks_put(&c->decided_s, p->first_s);
    for (int b = 0; b < BINS; b++)
        if ((double)p->confidence >= bin_from[b] && (double)p->confidence < bin_from[b + 1]) {
            c->n[b]++;
            c->right[b] += said == kind;
        }
}

/* Of every sensor in r; where a name is given, a row each. Recordings of walking have no strides
 * that run and are right where nothing is said. */
static void judge(const struct recording *r, bool turns, const char *name, struct confusion *c)
{
    struct help_events told = {0}, found = {0};
    struct recording *u = help_unplaced(r, turns);
    help_run(r, &told);
    help_run(u, &found);
    for (int i = 0; i < r->sensors; i++) {
        const char *id = r->sensor[i].is.id;
        enum gait_placement is = r->sensor[i].is.placement;
        struct help_placed p = help_placed(&found, id);
        struct help_same s = help_same(&told, &found, id);
        if (s.told > 0 || is == GAIT_WRIST) {
            count(&p, kind_of(is), c);
            add_same(&c->same[kind_of(is)], &s);
        }
        if (!name)
            continue;
        printf("| %s | %s | %s |", name, gait_placement_name(is),
               p.last == GAIT_UNKNOWN ? "-" : gait_placement_name(p.last));
        score_number((double)p.confidence, 2);
        score_number(p.first_s, 1);
        printf(" %d of %d | %d |", s.near, s.told, s.extra);
        score_number(s.near ? s.mean_ms : NAN, 2);
        putchar('\n');
    }
    help_events_free(&told);
    help_events_free(&found);
    recording_free(u);
}

static int judge_people(const struct recording *r, const char *folder, const char *name, void *with)
{
    (void)folder;
    judge(r, true, name, with);
    return 0;
}

/* Speeds, strikes, bodies, rates, ranges and mountings in turn. */
static struct recording *made(const char *preset, int i)
{
    static const double speeds[SPEEDS] = {2.2, 2.7, 3.2, 3.8, 4.5, 5.2};
    static const double rates[] = {50, 100, 200, 400, 1600}, ranges[] = {16, 8, 4, 32};
    struct preset p = *preset_find(preset);
    p.body = (uint64_t)(100 + i);
    for (int k = 0; k < PRESET_BOUTS; k++) {
        p.bout[k].speed_ms = speeds[i % SPEEDS];
        p.bout[k].strike = (enum runner_strike)((i / SPEEDS) % RUNNER_STRIKES);
    }
    for (int k = 0; k < PRESET_SENSORS; k++) {
        p.sensor[k].rate_hz = rates[i % 5];
        p.sensor[k].range_g = ranges[i % 4];
        p.sensor[k].turn_random = true;
    }
    return help_made(&p, (uint64_t)(100 + i), 0.4);
}

static void judge_wrists(struct confusion *c, bool turns)
{
    for (int i = 0; i < WRISTS; i++) {
        static const double speeds[] = {2.4, 3.0, 3.6, 4.4};
        struct preset p = *preset_find("asphalt-easy");
        for (int k = 0; k < PRESET_BOUTS; k++)
            p.bout[k].speed_ms = speeds[i % 4];
        struct recording *r = help_made(&p, (uint64_t)i, 0.4);
        struct recording *w = help_wrist(r, (uint64_t)i);
        judge(w, turns, NULL, c);
        recording_free(w);
        recording_free(r);
    }
}

static void print(const char *what, const struct confusion *c)
{
    for (int k = 0; k < KINDS; k++) {
        const struct help_same *s = &c->same[k];
        int n = 0;
        for (int a = 0; a < ANSWERS; a++)
            n += c->said[k][a];
        if (!n)
            continue;
        printf("| %s | %s |", what, kinds[k]);
        for (int a = 0; a < ANSWERS; a++)
            printf(" %d |", c->said[k][a]);
        if (k == OTHER)
            puts(" - | - | - |");
        else
            printf(" %d of %d | %d | %.2f |\n", s->near, s->told, s->extra, s->mean_ms);
    }
}

static void print_confidence(const struct confusion *c)
{
    puts("\n| confidence shown | answers | right |\n|---|---|---|");
    for (int b = 0; b < BINS; b++)
        printf("| %s %.2f | %d | %d |\n", b ? "from" : "below", b ? bin_from[b] : bin_from[1],
               c->n[b], c->right[b]);
    struct help_spread s = help_spread(&c->decided_s);
    printf("\nDecided after %.1f s (median), %.1f s (p95); %d changed later.\n", s.median, s.p95,
           c->changed);
}

int score_placing(const char *data)
{
    static struct confusion people, moved[2];
    puts("\n## Where a sensor is worn, where nobody says so\n");
    puts("Strides: of the runs with the placement told, those that the run without it has within "
         "50 ms.\n");
    puts("| recording | is | said | confidence | after s | strides | more | apart ms |\n"
         "|---|---|---|---|---|---|---|---|");
    int fault = score_each(data, "", judge_people, &people);
    for (int turns = 0; turns < 2; turns++) {
        static const char *const on[] = {"asphalt-easy", "foot-easy"};
        for (int i = 0; i < 4 * SPEEDS; i++) {
            struct recording *r = made(on[i % 2], i / 2);
            judge(r, turns, NULL, &moved[turns]);
            recording_free(r);
        }
        judge_wrists(&moved[turns], turns);
    }
    puts("\n| runners | is | foot | shank | trunk | not decided | strides | more | apart ms |\n"
         "|---|---|---|---|---|---|---|---|---|");
    print("people", &people);
    print("synthetic, with a gyroscope", &moved[1]);
    print("synthetic, without", &moved[0]);
    for (int b = 0; b < BINS; b++) {
        people.n[b] += moved[0].n[b] + moved[1].n[b];
        people.right[b] += moved[0].right[b] + moved[1].right[b];
    }
    for (int turns = 0; turns < 2; turns++) {
        people.changed += moved[turns].changed;
        for (int i = 0; i < moved[turns].decided_s.n; i++)
            help_ticks_put(&people.decided_s, moved[turns].decided_s.s[i]);
    }
    print_confidence(&people);
    return fault;
}
