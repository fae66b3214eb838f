/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE_S 0.05
#define TAIL_S 0.6
#define PAUSE_S 1.5
#define CADENCE_S 5.0
#define OCTAVE_SPM 40.0

void help_ticks_put(struct help_ticks *t, double s)
{
    if (t->n < HELP_TICKS_MAX)
        t->s[t->n++] = s;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void sort(struct help_ticks *t)
{
    qsort(t->s, (size_t)t->n, sizeof *t->s, ascending);
}

bool help_truth_read(const char *folder, enum gait_side side, struct help_truth *ret)
{
    char path[1024], line[128], event[32], whose[32];
    double t_s;
    snprintf(path, sizeof path, "%s/truth.csv", folder);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    memset(ret, 0, sizeof *ret);
    ret->both = side == GAIT_SIDE_NONE;
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%lf,%31[^,],%31[^\r\n]", &t_s, event, whose) != 3)
            continue;
        if (side != GAIT_SIDE_NONE && *whose != '?' && strcmp(whose, gait_side_name(side)) != 0)
            continue;
        help_ticks_put(strcmp(event, "contact") == 0   ? &ret->contact
                       : strcmp(event, "toe_off") == 0 ? &ret->toe_off
                                                       : &ret->stance,
                       t_s);
    }
    fclose(f);
    sort(&ret->contact);
    sort(&ret->toe_off);
    sort(&ret->stance);
    return true;
}

static double last(const struct help_ticks *t)
{
    return t->n ? t->s[t->n - 1] : 0;
}

struct help_window help_truth_window(const struct help_truth *t, double warm_up_s)
{
    struct help_window w = {.from_s = warm_up_s};
    if (t->contact.n)
        w.from_s = fmax(w.from_s, t->contact.s[0] - 0.2);
    w.to_s = t->contact.n ? fmax(last(&t->contact), last(&t->toe_off)) - TAIL_S : last(&t->stance);
    return w;
}

struct pair {
    double apart;
    int found, truth;
};

static int closest(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->apart != y->apart)
        return x->apart > y->apart ? 1 : -1;
    return x->found != y->found ? x->found - y->found : x->truth - y->truth;
}

/* with[i]: the truth of found i, or -1. Both are in order of time. */
static void match(const struct help_ticks *found, const struct help_ticks *truth, int *with)
{
    static struct pair pair[HELP_TICKS_MAX * 4];
    static bool taken[HELP_TICKS_MAX];
    int n = 0, first = 0;
    memset(taken, 0, sizeof taken);
    for (int i = 0; i < found->n; i++) {
        with[i] = -1;
        while (first < truth->n && truth->s[first] < found->s[i] - TOLERANCE_S)
            first++;
        for (int k = first; k < truth->n && truth->s[k] <= found->s[i] + TOLERANCE_S; k++)
            if (n < HELP_TICKS_MAX * 4)
                pair[n++] = (struct pair){fabs(found->s[i] - truth->s[k]), i, k};
    }
    qsort(pair, (size_t)n, sizeof *pair, closest);
    for (int i = 0; i < n; i++) {
        if (with[pair[i].found] >= 0 || taken[pair[i].truth])
            continue;
        with[pair[i].found] = pair[i].truth;
        taken[pair[i].truth] = true;
    }
}

static struct help_ticks cut(const struct help_ticks *t, double from_s, double to_s)
{
    struct help_ticks in = {0};
    for (int i = 0; i < t->n; i++)
        if (t->s[i] >= from_s && t->s[i] <= to_s)
            help_ticks_put(&in, t->s[i]);
    return in;
}

/* An estimate just over the edge may match; only one inside may be false. Returns how many count.
 */
static int against(const struct help_ticks *truth, const struct help_ticks *all,
                   const struct help_window *w, struct help_ticks *error)
{
    static int with[HELP_TICKS_MAX];
    struct help_ticks found = cut(all, w->from_s - TOLERANCE_S, w->to_s + TOLERANCE_S);
    int reported = 0;
    match(&found, truth, with);
    for (int i = 0; i < found.n; i++) {
        reported += with[i] >= 0 || (found.s[i] >= w->from_s && found.s[i] <= w->to_s);
        if (with[i] >= 0)
            help_ticks_put(error, found.s[i] - truth->s[with[i]]);
    }
    return reported;
}

