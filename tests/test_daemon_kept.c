/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon kept of a replayed capture, against what `gaitctl run --store` keeps of it: the same
 * code, so the same figures to the last bit, at times that are apart by one constant. */
#include "daemon/store.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX 4096

static char why[STORE_SENTENCE_MAX];

static int sh(const char *script)
{
    char command[2048];
    snprintf(command, sizeof command, "cd %s && PATH=%s:$PATH && export GAITD_STORE=live.db && %s",
             help_scratch(), GAIT_BINARY_DIR, script);
    return system(command);
}

static void end(void)
{
    sh("rm -r capture");
    help_scratch_remove();
}

TestSuite(daemon_kept, .init = help_scratch_make, .fini = end, .timeout = 90);

static const char live[] =
    "printf '[publish]\\nto =\\n' >conf;"
    "gaitd --config conf --listen 127.0.0.1:0 2>log & gaitd=$!;"
    "for i in $(seq 1000); do grep -q ' port ' log && break; sleep 0.02; done;"
    "gaitctl replay capture --speed 10 --to 127.0.0.1:$(sed -n 's/.* port //p' log) >replayed;"
    "sleep 1; kill $gaitd; wait $gaitd";

struct kept {
    struct gait_event event[EVENTS_MAX];
    int n;
};

static bool take(void *user, const struct gait_event *e)
{
    struct kept *x = user;
    if (x->n < EVENTS_MAX)
        x->event[x->n++] = *e;
    return true;
}

static int by_sensor(const void *a, const void *b)
{
    const struct gait_event *x = a, *y = b;
    int c = strcmp(x->sensor, y->sensor);
    return c ? c : (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns);
}

static struct kept *read_kept(const char *name, enum gait_event_kind kind, struct kept *x)
{
    char path[400];
    struct store *s;
    struct store_session is;

    snprintf(path, sizeof path, "%s/%s", help_scratch(), name);
    cr_assert_eq(store_open(path, STORE_READ, &s, why, sizeof why), 0, "%s", why);
    cr_assert_eq(store_session_get(s, 1, &is, why, sizeof why), 1, "%s: no session", name);
    cr_expect_eq(store_session_get(s, 2, &is, why, sizeof why), 0, "%s: two sessions", name);
    x->n = 0;
    cr_assert_geq(store_read(s, 1, kind, take, x, why, sizeof why), 0, "%s", why);
    store_close(s);
    if (kind == GAIT_EVENT_STRIDE || kind == GAIT_EVENT_IMPACT)
        qsort(x->event, (size_t)x->n, sizeof x->event[0], by_sensor);
    return x;
}

static bool same(float a, float b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void expect_impact(int i, const struct gait_impact *a, const struct gait_impact *b)
{
    cr_expect(same(a->peak_g, b->peak_g) && same(a->axial_g, b->axial_g) &&
                  same(a->rise_gps, b->rise_gps),
              "event %d: %.9g g and %.9g g", i, (double)a->peak_g, (double)b->peak_g);
}

static void expect_strides(enum gait_event_kind kind)
{
    static struct kept a, b;
    read_kept("live.db", kind, &a);
    read_kept("run.db", kind, &b);
    cr_assert_gt(b.n, 300);
    cr_assert_eq(a.n, b.n, "%s: %d live, %d of run", gait_event_name(kind), a.n, b.n);
    int64_t shift_ns = a.event[0].t_ns - b.event[0].t_ns;
    for (int i = 0; i < a.n; i++) {
        const struct gait_event *x = &a.event[i], *y = &b.event[i];
        cr_expect_leq(llabs(x->t_ns - y->t_ns - shift_ns), 1000, "event %d", i);
        cr_expect_str_eq(x->u.step.surface, y->u.step.surface, "event %d", i);
        cr_expect(same(x->u.step.stance.attenuation_db, y->u.step.stance.attenuation_db));
        expect_impact(i, &x->impact, &y->impact);
    }
}

static void expect_comparisons(void)
{
    static struct kept a, b;
    read_kept("live.db", GAIT_EVENT_COMPARISON, &a);
    read_kept("run.db", GAIT_EVENT_COMPARISON, &b);
    cr_assert_gt(b.n, 5);
    cr_assert_eq(a.n, b.n);
    for (int i = 0; i < a.n; i++) {
        const struct gait_event *x = &a.event[i], *y = &b.event[i];
        double live_is = (double)x->u.comparison.difference;
        double run_is = (double)y->u.comparison.difference;
        cr_expect_str_eq(x->u.comparison.why, y->u.comparison.why);
        cr_expect_leq(fabs(live_is - run_is), 1e-9 * fabs(run_is), "%s: %.12g and %.12g",
                      x->u.comparison.why, live_is, run_is);
    }
}

Test(daemon_kept, live_and_run_keep_the_same_strides_and_the_same_comparison)
{
    cr_assert_eq(sh("gaitctl synth asphalt-trail capture --minutes 2 --capture >made"), 0);
    cr_assert_eq(sh("gaitctl run capture --store run.db >run.txt"), 0);
    cr_assert_eq(sh(live), 0);
    expect_strides(GAIT_EVENT_STRIDE);
    expect_strides(GAIT_EVENT_IMPACT);
    expect_comparisons();
}
