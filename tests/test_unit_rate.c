/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit of an angular rate, of the synthetic runner's in each. */
#include <gait/unit.h>

#include "tests/help_made.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const turns[] = {"rad/s", "deg/s", "deg/ms"};

/* The unit found of a rate that is said in `word`, NULL: none; how long it took in *ret_s. */
static const char *turn_found(const struct recording_sensor *s, const char *word, double *ret_s)
{
    struct gait_unit_rate u;
    double si = gait_unit_si(word);
    gait_unit_rate_init(&u);
    for (long i = 0; i < s->rows; i++) {
        const float *row = s->row + 6 * i;
        float w[3];
        for (int k = 0; k < 3; k++)
            w[k] = (float)((double)row[3 + k] / si);
        *ret_s = (double)i / s->rate_hz;
        if (gait_unit_rate_push(&u, (int64_t)(*ret_s * 1e9), row, w))
            break;
    }
    return u.word;
}

Test(unit_rate, angular_rates_of_a_runner_are_told_apart_at_limbs_and_never_wrong_at_the_back)
{
    static const char *const runs[] = {"asphalt-easy", "foot-easy", "loose-strap"};
    double t;
    for (size_t p = 0; p < sizeof runs / sizeof *runs; p++) {
        struct recording *r = help_made(preset_find(runs[p]), 7, 1);
        for (int i = 0; i < 3 * r->sensors; i++) {
            const struct recording_sensor *s = &r->sensor[i / 3];
            const char *turn = turns[i % 3], *word = turn_found(s, turn, &t);
            bool right = word && strcmp(word, turn) == 0;
            if (gait_placement_kind(s->is.placement) == GAIT_KIND_TRUNK)
                cr_expect(!word || right, "%s %s: %s", s->is.id, turn, word);
            else
                cr_expect(right && t < 6, "%s %s: %s after %.1f s", s->is.id, turn,
                          word ? word : "open", t);
        }
        recording_free(r);
    }
}

Test(unit_rate, a_walker_and_a_sensor_in_a_bag_are_never_found_wrong)
{
    static const char *const runs[] = {"walk-run-stand", "tumbling", "ffs", "clipped-8g"};
    double t;
    for (size_t p = 0; p < sizeof runs / sizeof *runs; p++) {
        struct recording *r = help_made(preset_find(runs[p]), 11, 1);
        for (int i = 0; i < 3 * r->sensors; i++) {
            const char *turn = turns[i % 3], *word = turn_found(&r->sensor[i / 3], turn, &t);
            cr_expect(!word || strcmp(word, turn) == 0, "%s %s %s: %s", runs[p],
                      r->sensor[i / 3].is.id, turn, word);
        }
        recording_free(r);
    }
}
