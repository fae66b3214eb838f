/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/sentence.h>

#include <gait/verdict.h>

#include <math.h>
#include <string.h>

enum { ROOM = sizeof((struct gait_event *)0)->u.comparison.why, NAME_ROOM = 22 };

/* How a measure is spoken of. percent: its difference is a share of a's mean. */
static const struct {
    const char *subject, *were, *lower, *higher;
    bool percent;
} words[GAIT_MEASURES] = {
    [GAIT_MEASURE_PEAK] = {"landings", "were", "softer", "harder", true},
    [GAIT_MEASURE_AXIAL] = {"landings along the leg", "were", "softer", "harder", true},
    [GAIT_MEASURE_RISE] = {"rise of the shock", "was", "slower", "steeper", true},
    [GAIT_MEASURE_BAND] = {"shock power", "was", "lower", "higher", true},
    [GAIT_MEASURE_MEDIAN] = {"shock frequency", "was", "lower", "higher", false},
    [GAIT_MEASURE_ATTENUATION] = {"shock damping", "was", "stronger", "weaker", false},
    [GAIT_MEASURE_CADENCE] = {"cadence", "was", "lower", "higher", false},
    [GAIT_MEASURE_CONTACT] = {"contact time", "was", "shorter", "longer", false},
    [GAIT_MEASURE_BACK_PEAK] = {"landings at the back", "were", "softer", "harder", true},
    [GAIT_MEASURE_BACK_BAND] = {"shock at the back", "was", "lower", "higher", true},
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

static void say_clipped(struct text *t, const struct gait_event *e,
                        const struct gait_sentence_facts *f)
{
    bool a = f->clipped_a > f->clipped_b;
    put_share(t, a ? f->clipped_a : f->clipped_b, a ? e->u.comparison.a : e->u.comparison.b);
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

static void say_stretches(struct text *t, const struct gait_event *e)
{
    bool a = e->u.comparison.stretches_a < 2, b = e->u.comparison.stretches_b < 2;
    put(t, "one stretch ");
    put(t, a && b ? "each" : "of ");
    if (!(a && b))
        put_name(t, a ? e->u.comparison.a : e->u.comparison.b);
    put(t, ": a hill, wind or tiring there would look the same; alternate twice to know");
}

static void say_pace(struct text *t, const struct gait_event *e,
                     const struct gait_sentence_facts *f)
{
    bool cadence = f->reason == GAIT_SENTENCE_CADENCE;
    put(t, "another pace on ");
    put_name(t, e->u.comparison.b);
    put(t, cadence ? " (cadence " : " (contact ");
    put_number(t, f->pace_b, fabs(f->pace_a - f->pace_b) < 10);
    put(t, " v ");
    put_number(t, f->pace_a, fabs(f->pace_a - f->pace_b) < 10);
    put(t, cadence ? " spm)" : " ms)");
    put(t, "; pace alone can do this, so hold it and run again");
}

/* What a difference is multiplied by to be spoken, and its unit. */
static double scale(const struct gait_event *e, const char **ret_unit)
{
    enum gait_measure m = e->u.comparison.measure;
    bool percent = words[m].percent && e->u.comparison.mean_a > 0;
    *ret_unit = percent ? "%" : gait_measure_unit(m);
    return percent ? 100 / e->u.comparison.mean_a : 1;
}

/* Whether clipping can only have made the difference smaller: the higher side is the one that hit
 * the limit. */
static bool lower_bound(const struct gait_event *e, const struct gait_sentence_facts *f)
{
    bool b_higher = e->u.comparison.difference > 0;
    double high = b_higher ? f->clipped_b : f->clipped_a,
           low = b_higher ? f->clipped_a : f->clipped_b;
    return high > GAIT_VERDICT_AT_LEAST && low < high &&
           e->u.comparison.measure != GAIT_MEASURE_MEDIAN &&
           e->u.comparison.measure != GAIT_MEASURE_ATTENUATION;
}

static void say_difference(struct text *t, const struct gait_event *e, bool at_least)
{
    enum gait_measure m = e->u.comparison.measure;
    bool lower = e->u.comparison.verdict == GAIT_VERDICT_LOWER;
    const char *unit;
    double k = scale(e, &unit);
    double near = k * (lower ? -e->u.comparison.ci95_high : e->u.comparison.ci95_low);
    double far = k * (lower ? -e->u.comparison.ci95_low : e->u.comparison.ci95_high);
    int decimals = near < 2;
    put_name(t, e->u.comparison.b);
    put(t, " ");
    put(t, words[m].subject);
    put(t, " ");
    put(t, words[m].were);
    put(t, at_least ? " at least " : " ");
    put_number(t, k * fabs(e->u.comparison.difference), decimals);
    put(t, " ");
    put(t, unit);
    put(t, " ");
    put(t, lower ? words[m].lower : words[m].higher);
    put(t, " (");
    put_number(t, near, decimals);
    put(t, " to ");
    put_number(t, far, decimals);
    put(t, ") than ");
    put_name(t, e->u.comparison.a);
}

static void say_none(struct text *t, const struct gait_event *e)
{
    const char *unit;
    double k = scale(e, &unit), mdd = k * e->u.comparison.mdd;
    put(t, "no detectable difference: ");
    put_number(t, k * e->u.comparison.difference, mdd < 10);
    put(t, " ");
    put(t, unit);
    put(t, " (");
    put_number(t, k * e->u.comparison.ci95_low, mdd < 10);
    put(t, " to ");
    put_number(t, k * e->u.comparison.ci95_high, mdd < 10);
    put(t, "); only ");
    put_number(t, mdd, mdd < 10);
    put(t, " ");
    put(t, unit);
    put(t, " or more would have been found");
}

static void append_pace(struct text *t, enum gait_sentence_pace pace)
{
    static const char *const said[] = {"", "; pace differed a little", "; pace not known",
                                       "; not adjusted for pace"};
    struct text clause = {0};
    put(&clause, said[pace]);
    append(t, &clause);
}

static void append_counts(struct text *t, const struct gait_event *e)
{
    struct text strides = {0}, stretches = {0};
    put(&strides, "; ");
    put_count(&strides, e->u.comparison.n_b);
    put(&strides, " and ");
    put_count(&strides, e->u.comparison.n_a);
    put(&strides, " strides");
    put(&stretches, ", ");
    put_count(&stretches, e->u.comparison.stretches_b);
    if (e->u.comparison.stretches_a != e->u.comparison.stretches_b) {
        put(&stretches, " and ");
        put_count(&stretches, e->u.comparison.stretches_a);
        put(&stretches, " stretches");
    } else
        put(&stretches, " stretches each");
    size_t before = t->n;
    append(t, &strides);
    if (t->n > before)
        append(t, &stretches);
}

static void say_plain(struct text *t, const struct gait_event *e,
                      const struct gait_sentence_facts *f)
{
    bool none = e->u.comparison.verdict == GAIT_VERDICT_NONE, at_least = !none && lower_bound(e, f);
    bool clipped = fmax(f->clipped_a, f->clipped_b) > GAIT_VERDICT_AT_LEAST;
    struct text clause = {0};
    if (none)
        say_none(t, e);
    else
        say_difference(t, e, at_least);
    put(&clause, "; ");
    say_clipped(&clause, e, f);
    if (clipped && !at_least)
        append(t, &clause);
    append_pace(t, f->pace);
    append_counts(t, e);
}

void gait_sentence(struct gait_event *comparison, const struct gait_sentence_facts *f)
{
    struct text t = {0};
    if (comparison->u.comparison.verdict == GAIT_VERDICT_TOO_FEW)
        say_few(&t, comparison);
    else if (comparison->u.comparison.verdict != GAIT_VERDICT_NOT_COMPARABLE)
        say_plain(&t, comparison, f);
    else if (f->reason == GAIT_SENTENCE_RANGE)
        say_clipped(&t, comparison, f);
    else if (f->reason == GAIT_SENTENCE_STRETCHES)
        say_stretches(&t, comparison);
    else
        say_pace(&t, comparison, f);
    memcpy(comparison->u.comparison.why, t.to, sizeof t.to);
}
