/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/segment.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HOP = GAIT_GRID_HZ / 2,   /* between looks at the cadence while it is not yet sure */
    HOP_SURE = GAIT_GRID_HZ,  /* and after */
    QUIET = GAIT_GRID_HZ,     /* this long without movement is standing still */
    SWING = 2 * GAIT_GRID_HZ, /* over which the swing of the resultant is taken */
    PATIENCE = 3,             /* looks without a rhythm before the gait is given up */
};

static const float moved = 0.3f * (float)GAIT_G_MS2; /* off 1 g by this much is movement */

/* Resultant's standard deviation, g, at which 136 spm is as likely walked as run (docs/methods.md).
 */
static const float swing_even[] = {
    [GAIT_KIND_FOOT] = 1.4f, [GAIT_KIND_SHANK] = 0.95f, [GAIT_KIND_TRUNK] = 0.5f};

struct gait_segment {
    enum gait_segment_kind kind;
    struct gait_limb *limb;
    struct gait_trunk *trunk;
    struct gait_cadence *cadence;
    enum gait_state state;
    int64_t last;   /* index of the newest tick; INT64_MIN: none */
    int64_t moving; /* since this tick; INT64_MIN: quiet */
    int64_t moved;  /* newest tick with movement */
    int64_t look;   /* tick of the next look */
    int64_t tell;   /* and of the next cadence given out */
    int misses;
    double rate_hz; /* stride rate of a moment ago; 0: no gait */
    bool has_cadence, changed;
    struct gait_cadence_result found;
};

struct gait_segment *gait_segment_new(const struct gait_limb_settings *limb,
                                      const struct gait_trunk_settings *trunk,
                                      struct gait_cadence *cadence)
{
    struct gait_segment *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->limb = gait_limb_new(limb);
    s->trunk = gait_trunk_new(trunk);
    s->cadence = cadence;
    if (!s->limb || !s->trunk) {
        gait_segment_free(s);
        return NULL;
    }
    gait_segment_reset(s, GAIT_UNKNOWN);
    return s;
}

void gait_segment_free(struct gait_segment *s)
{
    if (!s)
        return;
    gait_limb_free(s->limb);
    gait_trunk_free(s->trunk);
    free(s);
}

static void start_over(struct gait_segment *s)
{
    gait_limb_reset(s->limb, s->kind);
    gait_trunk_reset(s->trunk);
    s->moving = INT64_MIN;
    s->look = s->tell = INT64_MIN;
    s->misses = 0;
    s->rate_hz = 0;
    s->has_cadence = false;
}

void gait_segment_reset(struct gait_segment *s, enum gait_placement placement)
{
    s->kind = gait_placement_kind(placement);
    s->state = GAIT_STILL;
    s->changed = false;
    s->last = INT64_MIN;
    start_over(s);
}

static void tell_detector(struct gait_segment *s, double stride_ticks)
{
    if (s->kind == GAIT_KIND_TRUNK)
        gait_trunk_gait(s->trunk, s->state, stride_ticks, s->moving);
    else
        gait_limb_gait(s->limb, s->state, stride_ticks, s->moving);
}

static void enter(struct gait_segment *s, enum gait_state state)
{
    s->changed |= state != s->state;
    s->state = state;
    if (state != GAIT_STILL)
        return;
    s->rate_hz = 0;
    tell_detector(s, 0);
}