static bool mine(const struct gait_event *e, const struct help_window *w)
{
    return !w->sensor || strcmp(e->sensor, w->sensor) == 0;
}

static double seconds(int64_t ns)
{
    return 1e-9 * (double)ns;
}

static void score_steps(const struct help_events *e, const struct help_truth *t,
                        const struct help_window *w, struct help_accuracy *a)
{
    static struct help_ticks contact, toe_off;
    contact.n = toe_off.n = 0;
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (!mine(x, w))
            continue;
        if (x->kind == GAIT_EVENT_STEP)
            help_ticks_put(&contact, seconds(x->t_ns));
        if (x->kind == GAIT_EVENT_STEP && x->u.step.toe_off_ns != GAIT_NO_TIME)
            help_ticks_put(&toe_off, seconds(x->u.step.toe_off_ns));
        if (x->kind == GAIT_EVENT_STRIDE && x->state == GAIT_RUN)
            a->strides += seconds(x->t_ns) >= w->from_s && seconds(x->t_ns) <= w->to_s;
    }
    sort(&contact);
    sort(&toe_off);
    struct help_ticks down = cut(&t->contact, w->from_s, w->to_s);
    struct help_ticks up = cut(&t->toe_off, w->from_s, w->to_s);
    a->contacts = down.n;
    a->toe_offs = up.n;
    a->reported = against(&down, &contact, w, &a->contact_error);
    against(&up, &toe_off, w, &a->toe_off_error);
    for (int i = 0; i < t->stance.n; i++) {
        bool met = false;
        for (int k = 0; k < contact.n && !met; k++)
            met = contact.s[k] >= t->stance.s[i] - 0.45 && contact.s[k] <= t->stance.s[i] + 0.1;
        a->stances += t->stance.s[i] >= w->from_s;
        a->stances_met += met && t->stance.s[i] >= w->from_s;
    }
}

/* How long after a true contact its impact is told. */
static void score_impacts(const struct help_events *e, const struct help_truth *t,
                          const struct help_window *w, struct help_accuracy *a)
{
    static struct help_ticks at, told;
    static int with[HELP_TICKS_MAX];
    struct help_ticks down = cut(&t->contact, w->from_s, w->to_s);
    at.n = told.n = 0;
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        double t_s = seconds(x->t_ns);
        if (x->kind != GAIT_EVENT_IMPACT || !mine(x, w) || t_s < w->from_s || t_s > w->to_s)
            continue;
        int k = at.n; /* kept in order */
        help_ticks_put(&at, t_s);
        help_ticks_put(&told, seconds(x->announced_ns));
        for (; k > 0 && at.s[k - 1] > t_s; k--) {
            at.s[k] = at.s[k - 1], told.s[k] = told.s[k - 1];
            at.s[k - 1] = t_s, told.s[k - 1] = seconds(x->announced_ns);
        }
    }
    match(&at, &down, with);
    for (int i = 0; i < at.n; i++)
        if (with[i] >= 0)
            help_ticks_put(&a->latency, told.s[i] - down.s[with[i]]);
}

/* Where the contacts that lead up to t_s without a pause begin. */
static double unbroken_since(const struct help_ticks *contact, double t_s)
{
    int i = 0;
    while (i < contact->n && contact->s[i] <= t_s)
        i++;
    if (i == 0 || t_s - contact->s[i - 1] > PAUSE_S)
        return t_s;
    while (--i > 0 && contact->s[i] - contact->s[i - 1] <= PAUSE_S)
        continue;
    return contact->s[i];
}

/* Cadence against the mean rate of the true contacts in the 5 s before it, or in what there is of
 * them since the runner began. */
static void score_cadence(const struct help_events *e, const struct help_truth *t,
                          const struct help_window *w, struct help_accuracy *a)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        double t_s = seconds(x->t_ns);
        if (x->kind != GAIT_EVENT_CADENCE || !mine(x, w) || t_s > w->to_s)
            continue;
        double since_s = unbroken_since(&t->contact, t_s);
        struct help_ticks down = cut(&t->contact, fmax(since_s, t_s - CADENCE_S), t_s);
        if (down.n < 3)
            continue;
        double apart_s = (last(&down) - down.s[0]) / (down.n - 1);
        double off = (double)x->u.cadence.spm - (t->both ? 60 : 120) / apart_s;
        help_ticks_put(t_s - since_s >= CADENCE_S ? &a->cadence_error : &a->early_cadence_error,
                       off);
        a->octaves += fabs(off) > OCTAVE_SPM && x->u.cadence.resolved;
    }
}

