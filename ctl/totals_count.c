/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/totals_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float clean_confidence = 0.5f;
static const double silent =
    0.9; /* share of the other leg's strides below which a leg was silent */

struct sum {
    double n, value;
};

/* Of one leg (0: not known, 1: left, 2: right; of a trunk all in 0) on one surface. */
struct leg {
    double strides, placed, metres, seconds;
    struct sum peak, cadence, contact;
};

struct kind {
    struct leg leg[3][GAIT_SURFACES_MAX];
    double lost;
};

/* One sensor's newest stride, for the holes after it. */
struct last {
    char sensor[GAIT_NAME_MAX];
    int64_t next_ns;
    double stride_s;
};

struct gap {
    char sensor[GAIT_NAME_MAX];
    int64_t from_ns, to_ns;
};

struct count {
    struct totals *t;
    struct totals_worn worn;
    struct kind kind[GAIT_KIND_TRUNK + 1]; /* foot, shank, trunk */
    enum gait_segment_kind limb;
    struct last last[GAIT_SENSORS_MAX];
    int lasts, gaps, room;
    struct gap *gap;
    bool full;
};

static bool take_gap(void *user, const struct gait_event *e)
{
    struct count *c = user;
    if (c->gaps == c->room) {
        int room = c->room ? 2 * c->room : 256;
        struct gap *more = realloc(c->gap, (size_t)room * sizeof *more);
        if (!more) {
            c->full = true;
            return false;
        }
        c->gap = more;
        c->room = room;
    }
    struct gap *g = &c->gap[c->gaps++];
    *g = (struct gap){.from_ns = e->u.gap.from_ns, .to_ns = e->u.gap.to_ns};
    gait_name_copy(g->sensor, e->sensor);
    return true;
}

/* Gaps that cover most of the hole: else the runner stood. */
static bool is_gap(const struct count *c, const char *sensor, int64_t from_ns, int64_t to_ns)
{
    int64_t covered = 0;
    for (int i = 0; i < c->gaps; i++) {
        const struct gap *g = &c->gap[i];
        int64_t from = g->from_ns > from_ns ? g->from_ns : from_ns;
        int64_t to = g->to_ns < to_ns ? g->to_ns : to_ns;
        if (to > from && strcmp(g->sensor, sensor) == 0)
            covered += to - from;
    }
    return covered > (to_ns - from_ns) / 4;
}

static double lost_before(struct count *c, const struct gait_event *e)
{
    double lost = 0;
    int i = 0;
    while (i < c->lasts && strcmp(c->last[i].sensor, e->sensor) != 0)
        i++;
    if (i == GAIT_SENSORS_MAX)
        return 0;
    struct last *l = &c->last[i];
    if (i == c->lasts) {
        c->lasts++;
        gait_name_copy(l->sensor, e->sensor);
    } else {
        lost = gait_load_lost(l->next_ns, e->t_ns, l->stride_s);
        if (lost > 0 && !is_gap(c, e->sensor, l->next_ns, e->t_ns))
            lost = 0;
    }
    l->next_ns = e->u.step.next_contact_ns;
    l->stride_s = (double)(l->next_ns - e->t_ns) * 1e-9;
    return lost;
}

static void add(struct sum *s, double value)
{
    if (!isfinite(value))
        return;
    s->n++;
    s->value += value;
}

