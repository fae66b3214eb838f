/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/totals_parts.h"

#include <math.h>
#include <string.h>

struct totals_surface *totals_surface(struct totals *t, const char *name)
{
    for (int i = 0; i < t->surfaces; i++)
        if (strcmp(t->surface[i].name, name) == 0)
            return &t->surface[i];
    if (t->surfaces == GAIT_SURFACES_MAX)
        return NULL;
    struct totals_surface *s = &t->surface[t->surfaces++];
    *s = (struct totals_surface){.peak_g = NAN, .cadence_spm = NAN, .contact_ms = NAN};
    gait_name_copy(s->name, name);
    return s;
}

/* ---- sensors ---- */

static bool take_sensor(void *user, const struct gait_event *e)
{
    struct totals_worn *w = user;
    enum gait_placement where = e->u.sensor.is.placement;
    enum gait_segment_kind kind = gait_placement_kind(where);
    w->any[kind] = true;
    w->left[kind] |= gait_placement_side(where) == GAIT_SIDE_LEFT;
    w->right[kind] |= gait_placement_side(where) == GAIT_SIDE_RIGHT;
    if (w->sensors < GAIT_SENSORS_MAX) {
        gait_name_copy(w->id[w->sensors], e->sensor);
        w->kind[w->sensors++] = kind;
    }
    return true;
}

bool totals_counts(const struct totals_worn *w, const char *sensor, enum gait_segment_kind kind)
{
    for (int i = 0; i < w->sensors; i++)
        if (strcmp(w->id[i], sensor) == 0)
            return w->kind[i] == kind;
    return true;
}

int totals_worn(struct store *s, int64_t session, struct totals_worn *ret, char *why,
                size_t why_size)
{
    *ret = (struct totals_worn){0};
    return store_read(s, session, GAIT_EVENT_SENSOR, take_sensor, ret, why, why_size);
}

/* ---- summaries ---- */

struct summed {
    struct totals *t;
    bool has_limb; /* a peak of a limb among them */
    double back_g[GAIT_SURFACES_MAX];
};

static bool take_summary(void *user, const struct gait_event *e)
{
    struct summed *x = user;
    struct totals_surface *s = totals_surface(x->t, e->u.summary.surface);
    if (!s)
        return true;
    switch (e->u.summary.measure) {
    case GAIT_MEASURE_CADENCE:
        s->landings = e->u.summary.n;
        s->cadence_spm = e->u.summary.mean;
        break;
    case GAIT_MEASURE_CONTACT:
        s->contact_ms = e->u.summary.mean;
        break;
    case GAIT_MEASURE_PEAK:
        s->peak_g = e->u.summary.mean;
        x->has_limb = true;
        break;
    case GAIT_MEASURE_BACK_PEAK:
        x->back_g[s - x->t->surface] = e->u.summary.mean;
        break;
    default:
        break;
    }
    return true;
}

/* ---- speeds: each holds until the next ---- */

struct speeds {
    int n;
    float now_ms;
    int64_t since_ns, from_ns, to_ns;
    double known_s, metres;
};

static void hold(struct speeds *x, int64_t until_ns)
{
    int64_t from = x->since_ns > x->from_ns ? x->since_ns : x->from_ns;
    int64_t to = until_ns < x->to_ns ? until_ns : x->to_ns;
    if (to <= from || !isfinite(x->now_ms))
        return;
    x->known_s += (double)(to - from) * 1e-9;
    x->metres += (double)x->now_ms * (double)(to - from) * 1e-9;
}

static bool take_speed(void *user, const struct gait_event *e)
{
    struct speeds *x = user;
    hold(x, e->t_ns);
    x->n++;
    x->now_ms = e->u.speed.speed_ms;
    x->since_ns = e->t_ns;
    return true;
}

static bool take_first(void *user, const struct gait_event *e)
{
    *(struct gait_event *)user = *e;
    return false;
}

