/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/reorder.h"

#include <string.h>

#define MEMORY_NS INT64_C(10000000000)
#define HOLE_PERIODS 1.5
#define SET_BACK_NS INT64_C(100000000) /* nothing but late ones for so long: the clock was set */
#define SET_BACK_RUN 8

void reorder_init(struct reorder *o)
{
    memset(o, 0, sizeof *o);
    o->newest_ns = o->unsure_ns = INT64_MIN;
}

/* FNV-1a over the values' words. */
static uint32_t mark_of(const struct reorder_item *x)
{
    uint32_t word[6], mark = 2166136261u;
    memcpy(word, x->a_ms2, sizeof x->a_ms2);
    memcpy(word + 3, x->w_rads, sizeof x->w_rads);
    for (int i = 0; i < 6; i++)
        mark = (mark ^ word[i]) * 16777619u;
    return mark;
}

static int seen_kept(const struct reorder *o)
{
    return o->seen < REORDER_SEEN_MAX ? o->seen : REORDER_SEEN_MAX;
}

/* The i-th last one passed on, 1 the last. */
static const struct reorder_seen *seen_last(const struct reorder *o, int i)
{
    return &o->past[(o->seen - i) % REORDER_SEEN_MAX];
}

static bool has_come(const struct reorder *o, const struct reorder_item *x)
{
    uint32_t mark = mark_of(x);
    for (int i = o->first + o->held - 1; i >= o->first && o->item[i].device_ns >= x->device_ns; i--)
        if (o->item[i].device_ns == x->device_ns && mark_of(&o->item[i]) == mark)
            return true;
    for (int i = 1; i <= seen_kept(o) && seen_last(o, i)->device_ns >= x->device_ns; i++)
        if (seen_last(o, i)->device_ns == x->device_ns && seen_last(o, i)->mark == mark)
            return true;
    return false;
}

/* When the first of those arrived that come after x by their own clock. */
static int64_t overtaken_since(const struct reorder *o, const struct reorder_item *x)
{
    int64_t since = x->arrival_ns;
    for (int i = o->first + o->held - 1; i >= o->first && o->item[i].device_ns > x->device_ns; i--)
        if (o->item[i].arrival_ns < since)
            since = o->item[i].arrival_ns;
    for (int i = 1; i <= seen_kept(o) && seen_last(o, i)->device_ns > x->device_ns; i++)
        if (seen_last(o, i)->arrival_ns < since)
            since = seen_last(o, i)->arrival_ns;
    return since;
}

/* x fell between two that were thought to be neighbours. */
static void doubt_period(struct reorder *o, const struct reorder_item *x, double period_ns)
{
    int i = 1;
    while (i <= seen_kept(o) && seen_last(o, i)->device_ns > x->device_ns)
        i++;
    if (period_ns <= 0 || i == 1 || i > seen_kept(o))
        return;
    int64_t between = seen_last(o, i - 1)->device_ns - seen_last(o, i)->device_ns;
    if ((double)between > HOLE_PERIODS * period_ns)
        return;
    o->denser = true;
    o->unsure_ns = x->arrival_ns + MEMORY_NS;
}

static void learn(struct reorder *o, const struct reorder_item *x)
{
    int64_t late = x->arrival_ns - overtaken_since(o, x);
    if (x->arrival_ns - o->since_ns > MEMORY_NS) {
        bool old = x->arrival_ns - o->since_ns > 2 * MEMORY_NS;
        o->late_most_ns[1] = old ? 0 : o->late_most_ns[0];
        o->late_most_ns[0] = 0;
        o->since_ns = x->arrival_ns;
    }
    if (late <= REORDER_WAIT_MAX_NS && late > o->late_most_ns[0])
        o->late_most_ns[0] = late;
}

