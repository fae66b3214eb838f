/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth beside a synthetic recording, and the spectrum of a stance it is taken by. */
#include "ctl/exact.h"
#include "ctl/runner.h"
#include "ctl/synth.h"
#include "ctl/synth_stance.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    TIME,
    TOE_OFF,
    PEAK,
    AXIAL,
    BACK_IMPACT,
    BACK,
    DB,
    BAND,
    TRANSIENT,
    POD,
    POD_AXIAL,
    COLUMNS
};
enum { ROWS_MAX = 1000 };

struct table {
    double x[ROWS_MAX][COLUMNS];
    char side[ROWS_MAX];
    int n;
};

TestSuite(truth, .init = help_scratch_make, .fini = help_scratch_remove);

/* An empty field is NaN. */
static void read_table(struct table *t)
{
    char line[512];
    FILE *f = fopen(help_scratch_path("truth-strides.csv"), "r");
    cr_assert(f && fgets(line, sizeof line, f));
    cr_assert_str_eq(line, "t_s,side,toe_off_s,peak_g,axial_g,back_impact_g,back_peak_g,"
                           "attenuation_db,impact_band_g2,transient,pod_peak_g,pod_axial_g\n");
    for (t->n = 0; fgets(line, sizeof line, f); t->n++) {
        char *rest = line, *field;
        cr_assert_lt(t->n, ROWS_MAX);
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0, column = 0; (field = strsep(&rest, ",")); i++)
            if (i == 1)
                t->side[t->n] = field[0];
            else
                t->x[t->n][column++] = *field ? strtod(field, NULL) : NAN;
    }
    fclose(f);
}

static void make(const struct preset *p, double minutes, struct table *t)
{
    char why[512] = "";
    cr_assert_eq(synth_write(p, help_scratch(), 4, minutes, false, why, sizeof why), 0, "%s", why);
    read_table(t);
}

static double mean(const struct table *t, int column)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < t->n; i++)
        if (!(t->x[i][TRANSIENT] > 0)) {
            sum += t->x[i][column];
            n++;
        }
    return sum / n;
}

Test(truth, of_strides_has_the_contacts_of_truth_csv)
{
    static struct table t;
    char line[128], side[8];
    double at;
    int contacts = 0;
    make(preset_find("asphalt-easy"), 1, &t);
    FILE *f = fopen(help_scratch_path("truth.csv"), "r");
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%lf,contact,%7s", &at, side) == 2) {
            cr_assert(contacts < t.n && t.side[contacts] == side[0]);
            cr_assert_float_eq(t.x[contacts][TIME], at, 1e-4);
            contacts++;
        }
    fclose(f);
    cr_expect_eq(contacts, t.n);
    for (int i = 0; i + 1 < t.n; i++)
        cr_expect_float_eq(t.x[i][TOE_OFF] - t.x[i][TIME], 0.245, 0.03);
}

Test(truth, knows_the_peaks_the_spectrum_and_no_pod_where_there_is_no_strap)
{
    static struct table t;
    make(preset_find("asphalt-easy"), 1, &t);
    cr_expect_float_eq(mean(&t, AXIAL), 6.3, 0.2, "%.2f g", mean(&t, AXIAL));
    cr_expect_float_eq(mean(&t, PEAK), 7.75, 0.3, "%.2f g", mean(&t, PEAK));
    cr_expect_float_eq(mean(&t, BACK), 2.96, 0.2, "%.2f g", mean(&t, BACK));
    cr_expect_float_eq(mean(&t, BACK_IMPACT), 2.24, 0.2, "%.2f g", mean(&t, BACK_IMPACT));
    cr_expect_float_eq(mean(&t, DB), -16.5, 1, "%.2f dB", mean(&t, DB));
    cr_expect_float_eq(mean(&t, BAND), 3.6, 0.4, "%.2f g2", mean(&t, BAND));
    for (int i = 0; i < t.n; i++)
        cr_expect(isnan(t.x[i][POD]) && isnan(t.x[i][POD_AXIAL]));
}

