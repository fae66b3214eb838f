/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/anchor.h>
#include <gait/onset.h>

#include <math.h>
#include <string.h>

enum {
    OFFSETS = 9, /* single onsets in the median */
    ONSET_BEFORE = 10,
    ONSET_AFTER = 5, /* ticks that single onset depends on */
    PEAK_AFTER = 20, /* ticks after an onset in which a hole may take its peak away */
    LIGHT = 16,      /* ticks before the onset in which the leg is looked for unloaded: 80 ms */
    SETTLED = GAIT_SHAPES_KEPT + 2, /* strides until the first, which is taken twice, is forgotten */
};

/* Unloaded so shortly before the onset, it met the ground there; so long before, a soft landing
 * came first. Ticks. */
static const double taught_by = 0.75, bridges_below = 0.5;
static const double at_once = 1.15, long_before = 4;

/* Likeness below which a stride is not aligned with those before it, and not told early. */
static const float alike = 0.6f, alike_early = 0.75f;

/* Share of the offset by which a stride is kept nearer to its onset: strides aligned with each
 * other alone creep away from it, by a tick or more in a thousand. */
static const double pull = 0.05;

void gait_anchor_clear(struct gait_anchor *a)
{
    gait_shapes_clear(&a->shapes);
    gait_median_clear(&a->offset, OFFSETS);
}

double gait_anchor_onset(const struct gait_trail *t, int64_t c)
{
    float a[GAIT_ONSET_TICKS][3];
    gait_trail_read(t, (double)(c - GAIT_ONSET_BEFORE), GAIT_ONSET_TICKS, a);
    return (double)(c - GAIT_ONSET_BEFORE) + gait_onset_find(a);
}

/* The ticks before a candidate that its onset is found in. */
static bool is_hidden(const struct gait_trail *t, double single, int64_t c)
{
    return gait_trail_is_gap(t, single - ONSET_BEFORE, (double)c);
}

static void read_shape(const struct gait_trail *t, double onset, struct gait_shape *ret)
{
    gait_trail_read(t, onset - GAIT_SHAPE_BEFORE, GAIT_SHAPE_TICKS, ret->a);
    gait_trail_measured(t, onset - GAIT_SHAPE_BEFORE, GAIT_SHAPE_TICKS, ret->measured);
}

/* Where too little is left of a stride, its bridged ticks count too; those of a gap and those to
 * come never. */
static void fill_bridges(const struct gait_trail *t, double onset, struct gait_shape *s)
{
    double from = onset - GAIT_SHAPE_BEFORE;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        s->measured[i] =
            from + i + 1 <= (double)t->now && !gait_trail_is_gap(t, from + i, from + i + 1);
}

double gait_anchor_align(const struct gait_anchor *a, const struct gait_trail *t, double single,
                         float *ret_quality)
{
    enum { SPAN = GAIT_SHAPE_TICKS + 2 * GAIT_SHAPE_LAG };
    double fit[2 * GAIT_SHAPE_LAG + 1], from = single - GAIT_SHAPE_LAG - GAIT_SHAPE_BEFORE;
    float around[SPAN][3];
    bool measured[SPAN];
    struct gait_shape s;
    *ret_quality = 0.5f;
    if (a->shapes.count == 0)
        return single;
    gait_trail_read(t, from, SPAN, around);
    gait_trail_measured(t, from, SPAN, measured);
    for (int i = 0; i <= 2 * GAIT_SHAPE_LAG; i++) {
        memcpy(s.a, around + i, sizeof s.a);
        memcpy(s.measured, measured + i, sizeof s.measured);
        if (gait_shape_measured(&s) < bridges_below)
            fill_bridges(t, single + i - GAIT_SHAPE_LAG, &s);
        fit[i] = gait_shapes_likeness(&a->shapes, &s);
    }
    return single + gait_shape_peak(fit, ret_quality);
}

/* What a hole hides at the candidate is looked for where it is expected. */
static void look_into_hole(const struct gait_anchor *a, const struct gait_trail *t, double expected,
                           struct gait_landing *land)
{
    float quality;
    double aligned = gait_anchor_align(a, t, expected, &quality);
    if (quality < alike || quality <= land->quality)
        return;
    *land = (struct gait_landing){
        .single = NAN, .aligned = aligned, .quality = quality, .in_hole = true};
}

