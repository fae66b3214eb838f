/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/clock.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS_MAX = 601 };

static const double bucket_s = 1;
static const double settle_s = 2; /* of a stretch, in which the offset may move fast */
static const double settle_rate = 0.5, slew_rate = 0.002;
static const double patience_s = 5;   /* all late for this long: the device clock stood still */
static const double least_span_s = 8; /* no skew is believed from less */
static const int least_points = 2;    /* nor any uncertainty */
static const double step_s = 0.02;    /* a smaller step is slewed */
static const int step_points = 4;     /* nor is a step seen before so many seconds */
static const double part_s = 0.5;     /* a step back: the least late of each such part, */
static const int parts = 5;           /* of so many in a row, are alike */
static const double alike_s = 0.005, alike_share = 0.05;
static const double tight = 0.25;     /* and this much larger is the step than what was before */

/* The least-delayed arrival of one second: x is device time, y arrival - device time, both since
 * the stretch began, s. */
struct point {
    double x, y;
};

/* Arrivals that have all been late since from_ns. */
struct trail {
    bool open;
    int part;
    int64_t from_ns, from_device_ns;
    double least, low, high; /* s: of this part; of the parts before it */
};

struct gait_clock {
    struct gait_clock_settings set;
    int buckets; /* of the window */
    struct point point[BUCKETS_MAX], hull[BUCKETS_MAX];
    int count;         /* points put so far */
    struct point open; /* the second that is going on */
    bool has_stretch, has_open, has_time, is_late, restarts;
    int64_t device0_ns, difference0_ns; /* of the stretch's first sample */
    int64_t device_ns, local_ns;        /* of the last one */
    int64_t arrival_ns;                 /* of the last one */
    int64_t late_ns;                    /* arrival since which all comes late */
    struct trail trail;
    double learned_slope; /* of the stretch before: the device has the same quartz */
    double offset_s, slope;             /* the line: y = offset_s + slope x */
    double used_s;                      /* offset in use, slewed towards the line */
    double offset_sd_s, slope_sd, delay_s;
    uint32_t jumps;
};

const struct gait_clock_settings gait_clock_defaults = {
    .window_s = 60, .skew_max_ppm = 1000, .jump_s = 1};

const char *gait_clock_fault(const struct gait_clock_settings *s)
{
    if (!(s->window_s >= 2 && s->window_s <= 600))
        return "clock: window_s must lie in 2 .. 600 s";
    if (!(s->skew_max_ppm >= 0 && s->skew_max_ppm <= 5000))
        return "clock: skew_max_ppm must lie in 0 .. 5000 ppm";
    if (!(s->jump_s >= 0.05 && s->jump_s <= 60))
        return "clock: jump_s must lie in 0.05 .. 60 s";
    return NULL;
}

struct gait_clock *gait_clock_new(const struct gait_clock_settings *s)
{
    if (gait_clock_fault(s))
        return NULL;
    struct gait_clock *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->set = *s;
    c->buckets = (int)ceil(s->window_s / bucket_s);
    return c;
}

void gait_clock_free(struct gait_clock *c)
{
    free(c);
}

void gait_clock_reset(struct gait_clock *c)
{
    struct gait_clock_settings set = c->set;
    int buckets = c->buckets;
    memset(c, 0, sizeof *c);
    c->set = set;
    c->buckets = buckets;
}

void gait_clock_restart(struct gait_clock *c)
{
    c->restarts = c->has_stretch;
}

uint32_t gait_clock_jumps(const struct gait_clock *c)
{
    return c->jumps;
}

struct gait_clock_state gait_clock_state(const struct gait_clock *c)
{
    bool judged = c->count >= least_points;
    return (struct gait_clock_state){
        .skew_ppm = -1e6 * c->slope,
        .skew_sd_ppm = judged ? 1e6 * c->slope_sd : NAN,
        .offset_sd_s = judged ? c->offset_sd_s : (double)INFINITY,
        .delay_s = judged ? c->delay_s : NAN,
        .has_device_time = c->has_stretch,
        .by_arrival = true,
    };
}

