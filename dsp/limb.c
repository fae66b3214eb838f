/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/filter.h>
#include <gait/limb.h>
#include <gait/upright.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEPT = 2048,       /* ticks of trace, a power of two */
    ENVELOPE = 5,      /* ticks of mean square: 25 ms */
    LIKE_BEFORE = 24,  /* ticks of shape before contact: 120 ms */
    LIKE_AFTER = 14,   /* and after: 70 ms */
    LIKE = LIKE_BEFORE + LIKE_AFTER + 1,
    LIKE_LAG = 5,      /* ticks searched on each side */
    LIKE_KEPT = 8,     /* strides in the mean shape */
    ANCHORS = 9,       /* contacts in the median */
    QUEUE = 64,
};

static const float envelope_least = 0.5f * (float)GAIT_G_MS2;

struct shape {
    float a[LIKE][3];
};

struct queue {
    struct gait_contact item[QUEUE];
    unsigned head, tail;
};

struct gait_limb {
    struct gait_limb_settings set;
    enum gait_segment_kind kind;
    struct gait_biquad high_pass;
    struct gait_biquad_memory memory[3];
    struct gait_gauss smooth; /* 15 Hz */
    struct gait_upright upright;
    int64_t first, now; /* ticks kept: first <= index <= now */
    float a[KEPT][3], square[KEPT], envelope[KEPT];
    uint8_t flags[KEPT];
    enum gait_state state;
    double stride;        /* ticks */
    int64_t next;         /* next tick to be judged as a candidate */
    double last_peak;     /* of the envelope, of the last accepted candidate; NaN: none */
    float heights[LIKE_KEPT];
    int accepted;         /* since the gait began */
    int64_t live_from;    /* candidates before it are filled in */
    struct shape shapes[LIKE_KEPT], mean;
    int shape_count;
    double anchors[ANCHORS];
    int anchor_count;
    double contacts[ANCHORS]; /* last contact times, for the period */
    struct queue found, pending, done;
};

const struct gait_limb_settings gait_limb_defaults = {
    .shank_contact_s = -0.0164, .foot_contact_s = -0.0164, .toe_off_s = -0.025};

const char *gait_limb_fault(const struct gait_limb_settings *s)
{
    if (!(fabs(s->shank_contact_s) <= 0.05))
        return "limb: shank_contact_s must lie in -0.05 .. 0.05 s";
    if (!(fabs(s->foot_contact_s) <= 0.05))
        return "limb: foot_contact_s must lie in -0.05 .. 0.05 s";
    if (!(fabs(s->toe_off_s) <= 0.05))
        return "limb: toe_off_s must lie in -0.05 .. 0.05 s";
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
    gait_biquad_butterworth(&l->high_pass, GAIT_HIGH_PASS, 8, GAIT_GRID_HZ);
    gait_gauss_init(&l->smooth, 15, GAIT_GRID_HZ);
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
    l->accepted = 0;
    l->shape_count = 0;
    l->anchor_count = 0;
    l->pending.head = l->pending.tail = 0;
}

void gait_limb_reset(struct gait_limb *l, enum gait_segment_kind kind)
{
    l->kind = kind;
    memset(l->memory, 0, sizeof l->memory);
    gait_upright_reset(&l->upright);
    l->first = 0;
    l->now = -1;
    l->state = GAIT_STILL;
    l->found.head = l->found.tail = 0;
    l->done.head = l->done.tail = 0;
    forget_gait(l);
}

static void put(struct queue *q, const struct gait_contact *c)
{
    if (q->tail - q->head < QUEUE)
        q->item[q->tail++ % QUEUE] = *c;
}

static bool take(struct queue *q, struct gait_contact *ret)
{
    if (q->head == q->tail)
        return false;
    *ret = q->item[q->head++ % QUEUE];
    return true;
}

bool gait_limb_contact(struct gait_limb *l, struct gait_contact *ret)
{
    return take(&l->found, ret);
}

bool gait_limb_toe_off(struct gait_limb *l, struct gait_contact *ret)
{
    return take(&l->done, ret);
}

bool gait_limb_up(const struct gait_limb *l, float ret_up[3])
{
    memcpy(ret_up, l->upright.up, sizeof l->upright.up);
    return l->upright.ticks > GAIT_GRID_HZ;
}

static size_t at(int64_t tick)
{
    return (size_t)(tick & (KEPT - 1));
}

