/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/verdict.h>

#include <math.h>
#include <string.h>

void gait_verdict_add(struct gait_verdict_moments *m, double x)
{
    double d = x - m->mean;
    m->n++;
    m->mean += d / m->n;
    m->m2 += d * (x - m->mean);
}

/* Share of the mean that a run may drift in a minute: peaks rise by 10 % in half an hour of
 * tiring, cadence and contact time move by less. */
static double drift_per_minute(enum gait_measure m)
{
    return m == GAIT_MEASURE_CADENCE ? 0.001 : m == GAIT_MEASURE_CONTACT ? 0.002 : 0.0033;
}

bool gait_verdict_logarithmic(enum gait_measure m)
{
    return m == GAIT_MEASURE_RISE || m == GAIT_MEASURE_BAND || m == GAIT_MEASURE_BACK_BAND;
}

bool gait_verdict_relative(enum gait_measure m)
{
    return gait_verdict_logarithmic(m) || m == GAIT_MEASURE_PEAK || m == GAIT_MEASURE_AXIAL ||
           m == GAIT_MEASURE_BACK_PEAK;
}

/* The sign of a difference that the interval, wider by `more` on each side, claims. */
static int claims(const struct gait_verdict_estimate *e, double more)
{
    return e->high + more < 0 ? -1 : e->low - more > 0 ? 1 : 0;
}

static double mdd(const struct gait_verdict_estimate *e)
{
    return (e->high - e->low) / 2 + GAIT_VERDICT_POWER * e->se;
}

static void move_ends(struct gait_verdict_estimate *e, double out)
{
    e->low -= out;
    e->high += out;
    e->low90 -= out;
    e->high90 += out;
}

/* What cadence and contact time leave in of the pace: a share of what they took out, a larger one
 * of that which is beyond the interval. */
static double room(const struct gait_verdict_estimate *with,
                   const struct gait_verdict_estimate *without)
{
    double out = fabs(without->difference - with->difference);
    return GAIT_VERDICT_LEFT * out +
           GAIT_VERDICT_LEFT_BEYOND * fmax(0, out - (with->high - with->low) / 2);
}

static struct gait_verdict_estimate widened(const struct gait_verdict_estimate *e, double times)
{
    struct gait_verdict_estimate w = *e;
    w.low = e->difference - times * (e->difference - e->low);
    w.high = e->difference + times * (e->high - e->difference);
    w.low90 = e->difference - times * (e->difference - e->low90);
    w.high90 = e->difference + times * (e->high90 - e->difference);
    return w;
}

/* What the drift of a run can do to sides that lie so far apart in time. */
static double drift(const struct gait_verdict_case *c)
{
    if (c->a.visits >= 2 && c->b.visits >= 2)
        return 0;
    double share = drift_per_minute(c->measure) * fabs(c->b.minute - c->a.minute);
    return gait_verdict_logarithmic(c->measure) ? share : share * fabs(c->a.mean);
}

/* Whether estimates with and without pace may be told as one; a claim is then that of `with`. */
static enum gait_sentence_reason agree(const struct gait_verdict_case *c,
                                       const struct gait_verdict_estimate *with,
                                       const struct gait_verdict_estimate *without, double more,
                                       bool *ret_goes_with_pace)
{
    int p = claims(with, more), u = claims(without, more);
    bool held = c->apart < GAIT_VERDICT_HELD;
    *ret_goes_with_pace = false;
    if (p == u)
        return GAIT_SENTENCE_PLAIN;
    if (p == 0 && (held || mdd(with) + more <= fabs(without->difference))) {
        *ret_goes_with_pace = true;
        return GAIT_SENTENCE_PLAIN;
    }
    return u == 0 && held ? GAIT_SENTENCE_PLAIN : GAIT_SENTENCE_DISAGREE;
}

/* Whether the sides may be compared at all, before any estimate. */
static bool comparable(const struct gait_verdict_case *c, enum gait_verdict *ret_verdict,
                       enum gait_sentence_reason *ret_reason)
{
    *ret_verdict = GAIT_VERDICT_TOO_FEW;
    if (c->a.strides < GAIT_VERDICT_STRIDES || c->b.strides < GAIT_VERDICT_STRIDES)
        return false;
    *ret_verdict = GAIT_VERDICT_NOT_COMPARABLE;
    *ret_reason =
        fmax(c->a.clipped, c->b.clipped) > GAIT_VERDICT_CLIPPED ? GAIT_SENTENCE_RANGE : c->fault;
    return *ret_reason == GAIT_SENTENCE_PLAIN;
}

static enum gait_sentence_reason refuse(const struct gait_verdict_case *c,
                                        const struct gait_verdict_estimate *with,
                                        const struct gait_verdict_estimate *without, double more,
                                        bool *ret_goes_with_pace)
{
    bool steps = c->pace.known == GAIT_SENTENCE_BY_STEPS;
    *ret_goes_with_pace = false;
    if (claims(with, 0) != claims(with, more))
        return GAIT_SENTENCE_DRIFT;
    if (c->apart > (steps ? GAIT_VERDICT_PACE : GAIT_VERDICT_SPEED))
        return GAIT_SENTENCE_PACE;
    return steps ? agree(c, with, without, more, ret_goes_with_pace) : GAIT_SENTENCE_PLAIN;
}