static float swing_of(const struct gait_tick *end, int n)
{
    double sum = 0, squares = 0;
    int taken = 0;
    for (int i = 1; i <= n; i++) {
        const float *a = end[-i].a_ms2;
        if (end[-i].flags & GAIT_GRID_GAP)
            continue;
        double square = (double)(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        sum += sqrt(square);
        squares += square;
        taken++;
    }
    if (taken < n / 2)
        return 0;
    double mean = sum / taken;
    return (float)(sqrt(fmax(0, squares / taken - mean * mean)) / GAIT_G_MS2);
}

/* Positive: run. */
static float run_score(const struct gait_segment *s, const struct gait_cadence_result *c,
                       float swing)
{
    float pace = fminf((c->spm - 136) / 20, 0.6f);
    if (s->kind == GAIT_KIND_TRUNK)
        return fminf(logf(fmaxf(swing, 0.01f) / swing_even[s->kind]), (c->spm - 128) / 20);
    return logf(fmaxf(swing, 0.01f) / swing_even[s->kind]) + pace;
}

static enum gait_state judge_state(const struct gait_segment *s,
                                   const struct gait_cadence_result *c, float swing)
{
    float score = run_score(s, c, swing);
    if (s->state == GAIT_RUN)
        return score > -0.1f ? GAIT_RUN : GAIT_WALK;
    return score > 0.1f && c->resolved && c->spm < 216 ? GAIT_RUN : GAIT_WALK;
}

/* A walking trunk that swings evenly shows its step rate: a stride rate above 1.25 Hz with so
 * little swing is a step rate. */
static void halve_if_steps(const struct gait_segment *s, struct gait_cadence_result *c, float swing)
{
    if (s->kind != GAIT_KIND_TRUNK || swing > 0.45f || c->stride_hz < 1.25)
        return;
    c->stride_hz /= 2;
    c->spm /= 2;
    c->resolved = false;
}

static void look(struct gait_segment *s, const struct gait_tick *end, int n, int64_t now)
{
    struct gait_cadence_result c;
    int64_t moving = now - s->moving + 1;
    if (n > moving)
        n = (int)moving;
    s->look = now + (s->state == GAIT_RUN ? HOP_SURE : HOP);
    if (!gait_cadence_measure(s->cadence, end, n, s->rate_hz, s->kind != GAIT_KIND_TRUNK, &c))
        return;
    float swing = swing_of(end, n < SWING ? n : SWING);
    if ((c.comb < 0.3f && !c.resolved) || swing < 0.08f) {
        if (s->state != GAIT_STILL && ++s->misses >= PATIENCE)
            enter(s, GAIT_STILL);
        return;
    }
    s->misses = 0;
    halve_if_steps(s, &c, swing);
    s->rate_hz = c.stride_hz;
    enter(s, judge_state(s, &c, swing));
    tell_detector(s, GAIT_GRID_HZ / c.stride_hz);
    if (now >= s->tell) {
        s->found = c;
        s->has_cadence = true;
        s->tell = now + GAIT_GRID_HZ;
    }
}

static void watch_movement(struct gait_segment *s, const struct gait_tick *t)
{
    const float *a = t->a_ms2;
    float off = sqrtf(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) - (float)GAIT_G_MS2;
    if (!(t->flags & GAIT_GRID_GAP) && fabsf(off) > moved) {
        if (s->moving == INT64_MIN) {
            s->moving = t->index;
            s->look = t->index + HOP;
        }
        s->moved = t->index;
    } else if (s->moving != INT64_MIN && t->index - s->moved > QUIET) {
        s->moving = INT64_MIN;
        enter(s, GAIT_STILL);
    }
}

void gait_segment_push(struct gait_segment *s, const struct gait_tick *t,
                       const struct gait_history *h)
{
    if (s->last != INT64_MIN && t->index != s->last + 1) {
        enter(s, GAIT_STILL);
        start_over(s);
    }
    s->last = t->index;
    watch_movement(s, t);
    if (s->kind == GAIT_KIND_TRUNK)
        gait_trunk_push(s->trunk, t);
    else
        gait_limb_push(s->limb, t);
    if (s->moving == INT64_MIN || t->index < s->look)
        return;
    int n;
    const struct gait_tick *end = gait_history_ticks(h, &n);
    look(s, end, n, t->index);
}

bool gait_segment_contact(struct gait_segment *s, struct gait_contact *ret)
{
    return s->kind == GAIT_KIND_TRUNK ? gait_trunk_contact(s->trunk, ret)
                                      : gait_limb_contact(s->limb, ret);
}

bool gait_segment_toe_off(struct gait_segment *s, struct gait_contact *ret)
{
    return s->kind == GAIT_KIND_TRUNK ? gait_trunk_toe_off(s->trunk, ret)
                                      : gait_limb_toe_off(s->limb, ret);
}

bool gait_segment_change(struct gait_segment *s, enum gait_state *ret)
{
    if (!s->changed)
        return false;
    s->changed = false;
    *ret = s->state;
    return true;
}

bool gait_segment_cadence(struct gait_segment *s, struct gait_cadence_result *ret)
{
    if (!s->has_cadence)
        return false;
    s->has_cadence = false;
    *ret = s->found;
    return true;
}

enum gait_state gait_segment_state(const struct gait_segment *s)
{
    return s->state;
}

bool gait_segment_up(const struct gait_segment *s, float ret_up[3])
{
    return s->kind == GAIT_KIND_TRUNK ? gait_trunk_up(s->trunk, ret_up)
                                      : gait_limb_up(s->limb, ret_up);
}
