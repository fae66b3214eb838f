/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/anchor.h>
#include <gait/envelope.h>
#include <gait/filter.h>
#include <gait/limb.h>
#include <gait/push_off.h>
#include <gait/shoe.h>
#include <gait/shoe_toe_off.h>
#include <gait/trail.h>
#include <gait/upright.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEIGHTS = 8,  /* strides whose height sets the threshold */
    FORGIVEN = 3, /* strides from one landing to the next that is still expected */
};

static const double in_phase = 0.15; /* share of the stride */
static const float envelope_least = 0.5f * (float)GAIT_G_MS2;

struct gait_limb {
    struct gait_limb_settings set;
    enum gait_segment_kind kind;
    struct gait_envelope envelope;
    struct gait_upright upright;
    struct gait_trail trail;
    enum gait_state state;
    double stride;                 /* ticks */
    int64_t next;                  /* next tick to be judged as a candidate; never goes back */
    double last_peak;              /* of the envelope, of the last accepted candidate; NaN: none */
    double last_onset;             /* of the last accepted candidate; read where accepted > 0 */
    struct gait_median heights;    /* of the envelope at accepted candidates */
    int accepted;                  /* since the gait began */
    int64_t live_from;             /* candidates before it are filled in */
    struct gait_anchor anchor;     /* of a shank */
    struct gait_push_off push_off; /* of a shank */
    struct gait_shoe shoe;         /* of a foot */
    struct gait_gauss leaving;     /* for a foot's toe-off */
    struct gait_contacts found, pending, done;
};

const struct gait_limb_settings gait_limb_defaults = {
    .shank_contact_s = -0.021,
    .foot_contact_s = 0.006,
    .toe_off_s = -0.025,
    .foot_toe_off_s = 0.007,
};

const char *gait_limb_fault(const struct gait_limb_settings *s)
{
    if (!(fabs(s->shank_contact_s) <= 0.05))
        return "limb: shank_contact_s must lie in -0.05 .. 0.05 s";
    if (!(fabs(s->foot_contact_s) <= 0.05))
        return "limb: foot_contact_s must lie in -0.05 .. 0.05 s";
    if (!(fabs(s->toe_off_s) <= 0.05))
        return "limb: toe_off_s must lie in -0.05 .. 0.05 s";
    if (!(fabs(s->foot_toe_off_s) <= 0.05))
        return "limb: foot_toe_off_s must lie in -0.05 .. 0.05 s";
    return NULL;
}

struct gait_limb *gait_limb_new(const struct gait_limb_settings *s)
{
    if (gait_limb_fault(s))
        return NULL;
    struct gait_limb *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->set = *s;
    gait_push_off_init(&l->push_off);
    gait_gauss_init(&l->leaving, GAIT_SHOE_TOE_OFF_HZ, GAIT_GRID_HZ);
    gait_limb_reset(l, GAIT_KIND_SHANK);
    return l;
}

void gait_limb_free(struct gait_limb *l)
{
    free(l);
}

static void forget_gait(struct gait_limb *l)
{
    l->stride = 0;
    l->last_peak = NAN;
    l->last_onset = 0;
    gait_median_clear(&l->heights, HEIGHTS);
    l->accepted = 0;
    gait_anchor_clear(&l->anchor);
    gait_shoe_forget(&l->shoe);
    gait_push_off_clear(&l->push_off);
    gait_contacts_clear(&l->pending);
}

void gait_limb_reset(struct gait_limb *l, enum gait_segment_kind kind)
{
    l->kind = kind;
    gait_shoe_reset(&l->shoe);
    gait_envelope_reset(&l->envelope);
    gait_upright_reset(&l->upright);
    gait_trail_reset(&l->trail);
    l->state = GAIT_STILL;
    gait_contacts_clear(&l->found);
    gait_contacts_clear(&l->done);
    l->next = INT64_MIN;
    forget_gait(l);
}

bool gait_limb_contact(struct gait_limb *l, struct gait_contact *ret)
{
    return gait_contacts_take(&l->found, ret);
}

bool gait_limb_toe_off(struct gait_limb *l, struct gait_contact *ret)
{
    return gait_contacts_take(&l->done, ret);
}

bool gait_limb_up(const struct gait_limb *l, float ret_up[3])
{
    struct gait_upright now = l->upright;
    gait_upright_level(&now);
    memcpy(ret_up, now.up, sizeof now.up);
    return l->upright.ticks > GAIT_GRID_HZ;
}