Test(truth, is_of_the_body_not_of_the_sensor)
{
    static struct table bare, worn;
    struct preset p = *preset_find("asphalt-easy");
    make(&p, 0.5, &bare);
    for (int i = 0; i < PRESET_SENSORS; i++) {
        p.sensor[i].range_g = 4;
        p.sensor[i].noise_ms2 = 2;
        p.sensor[i].turn_random = true;
        p.sensor[i].loss = 0.2;
        p.sensor[i].rate_hz = 50;
    }
    make(&p, 0.5, &worn);
    cr_assert_eq(bare.n, worn.n);
    for (int i = 0; i < bare.n; i++)
        for (int k = 0; k < POD; k++)
            cr_assert(bare.x[i][k] == worn.x[i][k] || isnan(bare.x[i][k]));
}

Test(truth, of_the_pod_is_above_that_of_the_bone)
{
    static struct table firm, loose;
    struct preset p = *preset_find("asphalt-easy");
    for (int i = 0; i < PRESET_SENSORS; i++) {
        p.sensor[i].strap_hz = 45;
        p.sensor[i].strap_zeta = 0.25;
    }
    make(&p, 1, &firm);
    make(preset_find("loose-strap"), 1, &loose);
    double by = mean(&firm, POD_AXIAL) - mean(&firm, AXIAL);
    double more = mean(&loose, POD_AXIAL) - mean(&loose, AXIAL);
    cr_expect_float_eq(by, 0.8, 0.2, "%.2f g", by);
    cr_expect_float_eq(more, 2.3, 0.3, "%.2f g", more);
    cr_expect_gt(mean(&firm, POD), mean(&firm, PEAK));
}

Test(truth, marks_the_first_and_last_two_of_a_bout_but_not_a_change_of_surface)
{
    static struct table t;
    struct preset p = *preset_find("asphalt-trail");
    p.bout[0].seconds = p.bout[1].seconds = 10;
    make(&p, 1, &t);
    for (int i = 0; i < t.n; i++)
        cr_expect_eq(t.x[i][TRANSIENT] > 0, i < 2 || i >= t.n - 2, "contact %d", i);
    p = *preset_find("walk-run-stand");
    for (int i = 0; i < 3; i++)
        p.bout[i].seconds = 10;
    make(&p, 0.5, &t);
    int marked = 0;
    for (int i = 0; i < t.n; i++) {
        double from_s = fmod(t.x[i][TIME], 10);
        marked += t.x[i][TRANSIENT] > 0;
        cr_expect(!(t.x[i][TRANSIENT] > 0) || from_s < 2 || from_s > 8, "at %.2f s", t.x[i][TIME]);
    }
    cr_expect(marked >= 7 && marked <= 10, "%d", marked);
}

Test(truth, knows_who_wears_swapped_sensors)
{
    static struct table straight, swapped;
    struct preset p = *preset_find("asphalt-easy");
    p.sensor[0].strap_hz = 18; /* the left one only */
    p.sensor[0].strap_zeta = 0.25;
    make(&p, 0.25, &straight);
    p.sensor[0].swapped = p.sensor[1].swapped = true;
    make(&p, 0.25, &swapped);
    for (int i = 0; i < straight.n; i++) {
        cr_expect_eq(isnan(straight.x[i][POD]), straight.side[i] == 'r');
        cr_expect_eq(isnan(swapped.x[i][POD]), straight.side[i] == 'l');
    }
}

Test(stance, a_sine_has_half_its_square_as_power_and_a_ratio_is_told_in_db)
{
    struct stance_signal *limb = calloc(1, sizeof *limb), *trunk = calloc(1, sizeof *trunk);
    double band, db;
    for (int i = 0; i < RUNNER_HZ; i++) { /* a whole second */
        double s = sin(2 * EXACT_PI * 14 * i / RUNNER_HZ), line = 3 + 0.001 * i;
        const double a[3] = {0, 3 * GAIT_G_MS2 * s, 4 * GAIT_G_MS2 * s + line};
        const double b[3] = {0.5 * GAIT_G_MS2 * s, 0, line};
        stance_add(limb, a);
        stance_add(trunk, b);
    }
    stance_measure(limb, trunk, &band, &db);
    cr_expect_float_eq(band, 12.5, 0.15, "%.3f g2", band);
    double power[1], other[1];
    cr_assert(stance_power(limb, 14, 14, power) && stance_power(trunk, 14, 14, other));
    cr_expect_float_eq(10 * log10(other[0] / power[0]), -20, 0.01);
    limb->n = 100;
    stance_measure(limb, trunk, &band, &db);
    cr_expect(isnan(band) && isnan(db), "of 25 ms nothing is told");
    free(limb);
    free(trunk);
}