static int64_t wait_ns(const struct reorder *o, int64_t now_ns)
{
    int64_t age = now_ns - o->since_ns;
    int64_t most = age > 2 * MEMORY_NS ? 0 : o->late_most_ns[0];
    if (age <= MEMORY_NS && o->late_most_ns[1] > most)
        most = o->late_most_ns[1];
    most += most / 16;
    return most > REORDER_WAIT_MAX_NS ? REORDER_WAIT_MAX_NS : most;
}

static void insert(struct reorder *o, const struct reorder_item *x)
{
    if (o->first + o->held == REORDER_HELD_MAX) {
        memmove(o->item, o->item + o->first, (size_t)o->held * sizeof *o->item);
        o->first = 0;
    }
    int i = o->first + o->held++;
    for (; i > o->first && o->item[i - 1].device_ns > x->device_ns; i--)
        o->item[i] = o->item[i - 1];
    o->item[i] = *x;
    if (i > o->first && o->item[i - 1].device_ns == x->device_ns)
        o->item[i].device_ns++;
}

static enum reorder_fate too_late(struct reorder *o, const struct reorder_item *x,
                                  double period_ns)
{
    if (o->late_run++ == 0)
        o->late_run_ns = x->arrival_ns;
    if (o->late_run > SET_BACK_RUN && x->arrival_ns - o->late_run_ns > SET_BACK_NS)
        return REORDER_BACK;
    learn(o, x);
    doubt_period(o, x, period_ns);
    return REORDER_LATE;
}

enum reorder_fate reorder_take(struct reorder *o, const struct reorder_item *given,
                               double period_ns)
{
    struct reorder_item x = *given;
    bool newer = x.device_ns > o->newest_ns;
    if (newer) {
        o->newest_ns = x.device_ns;
        o->nudge_ns = 0;
    } else if (has_come(o, &x)) {
        return REORDER_TWICE;
    } else if (x.device_ns == o->newest_ns) { /* others follow the nudged ones half as far on */
        int64_t step = o->nudge_ns == 0 ? (int64_t)(period_ns / 2) : (o->nudge_step_ns / 2);
        o->nudge_step_ns = step > 0 ? step : 1;
        o->nudge_ns += o->nudge_step_ns;
        x.device_ns += o->nudge_ns;
    }
    if (o->passed && x.device_ns <= o->passed_ns)
        return too_late(o, &x, period_ns);
    o->late_run = 0;
    if (!newer && x.device_ns < o->newest_ns)
        learn(o, &x);
    insert(o, &x);
    return REORDER_TAKEN;
}

bool reorder_flush(struct reorder *o, struct reorder_item *ret)
{
    if (o->held == 0)
        return false;
    *ret = o->item[o->first];
    o->held--;
    o->first = o->held ? o->first + 1 : 0;
    o->passed = true;
    o->passed_ns = ret->device_ns;
    o->past[o->seen % REORDER_SEEN_MAX] =
        (struct reorder_seen){ret->device_ns, ret->arrival_ns, mark_of(ret)};
    if (++o->seen == 2 * REORDER_SEEN_MAX)
        o->seen = REORDER_SEEN_MAX;
    return true;
}

/* What is missing before the first one held may still come. */
static bool waits(const struct reorder *o, int64_t now_ns, double period_ns)
{
    int64_t wait = wait_ns(o, now_ns), since = now_ns;
    if (wait == 0 || !o->passed || o->held == REORDER_HELD_MAX)
        return false;
    double step = (double)(o->item[o->first].device_ns - o->passed_ns);
    if (now_ns >= o->unsure_ns && period_ns > 0 && step <= HOLE_PERIODS * period_ns)
        return false;
    for (int i = o->first; i < o->first + o->held; i++)
        if (o->item[i].arrival_ns < since)
            since = o->item[i].arrival_ns;
    return now_ns - since < wait;
}

bool reorder_next(struct reorder *o, int64_t now_ns, double period_ns, struct reorder_item *ret)
{
    return o->held > 0 && !waits(o, now_ns, period_ns) && reorder_flush(o, ret);
}

bool reorder_is_denser(struct reorder *o)
{
    bool denser = o->denser;
    o->denser = false;
    return denser;
}
