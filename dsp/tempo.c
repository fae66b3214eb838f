/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/tempo.h>

#include <math.h>
#include <string.h>

static const double block_ns = 40e6, second_ns = 1e9;
static const double window_ns = 1.2e9; /* blocks older than this tell nothing */
static const int least_recent = 4;     /* samples that show a loss, of a network without jitter */
static const double recent_more = 1.5;    /* and so many times more after each that was none */
static const double recent_fewer = 0.0005; /* forgotten with each sample */
static const double late_periods = 0.85;    /* by which all of them are late */
static const double early_periods = 0.5;    /* and one that shows that none was lost is early */
static const int far_recent = 12; /* or so many by so much */
static const double far_periods = 1.6;
static const double pace_share = 0.5;       /* of the sensor's own pace, at which they came */
static const double excess_weight = 1.0 / 256, excess_most = 4; /* times the mean, and a period */
static const double even_share = 0.8; /* of steps near their median: their mean is the period */
static const double even_within = 0.1; /* if their mean distance from it is so small a share */
static const int least_seconds = 4;   /* no period is refined, and no loss seen, before */
static const double refined_most = 0.1;
static const int compared = 32; /* samples before those that are late, for a period may be off */
static const int doubts_most = 3;
static const int least_steps = 8;
static const double lossy = 0.05; /* more lost ones than this are rather jitter not seen through */
static const double lossy_weight = 1.0 / 512;
static const double window_losses = 0.3; /* so many of them may lie in what a time is found by */
static const double silence_ns = 80e6, silence_periods = 4;
static const double calm = 0.05; /* excess, periods: one late by whole periods shows a loss */
static const double whole_within = 0.1;
static const double least_step = 0.125; /* periods from one time to the next */

void gait_tempo_reset(struct gait_tempo *t)
{
    memset(t, 0, sizeof *t);
}

/* How far the point's arrival lies above the rhythm from 0 on: the lowest is the least delayed. */
static double above(const struct gait_tempo *t, const struct gait_tempo_point *p)
{
    return p->arrival_ns - p->number * t->period_ns;
}

/* ---- the period ---- */

static void sort(double *x, int n)
{
    for (int i = 1; i < n; i++) {
        double v = x[i];
        int k = i;
        for (; k > 0 && x[k - 1] > v; k--)
            x[k] = x[k - 1];
        x[k] = v;
    }
}

/* Of the first steps: where they are even a few losses are left out, else they are all there is. */
static void learn_period(struct gait_tempo *t)
{
    double all = 0, near = 0, away = 0;
    int n = 0;
    sort(t->step_ns, t->steps);
    double median = t->step_ns[t->steps / 2];
    for (int i = 0; i < t->steps; i++) {
        all += t->step_ns[i];
        if (fabs(t->step_ns[i] - median) > 0.5 * median)
            continue;
        near += t->step_ns[i];
        away += fabs(t->step_ns[i] - median);
        n++;
    }
    t->wanted = least_recent;
    t->is_sure = n >= even_share * t->steps && away < even_within * near;
    t->period_ns = t->is_sure ? near / n : all / t->steps;
    t->steps = 0;
    t->learned = 0;
}

/* The line below the least delayed arrivals of the last seconds, where their middle lies on it. */
static void refine_period(struct gait_tempo *t)
{
    struct gait_tempo_point hull[GAIT_TEMPO_SECONDS];
    int n = t->seconds < GAIT_TEMPO_SECONDS ? t->seconds : GAIT_TEMPO_SECONDS, kept = 0, edge = 0;
    if (n < least_seconds)
        return;
    for (int i = 0; i < n; i++) {
        const struct gait_tempo_point *p = &t->second[(t->seconds - n + i) % GAIT_TEMPO_SECONDS];
        while (kept >= 2 && (hull[kept - 1].number - hull[kept - 2].number) *
                                    (p->arrival_ns - hull[kept - 2].arrival_ns) <=
                                (hull[kept - 1].arrival_ns - hull[kept - 2].arrival_ns) *
                                    (p->number - hull[kept - 2].number))
            kept--;
        hull[kept++] = *p;
    }
    if (kept < 2)
        return;
    double middle = 0.5 * (hull[0].number + hull[kept - 1].number);
    while (edge + 2 < kept && hull[edge + 1].number < middle)
        edge++;
    double period = (hull[edge + 1].arrival_ns - hull[edge].arrival_ns) /
                    (hull[edge + 1].number - hull[edge].number);
    if (!t->is_sure || fabs(period / t->period_ns - 1) < refined_most)
        t->period_ns = period;
    t->is_sure = true;
}

/* Where half of all is said to be lost for some seconds it is the period that is wrong. */
static void doubt_period(struct gait_tempo *t)
{
    t->doubts = t->second_lost > t->second_samples ? t->doubts + 1 : 0;
    t->second_lost = t->second_samples = 0;
    if (t->doubts < doubts_most)
        return;
    t->period_ns = t->number = 0;
    t->steps = t->learned = t->recents = t->blocks = t->seconds = t->doubts = 0;
    t->is_sure = false;
}

