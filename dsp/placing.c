/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/placing.h>

#include <math.h>
#include <string.h>

enum {
    LOOKS_LEAST = 3,
    LOOKS_MOST = 8,
    LOOKS_ALL = 9,
    HOP = GAIT_GRID_HZ / 2,
    HOP_LATE = 2 * GAIT_GRID_HZ,
    QUIET = 3 * GAIT_GRID_HZ / 4,
    STEPS_MOST = GAIT_STEPS_MAX - 4,
};

static const int64_t longest_wait_ns = 9000000000;

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

/* Means and standard deviations, of what the synthetic runner and recordings of people have
 * together and wider; wrists by the mechanics of an arm that swings 15 to 30 degrees. */
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
    {GAIT_PLACING_NONE, 0.015f, {.2f, .3f, -1.6f, .37f, .84f, .55f},
     {.2f, .15f, .5f, .25f, .3f, .15f}},
    {GAIT_PLACING_NONE, 0.05f, {.2f, .4f, -.7f, .5f, 1, .2f}, {.5f, .8f, 1, .8f, 1, .2f}},
};

static void terms_of(const struct gait_traits *t, float ret[TERMS])
{
    bool cut_off = t->most_g < 1.25f * t->high_g;
    ret[HALF] = t->like_half;
    ret[MIDDLE] = logf(fmaxf(t->middle_g, 0.05f));
    ret[LOW] = logf(fmaxf(t->low_g, 0.05f));
    ret[SWING] = cut_off ? NAN : logf(fmaxf(t->high_g, 0.05f) * t->stride_s * t->stride_s);
    ret[TURN] = logf(fmaxf(t->turn_rads, 0.05f) * t->stride_s);
    ret[STILL] = t->still_rads / fmaxf(t->turn_rads, 0.05f);
    if (isnan(t->turn_rads) || t->turn_rads == 0)
        ret[TURN] = ret[STILL] = NAN;
}

void gait_placing_judge(const struct gait_traits *t, float ret[GAIT_PLACING_KINDS])
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

static float norm(const float v[3])
{
    return sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void look(struct gait_placing *p, const struct gait_tick *end, int n, bool turns)
{
    struct gait_traits t;
    float now[GAIT_PLACING_KINDS];
    if (!gait_traits_measure(end, n, turns, &t) || t.like_stride < repeats_least)
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
    float off_g = norm(t->a_ms2) / (float)GAIT_G_MS2 - 1;
    bool moved = fabsf(off_g) > moves_g && !(t->flags & GAIT_GRID_GAP);
    p->last = t->index;
    if (p->moves && (jumps || t->index - p->moved > QUIET))
        gait_placing_reset(p);
    if (!moved)
        return p->moves;
    p->moved = p->last = t->index;
    if (!p->moves) {
        p->since = t->index;
        p->next = t->index + GAIT_TRAITS_LEAST;
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

bool gait_placing_waits(struct gait_placing *p, const struct gait_steps *s,
                        const struct gait_history *h, int64_t newest_ns)
{
    int n, steps;
    if (p->given_up)
        return false;
    int64_t oldest_ns = gait_steps_oldest_ns(s, &steps);
    const struct gait_sample *end = gait_history_samples(h, &n);
    bool fades = n && steps && end[-n].t_ns > oldest_ns - 2 * GAIT_IMPACT_BEFORE_NS;
    p->given_up = fades || steps > STEPS_MOST || (steps && newest_ns - oldest_ns > longest_wait_ns);
    return !p->given_up;
}
