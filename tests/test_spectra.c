/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_made.h"
#include "tests/help_recording.h"

#include <gait/spectra.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const int64_t second = 1000000000;
static struct gait_spectra *s;

static void setup(void)
{
    s = gait_spectra_new();
    cr_assert(s);
}

static void teardown(void)
{
    gait_spectra_free(s);
}

TestSuite(spectra, .init = setup, .fini = teardown);

/* The same power in every band. */
static struct gait_bands flat(float limb, float trunk)
{
    struct gait_bands b = {.has_trunk = isfinite(trunk) != 0};
    for (int i = 0; i < GAIT_BANDS; i++) {
        b.limb[i] = limb;
        b.trunk[i] = trunk;
    }
    return b;
}

static void add(int64_t t_s, const char *surface, enum gait_placement at, float limb, float trunk)
{
    struct gait_bands b = flat(limb, trunk);
    gait_spectra_add(s, t_s * second, surface, at, &b);
}

static struct gait_event get(int i)
{
    struct gait_event e;
    cr_assert(gait_spectra_get(s, i, &e), "surface %d", i);
    cr_expect_eq(e.kind, GAIT_EVENT_SPECTRUM);
    return e;
}

static void expect_level(const float *db, double level_db)
{
    for (int i = 0; i < GAIT_BANDS; i++)
        if (isnan(level_db))
            cr_assert(isnan(db[i]), "band %d", i);
        else
            cr_assert_float_eq((double)db[i], level_db, 1e-4, "band %d: %g", i, (double)db[i]);
}

Test(spectra, the_mean_is_of_power_over_both_legs_on_each_surface)
{
    add(1, "asphalt", GAIT_SHANK_LEFT, 1, 0.01f);
    add(2, "asphalt", GAIT_SHANK_RIGHT, 3, 0.03f);
    add(9, "trail", GAIT_SHANK_LEFT, 0.1f, 0.1f);
    add(4, "trail", GAIT_SHANK_LEFT, 0.1f, 0.1f);
    struct gait_event e = get(0);
    cr_expect_str_eq(e.u.spectrum.surface, "asphalt");
    cr_expect_eq(e.t_ns, 2 * second);
    cr_expect(e.u.spectrum.n_limb == 2 && e.u.spectrum.n_trunk == 2);
    expect_level(e.u.spectrum.limb_db, 10 * log10(2));
    expect_level(e.u.spectrum.trunk_db, 10 * log10(0.02));
    e = get(1);
    cr_expect_str_eq(e.u.spectrum.surface, "trail");
    cr_expect_eq(e.t_ns, 9 * second);
    expect_level(e.u.spectrum.limb_db, -10);
    cr_expect_not(gait_spectra_get(s, 2, &e));
    cr_expect_not(gait_spectra_get(s, -1, &e));
}

Test(spectra, limb_and_trunk_are_of_the_same_stances)
{
    for (int i = 0; i < 5; i++)
        add(i, "grass", GAIT_SHANK_LEFT, 1, 0.1f);
    for (int i = 0; i < 5; i++)
        add(i, "grass", GAIT_SHANK_LEFT, 100, NAN);
    struct gait_event e = get(0);
    cr_expect(e.u.spectrum.n_limb == 5 && e.u.spectrum.n_trunk == 5);
    expect_level(e.u.spectrum.limb_db, 0);
    expect_level(e.u.spectrum.trunk_db, -10);
    add(11, "grass", GAIT_SHANK_LEFT, 100, NAN);
    e = get(0);
    cr_expect(e.u.spectrum.n_limb == 11 && e.u.spectrum.n_trunk == 0, "mostly without the trunk");
    expect_level(e.u.spectrum.limb_db, 10 * log10((5 + 600) / 11.0));
    expect_level(e.u.spectrum.trunk_db, NAN);
}

Test(spectra, a_trunk_alone_is_of_its_own_stances_until_there_is_a_limb)
{
    add(1, "grass", GAIT_SACRUM, 0.1f, NAN);
    struct gait_event e = get(0);
    cr_expect(e.u.spectrum.n_limb == 0 && e.u.spectrum.n_trunk == 1);
    expect_level(e.u.spectrum.limb_db, NAN);
    expect_level(e.u.spectrum.trunk_db, -10);
    add(2, "grass", GAIT_SHANK_LEFT, 1, 0.01f);
    e = get(0);
    cr_expect(e.u.spectrum.n_limb == 1 && e.u.spectrum.n_trunk == 1);
    expect_level(e.u.spectrum.trunk_db, -20);
    add(3, "sand", GAIT_SACRUM, 1, NAN);
    cr_expect_not(gait_spectra_get(s, 1, &e), "nothing of a limb there");
}

