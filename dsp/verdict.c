/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/verdict.h>

#include <gait/sentence.h>
#include <gait/student.h>

#include <math.h>
#include <string.h>

void gait_verdict_add(struct gait_verdict_moments *m, double x)
{
    double d = x - m->mean;
    m->n++;
    m->mean += d / m->n;
    m->m2 += d * (x - m->mean);
}

void gait_verdict_add_pace(struct gait_verdict_pace *p, double x, double y)
{
    double dx = x - p->x.mean;
    gait_verdict_add(&p->x, x);
    gait_verdict_add(&p->y, y);
    p->xy += dx * (y - p->y.mean);
}

/* |b - a| in typical SDs of a stretch mean, at least `floor` each. NaN: not measured in two
 * stretches a side. */
static double standardised(const struct gait_verdict_moments *a,
                           const struct gait_verdict_moments *b, double floor)
{
    if (a->n < 2 || b->n < 2)
        return NAN;
    double sd = sqrt((a->m2 / (a->n - 1) + b->m2 / (b->n - 1)) / 2);
    return fabs(b->mean - a->mean) / fmax(floor, sd);
}

static enum gait_sentence_pace pace_of(double d)
{
    return isnan(d)                     ? GAIT_SENTENCE_NOT_KNOWN
           : d > GAIT_VERDICT_PACE_HELD ? GAIT_SENTENCE_DIFFERED
                                        : GAIT_SENTENCE_HELD;
}

/* Whether b differs from a in the direction of `sign` with the pace as covariate. */
static bool survives(const struct gait_verdict_pace *a, const struct gait_verdict_pace *b,
                     double sign)
{
    int df = (int)(a->x.n + b->x.n) - 3;
    double xx = a->x.m2 + b->x.m2, xy = a->xy + b->xy, dx = b->x.mean - a->x.mean;
    if (df < 1 || !(xx > 0))
        return false;
    double residual = fmax(a->y.m2 + b->y.m2 - xy * xy / xx, 0);
    double se = sqrt(residual / df * (1.0 / a->x.n + 1.0 / b->x.n + dx * dx / xx));
    double difference = b->y.mean - a->y.mean - xy / xx * dx;
    return sign * difference > gait_student_quantile(0.975, df) * se;
}

/* Fills the facts of pace. False: the pace alone could make a difference of this sign (0: none is
 * claimed). */
static bool same_pace(enum gait_measure measure, const struct gait_verdict_side *a,
                      const struct gait_verdict_side *b, double sign, struct gait_sentence_facts *f)
{
    if (measure == GAIT_MEASURE_CADENCE || measure == GAIT_MEASURE_CONTACT) {
        f->pace = GAIT_SENTENCE_NOT_ADJUSTED;
        return true;
    }
    double cadence = standardised(&a->cadence.x, &b->cadence.x, GAIT_VERDICT_CADENCE_SPM);
    double contact = standardised(&a->contact.x, &b->contact.x, GAIT_VERDICT_CONTACT_MS);
    double d = fmax(cadence, contact); /* of one NaN: the other */
    f->pace = pace_of(d);
    bool by_cadence = cadence >= d;
    const struct gait_verdict_pace *x = by_cadence ? &a->cadence : &a->contact;
    const struct gait_verdict_pace *y = by_cadence ? &b->cadence : &b->contact;
    bool close = !(d > GAIT_VERDICT_PACE_HELD) || sign == 0 || survives(x, y, sign);
    if (!(d > GAIT_VERDICT_PACE) && close)
        return true;
    f->reason = by_cadence ? GAIT_SENTENCE_CADENCE : GAIT_SENTENCE_CONTACT;
    f->pace_a = x->x.mean;
    f->pace_b = y->x.mean;
    return false;
}

static double share(const struct gait_verdict_side *x)
{
    return x->strides ? (double)x->clipped / x->strides : 0;
}

