/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/brake.h>
#include <gait/trunk.h>
#include <gait/unload.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEIGHTS = 8,
    SETTLE = 4,     /* ticks a peak of J is watched before it is taken in phase: 20 ms */
    STEP_MAX = 320, /* ticks of a step looked at for toe-off */
    HIDES = 5,      /* ticks before a contact where a hole hides its rise */
};

static const double off_rhythm = 0.06; /* of a step */

struct gait_trunk {
    struct gait_trunk_settings set;
    struct gait_brake trace;
    enum gait_state state;
    double step; /* ticks; 0: no gait */
    int64_t next;
    double last;                /* of the last accepted peak of J, NaN: none */
    double rise;                /* ticks from its contact to it; read where `last` is */
    struct gait_median heights; /* of J at accepted peaks */
    int accepted;
    int64_t live_from;
    struct gait_contacts found, pending, done;
};

const struct gait_trunk_settings gait_trunk_defaults = {
    .contact_s = 0, .push_share = 0.25, .minimum_s = 0.020};

const char *gait_trunk_fault(const struct gait_trunk_settings *s)
{
    if (!(fabs(s->contact_s) <= 0.05))
        return "trunk: contact_s must lie in -0.05 .. 0.05 s";
    if (!(s->push_share >= 0 && s->push_share <= 1))
        return "trunk: push_share must lie in 0 .. 1";
    if (!(fabs(s->minimum_s) <= 0.05))
        return "trunk: minimum_s must lie in -0.05 .. 0.05 s";
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
    gait_brake_init(&t->trace);
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
    gait_brake_reset(&t->trace);
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
    memcpy(ret_up, t->trace.upright.up, sizeof t->trace.upright.up);
    return t->trace.upright.ticks > GAIT_GRID_HZ;
}

static size_t at(int64_t tick)
{
    return gait_brake_at(tick);
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
    if (stride_ticks > 0)
        t->trace.stride = (int)lround(stride_ticks); /* kept when a hole ends the gait */
    if (stride_ticks <= 0) {
        go_past_last(t);
        forget_gait(t);
        return;
    }
    t->step = 0.5 * stride_ticks;
    if (begins) { /* what was judged under another gait stays as it was said */
        int64_t oldest = gait_brake_oldest(&t->trace) + 2;
        since = since > oldest ? since : oldest;
        t->next = since > t->next ? since : t->next;
        t->live_from = t->trace.now;
        gait_brake_again(&t->trace);
    }
}

/* ---- steps ---- */

static bool is_peak(const struct gait_trunk *t, int64_t c, int64_t back, int64_t ahead)
{
    float top = t->trace.j[at(c)];
    if (!(top > 0) || !(t->trace.j[at(c + 1)] < top)) /* ahead is never 0 */
        return false;
    for (int64_t i = c - back < t->trace.first ? t->trace.first : c - back; i <= c + ahead; i++)
        if (t->trace.j[at(i)] > top || (i > c && t->trace.j[at(i)] == top))
            return false;
    return true;
}

/* Loading must follow: the trunk passes 1.15 g within a third of a step. */
static bool is_loaded(const struct gait_trunk *t, int64_t c, int64_t newest)
{
    int64_t until = c + (int64_t)(0.35 * t->step);
    for (int64_t i = c; i <= until && i <= newest; i++)
        if (t->trace.up_slow[at(i)] > 1.15f * (float)GAIT_G_MS2)
            return true;
    return false;
}

static bool is_early(const struct gait_trunk *t, int64_t c, int64_t newest)
{
    if (!(t->trace.j[at(c)] > 0.4f * (float)gait_median_now(&t->heights)))
        return false;
    double phase = ((double)c - t->last) / t->step;
    return phase > 0.8 && phase < 1.2 &&
           is_peak(t, c, (int64_t)(0.4 * t->step), newest - c) && is_loaded(t, c, newest);
}

static bool has_flag(const struct gait_trunk *t, int64_t from, int64_t to, int flags)
{
    for (int64_t i = from < t->trace.first ? t->trace.first : from; i <= to; i++)
        if (t->trace.flags[at(i)] & flags)
            return true;
    return false;
}

/* A whole number of steps after the last contact. */
static bool is_expected(const struct gait_trunk *t, int64_t c)
{
    double phase = ((double)c - t->last) / t->step;
    return fabs(phase - round(phase)) < 0.15;
}

