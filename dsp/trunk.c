/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/filter.h>
#include <gait/trunk.h>
#include <gait/upright.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEPT = 2048, /* ticks of trace, a power of two */
    HEIGHTS = 8,
    SETTLE = 6, /* ticks a peak of J is watched before it is taken in phase: 30 ms */
};

struct gait_trunk {
    struct gait_trunk_settings set;
    struct gait_gauss fine, middle, coarse; /* 25, 15, 10 Hz */
    struct gait_upright upright;
    int64_t first, now;
    float a[KEPT][3];
    float up[KEPT], forward[KEPT]; /* components, m/s2, with the axes as known at the time */
    float up_slow[KEPT];           /* up through 25 and 15 Hz */
    float forward_fine[KEPT];      /* forward through 25 Hz */
    float up_coarse[KEPT];         /* up through 10 Hz */
    float brake[KEPT];             /* J */
    uint8_t flags[KEPT];
    enum gait_state state;
    double step; /* ticks; 0: no gait */
    int64_t next;
    double last;                /* of the last accepted peak of J, NaN: none */
    struct gait_median heights; /* of J at accepted peaks */
    int accepted;
    int64_t live_from;
    struct gait_contacts found, pending, done;
};

const struct gait_trunk_settings gait_trunk_defaults = {.contact_s = 0, .toe_off_s = 0.043};

const char *gait_trunk_fault(const struct gait_trunk_settings *s)
{
    if (!(fabs(s->contact_s) <= 0.05))
        return "trunk: contact_s must lie in -0.05 .. 0.05 s";
    if (!(s->toe_off_s >= -0.05 && s->toe_off_s <= 0.1))
        return "trunk: toe_off_s must lie in -0.05 .. 0.1 s";
    return NULL;
}

struct gait_trunk *gait_trunk_new(const struct gait_trunk_settings *s)
{
    if (gait_trunk_fault(s))
        return NULL;
    struct gait_trunk *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->set = *s;
    gait_gauss_init(&t->fine, 25, GAIT_GRID_HZ);
    gait_gauss_init(&t->middle, 15, GAIT_GRID_HZ);
    gait_gauss_init(&t->coarse, 10, GAIT_GRID_HZ);
    gait_trunk_reset(t);
    return t;
}

void gait_trunk_free(struct gait_trunk *t)
{
    free(t);
}

static void forget_gait(struct gait_trunk *t)
{
    t->step = 0;
    t->last = NAN;
    gait_median_clear(&t->heights, HEIGHTS);
    t->accepted = 0;
    gait_contacts_clear(&t->pending);
}

void gait_trunk_reset(struct gait_trunk *t)
{
    gait_upright_reset(&t->upright);
    t->first = 0;
    t->now = -1;
    t->state = GAIT_STILL;
    gait_contacts_clear(&t->found);
    gait_contacts_clear(&t->done);
    t->next = INT64_MIN;
    forget_gait(t);
}

bool gait_trunk_contact(struct gait_trunk *t, struct gait_contact *ret)
{
    return gait_contacts_take(&t->found, ret);
}

bool gait_trunk_toe_off(struct gait_trunk *t, struct gait_contact *ret)
{
    return gait_contacts_take(&t->done, ret);
}

bool gait_trunk_up(const struct gait_trunk *t, float ret_up[3])
{
    memcpy(ret_up, t->upright.up, sizeof t->upright.up);
    return t->upright.ticks > GAIT_GRID_HZ;
}

static size_t at(int64_t tick)
{
    return (size_t)(tick & (KEPT - 1));
}

/* ---- traces, each as late as its filter makes it ---- */

static float smooth(const struct gait_gauss *g, const float *x, int64_t tick)
{
    float sum = g->tap[0] * x[at(tick)];
    for (int k = 1; k <= g->half; k++)
        sum += g->tap[k] * (x[at(tick - k)] + x[at(tick + k)]);
    return sum;
}