/* ---- the least delayed ---- */

/* Keeps of the points of one span of time the least delayed. True: a new span has begun. */
static bool keep_least(const struct gait_tempo *t, struct gait_tempo_point *ring, int room,
                       int *count, double span_ns, const struct gait_tempo_point *p)
{
    struct gait_tempo_point *last = &ring[(*count + room - 1) % room];
    if (*count > 0 && floor(last->arrival_ns / span_ns) == floor(p->arrival_ns / span_ns)) {
        if (above(t, p) < above(t, last))
            *last = *p;
        return false;
    }
    ring[(*count)++ % room] = *p;
    if (*count == 2 * room)
        *count = room;
    return true;
}

struct least {
    double recent, compared; /* of the last n; of some before them; INFINITY: none */
    double near, before;     /* of those before them that tell where times are lost; of all */
};

/* Where samples are lost, and not each loss is seen, the older ones tell little. */
static double window_of(const struct gait_tempo *t)
{
    double lost = fmax(t->lost_share, 0);
    return fmin(window_ns, (1 + window_losses / fmax(lost, 1e-9)) * t->size * t->period_ns);
}

static struct least find_least(const struct gait_tempo *t, int n)
{
    struct least l = {INFINITY, INFINITY, INFINITY, INFINITY};
    int recents = t->recents < GAIT_TEMPO_RECENT ? t->recents : GAIT_TEMPO_RECENT;
    int blocks = t->blocks < GAIT_TEMPO_BLOCKS ? t->blocks : GAIT_TEMPO_BLOCKS;
    double window = window_of(t);
    for (int i = 1; i <= recents; i++) {
        const struct gait_tempo_point *p = &t->recent[(t->recents - i) % GAIT_TEMPO_RECENT];
        double y = above(t, p);
        double *least = i <= n ? &l.recent : &l.before;
        *least = fmin(*least, y);
        if (i > n && i <= n + compared)
            l.compared = fmin(l.compared, y);
        if (t->active_ns - p->active_ns <= window)
            l.near = fmin(l.near, y);
    }
    for (int i = 1; i <= blocks; i++) {
        const struct gait_tempo_point *p = &t->block[(t->blocks - i) % GAIT_TEMPO_BLOCKS];
        double y = above(t, p);
        if (t->active_ns - p->active_ns > window_ns)
            break;
        l.before = fmin(l.before, y);
        if (t->active_ns - p->active_ns <= window)
            l.near = fmin(l.near, y);
    }
    return l;
}

/* So many samples are missing between the last n and those before: their numbers grow apart. */
static void part(struct gait_tempo *t, int n, double lost)
{
    int recents = t->recents < GAIT_TEMPO_RECENT ? t->recents : GAIT_TEMPO_RECENT;
    for (int i = n + 1; i <= recents; i++)
        t->recent[(t->recents - i) % GAIT_TEMPO_RECENT].number -= lost;
    for (int i = 0; i < GAIT_TEMPO_BLOCKS; i++)
        t->block[i].number -= lost;
    for (int i = 0; i < GAIT_TEMPO_SECONDS; i++)
        t->second[i].number -= lost;
}

/* The last n came at the sensor's own pace, not at once after a pause. */
static bool came_in_time(const struct gait_tempo *t, int n)
{
    if (t->recents < n)
        return false;
    const struct gait_tempo_point *from = &t->recent[(t->recents - n) % GAIT_TEMPO_RECENT];
    const struct gait_tempo_point *to = &t->recent[(t->recents - 1) % GAIT_TEMPO_RECENT];
    return to->arrival_ns - from->arrival_ns >=
           pace_share * (to->number - from->number) * t->period_ns;
}

static void push_recent(struct gait_tempo *t, const struct gait_tempo_point *p)
{
    const struct gait_tempo_point old = t->recent[t->recents % GAIT_TEMPO_RECENT];
    bool full = t->recents >= GAIT_TEMPO_RECENT;
    t->recent[t->recents++ % GAIT_TEMPO_RECENT] = *p;
    if (t->recents == 2 * GAIT_TEMPO_RECENT)
        t->recents = GAIT_TEMPO_RECENT;
    t->second_samples += t->size;
    if (!full)
        return;
    keep_least(t, t->block, GAIT_TEMPO_BLOCKS, &t->blocks, block_ns, &old);
    if (keep_least(t, t->second, GAIT_TEMPO_SECONDS, &t->seconds, second_ns, &old)) {
        refine_period(t);
        doubt_period(t);
    }
}

/* ---- */

/* Samples that were lost before the last n messages, if all of these are late by so many
 * periods. */
static uint32_t lose(struct gait_tempo *t, int n, double periods)
{
    struct least l = find_least(t, n);
    double late = isfinite(l.compared) ? l.recent - l.compared : 0;
    if (!t->is_sure || late <= periods * t->period_ns || !came_in_time(t, n))
        return 0;
    double lost = fmin(fmax(1, floor(late / t->period_ns + 1 - late_periods)), 60000);
    part(t, n, lost);
    t->second_lost += lost;
    t->claimed += lost;
    return (uint32_t)lost;
}

