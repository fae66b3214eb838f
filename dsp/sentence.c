/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/sentence.h>

#include <gait/sentence_text.h>
#include <gait/verdict.h>

#include <math.h>
#include <string.h>

/* How a measure is spoken of. */
static const struct {
    const char *subject, *were, *lower, *higher;
} words[GAIT_MEASURES] = {
    [GAIT_MEASURE_PEAK] = {"landings", "were", "softer", "harder"},
    [GAIT_MEASURE_AXIAL] = {"landings along the leg", "were", "softer", "harder"},
    [GAIT_MEASURE_RISE] = {"rise of the shock", "was", "slower", "steeper"},
    [GAIT_MEASURE_BAND] = {"shock power", "was", "lower", "higher"},
    [GAIT_MEASURE_MEDIAN] = {"shock frequency", "was", "lower", "higher"},
    [GAIT_MEASURE_ATTENUATION] = {"shock damping", "was", "stronger", "weaker"},
    [GAIT_MEASURE_CADENCE] = {"cadence", "was", "lower", "higher"},
    [GAIT_MEASURE_CONTACT] = {"contact time", "was", "shorter", "longer"},
    [GAIT_MEASURE_BACK_PEAK] = {"landings at the back", "were", "softer", "harder"},
    [GAIT_MEASURE_BACK_BAND] = {"shock at the back", "was", "lower", "higher"},
};

static void put_share(struct gait_text *t, double share, const char *surface)
{
    gait_text_number(t, 100 * share, 0);
    gait_text_put(t, " % of ");
    gait_text_name(t, surface);
    gait_text_put(t, " strides hit the sensor's limit");
}

static void say_clipped(struct gait_text *t, const struct gait_event *e)
{
    float a = e->u.comparison.clipped_a, b = e->u.comparison.clipped_b;
    put_share(t, (double)fmaxf(a, b), a > b ? e->u.comparison.a : e->u.comparison.b);
}

static void say_few(struct gait_text *t, const struct gait_event *e)
{
    gait_text_put(t, "too few strides: ");
    gait_text_count(t, e->u.comparison.n_a);
    gait_text_put(t, " on ");
    gait_text_name(t, e->u.comparison.a);
    gait_text_put(t, ", ");
    gait_text_count(t, e->u.comparison.n_b);
    gait_text_put(t, " on ");
    gait_text_name(t, e->u.comparison.b);
    gait_text_put(t, "; ");
    gait_text_count(t, GAIT_VERDICT_STRIDES);
    gait_text_put(t, " on each are needed");
}

/* "2.7 v 3.2 m/s" of b and a, with a decimal where they are near each other. */
static void put_both(struct gait_text *t, double b, double a, const char *unit, double near)
{
    int decimals = fabs(a - b) < near;
    gait_text_number(t, b, decimals);
    gait_text_put(t, " v ");
    gait_text_number(t, a, decimals);
    gait_text_put(t, " ");
    gait_text_put(t, unit);
}

/* "(cadence 158 v 166 spm, contact 250 v 241 ms)", what of it is known. */
static void put_pace(struct gait_text *t, const struct gait_sentence_pace *p)
{
    bool cadence = !isnan(p->cadence_b - p->cadence_a);
    if (p->known == GAIT_SENTENCE_BY_SPEED) {
        gait_text_put(t, " (");
        put_both(t, p->speed_b, p->speed_a, "m/s", 10);
        gait_text_put(t, ")");
        return;
    }
    gait_text_put(t, " (");
    if (cadence) {
        gait_text_put(t, "cadence ");
        put_both(t, p->cadence_b, p->cadence_a, "spm", 3);
    }
    if (!isnan(p->contact_b - p->contact_a)) {
        gait_text_put(t, cadence ? ", contact " : "contact ");
        put_both(t, p->contact_b, p->contact_a, "ms", 3);
    }
    gait_text_put(t, ")");
}

static void ask_for_speed(struct gait_text *t, const struct gait_sentence_facts *f)
{
    if (f->pace.known != GAIT_SENTENCE_BY_SPEED)
        gait_text_put(t, "give speed (gaitctl mark SURFACE --speed) and ");
    gait_text_put(t, "alternate twice at one pace");
}

static const char *one_each(const struct gait_event *e)
{
    return e->u.comparison.stretches_a == 1 && e->u.comparison.stretches_b == 1 ? "one stretch each"
                                                                                : "not in turn";
}

