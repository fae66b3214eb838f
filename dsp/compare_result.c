/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums out: what is adjusted for, and the estimates a verdict needs. */
#include <gait/compare.h>

#include <gait/compare_data.h>
#include <gait/student.h>
#include <gait/verdict.h>

#include <math.h>
#include <string.h>

enum { ENOUGH = 4 }; /* stretches a side, from which their means have a say */

/* The means' interval is put around the mixture's difference, which is not the means' own. */
static const double off_centre = 1.04;

/* Floors of the scatter that a difference of pace is held against: steady runners are not to be
 * refused for nothing. */
static const double speed_floor_ms = 0.08, cadence_floor_spm = 1, contact_floor_ms = 3;

/* What may differ between surfaces without any say in the difference. */
static const double slope_little_deg = 0.5;

/* One question, with all that the answers are made from. */
struct question {
    const struct gait_compare_measure *now;
    struct gait_mixed_pair pair;
    struct gait_compare_tally a, b;
    struct gait_mixed_moments of_a, of_b; /* of the value */
    bool logarithmic;
};

void gait_compare_tally_add(struct gait_compare_tally *to, const struct gait_compare_tally *t)
{
    to->clipped += t->clipped;
    to->total += t->total;
    for (int k = 0; k < GAIT_MIXED_COLUMNS; k++)
        to->missing[k] += t->missing[k];
}

static void ask_for(const struct gait_compare *c, const struct gait_compare_ask *ask,
                    struct question *ret)
{
    const struct gait_compare_measure *now = &c->measures[ask->measure];
    const struct gait_compare_ground *a = &c->grounds[ask->a][ask->measure];
    const struct gait_compare_ground *b = &c->grounds[ask->b][ask->measure];
    bool open = now->open.n >= GAIT_COMPARE_STRETCH_MIN &&
                (now->surface == ask->a || now->surface == ask->b);
    *ret = (struct question){.now = now, .a = a->tally, .b = b->tally};
    ret->pair = (struct gait_mixed_pair){.a = &a->sums, .b = &b->sums};
    if (open) {
        ret->pair.open = &now->open;
        ret->pair.open_is_b = now->surface == ask->b;
        gait_compare_tally_add(ret->pair.open_is_b ? &ret->b : &ret->a, &now->tally);
    }
    ret->of_a = gait_mixed_moments(&ret->pair, false, GAIT_MIXED_Y);
    ret->of_b = gait_mixed_moments(&ret->pair, true, GAIT_MIXED_Y);
}

/* Known on 19 of 20 strides of either side. */
static bool known(const struct question *q, enum gait_mixed_column column)
{
    return q->a.missing[column] * 20 <= q->of_a.n && q->b.missing[column] * 20 <= q->of_b.n;
}

/* Mean of a column, in its own unit. */
static double mean_of(const struct question *q, bool of_b, enum gait_mixed_column column)
{
    return known(q, column)
               ? gait_mixed_moments(&q->pair, of_b, column).mean + q->now->centre[column]
               : NAN;
}

static double apart(const struct question *q, enum gait_mixed_column column, double floor)
{
    struct gait_mixed_moments a = gait_mixed_moments(&q->pair, false, column);
    struct gait_mixed_moments b = gait_mixed_moments(&q->pair, true, column);
    if (!known(q, column))
        return NAN;
    return fabs(b.mean - a.mean) / fmax(floor, sqrt((a.variance + b.variance) / 2));
}

/* Runs of a's and of b's stretches, others' between them left out. */
static void count_visits(const struct question *q, const struct gait_compare_ask *ask,
                         uint32_t *ret_a, uint32_t *ret_b)
{
    int stretches = q->now->stretches, last = -1;
    if (stretches > GAIT_COMPARE_ORDER)
        stretches = GAIT_COMPARE_ORDER;
    *ret_a = *ret_b = 0;
    for (int i = 0; i <= stretches; i++) {
        int surface = i < stretches ? q->now->order[i] : q->pair.open ? q->now->surface : -1;
        if ((surface != ask->a && surface != ask->b) || surface == last)
            continue;
        *(surface == ask->a ? ret_a : ret_b) += 1;
        last = surface;
    }
}

static struct gait_verdict_side side_of(const struct question *q, bool of_b, const char *name,
                                        uint32_t visits)
{
    const struct gait_mixed_moments *m = of_b ? &q->of_b : &q->of_a;
    const struct gait_compare_tally *t = of_b ? &q->b : &q->a;
    return (struct gait_verdict_side){
        .surface = name,
        .strides = m->n,
        .stretches = m->stretches,
        .visits = visits,
        .mean = m->n ? t->total / m->n : NAN,
        .clipped = m->n ? (double)t->clipped / m->n : 0,
        .minute = 10 * gait_mixed_moments(&q->pair, of_b, GAIT_MIXED_MINUTES).mean,
    };
}

