/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `gaitctl compare` over kept sessions whose differences are known. */
#include "ctl/compare_parts.h"
#include "ctl/compare_strides.h"
#include "ctl/verb.h"
#include "tests/help_scratch.h"
#include "tests/help_strides.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAY INT64_C(86400000000000)
#define BEGUN (INT64_C(1795388400) * 1000000000)

static char why[STORE_SENTENCE_MAX], path[256];
static struct store *store;
static int days;

/* A session of these strides; surfaces named so. mounted_g: added to every peak. */
static int64_t add(const struct help_strides *is, const char *a, const char *b, float mounted_g)
{
    static struct help_stride x[HELP_STRIDES_MAX];
    int n = help_strides_make(is, x, HELP_STRIDES_MAX);
    int64_t begun = BEGUN + days++ * DAY;
    struct store_session s = {.runner = "ann",
                              .begun_ns = begun,
                              .ended_ns = begun + n * INT64_C(720000000),
                              .newest_ns = GAIT_NO_TIME,
                              .source = "live"};
    struct gait_event sensor = {.kind = GAIT_EVENT_SENSOR, .t_ns = begun};
    gait_name_copy(sensor.sensor, "shank_left");
    sensor.u.sensor.is.placement = GAIT_SHANK_LEFT;
    cr_assert_geq(store_session_new(store, &s, &s.id, why, sizeof why), 0, "%s", why);
    cr_assert_eq(store_begin(store, why, sizeof why), 0);
    cr_assert_geq(store_event(store, s.id, &sensor, why, sizeof why), 0, "%s", why);
    for (int i = 0; i < n; i++) {
        struct gait_event e = help_strides_event(&x[i], a, b);
        e.impact.peak_g += mounted_g;
        e.t_ns += begun;
        e.announced_ns += begun;
        e.u.step.next_contact_ns += begun;
        e.u.step.toe_off_ns += begun;
        cr_assert_geq(store_event(store, s.id, &e, why, sizeof why), 0, "%s", why);
    }
    cr_assert_eq(store_commit(store, why, sizeof why), 0, "%s", why);
    return s.id;
}

static struct help_strides session_of(uint64_t seed, double difference_g)
{
    return (struct help_strides){.seed = seed,
                                 .stretches = 4,
                                 .strides = 40,
                                 .noise = HELP_NOISE_HIP,
                                 .tau_g = 0.1,
                                 .has_pace = true,
                                 .difference_g = difference_g};
}

static void setup(void)
{
    help_scratch_make();
    days = 0;
    snprintf(path, sizeof path, "%s", help_scratch_path("a.db"));
    cr_assert_eq(store_open(path, STORE_WRITE, &store, why, sizeof why), 0, "%s", why);
}

static void teardown(void)
{
    store_close(store);
    help_scratch_remove();
}

TestSuite(compare_verb, .init = setup, .fini = teardown);

static void season(int n, double difference_g)
{
    for (int i = 0; i < n; i++) {
        struct help_strides is = session_of(70 + (uint64_t)i, difference_g);
        is.knows_speed = n > 1; /* else one of four is not comparable: its pace wandered */
        add(&is, "asphalt", "trail", 0.4f * (float)i);
    }
}

static struct gait_event peak_of(const char *a, const char *b, const char *word)
{
    struct compare c = {0};
    struct which w;
    struct gait_event e[GAIT_MEASURES];
    char text[64];
    char *words[] = {text};
    snprintf(text, sizeof text, "%s", word);
    gait_name_copy(c.a, a);
    gait_name_copy(c.b, b);
    cr_assert_eq(which_find(&w, path, STORE_WRITE, words, 1, why, sizeof why), 0, "%s", why);
    cr_assert_eq(compare_read(&c, &w, why, sizeof why), 0, "%s", why);
    int n = compare_season(&c, "ann", e);
    compare_free(&c);
    which_free(&w);
    cr_assert_gt(n, 0);
    cr_assert_eq(e[0].u.comparison.measure, GAIT_MEASURE_PEAK);
    return e[0];
}

static int call(int n, ...)
{
    char *argv[12] = {(char[]){"compare"}};
    char words[10][300];
    va_list ap;
    va_start(ap, n);
    for (int i = 0; i < n; i++) {
        snprintf(words[i], sizeof words[i], "%s", va_arg(ap, const char *));
        argv[i + 1] = words[i];
    }
    va_end(ap);
    optind = 1;
    return verb_compare(n + 1, argv);
}

Test(compare_verb, a_season_finds_what_was_put_into_its_sessions)
{
    season(4, -0.8);
    struct gait_event e = peak_of("asphalt", "trail", "all");
    cr_expect_eq(e.u.comparison.sessions, 4);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER, "%s", e.u.comparison.why);
    cr_expect(e.u.comparison.ci95_low <= -0.8 && -0.8 <= e.u.comparison.ci95_high, "%g to %g",
              e.u.comparison.ci95_low, e.u.comparison.ci95_high);
    cr_expect_eq(e.u.comparison.n_a, 4 * 160);
}

