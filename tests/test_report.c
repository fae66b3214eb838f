/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report_store.h"
#include "tests/help_page.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool has(const char *page, const char *text)
{
    return strstr(page, text) != NULL;
}

Test(report, the_answer_stands_first_with_the_figures_of_the_comparison)
{
    struct store_session is;
    struct store *s = help_page_store("asphalt-woodchip", 8, &is);
    struct report r = {0};
    char why[STORE_SENTENCE_MAX], expected[128];
    cr_assert_eq(report_read(&r, s, &is, why, sizeof why), 0, "%s", why);
    char *page = help_page_text(&r, "");
    const struct gait_event *e = report_comparison(&r, "asphalt", "woodchip", GAIT_MEASURE_PEAK);
    cr_assert(e && e->u.comparison.verdict == GAIT_VERDICT_LOWER);
    double of = -100 / e->u.comparison.mean_a;
    double low = of * e->u.comparison.ci95_high, high = of * e->u.comparison.ci95_low;
    int d = low < 2;
    snprintf(expected, sizeof expected,
             "landings at the shin were %.*f&nbsp;%% (%.*f to %.*f) softer than asphalt", d, of * e->u.comparison.difference, d, low, d, high);
    const char *answer = strstr(page, "<h1 id=\"answer\">");
    cr_assert(answer && answer < strstr(page, "<h2>"));
    cr_assert(has(answer, expected), "no `%s` in %.300s", expected, answer);
    free(page);
    report_free(&r);
    store_close(s);
}

Test(report, the_table_of_verdicts_says_what_the_store_says)
{
    struct store_session is;
    struct store *s = help_page_store("asphalt-trail", 8, &is);
    struct report r = {0};
    char why[STORE_SENTENCE_MAX], row[512];
    cr_assert_eq(report_read(&r, s, &is, why, sizeof why), 0, "%s", why);
    char *page = help_page_text(&r, "");
    const struct gait_event *e;
    int rows = 0;
    for (; (e = report_find(&r, GAIT_EVENT_COMPARISON, rows)); rows++) {
        int d = report_decimals(e->u.comparison.measure);
        snprintf(row, sizeof row, "<td data-of=\"asphalt\">%s</td><td data-of=\"trail\">%s</td>",
                 help_page_number(e->u.comparison.mean_a, d),
                 help_page_number(e->u.comparison.mean_b, d));
        cr_assert(has(page, row), "%s", row);
        if (!isfinite(e->u.comparison.ci95_low))
            continue;
        snprintf(row, sizeof row, "(%s to %s)", help_page_number(e->u.comparison.ci95_low, d),
                 help_page_number(e->u.comparison.ci95_high, d));
        cr_assert(has(page, row), "%s", row);
    }
    cr_assert_eq(rows, GAIT_MEASURES);
    cr_assert_eq(help_page_count(page, "<span class=\"v v"), rows + GAIT_MEASURES, "and drifts");
    free(page);
    report_free(&r);
    store_close(s);
}

Test(report, asks_the_network_for_nothing)
{
    static const char *const asks[] = {
        "src=", "href=",   "url(",    "@import",     "http:",  "https:",  "<link",
        "<img", "<iframe", "<object", "<script src", "fetch(", "XMLHttp", "import("};
    struct store_session is;
    struct store *s = help_page_store("asphalt-trail", 8, &is);
    char *page = help_page(s, &is);
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++)
        cr_assert_not(has(page, asks[i]), "%s", asks[i]);
    cr_assert(has(page, "content=\"default-src 'none';"));
    cr_assert_null(help_page_unbalanced(page), "%s", help_page_unbalanced(page));
    free(page);
    store_close(s);
}

/* Every text that a stranger may choose, as an attack. */
static struct report attacked(const char *name)
{
    struct report r = {0};
    struct gait_event sensor = {.kind = GAIT_EVENT_SENSOR}, stride, e;
    gait_name_copy(r.is.runner, name);
    gait_name_copy(r.is.shoes, name);
    snprintf(r.is.source, sizeof r.is.source, "%s", name);
    gait_name_copy(sensor.sensor, name);
    sensor.u.sensor.is.placement = GAIT_SHANK_LEFT;
    snprintf(sensor.u.sensor.shortfall.why, sizeof sensor.u.sensor.shortfall.why, "%s", name);
    report_take(&r, &sensor);
    for (int i = 0; i < 100; i++) {
        stride = help_page_stride(INT64_C(700000000) * i);
        gait_name_copy(stride.sensor, name);
        gait_name_copy(stride.u.step.surface, i < 50 ? "asphalt" : name);
        report_take(&r, &stride);
    }
    e = (struct gait_event){.kind = GAIT_EVENT_COMPARISON};
    gait_name_copy(e.u.comparison.a, "asphalt");
    gait_name_copy(e.u.comparison.b, name);
    e.u.comparison.verdict = GAIT_VERDICT_NOT_COMPARABLE;
    snprintf(e.u.comparison.why, sizeof e.u.comparison.why, "%s", name);
    snprintf(e.u.comparison.adjusted_for, sizeof e.u.comparison.adjusted_for, "%s", name);
    report_take(&r, &e);
    e = (struct gait_event){.kind = GAIT_EVENT_SPECTRUM};
    gait_name_copy(e.u.spectrum.surface, name);
    report_take(&r, &e);
    cr_assert_eq(report_done(&r), 0);
    return r;
}