/* Whether the sides may be compared at all; else the verdict and, in *f, the reason. */
static bool comparable(enum gait_measure measure, const struct gait_verdict_side *a,
                       const struct gait_verdict_side *b, enum gait_verdict *ret_verdict,
                       struct gait_sentence_facts *f)
{
    bool railed = measure != GAIT_MEASURE_CADENCE && measure != GAIT_MEASURE_CONTACT;
    f->clipped_a = railed ? share(a) : 0;
    f->clipped_b = railed ? share(b) : 0;
    *ret_verdict = GAIT_VERDICT_TOO_FEW;
    if (a->strides < GAIT_VERDICT_STRIDES || b->strides < GAIT_VERDICT_STRIDES)
        return false;
    *ret_verdict = GAIT_VERDICT_NOT_COMPARABLE;
    f->reason = GAIT_SENTENCE_RANGE;
    if (fmax(f->clipped_a, f->clipped_b) > GAIT_VERDICT_CLIPPED)
        return false;
    f->reason = GAIT_SENTENCE_STRETCHES;
    if (a->value.n < 2 || b->value.n < 2)
        return false;
    f->reason = GAIT_SENTENCE_PLAIN;
    return true;
}

/* The interval, mdd and verdict of sides that may be compared. */
static void judge(const struct gait_verdict_moments *a, const struct gait_verdict_moments *b,
                  struct gait_event *ret)
{
    int df = (int)(a->n + b->n) - 2;
    double variance = (a->m2 + b->m2) / df;
    double se = sqrt(variance * (1.0 / a->n + 1.0 / b->n));
    double t975 = gait_student_quantile(0.975, df), t80 = gait_student_quantile(0.8, df);
    double d = ret->u.comparison.difference;
    ret->u.comparison.ci95_low = d - t975 * se;
    ret->u.comparison.ci95_high = d + t975 * se;
    ret->u.comparison.mdd = (t975 + t80) * se;
    ret->u.comparison.verdict = d + t975 * se < 0   ? GAIT_VERDICT_LOWER
                                : d - t975 * se > 0 ? GAIT_VERDICT_HIGHER
                                                    : GAIT_VERDICT_NONE;
}

/* The sign of a difference that the verdict claims. */
static double claimed(const struct gait_event *e)
{
    enum gait_verdict v = e->u.comparison.verdict;
    return v == GAIT_VERDICT_LOWER ? -1 : v == GAIT_VERDICT_HIGHER ? 1 : 0;
}

static void withdraw(struct gait_event *e)
{
    e->u.comparison.verdict = GAIT_VERDICT_NOT_COMPARABLE;
    e->u.comparison.ci95_low = e->u.comparison.ci95_high = e->u.comparison.mdd = NAN;
}

void gait_verdict(enum gait_measure measure, const struct gait_verdict_side *a,
                  const struct gait_verdict_side *b, struct gait_event *ret)
{
    struct gait_sentence_facts facts = {GAIT_SENTENCE_PLAIN, GAIT_SENTENCE_HELD, NAN, NAN, 0, 0};
    memset(&ret->u, 0, sizeof ret->u);
    ret->kind = GAIT_EVENT_COMPARISON;
    ret->u.comparison.measure = measure;
    gait_name_copy(ret->u.comparison.a, a->surface);
    gait_name_copy(ret->u.comparison.b, b->surface);
    ret->u.comparison.n_a = a->strides;
    ret->u.comparison.n_b = b->strides;
    ret->u.comparison.stretches_a = a->value.n;
    ret->u.comparison.stretches_b = b->value.n;
    ret->u.comparison.mean_a = a->value.n ? a->value.mean : NAN;
    ret->u.comparison.mean_b = b->value.n ? b->value.mean : NAN;
    ret->u.comparison.difference = ret->u.comparison.mean_b - ret->u.comparison.mean_a;
    ret->u.comparison.ci95_low = ret->u.comparison.ci95_high = ret->u.comparison.mdd = NAN;
    if (comparable(measure, a, b, &ret->u.comparison.verdict, &facts)) {
        judge(&a->value, &b->value, ret);
        if (!same_pace(measure, a, b, claimed(ret), &facts))
            withdraw(ret);
    }
    gait_sentence(ret, &facts);
}