static void begin_stretch(struct gait_clock *c, int64_t device_ns, int64_t arrival_ns)
{
    c->jumps += c->has_stretch;
    c->has_stretch = true;
    c->has_open = c->is_late = c->restarts = false;
    c->count = 0;
    c->device0_ns = device_ns;
    c->difference0_ns = arrival_ns - device_ns;
    c->offset_s = c->used_s = 0;
    c->trail.open = false;
    c->learned_slope = c->slope;
    c->offset_sd_s = c->slope_sd = 0;
    c->device_ns = device_ns;
}

/* ---- the lower envelope ---- */

/* Points in order of x, oldest first, into c->hull; returns how many. */
static int copy_points(struct gait_clock *c)
{
    int n = c->count < c->buckets ? c->count : c->buckets;
    for (int i = 0; i < n; i++)
        c->hull[i] = c->point[(c->count - n + i) % c->buckets];
    return n;
}

static bool turns_down(const struct point *a, const struct point *b, const struct point *c)
{
    return (b->x - a->x) * (c->y - a->y) <= (b->y - a->y) * (c->x - a->x);
}

/* Keeps of the n points only the lower convex hull (Andrew's monotone chain). */
static int keep_hull(struct point *p, int n)
{
    int kept = 0;
    for (int i = 0; i < n; i++) {
        while (kept >= 2 && turns_down(&p[kept - 2], &p[kept - 1], &p[i]))
            kept--;
        p[kept++] = p[i];
    }
    return kept;
}

/* How far the seconds' best lie above the line: what the line does not explain, and so its
 * uncertainty. */
static void judge_line(struct gait_clock *c, int n, double span)
{
    double squares = 0, sum = 0;
    for (int i = 0; i < n; i++) {
        const struct point *p = &c->point[(c->count - n + i) % c->buckets];
        double above = p->y - c->offset_s - c->slope * p->x;
        squares += above * above;
        sum += above;
    }
    double rms = sqrt(squares / n);
    c->delay_s = sum / n;
    c->offset_sd_s = rms / sqrt(n);
    c->slope_sd = span >= least_span_s ? 3.5 * rms / (span * sqrt(n)) : NAN;
}

static void fit_line(struct gait_clock *c)
{
    int n = copy_points(c);
    double span = c->hull[n - 1].x - c->hull[0].x, middle = 0.5 * (c->hull[n - 1].x + c->hull[0].x);
    int kept = keep_hull(c->hull, n), edge = 0;
    while (edge + 2 < kept && c->hull[edge + 1].x < middle)
        edge++;
    const struct point *a = &c->hull[edge], *b = kept > 1 ? a + 1 : a;
    double most = 1e-6 * c->set.skew_max_ppm, slope = c->learned_slope;
    if (span >= least_span_s && b->x > a->x)
        slope = fmax(-most, fmin(most, (b->y - a->y) / (b->x - a->x)));
    c->slope = slope;
    c->offset_s = a->y - slope * a->x;
    for (int i = 0; i < kept; i++)
        c->offset_s = fmin(c->offset_s, c->hull[i].y - slope * c->hull[i].x);
    judge_line(c, n, span);
}

static void take_point(struct gait_clock *c, double x, double y)
{
    if (c->has_open && x - c->open.x >= bucket_s) {
        c->point[c->count++ % c->buckets] = c->open;
        if (c->count >= 2 * BUCKETS_MAX * c->buckets) /* stays far from overflow, keeps the order */
            c->count -= BUCKETS_MAX * c->buckets;
        fit_line(c);
        c->has_open = false;
    }
    if (!c->has_open || y < c->open.y) {
        c->open.x = c->has_open ? c->open.x : x;
        c->open.y = y;
        c->has_open = true;
    }
}

/* ---- the mapping ---- */

/* The device's clock went ahead: a sample arrives before any could, just after a step of its tags
 * that arrivals did not make. A network that became quicker makes no such step, and local time must
 * not go back. */
