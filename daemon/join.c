/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/join.h"

#include <string.h>

#define STEADY 8

void join_init(struct join *j)
{
    memset(j, 0, sizeof *j);
    j->whole_ns = GAIT_NO_TIME;
    axes_init(&j->axes[0]);
    axes_init(&j->axes[1]);
}

int64_t join_apart(int64_t a_ns, int64_t b_ns, int64_t wrap_ns)
{
    int64_t d = a_ns - b_ns;
    if (wrap_ns <= 0)
        return d;
    d %= wrap_ns;
    return d > wrap_ns / 2 ? d - wrap_ns : d < -(wrap_ns / 2) ? d + wrap_ns : d;
}

static bool both_timed(const struct join_from *a, const struct join_from *b)
{
    return a->device_ns != GAIT_NO_TIME && b->device_ns != GAIT_NO_TIME;
}

/* From the part to the acceleration, by the better of the two clocks. */
static int64_t apart(const struct join_from *a, const struct join_from *part)
{
    return both_timed(a, part) ? join_apart(a->device_ns, part->device_ns, a->wrap_ns)
                               : a->now_ns - part->now_ns;
}

static uint64_t oldest(const struct join_beside *b)
{
    return b->n > JOIN_KEPT ? b->n - JOIN_KEPT : 0;
}

static bool learned(const struct join_beside *b)
{
    return b->follows >= STEADY || (b->turns >= STEADY && 1.5 * b->after_ns < b->before_ns);
}

/* The part that belongs to an acceleration for certain, or NULL. */
static struct join_part *own(struct join_beside *b, const struct join_from *a)
{
    for (uint64_t i = oldest(b); i < b->n; i++) {
        struct join_part *p = &b->part[i % JOIN_KEPT];
        bool timed = both_timed(a, &p->from);
        bool later = p->from.datagram > a->datagram && learned(b);
        if (!p->taken && (timed ? p->from.device_ns == a->device_ns
                                : p->from.datagram == a->datagram || later))
            return p;
    }
    return NULL;
}

/* The one nearest in time, or without device times the newest, within most_ns; or NULL. */
static struct join_part *nearest(struct join_beside *b, const struct join_from *a, int64_t most_ns)
{
    struct join_part *best = NULL;
    for (uint64_t i = b->n; i > oldest(b); i--) {
        struct join_part *p = &b->part[(i - 1) % JOIN_KEPT];
        int64_t d = apart(a, &p->from);
        d = d < 0 ? -d : d;
        if (d > most_ns || a->now_ns - p->from.now_ns > JOIN_GRAVITY_NS ||
            (best && !both_timed(a, &p->from)))
            continue;
        best = p;
        most_ns = d - (d > 0);
    }
    return best;
}

/* ---- parts in ---- */

static void put_beside(struct join *j, struct join_beside *b, const float x[3], uint8_t axes,
                       const struct join_from *from)
{
    struct join_part *p = &b->part[b->n++ % JOIN_KEPT];
    *p = (struct join_part){.from = *from};
    memcpy(p->x, x, sizeof p->x);
    b->axes = axes;
    const struct join_from *a = j->n ? &j->waiting[j->n - 1].is.from : &j->gone;
    for (int i = 0; i < j->n; i++)
        if (both_timed(&j->waiting[i].is.from, from) &&
            j->waiting[i].is.from.device_ns == from->device_ns)
            a = &j->waiting[i].is.from;
    if (a->datagram == 0 || a->datagram == from->datagram)
        return;
    if (both_timed(a, from)) {
        if (a->device_ns == from->device_ns)
            b->follows += b->follows < 2 * STEADY;
    } else {
        double wait = (double)(from->now_ns - a->now_ns);
        b->after_ns += (wait - b->after_ns) / (b->turns < STEADY ? b->turns + 1 : STEADY);
        b->turns += b->turns < STEADY;
    }
}

