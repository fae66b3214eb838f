/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/sentence.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct gait_event comparison(enum gait_measure m, enum gait_verdict v)
{
    struct gait_event e = {.kind = GAIT_EVENT_COMPARISON};
    e.u.comparison.measure = m;
    e.u.comparison.verdict = v;
    gait_name_copy(e.u.comparison.a, "asphalt");
    gait_name_copy(e.u.comparison.b, "trail");
    e.u.comparison.n_a = 398, e.u.comparison.n_b = 412;
    e.u.comparison.stretches_a = e.u.comparison.stretches_b = 4;
    e.u.comparison.mean_a = 10, e.u.comparison.mean_b = 9.2;
    e.u.comparison.difference = -0.8;
    e.u.comparison.ci95_low = -1.2, e.u.comparison.ci95_high = -0.4;
    e.u.comparison.mdd = 0.5;
    e.u.comparison.unadjusted = -1.4;
    return e;
}

#define PACE                                                                                       \
    {                                                                                              \
        GAIT_SENTENCE_BY_STEPS, NAN, NAN, 166, 158.25, 240, 250                                    \
    }

static const struct {
    enum gait_measure measure;
    enum gait_verdict verdict;
    float clipped_a, clipped_b;
    bool so_far, no_relevant;
    const char *adjusted_for;
    struct gait_sentence_facts facts;
    const char *said;
} table[] = {
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     0,
     0,
     false,
     false,
     "cadence, contact time, minutes",
     {0},
     "trail landings were 8 % (4 to 12) softer than asphalt; 412 and 398 strides in 4 and 4 "
     "stretches; adjusted for cadence, contact time, minutes"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     0.12f,
     0,
     false,
     false,
     "",
     {0},
     "trail landings were at least 8 % (4 to 12) softer than asphalt; 412 and 398 strides in 4 "
     "and 4 stretches"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     0,
     0.12f,
     false,
     false,
     "",
     {0},
     "trail landings were 8 % (4 to 12) softer than asphalt; 12 % of trail strides hit the "
     "sensor's limit; 412 and 398 strides in 4 and 4 stretches"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     0,
     0,
     true,
     false,
     "speed, minutes",
     {.pace = {.known = GAIT_SENTENCE_BY_SPEED}},
     "so far: trail landings were 8 % (4 to 12) softer than asphalt; 412 and 398 strides in 4 and "
     "4 stretches; adjusted for speed, minutes"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     0,
     0,
     false,
     false,
     "cadence, contact time",
     {.not_in_turn = true},
     "trail landings were 8 % (4 to 12) softer than asphalt; not in turn: a hill, wind or tiring "
     "there would look the same; alternate twice to know; 412 and 398 strides in 4 and 4 "
     "stretches; "
     "adjusted for cadence, contact time"},
    {GAIT_MEASURE_CONTACT,
     GAIT_VERDICT_LOWER,
     0,
     0,
     false,
     false,
     "minutes",
     {.pace = {.known = GAIT_SENTENCE_NOT_ADJUSTED}},
     "trail contact time was 0.8 ms (0.4 to 1.2) shorter than asphalt; 412 and 398 strides in 4 "
     "and 4 stretches; adjusted for minutes; not adjusted for pace"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NONE,
     0,
     0,
     false,
     true,
     "",
     {.pace = {.known = GAIT_SENTENCE_NOT_KNOWN}},
     "no detectable difference of trail landings: -8.0 % (-12.0 to -4.0); only 5.0 % or more would "
     "have been found; a difference of 10 % or more is ruled out; 412 and 398 strides in 4 and 4 "
     "stretches; pace not known"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NONE,
     0,
     0,
     false,
     false,
     "cadence",
     {.goes_with_pace = true, .pace = PACE},
     "no detectable difference of trail landings: it goes with the pace, -14.0 % before, -8.0 % "
     "(-12.0 to -4.0) after; only 5.0 % or more would have been found; 412 and 398 strides in 4 "
     "and "
     "4 stretches; adjusted for cadence"},
    {GAIT_MEASURE_CADENCE,
     GAIT_VERDICT_NONE,
     0,
     0,
     false,
     false,
     "",
     {.by_chance = 9},
     "no detectable difference of trail cadence: -0.8 spm (-1.2 to -0.4), which one of 9 measures "
     "may show by chance; 412 and 398 strides in 4 and 4 stretches"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_TOO_FEW,
     0,
     0,
     false,
     false,
     "",
     {0},
     "too few strides: 398 on asphalt, 412 on trail; 25 on each are needed"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     0.34f,
     0.1f,
     false,
     false,
     "",
     {.reason = GAIT_SENTENCE_RANGE},
     "not comparable: 34 % of asphalt strides hit the sensor's limit"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     0,
     0,
     false,
     false,
     "",
     {.reason = GAIT_SENTENCE_PACE, .pace = PACE},
     "not comparable: another pace on trail (cadence 158 v 166 spm, contact 250 v 240 ms); pace "
     "alone can do this: give speed (gaitctl mark SURFACE --speed) and alternate twice at one "
     "pace"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     0,
     0,
     false,
     false,
     "",
     {.reason = GAIT_SENTENCE_PACE, .pace = {GAIT_SENTENCE_BY_SPEED, 3.2, 2.7, NAN, NAN, NAN, NAN}},
     "not comparable: another pace on trail (2.7 v 3.2 m/s); pace alone can do this: alternate "
     "twice at one pace"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     0,
     0,
     false,
     false,
     "",
     {.reason = GAIT_SENTENCE_DISAGREE,
      .pace = {GAIT_SENTENCE_BY_STEPS, NAN, NAN, 166, 165, NAN, NAN}},
     "not comparable: what pace does cannot be told from what the ground does (cadence 165.0 v "
     "166.0 spm); give speed (gaitctl mark SURFACE --speed) and alternate twice at one pace"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     0,
     0,
     false,
     false,
     "",
     {.reason = GAIT_SENTENCE_SLOPE},
     "not comparable: the slope of trail was always another one, and can do this; choose stretches "
     "of one slope"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     0,
     0,
     false,
     false,
     "",
     {.reason = GAIT_SENTENCE_LEGS},
     "not comparable: one leg was measured on asphalt, the other on trail"},
};

