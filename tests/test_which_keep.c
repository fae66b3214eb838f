/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/analyse.h"
#include "ctl/synth.h"
#include "ctl/which.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_NS INT64_C(1795419000000000000)
#define STRIDES_MAX 4096

static struct store *s;
static char why[CONFIG_WHY_MAX];

static void begin(void)
{
    help_scratch_make();
    cr_assert_eq(store_open(":memory:", STORE_WRITE, &s, why, sizeof why), 0, "%s", why);
}

static void end(void)
{
    store_close(s);
    help_scratch_remove();
}

TestSuite(which_keep, .init = begin, .fini = end);

static void make(const char *preset)
{
    cr_assert_eq(synth_write(preset_find(preset), help_scratch(), 5, 1, false, why, sizeof why), 0,
                 "%s", why);
}

static struct gait_event found[STRIDES_MAX];
static int founds;

static void take(void *user, const struct gait_event *e)
{
    if (e->kind == GAIT_EVENT_STRIDE && founds < STRIDES_MAX)
        found[founds++] = *e;
    (void)user;
}

struct seen {
    int n, wrong;
};

static bool compare(void *user, const struct gait_event *e)
{
    struct seen *x = user;
    if (x->n < founds && help_store_differs(&found[x->n], e) && x->wrong++ == 0)
        fprintf(stderr, "stride %d differs in %s\n", x->n, help_store_differs(&found[x->n], e));
    x->n++;
    return true;
}

Test(which_keep, a_recording_is_kept_as_it_is_analysed_at_the_time_when_it_was_made)
{
    static struct config c;
    struct store_session is;
    struct seen x = {0};

    make("asphalt-easy");
    config_default(&c);
    cr_assert_eq(analyse_folder(help_scratch(), &c, 0, take, NULL, why, sizeof why), 0, "%s", why);
    cr_assert_gt(founds, 100);
    for (int i = 0; i < founds; i++) { /* the same analysis, moved */
        int64_t *times[] = {&found[i].t_ns, &found[i].announced_ns, &found[i].u.step.toe_off_ns,
                            &found[i].u.step.next_contact_ns};
        for (int k = 0; k < 4; k++)
            *times[k] += *times[k] == GAIT_NO_TIME ? 0 : AT_NS;
    }
    int64_t id = which_keep(s, help_scratch(), AT_NS, why, sizeof why);
    cr_assert_eq(id, 1, "%s", why);
    cr_assert_eq(store_session_get(s, id, &is, why, sizeof why), 1);
    cr_expect_eq(store_read(s, id, GAIT_EVENT_STRIDE, compare, &x, why, sizeof why), founds);
    cr_expect_eq(x.wrong, 0);
    cr_expect_str_eq(is.source, help_scratch());
    cr_expect_eq(is.ended_ns, is.newest_ns);
    cr_expect_geq(is.begun_ns, AT_NS);
    cr_expect_leq(is.ended_ns, AT_NS + INT64_C(61000000000));
    cr_expect_eq(which_keep(s, help_scratch(), 0, why, sizeof why), 2);
}

Test(which_keep, of_a_recording_in_which_nobody_runs_nothing_is_kept)
{
    struct store_session *all;

    make("knocks");
    cr_expect_eq(which_keep(s, help_scratch(), AT_NS, why, sizeof why), -1);
    cr_expect(strstr(why, "nobody runs"), "%s", why);
    cr_expect_eq(which_keep(s, "/nowhere", AT_NS, why, sizeof why), -1);
    cr_expect(strstr(why, "/nowhere"), "%s", why);
    cr_expect_eq(store_sessions(s, INT64_MIN, INT64_MAX, &all, why, sizeof why), 0);
    free(all);
}
