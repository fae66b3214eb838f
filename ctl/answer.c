/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/answer.h"

#include <gait/verdict.h>

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

static void put(char text[ANSWER_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(char text[ANSWER_MAX], const char *format, ...)
{
    size_t n = strlen(text);
    va_list ap;
    va_start(ap, format);
    vsnprintf(text + n, ANSWER_MAX - n, format, ap);
    va_end(ap);
}

void answer_sensors_add(struct answer_sensors *s, const struct gait_event *sensor)
{
    enum gait_placement at = sensor->u.sensor.is.placement;
    s->foot |= at != GAIT_UNKNOWN && gait_placement_kind(at) == GAIT_KIND_FOOT;
    s->shank |= at != GAIT_UNKNOWN && gait_placement_kind(at) == GAIT_KIND_SHANK;
}

const char *answer_where(const struct answer_sensors *s)
{
    return s->foot == s->shank ? "leg" : s->foot ? "foot" : "shin";
}

static bool is_clear(const struct gait_event *e)
{
    return e->u.comparison.verdict == GAIT_VERDICT_LOWER ||
           e->u.comparison.verdict == GAIT_VERDICT_HIGHER;
}

static bool is_none(const struct gait_event *e)
{
    return e->u.comparison.verdict == GAIT_VERDICT_NONE;
}

/* Clipping can only have made it smaller: the harder side is the one that was cut off. */
static bool is_bound(const struct gait_event *e)
{
    bool b_higher = e->u.comparison.difference > 0;
    float a = e->u.comparison.clipped_a, b = e->u.comparison.clipped_b;
    double high = (double)(b_higher ? b : a), low = (double)(b_higher ? a : b);
    return high > GAIT_VERDICT_AT_LEAST && low < high;
}

/* "at least 14 % (9 to 19) softer" */
static void put_difference(char text[ANSWER_MAX], const struct gait_event *e)
{
    double scale = 100 / e->u.comparison.mean_a;
    double low = fabs(scale * e->u.comparison.ci95_low);
    double high = fabs(scale * e->u.comparison.ci95_high);
    int d = fmin(low, high) < 2;
    put(text, "%s%.*f %% (%.*f to %.*f) %s", is_bound(e) ? "at least " : "", d,
        fabs(scale * e->u.comparison.difference), d, fmin(low, high), d, fmax(low, high),
        e->u.comparison.verdict == GAIT_VERDICT_LOWER ? "softer" : "harder");
}

/* ", and 0.1 g (4 %) or more would have been found", or why that cannot be said. */
static void put_none(char text[ANSWER_MAX], const struct gait_event *e)
{
    double mdd = e->u.comparison.mdd, low = e->u.comparison.ci95_low;
    double high = e->u.comparison.ci95_high, scale = 100 / fabs(e->u.comparison.mean_a);
    if (strstr(e->u.comparison.why, "goes with the pace"))
        put(text, " that is not the pace's doing");
    if (low > 0 || high < 0)
        put(text, " that is sure (%+.1f %%, %+.1f to %+.1f, which chance may do)",
            scale * e->u.comparison.difference, scale * low, scale * high);
    else if (isfinite(mdd))
        put(text, ", and %.*f g (%.*f %%) or more would have been found", mdd < 0.095 ? 2 : 1, mdd,
            scale * mdd < 2, scale * mdd);
}

static const char *no_answer(const struct gait_event *e)
{
    return e->u.comparison.verdict == GAIT_VERDICT_TOO_FEW ? "have too few strides to be compared"
                                                           : "could not be compared";
}

/* Also of the back, where there is no limb's. */
static void say_first(char text[ANSWER_MAX], const struct gait_event *e, const char *where)
{
    char b[GAIT_NAME_MAX];
    gait_name_copy(b, e->u.comparison.b);
    b[0] = (char)toupper((unsigned char)b[0]);
    if (is_clear(e)) {
        put(text, "%s landings at the %s were ", b, where);
        put_difference(text, e);
        put(text, " than %s.", e->u.comparison.a);
    } else if (is_none(e)) {
        put(text, "Between %s and %s no difference showed at the %s", e->u.comparison.b,
            e->u.comparison.a, where);
        put_none(text, e);
        put(text, ".");
    } else {
        put(text, "%s and %s %s at the %s.", b, e->u.comparison.a, no_answer(e), where);
    }
}

static void say_back(char text[ANSWER_MAX], const struct gait_event *limb,
                     const struct gait_event *e)
{
    enum gait_verdict v = e->u.comparison.verdict;
    if (is_clear(e)) {
        put(text, " At the back %s%s ", is_clear(limb) ? "they" : e->u.comparison.b,
            is_clear(limb) ? " were" : " landings were");
        put_difference(text, e);
        put(text, is_clear(limb) ? "." : " than %s.", e->u.comparison.a);
    } else if (is_none(e)) {
        put(text, " At the back no difference showed%s", is_none(limb) ? " either" : "");
        put_none(text, e);
        put(text, ".");
    } else if (v == limb->u.comparison.verdict) {
        text[strlen(text) - 1] = '\0';
        put(text, ", nor at the back.");
    } else {
        put(text, " At the back they %s.", no_answer(e));
    }
}

/* Without the verdict, which is said already. */
static void take_reason(char ret[ANSWER_MAX], const struct gait_event *e)
{
    const char *why = e->u.comparison.why;
    const char *verdict = gait_verdict_name(e->u.comparison.verdict);
    if (is_clear(e) || is_none(e))
        return;
    if (strncasecmp(why, verdict, strlen(verdict)) == 0)
        why += strlen(verdict) + strspn(why + strlen(verdict), ":,; ");
    put(ret, "%s", why);
}

/* What stands in the sentence of the comparison after its figures: strides, what it is adjusted
 * for, what to do better. */
static void take_basis(char ret[ANSWER_MAX], const struct gait_event *e)
{
    static const char *const ends[] = {" would have been found; ", " by chance; "};
    const char *at = NULL;
    if (is_clear(e) && (at = strstr(e->u.comparison.why, "; ")))
        at += 2;
    for (size_t i = 0; is_none(e) && !at && i < sizeof ends / sizeof ends[0]; i++)
        if ((at = strstr(e->u.comparison.why, ends[i])))
            at += strlen(ends[i]);
    put(ret, "%s", at ? at : "");
}

void answer_of(const struct gait_event *limb, const struct gait_event *back, const char *where,
               struct answer *ret)
{
    const struct gait_event *first = limb ? limb : back;
    memset(ret, 0, sizeof *ret);
    say_first(ret->says, first, limb ? where : "back");
    if (limb)
        take_reason(ret->limb_reason, limb);
    if (back && limb)
        say_back(ret->says, limb, back);
    if (back)
        take_reason(ret->back_reason, back);
    if (strcmp(ret->limb_reason, ret->back_reason) == 0)
        *ret->back_reason = '\0';
    take_basis(ret->basis, first);
}

static void print_line(const char *before, const char *words, FILE *f)
{
    size_t n = strlen(words);
    bool alone = *before == '\0';
    if (n > 0)
        fprintf(f, "%s%c%s%s\n", before, alone ? toupper((unsigned char)*words) : *words, words + 1,
                words[n - 1] == '.' ? "" : ".");
}

void answer_print(const struct answer *a, const char *where, FILE *f)
{
    char before[32];
    fprintf(f, "\n%s\n", a->says);
    snprintf(before, sizeof before, "At the %s: ", where);
    print_line(before, a->limb_reason, f);
    print_line("At the back: ", a->back_reason, f);
    print_line("", a->basis, f);
}
