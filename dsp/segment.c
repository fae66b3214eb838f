/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/motion.h>
#include <gait/rhythm.h>
#include <gait/segment.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HOP_STILL = GAIT_GRID_HZ / 5, /* between looks while nothing is found */
    HOP = GAIT_GRID_HZ / 2,       /* while walking, and where the rhythm is doubtful */
    HOP_SURE = GAIT_GRID_HZ,      /* while running */
    QUIET = GAIT_GRID_HZ,         /* this long without movement is standing still */
    RECENT = 2 * GAIT_GRID_HZ,    /* what is looked at when the rate has just changed */
    PATIENCE = 3 * GAIT_GRID_HZ,  /* without a rhythm before the gait is given up */
};

static const float moved = 0.3f * (float)GAIT_G_MS2; /* off 1 g by this much is movement */
static const float comb_least = 0.3f, comb_least_sure = 0.1f;
static const float swing_least = 0.08f, likeness_least = 0.5f, likeness_sure = 0.7f;
static const float comb_steady = 0.6f; /* below it the rate may have changed within the window */

/* More of the time at rest than this is no gait: knocks on something that lies still. */
static const float rest_most[] = {
    [GAIT_KIND_FOOT] = 0.7f, [GAIT_KIND_SHANK] = 0.7f, [GAIT_KIND_TRUNK] = 0.9f};

/* Contacts in a row at the spectral rate before the first is given out, one fewer where the strides
 * are much alike. Nobody is in a hurry to be told of walking. */
static const int least_running[] = {
    [GAIT_KIND_FOOT] = 3, [GAIT_KIND_SHANK] = 3, [GAIT_KIND_TRUNK] = 4};
static const int least_walking[] = {
    [GAIT_KIND_FOOT] = 6, [GAIT_KIND_SHANK] = 6, [GAIT_KIND_TRUNK] = 10};

struct gait_segment {
    enum gait_segment_kind kind;
    struct gait_limb *limb;
    struct gait_trunk *trunk;
    struct gait_cadence *cadence;
    struct gait_rhythm rhythm;
    enum gait_state state; /* as it is believed */
    enum gait_state given; /* and as it is given out: still until the rhythm is found */
    int64_t last;          /* index of the newest tick; INT64_MIN: none */
    int64_t moving;        /* since this tick; INT64_MIN: quiet */
    int64_t moved;         /* newest tick with movement */
    int64_t look;          /* tick of the next look */
    int64_t tell;          /* and of the next cadence given out */
    int64_t seen;          /* tick of the last look that found a rhythm */
    int least;             /* contacts in a row before the first is given out */
    double rate_hz;        /* stride rate of a moment ago; 0: no gait */
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
    gait_rhythm_forget(&s->rhythm);
    s->moving = INT64_MIN;
    s->look = s->tell = INT64_MIN;
    s->rate_hz = 0;
    s->has_cadence = false;
}

void gait_segment_reset(struct gait_segment *s, enum gait_placement placement)
{
    s->kind = gait_placement_kind(placement);
    s->state = s->given = GAIT_STILL;
    s->changed = false;
    s->last = INT64_MIN;
    gait_rhythm_clear(&s->rhythm);
    start_over(s);
}

static void tell_detector(struct gait_segment *s, double stride_ticks)
{
    if (s->kind == GAIT_KIND_TRUNK)
        gait_trunk_gait(s->trunk, s->state, stride_ticks, s->moving);
    else
        gait_limb_gait(s->limb, s->state, stride_ticks, s->moving);
}

static void give(struct gait_segment *s, enum gait_state state)
{
    s->changed |= state != s->given;
    s->given = state;
}

static void enter(struct gait_segment *s, enum gait_state state)
{
    s->state = state;
    if (state != GAIT_STILL) {
        if (s->given != GAIT_STILL)
            give(s, state);
        return;
    }
    give(s, GAIT_STILL);
    gait_rhythm_forget(&s->rhythm);
    s->rate_hz = 0;
    s->has_cadence = false;
    tell_detector(s, 0);
}

/* A walking trunk that swings evenly shows its step rate: a stride rate above 1.25 Hz without
 * flight is a step rate. */
static void halve_if_steps(const struct gait_segment *s, const struct gait_motion *m,
                           struct gait_cadence_result *c)
{
    if (s->kind != GAIT_KIND_TRUNK || m->swing_g > 0.45f || c->stride_hz < 1.25)
        return;
    c->stride_hz /= 2;
    c->spm /= 2;
    c->resolved = false;
}

static enum gait_state judge(const struct gait_segment *s, const struct gait_motion *m, float spm,
                             enum gait_state now)
{
    float score = gait_motion_runs(m, s->kind, spm);
    if (now == GAIT_RUN)
        return score > -0.1f ? GAIT_RUN : GAIT_WALK;
    return score > 0.1f && spm < 216 ? GAIT_RUN : GAIT_WALK;
}

enum gait_state gait_segment_judge(const struct gait_segment *s, const struct gait_tick *from,
                                   int n, double stride_ticks, enum gait_state now)
{
    struct gait_motion m;
    if (now == GAIT_STILL || !gait_motion_measure(from + n, n, &m))
        return now;
    return judge(s, &m, (float)(120 * GAIT_GRID_HZ / stride_ticks), now);
}

/* Over the whole window; where that does not repeat well, over the last two seconds if they repeat
 * better: the rate has changed. */
static bool measure_rate(struct gait_segment *s, const struct gait_tick *end, int n,
                         struct gait_cadence_result *ret)
{
    struct gait_cadence_result recent;
    bool leg = s->kind != GAIT_KIND_TRUNK;
    if (!gait_cadence_measure(s->cadence, end, n, s->rate_hz, leg, ret))
        return false;
    if (ret->comb < comb_steady && n > RECENT &&
        gait_cadence_measure(s->cadence, end, RECENT, s->rate_hz, leg, &recent) &&
        recent.comb > ret->comb)
        *ret = recent;
    return true;
}

