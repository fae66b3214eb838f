/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/sentence.h>

#include <gait/verdict.h>

#include <math.h>
#include <string.h>

enum { ROOM = sizeof((struct gait_event *)0)->u.comparison.why, NAME_ROOM = 24 };

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

struct text {
    char to[ROOM];
    size_t n;
    bool full; /* something did not fit */
};

static void put_bytes(struct text *t, const char *from, size_t n)
{
    if (t->full || n > ROOM - 1 - t->n) {
        t->full = true;
        return;
    }
    memcpy(t->to + t->n, from, n);
    t->n += n;
    t->to[t->n] = '\0';
}

static void put(struct text *t, const char *from)
{
    put_bytes(t, from, strlen(from));
}

/* A name, cut between characters where it is long. */
static void put_name(struct text *t, const char *name)
{
    size_t n = strnlen(name, GAIT_NAME_MAX);
    if (n > NAME_ROOM)
        for (n = NAME_ROOM; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
            n--;
    put_bytes(t, name, n);
}

static void put_count(struct text *t, uint64_t n)
{
    char digits[20];
    size_t i = sizeof digits;
    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    put_bytes(t, digits + i, sizeof digits - i);
}

/* x, rounded to 0 or 1 decimals. */
static void put_number(struct text *t, double x, int decimals)
{
    double scaled = round(fabs(x) * (decimals ? 10 : 1));
    if (!(scaled < 1e15)) {
        put(t, isnan(x) ? "?" : "very much");
        return;
    }
    uint64_t n = (uint64_t)scaled;
    if (x < 0 && n > 0)
        put(t, "-");
    put_count(t, decimals ? n / 10 : n);
    if (!decimals)
        return;
    put(t, ".");
    put_count(t, n % 10);
}

static void put_share(struct text *t, double share, const char *surface)
{
    put_number(t, 100 * share, 0);
    put(t, " % of ");
    put_name(t, surface);
    put(t, " strides hit the sensor's limit");
}

/* Appends a clause whole, or not at all. */
static void append(struct text *t, const struct text *clause)
{
    if (!clause->full && clause->n < ROOM - t->n)
        put_bytes(t, clause->to, clause->n);
}

static void say_clipped(struct text *t, const struct gait_event *e)
{
    float a = e->u.comparison.clipped_a, b = e->u.comparison.clipped_b;
    put_share(t, (double)fmaxf(a, b), a > b ? e->u.comparison.a : e->u.comparison.b);
}

static void say_few(struct text *t, const struct gait_event *e)
{
    put(t, "too few strides: ");
    put_count(t, e->u.comparison.n_a);
    put(t, " on ");
    put_name(t, e->u.comparison.a);
    put(t, ", ");
    put_count(t, e->u.comparison.n_b);
    put(t, " on ");
    put_name(t, e->u.comparison.b);
    put(t, "; ");
    put_count(t, GAIT_VERDICT_STRIDES);
    put(t, " on each are needed");
}

/* "2.7 v 3.2 m/s" of b and a, with a decimal where they are near each other. */
static void put_both(struct text *t, double b, double a, const char *unit, double near)
{
    int decimals = fabs(a - b) < near;
    put_number(t, b, decimals);
    put(t, " v ");
    put_number(t, a, decimals);
    put(t, " ");
    put(t, unit);
}

/* "(cadence 158 v 166 spm, contact 250 v 241 ms)", what of it is known. */
static void put_pace(struct text *t, const struct gait_sentence_pace *p)
{
    bool cadence = !isnan(p->cadence_b - p->cadence_a);
    if (p->known == GAIT_SENTENCE_BY_SPEED) {
        put(t, " (");
        put_both(t, p->speed_b, p->speed_a, "m/s", 10);
        put(t, ")");
        return;
    }
    put(t, " (");
    if (cadence) {
        put(t, "cadence ");
        put_both(t, p->cadence_b, p->cadence_a, "spm", 3);
    }
    if (!isnan(p->contact_b - p->contact_a)) {
        put(t, cadence ? ", contact " : "contact ");
        put_both(t, p->contact_b, p->contact_a, "ms", 3);
    }
    put(t, ")");
}

static void ask_for_speed(struct text *t, const struct gait_sentence_facts *f)
{
    if (f->pace.known != GAIT_SENTENCE_BY_SPEED)
        put(t, "give speed (gaitctl mark SURFACE --speed) and ");
    put(t, "alternate twice at one pace");
}

static const char *one_each(const struct gait_event *e)
{
    return e->u.comparison.stretches_a == 1 && e->u.comparison.stretches_b == 1
               ? "one stretch each"
               : "not in turn";
}

static void say_not(struct text *t, const struct gait_event *e,
                    const struct gait_sentence_facts *f)
{
    put(t, "not comparable: ");
    switch (f->reason) {
    case GAIT_SENTENCE_RANGE:
        say_clipped(t, e);
        break;
    case GAIT_SENTENCE_LEGS:
        put(t, "one leg was measured on ");
        put_name(t, e->u.comparison.a);
        put(t, ", the other on ");
        put_name(t, e->u.comparison.b);
        break;
    case GAIT_SENTENCE_SLOPE:
        put(t, "the slope of ");
        put_name(t, e->u.comparison.b);
        put(t, " was always another one, and can do this; choose stretches of one slope");
        break;
    case GAIT_SENTENCE_DRIFT:
        put(t, one_each(e));
        put(t, ", and the drift of a run could do this; alternate twice to know");
        break;
    case GAIT_SENTENCE_SINGULAR:
        put(t, "these strides leave no estimate of a difference");
        break;
    case GAIT_SENTENCE_DISAGREE:
        put(t, "what pace does cannot be told from what the ground does");
        put_pace(t, &f->pace);
        put(t, "; ");
        ask_for_speed(t, f);
        break;
    default:
        put(t, "another pace on ");
        put_name(t, e->u.comparison.b);
        put_pace(t, &f->pace);
        put(t, "; pace alone can do this: ");
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

static void put_subject(struct text *t, const struct gait_event *e)
{
    put_name(t, e->u.comparison.b);
    put(t, " ");
    put(t, words[e->u.comparison.measure].subject);
}

/* "14 % (9 to 19) " */
static void put_interval(struct text *t, double at, double low, double high, int decimals,
                         const char *unit_name)
{
    put_number(t, at, decimals);
    put(t, " ");
    put(t, unit_name);
    put(t, " (");
    put_number(t, low, decimals);
    put(t, " to ");
    put_number(t, high, decimals);
    put(t, ")");
}

static void say_difference(struct text *t, const struct gait_event *e)
{
    enum gait_measure m = e->u.comparison.measure;
    bool lower = e->u.comparison.verdict == GAIT_VERDICT_LOWER;
    const char *unit_name;
    double k = scale(e, &unit_name);
    double near = k * (lower ? -e->u.comparison.ci95_high : e->u.comparison.ci95_low);
    double far = k * (lower ? -e->u.comparison.ci95_low : e->u.comparison.ci95_high);
    put_subject(t, e);
    put(t, " ");
    put(t, words[m].were);
    put(t, lower_bound(e) ? " at least " : " ");
    put_interval(t, k * fabs(e->u.comparison.difference), near, far, near < 2, unit_name);
    put(t, " ");
    put(t, lower ? words[m].lower : words[m].higher);
    put(t, " than ");
    put_name(t, e->u.comparison.a);
}

static void say_none(struct text *t, const struct gait_event *e,
                     const struct gait_sentence_facts *f)
{
    const char *unit_name;
    double k = scale(e, &unit_name), mdd = k * e->u.comparison.mdd;
    int decimals = mdd < 10;
    put(t, "no detectable difference of ");
    put_subject(t, e);
    put(t, ": ");
    if (f->goes_with_pace) {
        put(t, "it goes with the pace, ");
        put_number(t, k * e->u.comparison.unadjusted, decimals);
        put(t, " ");
        put(t, unit_name);
        put(t, " before, ");
    }
    put_interval(t, k * e->u.comparison.difference, k * e->u.comparison.ci95_low,
                 k * e->u.comparison.ci95_high, decimals, unit_name);
    if (f->by_chance) {
        put(t, ", which one of ");
        put_count(t, (uint64_t)f->by_chance);
        put(t, " measures may show by chance");
        return;
    }
    put(t, f->goes_with_pace ? " after; only " : "; only ");
    put_number(t, mdd, decimals);
    put(t, " ");
    put(t, unit_name);
    put(t, " or more would have been found");
}

static void append_counts(struct text *t, const struct gait_event *e, bool apart)
{
    struct text strides = {0}, stretches = {0};
    put(&strides, "; ");
    put_count(&strides, e->u.comparison.n_b);
    put(&strides, " and ");
    put_count(&strides, e->u.comparison.n_a);
    put(&strides, " strides");
    put(&stretches, " in ");
    put_count(&stretches, e->u.comparison.stretches_b);
    put(&stretches, " and ");
    put_count(&stretches, e->u.comparison.stretches_a);
    put(&stretches, apart ? " sessions" : " stretches");
    size_t before = t->n;
    append(t, &strides);
    if (t->n > before)
        append(t, &stretches);
}

static void append_words(struct text *t, const char *first, const char *then)
{
    struct text clause = {0};
    put(&clause, first);
    put(&clause, then);
    append(t, &clause);
}

static void append_pace(struct text *t, const struct gait_event *e,
                        const struct gait_sentence_facts *f)
{
    if (e->u.comparison.adjusted_for[0])
        append_words(t, "; adjusted for ", e->u.comparison.adjusted_for);
    if (f->pace.known == GAIT_SENTENCE_NOT_KNOWN)
        append_words(t, "; pace not known", "");
    if (f->pace.known == GAIT_SENTENCE_NOT_ADJUSTED)
        append_words(t, "; not adjusted for pace", "");
    if (f->goes_with_pace && f->pace.known == GAIT_SENTENCE_BY_STEPS)
        append_words(t, "; give speed (gaitctl mark SURFACE --speed) to know", "");
}

static void say_plain(struct text *t, const struct gait_event *e,
                      const struct gait_sentence_facts *f)
{
    bool none = e->u.comparison.verdict == GAIT_VERDICT_NONE, at_least = !none && lower_bound(e);
    struct text clause = {0};
    if (none)
        say_none(t, e, f);
    else
        say_difference(t, e);
    if (!none && !f->in_turn)
        append_words(t, e->u.comparison.stretches_a == 1 && e->u.comparison.stretches_b == 1
                            ? "; one stretch each"
                            : "; not in turn",
                     ": a hill, wind or tiring there would look the same; alternate twice to know");
    put(&clause, "; ");
    say_clipped(&clause, e);
    if (fmaxf(e->u.comparison.clipped_a, e->u.comparison.clipped_b) > (float)GAIT_VERDICT_AT_LEAST && !at_least)
        append(t, &clause);
    if (none && e->u.comparison.no_relevant)
        append_words(t, "; a difference of 10 % or more is ruled out", "");
    append_counts(t, e, f->apart);
    append_pace(t, e, f);
}

void gait_sentence(struct gait_event *comparison, const struct gait_sentence_facts *f)
{
    struct text t = {0};
    if (comparison->u.comparison.so_far)
        put(&t, "so far: ");
    if (comparison->u.comparison.verdict == GAIT_VERDICT_TOO_FEW)
        say_few(&t, comparison);
    else if (comparison->u.comparison.verdict == GAIT_VERDICT_NOT_COMPARABLE)
        say_not(&t, comparison, f);
    else
        say_plain(&t, comparison, f);
    memcpy(comparison->u.comparison.why, t.to, sizeof t.to);
}
