/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is imported is what was measured: a recording written as somebody else's table, with other
 * units, other names and rows missing, comes back as the same samples and the same strides. */
#include "ctl/import.h"
#include "tests/help_made.h"
#include "tests/help_scratch.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEGREES (180 / 3.14159265358979323846)

static struct import im;
static char why[512];
static const struct import_how plain = {.time_exponent = -1};

static void clean(void)
{
    import_free(&im);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", help_scratch());
    cr_assert_eq(system(command), 0);
}

TestSuite(import_truth, .init = help_scratch_make, .fini = clean);

/* A path that is held for as long as the import looks at it. */
static const char *held(const char *name)
{
    static char path[8][256];
    static int turn;
    snprintf(path[turn = (turn + 1) % 8], sizeof path[0], "%s", help_scratch_path(name));
    return path[turn];
}

static FILE *table(const char *name)
{
    FILE *f = fopen(help_scratch_path(name), "w");
    cr_assert_not_null(f);
    return f;
}

/* The folder that was written, read again. */
static struct recording *written(void)
{
    struct recording_head head = {
        .name = "made", .surface = "trail", .speed_ms = NAN, .slope_deg = NAN};
    struct recording *r = NULL;
    char *folder = strdup(help_scratch_path("out"));
    cr_assert_eq(import_write(&im, folder, &head, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_expect_eq(import_write(&im, folder, &head, why, sizeof why), -1, "written over");
    cr_expect(strstr(why, "holds a recording already"), "%s", why);
    free(folder);
    return r;
}

static bool loses;

static bool lost(long row)
{
    return loses && (row % 997 == 5 || (row >= 3000 && row < 3040));
}

/* In g and degrees, epoch milliseconds with three decimals, in another order, with rows left out.
 */
static void write_sensor(const struct recording_sensor *s, const char *name)
{
    FILE *f = table(name);
    fprintf(f, "Logger 3000\nserial;7\nEpoch (ms);Gyro Z (deg/s);Gyro Y (deg/s);Gyro X (deg/s);"
               "Mag X;Accel X (g);Accel Y (g);Accel Z (g)\n");
    for (long i = 0; i < s->rows; i++) {
        const float *v = s->row + 6 * i;
        if (lost(i))
            continue;
        long long us = 1700000000000000LL + llround((s->start_s + (double)i / s->rate_hz) * 1e6);
        fprintf(f, "%lld.%03lld;%.5f;%.5f;%.5f;0.1;%.7f;%.7f;%.7f\n", us / 1000, us % 1000,
                (double)v[5] * DEGREES, (double)v[4] * DEGREES, (double)v[3] * DEGREES,
                (double)v[0] / GAIT_G_MS2, (double)v[1] / GAIT_G_MS2, (double)v[2] / GAIT_G_MS2);
    }
    fclose(f);
}

static void same_samples(const struct recording_sensor *a, const struct recording_sensor *b)
{
    cr_assert_float_eq(b->rate_hz, a->rate_hz, 1e-5 * a->rate_hz);
    cr_assert_eq(b->rows, a->rows);
    for (long i = 0; i < a->rows; i++)
        for (int k = 0; k < 6; k++) {
            float was = a->row[6 * i + k], is = b->row[6 * i + k];
            if (lost(i) || isnan(was))
                cr_assert(isnan(is), "row %ld axis %d was made up", i, k);
            else
                cr_assert_float_eq(is, was, 1e-5, "row %ld axis %d: %g was %g", i, k, (double)is,
                                   (double)was);
        }
}

/* True: a lost row lies within half a second. */
static bool touched(const struct recording_sensor *s, const struct gait_event *e)
{
    double first = ((double)e->t_ns * 1e-9 - 0.5) * s->rate_hz;
    double last = ((double)e->u.step.next_contact_ns * 1e-9 + 0.5) * s->rate_hz;
    for (long i = (long)first; i < (long)last; i++)
        if (i >= 0 && lost(i))
            return true;
    return false;
}

static const struct gait_event *near(const struct help_events *in, const struct gait_event *e)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->item[i].kind == GAIT_EVENT_STRIDE && strcmp(in->item[i].sensor, e->sensor) == 0 &&
            llabs(in->item[i].t_ns - e->t_ns) < 1000000)
            return &in->item[i];
    return NULL;
}

/* Every stride of the one in the other, to 1 ms and 0.01 g; returns how many were not. */
static int compare(const struct recording *was, const struct recording *is, int *ret_asked)
{
    struct help_events before = {0}, after = {0};
    int other = 0;
    help_run(was, &before);
    help_run(is, &after);
    for (size_t i = 0; i < before.n; i++) {
        const struct gait_event *a = &before.item[i];
        if (a->kind != GAIT_EVENT_STRIDE || touched(&was->sensor[0], a))
            continue;
        const struct gait_event *b = near(&after, a);
        other += !b || fabsf(b->impact.peak_g - a->impact.peak_g) > 0.01f;
        ++*ret_asked;
    }
    help_events_free(&before);
    help_events_free(&after);
    return other;
}

/* Returns strides that are not the same, of *ret_asked. */
static int there_and_back(bool with_loss, int *ret_asked)
{
    struct recording *was = help_made(preset_find("asphalt-trail"), 7, 1);
    char name[64];
    loses = with_loss;
    for (int i = 0; i < was->sensors; i++) {
        snprintf(name, sizeof name, "%s.csv", was->sensor[i].is.id);
        write_sensor(&was->sensor[i], name);
        cr_assert_eq(
            import_add(&im, held(name), was->sensor[i].is.placement, 0, &plain, why, sizeof why), 0,
            "%s", why);
    }
    struct recording *is = written();
    for (int i = 0; i < was->sensors; i++)
        same_samples(&was->sensor[i], &is->sensor[i]);
    int other = compare(was, is, ret_asked);
    recording_free(was);
    recording_free(is);
    return other;
}

Test(import_truth, a_recording_in_other_units_gives_the_same_strides)
{
    int asked = 0;
    cr_expect_eq(there_and_back(false, &asked), 0);
    cr_expect_gt(asked, 200, "%d", asked);
}

Test(import_truth, rows_that_are_missing_become_gaps_and_cost_only_the_strides_about_them)
{
    int asked = 0, other = there_and_back(true, &asked);
    cr_expect_gt(asked, 90, "%d", asked);
    cr_expect_leq(other * 40, asked, "%d of %d", other, asked);
}
