/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/placing.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 4 * GAIT_GRID_HZ,
    LEAST = 3 * GAIT_GRID_HZ,
    THIN = 2, /* ticks of one value that is compared with later ones */
    VALUES = WINDOW / THIN,
    VALUE_HZ = GAIT_GRID_HZ / THIN,
    LAG_LEAST = VALUE_HZ / 2, /* a stride: 0.5 s */
    LAG_MOST = 95 * VALUE_HZ / 100,
    LOOKS_LEAST = 3,
    LOOKS_MOST = 8,
    LOOKS_ALL = 9,
    HOP = GAIT_GRID_HZ,
    HOP_LATE = 5 * GAIT_GRID_HZ,
    QUIET = 3 * GAIT_GRID_HZ / 4,
};

static const float sure = 0.9f;

/* A leg that is as sure, and which part of it less so: it will be analysed as one of them in any
 * case, and the likelier one is the better guess. */
static const float likely_leg = 0.75f;

static const float moves_g = 0.3f;
static const float repeats_least = 0.5f;
static const float most_sure = 0.99f;

/* What traits that go together are worth, against as many that do not. */
static const float flatten = 0.9f;

/* Terms of the traits, each scaled so that speed and size of the runner change it little. */
enum term {
    HALF,   /* like_half */
    MIDDLE, /* ln middle_g */
    LOW,    /* ln low_g */
    SWING,  /* ln (high_g stride_s^2): the lever; not where the range cuts it off */
    TURN,   /* ln (turn_rads stride_s) */
    STILL,  /* still_rads / turn_rads */
    TERMS
};

/* Means and standard deviations, of what the synthetic runner and recordings of people have together
 * and wider; wrists by the mechanics of an arm that swings 15 to 30 degrees. */
static const struct {
    enum gait_placing_kind kind;
    float share;
    float mean[TERMS], sd[TERMS];
} class[] = {
    {GAIT_PLACING_FOOT, 0.17f, {.02f, .96f, -.05f, 1.08f, 2.2f, .02f},
     {.12f, .30f, .25f, .2f, .25f, .04f}},
    {GAIT_PLACING_FOOT, 0.08f, {.02f, .96f, -.05f, 1.08f, 2.2f, .15f},
     {.12f, .30f, .25f, .2f, .25f, .07f}},
    {GAIT_PLACING_SHANK, 0.25f, {.02f, .9f, -.29f, .86f, 2.03f, .11f},
     {.12f, .45f, .35f, .25f, .25f, .05f}},
    {GAIT_PLACING_TRUNK, 0.20f, {.85f, .14f, -1.97f, .2f, .6f, .2f},
     {.15f, .25f, .6f, .25f, .6f, .15f}},
    {GAIT_PLACING_TRUNK, 0.15f, {.42f, .22f, -1.2f, .35f, .9f, .2f},
     {.15f, .2f, .45f, .25f, .6f, .15f}},
    {GAIT_PLACING_NONE, 0.10f, {.0f, .22f, -.7f, 0, 1.25f, .2f},
     {.35f, .25f, .5f, .4f, .5f, .15f}},
    {GAIT_PLACING_NONE, 0.05f, {.2f, .4f, -.7f, .5f, 1, .2f}, {.5f, .8f, 1, .8f, 1, .2f}},
};

/* What is compared: n values of three axes, their mean taken off; 0 where not known. */
struct series {
    int n;
    float x[VALUES][3];
    bool known[VALUES];
};

static bool is_gap(const struct gait_tick *t)
{
    return t->flags & GAIT_GRID_GAP;
}

static float length(const float v[3])
{
    return sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void take_mean_off(struct series *s)
{
    float sum[3] = {0};
    int known = 0;
    for (int i = 0; i < s->n; i++)
        if (s->known[i]) {
            for (int k = 0; k < 3; k++)
                sum[k] += s->x[i][k];
            known++;
        }
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < 3 && s->known[i]; k++)
            s->x[i][k] -= sum[k] / (float)known;
}