static void derive_components(struct gait_trunk *t, int64_t i)
{
    t->up[at(i)] = gait_upright_vertical(&t->upright, t->a[at(i)]);
    t->forward[at(i)] = gait_upright_forward(&t->upright, t->a[at(i)]);
}

static void derive_fine(struct gait_trunk *t, int64_t i)
{
    t->forward_fine[at(i)] = smooth(&t->fine, t->forward, i);
    t->up_slow[at(i)] = smooth(&t->middle, t->up, i);
}

static void derive_brake(struct gait_trunk *t, int64_t i)
{
    float load = t->up_slow[at(i + 1)] - t->up_slow[at(i - 1)];
    float brake = t->forward_fine[at(i - 1)] - t->forward_fine[at(i + 1)];
    t->brake[at(i)] = load > 0 && brake > 0 ? load * brake : 0;
    t->up_coarse[at(i)] = smooth(&t->coarse, t->up, i);
}

/* The newest tick at which J is known. */
static int64_t newest_brake(const struct gait_trunk *t)
{
    int delay = t->middle.half + 1;
    return t->now - (delay > t->coarse.half ? delay : t->coarse.half);
}

/* All traces again with the axes as they are known now: the first seconds were seen with axes not
 * yet learned. */
static void derive_again(struct gait_trunk *t)
{
    for (int64_t i = t->first; i <= t->now; i++)
        derive_components(t, i);
    for (int64_t i = t->first + t->middle.half; i <= t->now - t->middle.half; i++)
        derive_fine(t, i);
    for (int64_t i = t->first + t->coarse.half + 1; i <= newest_brake(t); i++)
        derive_brake(t, i);
}

/* Not before a step could follow the contact that was given last. */
static void go_past_last(struct gait_trunk *t)
{
    double next = t->last + 0.55 * t->step;
    if (!isnan(next) && (double)t->next < next)
        t->next = (int64_t)ceil(next);
}

void gait_trunk_gait(struct gait_trunk *t, enum gait_state state, double stride_ticks,
                     int64_t since)
{
    bool begins = t->step == 0 && stride_ticks > 0;
    t->state = state;
    if (stride_ticks <= 0) {
        go_past_last(t);
        forget_gait(t);
        return;
    }
    t->step = 0.5 * stride_ticks;
    if (begins) { /* what was judged under another gait stays as it was said */
        int64_t oldest = t->first + t->coarse.half + 3;
        since = since > oldest ? since : oldest;
        t->next = since > t->next ? since : t->next;
        t->live_from = t->now;
        derive_again(t);
    }
}

/* ---- steps ---- */

static bool is_peak(const struct gait_trunk *t, int64_t c, int64_t back, int64_t ahead)
{
    float top = t->brake[at(c)];
    if (!(top > 0))
        return false;
    for (int64_t i = c - back < t->first ? t->first : c - back; i <= c + ahead; i++)
        if (t->brake[at(i)] > top || (i > c && t->brake[at(i)] == top))
            return false;
    return true;
}

/* Loading must follow: the trunk passes 1.15 g within a third of a step. */
static bool is_loaded(const struct gait_trunk *t, int64_t c, int64_t newest)
{
    int64_t until = c + (int64_t)(0.35 * t->step);
    for (int64_t i = c; i <= until && i <= newest; i++)
        if (t->up_slow[at(i)] > 1.15f * (float)GAIT_G_MS2)
            return true;
    return false;
}

static bool is_early(const struct gait_trunk *t, int64_t c, int64_t newest)
{
    if (t->accepted < 4 || t->state != GAIT_RUN || isnan(t->last))
        return false;
    double phase = ((double)c - t->last) / t->step;
    return phase > 0.8 && phase < 1.2 &&
           t->brake[at(c)] > 0.4f * (float)gait_median_now(&t->heights) &&
           is_peak(t, c, (int64_t)(0.4 * t->step), newest - c) && is_loaded(t, c, newest);
}

static bool is_final(const struct gait_trunk *t, int64_t c, int64_t newest)
{
    int64_t reach = (int64_t)(0.4 * t->step);
    return t->brake[at(c)] > 0.1f * (float)gait_median_now(&t->heights) &&
           is_peak(t, c, reach, reach) && is_loaded(t, c, newest);
}