static bool went_ahead(const struct gait_clock *c, int64_t device_ns, int64_t arrival_ns,
                       double late)
{
    double step = (double)(device_ns - c->device_ns - (arrival_ns - c->arrival_ns)) * 1e-9;
    return c->count >= step_points && late < -step_s && step > step_s && arrival_ns > c->local_ns;
}

static bool is_steady(const struct gait_clock *c, const struct trail *t, int64_t device_ns)
{
    double seconds = (double)(device_ns - t->from_device_ns) * 1e-9;
    return c->count >= step_points && t->high - t->low < alike_s + alike_share * t->low &&
           c->delay_s < tight * t->low && seconds > (parts - 1) * part_s;
}

/* The device's clock went back or stood still: all has been late by the same amount for 2.5 s,
 * other than after a stall, which a burst makes up for, or in a queue, whose length changes. */
static bool fell_behind(struct gait_clock *c, int64_t device_ns, int64_t arrival_ns, double late)
{
    struct trail *t = &c->trail;
    int part = t->open ? (int)fmin((double)(arrival_ns - t->from_ns) * 1e-9 / part_s, parts) : 0;
    if (late < step_s) {
        t->open = false;
        return false;
    }
    if (!t->open || part > t->part + 1) {
        *t = (struct trail){true, 0, arrival_ns, device_ns, late, INFINITY, 0};
        return false;
    }
    if (part > t->part) {
        t->low = fmin(t->low, t->least);
        t->high = fmax(t->high, t->least);
        t->least = INFINITY;
        t->part = part;
    }
    t->least = fmin(t->least, late);
    if (part < parts)
        return false;
    t->open = false;
    return is_steady(c, t, device_ns);
}

/* The device clock is no longer the one that was learned. */
static bool has_jumped(struct gait_clock *c, int64_t device_ns, int64_t arrival_ns, double x,
                       double y)
{
    double late = y - c->offset_s - c->slope * x;
    if (late < -c->set.jump_s || (double)(c->device_ns - device_ns) * 1e-9 > c->set.jump_s)
        return true;
    if (went_ahead(c, device_ns, arrival_ns, late) || fell_behind(c, device_ns, arrival_ns, late))
        return true;
    if (late <= c->set.jump_s) {
        c->is_late = false;
        return false;
    }
    if (!c->is_late)
        c->late_ns = arrival_ns;
    c->is_late = true;
    return (double)(arrival_ns - c->late_ns) * 1e-9 > patience_s;
}

static double slewed(const struct gait_clock *c, double wanted, double elapsed, double x)
{
    double most = (x < settle_s ? settle_rate : slew_rate) * fmax(elapsed, 0);
    return c->used_s + fmax(-most, fmin(most, wanted - c->used_s));
}

int64_t gait_clock_local(struct gait_clock *c, int64_t device_ns, int64_t arrival_ns)
{
    if (device_ns == GAIT_NO_TIME)
        return arrival_ns;
    if (!c->has_stretch)
        begin_stretch(c, device_ns, arrival_ns);
    double x = (double)(device_ns - c->device0_ns) * 1e-9;
    double y = (double)(arrival_ns - device_ns - c->difference0_ns) * 1e-9;
    if (c->restarts || has_jumped(c, device_ns, arrival_ns, x, y)) {
        begin_stretch(c, device_ns, arrival_ns);
        x = y = 0;
    }
    take_point(c, x, y);
    if (c->count == 0)
        c->offset_s = fmin(c->offset_s, y);
    double wanted = fmin(c->offset_s + c->slope * x, y);
    c->used_s = slewed(c, wanted, (double)(device_ns - c->device_ns) * 1e-9, x);
    int64_t local = device_ns + c->difference0_ns + llround(c->used_s * 1e9);
    if (c->has_time && device_ns > c->device_ns && local <= c->local_ns)
        local = c->local_ns + 1;
    if (!c->has_time || local > c->local_ns)
        c->local_ns = local;
    c->has_time = true;
    c->arrival_ns = arrival_ns;
    if (device_ns > c->device_ns)
        c->device_ns = device_ns;
    return local;
}