static bool take_stride(void *user, const struct gait_event *e)
{
    struct count *c = user;
    enum gait_segment_kind k = e->u.step.trunk ? GAIT_KIND_TRUNK : c->limb;
    if (e->state != GAIT_RUN || !totals_counts(&c->worn, e->sensor, k))
        return true;
    struct totals_surface *on = totals_surface(c->t, e->u.step.surface);
    if (!on)
        return true;
    struct kind *kind = &c->kind[k];
    struct leg *l = &kind->leg[e->u.step.trunk ? 0 : e->side][on - c->t->surface];
    double stride_s = (double)(e->u.step.next_contact_ns - e->t_ns) * 1e-9;
    kind->lost += lost_before(c, e);
    l->strides++;
    l->seconds += stride_s;
    if (isfinite(e->u.step.speed_ms)) {
        l->placed++; /* a landing takes half a stride */
        l->metres += (double)e->u.step.speed_ms * stride_s / 2;
    }
    if (e->u.step.confidence < clean_confidence)
        return true;
    add(&l->cadence, (double)e->u.step.cadence_spm);
    if (!e->impact.gap)
        add(&l->peak, (double)e->impact.peak_g);
    if (e->u.step.toe_off_ns != GAIT_NO_TIME)
        add(&l->contact, (double)(e->u.step.toe_off_ns - e->t_ns) * 1e-6);
    return true;
}

static double strides(const struct kind *k, int leg)
{
    double n = 0;
    for (int i = 0; i < GAIT_SURFACES_MAX; i++)
        n += k->leg[leg][i].strides;
    return n;
}

/* Adds legs from .. to, each scale times. */
static void settle(struct totals *t, const struct kind *k, int from, int to, double scale)
{
    for (int i = 0; i < t->surfaces; i++) {
        struct totals_surface *s = &t->surface[i];
        struct sum peak = {0}, cadence = {0}, contact = {0};
        for (int g = from; g <= to; g++) {
            const struct leg *l = &k->leg[g][i];
            s->landings += scale * l->strides;
            t->run.placed += scale * l->placed;
            t->run.metres += scale * l->metres;
            peak = (struct sum){peak.n + l->peak.n, peak.value + l->peak.value};
            cadence = (struct sum){cadence.n + l->cadence.n, cadence.value + l->cadence.value};
            contact = (struct sum){contact.n + l->contact.n, contact.value + l->contact.value};
        }
        s->peak_g = peak.value / peak.n; /* NaN: none */
        s->cadence_spm = cadence.value / cadence.n;
        s->contact_ms = contact.value / contact.n;
    }
    t->lost = scale * k->lost;
}

static void settle_all(struct count *c)
{
    const struct kind *limb = &c->kind[c->limb], *trunk = &c->kind[GAIT_KIND_TRUNK];
    double left = strides(limb, GAIT_SIDE_LEFT), right = strides(limb, GAIT_SIDE_RIGHT);
    double most = fmax(left, right), nobodys = strides(limb, GAIT_SIDE_NONE);
    c->t->back = most == 0 && nobodys == 0;
    c->t->doubled = !c->t->back && (most == 0 || fmin(left, right) < silent * most);
    if (c->t->back)
        settle(c->t, trunk, 0, 0, 1);
    else if (most == 0)
        settle(c->t, limb, 0, 0, 2);
    else if (c->t->doubled)
        settle(c->t, limb, left >= right ? 1 : 2, left >= right ? 1 : 2, 2);
    else
        settle(c->t, limb, 1, 2, 1);
    totals_finish(c->t);
    if (c->t->run.placed > 0)
        c->t->speed_ms = c->t->run.metres / (c->t->run.placed / c->t->cadence_spm * 60);
}

int totals_count(struct store *s, const struct store_session *session, struct totals *ret,
                 char *why, size_t why_size)
{
    struct count *c = calloc(1, sizeof *c);
    int result = -1;
    if (!c) {
        snprintf(why, why_size, "out of memory");
        return -1;
    }
    c->t = ret;
    if (totals_worn(s, session->id, &c->worn, why, why_size) < 0 ||
        store_read(s, session->id, GAIT_EVENT_GAP, take_gap, c, why, why_size) < 0)
        goto end;
    c->limb = c->worn.any[GAIT_KIND_SHANK] ? GAIT_KIND_SHANK : GAIT_KIND_FOOT;
    if (store_read(s, session->id, GAIT_EVENT_STRIDE, take_stride, c, why, why_size) < 0)
        goto end;
    settle_all(c);
    result = 0;
end:
    free(c->gap);
    free(c);
    return result;
}