void gait_limb_gait(struct gait_limb *l, enum gait_state state, double stride_ticks, int64_t since)
{
    bool begins = l->stride == 0 && stride_ticks > 0;
    l->state = state;
    if (stride_ticks <= 0) {
        forget_gait(l);
        return;
    }
    l->stride = stride_ticks;
    if (begins) {
        int64_t oldest = l->first + LIKE_BEFORE + LIKE_LAG + 4;
        l->next = since > oldest ? since : oldest;
        l->live_from = l->now;
    }
}

/* ---- candidates ---- */

static float envelope_at(const struct gait_limb *l, int64_t tick)
{
    return l->envelope[at(tick)];
}

static bool is_largest(const struct gait_limb *l, int64_t c, int64_t from, int64_t to)
{
    float top = envelope_at(l, c);
    if (from < l->first)
        from = l->first;
    for (int64_t i = from; i <= to; i++)
        if (envelope_at(l, i) > top)
            return false;
    return true;
}

static float median_height(const struct gait_limb *l)
{
    float v[LIKE_KEPT];
    int n = l->accepted < LIKE_KEPT ? l->accepted : LIKE_KEPT;
    for (int i = 0; i < n; i++) {
        int j = i;
        for (; j > 0 && v[j - 1] > l->heights[i]; j--)
            v[j] = v[j - 1];
        v[j] = l->heights[i];
    }
    return n ? v[n / 2] : 0;
}

static bool tall_enough(const struct gait_limb *l, int64_t c, float share)
{
    float top = envelope_at(l, c);
    return top > envelope_least && top > share * median_height(l) && top >= envelope_at(l, c - 1) &&
           top > envelope_at(l, c + 1);
}

/* In phase with at least three strides before it, running: taken after a short look ahead. */
static bool is_early(const struct gait_limb *l, int64_t c)
{
    if (l->accepted < 3 || l->state != GAIT_RUN || isnan(l->last_peak))
        return false;
    double phase = (double)c - l->last_peak - l->stride;
    return fabs(phase) < 0.15 * l->stride && tall_enough(l, c, 0.5f) &&
           is_largest(l, c, c - (int64_t)(0.45 * l->stride), l->now);
}

static bool is_candidate(const struct gait_limb *l, int64_t c)
{
    return tall_enough(l, c, 0.35f) &&
           is_largest(l, c, c - (int64_t)(0.45 * l->stride), c + (int64_t)(0.45 * l->stride));
}

/* ---- contact within a candidate ---- */

