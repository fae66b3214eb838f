/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares on the means of sessions: constant, surface, and what tells the pace. */
#include <gait/season_parts.h>
#include <gait/verdict.h>

#include <math.h>
#include <string.h>

enum { COLUMNS = 5, PACES = 3 }; /* 1, surface, two of pace, the value */

enum pace { PACE_SPEED, PACE_CADENCE, PACE_CONTACT };

static const double least_sd[PACES] = {0.08, 1, 3}; /* m/s, spm, ms */

struct design {
    const struct gait_season_task *task;
    bool by[PACES];
    double apart, apart_most; /* the largest standardised difference of pace, and what it may be */
};

/* Whether a session can stand on one side of a comparison between sessions. */
static bool stands(const struct gait_season_session *s, const struct gait_season_side *side)
{
    bool free = !s->within || s->within->u.comparison.verdict == GAIT_VERDICT_TOO_FEW;
    return free && side->clean >= GAIT_VERDICT_STRIDES && isfinite(side->mean);
}

static double pace_of(const struct gait_season_side *s, int pace)
{
    return pace == PACE_SPEED ? s->speed_ms : pace == PACE_CADENCE ? s->cadence_spm : s->contact_ms;
}

/* Calls add for every session that stands on a side, and the side's number. */
static void each(const struct gait_season_task *t,
                 void add(void *to, const struct gait_season_side *side, int which), void *to)
{
    for (int i = 0; i < t->n; i++) {
        const struct gait_season_session *s = &t->session[i];
        if (stands(s, &s->a))
            add(to, &s->a, 0);
        if (stands(s, &s->b))
            add(to, &s->b, 1);
    }
}

struct moments {
    int pace;
    struct gait_verdict_moments side[2];
};

static void add_pace(void *to, const struct gait_season_side *side, int which)
{
    struct moments *m = to;
    gait_verdict_add(&m->side[which], pace_of(side, m->pace));
}

/* NaN where it is not known of all. */
static double apart(const struct gait_season_task *t, int pace)
{
    struct moments m = {.pace = pace};
    each(t, add_pace, &m);
    double variance = (m.side[0].m2 / (m.side[0].n - 1) + m.side[1].m2 / (m.side[1].n - 1)) / 2;
    return fabs(m.side[1].mean - m.side[0].mean) / fmax(least_sd[pace], sqrt(variance));
}

/* Speed where it is known of all sessions; else cadence and contact time, but not to explain
 * themselves. */
static void choose(struct design *d)
{
    enum gait_measure m = d->task->measure;
    bool timing = m == GAIT_MEASURE_CADENCE || m == GAIT_MEASURE_CONTACT;
    double speed = apart(d->task, PACE_SPEED);
    d->apart_most = GAIT_VERDICT_PACE;
    if (isfinite(speed)) {
        d->by[PACE_SPEED] = true;
        d->apart = speed;
        d->apart_most = GAIT_VERDICT_SPEED;
        return;
    }
    for (int p = PACE_CADENCE; p < PACES && !timing; p++) {
        double x = apart(d->task, p);
        d->by[p] = isfinite(x);
        d->apart = d->by[p] ? fmax(d->apart, x) : d->apart;
    }
}

struct sums {
    const struct design *design;
    bool by_pace;
    int columns, n;
    double first[PACES], m[COLUMNS][COLUMNS];
};

static void add_row(void *to, const struct gait_season_side *side, int which)
{
    struct sums *s = to;
    double row[COLUMNS] = {1, which};
    int q = 2;
    for (int p = 0; p < PACES && s->by_pace; p++) {
        if (!s->design->by[p])
            continue;
        if (s->n == 0)
            s->first[p] = pace_of(side, p);
        row[q++] = (pace_of(side, p) - s->first[p]) / least_sd[p];
    }
    row[q++] = gait_verdict_logarithmic(s->design->task->measure) ? log(side->mean) : side->mean;
    s->columns = q;
    s->n++;
    for (int i = 0; i < q; i++)
        for (int k = 0; k < q; k++)
            s->m[i][k] += row[i] * row[k];
}

/* Sweeps out a column; false: it says nothing that the ones before it do not. */
static bool sweep(struct sums *s, int c, double scale)
{
    double pivot = s->m[c][c];
    if (!(pivot > 1e-10 * scale))
        return false;
    for (int i = 0; i < s->columns; i++)
        for (int k = 0; k < s->columns; k++)
            if (i != c && k != c)
                s->m[i][k] -= s->m[i][c] * s->m[c][k] / pivot;
    for (int i = 0; i < s->columns; i++)
        if (i != c) {
            s->m[i][c] /= pivot;
            s->m[c][i] /= pivot;
        }
    s->m[c][c] = -1 / pivot;
    return true;
}

