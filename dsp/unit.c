/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/unit.h>

#include <math.h>
#include <string.h>

#define RADIANS (3.14159265358979323846 / 180)
#define QUARTER_NS INT64_C(250000000)
#define SECOND_NS INT64_C(1000000000)
#define STRETCH_NS INT64_C(5000000000)
#define GAP_NS INT64_C(500000000)
#define QUARTER_LEAST 3   /* samples */
#define STRETCH_LEAST 100 /* of 20 Hz; slower ones miss the landings */
#define SECOND_LEAST 20
#define STEADY 1.43
#define MOST_G 6.5 /* on average, of a runner's fast foot */
#define REST_QUARTERS 4
#define SMALL_QUARTERS 8

enum unit { NONE, MS2, G, MG, RAD_S, DEG_S, DEG_MS, UNITS };

static const struct {
    const char *word;
    double si;
} units[UNITS] = {
    [MS2] = {"m/s2", 1},
    [G] = {"g", GAIT_G_MS2},
    [MG] = {"mg", GAIT_G_MS2 / 1000},
    [RAD_S] = {"rad/s", 1},
    [DEG_S] = {"deg/s", RADIANS},
    [DEG_MS] = {"deg/ms", 1000 * RADIANS},
};

double gait_unit_si(const char *word)
{
    for (int i = MS2; i < UNITS; i++)
        if (strcmp(word, units[i].word) == 0)
            return units[i].si;
    return 0;
}

static double size_of(const float v[3])
{
    return sqrt((double)v[0] * (double)v[0] + (double)v[1] * (double)v[1] +
                (double)v[2] * (double)v[2]);
}

static void begin(struct gait_unit_sum *s, int64_t t_ns)
{
    *s = (struct gait_unit_sum){.from_ns = t_ns};
}

static void add(struct gait_unit_sum *s, const float v[3], double size)
{
    s->n++;
    s->size += size;
    s->squares += size * size;
    s->most = fmax(s->most, size);
    for (int i = 0; i < 3; i++) {
        double step = s->n > 1 ? (double)v[i] - (double)s->before[i] : 0;
        s->steps += step * step;
        s->before[i] = v[i];
        s->vector[i] += (double)v[i];
        s->toward[i] += size > 0 ? (double)v[i] / size : 0;
        s->broken |= v[i] != truncf(v[i]);
    }
}

static double mean_of(const struct gait_unit_sum *s)
{
    return s->size / s->n;
}

/* Standard deviation of the sizes by their mean. */
static double spread_of(const struct gait_unit_sum *s)
{
    double mean = mean_of(s), variance = s->squares / s->n - mean * mean;
    return variance > 0 ? sqrt(variance) / mean : 0;
}