Test(sentence, says_what_the_table_says)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct gait_event e = comparison(table[i].measure, table[i].verdict);
        e.u.comparison.clipped_a = table[i].clipped_a;
        e.u.comparison.clipped_b = table[i].clipped_b;
        e.u.comparison.so_far = table[i].so_far;
        e.u.comparison.no_relevant = table[i].no_relevant;
        memcpy(e.u.comparison.adjusted_for, table[i].adjusted_for,
               strlen(table[i].adjusted_for) + 1);
        gait_sentence(&e, &table[i].facts);
        cr_expect_str_eq(e.u.comparison.why, table[i].said, "%zu: \"%s\"", i, e.u.comparison.why);
    }
}

Test(sentence, one_stretch_each_is_said_so)
{
    struct gait_event e = comparison(GAIT_MEASURE_PEAK, GAIT_VERDICT_NOT_COMPARABLE);
    struct gait_sentence_facts f = {.reason = GAIT_SENTENCE_DRIFT, .not_in_turn = true};
    e.u.comparison.stretches_a = e.u.comparison.stretches_b = 1;
    gait_sentence(&e, &f);
    cr_expect_str_eq(e.u.comparison.why, "not comparable: one stretch each, and the drift of a run "
                                         "could do this; alternate twice to know");
    e.u.comparison.verdict = GAIT_VERDICT_LOWER;
    f.reason = GAIT_SENTENCE_PLAIN;
    gait_sentence(&e, &f);
    cr_expect(strstr(e.u.comparison.why, "; one stretch each: a hill"), "%s", e.u.comparison.why);
}

/* Every verdict, reason and measure, the longest names (of two-byte characters), huge and missing
 * numbers. */
Test(sentence, always_fits_whole_characters_and_claims_no_force)
{
    static const double sizes[] = {0, 1, 1e5, 1e300, INFINITY, NAN};
    enum { EACH = GAIT_MEASURES * GAIT_VERDICTS * GAIT_SENTENCE_REASONS };
    for (int i = 0; i < EACH * 6 * 8; i++) {
        double size = sizes[i / EACH % 6];
        int bits = i / EACH / 6;
        struct gait_event e = comparison((enum gait_measure)(i % GAIT_MEASURES),
                                         (enum gait_verdict)(i / GAIT_MEASURES % GAIT_VERDICTS));
        struct gait_sentence_facts f = {
            .reason = (enum gait_sentence_reason)(i / GAIT_MEASURES / GAIT_VERDICTS %
                                                  GAIT_SENTENCE_REASONS),
            .pace = {(enum gait_sentence_known)(bits % 4), size, 3, size, 166, size, 240},
            .goes_with_pace = bits & 1,
            .not_in_turn = bits & 2,
            .by_chance = bits & 4 ? 9 : 0};
        gait_name_copy(e.u.comparison.a, "xäääääääääääääää");
        gait_name_copy(e.u.comparison.b, "äääääääääääääää");
        e.u.comparison.difference *= size, e.u.comparison.ci95_low *= size;
        e.u.comparison.mdd *= size;
        e.u.comparison.clipped_b = 0.1f;
        e.u.comparison.so_far = e.u.comparison.no_relevant = true;
        e.u.comparison.n_a = e.u.comparison.n_b = UINT32_MAX;
        memset(e.u.comparison.adjusted_for, 'x', sizeof e.u.comparison.adjusted_for - 1);
        gait_sentence(&e, &f);
        const char *why = e.u.comparison.why;
        size_t n = strlen(why);
        cr_assert(n > 20 && n < GAIT_SENTENCE_MAX, "%zu: %s", n, why);
        cr_assert((unsigned char)why[n - 1] < 0xc0, "cut in a character: %s", why);
        cr_assert(why[n - 1] != ' ' && why[n - 1] != ':', "cut short: \"%s\"", why);
        cr_assert(!strstr(why, "force") && !strstr(why, "injur") && !strstr(why, "load"), "%s",
                  why);
    }
}