/* From one true contact to the toe-off that follows it. */
static void score_durations(const struct help_events *e, const struct help_truth *t,
                            const struct help_window *w, struct help_accuracy *a)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        double t_s = seconds(x->t_ns);
        if (x->kind != GAIT_EVENT_STEP || !mine(x, w) || x->u.step.toe_off_ns == GAIT_NO_TIME ||
            t_s < w->from_s || t_s > w->to_s)
            continue;
        int c = 0, o = 0;
        while (c < t->contact.n && t->contact.s[c] < t_s - TOLERANCE_S)
            c++;
        while (c < t->contact.n && o < t->toe_off.n && t->toe_off.s[o] < t->contact.s[c])
            o++;
        if (c == t->contact.n || o == t->toe_off.n || t->contact.s[c] > t_s + TOLERANCE_S)
            continue;
        help_ticks_put(&a->duration_error,
                       seconds(x->u.step.toe_off_ns) - t_s - (t->toe_off.s[o] - t->contact.s[c]));
    }
}

/* How unsteady the contacts of one foot are: |t[i-1] - 2 t[i] + t[i+1]| over unbroken strides. */
static void score_jitter(const struct help_events *e, const struct help_window *w,
                         struct help_accuracy *a)
{
    double before_s = NAN, until_s = NAN;
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        if (x->kind != GAIT_EVENT_STRIDE || !mine(x, w) || x->state != GAIT_RUN || x->u.step.trunk)
            continue;
        double t_s = seconds(x->t_ns), next_s = seconds(x->u.step.next_contact_ns);
        if (t_s == until_s && t_s >= w->from_s && next_s <= w->to_s)
            help_ticks_put(&a->jitter, fabs(before_s - 2 * t_s + next_s));
        before_s = t_s;
        until_s = next_s;
    }
}

void help_accuracy(const struct help_events *e, const struct help_truth *t,
                   const struct help_window *w, struct help_accuracy *ret)
{
    memset(ret, 0, sizeof *ret);
    score_steps(e, t, w, ret);
    score_impacts(e, t, w, ret);
    score_cadence(e, t, w, ret);
    score_durations(e, t, w, ret);
    score_jitter(e, w, ret);
}

static void append(struct help_ticks *to, const struct help_ticks *from)
{
    for (int i = 0; i < from->n; i++)
        help_ticks_put(to, from->s[i]);
}

void help_accuracy_add(struct help_accuracy *sum, const struct help_accuracy *a)
{
    sum->contacts += a->contacts;
    sum->reported += a->reported;
    sum->toe_offs += a->toe_offs;
    sum->strides += a->strides;
    sum->stances += a->stances;
    sum->stances_met += a->stances_met;
    append(&sum->contact_error, &a->contact_error);
    append(&sum->toe_off_error, &a->toe_off_error);
    append(&sum->latency, &a->latency);
    append(&sum->cadence_error, &a->cadence_error);
    append(&sum->early_cadence_error, &a->early_cadence_error);
    sum->octaves += a->octaves;
    append(&sum->duration_error, &a->duration_error);
    append(&sum->jitter, &a->jitter);
}

struct help_spread help_spread(const struct help_ticks *errors)
{
    struct help_ticks x = *errors, absolute = *errors;
    struct help_spread s = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, x.n};
    double sum = 0, squares = 0, size = 0;
    if (x.n == 0)
        return s;
    for (int i = 0; i < x.n; i++) {
        absolute.s[i] = fabs(x.s[i]);
        sum += x.s[i];
        size += absolute.s[i];
    }
    s.bias = sum / x.n;
    s.mean_absolute = size / x.n;
    for (int i = 0; i < x.n; i++)
        squares += (x.s[i] - s.bias) * (x.s[i] - s.bias);
    s.sd = sqrt(squares / x.n);
    sort(&x);
    sort(&absolute);
    int high = (int)(0.95 * x.n);
    s.p95_absolute = absolute.s[high];
    s.median = x.s[x.n / 2];
    s.p95 = x.s[high];
    s.worst = last(&absolute);
    return s;
}
