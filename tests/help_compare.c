/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_compare.h"

#include <math.h>
#include <stdlib.h>

struct gait_compare *help_compared;
struct help_random help_compare_noise;

void help_compare_begin(void)
{
    help_compared = gait_compare_new();
    if (!help_compared)
        abort();
    help_compare_noise = (struct help_random){11};
}

void help_compare_end(void)
{
    gait_compare_free(help_compared);
}

struct gait_compare_row help_compare_stride(int64_t t_ns, int surface)
{
    struct gait_compare_row r = {.t_ns = t_ns, .surface = surface, .clean = true};
    r.side = GAIT_SIDE_LEFT;
    r.cadence_spm = 166 + help_normal(&help_compare_noise);
    r.contact_ms = 250 + 3 * help_normal(&help_compare_noise);
    r.speed_ms = r.slope_deg = NAN;
    for (int m = 0; m < GAIT_MEASURES; m++)
        r.value[m] = NAN;
    r.value[GAIT_MEASURE_PEAK] =
        (surface == HELP_TRAIL ? 5 : 6) + 0.2 * help_normal(&help_compare_noise);
    r.value[GAIT_MEASURE_CONTACT] = r.contact_ms;
    return r;
}

struct gait_event help_compare_ask(int a, int b, enum gait_measure m)
{
    struct gait_event e;
    struct gait_compare_ask q = {
        .a = a, .b = b, .name_a = "asphalt", .name_b = "trail", .measure = m, .primary = true};
    if (!gait_compare_result(help_compared, &q, &e))
        abort();
    return e;
}

struct gait_event help_compare_peak(void)
{
    return help_compare_ask(HELP_ASPHALT, HELP_TRAIL, GAIT_MEASURE_PEAK);
}

void help_compare_in_turn(int k, int n, void (*change)(struct gait_compare_row *r, int i))
{
    int64_t t_ns = 0;
    gait_compare_reset(help_compared);
    help_compare_noise = (struct help_random){11};
    for (int i = 0; i < 2 * k * n; i++, t_ns += HELP_STRIDE_NS) {
        struct gait_compare_row r =
            help_compare_stride(t_ns, i / n % 2 ? HELP_TRAIL : HELP_ASPHALT);
        if (change)
            change(&r, i);
        gait_compare_add(help_compared, &r);
    }
    gait_compare_flush(help_compared);
}
