/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/drift.h>
#include <gait/session.h>
#include <gait/surface.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float clean_confidence = 0.5f; /* more likely right than not */

/* A limb that was declared and is silent for so many strides of the trunk is waited for no more. */
enum { PATIENCE = 20 };

struct gait_session {
    char runner[GAIT_NAME_MAX];
    struct gait_surface *surface;
    bool expects_limb, has_limb; /* declared; seen */
    int alone;                   /* strides of the trunk while a limb's were expected */
    enum gait_segment_kind limb; /* the first one seen */
    enum gait_side side;         /* and its side, whose drift is told */
    int given;                   /* results given out, and drifts */
    int drifts;
    struct gait_drift *drift;
};

struct gait_session *gait_session_new(void)
{
    struct gait_session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->surface = gait_surface_new();
    s->drift = gait_drift_new();
    if (!s->surface || !s->drift) {
        gait_session_free(s);
        return NULL;
    }
    return s;
}

void gait_session_free(struct gait_session *s)
{
    if (!s)
        return;
    gait_surface_free(s->surface);
    gait_drift_free(s->drift);
    free(s);
}

void gait_session_begin(struct gait_session *s, const char *runner)
{
    gait_name_copy(s->runner, runner);
    gait_surface_reset(s->surface);
    s->expects_limb = s->has_limb = false;
    s->alone = 0;
    s->given = 0;
    s->drifts = 0;
    gait_drift_reset(s->drift);
}

const char *gait_session_runner(const struct gait_session *s)
{
    return s->runner;
}

void gait_session_expect(struct gait_session *s, enum gait_placement placement)
{
    s->expects_limb |= gait_placement_kind(placement) != GAIT_KIND_TRUNK;
}

void gait_session_mark(struct gait_session *s, int64_t t_ns, const char *surface)
{
    gait_surface_mark(s->surface, t_ns, surface);
}

const char *gait_session_surface(const struct gait_session *s, int64_t t_ns)
{
    return gait_surface_at(s->surface, t_ns);
}

static void add(struct gait_session *s, const struct gait_event *e, enum gait_measure measure,
                float value)
{
    bool is_timing = measure == GAIT_MEASURE_CADENCE || measure == GAIT_MEASURE_CONTACT;
    bool clean = !e->impact.gap && e->u.step.confidence >= clean_confidence;
    gait_surface_add(s->surface, e->t_ns, measure, e->side, (double)value, clean,
                     e->impact.clipped);
    if (clean && (e->u.step.trunk || e->side == s->side))
        gait_drift_add(s->drift, e->t_ns, e->u.step.surface, measure, (double)value,
                       e->impact.clipped && !is_timing);
}

static void add_timing(struct gait_session *s, const struct gait_event *e)
{
    add(s, e, GAIT_MEASURE_CADENCE, e->u.step.cadence_spm);
    if (e->u.step.toe_off_ns != GAIT_NO_TIME)
        add(s, e, GAIT_MEASURE_CONTACT, (float)(e->u.step.toe_off_ns - e->t_ns) * 1e-6f);
}

/* One sensor for both feet: they are compared together, whether their sides are known or not. A
 * limb's timing is better, and the two are not mixed. */
static void add_trunk(struct gait_session *s, const struct gait_event *e)
{
    struct gait_event both = *e;
    both.side = GAIT_SIDE_NONE;
    add(s, &both, GAIT_MEASURE_BACK_PEAK, e->impact.peak_g);
    add(s, &both, GAIT_MEASURE_BACK_BAND, e->u.step.stance.impact_band_g2);
    if (!s->has_limb && (!s->expects_limb || ++s->alone > PATIENCE))
        add_timing(s, &both);
}

void gait_session_stride(struct gait_session *s, const struct gait_event *e,
                         enum gait_placement placement)
{
    enum gait_segment_kind kind = gait_placement_kind(placement);
    if (e->state != GAIT_RUN)
        return;
    if (kind == GAIT_KIND_TRUNK) {
        add_trunk(s, e);
        return;
    }
    if (s->has_limb && s->limb != kind)
        return;
    if (!s->has_limb)
        s->side = e->side;
    s->has_limb = true;
    s->limb = kind;
    add(s, e, GAIT_MEASURE_PEAK, e->impact.peak_g);
    add(s, e, GAIT_MEASURE_AXIAL, e->impact.axial_g);
    add(s, e, GAIT_MEASURE_RISE, e->impact.rise_gps);
    add(s, e, GAIT_MEASURE_BAND, e->u.step.stance.impact_band_g2);
    add(s, e, GAIT_MEASURE_MEDIAN, e->u.step.stance.median_hz);
    add(s, e, GAIT_MEASURE_ATTENUATION, e->u.step.stance.attenuation_db);
    add_timing(s, e);
}

/* The i-th of all that could be said: every surface's every measure, then every pair's. */
static bool result_at(const struct gait_session *s, int i, bool *ret_end, struct gait_event *ret)
{
    int surfaces = gait_surface_state(s->surface).surfaces;
    int about = i / GAIT_MEASURES;
    enum gait_measure measure = (enum gait_measure)(i % GAIT_MEASURES);
    const char *a, *b;
    *ret_end = false;
    if (about < surfaces)
        return gait_surface_summary(s->surface, about, measure, ret);
    if (gait_surface_pair(s->surface, about - surfaces, &a, &b))
        return gait_surface_compare(s->surface, a, b, measure, ret);
    *ret_end = true;
    return false;
}

static bool next_result(struct gait_session *s, struct gait_event *ret)
{
    bool end;
    do {
        if (result_at(s, s->given++, &end, ret))
            return true;
    } while (!end);
    while (s->drifts < GAIT_MEASURES)
        if (gait_drift_result(s->drift, (enum gait_measure)s->drifts++, ret))
            return true;
    return false;
}

bool gait_session_result(struct gait_session *s, struct gait_event *ret)
{
    if (!next_result(s, ret))
        return false;
    memcpy(ret->runner, s->runner, sizeof ret->runner);
    return true;
}
