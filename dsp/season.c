/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/season_parts.h>
#include <gait/student.h>
#include <gait/verdict.h>

#include <math.h>
#include <string.h>

static const double power = 0.8, relevant = 0.1; /* of mdd; share of mean_a */

static bool found(const struct gait_season_session *s)
{
    const struct gait_event *e = s->within;
    return e && e->u.comparison.verdict <= GAIT_VERDICT_NONE &&
           isfinite(e->u.comparison.difference) && e->u.comparison.se >= 0;
}

/* The k-th smallest SE of the sessions that were found, k from 0. */
static double ranked_se(const struct gait_season_task *t, uint32_t k)
{
    for (int i = 0; i < t->n; i++) {
        uint32_t below = 0, same = 0;
        if (!found(&t->session[i]))
            continue;
        double se = t->session[i].within->u.comparison.se;
        for (int j = 0; j < t->n; j++)
            if (found(&t->session[j])) {
                below += t->session[j].within->u.comparison.se < se;
                same += t->session[j].within->u.comparison.se == se;
            }
        if (below <= k && k < below + same)
            return se;
    }
    return NAN;
}

/* Counts what can be used; the largest SE that is. */
static double sort_out(struct gait_season_task *t)
{
    uint32_t n = 0;
    for (int i = 0; i < t->n; i++) {
        const struct gait_season_session *s = &t->session[i];
        bool few = s->within && s->within->u.comparison.verdict == GAIT_VERDICT_TOO_FEW;
        n += found(s);
        t->count.one_surface += !s->within;
        t->count.too_few += few;
        t->count.not_comparable += s->within && !few && !found(s);
    }
    if (n == 0)
        return NAN;
    double most = GAIT_SEASON_LOOSE * (ranked_se(t, (n - 1) / 2) + ranked_se(t, n / 2)) / 2;
    for (int i = 0; i < t->n; i++)
        if (found(&t->session[i])) {
            bool loose = t->session[i].within->u.comparison.se > most;
            t->count.loose += loose;
            t->count.used += !loose;
        }
    return most;
}

static bool used(const struct gait_season_session *s, double most_se)
{
    return found(s) && !(s->within->u.comparison.se > most_se);
}

void gait_season_judge(struct gait_event *ret, double est, double se, int df)
{
    double half = gait_student_quantile(0.975, df) * se;
    double half90 = gait_student_quantile(0.95, df) * se;
    double margin = relevant * fabs(ret->u.comparison.mean_a);
    ret->u.comparison.difference = est;
    ret->u.comparison.se = se;
    ret->u.comparison.ci95_low = est - half;
    ret->u.comparison.ci95_high = est + half;
    ret->u.comparison.mdd = half + gait_student_quantile(power, df) * se;
    ret->u.comparison.no_relevant = fabs(est) + half90 < margin;
    ret->u.comparison.verdict = est - half > 0   ? GAIT_VERDICT_HIGHER
                                : est + half < 0 ? GAIT_VERDICT_LOWER
                                                 : GAIT_VERDICT_NONE;
}

/* Counts and means of what went in; adjusted_for where all agree on it. */
static void gather(const struct gait_season_task *t, double most_se, struct gait_event *ret)
{
    double share = 1.0 / t->count.used, n_a = 0, n_b = 0, clipped_a = 0, clipped_b = 0;
    const char *adjusted = NULL;
    bool agree = true;
    for (int i = 0; i < t->n; i++) {
        if (!used(&t->session[i], most_se))
            continue;
        const struct gait_event *e = t->session[i].within;
        ret->u.comparison.n_a += e->u.comparison.n_a;
        ret->u.comparison.n_b += e->u.comparison.n_b;
        ret->u.comparison.stretches_a += e->u.comparison.stretches_a;
        ret->u.comparison.stretches_b += e->u.comparison.stretches_b;
        ret->u.comparison.mean_a += share * e->u.comparison.mean_a;
        ret->u.comparison.mean_b += share * e->u.comparison.mean_b;
        ret->u.comparison.unadjusted += share * e->u.comparison.unadjusted;
        ret->u.comparison.primary |= e->u.comparison.primary;
        n_a += e->u.comparison.n_a;
        n_b += e->u.comparison.n_b;
        clipped_a += (double)e->u.comparison.clipped_a * e->u.comparison.n_a;
        clipped_b += (double)e->u.comparison.clipped_b * e->u.comparison.n_b;
        agree = agree && (!adjusted || strcmp(adjusted, e->u.comparison.adjusted_for) == 0);
        adjusted = e->u.comparison.adjusted_for;
    }
    ret->u.comparison.clipped_a = (float)(clipped_a / n_a);
    ret->u.comparison.clipped_b = (float)(clipped_b / n_b);
    if (agree)
        memcpy(ret->u.comparison.adjusted_for, adjusted, sizeof ret->u.comparison.adjusted_for);
}

/* Student's t of the sessions' differences. */
static void pool(const struct gait_season_task *t, double most_se, struct gait_event *ret)
{
    struct gait_verdict_moments d = {0};
    gather(t, most_se, ret);
    for (int i = 0; i < t->n; i++)
        if (used(&t->session[i], most_se))
            gait_verdict_add(&d, t->session[i].within->u.comparison.difference);
    gait_season_judge(ret, d.mean, sqrt(d.m2 / (d.n - 1) / d.n), (int)d.n - 1);
}

static void single(const struct gait_season_task *t, double most_se, struct gait_event *ret)
{
    for (int i = 0; i < t->n; i++)
        if (t->n == 1 || used(&t->session[i], most_se)) {
            *ret = *t->session[i].within;
            return;
        }
}

static void begin(const struct gait_season_task *t, const char *a, const char *b,
                  struct gait_event *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->kind = GAIT_EVENT_COMPARISON;
    ret->u.comparison.measure = t->measure;
    gait_name_copy(ret->u.comparison.a, a);
    gait_name_copy(ret->u.comparison.b, b);
    ret->u.comparison.difference = ret->u.comparison.se = ret->u.comparison.mdd = NAN;
    ret->u.comparison.ci95_low = ret->u.comparison.ci95_high = NAN;
}

/* Of the newest session, runner included. */
static void date(const struct gait_season_task *t, struct gait_event *ret)
{
    for (int i = 0; i < t->n; i++) {
        const struct gait_event *e = t->session[i].within;
        if (!e || (*ret->runner && e->t_ns <= ret->t_ns))
            continue;
        ret->t_ns = e->t_ns;
        ret->announced_ns = e->announced_ns;
        memcpy(ret->runner, e->runner, sizeof ret->runner);
    }
}

void gait_season(enum gait_measure measure, const char *a, const char *b,
                 const struct gait_season_session *session, int n, struct gait_event *ret,
                 struct gait_season_count *ret_count)
{
    struct gait_season_task t = {.measure = measure, .session = session, .n = n};
    enum gait_season_reason reason = GAIT_SEASON_PLAIN;
    double most_se = sort_out(&t);
    bool alone = t.count.used == 1 || (n == 1 && session[0].within);
    begin(&t, a, b, ret);
    if (alone)
        single(&t, most_se, ret);
    else if (t.count.used)
        pool(&t, most_se, ret);
    else
        reason = gait_season_between(&t, ret);
    if (t.count.used)
        ret->u.comparison.sessions = t.count.used;
    date(&t, ret);
    if (!alone || n > 1)
        gait_season_say(&t, reason, !t.count.used, ret);
    if (ret_count)
        *ret_count = t.count;
}