/* How long after the newest part an acceleration comes, and whether its own came before. */
static void learn_lead(struct join_beside *b, const struct join_from *a)
{
    if (b->n == 0)
        return;
    const struct join_from *p = &b->part[(b->n - 1) % JOIN_KEPT].from;
    if (p->datagram == a->datagram)
        return;
    if (both_timed(a, p)) {
        if (p->device_ns == a->device_ns)
            b->follows = 0;
    } else {
        double wait = (double)(a->now_ns - p->now_ns);
        b->before_ns += (wait - b->before_ns) / (b->turns < STEADY ? b->turns + 1 : STEADY);
    }
}

static void put_sample(struct join *j, const struct join_waiting *x)
{
    learn_lead(&j->rate, &x->is.from);
    if (x->linear)
        learn_lead(&j->gravity, &x->is.from);
    if (j->n < JOIN_KEPT + DECODE_SAMPLES_MAX)
        j->waiting[j->n++] = *x;
}

static void put_samples(struct join *j, const struct decode_sample *x, uint8_t axes,
                        const struct join_from *from)
{
    struct join_waiting s = {.is.from = *from, .linear = x->parts & DECODE_LINEAR};
    for (int i = 0; i < x->count; i++) {
        s.is.after = (uint8_t)(x->count - 1 - i);
        s.is.from.device_ns = s.is.after ? GAIT_NO_TIME : from->device_ns;
        s.is.axes = axes;
        s.whole = !s.is.after && x->parts & DECODE_W;
        memcpy(s.is.a, x->a[i], sizeof s.is.a);
        if (s.whole) {
            memcpy(s.is.w, x->w, sizeof s.is.w);
            s.is.axes |= 0x38;
        }
        put_sample(j, &s);
    }
}

static bool is_again(struct join *j, const struct decode_sample *x)
{
    int which = x->parts & DECODE_W ? 1 : 0;
    const float *now = which ? x->w : x->a[0];
    bool same = j->heard[which] && memcmp(j->again[which], now, sizeof j->again[which]) == 0;
    memcpy(j->again[which], now, sizeof j->again[which]);
    j->heard[which] = true;
    return same;
}

static void take_axis(struct join *j, const struct decode_sample *x, const struct join_from *from)
{
    bool w = x->parts & DECODE_W;
    struct axes *s = &j->axes[w];
    enum axes_result is =
        axes_take(s, x->axis, w ? x->w[x->axis] : x->a[0][x->axis], from->now_ns);
    j->broken += is == AXES_BROKEN;
    if (is != AXES_WHOLE)
        return;
    struct decode_sample whole = {.parts = x->parts, .count = 1};
    memcpy(whole.a[0], s->x, sizeof s->x);
    if (w)
        put_beside(j, &j->rate, s->x, (uint8_t)(s->known << 3), from);
    else
        put_samples(j, &whole, s->known, from);
}

static void drop_linear(struct join *j)
{
    int kept = 0;
    for (int i = 0; i < j->n; i++)
        if (!j->waiting[i].linear)
            j->waiting[kept++] = j->waiting[i];
    j->n = kept;
}

bool join_take(struct join *j, const struct decode_sample *x, const struct join_from *from,
               int64_t period_ns)
{
    j->open = from->datagram;
    j->flushing = false;
    j->now_ns = from->now_ns;
    j->period_ns = period_ns;
    if (x->repeats && is_again(j, x)) {
        if (x->parts & DECODE_W && j->rate.n)
            j->rate.part[(j->rate.n - 1) % JOIN_KEPT].from.now_ns = from->now_ns;
        return false;
    }
    if (x->parts & DECODE_A) {
        if (j->whole_ns == GAIT_NO_TIME)
            drop_linear(j);
        j->whole_ns = from->now_ns;
    } else if (x->parts & DECODE_LINEAR && j->whole_ns != GAIT_NO_TIME &&
               from->now_ns - j->whole_ns < JOIN_GRAVITY_NS) {
        return true;
    }
    if (x->axis < DECODE_ALL_AXES)
        take_axis(j, x, from);
    else if (x->parts & (DECODE_A | DECODE_LINEAR))
        put_samples(j, x, 0x07, from);
    else if (x->parts & DECODE_GRAVITY)
        put_beside(j, &j->gravity, x->a[0], 0x07, from);
    else if (x->parts & DECODE_W)
        put_beside(j, &j->rate, x->w, 0x38, from);
    return true;
}