Test(report, strangers_names_stay_text)
{
    static const char *const names[] = {"</script><script>alert(1)",
                                        "\"><img src=x onerror=a>",
                                        "'><svg/onload=alert(1)>",
                                        "<!--",
                                        "]]><h1>",
                                        "&lt;b",
                                        "\xff\xfe<b>\x80",
                                        "\\u003c/script>",
                                        "a\nb\r</title>"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct report r = attacked(names[i]);
        char *page = help_page_text(&r, "");
        cr_assert_eq(help_page_count(page, "<script"), 3, "%s", names[i]);
        cr_assert_eq(help_page_count(page, "</script"), 3, "%s", names[i]);
        cr_assert_eq(help_page_count(page, "<h1"), 1, "%s", names[i]);
        cr_assert_not(has(page, "<img") || has(page, "<svg") || has(page, "<b>\x80"));
        cr_assert_not(has(page, "<!--"), "%s", names[i]);
        cr_assert_null(help_page_unbalanced(page), "%s: %s", names[i], help_page_unbalanced(page));
        const char *data = strstr(page, "id=\"data\">");
        cr_assert(data);
        data += strlen("id=\"data\">");
        cr_assert_eq(strcspn(data, "<>&"), (size_t)(strstr(data, "</script>") - data));
        free(page);
        report_free(&r);
    }
}

Test(report, the_same_session_gives_the_same_bytes)
{
    struct store_session is;
    struct store *s = help_page_store("asphalt-trail", 2, &is);
    char *a = help_page(s, &is), *b = help_page(s, &is);
    cr_assert_str_eq(a, b);
    free(a);
    free(b);
    store_close(s);
}

Test(report, says_what_is_missing_and_draws_nothing_of_it)
{
    struct report r = {0};
    struct gait_event stride = help_page_stride(0);
    cr_assert_eq(report_done(&r), 0);
    char *page = help_page_text(&r, "");
    cr_assert(has(page, "No strides were found in this session."));
    cr_assert_eq(help_page_count(page, "<figure"), 0);
    cr_assert_eq(help_page_count(page, "<script"), 1, "the data, and nothing to draw");
    free(page);
    stride.state = GAIT_WALK;
    report_take(&r, &stride);
    cr_assert_eq(report_done(&r), 0);
    page = help_page_text(&r, "");
    cr_assert(has(page, "This was walking"));
    cr_assert_eq(help_page_count(page, "<figure"), 0);
    free(page);
    report_free(&r);
}

Test(report, one_surface_and_none_are_told_apart)
{
    struct store_session is;
    struct store *s = help_page_store("asphalt-easy", 2, &is);
    char *page = help_page(s, &is), why[STORE_SENTENCE_MAX];
    cr_assert(has(page, "all on <bdi>asphalt</bdi>; there is no second surface to compare."));
    cr_assert_not(has(page, "data-chart=\"forest\""));
    cr_assert(has(page, "data-chart=\"sides\""));
    free(page);
    cr_assert_geq(
        store_relabel(s, is.id, INT64_MIN + 1, INT64_MAX, "unknown", NAN, why, sizeof why), 0, "%s",
        why);
    page = help_page(s, &is);
    cr_assert(has(page, "no surface was marked, so there is nothing to compare."));
    cr_assert_null(help_page_unbalanced(page), "%s", help_page_unbalanced(page));
    free(page);
    store_close(s);
}

Test(report, claims_nothing_that_a_sensor_cannot_know)
{
    static const char *const never[] = {"injur", "ground reaction", "body weight",
                                        "BW/s",  "stress fracture", "you should see"};
    struct store_session is;
    struct store *s = help_page_store("asphalt-trail", 8, &is);
    char *page = help_page(s, &is);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        cr_assert_null(strcasestr(page, never[i]), "%s", never[i]);
    free(page);
    store_close(s);
}

static struct gait_event compared(const char *b, enum gait_measure m, enum gait_verdict v)
{
    struct gait_event e = {.kind = GAIT_EVENT_COMPARISON};
    gait_name_copy(e.u.comparison.a, "asphalt");
    gait_name_copy(e.u.comparison.b, b);
    double sign = v == GAIT_VERDICT_LOWER ? -1 : v == GAIT_VERDICT_HIGHER ? 1 : 0;
    e.u.comparison.measure = m;
    e.u.comparison.verdict = v;
    e.u.comparison.mean_a = 10;
    e.u.comparison.difference = 1.4 * sign;
    e.u.comparison.ci95_low = 1.4 * sign - 0.5;
    e.u.comparison.ci95_high = 1.4 * sign + 0.5;
    e.u.comparison.mdd = 0.7;
    e.u.comparison.stretches_a = e.u.comparison.stretches_b = 2;
    strcpy(e.u.comparison.why, "not comparable: another pace");
    return e;
}

