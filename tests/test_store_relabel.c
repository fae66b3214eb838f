/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define AT_NS INT64_C(1795000000000000000)

static struct store *s;
static char why[STORE_SENTENCE_MAX];

static void begin(void)
{
    cr_assert_eq(store_open(":memory:", STORE_WRITE, &s, why, sizeof why), 0, "%s", why);
}

static void end(void)
{
    store_close(s);
}

TestSuite(store_relabel, .init = begin, .fini = end);

static void keep(int64_t id, const struct gait_event *e)
{
    cr_assert_eq(store_event(s, id, e, why, sizeof why), 1, "%s", why);
}

static void spectrum(int64_t id, const char *surface)
{
    struct help_random r = {4};
    struct gait_event e;
    help_store_random(&r, GAIT_EVENT_SPECTRUM, 0, &e);
    gait_name_copy(e.u.spectrum.surface, surface);
    keep(id, &e);
}

struct said {
    char words[256];
    int n;
};

static bool say(void *user, const struct gait_event *e)
{
    struct said *x = user;
    size_t n = strlen(x->words);
    const char *what = e->kind == GAIT_EVENT_SPECTRUM ? e->u.spectrum.surface : e->u.surface.surface;
    if (e->kind == GAIT_EVENT_SPEED)
        snprintf(x->words + n, sizeof x->words - n, "%d=%.1f ", (int)(e->t_ns - AT_NS),
                 (double)e->u.speed.speed_ms);
    else if (e->kind == GAIT_EVENT_SPECTRUM)
        snprintf(x->words + n, sizeof x->words - n, "%s ", what);
    else
        snprintf(x->words + n, sizeof x->words - n, "%d=%s ", (int)(e->t_ns - AT_NS), what);
    return true;
}

static void expect_said(int64_t id, enum gait_event_kind kind, const char *words)
{
    struct said x = {0};
    store_read(s, id, kind, say, &x, why, sizeof why);
    cr_expect_str_eq(x.words, words);
}

Test(store_relabel, a_relabelled_stretch_has_its_marks_as_if_they_had_been_said_then)
{
    struct store_session is = help_store_session("anna", AT_NS);
    int64_t id;
    cr_assert_eq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    for (int i = 0; i < 100; i++) {
        struct gait_event e = help_store_stride("anna", AT_NS + i), mark = {.t_ns = AT_NS + i};
        gait_name_copy(e.u.step.surface, i < 40 ? "road" : "grass");
        e.u.step.speed_ms = 3;
        keep(id, &e);
        mark.kind = GAIT_EVENT_SURFACE;
        gait_name_copy(mark.u.surface.surface, e.u.step.surface);
        if (i == 0 || i == 40)
            keep(id, &mark);
    }
    spectrum(id, "road");
    spectrum(id, "grass");
    spectrum(id, "sand");
    cr_assert_eq(store_relabel(s, id, AT_NS + 10, AT_NS + 20, "road", 4, why, sizeof why), 10);
    expect_said(id, GAIT_EVENT_SURFACE, "0=road 10=road 20=road 40=grass ");
    expect_said(id, GAIT_EVENT_SPEED, "10=4.0 20=3.0 ");
    expect_said(id, GAIT_EVENT_SPECTRUM, "road grass sand "); /* nothing is on another surface */
    cr_assert_eq(store_relabel(s, id, AT_NS + 30, AT_NS + 50, "sand", NAN, why, sizeof why), 20);
    expect_said(id, GAIT_EVENT_SURFACE, "0=road 10=road 20=road 30=sand 50=grass ");
    expect_said(id, GAIT_EVENT_SPECTRUM, "");
    spectrum(id, "grass");
    cr_assert_eq(store_relabel(s, id, AT_NS + 50, INT64_MAX, "trail", NAN, why, sizeof why), 50);
    expect_said(id, GAIT_EVENT_SURFACE, "0=road 10=road 20=road 30=sand 50=trail ");
    expect_said(id, GAIT_EVENT_SPECTRUM, "trail ");
    cr_assert_eq(store_relabel(s, id, AT_NS + 200, AT_NS + 300, "x", NAN, why, sizeof why), 0);
    cr_assert_eq(store_relabel(s, id, INT64_MIN + 1, INT64_MAX, "x", 2, why, sizeof why), 100);
    expect_said(id, GAIT_EVENT_SURFACE, "0=x ");
    expect_said(id, GAIT_EVENT_SPEED, "0=2.0 ");
    expect_said(id, GAIT_EVENT_SPECTRUM, "");
}