bool join_straight(struct join *j, const struct decode_sample *x, const struct join_from *from,
                   int64_t period_ns, struct join_sample *ret)
{
    if (j->n || x->parts != (DECODE_A | DECODE_W) || x->count != 1 || x->repeats ||
        x->axis != DECODE_ALL_AXES)
        return false;
    j->open = from->datagram;
    j->flushing = false;
    j->now_ns = j->whole_ns = from->now_ns;
    j->period_ns = period_ns;
    learn_lead(&j->rate, from);
    j->gone = *from;
    ret->from = *from;
    memcpy(ret->a, x->a[0], sizeof ret->a);
    memcpy(ret->w, x->w, sizeof ret->w);
    ret->axes = 0x3f;
    ret->after = 0;
    return true;
}

/* ---- samples out ---- */

/* Whether more of this sample may come: in its own datagram, or where that is the order, in the
 * next. */
static bool may_come(const struct join *j, const struct join_beside *b, int at, int64_t now_ns)
{
    const struct join_from *a = &j->waiting[at].is.from;
    if (j->waiting[at].is.after || j->flushing)
        return false;
    if (j->open == a->datagram)
        return true;
    if (now_ns - a->now_ns >= JOIN_HOLD_NS || !learned(b))
        return false;
    if (b->follows < STEADY)
        return at + 1 == j->n;
    const struct join_from *newest = &b->part[(b->n - 1) % JOIN_KEPT].from;
    return !both_timed(a, newest) || apart(a, newest) > 0;
}

/* The part for the waiting sample `at`: its own, or the best there is. False: it may still come.
 * *ret NULL: there is none. */
static bool choose(struct join *j, struct join_beside *b, int at, int64_t now_ns, int64_t most_ns,
                   struct join_part **ret)
{
    const struct join_from *a = &j->waiting[at].is.from;
    *ret = j->waiting[at].is.after ? NULL : own(b, a);
    if (*ret) {
        (*ret)->taken = true;
        return true;
    }
    if (j->n < JOIN_KEPT && may_come(j, b, at, now_ns))
        return false;
    b->follows -= b->follows >= STEADY && !j->flushing;
    *ret = nearest(b, a, most_ns);
    return true;
}

static void go(struct join *j)
{
    j->gone = j->waiting[0].is.from;
    if (--j->n == 0)
        return;
    memmove(j->waiting, j->waiting + 1, (size_t)j->n * sizeof *j->waiting);
}

/* True: the first that waits has gravity in it. */
static bool add_gravity(struct join *j, int64_t now_ns)
{
    struct join_waiting *x = &j->waiting[0];
    struct join_part *g;
    if (!x->linear)
        return true;
    if (!choose(j, &j->gravity, 0, now_ns, JOIN_GRAVITY_NS, &g))
        return false;
    if (!g) {
        j->no_gravity++;
        go(j);
        return false;
    }
    for (int i = 0; i < 3; i++)
        x->is.a[i] += g->x[i];
    x->linear = false;
    return true;
}

bool join_next(struct join *j, int64_t now_ns, struct join_sample *ret)
{
    int64_t most_ns = j->period_ns > 0 ? 3 * j->period_ns : JOIN_RATE_NS;
    while (j->n) {
        struct join_waiting *x = &j->waiting[0];
        struct join_part *w = NULL;
        int before = j->n;
        if (!add_gravity(j, now_ns)) {
            if (j->n < before)
                continue;
            return false;
        }
        if (!x->whole && !choose(j, &j->rate, 0, now_ns, most_ns, &w))
            return false;
        if (w) {
            memcpy(x->is.w, w->x, sizeof x->is.w);
            x->is.axes |= j->rate.axes;
        }
        *ret = x->is;
        go(j);
        return true;
    }
    return false;
}

void join_close(struct join *j)
{
    j->open = 0;
}

void join_flush(struct join *j)
{
    j->open = 0;
    j->flushing = true;
}
