/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact and contact time of one who runs on without change, against the truth: whatever an
 * estimate is off by, it stays off by. What is learned from stride to stride may not creep. */
#include "ctl/synth.h"
#include "tests/help_scratch.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define MINUTES 30
#define BLOCK_S 120.0
#define BLOCKS 15
#define MAY_MS 0.6 /* from the least mean of two minutes to the greatest; scatter makes 0.1 to 0.4 */
#define NEAR_S 0.05

#define POD(name, where)                                                                           \
    {                                                                                              \
        .id = name, .placement = where, .range_g = 16, WEAR_USUAL                                  \
    }

static const struct {
    const char *sensor;
    enum gait_side side;
} worn[] = {{"shank_left", GAIT_SIDE_LEFT},
            {"foot_right", GAIT_SIDE_RIGHT},
            {"sacrum", GAIT_SIDE_NONE}};

TestSuite(contact_truth, .init = help_scratch_make, .fini = help_scratch_remove);

/* Sums of what contact and contact time are off by, of two minutes each. */
struct blocks {
    int n[BLOCKS];
    double contact_ms[BLOCKS], duration_ms[BLOCKS];
};

static double at_or_after(const struct help_ticks *t, int *i, double s)
{
    while (*i < t->n && t->s[*i] < s)
        ++*i;
    return *i < t->n ? t->s[*i] : INFINITY;
}

static void take(const struct help_events *e, const struct help_truth *t, const char *sensor,
                 struct blocks *ret)
{
    int c = 0, o = 0;
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < e->n; i++) {
        const struct gait_event *x = &e->item[i];
        double is_s = 1e-9 * (double)x->t_ns, off_s = 1e-9 * (double)x->u.step.toe_off_ns;
        int block = (int)(is_s / BLOCK_S);
        if (x->kind != GAIT_EVENT_STEP || strcmp(x->sensor, sensor) != 0 || block >= BLOCKS ||
            x->u.step.toe_off_ns == GAIT_NO_TIME)
            continue;
        double down_s = at_or_after(&t->contact, &c, is_s - NEAR_S);
        double up_s = at_or_after(&t->toe_off, &o, down_s + NEAR_S);
        if (!(down_s < is_s + NEAR_S) || !(up_s < INFINITY))
            continue;
        ret->n[block]++;
        ret->contact_ms[block] += 1e3 * (is_s - down_s);
        ret->duration_ms[block] += 1e3 * (off_s - is_s - (up_s - down_s));
    }
}

static double range_of(const struct blocks *b, const double sum[BLOCKS])
{
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < BLOCKS; i++) {
        cr_assert_gt(b->n[i], 140, "two minutes from %g s: %d", i * BLOCK_S, b->n[i]);
        least = fmin(least, sum[i] / b->n[i]);
        most = fmax(most, sum[i] / b->n[i]);
    }
    return most - least;
}

static void check(double rate_hz, uint64_t seed)
{
    struct preset p = {
        .name = "steady",
        .bout = {{.seconds = 1800, .gait = GAIT_RUN, .speed_ms = 2.9, .ground = "asphalt"}},
        .minutes = MINUTES,
        .sensor = {POD("shank_left", GAIT_SHANK_LEFT), POD("foot_right", GAIT_FOOT_RIGHT),
                   POD("sacrum", GAIT_SACRUM)}};
    struct help_events e = {0};
    struct recording *r = NULL;
    char why[512];
    for (int i = 0; i < PRESET_SENSORS; i++)
        p.sensor[i].rate_hz = rate_hz;
    cr_assert_geq(synth_write(&p, help_scratch(), seed, 0, false, why, sizeof why), 0, "%s", why);
    cr_assert_geq(recording_read(help_scratch(), &r, why, sizeof why), 0, "%s", why);
    help_run(r, &e);
    for (size_t i = 0; i < sizeof worn / sizeof *worn; i++) {
        static struct help_truth t;
        struct blocks b;
        cr_assert(help_truth_read(help_scratch(), worn[i].side, &t));
        take(&e, &t, worn[i].sensor, &b);
        double contact = range_of(&b, b.contact_ms), duration = range_of(&b, b.duration_ms);
        cr_expect_lt(contact, MAY_MS, "%s, %g Hz: %g ms", worn[i].sensor, rate_hz, contact);
        cr_expect_lt(duration, MAY_MS, "%s, %g Hz: %g ms", worn[i].sensor, rate_hz, duration);
    }
    help_events_free(&e);
    recording_free(r);
}

Test(contact_truth, contact_time_of_an_unchanging_run_does_not_creep_at_100_hz, .timeout = 120)
{
    check(100, 5);
}

Test(contact_truth, contact_time_of_an_unchanging_run_does_not_creep_at_200_hz, .timeout = 120)
{
    check(200, 6);
}

Test(contact_truth, contact_time_of_an_unchanging_run_does_not_creep_at_400_hz, .timeout = 120)
{
    check(400, 7);
}
