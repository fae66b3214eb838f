/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/sent.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sent s;

static void setup(void)
{
    sent_init(&s);
}

TestSuite(sent, .init = setup);

static const struct decode_sample in_g = {.parts = DECODE_A | DECODE_W,
                                          .unit_a = DECODE_SI,
                                          .unit_w = DECODE_SI,
                                          .a_unit = (float)GAIT_G_MS2,
                                          .w_unit = 0.0174532925f};
static const struct decode_sample not_said = {.parts = DECODE_A | DECODE_W,
                                              .unit_a = DECODE_OPEN,
                                              .unit_w = DECODE_OPEN,
                                              .a_unit = 1,
                                              .w_unit = 1};

/* The words that are told of it. */
static void words(const char *rule_a, const char *rule_w, const char *a, const char *w)
{
    char is[GAIT_UNIT_MAX];
    sent_word_a(&s, rule_a, is);
    cr_expect_str_eq(is, a);
    sent_word_w(&s, rule_w, is);
    cr_expect_str_eq(is, w);
}

static const char *why(const char *rule_a, const char *rule_w)
{
    static char text[GAIT_WHY_MAX];
    sent_why(&s, rule_a, rule_w, text);
    size_t n = strlen(text);
    cr_expect(n == 0 || text[n - 1] == '.', "cut off: %s", text);
    return text;
}

static void stand(float size, float noise)
{
    for (int i = 0; i < 300; i++) {
        float a[3] = {0.01f * size, i % 2 ? noise : -noise, size};
        gait_unit_push(&s.found_a, i * INT64_C(10000000), a);
    }
}

Test(sent, nothing_is_told_of_what_was_not_heard)
{
    words("", "", "", "");
    cr_expect_str_eq(why("", ""), "");
}

Test(sent, learns_once_what_a_dialect_says)
{
    struct decode_sample turning = in_g;
    cr_expect(sent_learn(&s, &in_g));
    cr_expect_not(sent_learn(&s, &in_g));
    words("", "", "g", "deg/s");
    cr_expect_eq(sent_a_ms2(&s, "", 0), 1);
    cr_expect_eq(sent_w_rads(&s, ""), 1);
    turning.parts = DECODE_W; /* what is not in a message says nothing */
    turning.a_unit = 1;
    turning.range_g = 8;
    cr_expect_not(sent_learn(&s, &turning));
    turning.parts = DECODE_LINEAR;
    cr_expect(sent_learn(&s, &turning));
    words("", "", "m/s2", "deg/s");
    cr_expect_eq(s.range_g, 8);
}

Test(sent, a_rule_turns_values_that_were_taken_for_something_else)
{
    sent_learn(&s, &in_g);
    cr_expect_float_eq(sent_a_ms2(&s, "m/s2", 0), 1 / GAIT_G_MS2, 1e-8);
    cr_expect_float_eq(sent_a_ms2(&s, "mg", 0), 1e-3, 1e-9);
    cr_expect_float_eq(sent_w_rads(&s, "rad/s"), 57.29578, 1e-4);
    words("mg", "rad/s", "mg", "rad/s");
}

Test(sent, an_open_unit_is_not_known_until_it_is_found_or_ruled)
{
    sent_learn(&s, &not_said);
    cr_expect_eq(sent_a_ms2(&s, "", 0), 0);
    cr_expect_eq(sent_w_rads(&s, ""), 0);
    cr_expect(sent_asks_a(&s, "") && !sent_asks_a(&s, "g"));
    words("", "", "", "");
    cr_expect_float_eq(sent_a_ms2(&s, "g", 0), GAIT_G_MS2, 1e-9);
    cr_expect(strstr(why("", ""), "stand still for two seconds"));
    cr_expect(strstr(why("g", ""), "gyroscope"));
    cr_expect_str_eq(why("g", "rad/s"), "");
    stand(1000, 2);
    words("", "", "mg", "");
    cr_expect_float_eq(sent_a_ms2(&s, "", 0), GAIT_G_MS2 / 1000, 1e-9);
    cr_expect(strstr(why("", ""), "gyroscope"), "%s", why("", ""));
}

Test(sent, says_what_to_do_without_gravity_and_at_a_strange_rest)
{
    sent_learn(&s, &not_said);
    stand(4.5f, 0.01f);
    cr_expect_eq(s.found_a.state, GAIT_UNIT_STRANGE);
    cr_expect(strstr(why("", ""), "reads 4.5"), "%s", why("", ""));
    sent_init(&s);
    sent_learn(&s, &not_said);
    stand(0.05f, 0.01f);
    cr_expect_eq(s.found_a.state, GAIT_UNIT_NO_GRAVITY);
    cr_expect(strstr(why("", ""), "choose the raw accelerometer"), "%s", why("", ""));
}

Test(sent, shares_of_full_scale_follow_the_range_and_no_unit)
{
    struct decode_sample x = in_g;
    x.unit_a = x.unit_w = DECODE_SCALE;
    x.range_g = 16;
    sent_learn(&s, &x);
    cr_expect_eq(sent_a_ms2(&s, "mg", 0), 1);
    cr_expect_float_eq(sent_a_ms2(&s, "mg", 8), 0.5, 1e-9);
    cr_expect_eq(sent_w_rads(&s, "deg/ms"), 1);
    words("mg", "deg/ms", "share", "share");
}