static void say_not(struct gait_text *t, const struct gait_event *e,
                    const struct gait_sentence_facts *f)
{
    gait_text_put(t, "not comparable: ");
    switch (f->reason) {
    case GAIT_SENTENCE_RANGE:
        say_clipped(t, e);
        break;
    case GAIT_SENTENCE_LEGS:
        gait_text_put(t, "one leg was measured on ");
        gait_text_name(t, e->u.comparison.a);
        gait_text_put(t, ", the other on ");
        gait_text_name(t, e->u.comparison.b);
        break;
    case GAIT_SENTENCE_SLOPE:
        gait_text_put(t, "the slope of ");
        gait_text_name(t, e->u.comparison.b);
        gait_text_put(t, " was always another one, and can do this; choose stretches of one slope");
        break;
    case GAIT_SENTENCE_DRIFT:
        gait_text_put(t, one_each(e));
        gait_text_put(t, ", and the drift of a run could do this; alternate twice to know");
        break;
    case GAIT_SENTENCE_SINGULAR:
        gait_text_put(t, "these strides leave no estimate of a difference");
        break;
    case GAIT_SENTENCE_DISAGREE:
        gait_text_put(t, "what pace does cannot be told from what the ground does");
        put_pace(t, &f->pace);
        gait_text_put(t, "; ");
        ask_for_speed(t, f);
        break;
    default:
        gait_text_put(t, "another pace on ");
        gait_text_name(t, e->u.comparison.b);
        put_pace(t, &f->pace);
        gait_text_put(t, "; pace alone can do this: ");
        ask_for_speed(t, f);
    }
}

/* What a difference is multiplied by to be spoken, and its unit. */
static double scale(const struct gait_event *e, const char **ret_unit)
{
    enum gait_measure m = e->u.comparison.measure;
    bool percent = gait_verdict_relative(m) && e->u.comparison.mean_a > 0;
    *ret_unit = percent ? "%" : gait_measure_unit(m);
    return percent ? 100 / e->u.comparison.mean_a : 1;
}

/* Whether clipping can only have made the difference smaller: the higher side is the one that hit
 * the limit. */
static bool lower_bound(const struct gait_event *e)
{
    bool b_higher = e->u.comparison.difference > 0;
    float a = e->u.comparison.clipped_a, b = e->u.comparison.clipped_b;
    double high = (double)(b_higher ? b : a), low = (double)(b_higher ? a : b);
    return high > GAIT_VERDICT_AT_LEAST && low < high &&
           e->u.comparison.measure != GAIT_MEASURE_MEDIAN &&
           e->u.comparison.measure != GAIT_MEASURE_ATTENUATION;
}

static void put_subject(struct gait_text *t, const struct gait_event *e)
{
    gait_text_name(t, e->u.comparison.b);
    gait_text_put(t, " ");
    gait_text_put(t, words[e->u.comparison.measure].subject);
}

/* "14 % (9 to 19) " */
static void put_interval(struct gait_text *t, double at, double low, double high, int decimals,
                         const char *unit_name)
{
    gait_text_number(t, at, decimals);
    gait_text_put(t, " ");
    gait_text_put(t, unit_name);
    gait_text_put(t, " (");
    gait_text_number(t, low, decimals);
    gait_text_put(t, " to ");
    gait_text_number(t, high, decimals);
    gait_text_put(t, ")");
}

static void say_difference(struct gait_text *t, const struct gait_event *e)
{
    enum gait_measure m = e->u.comparison.measure;
    bool lower = e->u.comparison.verdict == GAIT_VERDICT_LOWER;
    const char *unit_name;
    double k = scale(e, &unit_name);
    double near = k * (lower ? -e->u.comparison.ci95_high : e->u.comparison.ci95_low);
    double far = k * (lower ? -e->u.comparison.ci95_low : e->u.comparison.ci95_high);
    put_subject(t, e);
    gait_text_put(t, " ");
    gait_text_put(t, words[m].were);
    gait_text_put(t, lower_bound(e) ? " at least " : " ");
    put_interval(t, k * fabs(e->u.comparison.difference), near, far, near < 2, unit_name);
    gait_text_put(t, " ");
    gait_text_put(t, lower ? words[m].lower : words[m].higher);
    gait_text_put(t, " than ");
    gait_text_name(t, e->u.comparison.a);
}