static struct gait_sentence_pace pace_of(const struct question *q, enum gait_measure m)
{
    bool timing = m == GAIT_MEASURE_CADENCE || m == GAIT_MEASURE_CONTACT;
    bool steps = known(q, GAIT_MIXED_CADENCE) || known(q, GAIT_MIXED_CONTACT);
    return (struct gait_sentence_pace){
        .known = known(q, GAIT_MIXED_SPEED) ? GAIT_SENTENCE_BY_SPEED
                 : timing                   ? GAIT_SENTENCE_NOT_ADJUSTED
                 : steps                    ? GAIT_SENTENCE_BY_STEPS
                                            : GAIT_SENTENCE_NOT_KNOWN,
        .speed_a = mean_of(q, false, GAIT_MIXED_SPEED),
        .speed_b = mean_of(q, true, GAIT_MIXED_SPEED),
        .cadence_a = mean_of(q, false, GAIT_MIXED_CADENCE),
        .cadence_b = mean_of(q, true, GAIT_MIXED_CADENCE),
        .contact_a = mean_of(q, false, GAIT_MIXED_CONTACT),
        .contact_b = mean_of(q, true, GAIT_MIXED_CONTACT),
    };
}

/* The standardised difference of the pace that is adjusted for. */
static double pace_apart(const struct question *q, enum gait_sentence_known by)
{
    if (by == GAIT_SENTENCE_BY_SPEED)
        return apart(q, GAIT_MIXED_SPEED, speed_floor_ms);
    if (by != GAIT_SENTENCE_BY_STEPS)
        return NAN;
    return fmax(apart(q, GAIT_MIXED_CADENCE, cadence_floor_spm),
                apart(q, GAIT_MIXED_CONTACT, contact_floor_ms)); /* of one NaN: the other */
}

/* Covariates beside pace, and those of pace. */
static unsigned plain_columns(const struct question *q, const struct gait_verdict_case *c)
{
    unsigned columns = GAIT_MIXED_BIT(GAIT_MIXED_SIDE);
    if (c->a.visits >= 2 && c->b.visits >= 2)
        columns |= GAIT_MIXED_BIT(GAIT_MIXED_MINUTES);
    if (known(q, GAIT_MIXED_SLOPE))
        columns |= GAIT_MIXED_BIT(GAIT_MIXED_SLOPE);
    return columns;
}

static unsigned pace_columns(const struct question *q, enum gait_sentence_known by)
{
    if (by == GAIT_SENTENCE_BY_SPEED)
        return GAIT_MIXED_BIT(GAIT_MIXED_SPEED);
    if (by != GAIT_SENTENCE_BY_STEPS)
        return 0;
    return (known(q, GAIT_MIXED_CADENCE) ? GAIT_MIXED_BIT(GAIT_MIXED_CADENCE) : 0) |
           (known(q, GAIT_MIXED_CONTACT) ? GAIT_MIXED_BIT(GAIT_MIXED_CONTACT) : 0);
}

/* What cannot be told from the surface, where it matters. */
static enum gait_sentence_reason fault_of(const struct question *q,
                                          const struct gait_verdict_case *c,
                                          const struct gait_mixed_fit *fit)
{
    unsigned pace = pace_columns(q, c->pace.known);
    double slope = mean_of(q, true, GAIT_MIXED_SLOPE) - mean_of(q, false, GAIT_MIXED_SLOPE);
    if (fit->confounded & GAIT_MIXED_BIT(GAIT_MIXED_SIDE))
        return GAIT_SENTENCE_LEGS;
    if (fit->confounded & GAIT_MIXED_BIT(GAIT_MIXED_SLOPE) && fabs(slope) > slope_little_deg)
        return GAIT_SENTENCE_SLOPE;
    if (fit->confounded & pace && c->apart >= GAIT_VERDICT_HELD)
        return GAIT_SENTENCE_PACE;
    return GAIT_SENTENCE_PLAIN;
}

/* The mixture's own interval, or the one from the means of stretches where that is wider. */
static struct gait_verdict_estimate estimate(const struct question *q,
                                             const struct gait_mixed_fit *fit)
{
    struct gait_verdict_estimate e = {.difference = fit->estimate, .se = fit->se};
    double below = gait_mixed_cdf(fit, 0), se;
    int df;
    e.low = gait_mixed_quantile(fit, 0.025);
    e.high = gait_mixed_quantile(fit, 0.975);
    e.low90 = gait_mixed_quantile(fit, 0.05);
    e.high90 = gait_mixed_quantile(fit, 0.95);
    e.p = fmin(2 * fmin(below, 1 - below), 1);
    if (q->of_a.stretches < ENOUGH || q->of_b.stretches < ENOUGH ||
        !gait_mixed_stretches(&q->pair, fit, &se, &df) || !(se > 0))
        return e;
    se *= off_centre;
    double reach = gait_student_quantile(0.975, df) * se;
    double reach90 = gait_student_quantile(0.95, df) * se;
    if (2 * reach > e.high - e.low) {
        e.low = e.difference - reach;
        e.high = e.difference + reach;
        e.se = fmax(e.se, se);
    }
    e.low90 = fmin(e.low90, e.difference - reach90);
    e.high90 = fmax(e.high90, e.difference + reach90);
    e.p = fmax(e.p, 2 * gait_student_cdf(-fabs(e.difference) / se, df));
    return e;
}