static float jerk_at(const struct gait_limb *l, int64_t tick)
{
    float sum = 0;
    for (int64_t i = tick - 1; i <= tick + 1; i++) {
        const float *p = l->a[at(i + 1)], *q = l->a[at(i - 1)];
        float d[3] = {p[0] - q[0], p[1] - q[1], p[2] - q[2]};
        sum += sqrtf(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    }
    return sum;
}

/* From the peak of x back to the valley before it, then up again to `share` of the way; ticks relative to x[0]. */
static double foot_of(const float *x, int peak, double share)
{
    int low = peak;
    for (int i = peak - 1; i >= 0; i--) {
        if (x[i] < x[low])
            low = i;
        else if (x[i] > x[low] + 0.12f * (x[peak] - x[low]))
            break;
    }
    float level = x[low] + (float)share * (x[peak] - x[low]);
    for (int i = low; i < peak; i++)
        if (x[i] <= level && x[i + 1] > level)
            return i + (double)(level - x[i]) / (double)(x[i + 1] - x[i]);
    return low;
}

/* The foot of the jerk burst that belongs to the envelope's maximum at c. */
static double onset(const struct gait_limb *l, int64_t c)
{
    enum { BACK = 26, AHEAD = 3 };
    float jerk[BACK + AHEAD + 1];
    int64_t from = c - BACK;
    for (int i = 0; i <= BACK + AHEAD; i++)
        jerk[i] = jerk_at(l, from + i);
    int peak = BACK - 12;
    for (int i = peak; i <= BACK + AHEAD; i++)
        if (jerk[i] > jerk[peak])
            peak = i;
    return (double)from + foot_of(jerk, peak, 0.30);
}

static void read_shape(const struct gait_limb *l, double contact, struct shape *ret)
{
    int64_t base = (int64_t)floor(contact);
    float part = (float)(contact - (double)base);
    for (int i = 0; i < LIKE; i++) {
        const float *p = l->a[at(base - LIKE_BEFORE + i)], *q = l->a[at(base - LIKE_BEFORE + i + 1)];
        for (int k = 0; k < 3; k++)
            ret->a[i][k] = p[k] + part * (q[k] - p[k]);
    }
}

static double likeness(const struct shape *x, const struct shape *y)
{
    double xy = 0, xx = 0, yy = 0;
    for (int i = 0; i < LIKE; i++)
        for (int k = 0; k < 3; k++) {
            xy += (double)x->a[i][k] * (double)y->a[i][k];
            xx += (double)x->a[i][k] * (double)x->a[i][k];
            yy += (double)y->a[i][k] * (double)y->a[i][k];
        }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* Lag at which the mean shape fits best around `contact`; quality of the fit in *ret_quality. */
static double best_lag(const struct gait_limb *l, double contact, float *ret_quality)
{
    double fit[2 * LIKE_LAG + 1];
    int best = 0;
    for (int i = 0; i <= 2 * LIKE_LAG; i++) {
        struct shape s;
        read_shape(l, contact + i - LIKE_LAG, &s);
        fit[i] = likeness(&s, &l->mean);
        if (fit[i] > fit[best])
            best = i;
    }
    *ret_quality = (float)(fit[best] > 0 ? fit[best] : 0);
    if (best == 0 || best == 2 * LIKE_LAG)
        return best - LIKE_LAG;
    double bend = fit[best - 1] - 2 * fit[best] + fit[best + 1];
    return best - LIKE_LAG + (bend < 0 ? 0.5 * (fit[best - 1] - fit[best + 1]) / bend : 0);
}

static double median_anchor(const struct gait_limb *l)
{
    double v[ANCHORS];
    int n = l->anchor_count < ANCHORS ? l->anchor_count : ANCHORS;
    for (int i = 0; i < n; i++) {
        int j = i;
        for (; j > 0 && v[j - 1] > l->anchors[i]; j--)
            v[j] = v[j - 1];
        v[j] = l->anchors[i];
    }
    return n % 2 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

static void keep_shape(struct gait_limb *l, double aligned)
{
    read_shape(l, aligned, &l->shapes[l->shape_count++ % LIKE_KEPT]);
    int n = l->shape_count < LIKE_KEPT ? l->shape_count : LIKE_KEPT;
    memset(&l->mean, 0, sizeof l->mean);
    for (int s = 0; s < n; s++)
        for (int i = 0; i < LIKE; i++)
            for (int k = 0; k < 3; k++)
                l->mean.a[i][k] += l->shapes[s].a[i][k] / (float)n;
}

static bool is_bridged(const struct gait_limb *l, double from, double to)
{
    for (int64_t i = (int64_t)from; i <= (int64_t)to; i++)
        if (l->flags[at(i)])
            return true;
    return false;
}

/* Aligns the onset with the strides before it; the median of what single onsets differ from their alignment is kept,
 * so that one odd onset moves nothing and a stride's own timing is not smoothed away. */
static double align_contact(struct gait_limb *l, double single, float *ret_quality)
{
    double aligned = single;
    *ret_quality = 0.5f;
    if (l->shape_count > 0) {
        aligned = single + best_lag(l, single, ret_quality);
        if (*ret_quality < 0.6f)
            aligned = single;
    }
    bool whole = !is_bridged(l, aligned - LIKE_BEFORE, aligned + LIKE_AFTER);
    if (whole || l->anchor_count == 0)
        l->anchors[l->anchor_count++ % ANCHORS] = single - aligned;
    if (whole || l->shape_count == 0)
        keep_shape(l, aligned);
    return aligned + median_anchor(l);
}

static void accept(struct gait_limb *l, int64_t c)
{
    double offset_s = l->kind == GAIT_KIND_FOOT ? l->set.foot_contact_s : l->set.shank_contact_s;
    float quality;
    double contact = align_contact(l, onset(l, c), &quality) + offset_s * GAIT_GRID_HZ;
    l->heights[l->accepted++ % LIKE_KEPT] = envelope_at(l, c);
    l->last_peak = (double)c;
    struct gait_contact found = {
        .at = contact,
        .toe_off = NAN,
        .quality = quality,
        .late = c < l->live_from,
        .bridged = is_bridged(l, contact - 4, contact + 20),
    };
    put(&l->found, &found);
    put(&l->pending, &found);
}

static void judge(struct gait_limb *l)
{
    int64_t final = l->now - (int64_t)(0.45 * l->stride) - 2;
    int64_t early = l->now - (int64_t)fmax(0.08 * l->stride, LIKE_AFTER + LIKE_LAG - 8);
    if (!isnan(l->last_peak) && (double)l->next < l->last_peak + 0.55 * l->stride)
        l->next = (int64_t)ceil(l->last_peak + 0.55 * l->stride);
    for (; l->next <= final; l->next++)
        if (is_candidate(l, l->next)) {
            accept(l, l->next);
            l->next = (int64_t)ceil(l->last_peak + 0.55 * l->stride);
            return;
        }
    for (int64_t c = l->next; c <= early; c++)
        if (is_early(l, c)) {
            accept(l, c);
            return;
        }
}

/* ---- toe-off ---- */

static float vertical_at(const struct gait_limb *l, int64_t tick)
{
    float sum = 0;
    for (int k = -l->smooth.half; k <= l->smooth.half; k++)
        sum += l->smooth.tap[abs(k)] * gait_upright_vertical(&l->upright, l->a[at(tick + k)]);
    return sum / (float)GAIT_G_MS2;
}

/* How much a minimum at y[i] looks like the end of push-off: it drops far, rises again within 60 ms, and comes at a
 * likely part of the stride. */
static double toe_off_score(const float *y, int n, int i, double duty)
{
    enum { RISE = 12 };
    float top = y[i], after = y[i];
    for (int k = i - 1; k >= 0 && y[k] >= y[k + 1] - 0.02f; k--)
        top = fmaxf(top, y[k]);
    for (int k = i + 1; k < n && k <= i + RISE; k++)
        after = fmaxf(after, y[k]);
    double off = (duty - 0.35) / 0.07;
    return fmin(top - y[i], 1) + 0.5 * fmin(after - y[i], 0.3) / 0.3 - 0.5 * off * off;
}

static double find_toe_off(const struct gait_limb *l, double contact)
{
    enum { MOST = 256 };
    float y[MOST];
    double offset = l->set.toe_off_s * GAIT_GRID_HZ;
    int64_t from = (int64_t)(contact + 0.12 * l->stride), to = (int64_t)(contact + 0.50 * l->stride - offset) + 12;
    int n = (int)(to - from) + 1;
    if (n > MOST)
        return NAN;
    for (int i = 0; i < n; i++)
        y[i] = vertical_at(l, from + i);
    int best = -1;
    double best_score = -HUGE_VAL;
    for (int i = 1; i < n - 12; i++) {
        double at_off = (double)from + i + offset - contact;
        if (y[i] > y[i - 1] || y[i] >= y[i + 1] || at_off < 0.19 * l->stride)
            continue;
        double score = toe_off_score(y, n, i, at_off / l->stride);
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    if (best < 0)
        return NAN;
    double bend = (double)(y[best - 1] - 2 * y[best] + y[best + 1]);
    double shift = bend > 0 ? 0.5 * (double)(y[best - 1] - y[best + 1]) / bend : 0;
    return (double)from + best + shift + offset;
}

static void finish_toe_offs(struct gait_limb *l)
{
    while (l->pending.head != l->pending.tail) {
        struct gait_contact *c = &l->pending.item[l->pending.head % QUEUE];
        double need = c->at + 0.50 * l->stride + 12 + l->smooth.half - l->set.toe_off_s * GAIT_GRID_HZ + 2;
        if ((double)l->now < need)
            return;
        if (l->state == GAIT_RUN && c->at > (double)l->first + l->smooth.half)
            c->toe_off = find_toe_off(l, c->at);
        put(&l->done, c);
        l->pending.head++;
    }
}

/* ---- ticks in ---- */

static void store(struct gait_limb *l, const struct gait_tick *t)
{
    size_t i = at(t->index);
    bool hole = t->flags & GAIT_GRID_GAP;
    float square = 0, sum = 0;
    for (int k = 0; k < 3; k++) {
        l->a[i][k] = hole ? l->upright.mean[k] : t->a_ms2[k];
        float h = (float)gait_biquad_push(&l->high_pass, &l->memory[k], (double)l->a[i][k]);
        square += h * h;
    }
    l->square[i] = square;
    l->flags[i] = t->flags;
    for (int k = 0; k < ENVELOPE && t->index - k >= l->first; k++)
        sum += l->square[at(t->index - k)];
    l->envelope[at(t->index - ENVELOPE / 2)] = sqrtf(sum / ENVELOPE);
    l->envelope[i] = l->envelope[at(t->index - 1)] = 0;
}

void gait_limb_push(struct gait_limb *l, const struct gait_tick *t)
{
    if (l->now < l->first)
        l->first = t->index;
    l->now = t->index;
    if (l->now - l->first >= KEPT)
        l->first = l->now - KEPT + 1;
    store(l, t);
    if (!(t->flags & GAIT_GRID_GAP))
        gait_upright_push(&l->upright, t->a_ms2);
    if (l->stride <= 0)
        return;
    judge(l);
    finish_toe_offs(l);
}