/* The vectors of the n ticks from `t` on. */
static void thin_out(const struct gait_tick *t, int n, struct series *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->n = n / THIN;
    for (int i = 0; i < ret->n; i++, t += THIN) {
        ret->known[i] = !is_gap(&t[0]) && !is_gap(&t[1]);
        for (int k = 0; k < 3 && ret->known[i]; k++)
            ret->x[i][k] = 0.5f * (t[0].a_ms2[k] + t[1].a_ms2[k]);
    }
    take_mean_off(ret);
}

/* As in gait/autocorrelation.h. */
static float like_at(const struct series *s, int lag)
{
    float dot = 0, energy = 0;
    for (int i = lag; i < s->n; i++) {
        const float *x = s->x[i - lag], *y = s->x[i];
        if (!s->known[i - lag] || !s->known[i])
            continue;
        dot += x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
        energy += x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
    }
    return energy > 0 ? 2 * dot / energy : 0;
}

/* The largest between two lags, both included. */
static float most_like(const struct series *s, int from, int to)
{
    float most = -1;
    for (int lag = from; lag <= to; lag++)
        most = fmaxf(most, like_at(s, lag));
    return most;
}

/* The first lag at which it is nearly as like itself as anywhere, so that three steps are not taken
 * for two; 0: nowhere. */