static double length_of(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* Size of the mean by mean of the sizes. */
static double held_by(const struct gait_unit_sum *s)
{
    return length_of(s->vector) / s->size;
}

/* Nobody sends whole g or m/s2. */
static bool fits(const struct gait_unit_sum *s, enum unit i)
{
    return i == MG || s->broken;
}

void gait_unit_init(struct gait_unit *u)
{
    *u = (struct gait_unit){.newest_ns = GAIT_NO_TIME};
}

static bool decide(struct gait_unit *u, enum unit is)
{
    u->state = GAIT_UNIT_KNOWN;
    u->word = units[is].word;
    u->si = units[is].si;
    return true;
}

static bool become(struct gait_unit *u, enum gait_unit_state state)
{
    bool changed = u->state != state;
    u->state = state;
    return changed;
}

/* A second of rest at u->rest. */
static bool judge_rest(struct gait_unit *u)
{
    for (enum unit i = MS2; !u->denied && i <= MG; i++) {
        double g = u->rest * units[i].si / GAIT_G_MS2;
        if (g > 0.8 && g < 1.25 && fits(&u->quarter, i))
            return decide(u, i);
    }
    return u->rest >= 0.5 && u->state != GAIT_UNIT_NO_GRAVITY && become(u, GAIT_UNIT_STRANGE);
}

static bool end_quarter(struct gait_unit *u)
{
    const struct gait_unit_sum *q = &u->quarter;
    if (q->n < QUARTER_LEAST) {
        u->quiets = u->smalls = 0;
        return false;
    }
    double mean = mean_of(q);
    u->smalls = q->most < 0.5 ? u->smalls + 1 : 0;
    if (u->smalls >= SMALL_QUARTERS && u->state != GAIT_UNIT_KNOWN) {
        u->rest = mean;
        return become(u, GAIT_UNIT_NO_GRAVITY);
    }
    if (!(mean > 0) || spread_of(q) > 0.03 || held_by(q) < 0.99) {
        u->quiets = 0;
        return false;
    }
    u->quiet_least = u->quiets ? fmin(u->quiet_least, mean) : mean;
    u->quiet_most = u->quiets ? fmax(u->quiet_most, mean) : mean;
    u->quiets = u->quiet_most < 1.03 * u->quiet_least ? u->quiets + 1 : 0;
    if (u->quiets < REST_QUARTERS || u->state == GAIT_UNIT_KNOWN)
        return false;
    u->rest = 0.5 * (u->quiet_least + u->quiet_most);
    return judge_rest(u);
}

/* How much of the acceleration keeps its direction, by size and by direction alone. */
static double steady(const struct gait_unit_sum *s)
{
    return 2 * held_by(s) + length_of(s->toward) / s->n;
}

/* Steps from sample to sample as noise has them, whose squares are twice the variance. */
static bool is_noise(const struct gait_unit_sum *s)
{
    double mean = length_of(s->vector) / s->n;
    return s->steps > 1.5 * (s->squares - s->n * mean * mean);
}

/* The unit that a stretch of motion speaks for. */
static enum unit judge_motion(const struct gait_unit *u)
{
    const struct gait_unit_sum *s = &u->stretch;
    if (s->n < STRETCH_LEAST || !(s->size > 0) || steady(s) < STEADY || is_noise(s))
        return NONE;
    double mean = mean_of(s), held = held_by(s), spread = spread_of(s);
    for (enum unit i = MS2; i <= MG; i++) {
        double g = mean * units[i].si / GAIT_G_MS2;
        if (g > 0.97 && g < MOST_G && g * held > 0.9 && spread > (g < 2 ? 0.25 : 0.45))
            return fits(s, i) ? i : NONE;
    }
    return NONE;
}

/* What rested as gravity would is borne out by motion, or is none. */
static bool check(struct gait_unit *u)
{
    const struct gait_unit_sum *s = &u->stretch;
    double g = mean_of(s) * u->si / GAIT_G_MS2;
    enum unit is = judge_motion(u);
    u->sure = is != NONE && strcmp(units[is].word, u->word) == 0;
    if (s->n < STRETCH_LEAST || !(g > MOST_G || (g > 2 && spread_of(s) < 0.4)))
        return false;
    u->denied = true;
    u->word = NULL;
    u->si = 0;
    return become(u, GAIT_UNIT_NO_GRAVITY);
}

static bool end_stretch(struct gait_unit *u)
{
    if (u->state == GAIT_UNIT_KNOWN)
        return check(u);
    enum unit is = u->state == GAIT_UNIT_OPEN ? judge_motion(u) : NONE;
    u->sure = is != NONE && (int)is == u->moving;
    u->moving = (int)is;
    return u->sure && decide(u, is);
}

bool gait_unit_push(struct gait_unit *u, int64_t t_ns, const float a[3])
{
    double size = size_of(a);
    bool changed = false;
    if (u->sure || !isfinite(size))
        return false;
    if (u->newest_ns == GAIT_NO_TIME || t_ns - u->newest_ns > GAP_NS) {
        begin(&u->quarter, t_ns);
        begin(&u->stretch, t_ns);
            u->quiets = u->smalls = 0;
        u->moving = NONE;
    }
    u->newest_ns = t_ns;
    if (t_ns - u->quarter.from_ns >= QUARTER_NS) {
        changed = end_quarter(u);
        begin(&u->quarter, t_ns);
        if (u->quiets > 1) /* stretches are of motion */
            begin(&u->stretch, t_ns);
    }
    if (t_ns - u->stretch.from_ns >= STRETCH_NS) {
        changed |= end_stretch(u);
        begin(&u->stretch, t_ns);
    }
    add(&u->quarter, a, size);
    add(&u->stretch, a, size);
    return changed;
}

void gait_unit_rate_init(struct gait_unit_rate *u)
{
    *u = (struct gait_unit_rate){.second.from_ns = GAIT_NO_TIME};
}

static bool decide_rate(struct gait_unit_rate *u, enum unit is)
{
    u->word = units[is].word;
    u->si = units[is].si;
    return is != NONE;
}

static double middle_of_five(const double x[5])
{
    for (int i = 0; i < 5; i++) {
        int below = 0, same = 0;
        for (int k = 0; k < 5; k++) {
            below += x[k] < x[i];
            same += x[k] == x[i];
        }
        if (below <= 2 && below + same > 2)
            return x[i];
    }
    return x[0];
}

static enum unit judge_running(const struct gait_unit_rate *u)
{
    double most = middle_of_five(u->most), mean = 0;
    for (int i = 0; i < 5; i++)
        mean += u->mean_ms2[i] / 5;
    bool limb = mean > 1.8 * GAIT_G_MS2;
    if (most > 2.1 && most < (limb ? 45 : 10))
        return RAD_S;
    return limb && most > 0.05 && most < 2.1 ? DEG_MS : NONE;
}

static bool end_second(struct gait_unit_rate *u)
{
    bool lands = u->landing_ms2 > 2.5 * GAIT_G_MS2 && u->second.n >= SECOND_LEAST;
    if (!lands) {
        u->seconds = 0;
        return false;
    }
    u->most[u->seconds % 5] = u->second.most;
    u->mean_ms2[u->seconds % 5] = mean_of(&u->second);
    u->seconds++;
    return u->seconds >= 5 && decide_rate(u, judge_running(u));
}

bool gait_unit_rate_push(struct gait_unit_rate *u, int64_t t_ns, const float a_ms2[3],
                         const float w[3])
{
    double rate = size_of(w), a = size_of(a_ms2);
    bool known = false;
    if (u->word || !isfinite(rate) || !isfinite(a))
        return false;
    if (rate > 60 && ++u->fast >= 5)
        return decide_rate(u, DEG_S);
    int64_t past_ns = u->second.from_ns == GAIT_NO_TIME ? INT64_MAX : t_ns - u->second.from_ns;
    if (past_ns >= SECOND_NS) {
        if (past_ns < 2 * SECOND_NS)
            known = end_second(u);
        else
            u->seconds = 0;
        begin(&u->second, t_ns);
        u->landing_ms2 = 0;
    }
    u->second.n++;
    u->second.size += a;
    u->second.most = fmax(u->second.most, rate);
    u->landing_ms2 = fmax(u->landing_ms2, a);
    return known;
}