bool gait_anchor_place(const struct gait_anchor *a, const struct gait_trail *t, int64_t c,
                       double expected, bool early, struct gait_landing *ret)
{
    double single = gait_anchor_onset(t, c);
    bool hidden = is_hidden(t, single, c);
    bool hole = !isnan(expected) &&
                gait_trail_is_bridged(t, expected - ONSET_BEFORE, expected + PEAK_AFTER);
    *ret = (struct gait_landing){.single = hidden ? NAN : single};
    ret->aligned = gait_anchor_align(a, t, single, &ret->quality);
    if (a->shapes.count == 0)
        return !hidden;
    if (hole && (hidden || fabs(single - expected) > GAIT_SHAPE_LAG))
        look_into_hole(a, t, expected, ret);
    if (early)
        return ret->quality >= alike_early && !hidden;
    if (ret->quality >= alike)
        return !hidden || fabs(ret->aligned - expected) <= 2 * GAIT_SHAPE_LAG;
    ret->aligned = single;
    ret->odd = true;
    return !hidden && !(hole && fabs(single - expected) > 2 * GAIT_SHAPE_LAG);
}

/* The first stride, often from standing still, looks like none after it: until it is forgotten,
 * less of a stride will do. */
static bool teaches(const struct gait_anchor *a, const struct gait_shape *s)
{
    double least = a->shapes.count < SETTLED ? bridges_below : taught_by;
    return a->shapes.count == 0 || gait_shape_measured(s) >= least;
}

double gait_anchor_put(struct gait_anchor *a, const struct gait_trail *t, double single,
                       double aligned)
{
    struct gait_shape s;
    double kept = aligned + pull * (a->offset.count ? gait_median_now(&a->offset) : 0);
    read_shape(t, kept, &s);
    bool seen = !gait_trail_is_bridged(t, aligned - ONSET_BEFORE, aligned + ONSET_AFTER);
    if (!isnan(single) && (seen || a->offset.count < OFFSETS))
        gait_median_put(&a->offset, single - aligned);
    if (a->shapes.count == 0 && gait_shape_measured(&s) < bridges_below)
        fill_bridges(t, kept, &s);
    if (teaches(a, &s))
        gait_shapes_put(&a->shapes, &s);
    return aligned + gait_median_now(&a->offset);
}

void gait_anchor_begin(struct gait_anchor *a, const struct gait_trail *t, int64_t c)
{
    double single = gait_anchor_onset(t, c);
    if (!is_hidden(t, single, c))
        gait_anchor_put(a, t, single, single);
}

static float size_of(const float v[3])
{
    return sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* How long before the onset, in ticks, the leg of the mean shape was unloaded: the mean of the last
 * 80 ms, each tick by how far its resultant lies below the middle between least and greatest. */
static double light_of(const struct gait_anchor *a)
{
    float size[LIGHT + 1], least = HUGE_VALF, most = 0;
    double lag = fmax(-GAIT_SHAPE_LAG, fmin(gait_median_now(&a->offset), GAIT_SHAPE_LAG));
    int whole = (int)floor(lag);
    float part = (float)(lag - whole);
    for (int i = 0; i <= LIGHT; i++) {
        const float(*v)[3] = a->shapes.mean.a + GAIT_SHAPE_BEFORE + whole - i;
        size[i] = size_of(v[0]) + part * (size_of(v[1]) - size_of(v[0]));
        least = fminf(least, size[i]);
        most = fmaxf(most, size[i]);
    }
    double sum = 0, weights = 0;
    for (int i = 0; i <= LIGHT; i++) {
        double weight = fmax(0, 0.5 * (double)(least + most) - (double)size[i]);
        sum += weight * i;
        weights += weight;
    }
    return weights > 0 ? sum / weights : LIGHT;
}

double gait_anchor_soft(const struct gait_anchor *a)
{
    double share = (light_of(a) - at_once) / (long_before - at_once);
    return fmax(0, fmin(share, 1));
}
