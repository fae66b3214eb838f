/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/compare.h>
#include <gait/drift.h>
#include <gait/session.h>
#include <gait/surface.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float clean_confidence = 0.5f; /* more likely right than not */

/* A limb that was declared and is silent for so many strides of the trunk is waited for no more. */
enum { PATIENCE = 20 };

/* Strides between two looks at a running comparison: what its wider interval allows for. A look
 * takes the primary measure, and of the others so many in turn. */
enum { USUAL = 30, OTHERS = 2, NOTHING = -1 };

struct gait_session {
    char runner[GAIT_NAME_MAX];
    struct gait_surface *surface;
    struct gait_compare *compare;
    bool expects_limb, has_limb; /* declared; seen */
    int alone;                   /* strides of the trunk while a limb's were expected */
    enum gait_segment_kind limb; /* the first one seen */
    enum gait_side side;         /* and its side, whose drift is told */
    int given;                   /* summaries given out, pairs and drifts */
    int pairs, drifts;
    int compared, comparisons; /* of the pair's results, given out and all */
    struct gait_event comparison[GAIT_MEASURES];
    int look_every;                   /* strides between two looks; 0: none */
    struct gait_compare_state looked; /* at the last look */
    int look, turn;                   /* what is still to be said of it; the others' turn */
    struct gait_drift *drift;
};