Test(compare_verb, the_other_way_round_is_the_same_with_the_sign_turned)
{
    season(3, -0.8);
    struct gait_event e = peak_of("asphalt", "trail", "all");
    struct gait_event r = peak_of("trail", "asphalt", "all");
    cr_expect_float_eq(r.u.comparison.difference, -e.u.comparison.difference, 1e-6);
    cr_expect_float_eq(r.u.comparison.ci95_low, -e.u.comparison.ci95_high, 1e-6);
    cr_expect_eq(r.u.comparison.verdict, GAIT_VERDICT_HIGHER);
}

static bool count_one(void *user, const struct gait_event *e)
{
    *(int *)user += e->kind == GAIT_EVENT_COMPARISON;
    return true;
}

static int kept(int64_t id)
{
    int n = 0;
    cr_assert_geq(store_read(store, id, GAIT_EVENT_COMPARISON, count_one, &n, why, sizeof why), 0);
    return n;
}

Test(compare_verb, what_was_made_anew_is_kept_and_gives_the_same_again)
{
    season(1, -0.8);
    cr_expect_eq(kept(1), 0);
    struct gait_event made = peak_of("trail", "asphalt", "1");
    cr_expect_gt(kept(1), 1);
    struct gait_event again = peak_of("trail", "asphalt", "1");
    cr_expect_eq(again.u.comparison.difference, made.u.comparison.difference);
    cr_expect_str_eq(again.u.comparison.why, made.u.comparison.why);
}

Test(compare_verb, surfaces_that_never_share_a_session_are_not_mixed)
{
    struct help_strides is = session_of(80, 0);
    add(&is, "asphalt", "asphalt", 0);
    is.seed++;
    add(&is, "trail", "trail", -1);
    struct gait_event e = peak_of("asphalt", "trail", "all");
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(isnan(e.u.comparison.ci95_low));
    cr_expect(strstr(e.u.comparison.why, "re-mounting"), "%s", e.u.comparison.why);
}

Test(compare_verb, three_sessions_a_side_are_compared_as_sessions)
{
    static const float mounted[] = {0.5f, -0.4f, 0.1f, -2.6f, -3.4f, -3.0f};
    for (int i = 0; i < 6; i++) {
        struct help_strides is = session_of(90 + (uint64_t)i, 0);
        is.knows_speed = true;
        add(&is, i < 3 ? "asphalt" : "trail", i < 3 ? "asphalt" : "trail", mounted[i]);
    }
    struct gait_event e = peak_of("asphalt", "trail", "all");
    cr_expect_eq(e.u.comparison.sessions, 6);
    cr_expect_float_eq(e.u.comparison.unadjusted, -3, 0.3);
    cr_expect(e.u.comparison.primary);
}

Test(compare_verb, one_session_is_said_in_a_table_and_a_sentence, .init = cr_redirect_stdout)
{
    setup();
    season(1, -0.9);
    cr_expect_eq(call(4, "asphalt", "trail", "--store", path), 0);
    fflush(stdout);
    char text[8192] = "";
    size_t n = fread(text, 1, sizeof text - 1, cr_get_redirected_stdout());
    text[n] = '\0';
    cr_expect(strstr(text, "peak at the leg"), "%s", text);
    cr_expect(strstr(text, "softer than asphalt"), "%s", text);
    cr_expect(strstr(text, "Speed is not known"), "%s", text);
}

Test(compare_verb, json_is_each_session_then_the_season, .init = cr_redirect_stdout)
{
    setup();
    season(3, -0.9);
    cr_expect_eq(call(8, "asphalt", "trail", "nowhere", "--json", "--measure", "peak_g", "--store",
                      path),
                 1, "a word that is no session");
    cr_expect_eq(call(8, "asphalt", "trail", "all", "--json", "--measure", "peak_g", "--store",
                      path),
                 0);
    fflush(stdout);
    char line[8192];
    int lines = 0;
    const char *sessions[] = {"\"sessions\":1,", "\"sessions\":1,", "\"sessions\":1,",
                              "\"sessions\":3,"};
    while (fgets(line, sizeof line, cr_get_redirected_stdout())) {
        cr_assert_lt(lines, 4);
        cr_expect(strstr(line, "{\"type\":\"comparison\"") == line, "%s", line);
        cr_expect(strstr(line, sessions[lines]), "%s", line);
        lines++;
    }
    cr_expect_eq(lines, 4);
}

Test(compare_verb, a_surface_that_is_not_there_fails_and_says_which_are,
     .init = cr_redirect_stderr)
{
    setup();
    season(1, 0);
    cr_expect_eq(call(4, "asphalt", "sand", "--store", path), 1);
    fflush(stderr);
    char text[1024] = "";
    size_t n = fread(text, 1, sizeof text - 1, cr_get_redirected_stderr());
    text[n] = '\0';
    cr_expect_str_eq(text, "gaitctl compare: nothing was run on sand in this session; there is "
                           "asphalt, trail; name another session, days or all\n");
}

Test(compare_verb, wrong_usage_is_two)
{
    cr_expect_eq(call(1, "asphalt"), 2);
    cr_expect_eq(call(2, "asphalt", "asphalt"), 2);
    cr_expect_eq(call(4, "asphalt", "trail", "--measure", "shoe_size"), 2);
    cr_expect_eq(call(3, "asphalt", "trail", "--nonsense"), 2);
}
