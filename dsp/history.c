/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/history.h>

#include <stdlib.h>

#define KEEP_MIN 16
#define KEEP_MAX (1 << 20)

/* What is written at head and head + capacity makes [head, head + capacity) the newest run, oldest
 * first. */
struct run {
    int capacity, head, n;
};

struct gait_history {
    struct run tick_run, sample_run;
    int hidden; /* ticks */
    struct gait_tick *tick;
    struct gait_sample *sample;
};

static void run_advance(struct run *r)
{
    r->head = r->head + 1 < r->capacity ? r->head + 1 : 0;
    r->n += r->n < r->capacity;
}

struct gait_history *gait_history_new(int ticks, int samples)
{
    if (ticks < KEEP_MIN || ticks > KEEP_MAX || samples < KEEP_MIN || samples > KEEP_MAX)
        return NULL;
    struct gait_history *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->tick_run.capacity = ticks;
    h->sample_run.capacity = samples;
    h->tick = calloc(2 * (size_t)ticks, sizeof *h->tick);
    h->sample = calloc(2 * (size_t)samples, sizeof *h->sample);
    if (!h->tick || !h->sample) {
        gait_history_free(h);
        return NULL;
    }
    return h;
}

void gait_history_free(struct gait_history *h)
{
    if (!h)
        return;
    free(h->tick);
    free(h->sample);
    free(h);
}

void gait_history_reset(struct gait_history *h)
{
    h->tick_run.head = h->tick_run.n = 0;
    h->sample_run.head = h->sample_run.n = 0;
    h->hidden = 0;
}

void gait_history_push_sample(struct gait_history *h, const struct gait_sample *s)
{
    struct run *r = &h->sample_run;
    h->sample[r->head] = h->sample[r->head + r->capacity] = *s;
    run_advance(r);
}

void gait_history_push_tick(struct gait_history *h, const struct gait_tick *t)
{
    struct run *r = &h->tick_run;
    if (r->n && t->index - 1 != h->tick[r->head + r->capacity - 1].index)
        r->head = r->n = 0;
    h->tick[r->head] = h->tick[r->head + r->capacity] = *t;
    run_advance(r);
}

void gait_history_hide(struct gait_history *h, int n)
{
    struct run *r = &h->tick_run;
    if (n > r->n)
        n = r->n;
    r->head = (r->head + r->capacity - n) % r->capacity;
    r->n -= n;
    h->hidden += n;
}

const struct gait_tick *gait_history_again(struct gait_history *h)
{
    if (h->hidden == 0)
        return NULL;
    h->hidden--;
    run_advance(&h->tick_run);
    return h->tick + h->tick_run.head + h->tick_run.capacity - 1;
}

const struct gait_tick *gait_history_ticks(const struct gait_history *h, int *ret_n)
{
    *ret_n = h->tick_run.n;
    return h->tick + h->tick_run.head + h->tick_run.capacity;
}

const struct gait_sample *gait_history_samples(const struct gait_history *h, int *ret_n)
{
    *ret_n = h->sample_run.n;
    return h->sample + h->sample_run.head + h->sample_run.capacity;
}

const struct gait_tick *gait_history_span(const struct gait_history *h, int64_t first, int64_t last)
{
    int n;
    const struct gait_tick *end = gait_history_ticks(h, &n);
    if (n == 0 || first >= last)
        return NULL;
    int64_t oldest = end[-n].index, newest = end[-1].index;
    if (first < oldest || last - 1 > newest)
        return NULL;
    return end - n + (first - oldest);
}

/* How many of the n samples from p on are earlier than t_ns. */
static int earlier(const struct gait_sample *p, int n, int64_t t_ns)
{
    int low = 0, high = n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (p[middle].t_ns < t_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct gait_sample *gait_history_between(const struct gait_history *h, int64_t from_ns,
                                               int64_t to_ns, int *ret_n)
{
    int n;
    const struct gait_sample *oldest = gait_history_samples(h, &n) - n;
    int first = earlier(oldest, n, from_ns);
    int last = to_ns < INT64_MAX ? earlier(oldest, n, to_ns + 1) : n;
    *ret_n = last > first ? last - first : 0;
    return oldest + first;
}