struct gait_session *gait_session_new(void)
{
    struct gait_session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->look_every = USUAL;
    s->surface = gait_surface_new();
    s->compare = gait_compare_new();
    s->drift = gait_drift_new();
    if (!s->surface || !s->compare || !s->drift) {
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
    gait_compare_free(s->compare);
    gait_drift_free(s->drift);
    free(s);
}

void gait_session_look_every(struct gait_session *s, int strides)
{
    s->look_every = strides;
}

void gait_session_begin(struct gait_session *s, const char *runner)
{
    gait_name_copy(s->runner, runner);
    gait_surface_reset(s->surface);
    s->expects_limb = s->has_limb = false;
    s->alone = 0;
    s->given = s->pairs = s->drifts = 0;
    s->compared = s->comparisons = 0;
    gait_compare_reset(s->compare);
    s->looked = gait_compare_state(s->compare);
    s->look = NOTHING;
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

void gait_session_expect_limb(struct gait_session *s, bool limb)
{
    s->expects_limb = limb;
}

void gait_session_mark(struct gait_session *s, int64_t t_ns, const char *surface)
{
    gait_surface_mark(s->surface, t_ns, surface);
}

const char *gait_session_surface(const struct gait_session *s, int64_t t_ns)
{
    return gait_surface_at(s->surface, t_ns);
}

static bool is_clean(const struct gait_event *e)
{
    return !e->impact.gap && e->u.step.confidence >= clean_confidence;
}

static void add(struct gait_session *s, const struct gait_event *e, enum gait_measure measure,
                double value, struct gait_compare_row *row)
{
    bool is_timing = measure == GAIT_MEASURE_CADENCE || measure == GAIT_MEASURE_CONTACT;
    gait_surface_add(s->surface, e->t_ns, measure, value, is_clean(e));
    row->value[measure] = value;
    if (is_clean(e) && (e->u.step.trunk || e->side == s->side))
        gait_drift_add(s->drift, e->t_ns, e->u.step.surface, measure, value,
                       e->impact.clipped && !is_timing);
}

/* What does not depend on where the sensor sits. */
static struct gait_compare_row row_of(const struct gait_session *s, const struct gait_event *e)
{
    struct gait_compare_row row = {
        .t_ns = e->t_ns,
        .surface = gait_surface_index(s->surface, e->t_ns),
        .side = e->side,
        .clean = is_clean(e),
        .clipped = e->impact.clipped,
        .cadence_spm = (double)e->u.step.cadence_spm,
        .contact_ms = NAN,
        .speed_ms = (double)e->u.step.speed_ms,
        .slope_deg = (double)e->u.step.slope_deg,
    };
    if (e->u.step.toe_off_ns != GAIT_NO_TIME)
        row.contact_ms = (double)((float)(e->u.step.toe_off_ns - e->t_ns) * 1e-6f);
    for (int m = 0; m < GAIT_MEASURES; m++)
        row.value[m] = NAN;
    return row;
}

static void add_timing(struct gait_session *s, const struct gait_event *e,
                       struct gait_compare_row *row)
{
    add(s, e, GAIT_MEASURE_CADENCE, row->cadence_spm, row);
    add(s, e, GAIT_MEASURE_CONTACT, row->contact_ms, row);
}

/* One sensor for both feet: they are compared together, whether their sides are known or not. A
 * limb's timing is better, and the two are not mixed. */
static void add_trunk(struct gait_session *s, const struct gait_event *e)
{
    struct gait_compare_row row = row_of(s, e);
    row.trunk = true;
    row.side = GAIT_SIDE_NONE;
    add(s, e, GAIT_MEASURE_BACK_PEAK, (double)e->impact.peak_g, &row);
    add(s, e, GAIT_MEASURE_BACK_BAND, (double)e->u.step.stance.impact_band_g2, &row);
    if (!s->has_limb && (!s->expects_limb || ++s->alone > PATIENCE))
        add_timing(s, e, &row);
    gait_compare_add(s->compare, &row);
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
    struct gait_compare_row row = row_of(s, e);
    add(s, e, GAIT_MEASURE_PEAK, (double)e->impact.peak_g, &row);
    add(s, e, GAIT_MEASURE_AXIAL, (double)e->impact.axial_g, &row);
    add(s, e, GAIT_MEASURE_RISE, (double)e->impact.rise_gps, &row);
    add(s, e, GAIT_MEASURE_BAND, (double)e->u.step.stance.impact_band_g2, &row);
    add(s, e, GAIT_MEASURE_MEDIAN, (double)e->u.step.stance.median_hz, &row);
    add(s, e, GAIT_MEASURE_ATTENUATION, (double)e->u.step.stance.attenuation_db, &row);
    add_timing(s, e, &row);
    gait_compare_add(s->compare, &row);
}

/* The one measure that stands by itself. */
static enum gait_measure primary(const struct gait_session *s)
{
    return s->has_limb ? GAIT_MEASURE_PEAK : GAIT_MEASURE_BACK_PEAK;
}

static struct gait_compare_ask ask_for(const struct gait_session *s, const char *a, const char *b,
                                       enum gait_measure measure)
{
    return (struct gait_compare_ask){.a = gait_surface_find(s->surface, a),
                                     .b = gait_surface_find(s->surface, b),
                                     .name_a = a,
                                     .name_b = b,
                                     .measure = measure,
                                     .primary = measure == primary(s)};
}

/* The next pair's comparisons; false after the last. */
static bool compare_next(struct gait_session *s)
{
    const char *a, *b;
    if (!gait_surface_pair(s->surface, s->pairs, &a, &b))
        return false;
    if (s->pairs++ == 0)
        gait_compare_flush(s->compare);
    struct gait_compare_ask ask = ask_for(s, a, b, primary(s));
    s->compared = 0;
    s->comparisons = gait_compare_all(s->compare, &ask, s->comparison);
    return true;
}

int gait_session_compare_all(struct gait_session *s, const char *a, const char *b,
                             struct gait_event ret[GAIT_MEASURES])
{
    struct gait_compare_ask ask = ask_for(s, a, b, primary(s));
    if (ask.a < 0 || ask.b < 0)
        return 0;
    gait_compare_flush(s->compare);
    int n = gait_compare_all(s->compare, &ask, ret);
    for (int i = 0; i < n; i++)
        memcpy(ret[i].runner, s->runner, sizeof ret[i].runner);
    return n;
}

/* Whether it is time for another look. */
static bool due(const struct gait_session *s)
{
    struct gait_compare_state now = gait_compare_state(s->compare);
    if (s->look_every == 0)
        return false;
    return now.strides >= s->looked.strides + (unsigned)s->look_every ||
           now.stretches != s->looked.stretches;
}

static enum gait_measure measure_of_look(const struct gait_session *s, int i)
{
    if (i == 0)
        return primary(s);
    int other = (s->turn + i) % (GAIT_MEASURES - 1);
    return (enum gait_measure)(other + (other >= (int)primary(s)));
}

bool gait_session_so_far(struct gait_session *s, struct gait_event *ret)
{
    const char *a, *b;
    if (s->look == NOTHING && due(s)) {
        s->looked = gait_compare_state(s->compare);
        s->look = 0;
        s->turn = (s->turn + OTHERS) % (GAIT_MEASURES - 1);
    }
    while (s->look != NOTHING) {
        int pair = s->look / (1 + OTHERS), i = s->look % (1 + OTHERS);
        s->look++;
        if (!gait_surface_pair(s->surface, pair, &a, &b)) {
            s->look = NOTHING;
            return false;
        }
        struct gait_compare_ask ask = ask_for(s, a, b, measure_of_look(s, i));
        ask.so_far = true;
        if (!gait_compare_result(s->compare, &ask, ret) ||
            ret->u.comparison.verdict == GAIT_VERDICT_TOO_FEW)
            continue;
        memcpy(ret->runner, s->runner, sizeof ret->runner);
        return true;
    }
    return false;
}

/* The next of every surface's every measure. */
static bool summary_next(struct gait_session *s, struct gait_event *ret)
{
    int all = gait_surface_state(s->surface).surfaces * GAIT_MEASURES;
    while (s->given < all) {
        int i = s->given++;
        if (gait_surface_summary(s->surface, i / GAIT_MEASURES,
                                 (enum gait_measure)(i % GAIT_MEASURES), ret))
            return true;
    }
    return false;
}

static bool next_result(struct gait_session *s, struct gait_event *ret)
{
    if (summary_next(s, ret))
        return true;
    while (s->compared == s->comparisons)
        if (!compare_next(s))
            break;
    if (s->compared < s->comparisons) {
        *ret = s->comparison[s->compared++];
        return true;
    }
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
