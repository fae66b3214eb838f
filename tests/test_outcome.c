/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables for people, where sessions begin and end. */
#include "ctl/outcome.h"
#include "ctl/table.h"
#include "tests/help_event.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct outcome *o;
static char *text;
static size_t size;
static FILE *f;

static void setup(void)
{
    o = outcome_new();
    f = open_memstream(&text, &size);
    cr_assert(o && f);
}

static void teardown(void)
{
    fclose(f);
    free(text);
    outcome_free(o);
}

TestSuite(outcome, .init = setup, .fini = teardown);

static struct gait_event of(const char *runner, enum gait_event_kind kind)
{
    struct gait_event e = help_event(kind, 1000000000);
    gait_name_copy(e.runner, runner);
    if (kind == GAIT_EVENT_COMPARISON)
        e.u.comparison.so_far = false;
    return e;
}

static bool take(const char *runner, enum gait_event_kind kind)
{
    struct gait_event e = of(runner, kind);
    return outcome_take(o, &e);
}

static const char *printed(const char *runner)
{
    fflush(f);
    size_t before = size;
    outcome_print(o, runner, f);
    fflush(f);
    return text + before;
}

Test(outcome, the_end_of_one_runners_session_leaves_the_others_results)
{
    cr_expect(take("ann", GAIT_EVENT_SUMMARY));
    cr_expect(take("bob", GAIT_EVENT_SUMMARY));
    cr_expect(take("ann", GAIT_EVENT_COMPARISON));
    const char *said = printed("ann");
    cr_expect(strstr(said, "ann") && !strstr(said, "bob"), "%s", said);
    cr_expect(strstr(said, "asphalt") && strstr(said, "lower"), "%s", said);
    cr_expect_str_eq(printed("ann"), "", "told once");
    said = printed(NULL);
    cr_expect(strstr(said, "bob") && !strstr(said, "ann"), "%s", said);
}

Test(outcome, the_word_of_a_sensor_about_its_peaks_is_told_with_every_session)
{
    cr_expect_not(take("ann", GAIT_EVENT_SENSOR));
    for (int session = 0; session < 2; session++) {
        take("ann", GAIT_EVENT_SUMMARY);
        const char *said = printed("ann");
        cr_expect(strstr(said, "ann pod1 reads peaks low, by some 0.2 g"), "%s", said);
    }
    cr_expect_str_eq(printed("ann"), "", "and not without one");
}

Test(outcome, a_comparison_so_far_is_no_outcome)
{
    struct gait_event e = of("ann", GAIT_EVENT_COMPARISON);
    e.u.comparison.so_far = true;
    cr_expect_not(outcome_take(o, &e));
    cr_expect_str_eq(printed(NULL), "");
}

static const char *line(const struct gait_event *e)
{
    fflush(f);
    size_t before = size;
    table_event(f, e);
    fflush(f);
    return text + before;
}

Test(outcome, a_session_and_a_speed_have_a_line_each_and_spectra_none)
{
    struct gait_event e = of("ann", GAIT_EVENT_SESSION);
    cr_expect(strstr(line(&e), "ann      the session ended\n"));
    e.u.session.ended = false;
    cr_expect(strstr(line(&e), "ann      a session begins\n"));
    e = of("ann", GAIT_EVENT_SPEED);
    cr_expect(strstr(line(&e), "ann      at 2.75 m/s, slope -1.2 deg\n"));
    e.u.speed.speed_ms = e.u.speed.slope_deg = NAN;
    cr_expect(strstr(line(&e), "ann      at no known speed\n"));
    static const enum gait_event_kind none[] = {GAIT_EVENT_SPECTRUM, GAIT_EVENT_STORED,
                                                GAIT_EVENT_HEARD,    GAIT_EVENT_REFUSED,
                                                GAIT_EVENT_COMPARISON, GAIT_EVENT_SUMMARY};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        e = of("ann", none[i]);
        cr_expect_str_eq(line(&e), "", "%s", gait_event_name(none[i]));
    }
}
