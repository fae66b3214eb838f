/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/tempo.h>

#include <math.h>
#include <string.h>

static const double block_ns = 40e6, second_ns = 1e9;
static const double window_ns = 1.2e9; /* blocks older than this tell nothing */
static const int least_recent = 4;     /* samples that show a loss, of a network without jitter */
static const double recent_more = 1.5;    /* and so many times more after each that was none */
static const double recent_fewer = 0.0005; /* forgotten with each sample */
static const double late_periods = 0.6;     /* by which all of them are late */
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
static const double lossy = 0.045;   /* so large a share lost: the rhythm tells less than arrivals */
static const double lossy_weight = 1.0 / 512;
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
    sort(t->step_ns, GAIT_TEMPO_STEPS);
    double median = t->step_ns[GAIT_TEMPO_STEPS / 2];
    for (int i = 0; i < GAIT_TEMPO_STEPS; i++) {
        all += t->step_ns[i];
        if (fabs(t->step_ns[i] - median) > 0.5 * median)
            continue;
        near += t->step_ns[i];
        away += fabs(t->step_ns[i] - median);
        n++;
    }
    t->wanted = least_recent;
    t->is_sure = n >= even_share * GAIT_TEMPO_STEPS && away < even_within * near;
    t->period_ns = t->is_sure ? near / n : all / GAIT_TEMPO_STEPS;
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
    t->steps = t->recents = t->blocks = t->seconds = t->doubts = 0;
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
    double recent, compared, before; /* of the last n; of some, of all before them; INFINITY: none */
};

static struct least find_least(const struct gait_tempo *t, int n, double now_ns)
{
    struct least l = {INFINITY, INFINITY, INFINITY};
    int recents = t->recents < GAIT_TEMPO_RECENT ? t->recents : GAIT_TEMPO_RECENT;
    int blocks = t->blocks < GAIT_TEMPO_BLOCKS ? t->blocks : GAIT_TEMPO_BLOCKS;
    for (int i = 1; i <= recents; i++) {
        double y = above(t, &t->recent[(t->recents - i) % GAIT_TEMPO_RECENT]);
        double *least = i <= n ? &l.recent : &l.before;
        *least = fmin(*least, y);
        if (i > n && i <= n + compared)
            l.compared = fmin(l.compared, y);
    }
    for (int i = 1; i <= blocks; i++) {
        const struct gait_tempo_point *p = &t->block[(t->blocks - i) % GAIT_TEMPO_BLOCKS];
        if (now_ns - p->arrival_ns > window_ns)
            break;
        l.before = fmin(l.before, above(t, p));
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
    return to->arrival_ns - from->arrival_ns >= pace_share * (n - 1) * t->period_ns;
}

static void push_recent(struct gait_tempo *t, const struct gait_tempo_point *p)
{
    const struct gait_tempo_point old = t->recent[t->recents % GAIT_TEMPO_RECENT];
    bool full = t->recents >= GAIT_TEMPO_RECENT;
    t->recent[t->recents++ % GAIT_TEMPO_RECENT] = *p;
    if (t->recents == 2 * GAIT_TEMPO_RECENT)
        t->recents = GAIT_TEMPO_RECENT;
    t->second_samples++;
    if (!full)
        return;
    keep_least(t, t->block, GAIT_TEMPO_BLOCKS, &t->blocks, block_ns, &old);
    if (keep_least(t, t->second, GAIT_TEMPO_SECONDS, &t->seconds, second_ns, &old)) {
        refine_period(t);
        doubt_period(t);
    }
}

/* ---- */

/* Samples that were lost before the last n, if all of these are late by so many periods. */
static uint32_t lose(struct gait_tempo *t, int n, double periods, double now, struct least *l)
{
    *l = find_least(t, n, now);
    double late = isfinite(l->compared) ? l->recent - l->compared : 0;
    if (!t->is_sure || late <= periods * t->period_ns || !came_in_time(t, n))
        return 0;
    double lost = fmin(fmax(1, round(late / t->period_ns)), 60000);
    part(t, n, lost);
    l->before += lost * t->period_ns;
    t->second_lost += lost;
    return (uint32_t)lost;
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

static void learn_step(struct gait_tempo *t, double arrival_ns)
{
    t->step_ns[t->steps++] = arrival_ns; /* first the arrivals, then what lies between them */
    if (t->steps < GAIT_TEMPO_STEPS)
        return;
    for (int i = GAIT_TEMPO_STEPS - 1; i > 0; i--)
        t->step_ns[i] -= t->step_ns[i - 1];
    t->step_ns[0] = t->step_ns[1];
    t->steps = 0; /* again, where all came at once */
    learn_period(t);
}

int64_t gait_tempo_local(struct gait_tempo *t, int64_t arrival_ns, int after, uint32_t *ret_lost)
{
    *ret_lost = 0;
    if (!t->begun)
        t->first_ns = arrival_ns;
    double now = (double)(arrival_ns - t->first_ns);
    if (t->period_ns <= 0) {
        learn_step(t, now);
        return give(t, arrival_ns, now);
    }
    t->number++;
    struct gait_tempo_point p = {t->number, now - after * t->period_ns};
    push_recent(t, &p);
    if (t->period_ns <= 0)
        return give(t, arrival_ns, now);
    t->wanted += recent_fewer * (least_recent - t->wanted);
    int n = (int)t->wanted;
    struct least l = find_least(t, n, now);
    if (isfinite(l.compared) && above(t, &p) < l.before - late_periods * t->period_ns)
        t->wanted = fmin(recent_more * t->wanted, 0.5 * GAIT_TEMPO_RECENT); /* none was lost */
    *ret_lost = lose(t, n, late_periods, now, &l);
    if (*ret_lost == 0 && n > far_recent)
        *ret_lost = lose(t, far_recent, far_periods, now, &l);
    t->lost_share += lossy_weight * ((double)*ret_lost - t->lost_share);
    double least = fmin(l.recent, l.before);
    double excess = fmin(above(t, &p) - least, excess_most * (t->excess_ns + t->period_ns));
    t->excess_ns += excess_weight * (excess - t->excess_ns);
    bool trusted = t->lost_share < lossy;
    return give(t, arrival_ns, trusted ? least + p.number * t->period_ns : p.arrival_ns);
}

double gait_tempo_rate_hz(const struct gait_tempo *t)
{
    return t->period_ns > 0 ? 1e9 / t->period_ns : 0;
}

double gait_tempo_sd_s(const struct gait_tempo *t)
{
    if (t->period_ns <= 0)
        return INFINITY;
    double n = fmax(1, window_ns / t->period_ns);
    return 1e-9 * (t->excess_ns / sqrt(n) + 0.25 * t->period_ns * (t->excess_ns > t->period_ns));
}