/* Beside a hole the step's own peak may be missing: what is left must be where it is expected. */
static bool is_final(const struct gait_trunk *t, int64_t c, int64_t newest)
{
    int64_t reach = (int64_t)(0.4 * t->step);
    return t->trace.j[at(c)] > 0.1f * (float)gait_median_now(&t->heights) &&
           is_peak(t, c, reach, reach) && is_loaded(t, c, newest) &&
           (isnan(t->last) || !has_flag(t, c - reach, c + reach, GAIT_GRID_GAP) ||
            is_expected(t, c));
}

/* 30 % of the way up to the peak at c; of what the brake shows, if it does. */
static double onset(const struct gait_trunk *t, int64_t c)
{
    float top = t->trace.j[at(c)], level = 0.3f * top, low = top, high = top;
    bool shown = gait_brake_shown(&t->trace, c) == top;
    int64_t i = c;
    while (i > gait_brake_oldest(&t->trace) && c - i < 20 && low > level) {
        i--;
        high = low;
        low = shown ? gait_brake_shown(&t->trace, i) : t->trace.j[at(i)];
    }
    return (double)i + (high > low ? (double)((level - low) / (high - low)) : 0);
}

/* Where a hole hides the rise before the peak at c, what is left of the step peaks later: then it
 * is where the rhythm puts it. Moves *peak and *contact. */
static void see_through_hole(const struct gait_trunk *t, double *peak, double *contact)
{
    double steps = round((*peak - t->last) / t->step), expected = t->last + steps * t->step;
    if (isnan(t->last) || fabs(*peak - expected) <= off_rhythm * t->step ||
        !has_flag(t, (int64_t)*contact - HIDES, (int64_t)*peak, GAIT_GRID_GAP | GAIT_GRID_BRIDGED))
        return;
    *peak = expected;
    *contact = expected - t->rise;
}

static void accept(struct gait_trunk *t, int64_t c)
{
    double peak = (double)c, contact = onset(t, c);
    see_through_hole(t, &peak, &contact);
    t->rise = peak - contact;
    struct gait_contact found = {
        .at = contact + t->set.contact_s * GAIT_GRID_HZ,
        .toe_off = NAN,
        .late = c < t->live_from,
    };
    float median = (float)gait_median_now(&t->heights), height = t->trace.j[at(c)];
    found.quality = median > 0 ? fminf(height, median) / fmaxf(height, median) : 0.5f;
    for (int64_t i = c - 8; i <= c + 15 && i <= t->trace.now; i++)
        found.bridged |= t->trace.flags[at(i)] != 0;
    gait_median_put(&t->heights, (double)height);
    t->accepted++;
    t->last = peak;
    gait_contacts_put(&t->found, &found);
    gait_contacts_put(&t->pending, &found);
}

static void judge(struct gait_trunk *t)
{
    int64_t newest = gait_brake_newest(&t->trace), final = newest - (int64_t)(0.4 * t->step);
    go_past_last(t);
    for (; t->next <= final; t->next++)
        if (is_final(t, t->next, newest)) {
            accept(t, t->next);
            return;
        }
    if (t->accepted < 4 || t->state != GAIT_RUN || isnan(t->last))
        return;
    int64_t from = (int64_t)(t->last + 0.8 * t->step) - 1;
    for (int64_t c = from > t->next ? from : t->next; c <= newest - SETTLE; c++)
        if (is_early(t, c, newest)) {
            accept(t, c);
            return;
        }
}

static double find_toe_off(const struct gait_trunk *t, double contact)
{
    float up[STEP_MAX], forward[STEP_MAX];
    struct gait_unload_search search = {.contact = contact,
                                        .step = t->step,
                                        .share = t->set.push_share,
                                        .lag = t->set.minimum_s * GAIT_GRID_HZ};
    int64_t from = (int64_t)contact, newest = gait_brake_newest_all(&t->trace);
    int n = newest - from < STEP_MAX ? (int)(newest - from) : STEP_MAX;
    for (int i = 0; i < n; i++) {
        up[i] = t->trace.up_slow[at(from + i)];
        forward[i] = t->trace.forward_coarse[at(from + i)];
    }
    return gait_unload_find(&search, up, forward, from, n);
}

static void finish_toe_offs(struct gait_trunk *t)
{
    struct gait_contact *c, done;
    while ((c = gait_contacts_first(&t->pending))) {
        if ((double)gait_brake_newest_all(&t->trace) < c->at + 0.95 * t->step + 3)
            return;
        if (t->state == GAIT_RUN)
            c->toe_off = find_toe_off(t, c->at);
        gait_contacts_take(&t->pending, &done);
        gait_contacts_put(&t->done, &done);
    }
}

void gait_trunk_push(struct gait_trunk *t, const struct gait_tick *tick)
{
    gait_brake_push(&t->trace, tick);
    if (t->step <= 0)
        return;
    judge(t);
    finish_toe_offs(t);
}
