/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/tempo.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define SAMPLES_MAX 40000

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double chance(uint64_t *state)
{
    return (double)(random_bits(state) >> 11) * 0x1p-53;
}

/* Members left 0 do nothing. */
struct course {
    double hz, exp_s, turn_s; /* delay: mean; in order, together at moments up to so far apart */
    double stall_every_s, stall_s, outage_every_s, outage_s;
    double loss, unsteady; /* unsteady: sampling is off by up to this share of a period */
    uint64_t seed;
};

struct off {
    double p50, p95, worst, arrival_p50, arrival_p95; /* s, after 15 s */
    long lost, told;
    double rate_hz; /* as said at the end */
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The way of one sample; in order. */
static double arrival_of(const struct course *k, double t, double *last, double *turn,
                         uint64_t *state)
{
    double a = t - k->exp_s * log(1 - chance(state));
    if (k->turn_s > 0) {
        if (t > *turn)
            *turn = t + k->turn_s * chance(state);
        a = *turn;
    }
    double phase = k->stall_every_s > 0 ? fmod(t, k->stall_every_s) : INFINITY;
    if (phase < k->stall_s)
        a = fmax(a, t - phase + k->stall_s);
    return *last = fmax(*last, a);
}

static struct off run(const struct course *k)
{
    static double error[SAMPLES_MAX], plain[SAMPLES_MAX];
    struct gait_tempo t;
    struct off r = {0};
    uint64_t state = k->seed;
    double last = 0, turn = 0;
    int64_t before = INT64_MIN;
    int n = 0;
    gait_tempo_reset(&t);
    for (int i = 0; i < 90 * k->hz; i++) {
        double at = (i + k->unsteady * chance(&state)) / k->hz;
        double a = arrival_of(k, at, &last, &turn, &state);
        bool out = k->outage_every_s > 0 && fmod(at, k->outage_every_s) < k->outage_s;
        uint32_t lost;
        if (chance(&state) < k->loss || out) {
            r.lost++;
            continue;
        }
        int64_t ns = llround(a * 1e9), local = gait_tempo_local(&t, ns, 0, &lost);
        cr_assert(local > before, "back at %g s", at);
        before = local;
        r.told += lost;
        if (at < 15)
            continue;
        error[n] = fabs((double)local * 1e-9 - at);
        plain[n++] = fabs(a - at);
    }
    qsort(error, (size_t)n, sizeof *error, by_size);
    qsort(plain, (size_t)n, sizeof *plain, by_size);
    r.rate_hz = gait_tempo_rate_hz(&t);
    r.p50 = error[n / 2];
    r.p95 = error[(int)(0.95 * n)];
    r.worst = error[n - 1];
    r.arrival_p50 = plain[n / 2];
    r.arrival_p95 = plain[(int)(0.95 * n)];
    return r;
}

/* p95 of the error no more than `share` of that of arrivals, plus extra_ms. */
static void judge(const char *name, struct course k, double share, double extra_ms)
{
    static const double rates[] = {60, 100, 200};
    for (int i = 0; i < 3; i++)
        for (k.seed = 1; k.seed <= 3; k.seed++) {
            k.hz = rates[i];
            struct off r = run(&k);
            fprintf(stderr,
                    "%-36s %3.0f Hz seed %d: p50 %5.2f p95 %6.2f worst %7.2f ms; by arrival p50 "
                    "%5.2f p95 %6.2f ms; lost %ld, told %ld\n",
                    name, k.hz, (int)k.seed, 1e3 * r.p50, 1e3 * r.p95, 1e3 * r.worst,
                    1e3 * r.arrival_p50, 1e3 * r.arrival_p95, r.lost, r.told);
            cr_expect(r.p95 <= share * r.arrival_p95 + 1e-3 * extra_ms,
                      "%s, %g Hz, seed %d: p95 %g ms, by arrival %g ms", name, k.hz, (int)k.seed,
                      1e3 * r.p95, 1e3 * r.arrival_p95);
        }
}

Test(tempo, spreads_out_what_a_network_delays)
{
    judge("even", (struct course){0}, 1, 0.01);
    judge("exponential, 2 ms", (struct course){.exp_s = 0.002}, 0.8, 0);
    judge("exponential, 20 ms", (struct course){.exp_s = 0.02}, 0.6, 0);
    judge("in turns to 100 ms", (struct course){.turn_s = 0.1}, 0.15, 0);
    judge("in turns to 30 ms", (struct course){.turn_s = 0.03}, 0.3, 0);
}

Test(tempo, spreads_out_what_comes_at_once_after_a_stall)
{
    judge("0.2 s every 3 s", (struct course){.stall_every_s = 3, .stall_s = 0.2}, 0.2, 0.1);
    judge("1 s every 7 s", (struct course){.stall_every_s = 7, .stall_s = 1}, 0.05, 0);
    judge("1 s every 7 s, exponential 5 ms",
          (struct course){.stall_every_s = 7, .stall_s = 1, .exp_s = 0.005}, 0.05, 0);
}

Test(tempo, tells_what_was_lost_from_what_is_late)
{
    judge("loss 1 %", (struct course){.loss = 0.01}, 1, 0.05);
    judge("loss 10 %", (struct course){.loss = 0.1}, 1, 0.05);
    judge("loss 1 %, exponential 5 ms", (struct course){.loss = 0.01, .exp_s = 0.005}, 0.7, 0);
    judge("loss 10 %, exponential 5 ms", (struct course){.loss = 0.1, .exp_s = 0.005}, 1, 10);
    judge("loss 3 %, in turns to 100 ms", (struct course){.loss = 0.03, .turn_s = 0.1}, 0.4, 0);
    judge("loss 10 %, in turns to 100 ms", (struct course){.loss = 0.1, .turn_s = 0.1}, 0.5, 0);
    judge("outage 0.5 s every 5 s", (struct course){.outage_every_s = 5, .outage_s = 0.5}, 1, 0.1);
}

Test(tempo, is_hardly_worse_where_sampling_is_uneven)
{
    judge("half a period", (struct course){.unsteady = 0.5}, 1, 9);
    judge("half a period, exponential 5 ms", (struct course){.unsteady = 0.5, .exp_s = 0.005}, 0.7,
          0);
}

/* Of messages of 8, one in four lost, two in a row at most; the samples of one end at its
 * arrival. */
Test(tempo, spreads_out_the_samples_of_a_message)
{
    struct gait_tempo t;
    gait_tempo_reset(&t);
    for (int m = 0; m < 2000; m++) {
        uint32_t lost, all = 0;
        if (m > 40 && (m % 5 == 3 || m % 17 == 5))
            continue;
        for (int i = 0; i < 8; i++) {
            int64_t at = (8 * m + i) * INT64_C(5000000), end = (8 * m + 7) * INT64_C(5000000);
            int64_t local = gait_tempo_local(&t, end, 7 - i, &lost);
            all += lost;
            cr_assert(m < 8 || llabs(local - at) <= 1000, "message %d, sample %d: off by %g ms", m,
                      i, (double)(local - at) * 1e-6);
        }
        cr_assert(all % 8 == 0, "%u lost", all);
    }
}

Test(tempo, after_an_outage_only_one_sample_is_early)
{
    struct gait_tempo t;
    uint32_t lost, all = 0;
    int early = 0;
    gait_tempo_reset(&t);
    for (int i = 0; i < 3000; i++) {
        int64_t at = i * INT64_C(10000000);
        if (i % 1000 >= 950)
            continue;
        early += gait_tempo_local(&t, at, 0, &lost) < at;
        all += lost;
    }
    cr_assert_eq(early, 2);
    cr_assert_eq(all, 100, "%u told", all);
}

Test(tempo, says_how_many_a_second_come_whatever_the_network_does)
{
    static const struct course way[] = {
        {.exp_s = 0.002}, {.exp_s = 0.008}, {.exp_s = 0.02}, {.turn_s = 0.03},
        {.turn_s = 0.1},  {.loss = 0.03},   {.unsteady = 0.5}};
    for (size_t i = 0; i < sizeof way / sizeof way[0]; i++)
        for (int hz = 50; hz <= 200; hz += 50) {
            struct course k = way[i];
            k.hz = hz;
            k.seed = i + 1;
            struct off r = run(&k);
            cr_expect(fabs(r.rate_hz / hz - 1) < 0.06, "way %zu at %d Hz: %g Hz", i, hz, r.rate_hz);
        }
}