/* Of one stride or two: the newest whole ones. */
static bool measure_motion(const struct gait_tick *end, int n, double stride_hz,
                           struct gait_motion *ret)
{
    if (!(stride_hz > 0))
        return false;
    int strides = stride_hz < 1.2 ? 1 : 2, ticks = (int)(strides * GAIT_GRID_HZ / stride_hz);
    return gait_motion_measure(end, n < ticks ? n : ticks, ret);
}

/* What is begun must resemble itself; what goes on may change. Over two strides or three the comb
 * is wide and explains little; there a good likeness at its rate is the better sign. */
static bool is_gait(struct gait_segment *s, const struct gait_tick *end, int n,
                    const struct gait_cadence_result *c, const struct gait_motion *m)
{
    if (m->swing_g < swing_least)
        return false;
    if (s->given != GAIT_STILL)
        return c->comb >= comb_least || c->resolved;
    float likeness = gait_motion_likeness(end, n, GAIT_GRID_HZ / c->stride_hz);
    bool runs = gait_motion_runs(m, s->kind, c->spm) > 0.1f;
    bool sure = likeness > likeness_sure;
    s->least = (runs ? least_running : least_walking)[s->kind] - sure;
    return m->rest < rest_most[s->kind] && likeness > likeness_least &&
           (c->resolved || c->comb >= (sure && runs ? comb_least_sure : comb_least));
}

static void tell_cadence(struct gait_segment *s, const struct gait_cadence_result *c, int64_t now)
{
    s->found = *c;
    if (s->given == GAIT_STILL || now < s->tell)
        return;
    s->has_cadence = true;
    s->tell = now + GAIT_GRID_HZ;
}

static void look(struct gait_segment *s, const struct gait_tick *end, int n, int64_t now)
{
    struct gait_cadence_result c;
    struct gait_motion m;
    int64_t moving = now - s->moving + 1;
    if (n > moving)
        n = (int)moving;
    s->look = now + (s->given == GAIT_STILL ? HOP_STILL : s->given == GAIT_WALK ? HOP : HOP_SURE);
    if (!measure_rate(s, end, n, &c))
        return;
    bool seen = measure_motion(end, n, c.stride_hz, &m);
    if (seen)
        halve_if_steps(s, &m, &c);
    if (!seen || !is_gait(s, end, n, &c, &m)) {
        if (s->state != GAIT_STILL && now - s->seen >= PATIENCE)
            enter(s, GAIT_STILL);
        return;
    }
    s->seen = now;
    s->rate_hz = c.stride_hz;
    enter(s, judge(s, &m, c.spm, s->state));
    tell_detector(s, GAIT_GRID_HZ / c.stride_hz);
    tell_cadence(s, &c, now);
}

static void watch_movement(struct gait_segment *s, const struct gait_tick *t)
{
    const float *a = t->a_ms2;
    float off = sqrtf(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) - (float)GAIT_G_MS2;
    if (!(t->flags & GAIT_GRID_GAP) && fabsf(off) > moved) {
        if (s->moving == INT64_MIN) {
            s->moving = t->index;
            s->look = t->index + HOP_STILL;
        }
        s->moved = t->index;
    } else if (s->moving != INT64_MIN && t->index - s->moved > QUIET) {
        s->moving = INT64_MIN;
        enter(s, GAIT_STILL);
    }
}

/* Contacts from the detector through the rhythm; once it is found, the gait is given out. looked:
 * the signal was just judged, and it may now be sure enough for those that are held. */
static void pass_contacts(struct gait_segment *s, bool looked)
{
    struct gait_contact c;
    bool trunk = s->kind == GAIT_KIND_TRUNK;
    double expected = GAIT_GRID_HZ / s->rate_hz * (trunk ? 0.5 : 1);
    while (trunk ? gait_trunk_contact(s->trunk, &c) : gait_limb_contact(s->limb, &c))
        gait_rhythm_contact(&s->rhythm, &c, expected, s->least);
    if (looked && s->given == GAIT_STILL)
        gait_rhythm_settle(&s->rhythm, expected, s->least);
    while (trunk ? gait_trunk_toe_off(s->trunk, &c) : gait_limb_toe_off(s->limb, &c))
        gait_rhythm_toe_off(&s->rhythm, &c);
    if (!s->rhythm.live || s->given != GAIT_STILL)
        return;
    give(s, s->state);
    tell_cadence(s, &s->found, s->last);
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
    if (s->moving != INT64_MIN && t->index >= s->look) {
        int n;
        const struct gait_tick *end = gait_history_ticks(h, &n);
        look(s, end, n, t->index);
    }
    if (s->rate_hz > 0)
        pass_contacts(s, s->seen == t->index);
}

bool gait_segment_contact(struct gait_segment *s, struct gait_contact *ret)
{
    return gait_contacts_take(&s->rhythm.out, ret);
}

bool gait_segment_toe_off(struct gait_segment *s, struct gait_contact *ret)
{
    return gait_contacts_take(&s->rhythm.done, ret);
}

bool gait_segment_change(struct gait_segment *s, enum gait_state *ret)
{
    if (!s->changed)
        return false;
    s->changed = false;
    *ret = s->given;
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
    return s->given;
}

bool gait_segment_up(const struct gait_segment *s, float ret_up[3])
{
    return s->kind == GAIT_KIND_TRUNK ? gait_trunk_up(s->trunk, ret_up)
                                      : gait_limb_up(s->limb, ret_up);
}
