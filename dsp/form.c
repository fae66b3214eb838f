/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/drift.h>
#include <gait/form.h>
#include <gait/student.h>
#include <gait/trend.h>
#include <gait/verdict.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STRIDES_MIN = 20,         /* fewer make no block */
    BACK = GAIT_SURFACES_MAX, /* blocks that may still be open: strides are in no strict order */
    LEGS = 3,                 /* as enum gait_side: none, left, right */
};

static const int64_t minute_ns = 60000000000;
static const int64_t longest_ns = INT64_C(60000000000) << 12; /* of a block: three days */

struct sum {
    uint32_t n;
    double value;
};

struct cell {
    int64_t index; /* since the start, in lengths of a block */
    int surface;
    uint32_t n;
    double t_s;
    struct sum of[GAIT_FORM_TAKEN][LEGS];
};

struct gait_form {
    bool started;
    int64_t start_ns, length_ns;
    int surfaces, n;
    char surface[GAIT_SURFACES_MAX][GAIT_NAME_MAX];
    uint32_t strides[GAIT_FORM_TAKEN][LEGS], clipped[GAIT_FORM_TAKEN][LEGS];
    double newest_s[GAIT_FORM_TAKEN][LEGS]; /* since the start */
    struct cell cell[GAIT_TREND_BLOCKS];
};

struct gait_form *gait_form_new(void)
{
    struct gait_form *f = calloc(1, sizeof *f);
    if (f)
        gait_form_reset(f);
    return f;
}

void gait_form_free(struct gait_form *f)
{
    free(f);
}

void gait_form_reset(struct gait_form *f)
{
    memset(f, 0, sizeof *f);
    f->length_ns = minute_ns;
}

/* ---- blocks ---- */

static int surface_of(struct gait_form *f, const char *name)
{
    for (int i = 0; i < f->surfaces; i++)
        if (strncmp(f->surface[i], name, GAIT_NAME_MAX - 1) == 0)
            return i;
    if (f->surfaces == GAIT_SURFACES_MAX)
        return -1;
    gait_name_copy(f->surface[f->surfaces], name);
    return f->surfaces++;
}

static struct cell *cell_at(struct gait_form *f, int64_t index, int surface)
{
    for (int i = f->n - 1; i >= 0 && i >= f->n - BACK; i--)
        if (f->cell[i].index == index && f->cell[i].surface == surface)
            return &f->cell[i];
    if (f->n == GAIT_TREND_BLOCKS)
        return NULL;
    f->cell[f->n] = (struct cell){.index = index, .surface = surface};
    return &f->cell[f->n++];
}

static void join_pairs(struct gait_form *f)
{
    int n = f->n;
    f->n = 0;
    f->length_ns *= 2;
    for (int i = 0; i < n; i++) {
        struct cell from = f->cell[i], *to = cell_at(f, from.index / 2, from.surface);
        to->n += from.n;
        to->t_s += from.t_s;
        for (int k = 0; k < GAIT_FORM_TAKEN * LEGS; k++) {
            to->of[k / LEGS][k % LEGS].n += from.of[k / LEGS][k % LEGS].n;
            to->of[k / LEGS][k % LEGS].value += from.of[k / LEGS][k % LEGS].value;
        }
    }
}

void gait_form_add(struct gait_form *f, int64_t t_ns, const char *surface,
                   enum gait_form_figure figure, enum gait_side side, double value, bool clipped)
{
    int where = surface_of(f, surface);
    if (!isfinite(value) || where < 0)
        return;
    if (!f->started)
        f->start_ns = t_ns;
    f->started = true;
    int64_t since = t_ns > f->start_ns ? t_ns - f->start_ns : 0;
    struct cell *c = cell_at(f, since / f->length_ns, where);
    while (!c && f->length_ns < longest_ns) {
        join_pairs(f);
        c = cell_at(f, since / f->length_ns, where);
    }
    if (!c)
        return;
    f->strides[figure][side]++;
    f->clipped[figure][side] += clipped;
    f->newest_s[figure][side] = (double)since * 1e-9;
    c->n++;
    c->t_s += (double)since * 1e-9;
    c->of[figure][side].n++;
    c->of[figure][side].value += value;
}

/* ---- results ---- */

struct blocks {
    int n;
    uint32_t strides;
    double share_clipped, newest_s;
    struct gait_trend_block block[GAIT_TREND_BLOCKS];
};

