/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/season_parts.h>
#include <gait/sentence.h>
#include <gait/student.h>
#include <gait/verdict.h>

#include <math.h>
#include <string.h>

static const double power = 0.8; /* of mdd */

void gait_season_add(struct gait_season_moments *m, double x)
{
    double d = x - m->mean;
    m->mean += d / ++m->n;
    m->m2 += d * (x - m->mean);
}

static double value_of(const struct gait_event *e)
{
    double d = e->u.comparison.difference;
    return gait_verdict_logarithmic(e->u.comparison.measure) ? log1p(d / e->u.comparison.mean_a)
                                                             : d;
}

static double se_of(const struct gait_event *e)
{
    double b = e->u.comparison.mean_a + e->u.comparison.difference;
    return gait_verdict_logarithmic(e->u.comparison.measure) ? e->u.comparison.se / b
                                                             : e->u.comparison.se;
}

static bool found(const struct gait_season_session *s)
{
    const struct gait_event *e = s->within;
    return e && e->u.comparison.verdict <= GAIT_VERDICT_NONE &&
           isfinite(value_of(e)) && se_of(e) >= 0;
}

/* The k-th smallest SE of the sessions that were found, k from 0. */
static double ranked_se(const struct gait_season_task *t, uint32_t k)
{
    for (int i = 0; i < t->n; i++) {
        uint32_t below = 0, same = 0;
        if (!found(&t->session[i]))
            continue;
        double se = se_of(t->session[i].within);
        for (int j = 0; j < t->n; j++)
            if (found(&t->session[j])) {
                below += se_of(t->session[j].within) < se;
                same += se_of(t->session[j].within) == se;
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
        t->use.one_surface += !s->within;
        t->use.too_few += few;
        t->use.not_comparable += s->within && !few && !found(s);
    }
    if (n == 0)
        return NAN;
    double most = GAIT_SEASON_LOOSE * (ranked_se(t, (n - 1) / 2) + ranked_se(t, n / 2)) / 2;
    for (int i = 0; i < t->n; i++)
        if (found(&t->session[i])) {
            bool loose = se_of(t->session[i].within) > most;
            t->use.loose += loose;
            t->use.used += !loose;
        }
    return most;
}

static bool used(const struct gait_season_session *s, double most_se)
{
    return found(s) && !(se_of(s->within) > most_se);
}

static double unit(const struct gait_event *e, double x)
{
    return gait_verdict_logarithmic(e->u.comparison.measure) ? e->u.comparison.mean_a * expm1(x)
                                                             : x;
}

double gait_season_judge(struct gait_event *ret, const struct gait_season_fit *f)
{
    enum gait_measure m = ret->u.comparison.measure;
    double half = gait_student_quantile(0.975, f->df) * f->se;
    double half90 = gait_student_quantile(0.95, f->df) * f->se;
    double margin = GAIT_VERDICT_RELEVANT * fabs(ret->u.comparison.mean_a);
    double slope = gait_verdict_logarithmic(m) ? ret->u.comparison.mean_a * exp(f->est) : 1;
    ret->u.comparison.difference = unit(ret, f->est);
    ret->u.comparison.se = slope * f->se;
    ret->u.comparison.ci95_low = unit(ret, f->est - half);
    ret->u.comparison.ci95_high = unit(ret, f->est + half);
    ret->u.comparison.mdd = unit(ret, half + gait_student_quantile(power, f->df) * f->se);
    ret->u.comparison.no_relevant = gait_verdict_relative(m) &&
                                    unit(ret, f->est - half90) > -margin &&
                                    unit(ret, f->est + half90) < margin;
    ret->u.comparison.verdict = f->est - half > 0   ? GAIT_VERDICT_HIGHER
                                : f->est + half < 0 ? GAIT_VERDICT_LOWER
                                                    : GAIT_VERDICT_NONE;
    if (f->se > 0)
        return 2 * gait_student_cdf(-fabs(f->est) / f->se, f->df);
    return f->est == 0 ? 1 : 0;
}

/* Counts and means of what went in; adjusted_for where all agree on it. */
static void gather(struct gait_season_task *t, double most_se, struct gait_event *ret)
{
    uint32_t in_turn = 0;
    double share = 1.0 / t->use.used, n_a = 0, n_b = 0, clipped_a = 0, clipped_b = 0;
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
        in_turn += e->u.comparison.stretches_a > 1 && e->u.comparison.stretches_b > 1;
        n_a += e->u.comparison.n_a;
        n_b += e->u.comparison.n_b;
        clipped_a += (double)e->u.comparison.clipped_a * e->u.comparison.n_a;
        clipped_b += (double)e->u.comparison.clipped_b * e->u.comparison.n_b;
        agree = agree && (!adjusted || strcmp(adjusted, e->u.comparison.adjusted_for) == 0);
        adjusted = e->u.comparison.adjusted_for;
    }
    ret->u.comparison.clipped_a = (float)(clipped_a / n_a);
    ret->u.comparison.clipped_b = (float)(clipped_b / n_b);
    t->in_turn = 2 * in_turn >= t->use.used;
    if (agree)
        memcpy(ret->u.comparison.adjusted_for, adjusted, sizeof ret->u.comparison.adjusted_for);
}

/* Student's t of the sessions' differences. */
static void pool(struct gait_season_task *t, double most_se, struct gait_event *ret)
{
    struct gait_season_moments d = {0};
    gather(t, most_se, ret);
    for (int i = 0; i < t->n; i++)
        if (used(&t->session[i], most_se))
            gait_season_add(&d, value_of(t->session[i].within));
    struct gait_season_fit f = {d.mean, sqrt(d.m2 / (d.n - 1) / d.n), (int)d.n - 1};
    t->use.p = gait_season_judge(ret, &f);
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
                 struct gait_season_use *ret_use)
{
    struct gait_season_task t = {.measure = measure, .session = session, .n = n, .use.p = NAN};
    enum gait_season_reason reason = GAIT_SEASON_PLAIN;
    double most_se = sort_out(&t);
    bool alone = t.use.used == 1 || (n == 1 && session[0].within);
    begin(&t, a, b, ret);
    if (alone)
        single(&t, most_se, ret);
    else if (t.use.used)
        pool(&t, most_se, ret);
    else
        reason = gait_season_between(&t, ret);
    if (t.use.used)
        ret->u.comparison.sessions = t.use.used;
    date(&t, ret);
    if (!alone || n > 1)
        gait_season_say(&t, reason, 0, ret);
    *ret_use = t.use;
}

void gait_season_holm(struct gait_event e[], const struct gait_season_use use[], int n)
{
    struct gait_event *event[GAIT_MEASURES] = {0};
    struct gait_sentence_facts facts[GAIT_MEASURES] = {0}, *fact[GAIT_MEASURES] = {0};
    double p[GAIT_MEASURES] = {0};
    for (int i = 0; i < n && i < GAIT_MEASURES; i++) {
        event[i] = &e[i];
        fact[i] = &facts[i];
        p[i] = e[i].u.comparison.primary ? (double)NAN : use[i].p;
    }
    gait_verdict_holm(event, p, fact, n);
    for (int i = 0; i < n; i++)
        if (facts[i].by_chance) {
            struct gait_season_task t = {
                .measure = e[i].u.comparison.measure, .use = use[i], .in_turn = true};
            gait_season_say(&t, GAIT_SEASON_PLAIN, facts[i].by_chance, &e[i]);
        }
}