/* Not before a stride could follow the contact that was given last. */
static void go_past_last(struct gait_limb *l)
{
    double next = l->last_peak + 0.55 * l->stride;
    if (!isnan(next) && (double)l->next < next)
        l->next = (int64_t)ceil(next);
}

/* The largest candidate of the newest stride that is whole. */
static int64_t newest_whole(const struct gait_limb *l)
{
    int64_t from = l->trail.now - (int64_t)(1.55 * l->stride), best = from + (int64_t)l->stride;
    for (int64_t i = best; i >= from; i--)
        if (gait_envelope_at(&l->envelope, i) > gait_envelope_at(&l->envelope, best))
            best = i;
    return best;
}

/* The first strides are judged by what came after them, which is more like a gait. */
static void begin(struct gait_limb *l, int64_t since)
{
    bool shoe = l->kind == GAIT_KIND_FOOT;
    int before = shoe ? GAIT_SHOE_FIRST : GAIT_SHAPE_BEFORE + GAIT_SHAPE_LAG + 4;
    int64_t oldest = l->trail.first + before, c = newest_whole(l);
    since = since > oldest ? since : oldest;
    l->next = since > l->next ? since : l->next; /* what was judged stays as it was said */
    l->live_from = l->trail.now;
    if (c < oldest)
        return;
    if (shoe)
        gait_shoe_begin(&l->shoe, &l->trail, c);
    else
        gait_anchor_begin(&l->anchor, &l->trail, c);
}

void gait_limb_gait(struct gait_limb *l, enum gait_state state, double stride_ticks, int64_t since)
{
    bool begins = l->stride == 0 && stride_ticks > 0;
    if (state != l->state) /* a walking landing says nothing of a running one */
        gait_anchor_clear(&l->anchor);
    l->state = state;
    if (stride_ticks <= 0) {
        go_past_last(l);
        forget_gait(l);
        return;
    }
    l->stride = stride_ticks;
    if (begins)
        begin(l, since);
}

/* ---- candidates ---- */

static bool tall_enough(const struct gait_limb *l, int64_t c, float share)
{
    return gait_envelope_at(&l->envelope, c) > share * (float)gait_median_now(&l->heights);
}

/* Where the strides before let one near `tick` be expected, the last of them at `last`; NaN: they
 * do not. */
static double expected_near(const struct gait_limb *l, double last, double tick)
{
    double strides = fmax(1, round((tick - last) / l->stride));
    return l->accepted >= 3 && strides <= FORGIVEN ? last + strides * l->stride : NAN;
}

static bool is_in_phase(const struct gait_limb *l, int64_t c)
{
    return fabs((double)c - expected_near(l, l->last_peak, (double)c)) < in_phase * l->stride;
}

/* In phase with at least three strides before it, running: taken after a short look ahead. */
static bool is_early(const struct gait_limb *l, int64_t c)
{
    return gait_envelope_peaks(&l->envelope, c, envelope_least) && is_in_phase(l, c) &&
           tall_enough(l, c, l->kind == GAIT_KIND_FOOT ? 0.2f : 0.5f) &&
           gait_envelope_is_largest(&l->envelope, c, c - (int64_t)(0.45 * l->stride), l->trail.now);
}

/* Where it is expected a landing may be small: a lost sample takes most of its peak away. */
static bool is_candidate(const struct gait_limb *l, int64_t c)
{
    return gait_envelope_peaks(&l->envelope, c, envelope_least) &&
           tall_enough(l, c, is_in_phase(l, c) ? 0.2f : 0.35f) &&
           gait_envelope_is_largest(&l->envelope, c, c - (int64_t)(0.45 * l->stride),
                                    c + (int64_t)(0.45 * l->stride));
}

/* ---- contact within a candidate ---- */

struct landing {
    double peak, contact;
    float quality;
    bool bridged;
};

static bool take_shank_landing(struct gait_limb *l, int64_t c, bool early, struct landing *ret)
{
    struct gait_landing land;
    double single = gait_anchor_onset(&l->trail, c);
    double expected = expected_near(l, l->last_onset, single);
    if (!gait_anchor_place(&l->anchor, &l->trail, c, expected, early, &land))
        return false;
    if (land.odd && c < l->live_from)
        return false;
    l->last_onset = gait_anchor_put(&l->anchor, &l->trail, land.single, land.aligned);
    ret->peak = (double)c + (land.in_hole ? land.aligned - single : 0);
    ret->quality = land.quality;
    ret->contact =
        l->last_onset + l->set.shank_contact_s * gait_anchor_soft(&l->anchor) * GAIT_GRID_HZ;
    return true;
}