Test(spectra, the_second_kind_of_limb_and_surfaces_beyond_the_last_are_left_out)
{
    char name[GAIT_NAME_MAX];
    struct gait_event e;
    add(1, "grass", GAIT_FOOT_LEFT, 1, NAN);
    add(1, "grass", GAIT_SHANK_LEFT, 1000, NAN);
    expect_level(get(0).u.spectrum.limb_db, 0);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "s%d", i);
        add(2 + i, name, GAIT_FOOT_LEFT, 1, NAN);
    }
    cr_expect(gait_spectra_get(s, GAIT_SURFACES_MAX, &e));
    cr_expect_not(gait_spectra_get(s, GAIT_SURFACES_MAX + 1, &e));
    cr_expect_not(gait_spectra_due(s, 0, "s39", &e));
    cr_expect_not(gait_spectra_due(s, 61 * second, "s39", &e), "due, and not kept");
}

Test(spectra, a_band_that_one_stance_did_not_measure_is_not_known)
{
    struct gait_bands b = flat(1, 1);
    b.limb[30] = NAN;
    gait_spectra_add(s, 0, "grass", GAIT_SHANK_LEFT, &b);
    add(1, "grass", GAIT_SHANK_RIGHT, 1, 1);
    struct gait_event e = get(0);
    cr_expect(isnan(e.u.spectrum.limb_db[30]) && e.u.spectrum.limb_db[29] == 0);
}

Test(spectra, is_due_every_60_s_of_running)
{
    struct gait_event e;
    int told = 0;
    for (int i = 0; i < 200; i++) {
        add(100 + i, i < 150 ? "grass" : "sand", GAIT_SHANK_LEFT, 1, NAN);
        if (!gait_spectra_due(s, (100 + i) * second, i < 150 ? "grass" : "sand", &e))
            continue;
        told++;
        cr_expect_eq(i, 60 * told);
        cr_expect_str_eq(e.u.spectrum.surface, told < 3 ? "grass" : "sand");
        cr_expect_eq((int)e.u.spectrum.n_limb, told < 3 ? i + 1 : i - 149);
    }
    cr_expect_eq(told, 3);
    gait_spectra_reset(s);
    cr_expect_not(gait_spectra_get(s, 0, &e));
    cr_expect_not(gait_spectra_due(s, 999 * second, "grass", &e));
}

/* Mean attenuation of the stances that count, and the difference of the mean spectra over 9 to 20
 * Hz, each dB. The bins that attenuation averages are those of 9.4 to 19.5 Hz. */
static double difference_db(const struct gait_event *x)
{
    double sum = 0;
    for (int hz = 10; hz <= 19; hz++)
        sum += (double)(x->u.spectrum.trunk_db[hz - 1] - x->u.spectrum.limb_db[hz - 1]);
    return sum / 10;
}

Test(spectra, of_a_synthetic_run_limb_and_back_differ_by_the_mean_attenuation, .timeout = 60)
{
    static const char *const names[] = {"asphalt-trail", "woodchip-easy", "ffs", "foot-easy"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        struct help_events e = {0};
        const struct preset *p = preset_find(names[k]);
        cr_assert(p, "%s", names[k]);
        struct recording *r = help_made(p, 5, 1.5);
        help_recording_run(r, &e);
        double sum = 0, spectrum_db = NAN;
        int n = 0, limb = 0;
        for (size_t i = 0; i < e.n; i++) {
            const struct gait_event *x = &e.item[i];
            float db = x->u.step.stance.attenuation_db;
            if (x->kind == GAIT_EVENT_STRIDE && x->state == GAIT_RUN && isfinite(db) &&
                x->u.step.confidence >= 0.5f && !x->impact.gap) {
                sum += (double)db;
                n++;
            }
            if (x->kind == GAIT_EVENT_SPECTRUM) { /* the last is of the whole session */
                spectrum_db = difference_db(x);
                limb = (int)x->u.spectrum.n_limb;
                cr_expect_eq(x->u.spectrum.n_limb, x->u.spectrum.n_trunk);
            }
        }
        fprintf(stderr, "%-14s %3d stances, mean of dB %.2f, dB of means %.2f\n", names[k], n,
                sum / n, spectrum_db);
        cr_expect_gt(n, 100);
        cr_expect_eq(limb, n);
        /* the logarithm of a mean lies above the mean of the logarithms, more so for the trunk's,
         * whose spectrum has notches; measured 0.2 to 0.5 dB */
        double above_db = spectrum_db - sum / n;
        cr_expect(above_db > 0 && above_db < 0.7, "%s: %.2f dB", names[k], above_db);
        recording_free(r);
        help_events_free(&e);
    }
}