/* The first line of the page's answer without its tags; the caller's to free. */
static char *answer(const struct gait_event *limb, const struct gait_event *back)
{
    struct report r = {0};
    for (int i = 0; i < 100; i++) {
        struct gait_event stride = help_page_stride(INT64_C(700000000) * i);
        report_take(&r, &stride);
    }
    report_take(&r, limb);
    report_take(&r, back);
    cr_assert_eq(report_done(&r), 0);
    char *page = help_page_text(&r, ""), *to = page;
    bool tag = false;
    for (const char *p = strstr(page, "<h1"); strncmp(p, "</header", 8) != 0; p++) {
        tag = *p == '<' || (tag && p[-1] != '>');
        if (!tag && *p != '>')
            *to++ = *p;
    }
    *to = '\0';
    report_free(&r);
    return page;
}

Test(report, every_pair_of_verdicts_has_its_sentence)
{
    static const struct {
        enum gait_verdict limb, back;
        const char *says;
    } cases[] = {
        {GAIT_VERDICT_LOWER, GAIT_VERDICT_NONE,
         "Trail landings at the shin were 14&nbsp;% (9 to 19) softer than asphalt. At the back no "
         "difference"},
        {GAIT_VERDICT_HIGHER, GAIT_VERDICT_HIGHER,
         "14&nbsp;% (9 to 19) harder than asphalt. At the back they were 14&nbsp;% (9 to 19) "
         "harder."},
        {GAIT_VERDICT_NONE, GAIT_VERDICT_LOWER,
         " At the back trail landings were 14&nbsp;% (9 to 19) softer than asphalt."},
        {GAIT_VERDICT_NOT_COMPARABLE, GAIT_VERDICT_NOT_COMPARABLE,
         "Trail and asphalt could not be compared at the shin, nor at the back.\n"
         "At the shin: another pace."},
        {GAIT_VERDICT_TOO_FEW, GAIT_VERDICT_NOT_COMPARABLE,
         "have too few strides to be compared at the shin. At the back they could not be "
         "compared."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gait_event limb = compared("trail", GAIT_MEASURE_PEAK, cases[i].limb);
        struct gait_event back = compared("trail", GAIT_MEASURE_BACK_PEAK, cases[i].back);
        char *said = answer(&limb, &back);
        cr_assert(has(said, cases[i].says), "`%s` in `%s`", cases[i].says, said);
        free(said);
    }
}

Test(report, an_answer_says_when_it_is_a_bound_and_when_the_ground_was_run_once)
{
    struct gait_event limb = compared("trail", GAIT_MEASURE_PEAK, GAIT_VERDICT_LOWER);
    struct gait_event other = compared("grass", GAIT_MEASURE_PEAK, GAIT_VERDICT_HIGHER);
    limb.u.comparison.clipped_a = 0.06F;
    limb.u.comparison.stretches_b = 1;
    char *said = answer(&limb, &other);
    cr_assert(has(said, "shin were at least 14&nbsp;%"), "%s", said);
    cr_assert(has(said, "run only once: a hill"), "%s", said);
    cr_assert_lt(strstr(said, "Trail"), strstr(said, "Grass"), "the second pair stands after");
    free(said);
}

Test(report, a_missing_library_is_one_sentence_with_its_package)
{
    char why[STORE_SENTENCE_MAX];
    cr_assert_null(report_library("/nowhere/chart.js:/nor/here.js", why, sizeof why));
    cr_assert(has(why, "libjs-chart.js") && has(why, "/nowhere/chart.js"), "%s", why);
}

Test(report, other_sessions_of_the_week_are_in_the_bars)
{
    struct store_session first, second;
    struct store *s = help_page_store("asphalt-easy", 1, &first);
    char why[STORE_SENTENCE_MAX];
    struct report r = {0};
    cr_assert_eq(report_read(&r, s, &first, why, sizeof why), 0, "%s", why);
    cr_assert_eq(r.weeks, 0, "there is but one");
    double landings = r.totals.run.landings;
    report_free(&r);
    second = first;
    second.begun_ns += INT64_C(7) * 86400 * 1000000000;
    second.ended_ns += INT64_C(7) * 86400 * 1000000000;
    cr_assert_eq(store_session_new(s, &second, &second.id, why, sizeof why), 0, "%s", why);
    for (int i = 0; i < 30; i++) {
        struct gait_event e = help_page_stride(second.begun_ns + INT64_C(700000000) * i);
        cr_assert_geq(store_event(s, second.id, &e, why, sizeof why), 0, "%s", why);
    }
    cr_assert_eq(report_read(&r, s, &second, why, sizeof why), 0, "%s", why);
    cr_assert_eq(r.weeks, REPORT_WEEKS);
    double sum = 0;
    for (int k = 0; k < REPORT_SURFACES; k++)
        sum += r.week[REPORT_WEEKS - 2].landings[k];
    cr_assert_float_eq(sum, landings, 0.5, "last week is the first session: %g, %g", sum, landings);
    cr_assert_eq(r.week[REPORT_WEEKS - 2].sessions, 1);
    cr_assert_eq(r.week[REPORT_WEEKS - 1].sessions, 1);
    report_free(&r);
    store_close(s);
}
