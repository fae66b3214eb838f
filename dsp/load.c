/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/load.h>
#include <gait/student.h>

#include <math.h>
#include <string.h>

static const struct {
    const char *word;
    enum gait_load_ground is;
} grounds[] = {
    {"asphalt", GAIT_LOAD_HARD},  {"concrete", GAIT_LOAD_HARD}, {"road", GAIT_LOAD_HARD},
    {"pavement", GAIT_LOAD_HARD}, {"sidewalk", GAIT_LOAD_HARD}, {"tarmac", GAIT_LOAD_HARD},
    {"paving", GAIT_LOAD_HARD},   {"cobbles", GAIT_LOAD_HARD},  {"brick", GAIT_LOAD_HARD},
    {"stone", GAIT_LOAD_HARD},    {"tiles", GAIT_LOAD_HARD},    {"street", GAIT_LOAD_HARD},
    {"track", GAIT_LOAD_SOFT},    {"grass", GAIT_LOAD_SOFT},    {"trail", GAIT_LOAD_SOFT},
    {"woodchip", GAIT_LOAD_SOFT}, {"sand", GAIT_LOAD_SOFT},     {"snow", GAIT_LOAD_SOFT},
    {"dirt", GAIT_LOAD_SOFT},     {"forest", GAIT_LOAD_SOFT},   {"gravel", GAIT_LOAD_SOFT},
    {"park", GAIT_LOAD_SOFT},     {"beach", GAIT_LOAD_SOFT},    {"mud", GAIT_LOAD_SOFT},
};

enum gait_load_ground gait_load_ground(const char *surface)
{
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++)
        if (strcmp(grounds[i].word, surface) == 0)
            return grounds[i].is;
    return GAIT_LOAD_OTHER;
}

uint32_t gait_load_lost(int64_t next_contact_ns, int64_t contact_ns, double stride_s)
{
    double strides = (double)(contact_ns - next_contact_ns) * 1e-9 / stride_s;
    return stride_s > 0 && strides > 0 ? (uint32_t)fmin(strides + 0.5, 1e9) : 0;
}

struct gait_load_range gait_load_distance(const struct gait_load_run *r)
{
    double others = fmax(0, r->landings - r->placed);
    bool known = r->landings > 0 && r->placed >= GAIT_LOAD_KNOWN * r->landings;
    return (struct gait_load_range){
        .is = known ? r->metres * r->landings / r->placed * 1e-3 : NAN,
        .low = (r->metres + others * GAIT_LOAD_STEP_LOW_M) * 1e-3,
        .high = (r->metres + others * GAIT_LOAD_STEP_HIGH_M) * 1e-3,
    };
}

struct gait_load_range gait_load_added(const struct gait_load_range *week,
                                       const struct gait_load_range *last)
{
    return (struct gait_load_range){week->is - last->is, week->low - last->high,
                                    week->high - last->low};
}

bool gait_load_usual(double week, const double before[GAIT_LOAD_WEEKS], struct gait_load_usual *ret)
{
    double sum = 0, squares = 0;
    int n = 0;
    for (int i = 0; i < GAIT_LOAD_WEEKS; i++)
        if (isfinite(before[i])) {
            sum += before[i];
            n++;
        }
    if (n < 2 || !(sum > 0))
        return false;
    double mean = sum / n;
    for (int i = 0; i < GAIT_LOAD_WEEKS; i++)
        if (isfinite(before[i]))
            squares += (before[i] - mean) * (before[i] - mean);
    double reach = gait_student_quantile(0.975, n - 1) * sqrt(squares / (n - 1) / n);
    *ret = (struct gait_load_usual){
        .weeks = n,
        .mean = mean,
        .ratio = {week / mean, week / (mean + reach),
                  mean > reach ? week / (mean - reach) : INFINITY},
    };
    return true;
}