static double onset(const struct gait_trunk *t, int64_t c)
{
    float level = 0.3f * t->brake[at(c)];
    int64_t i = c;
    while (i > t->first && c - i < 20 && t->brake[at(i)] > level)
        i--;
    float low = t->brake[at(i)], high = t->brake[at(i + 1)];
    return (double)i + (high > low ? (double)((level - low) / (high - low)) : 0);
}

static void accept(struct gait_trunk *t, int64_t c)
{
    struct gait_contact found = {
        .at = onset(t, c) + t->set.contact_s * GAIT_GRID_HZ,
        .toe_off = NAN,
        .late = c < t->live_from,
    };
    float median = (float)gait_median_now(&t->heights), height = t->brake[at(c)];
    found.quality = median > 0 ? fminf(height, median) / fmaxf(height, median) : 0.5f;
    for (int64_t i = c - 8; i <= c + 15 && i <= t->now; i++)
        found.bridged |= t->flags[at(i)] != 0;
    gait_median_put(&t->heights, (double)height);
    t->accepted++;
    t->last = (double)c;
    gait_contacts_put(&t->found, &found);
    gait_contacts_put(&t->pending, &found);
}

static void judge(struct gait_trunk *t)
{
    int64_t newest = newest_brake(t), final = newest - (int64_t)(0.4 * t->step);
    go_past_last(t);
    for (; t->next <= final; t->next++)
        if (is_final(t, t->next, newest)) {
            accept(t, t->next);
            return;
        }
    for (int64_t c = t->next; c <= newest - SETTLE; c++)
        if (is_early(t, c, newest)) {
            accept(t, c);
            return;
        }
}

/* From the highest load after contact down through 1 g. */
static double find_toe_off(const struct gait_trunk *t, double contact)
{
    int64_t from = (int64_t)contact, to = from + (int64_t)(0.95 * t->step), top = from;
    for (int64_t i = from; i <= from + (int64_t)(0.6 * t->step); i++)
        if (t->up_coarse[at(i)] > t->up_coarse[at(top)])
            top = i;
    const float level = (float)GAIT_G_MS2;
    for (int64_t i = top; i < to; i++) {
        float y = t->up_coarse[at(i)], z = t->up_coarse[at(i + 1)];
        if (y >= level && z < level)
            return (double)i + (double)((y - level) / (y - z)) + t->set.toe_off_s * GAIT_GRID_HZ;
    }
    return NAN;
}

static void finish_toe_offs(struct gait_trunk *t)
{
    struct gait_contact *c, done;
    while ((c = gait_contacts_first(&t->pending))) {
        if ((double)newest_brake(t) < c->at + 0.95 * t->step + 2)
            return;
        if (t->state == GAIT_RUN)
            c->toe_off = find_toe_off(t, c->at);
        gait_contacts_take(&t->pending, &done);
        gait_contacts_put(&t->done, &done);
    }
}

void gait_trunk_push(struct gait_trunk *t, const struct gait_tick *tick)
{
    if (t->now < t->first)
        t->first = tick->index;
    t->now = tick->index;
    if (t->now - t->first >= KEPT)
        t->first = t->now - KEPT + 1;
    bool hole = tick->flags & GAIT_GRID_GAP;
    memcpy(t->a[at(t->now)], hole ? t->upright.mean : tick->a_ms2, sizeof t->a[0]);
    t->flags[at(t->now)] = tick->flags;
    if (!hole) {
        gait_upright_push(&t->upright, tick->a_ms2);
        gait_upright_push_line(&t->upright, tick->a_ms2);
    }
    derive_components(t, t->now);
    if (t->now - t->first > 2 * t->coarse.half + 2) {
        derive_fine(t, t->now - t->middle.half);
        derive_brake(t, newest_brake(t));
    }
    if (t->step <= 0)
        return;
    judge(t);
    finish_toe_offs(t);
}
