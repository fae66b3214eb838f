/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/high.h"

#include <math.h>
#include <string.h>

#define NEAR_RANGE 0.98
#define FAR_FROM_RANGE 0.9
#define MEMORY 1000 /* samples that the difference is the mean of */
#define LEARN_NS INT64_C(2000000)

void high_init(struct high *h)
{
    memset(h, 0, sizeof *h);
}

void high_take(struct high *h, const float a_ms2[3], int64_t device_ns, int64_t now_ns,
               float range_g)
{
    if (device_ns == GAIT_NO_TIME)
        return;
    h->heard_ns = now_ns;
    h->range_g = range_g;
    h->value[h->n % HIGH_KEPT].device_ns = device_ns;
    memcpy(h->value[h->n % HIGH_KEPT].a_ms2, a_ms2, sizeof h->value[0].a_ms2);
    h->n++;
}

void high_push(struct high *h, const struct join_sample *x)
{
    if (h->waits < HIGH_WAIT)
        h->waiting[h->waits++] = *x;
}

bool high_holds(const struct high *h)
{
    return h->learned >= HIGH_LEARNED;
}

static double largest(const float a[3])
{
    return fmax(fabs((double)a[0]), fmax(fabs((double)a[1]), fabs((double)a[2])));
}

/* The second one's value nearest to a sample, or NULL. *ret_later: it has a later one too. */
static const float *nearest(const struct high *h, const struct join_from *at, int64_t most_ns,
                            bool *ret_later)
{
    const float *best = NULL;
    *ret_later = false;
    for (uint64_t i = h->n > HIGH_KEPT ? h->n - HIGH_KEPT : 0; i < h->n; i++) {
        int64_t d = join_apart(h->value[i % HIGH_KEPT].device_ns, at->device_ns, at->wrap_ns);
        *ret_later |= d >= 0;
        d = d < 0 ? -d : d;
        if (d > most_ns)
            continue;
        best = h->value[i % HIGH_KEPT].a_ms2;
        most_ns = d;
    }
    return best;
}

static void learn(struct high *h, const struct join_sample *x, const float other[3])
{
    h->learned += h->learned < MEMORY;
    for (int i = 0; i < 3; i++)
        h->offset_ms2[i] +=
            ((double)x->a[i] - (double)other[i] - h->offset_ms2[i]) / (double)h->learned;
}

enum settled { OPEN, GOOD, DROPPED };

static enum settled settle(struct high *h, struct join_sample *x, double range_ms2, bool wait)
{
    bool later;
    if (x->from.device_ns == GAIT_NO_TIME)
        return GOOD;
    if (largest(x->a) < NEAR_RANGE * range_ms2) {
        const float *other = nearest(h, &x->from, LEARN_NS, &later);
        if (!later && wait && !high_holds(h))
            return OPEN;
        if (other && largest(x->a) < FAR_FROM_RANGE * range_ms2)
            learn(h, x, other);
        return GOOD;
    }
    const float *other = nearest(h, &x->from, HIGH_NEAR_NS, &later);
    if (!later && wait)
        return OPEN;
    if (!high_holds(h))
        return GOOD;
    for (int i = 0; other && i < 3; i++)
        x->a[i] = (float)((double)other[i] + h->offset_ms2[i]);
    return other ? GOOD : DROPPED;
}

bool high_next(struct high *h, float range_g, int64_t now_ns, bool all, struct join_sample *ret)
{
    if (h->n && now_ns - h->heard_ns > HIGH_GONE_NS)
        h->n = h->learned = 0;
    while (h->waits) {
        struct join_sample *x = &h->waiting[0];
        enum settled is = GOOD;
        bool wait = !all && h->waits < HIGH_WAIT && now_ns - x->from.now_ns < HIGH_HOLD_NS;
        if (h->n && range_g > 0)
            is = settle(h, x, (double)range_g * GAIT_G_MS2, wait);
        if (is == OPEN)
            return false;
        *ret = *x;
        h->waits--;
        memmove(h->waiting, h->waiting + 1, (size_t)h->waits * sizeof *h->waiting);
        if (is == GOOD)
            return true;
        h->dropped++;
    }
    return false;
}