static void tell_columns(unsigned columns, char ret[64])
{
    static const struct {
        enum gait_mixed_column column;
        const char *name;
    } names[] = {{GAIT_MIXED_SPEED, "speed"},
                 {GAIT_MIXED_CADENCE, "cadence"},
                 {GAIT_MIXED_CONTACT, "contact time"},
                 {GAIT_MIXED_MINUTES, "minutes"},
                 {GAIT_MIXED_SIDE, "side"},
                 {GAIT_MIXED_SLOPE, "slope"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(columns & GAIT_MIXED_BIT(names[i].column)))
            continue;
        const char *parts[] = {n ? ", " : "", names[i].name};
        for (int k = 0; k < 2; k++) {
            memcpy(ret + n, parts[k], strlen(parts[k]));
            n += strlen(parts[k]);
        }
    }
    ret[n] = '\0';
}

/* Fits with and without pace. */
static void estimate_both(const struct question *q, struct gait_verdict_case *c)
{
    struct gait_mixed_fit fit;
    unsigned plain = plain_columns(q, c), pace = pace_columns(q, c->pace.known);
    c->apart = pace_apart(q, c->pace.known);
    c->fault = GAIT_SENTENCE_SINGULAR;
    if (!gait_mixed_fit(&q->pair, plain | pace, &fit))
        return;
    c->with = estimate(q, &fit);
    c->fault = fault_of(q, c, &fit);
    /* One that never varied was held: it is adjusted for all the same. */
    tell_columns(fit.columns | (pace & GAIT_MIXED_BIT(GAIT_MIXED_SPEED)), c->adjusted_for);
    c->without = c->with;
    if (!(fit.columns & pace))
        return;
    if (gait_mixed_fit(&q->pair, plain, &fit))
        c->without = estimate(q, &fit);
    else
        c->fault = GAIT_SENTENCE_SINGULAR;
}

/* The event but for its sentence, and p; false: nothing to compare. */
static bool answer(const struct gait_compare *c, const struct gait_compare_ask *ask,
                   struct gait_event *ret, struct gait_sentence_facts *ret_facts, double *ret_p)
{
    struct question q;
    struct gait_verdict_case v = {
        .measure = ask->measure, .primary = ask->primary, .so_far = ask->so_far, .apart = NAN};
    uint32_t visits_a, visits_b;
    if (ask->a == ask->b)
        return false;
    ask_for(c, ask, &q);
    if (q.of_a.n + q.of_b.n == 0)
        return false;
    count_visits(&q, ask, &visits_a, &visits_b);
    v.a = side_of(&q, false, ask->name_a, visits_a);
    v.b = side_of(&q, true, ask->name_b, visits_b);
    v.pace = pace_of(&q, ask->measure);
    if (ask->measure == GAIT_MEASURE_CADENCE || ask->measure == GAIT_MEASURE_CONTACT)
        v.a.clipped = v.b.clipped = 0;
    if (q.of_a.n >= GAIT_VERDICT_STRIDES && q.of_b.n >= GAIT_VERDICT_STRIDES)
        estimate_both(&q, &v);
    memset(ret, 0, sizeof *ret);
    ret->t_ns = ret->announced_ns = c->state.newest_ns;
    gait_verdict(&v, ret, ret_facts);
    enum gait_verdict verdict = ret->u.comparison.verdict;
    bool judged = verdict != GAIT_VERDICT_NOT_COMPARABLE && verdict != GAIT_VERDICT_TOO_FEW;
    *ret_p = judged ? v.with.p : NAN;
    return true;
}

bool gait_compare_result(const struct gait_compare *c, const struct gait_compare_ask *ask,
                         struct gait_event *ret)
{
    struct gait_sentence_facts facts;
    double p;
    if (!answer(c, ask, ret, &facts, &p))
        return false;
    gait_sentence(ret, &facts);
    return true;
}

int gait_compare_all(const struct gait_compare *c, const struct gait_compare_ask *ask,
                     struct gait_event ret[GAIT_MEASURES])
{
    struct gait_sentence_facts facts[GAIT_MEASURES], *told[GAIT_MEASURES];
    struct gait_event *events[GAIT_MEASURES];
    double p[GAIT_MEASURES];
    int n = 0;
    for (int m = 0; m < GAIT_MEASURES; m++) {
        struct gait_compare_ask one = *ask;
        one.measure = (enum gait_measure)m;
        one.primary = one.measure == ask->measure;
        if (!answer(c, &one, &ret[n], &facts[n], &p[n]))
            continue;
        if (one.primary)
            p[n] = NAN;
        events[n] = &ret[n];
        told[n] = &facts[n];
        n++;
    }
    gait_verdict_holm(events, p, told, n);
    for (int i = 0; i < n; i++)
        gait_sentence(&ret[i], &facts[i]);
    return n;
}