static int stride_of(const struct series *s)
{
    float like[LAG_MOST + 2], most = 0;
    for (int lag = LAG_LEAST - 1; lag <= LAG_MOST + 1; lag++)
        like[lag] = like_at(s, lag);
    for (int lag = LAG_LEAST; lag <= LAG_MOST; lag++)
        if (like[lag] >= like[lag - 1] && like[lag] >= like[lag + 1])
            most = fmaxf(most, like[lag]);
    for (int lag = LAG_LEAST; lag <= LAG_MOST; lag++)
        if (like[lag] >= like[lag - 1] && like[lag] >= like[lag + 1] && like[lag] > 0.9f * most)
            return lag;
    return 0;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float value_at(const float *sorted, int n, double share)
{
    return sorted[(int)(share * (n - 1))];
}

static float share_of(float *v, int n, double share)
{
    qsort(v, (size_t)n, sizeof *v, by_size);
    return value_at(v, n, share);
}

static void measure_sizes(const struct gait_tick *t, int n, struct gait_placing_traits *ret)
{
    float size[WINDOW], turn[WINDOW];
    int known = 0;
    for (int i = 0; i < n; i++)
        if (!is_gap(&t[i])) {
            size[known] = length(t[i].a_ms2) / (float)GAIT_G_MS2;
            turn[known++] = length(t[i].w_rads);
        }
    ret->low_g = share_of(size, known, 0.05);
    ret->middle_g = value_at(size, known, 0.5);
    ret->high_g = value_at(size, known, 0.9);
    ret->most_g = value_at(size, known, 0.99);
    ret->turn_rads = share_of(turn, known, 0.995);
    ret->still_rads = value_at(turn, known, 0.1);
}

bool gait_placing_measure(const struct gait_tick *end, int n, bool turns,
                          struct gait_placing_traits *ret)
{
    struct series vector;
    int gaps = 0;
    n = n < WINDOW ? n : WINDOW;
    const struct gait_tick *t = end - n;
    for (int i = 0; i < n; i++)
        gaps += is_gap(&t[i]);
    if (n < LEAST || 10 * gaps > n)
        return false;
    thin_out(t, n, &vector);
    int lag = stride_of(&vector);
    if (!lag)
        return false;
    ret->stride_s = (float)lag / VALUE_HZ;
    ret->like_stride = like_at(&vector, lag);
    ret->like_half = most_like(&vector, (int)(0.45 * lag), (int)ceil(0.55 * lag));
    measure_sizes(t, n, ret);
    if (!turns)
        ret->turn_rads = ret->still_rads = NAN;
    return true;
}

static void terms_of(const struct gait_placing_traits *t, float ret[TERMS])
{
    bool cut_off = t->most_g < 1.25f * t->high_g;
    ret[HALF] = t->like_half;
    ret[MIDDLE] = logf(fmaxf(t->middle_g, 0.05f));
    ret[LOW] = logf(fmaxf(t->low_g, 0.05f));
    ret[SWING] = cut_off ? NAN : logf(fmaxf(t->high_g, 0.05f) * t->stride_s * t->stride_s);
    ret[TURN] = logf(fmaxf(t->turn_rads, 0.05f) * t->stride_s);
    ret[STILL] = t->still_rads / fmaxf(t->turn_rads, 0.05f);
    if (isnan(t->turn_rads))
        ret[TURN] = ret[STILL] = NAN;
}

void gait_placing_judge(const struct gait_placing_traits *t, float ret[GAIT_PLACING_KINDS])
{
    enum { CLASSES = sizeof class / sizeof *class };
    float term[TERMS], say[CLASSES], most = -INFINITY, all = 0;
    terms_of(t, term);
    for (int c = 0; c < CLASSES; c++) {
        float sum = 0;
        for (int i = 0; i < TERMS; i++) {
            float off = (term[i] - class[c].mean[i]) / class[c].sd[i];
            sum -= isnan(off) ? 0 : 0.5f * off * off + logf(class[c].sd[i]);
        }
        say[c] = flatten * sum + logf(class[c].share);
        most = fmaxf(most, say[c]);
    }
    memset(ret, 0, GAIT_PLACING_KINDS * sizeof *ret);
    for (int c = 0; c < CLASSES; c++)
        all += expf(say[c] - most);
    for (int c = 0; c < CLASSES; c++)
        ret[class[c].kind] += expf(say[c] - most) / all;
}

void gait_placing_reset(struct gait_placing *p)
{
    *p = (struct gait_placing){0};
}

static void look(struct gait_placing *p, const struct gait_tick *end, int n, bool turns)
{
    struct gait_placing_traits t;
    float now[GAIT_PLACING_KINDS];
    if (!gait_placing_measure(end, n, turns, &t) || t.like_stride < repeats_least)
        return;
    gait_placing_judge(&t, now);
    p->looks += p->looks < LOOKS_ALL;
    float part = 1 / (float)(p->looks < LOOKS_MOST ? p->looks : LOOKS_MOST);
    for (int k = 0; k < GAIT_PLACING_KINDS; k++)
        p->mean[k] += (now[k] - p->mean[k]) * part;
}

/* Whether the runner has been moving up to this tick. */
static bool watch(struct gait_placing *p, const struct gait_tick *t)
{
    bool jumps = p->moves && t->index != p->last + 1;
    bool moved = fabsf(length(t->a_ms2) / (float)GAIT_G_MS2 - 1) > moves_g && !is_gap(t);
    p->last = t->index;
    if (p->moves && (jumps || t->index - p->moved > QUIET))
        gait_placing_reset(p);
    if (!moved)
        return p->moves;
    p->moved = p->last = t->index;
    if (!p->moves) {
        p->since = t->index;
        p->next = t->index + LEAST;
    }
    p->moves = true;
    return true;
}

bool gait_placing_push(struct gait_placing *p, const struct gait_tick *t,
                       const struct gait_history *h, bool turns)
{
    int n, looks = p->looks;
    if (!watch(p, t) || t->index < p->next)
        return false;
    const struct gait_tick *end = gait_history_ticks(h, &n);
    p->next = t->index + (p->looks < LOOKS_MOST ? HOP : HOP_LATE);
    look(p, end, t->index - p->since < n ? (int)(t->index - p->since) : n, turns);
    return p->looks > looks || p->looks == LOOKS_ALL;
}

enum gait_placement gait_placing_get(const struct gait_placing *p, enum gait_placement now,
                                     float *ret_confidence)
{
    static const enum gait_placement found[] = {GAIT_FOOT, GAIT_SHANK, GAIT_TRUNK};
    *ret_confidence = NAN;
    if (p->looks < LOOKS_LEAST)
        return GAIT_UNKNOWN;
    float leg = p->mean[GAIT_PLACING_FOOT] + p->mean[GAIT_PLACING_SHANK];
    for (int k = 0; k < GAIT_PLACING_NONE; k++) {
        bool likely = k != GAIT_PLACING_TRUNK && leg >= sure && p->mean[k] >= likely_leg;
        if (p->mean[k] < sure && !(likely && now == GAIT_UNKNOWN))
            continue;
        *ret_confidence = fminf(p->mean[k], most_sure);
        return found[k];
    }
    return GAIT_UNKNOWN;
}
