/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_letters.h"

#include "tests/help_osc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DELAY_MAX_S 0.1
#define AWAY_S 2.0
#define NTP_WRAP_S 2085978496.0 /* Unix time at which 32 bits of seconds since 1900 are over */

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

static double chance(uint64_t *seed)
{
    return (double)(help_random(seed) >> 11) * 0x1p-53;
}

double help_row_s(const struct recording_sensor *s, long row)
{
    return s->start_s + (double)row / s->rate_hz;
}

/* ---- the network ---- */

static void put(struct help_letters *p, double arrival_s, int sensor, long first, int count)
{
    if (p->n == p->room) {
        p->room = 2 * p->room + 4096;
        p->letter = need(realloc(p->letter, (size_t)p->room * sizeof *p->letter));
    }
    p->letter[p->n++] = (struct help_letter){llround(arrival_s * 1e9), sensor, count, first};
}

static double delay_s(const struct help_network *n, uint64_t *seed)
{
    double uniform = chance(seed), exponential = -log(1 - chance(seed));
    return n->uniform_s * uniform + fmin(n->exp_s * exponential, DELAY_MAX_S);
}

/* When what was sent at t_s gets through a radio that stands still now and then. */
static double stalled_s(const struct help_network *n, int sensor, double t_s)
{
    double phase = fmod(t_s + 1.7 * sensor, n->stall_every_s > 0 ? n->stall_every_s : INFINITY);
    return n->stall_every_s > 0 && phase < n->stall_s && t_s > n->stall_every_s
               ? t_s - phase + n->stall_s
               : t_s;
}

/* Gilbert and Elliott's two states, of which the bad one loses all. */
static bool loses(const struct help_network *n, bool *bad, uint64_t *seed)
{
    double length = fmax(n->burst, 1), enter = n->loss / (1 - n->loss) / length;
    if (n->burst <= 1)
        return chance(seed) < n->loss;
    *bad = *bad ? chance(seed) >= 1 / length : chance(seed) < enter;
    return *bad;
}

static bool is_away(const struct help_network *n, double t_s)
{
    return n->reboot_s > 0 && t_s >= n->reboot_s && t_s < n->reboot_s + AWAY_S;
}

static void post_sensor(struct help_letters *p, int k)
{
    const struct help_network *n = p->net;
    const struct recording_sensor *s = &p->rows->is[k];
    uint64_t seed = n->seed * 1000 + (uint64_t)k;
    int batch = n->batch > 0 ? n->batch : 1;
    bool bad = false;
    double turn_s = 0, ahead_s = 0;
    p->arrived[k] = need(calloc((size_t)s->rows + 1, 1));
    for (long i = 0; i + batch <= s->rows; i += batch) {
        double sent_s = help_row_s(s, i + batch - 1);
        bool gone = loses(n, &bad, &seed) || is_away(n, sent_s);
        double t_s = stalled_s(n, k, sent_s + delay_s(n, &seed));
        if (n->wander_s > 0 && sent_s > turn_s)
            turn_s = sent_s + n->wander_s * chance(&seed);
        t_s = n->wander_s > 0 ? stalled_s(n, k, turn_s) : t_s;
        if (n->queue_s > 0)
            t_s = ahead_s = fmax(ahead_s, sent_s + n->queue_s * chance(&seed));
        bool twice = chance(&seed) < n->duplicate;
        double again_s = t_s + 0.05 * chance(&seed);
        if (gone)
            continue;
        memset(p->arrived[k] + i, 1, (size_t)batch);
        put(p, t_s, k, i, batch);
        if (twice)
            put(p, again_s, k, i, batch);
    }
}

static int earlier(const void *a, const void *b)
{
    const struct help_letter *x = a, *y = b;
    if (x->arrival_ns != y->arrival_ns)
        return x->arrival_ns < y->arrival_ns ? -1 : 1;
    if (x->sensor != y->sensor)
        return x->sensor - y->sensor;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* ---- the devices' clocks ---- */

int64_t help_device_ns(const struct help_network *n, int sensor, double t_s)
{
    static const double begins_s[] = {1700000000, 1700000000 + 14 * 3600, 946684800,
                                      NTP_WRAP_S - 20, 4294967.296 - 20};
    double fast = 1 + 1e-6 * n->skew_ppm * (sensor % 2 ? -1 : 1);
    double since_s = t_s * fast, begin_s = begins_s[n->clock];
    for (int k = 0; n->step_s != 0 && k < 3; k++)
        since_s += t_s >= 40 + 12 * k ? n->step_s : 0;
    if (n->reboot_s > 0 && t_s >= n->reboot_s) {
        since_s = (t_s - n->reboot_s) * fast;
        begin_s = n->clock == HELP_CLOCK_UNIX ? 0 : begin_s;
    }
    return (int64_t)begin_s * 1000000000 + llround((begin_s - floor(begin_s) + since_s) * 1e9);
}

void help_letters_post_all(struct help_letters *p)
{
    for (int k = 0; k < HELP_NETWORK_SENSORS; k++)
        post_sensor(p, k);
    qsort(p->letter, (size_t)p->n, sizeof *p->letter, earlier);
}