/* The newest came earlier than what was said to be lost allows: it was late only. */
static double find_again(struct gait_tempo *t, const struct gait_tempo_point *p)
{
    struct least l = find_least(t, 1);
    double early = isfinite(l.before) ? l.before - above(t, p) : 0;
    double again = fmin(round(early / t->period_ns), round(t->claimed));
    if (early <= early_periods * t->period_ns)
        return 0;
    t->wanted = fmin(recent_more * t->wanted, 0.5 * GAIT_TEMPO_RECENT);
    part(t, 1, -again);
    t->claimed -= again;
    return again;
}

/* On a network without jitter: late by whole periods. */
static bool is_whole(const struct gait_tempo *t)
{
    struct least l = find_least(t, 1);
    double late = isfinite(l.compared) ? (l.recent - l.compared) / t->period_ns : 0;
    return t->excess_ns < calm * t->period_ns && fabs(late - round(late)) < whole_within;
}

/* Of the message that has just come; what it tells of those before it. */
static uint32_t take_message(struct gait_tempo *t, double now, int after)
{
    struct gait_tempo_point p = {t->number + 1 + after, now, 0};
    double step = now - t->arrival_ns, usual = (1 + after) * t->period_ns;
    bool silent = step > fmax(silence_ns, silence_periods * usual);
    t->size = 1 + after;
    t->active_ns += fmin(step, 2 * usual);
    p.active_ns = t->active_ns;
    t->since_silence = silent ? 1 : t->since_silence + 1;
    push_recent(t, &p);
    if (t->period_ns <= 0)
        return 0;
    t->wanted += recent_fewer * (least_recent - t->wanted);
    int n = (int)t->wanted;
    double again = find_again(t, &p);
    uint32_t lost = lose(t, n, late_periods);
    if (lost == 0 && n > far_recent)
        lost = lose(t, far_recent, far_periods);
    if (lost == 0 && !silent && step > 1.5 * usual && is_whole(t))
        lost = lose(t, 1, late_periods);
    if (lost == 0 && t->since_silence >= 2 && t->since_silence < n)
        lost = lose(t, t->since_silence, silence_periods);
    t->claimed *= 1 - lossy_weight;
    t->lost_share += lossy_weight * (((double)lost - again) / t->size - t->lost_share);
    return lost;
}

static int64_t give(struct gait_tempo *t, int64_t arrival_ns, double local_ns)
{
    int64_t local = t->first_ns + llround(local_ns);
    int64_t least = t->local_ns + 1 + (int64_t)(least_step * t->period_ns);
    if (local > arrival_ns)
        local = arrival_ns;
    if (t->begun && local < least)
        local = least;
    t->begun = true;
    return t->local_ns = local;
}

/* Steps of a period each, from messages of any size. */
static void learn_step(struct gait_tempo *t, double now, int after)
{
    double step = (now - t->arrival_ns) / (1 + after);
    if (t->begun && t->steps < GAIT_TEMPO_STEPS)
        t->step_ns[t->steps++] = step;
    t->learned += t->begun ? 1 + after : 0;
    if (t->learned >= GAIT_TEMPO_STEPS && t->steps >= least_steps)
        learn_period(t);
}

/* A sample's time by its message alone. */
static double by_arrival(const struct gait_tempo *t, double now, int after)
{
    double period = t->period_ns > 0 ? t->period_ns : t->steps > 0 ? t->step_ns[t->steps - 1] : 0;
    return now - after * period;
}

int64_t gait_tempo_local(struct gait_tempo *t, int64_t arrival_ns, int after, uint32_t *ret_lost)
{
    *ret_lost = 0;
    if (!t->begun)
        t->first_ns = arrival_ns;
    double now = (double)(arrival_ns - t->first_ns);
    bool opens = t->expected <= 0 || after != t->expected - 1 || now != t->arrival_ns;
    if (opens && t->period_ns <= 0)
        learn_step(t, now, after);
    else if (opens)
        *ret_lost = take_message(t, now, after);
    t->expected = after;
    t->arrival_ns = now;
    if (t->period_ns <= 0 || t->recents == 0)
        return give(t, arrival_ns, by_arrival(t, now, after));
    t->number++;
    double y = now - after * t->period_ns - t->number * t->period_ns;
    double least = fmin(find_least(t, 1).near, y);
    double excess = fmin(y - least, excess_most * (t->excess_ns + t->period_ns));
    t->excess_ns += excess_weight * (excess - t->excess_ns);
    return give(t, arrival_ns, least + t->number * t->period_ns);
}

double gait_tempo_rate_hz(const struct gait_tempo *t)
{
    double rate = t->period_ns > 0 ? 1e9 / t->period_ns : 0;
    return t->lost_share < lossy ? rate : rate / (1 + t->lost_share); /* those that come, then */
}