/* At the shoe, which keeps what it needs of the strides before. Walking, it comes down more slowly:
 * the force takes twice as long to rise. */
static bool take_foot_landing(struct gait_limb *l, int64_t c, bool early, struct landing *ret)
{
    double valley = gait_shoe_place(&l->shoe, &l->trail, c, l->stride, early, &ret->quality);
    double offset_s = (l->state == GAIT_WALK ? 2 : 1) * l->set.foot_contact_s;
    ret->peak = (double)c;
    ret->contact = valley + offset_s * GAIT_GRID_HZ;
    return !isnan(valley);
}

/* Takes the candidate at c. Early, it must look like the strides before it: if not, false, and it
 * is judged again when more of the stride has been seen. */
static bool accept(struct gait_limb *l, int64_t c, bool early)
{
    bool shoe = l->kind == GAIT_KIND_FOOT;
    struct landing land;
    if (!(shoe ? take_foot_landing : take_shank_landing)(l, c, early, &land))
        return false;
    gait_median_put(&l->heights, (double)gait_envelope_at(&l->envelope, c));
    l->accepted++;
    l->last_peak = land.peak;
    struct gait_contact found = {
        .at = land.contact,
        .toe_off = NAN,
        .quality = land.quality,
        .late = c < l->live_from,
        .bridged = gait_trail_is_bridged(&l->trail, land.contact - 4, land.contact + 20),
    };
    gait_contacts_put(&l->found, &found);
    gait_contacts_put(&l->pending, &found);
    return true;
}

static void judge(struct gait_limb *l)
{
    int64_t final = l->trail.now - (int64_t)(0.45 * l->stride) - 2;
    int64_t early =
        l->trail.now - (l->kind == GAIT_KIND_FOOT ? GAIT_SHOE_WAIT : (int64_t)(0.04 * l->stride));
    go_past_last(l);
    for (; l->next <= final; l->next++)
        if (is_candidate(l, l->next) && accept(l, l->next, false)) {
            go_past_last(l);
            return;
        }
    double expected = expected_near(l, l->last_peak, 0.5 * (double)(l->next + early));
    double reach = in_phase * l->stride + 2;
    if (l->state != GAIT_RUN || isnan(expected))
        return;
    int64_t from = (int64_t)(expected - reach), to = (int64_t)(expected + reach);
    from = from > l->next ? from : l->next;
    for (int64_t c = from; c <= early && c <= to; c++)
        if (is_early(l, c) && accept(l, c, true))
            return;
}

/* ---- toe-off ---- */

/* NaN in *ret: it cannot be told. False: not yet. */
static bool toe_off_after(struct gait_limb *l, double contact, double *ret)
{
    struct gait_toe_off_search search = {
        .contact = contact, .stride = l->stride, .offset = l->set.toe_off_s * GAIT_GRID_HZ};
    bool shoe = l->kind == GAIT_KIND_FOOT;
    double wait = shoe ? gait_shoe_toe_off_wait(&l->leaving, l->stride)
                       : gait_push_off_wait(&l->push_off, &search);
    if ((double)l->trail.now < contact + wait)
        return false;
    *ret = NAN;
    if (l->state != GAIT_RUN || contact <= (double)(l->trail.first + GAIT_GAUSS_HALF_MAX))
        return true;
    gait_upright_level(&l->upright);
    *ret = shoe ? gait_shoe_toe_off_find(&l->trail, &l->leaving, contact, l->stride) +
                      l->set.foot_toe_off_s * GAIT_GRID_HZ
                : gait_push_off_find(&l->push_off, &l->trail, &l->upright, &search);
    return true;
}

static void finish_toe_offs(struct gait_limb *l)
{
    struct gait_contact *c, done;
    while ((c = gait_contacts_first(&l->pending)) && toe_off_after(l, c->at, &c->toe_off)) {
        gait_contacts_take(&l->pending, &done);
        gait_contacts_put(&l->done, &done);
    }
}

/* ---- ticks in ---- */

void gait_limb_push(struct gait_limb *l, const struct gait_tick *t)
{
    const float *a = t->flags & GAIT_GRID_GAP ? l->upright.mean : t->a_ms2;
    gait_trail_push(&l->trail, t->index, a, t->flags);
    gait_envelope_push(&l->envelope, t->index, a);
    if (l->kind == GAIT_KIND_FOOT)
        gait_shoe_push(&l->shoe, &l->trail, t);
    if (!(t->flags & GAIT_GRID_GAP))
        gait_upright_push_mean(&l->upright, t->a_ms2);
    if (l->stride <= 0)
        return;
    judge(l);
    finish_toe_offs(l);
}
