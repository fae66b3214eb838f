/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/history.h>

#include <criterion/criterion.h>
#include <time.h>

static void push(struct gait_history *h, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++) {
        gait_history_push_tick(h, &(struct gait_tick){.index = i, .a_ms2 = {(float)i}});
        gait_history_push_sample(h, &(struct gait_sample){.t_ns = i * 1000, .a_ms2 = {(float)i}});
    }
}

Test(history, keeps_the_newest_in_one_unbroken_run)
{
    struct gait_history *h = gait_history_new(50, 64);
    for (int64_t i = 0; i < 1000; i++) {
        int ticks, samples;
        push(h, i, i + 1);
        const struct gait_tick *t = gait_history_ticks(h, &ticks);
        const struct gait_sample *s = gait_history_samples(h, &samples);
        cr_assert_eq(ticks, i < 50 ? i + 1 : 50);
        cr_assert_eq(samples, i < 64 ? i + 1 : 64);
        for (int k = 1; k <= ticks; k++)
            cr_assert_eq(t[-k].index, i + 1 - k);
        for (int k = 1; k <= samples; k++)
            cr_assert_eq(s[-k].t_ns, (i + 1 - k) * 1000);
    }
    gait_history_free(h);
}

Test(history, finds_every_span_it_has_and_no_other)
{
    struct gait_history *h = gait_history_new(20, 16);
    cr_assert_null(gait_history_span(h, 0, 1));
    push(h, -30, 7);
    for (int64_t first = -40; first < 12; first++)
        for (int64_t last = -40; last < 12; last++) {
            const struct gait_tick *t = gait_history_span(h, first, last);
            cr_assert_eq(t != NULL, first < last && first >= -13 && last <= 7, "%ld %ld", first,
                         last);
            for (int64_t i = first; t && i < last; i++)
                cr_assert_eq(t[i - first].index, i);
        }
    cr_assert_null(gait_history_span(h, INT64_MIN, INT64_MAX));
    cr_assert_null(gait_history_span(h, 0, INT64_MAX));
    cr_assert_null(gait_history_span(h, INT64_MAX, INT64_MIN));
    gait_history_free(h);
}

Test(history, starts_its_grid_anew_where_the_index_jumps)
{
    int n;
    struct gait_history *h = gait_history_new(16, 16);
    push(h, 0, 10);
    push(h, 500, 503);
    cr_assert_eq(gait_history_ticks(h, &n)[-1].index, 502);
    cr_assert_eq(n, 3);
    cr_assert_null(gait_history_span(h, 9, 10));
    gait_history_samples(h, &n);
    cr_assert_eq(n, 13);
    gait_history_push_tick(h, &(struct gait_tick){.index = 502});
    gait_history_ticks(h, &n);
    cr_assert_eq(n, 1, "a repeated tick is no successor");
    gait_history_free(h);
}

Test(history, finds_the_samples_between_two_times)
{
    struct gait_history *h = gait_history_new(16, 32);
    push(h, 0, 100);
    for (int64_t from = 60000; from < 104000; from += 333)
        for (int64_t to = 60000; to < 104000; to += 333) {
            int n, truth = 0;
            const struct gait_sample *s = gait_history_between(h, from, to, &n);
            for (int64_t i = 68; i < 100; i++)
                truth += i * 1000 >= from && i * 1000 <= to;
            cr_assert_eq(n, truth, "%ld .. %ld", from, to);
            cr_assert(n == 0 || (s[0].t_ns >= from && s[n - 1].t_ns <= to));
        }
    gait_history_free(h);
}

Test(history, takes_both_ends_of_between_as_belonging_to_it)
{
    int n;
    struct gait_history *h = gait_history_new(16, 32);
    gait_history_between(h, INT64_MIN, INT64_MAX, &n);
    cr_assert_eq(n, 0);
    push(h, 0, 10);
    cr_assert_eq(gait_history_between(h, 3000, 5000, &n)->t_ns, 3000);
    cr_assert_eq(n, 3);
    gait_history_between(h, INT64_MIN, INT64_MAX, &n);
    cr_assert_eq(n, 10);
    gait_history_free(h);
}

Test(history, is_empty_after_a_reset)
{
    int n;
    struct gait_history *h = gait_history_new(16, 16);
    push(h, 0, 40);
    gait_history_reset(h);
    gait_history_ticks(h, &n);
    cr_assert_eq(n, 0);
    gait_history_samples(h, &n);
    cr_assert_eq(n, 0);
    push(h, 7, 9);
    cr_assert_not_null(gait_history_span(h, 7, 9));
    gait_history_free(h);
}

Test(history, refuses_sizes_out_of_range)
{
    static const int bad[] = {INT32_MIN, -1, 0, 15, (1 << 20) + 1, INT32_MAX};
    for (int i = 0; i < 6; i++) {
        cr_assert_null(gait_history_new(bad[i], 16));
        cr_assert_null(gait_history_new(16, bad[i]));
    }
    gait_history_free(NULL);
}

Test(history, with_resampling_costs_little_of_the_500_ns_a_sample_may_cost)
{
    static const int hz[] = {200, 1000};
    for (int j = 0; j < 2; j++) {
        struct gait_history *h = gait_history_new(2048, 4096);
        struct gait_resample *r = gait_resample_new(&gait_resample_defaults);
        struct gait_tick t;
        const int n = 2000000;
        gait_resample_reset(r, 0, hz[j]);
        clock_t from = clock();
        for (int i = 0; i < n; i++) {
            struct gait_sample s = {.t_ns = 1234567 + (int64_t)i * 1000000000 / hz[j],
                                    .a_ms2 = {(float)i, 0, 9.81f}};
            gait_history_push_sample(h, &s);
            gait_resample_push(r, &s);
            while (gait_resample_next(r, &t))
                gait_history_push_tick(h, &t);
        }
        double ns = 1e9 * (double)(clock() - from) / CLOCKS_PER_SEC / n;
        cr_log_info("%d Hz: %.0f ns a sample", hz[j], ns);
        cr_assert_lt(ns, 500, "%d Hz: %.0f ns a sample", hz[j], ns);
        gait_resample_free(r);
        gait_history_free(h);
    }
}

Test(history, what_is_hidden_is_shown_again_in_order_and_nothing_is_lost)
{
    for (int hide = 0; hide <= 25; hide += 5) {
        int n, shown = 0;
        const struct gait_tick *t;
        struct gait_history *h = gait_history_new(20, 16);
        push(h, 0, 33); /* 13 .. 32 are kept */
        gait_history_hide(h, hide);
        int hidden = hide < 20 ? hide : 20;
        gait_history_ticks(h, &n);
        cr_assert_eq(n, 20 - hidden);
        while ((t = gait_history_again(h))) {
            cr_assert_eq(t->index, 33 - hidden + shown);
            cr_assert_eq(gait_history_ticks(h, &n)[-1].index, t->index);
            shown++;
        }
        cr_assert_eq(shown, hidden);
        push(h, 33, 34);
        t = gait_history_ticks(h, &n);
        cr_assert_eq(n, 20);
        for (int k = 1; k <= n; k++)
            cr_assert_eq(t[-k].index, 34 - k);
        gait_history_free(h);
    }
}