/* False: too few sessions for so many columns, or no session differs from the others in pace. */
static bool fit(const struct design *d, bool by_pace, struct gait_season_fit *ret)
{
    struct sums s = {.design = d, .by_pace = by_pace};
    double scale[COLUMNS];
    each(d->task, add_row, &s);
    int value = s.columns - 1;
    for (int c = 0; c < value; c++)
        scale[c] = s.m[c][c];
    for (int c = 0; c < value; c++)
        if (!sweep(&s, c, scale[c]))
            return false;
    ret->df = s.n - value;
    ret->est = s.m[1][value];
    ret->se = sqrt(fmax(0, s.m[value][value]) / ret->df * -s.m[1][1]);
    return ret->df > 0;
}

static int sign(const struct gait_season_fit *f, struct gait_event *ret, double *ret_p)
{
    *ret_p = gait_season_judge(ret, f);
    enum gait_verdict v = ret->u.comparison.verdict;
    return v == GAIT_VERDICT_LOWER ? -1 : v == GAIT_VERDICT_HIGHER;
}

/* The plain and the adjusted figure must say the same, or the one that pace cannot explain. */
static enum gait_season_reason agree(const struct design *d, const struct gait_season_fit *plain,
                                     struct gait_event *ret, double *ret_p)
{
    struct gait_season_fit adjusted;
    bool any = d->by[PACE_SPEED] || d->by[PACE_CADENCE] || d->by[PACE_CONTACT];
    int u = sign(plain, ret, ret_p);
    ret->u.comparison.unadjusted = ret->u.comparison.difference;
    if (!any)
        return GAIT_SEASON_PLAIN;
    if (d->apart > d->apart_most || !fit(d, true, &adjusted))
        return d->apart > GAIT_VERDICT_HELD ? GAIT_SEASON_PACE : GAIT_SEASON_PLAIN;
    int p = sign(&adjusted, ret, ret_p);
    const char *by = d->by[PACE_SPEED]     ? "speed"
                     : !d->by[PACE_CADENCE] ? "contact time"
                     : !d->by[PACE_CONTACT] ? "cadence"
                                            : "cadence, contact time";
    memcpy(ret->u.comparison.adjusted_for, by, strlen(by) + 1);
    if (u == p || d->by[PACE_SPEED] || d->apart < GAIT_VERDICT_HELD)
        return GAIT_SEASON_PLAIN;
    bool gone = u && !p && ret->u.comparison.mdd <= fabs(ret->u.comparison.unadjusted);
    return gone ? GAIT_SEASON_PLAIN : GAIT_SEASON_PACE;
}

struct standing {
    struct gait_event *e;
    uint32_t n[2];
};

static void add_standing(void *to, const struct gait_season_side *side, int which)
{
    struct standing *s = to;
    double *mean = which ? &s->e->u.comparison.mean_b : &s->e->u.comparison.mean_a;
    *mean += (side->mean - *mean) / ++s->n[which];
    if (which)
        s->e->u.comparison.n_b += side->clean;
    else
        s->e->u.comparison.n_a += side->clean;
}

enum gait_season_reason gait_season_between(struct gait_season_task *t, struct gait_event *ret)
{
    struct standing s = {.e = ret};
    struct design d = {.task = t};
    struct gait_season_fit plain;
    bool shared = t->use.not_comparable || t->use.too_few;
    enum gait_season_reason reason = shared ? GAIT_SEASON_NONE : GAIT_SEASON_MOUNTING;
    each(t, add_standing, &s);
    ret->u.comparison.sessions = s.n[0] + s.n[1];
    ret->u.comparison.mean_a = s.n[0] ? ret->u.comparison.mean_a : NAN;
    ret->u.comparison.mean_b = s.n[1] ? ret->u.comparison.mean_b : NAN;
    ret->u.comparison.unadjusted = NAN;
    ret->u.comparison.stretches_a = s.n[0];
    ret->u.comparison.stretches_b = s.n[1];
    if (s.n[0] >= GAIT_SEASON_SIDE && s.n[1] >= GAIT_SEASON_SIDE && fit(&d, false, &plain)) {
        choose(&d);
        reason = agree(&d, &plain, ret, &t->use.p);
        if (reason == GAIT_SEASON_PLAIN)
            return reason;
    }
    bool few = reason == GAIT_SEASON_NONE && !t->use.not_comparable;
    ret->u.comparison.verdict = few ? GAIT_VERDICT_TOO_FEW : GAIT_VERDICT_NOT_COMPARABLE;
    ret->u.comparison.se = ret->u.comparison.mdd = NAN;
    ret->u.comparison.ci95_low = ret->u.comparison.ci95_high = NAN;
    ret->u.comparison.no_relevant = false;
    t->use.p = NAN;
    return reason;
}