/* 1: the summaries and the published speeds tell all; 0: only the strides do. */
static int take_speeds(struct store *s, const struct store_session *is, struct totals *t, char *why,
                       size_t why_size)
{
    int64_t end_ns = is->newest_ns != GAIT_NO_TIME ? is->newest_ns : is->ended_ns;
    struct speeds x = {.now_ms = NAN, .from_ns = is->begun_ns, .to_ns = end_ns};
    struct gait_event first = {.kind = GAIT_EVENT_STEP};
    if (store_read(s, is->id, GAIT_EVENT_SPEED, take_speed, &x, why, why_size) < 0)
        return -1;
    hold(&x, end_ns);
    if (x.n == 0 && store_read(s, is->id, GAIT_EVENT_STRIDE, take_first, &first, why, why_size) < 0)
        return -1;
    if (first.kind == GAIT_EVENT_STRIDE && isfinite(first.u.step.speed_ms))
        return 0;
    double whole_s = (double)(end_ns - is->begun_ns) * 1e-9;
    if (!(x.known_s > 0) || !(whole_s > 0))
        return 1;
    double share = fmin(1, x.known_s / whole_s);
    t->run.placed = share * t->run.landings;
    t->run.metres = share * t->minutes * 60 * x.metres / x.known_s;
    t->speed_ms = x.metres / x.known_s;
    return 1;
}

/* ---- the whole ---- */

static void mean_of(double *mean, double *weights, double value, double weight)
{
    if (!isfinite(value) || !(weight > 0))
        return;
    double before = *weights > 0 ? *mean : 0;
    *weights += weight;
    *mean = before + (value - before) * weight / *weights;
}

void totals_finish(struct totals *t)
{
    double peaks = 0, cadences = 0, contacts = 0, hard = 0, told = 0;
    t->run.landings = t->minutes = 0;
    t->peak_g = t->cadence_spm = t->contact_ms = NAN;
    for (int i = 0; i < t->surfaces; i++) {
        const struct totals_surface *s = &t->surface[i];
        enum gait_load_ground ground = gait_load_ground(s->name);
        mean_of(&t->peak_g, &peaks, s->peak_g, s->landings);
        mean_of(&t->cadence_spm, &cadences, s->cadence_spm, s->landings);
        mean_of(&t->contact_ms, &contacts, s->contact_ms, s->landings);
        t->run.landings += s->landings;
        t->minutes += s->cadence_spm > 0 ? s->landings / s->cadence_spm : 0;
        hard += ground == GAIT_LOAD_HARD ? s->landings : 0;
        told += ground != GAIT_LOAD_OTHER ? s->landings : 0;
    }
    t->hard = told > 0 ? hard / told : NAN;
    t->told = t->run.landings > 0 ? told / t->run.landings : 0;
    t->shock_g = t->peak_g * t->run.landings;
}

static int from_summaries(struct store *s, const struct store_session *is, struct totals *t,
                          char *why, size_t why_size)
{
    struct summed x = {.t = t};
    struct totals_worn worn;
    for (int i = 0; i < GAIT_SURFACES_MAX; i++)
        x.back_g[i] = NAN;
    int n = store_read(s, is->id, GAIT_EVENT_SUMMARY, take_summary, &x, why, why_size);
    if (n <= 0)
        return n;
    if (totals_worn(s, is->id, &worn, why, why_size) < 0)
        return -1;
    /* the limb that counts is the one first seen; both kinds at once are rare, and worn alike */
    bool both = (worn.left[GAIT_KIND_SHANK] && worn.right[GAIT_KIND_SHANK]) ||
                (worn.left[GAIT_KIND_FOOT] && worn.right[GAIT_KIND_FOOT]);
    t->back = !x.has_limb;
    t->doubled = x.has_limb && !both;
    for (int i = 0; i < t->surfaces; i++) {
        t->surface[i].landings *= t->doubled ? 2 : 1;
        if (t->back)
            t->surface[i].peak_g = x.back_g[i];
    }
    totals_finish(t);
    return take_speeds(s, is, t, why, why_size);
}

int totals_of(struct store *s, const struct store_session *session, enum totals_from from,
              struct totals *ret, char *why, size_t why_size)
{
    *ret = (struct totals){.speed_ms = NAN, .lost = NAN};
    int done = from == TOTALS_SUMMARIES ? from_summaries(s, session, ret, why, why_size) : 0;
    if (done != 0)
        return done < 0 ? -1 : 0;
    *ret = (struct totals){.speed_ms = NAN, .lost = NAN};
    return totals_count(s, session, ret, why, why_size);
}
