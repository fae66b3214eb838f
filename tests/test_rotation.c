/* SPDX-License-Identifier: GPL-3.0-or-later */
/* However a sensor is mounted, the whole path says the same: people's recordings and synthetic
 * runners, each sensor turned in another way, any way. */
#include "tests/help.h"
#include "tests/help_made.h"
#include "tests/help_recording.h"
#include "tests/help_truth.h"
#include "tests/help_vary.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Largest differences; a rotated clipped landing is no clipped landing, so of whole ones only. */
struct apart {
    int strides, other; /* compared; there in one run only, or of another kind */
    int axial; /* by more than 0.001 g: the axis of a limb is believed or not, which rounding may
                  decide */
    double time_s, peak_g, rise, band, median_hz, attenuation_db, confidence;
};

static void keep(double *most, double a, double b)
{
    double off = isnan(a) || isnan(b) ? (isnan(a) == isnan(b) ? 0 : (double)INFINITY) : fabs(a - b);
    *most = fmax(*most, off);
}

static double s_of(int64_t t_ns)
{
    return t_ns == GAIT_NO_TIME ? (double)NAN : 1e-9 * (double)t_ns;
}

static void compare_one(const struct gait_event *a, const struct gait_event *b, struct apart *d)
{
    d->strides++;
    d->other += a->side != b->side || a->state != b->state || a->impact.gap != b->impact.gap ||
                strcmp(a->sensor, b->sensor) != 0;
    keep(&d->time_s, s_of(a->t_ns), s_of(b->t_ns));
    keep(&d->time_s, s_of(a->u.step.toe_off_ns), s_of(b->u.step.toe_off_ns));
    keep(&d->time_s, s_of(a->u.step.next_contact_ns), s_of(b->u.step.next_contact_ns));
    keep(&d->band, (double)a->u.step.stance.impact_band_g2,
         (double)b->u.step.stance.impact_band_g2);
    keep(&d->median_hz, (double)a->u.step.stance.median_hz, (double)b->u.step.stance.median_hz);
    keep(&d->attenuation_db, (double)a->u.step.stance.attenuation_db,
         (double)b->u.step.stance.attenuation_db);
    keep(&d->confidence, (double)a->u.step.confidence, (double)b->u.step.confidence);
    if (a->impact.clipped || b->impact.clipped)
        return;
    keep(&d->peak_g, (double)a->impact.peak_g, (double)b->impact.peak_g);
    double axial_g = 0;
    keep(&axial_g, (double)a->impact.axial_g, (double)b->impact.axial_g);
    d->axial += axial_g > 1e-3;
    keep(&d->rise, (double)a->impact.rise_gps, (double)b->impact.rise_gps);
}

static void compare(const struct help_events *a, const struct help_events *b, struct apart *d)
{
    size_t k = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (a->item[i].kind != GAIT_EVENT_STRIDE)
            continue;
        while (k < b->n && b->item[k].kind != GAIT_EVENT_STRIDE)
            k++;
        if (k < b->n)
            compare_one(&a->item[i], &b->item[k++], d);
        else
            d->other++;
    }
    for (; k < b->n; k++)
        d->other += b->item[k].kind == GAIT_EVENT_STRIDE;
}

static void look(const struct recording *r, const char *name, uint64_t seeds)
{
    static const struct help_variant turned = {.name = "turned", .turned = true};
    struct help_events plain = {0};
    help_run(r, &plain);
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        struct recording *other = help_vary(r, &turned, seed);
        struct help_events e = {0};
        struct apart d = {0};
        help_run(other, &e);
        compare(&plain, &e, &d);
        cr_expect_eq(d.other, 0, "%s, mounting %d: %d of %d", name, (int)seed, d.other, d.strides);
        cr_expect_lt(d.time_s, 1e-5, "%s: %g s", name, d.time_s);
        cr_expect_lt(d.peak_g, 1e-3, "%s: %g g", name, d.peak_g);
        cr_expect_leq(d.axial, d.strides / 1000, "%s: %d of %d", name, d.axial, d.strides);
        cr_expect_lt(d.rise, 0.1, "%s: %g g/s", name, d.rise);
        cr_expect_lt(d.band, 1e-4, "%s: %g g2", name, d.band);
        cr_expect_lt(d.median_hz, 1e-3, "%s: %g Hz", name, d.median_hz);
        cr_expect_lt(d.attenuation_db, 1e-3, "%s: %g dB", name, d.attenuation_db);
        cr_expect_lt(d.confidence, 1e-3, "%s: %g", name, d.confidence);
        help_events_free(&e);
        recording_free(other);
    }
    help_events_free(&plain);
}

Test(rotation, of_synthetic_runners_feet_shanks_and_backs_changes_nothing, .timeout = 240)
{
    static const char *const names[] = {"foot-easy",   "asphalt-easy", "walk-run-stand", "ffs",
                                        "loose-strap", "ble-88hz",     "warm-cool"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct recording *r = help_made(preset_find(names[i]), 31 + i, 1.2);
        look(r, names[i], 2);
        recording_free(r);
    }
}

Test(rotation, of_people_s_recordings_changes_nothing, .timeout = 240)
{
    const char *folder = help_data_folder();
    DIR *all = folder ? opendir(folder) : NULL;
    struct dirent *d;
    int looked = 0;
    while (all && (d = readdir(all))) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s/recording.ini", folder, d->d_name);
        if (access(path, R_OK) != 0)
            continue;
        struct recording *r = help_recording_read(d->d_name);
        look(r, d->d_name, 1);
        recording_free(r);
        looked++;
    }
    if (all)
        closedir(all);
    if (looked == 0)
        fprintf(stderr, "SKIPPED: no folder of real recordings (GAIT_DATA)\n");
}