static void say_none(struct gait_text *t, const struct gait_event *e,
                     const struct gait_sentence_facts *f)
{
    const char *unit_name;
    double k = scale(e, &unit_name), mdd = k * e->u.comparison.mdd;
    int decimals = mdd < 10;
    gait_text_put(t, "no detectable difference of ");
    put_subject(t, e);
    gait_text_put(t, ": ");
    if (f->goes_with_pace) {
        gait_text_put(t, "it goes with the pace, ");
        gait_text_number(t, k * e->u.comparison.unadjusted, decimals);
        gait_text_put(t, " ");
        gait_text_put(t, unit_name);
        gait_text_put(t, " before, ");
    }
    put_interval(t, k * e->u.comparison.difference, k * e->u.comparison.ci95_low,
                 k * e->u.comparison.ci95_high, decimals, unit_name);
    if (f->by_chance) {
        gait_text_put(t, ", which one of ");
        gait_text_count(t, (uint64_t)f->by_chance);
        gait_text_put(t, " measures may show by chance");
        return;
    }
    gait_text_put(t, f->goes_with_pace ? " after; only " : "; only ");
    gait_text_number(t, mdd, decimals);
    gait_text_put(t, " ");
    gait_text_put(t, unit_name);
    gait_text_put(t, " or more would have been found");
}

static void append_counts(struct gait_text *t, const struct gait_event *e, bool apart)
{
    struct gait_text strides = {0}, stretches = {0};
    gait_text_put(&strides, "; ");
    gait_text_count(&strides, e->u.comparison.n_b);
    gait_text_put(&strides, " and ");
    gait_text_count(&strides, e->u.comparison.n_a);
    gait_text_put(&strides, " strides");
    gait_text_put(&stretches, " in ");
    gait_text_count(&stretches, e->u.comparison.stretches_b);
    gait_text_put(&stretches, " and ");
    gait_text_count(&stretches, e->u.comparison.stretches_a);
    gait_text_put(&stretches, apart ? " sessions" : " stretches");
    size_t before = t->n;
    gait_text_append(t, &strides);
    if (t->n > before)
        gait_text_append(t, &stretches);
}

static void append_pace(struct gait_text *t, const struct gait_event *e,
                        const struct gait_sentence_facts *f)
{
    if (e->u.comparison.adjusted_for[0])
        gait_text_append_words(t, "; adjusted for ", e->u.comparison.adjusted_for);
    if (f->pace.known == GAIT_SENTENCE_NOT_KNOWN)
        gait_text_append_words(t, "; pace not known", "");
    if (f->pace.known == GAIT_SENTENCE_NOT_ADJUSTED)
        gait_text_append_words(t, "; not adjusted for pace", "");
    if (f->goes_with_pace && f->pace.known == GAIT_SENTENCE_BY_STEPS)
        gait_text_append_words(t, "; give speed (gaitctl mark SURFACE --speed) to know", "");
}

static void say_plain(struct gait_text *t, const struct gait_event *e,
                      const struct gait_sentence_facts *f)
{
    bool none = e->u.comparison.verdict == GAIT_VERDICT_NONE, at_least = !none && lower_bound(e);
    struct gait_text clause = {0};
    if (none)
        say_none(t, e, f);
    else
        say_difference(t, e);
    if (!none && f->not_in_turn)
        gait_text_append_words(
            t,
            e->u.comparison.stretches_a == 1 && e->u.comparison.stretches_b == 1
                ? "; one stretch each"
                : "; not in turn",
            ": a hill, wind or tiring there would look the same; alternate twice to know");
    gait_text_put(&clause, "; ");
    say_clipped(&clause, e);
    if (fmaxf(e->u.comparison.clipped_a, e->u.comparison.clipped_b) >
            (float)GAIT_VERDICT_AT_LEAST &&
        !at_least)
        gait_text_append(t, &clause);
    if (none && e->u.comparison.no_relevant)
        gait_text_append_words(t, "; a difference of 10 % or more is ruled out", "");
    append_counts(t, e, f->apart);
    append_pace(t, e, f);
}

void gait_sentence(struct gait_event *comparison, const struct gait_sentence_facts *f)
{
    struct gait_text t = {0};
    if (comparison->u.comparison.so_far)
        gait_text_put(&t, "so far: ");
    if (comparison->u.comparison.verdict == GAIT_VERDICT_TOO_FEW)
        say_few(&t, comparison);
    else if (comparison->u.comparison.verdict == GAIT_VERDICT_NOT_COMPARABLE)
        say_not(&t, comparison, f);
    else
        say_plain(&t, comparison, f);
    memcpy(comparison->u.comparison.why, t.to, sizeof t.to);
}