static bool is_full(const struct sum *s)
{
    return s->n >= STRIDES_MIN;
}

static double mean(const struct sum *s)
{
    return s->value / s->n;
}

static double share_clipped(const struct gait_form *f, int figure, int leg)
{
    return (double)f->clipped[figure][leg] / fmax(1, f->strides[figure][leg]);
}

static void take_leg(const struct gait_form *f, int figure, struct blocks *ret)
{
    int leg = GAIT_SIDE_NONE;
    for (int i = 1; i < LEGS; i++)
        if (f->strides[figure][i] > f->strides[figure][leg])
            leg = i;
    ret->share_clipped = share_clipped(f, figure, leg);
    ret->newest_s = f->newest_s[figure][leg];
    for (int i = 0; i < f->n; i++) {
        const struct cell *c = &f->cell[i];
        const struct sum *s = &c->of[figure][leg];
        if (!is_full(s))
            continue;
        ret->block[ret->n++] = (struct gait_trend_block){c->t_s / c->n, mean(s), c->surface};
        ret->strides += s->n;
    }
}

static void take_sides(const struct gait_form *f, int figure, struct blocks *ret)
{
    ret->share_clipped =
        fmax(share_clipped(f, figure, GAIT_SIDE_LEFT), share_clipped(f, figure, GAIT_SIDE_RIGHT));
    ret->newest_s =
        fmin(f->newest_s[figure][GAIT_SIDE_LEFT], f->newest_s[figure][GAIT_SIDE_RIGHT]);
    for (int i = 0; i < f->n; i++) {
        const struct cell *c = &f->cell[i];
        const struct sum *l = &c->of[figure][GAIT_SIDE_LEFT];
        const struct sum *r = &c->of[figure][GAIT_SIDE_RIGHT];
        if (!is_full(l) || !is_full(r))
            continue;
        double index = 200 * (mean(l) - mean(r)) / (mean(l) + mean(r));
        ret->block[ret->n++] = (struct gait_trend_block){c->t_s / c->n, index, c->surface};
        ret->strides += l->n + r->n;
    }
}

/* The first block's middle is as early as can be told: the start. */
static double minute(const struct gait_trend_block *first, double at_s)
{
    return at_s > first->t_s ? at_s / 60 : 0;
}

static void judge(const struct blocks *b, const struct gait_trend *line,
                  struct gait_form_result *ret)
{
    struct gait_trend_since since;
    struct gait_trend_change by = gait_trend_change(line, b->newest_s);
    ret->start = line->start;
    ret->change = by.change;
    ret->low = by.low;
    ret->high = by.high;
    ret->sure = by.sure;
    if (!ret->sure || !gait_trend_since(b->block, b->n, &since))
        return;
    ret->since_min = minute(&b->block[0], since.at_s);
    ret->since_low_min = minute(&b->block[0], since.low_s);
    ret->since_high_min = minute(&b->block[0], since.high_s);
}

bool gait_form_result(const struct gait_form *f, enum gait_form_figure figure,
                      struct gait_form_result *ret)
{
    struct blocks b = {0};
    struct gait_trend line;
    struct gait_trend_mean level;
    if (figure < GAIT_FORM_TAKEN)
        take_leg(f, figure, &b);
    else
        take_sides(f, figure == GAIT_FORM_PEAK_SIDES ? GAIT_FORM_PEAK : GAIT_FORM_CONTACT, &b);
    double minutes = b.n * (double)f->length_ns / (double)minute_ns;
    if (minutes < GAIT_DRIFT_MINUTES || !gait_trend_line(b.block, b.n, &line) ||
        !gait_trend_mean(b.block, b.n, &level))
        return false;
    double reach = gait_student_quantile(0.975, level.freedom) * level.error;
    *ret = (struct gait_form_result){.n = b.strides,
                                     .minutes = (int)minutes,
                                     .mean = level.mean,
                                     .mean_low = level.mean - reach,
                                     .mean_high = level.mean + reach,
                                     .start = NAN,
                                     .change = NAN,
                                     .low = NAN,
                                     .high = NAN,
                                     .clipped = b.share_clipped > GAIT_VERDICT_CLIPPED,
                                     .since_min = NAN,
                                     .since_low_min = NAN,
                                     .since_high_min = NAN};
    if (!ret->clipped)
        judge(&b, &line, ret);
    return true;
}
