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
    return e;
}

static const struct {
    enum gait_measure measure;
    enum gait_verdict verdict;
    struct gait_sentence_facts facts;
    const char *said;
} table[] = {
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     {0},
     "trail landings were 8 % softer (4 to 12) than asphalt; 412 and 398 strides, 4 stretches "
     "each"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     {.clipped_a = 0.12},
     "trail landings were at least 8 % softer (4 to 12) than asphalt; 412 and 398 strides, "
     "4 stretches each"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_LOWER,
     {.clipped_b = 0.12},
     "trail landings were 8 % softer (4 to 12) than asphalt; 12 % of trail strides hit the "
     "sensor's "
     "limit; 412 and 398 strides"},
    {GAIT_MEASURE_CONTACT,
     GAIT_VERDICT_LOWER,
     {.pace = GAIT_SENTENCE_NOT_ADJUSTED},
     "trail contact time was 0.8 ms shorter (0.4 to 1.2) than asphalt; not adjusted for pace; "
     "412 and 398 strides, 4 stretches each"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NONE,
     {0},
     "no detectable difference: -8.0 % (-12.0 to -4.0); only 5.0 % or more would have been found; "
     "412 and 398 strides"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_TOO_FEW,
     {0},
     "too few strides: 398 on asphalt, 412 on trail; 25 on each are needed"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     {.reason = GAIT_SENTENCE_RANGE, .clipped_a = 0.34, .clipped_b = 0.1},
     "34 % of asphalt strides hit the sensor's limit"},
    {GAIT_MEASURE_PEAK,
     GAIT_VERDICT_NOT_COMPARABLE,
     {.reason = GAIT_SENTENCE_CADENCE, .pace_a = 166, .pace_b = 158.25},
     "another pace on trail (cadence 158.3 v 166.0 spm); pace alone can do this, so hold it and "
     "run "
     "again"},
};

Test(sentence, says_what_the_table_says)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct gait_event e = comparison(table[i].measure, table[i].verdict);
        gait_sentence(&e, &table[i].facts);
        cr_expect_str_eq(e.u.comparison.why, table[i].said, "%zu: \"%s\"", i, e.u.comparison.why);
    }
}

Test(sentence, one_stretch_names_its_surface)
{
    struct gait_event e = comparison(GAIT_MEASURE_PEAK, GAIT_VERDICT_NOT_COMPARABLE);
    struct gait_sentence_facts f = {.reason = GAIT_SENTENCE_STRETCHES};
    e.u.comparison.stretches_b = 1;
    gait_sentence(&e, &f);
    cr_assert_str_eq(e.u.comparison.why, "one stretch of trail: a hill, wind or tiring there would "
                                         "look the same; alternate twice to know");
}

/* Every verdict, reason and measure, the longest names (of two-byte characters), huge and missing
 * numbers. */
Test(sentence, always_fits_whole_characters_and_claims_no_force)
{
    static const double sizes[] = {0, 1, 1e5, 1e300, INFINITY, NAN};
    for (int i = 0; i < GAIT_MEASURES * GAIT_VERDICTS * 5 * 6; i++) {
        struct gait_event e = comparison((enum gait_measure)(i % GAIT_MEASURES),
                                         (enum gait_verdict)(i / GAIT_MEASURES % GAIT_VERDICTS));
        struct gait_sentence_facts f = {.reason = (enum gait_sentence_reason)(i / 45 % 5),
                                        .clipped_b = 0.1};
        gait_name_copy(e.u.comparison.a, "xäääääääääääääää");
        gait_name_copy(e.u.comparison.b, "äääääääääääääää");
        e.u.comparison.difference *= sizes[i / 225], e.u.comparison.ci95_low *= sizes[i / 225];
        e.u.comparison.mdd *= sizes[i / 225], f.pace_a = sizes[i / 225];
        e.u.comparison.n_a = e.u.comparison.n_b = UINT32_MAX;
        gait_sentence(&e, &f);
        const char *why = e.u.comparison.why;
        size_t n = strlen(why);
        cr_assert(n > 20 && n <= 127, "%zu: %s", n, why);
        cr_assert(n < 2 || (unsigned char)why[n - 1] < 0xc0, "cut in a character: %s", why);
        cr_assert(!strstr(why, "force") && !strstr(why, "injur") && !strstr(why, "load"), "%s",
                  why);
    }
}