/* From the scale that was analysed into the measure's unit. */
static double unit(const struct gait_verdict_case *c, double d)
{
    return gait_verdict_logarithmic(c->measure) ? c->a.mean * expm1(d) : d;
}

static void tell(const struct gait_verdict_case *c, const struct gait_verdict_estimate *e,
                 double more, struct gait_event *ret)
{
    int sign = claims(e, more);
    double margin = GAIT_VERDICT_RELEVANT * fabs(c->a.mean);
    bool logarithmic = gait_verdict_logarithmic(c->measure);
    ret->u.comparison.ci95_low = unit(c, e->low - more);
    ret->u.comparison.ci95_high = unit(c, e->high + more);
    ret->u.comparison.se = logarithmic ? c->a.mean * exp(e->difference) * e->se : e->se;
    ret->u.comparison.mdd = unit(c, mdd(e) + more);
    ret->u.comparison.no_relevant = gait_verdict_relative(c->measure) &&
                                    unit(c, e->low90 - more) > -margin &&
                                    unit(c, e->high90 + more) < margin;
    ret->u.comparison.verdict = sign < 0   ? GAIT_VERDICT_LOWER
                                : sign > 0 ? GAIT_VERDICT_HIGHER
                                           : GAIT_VERDICT_NONE;
}

static void head(const struct gait_verdict_case *c, struct gait_event *ret)
{
    memset(&ret->u, 0, sizeof ret->u);
    ret->kind = GAIT_EVENT_COMPARISON;
    ret->u.comparison.measure = c->measure;
    gait_name_copy(ret->u.comparison.a, c->a.surface);
    gait_name_copy(ret->u.comparison.b, c->b.surface);
    ret->u.comparison.n_a = c->a.strides;
    ret->u.comparison.n_b = c->b.strides;
    ret->u.comparison.stretches_a = c->a.stretches;
    ret->u.comparison.stretches_b = c->b.stretches;
    ret->u.comparison.sessions = 1;
    ret->u.comparison.mean_a = c->a.mean;
    ret->u.comparison.mean_b = c->b.mean;
    ret->u.comparison.difference = c->b.mean - c->a.mean;
    ret->u.comparison.unadjusted = ret->u.comparison.difference;
    ret->u.comparison.ci95_low = ret->u.comparison.ci95_high = NAN;
    ret->u.comparison.mdd = ret->u.comparison.se = NAN;
    ret->u.comparison.clipped_a = (float)c->a.clipped;
    ret->u.comparison.clipped_b = (float)c->b.clipped;
    ret->u.comparison.so_far = c->so_far;
    ret->u.comparison.primary = c->primary;
}

void gait_verdict(const struct gait_verdict_case *c, struct gait_event *ret,
                  struct gait_sentence_facts *ret_facts)
{
    double times = c->so_far ? GAIT_VERDICT_SO_FAR : 1, more = drift(c);
    head(c, ret);
    *ret_facts = (struct gait_sentence_facts){.pace = c->pace,
                                              .not_in_turn = c->a.visits < 2 || c->b.visits < 2};
    if (!comparable(c, &ret->u.comparison.verdict, &ret_facts->reason))
        return;
    struct gait_verdict_estimate with = widened(&c->with, times);
    struct gait_verdict_estimate without = widened(&c->without, times);
    if (c->pace.known == GAIT_SENTENCE_BY_STEPS)
        move_ends(&with, room(&with, &without));
    ret->u.comparison.unadjusted = unit(c, without.difference);
    ret_facts->reason = refuse(c, &with, &without, more, &ret_facts->goes_with_pace);
    if (ret_facts->reason != GAIT_SENTENCE_PLAIN)
        return;
    ret->u.comparison.difference = unit(c, with.difference);
    memcpy(ret->u.comparison.adjusted_for, c->adjusted_for, sizeof c->adjusted_for);
    tell(c, &with, more, ret);
}

void gait_verdict_holm(struct gait_event *const e[], const double p[],
                       struct gait_sentence_facts *const facts[], int n)
{
    int family = 0;
    for (int i = 0; i < n; i++)
        family += !isnan(p[i]);
    for (int i = 0; i < n; i++) {
        enum gait_verdict *verdict = &e[i]->u.comparison.verdict;
        bool passes = true;
        if (isnan(p[i]) || (*verdict != GAIT_VERDICT_LOWER && *verdict != GAIT_VERDICT_HIGHER))
            continue;
        for (int k = 0; k < n; k++) { /* it, and every smaller p before it, must pass */
            int before = 0;
            if (isnan(p[k]) || p[k] > p[i])
                continue;
            for (int j = 0; j < n; j++)
                before += p[j] < p[k];
            passes = passes && p[k] <= 0.05 / (family - before);
        }
        if (!passes) {
            *verdict = GAIT_VERDICT_NONE;
            facts[i]->by_chance = family;
        }
    }
}
