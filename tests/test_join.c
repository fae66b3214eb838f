/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A known signal, sent in every split and order, comes out as it was sent. A script is what is sent
 * of each sample: I both in one message, A W acceleration and rate, L G linear and gravity, x y z
 * u v w one axis of either, | the end of a datagram. */
#include "daemon/join.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000)
#define N 400
#define PERIOD (10 * MS)
#define WRAP (1000 * MS) /* so that it wraps in every test */

static struct join j;
static struct join_sample got[2 * N];
static int gots;
static uint64_t datagram;
static int64_t now, slowest;

static void setup(void)
{
    join_init(&j);
    gots = 0;
    datagram = 1;
    slowest = 0;
}

TestSuite(join, .init = setup);

static void drain(void)
{
    while (gots < 2 * N && join_next(&j, now, &got[gots])) {
        int64_t late = now - got[gots++].from.now_ns;
        slowest = late > slowest ? late : slowest;
    }
}

/* Sample i by axis, and gravity in it. */
static float a_of(int i, int axis)
{
    return (float)(i + 1) + 0.25f * (float)axis;
}

static float w_of(int i, int axis)
{
    return -a_of(i, axis) / 64;
}

static float g_of(int i, int axis)
{
    return 0.5f * (float)((i * 7 + axis) % 5);
}

static struct decode_sample message(char c, int i)
{
    static const char axes[] = "xyzuvw";
    struct decode_sample x = {.axis = DECODE_ALL_AXES, .count = 1};
    const char *at = strchr(axes, c);
    x.parts = c == 'I'   ? DECODE_A | DECODE_W
              : c == 'A' ? DECODE_A
              : c == 'W' ? DECODE_W
              : c == 'L' ? DECODE_LINEAR
              : c == 'G' ? DECODE_GRAVITY
              : at < axes + 3 ? DECODE_A
                              : DECODE_W;
    if (at)
        x.axis = (uint8_t)((at - axes) % 3);
    for (int k = 0; k < 3; k++) {
        if (at && k != x.axis)
            continue;
        if (x.parts & DECODE_W)
            x.w[k] = w_of(i, k);
        x.a[0][k] = c == 'L'   ? a_of(i, k) - g_of(i, k)
                    : c == 'G' ? g_of(i, k)
                    : x.parts & DECODE_A ? a_of(i, k)
                                         : 0;
    }
    return x;
}

static void take(char c, int i, bool timed)
{
    struct decode_sample x = message(c, i);
    struct join_from from = {timed ? i * PERIOD % WRAP : GAIT_NO_TIME, WRAP, now, datagram};
    cr_assert(join_take(&j, &x, &from, timed ? PERIOD : 0));
    drain();
}

static void end_datagram(void)
{
    join_close(&j);
    drain();
    datagram++;
    now += MS / 4;
}

static void finish(void)
{
    join_flush(&j);
    drain();
}

static void send_all(const char *script, bool timed)
{
    for (int i = 0; i < N; i++) {
        now = (1000 + i) * PERIOD;
        for (const char *c = script; *c; c++)
            if (*c == '|')
                end_datagram();
            else
                take(*c, i, timed);
        if (script[strlen(script) - 1] != '|')
            end_datagram();
    }
    finish();
}

static bool same(float a, float b)
{
    return fabsf(a - b) < 1e-3f;
}

/* All samples from `first` on, once and in order, whole; before it no more than were sent. */
static void expect_all(const char *what, int first, bool rate)
{
    int i = first;
    for (int k = 0; k < gots; k++) {
        int which = (int)lroundf(got[k].a[0]) - 1;
        if (which < first)
            continue;
        cr_assert_eq(which, i, "%s: %d where %d is due", what, which, i);
        cr_assert_eq(got[k].axes, rate ? 0x3f : 0x07, "%s: axes %x of %d", what, got[k].axes, i);
        for (int axis = 0; axis < 3; axis++) {
            cr_assert(same(got[k].a[axis], a_of(i, axis)), "%s: a of %d", what, i);
            cr_assert(same(got[k].w[axis], rate ? w_of(i, axis) : 0), "%s: w of %d is %d's", what,
                      i, (int)lroundf(-64 * got[k].w[0]) - 1);
        }
        i++;
    }
    cr_assert_eq(i, N, "%s: only to %d", what, i);
    cr_assert_leq(gots, N, "%s: %d", what, gots);
}

static void check(const char *script, bool timed, int first, bool rate)
{
    char what[40];
    snprintf(what, sizeof what, "%s%s", script, timed ? " with device times" : "");
    setup();
    send_all(script, timed);
    expect_all(what, first, rate);
}

Test(join, parts_in_one_datagram_come_out_whole_from_the_first_on_in_every_order)
{
    static const char *const orders[] = {"I", "AW", "WA"};
    static const char *const phone[] = {"LGW", "LWG", "GLW", "GWL", "WLG", "WGL"};
    for (int timed = 0; timed < 2; timed++) {
        for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
            check(orders[i], timed, 0, true);
        for (size_t i = 0; i < sizeof phone / sizeof *phone; i++)
            check(phone[i], timed, 0, true);
        check("LG", timed, 0, false);
        check("GL", timed, 0, false);
        check("A", timed, 0, false);
    }
}

Test(join, parts_in_datagrams_of_their_own_come_out_whole_once_their_order_is_known)
{
    for (int timed = 0; timed < 2; timed++) {
        check("W|A|", timed, 0, true);
        check("A|W|", timed, 10, true);
        check("GL|W|", timed, 10, true);
    }
    check("L|G|W|", true, 10, true);
    check("G|L|W|", true, 10, true);
    check("W|G|L|", true, 10, true);
}

Test(join, an_acceleration_never_waits_longer_than_30_ms_and_mostly_only_for_its_rate)
{
    send_all("A|W|", true);
    cr_expect_leq(slowest, MS / 2, "%lld us", (long long)(slowest / 1000));
    int whole = gots;
    for (int i = 0; i < N; i++) { /* the rate is gone */
        now = (1000 + N + i) * PERIOD;
        take('A', i, true);
        end_datagram();
    }
    cr_expect_leq(slowest, JOIN_HOLD_NS + PERIOD);
    finish();
    cr_expect_eq(gots, whole + N);
    cr_expect_eq(got[gots - 1].axes, 0x07);
}

/* Several whole samples of parts in one datagram. */
static void send_groups(const char *script, int group, bool timed)
{
    for (int i = 0; i + group <= N; i += group) {
        now = (1000 + i) * PERIOD;
        for (const char *c = script; *c; c++)
            take(c[0], i + (c[1] - '0'), timed), c++;
        end_datagram();
    }
    finish();
}

Test(join, several_samples_of_parts_in_one_datagram_are_not_mixed_up)
{
    static const char *const scripts[] = {"A0W0A1W1", "A0A1W0W1", "W0W1A0A1", "W0A0W1A1",
                                          "A0W0W1A1", "L0L1G0G1W0W1", "G0W0L0G1W1L1"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        for (int timed = 0; timed < 2; timed++) {
            setup();
            send_groups(scripts[i], 2, timed);
            expect_all(scripts[i], 0, true);
        }
    setup();
    send_groups("W1A0W0A1", 2, true); /* only device times tell this one */
    expect_all("W1A0W0A1", 0, true);
}

Test(join, single_axes_make_samples_after_eight_rounds_in_whatever_order_they_are_sent)
{
    static const char *const scripts[] = {"x|y|z|",       "z|y|x|",       "y|z|x|", "xyz",
                                          "x|y|z|u|v|w|", "u|v|w|x|y|z|", "xyzuvw", "wvuxzy"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        check(scripts[i], false, 20, strlen(scripts[i]) > 4 && strchr(scripts[i], 'u'));
}

Test(join, samples_of_one_message_keep_their_order_and_only_the_last_has_its_time)
{
    struct decode_sample x = {.parts = DECODE_A, .axis = DECODE_ALL_AXES, .count = 21};
    for (int i = 0; i < 21; i++)
        x.a[i][0] = (float)i;
    for (uint64_t k = 1; k < 5; k++) {
        struct join_from from = {5 * MS, WRAP, 0, k};
        cr_assert(join_take(&j, &x, &from, 0));
        drain();
        end_datagram();
    }
    cr_assert_eq(gots, 84);
    for (int i = 0; i < gots; i++) {
        cr_expect_eq((int)got[i].a[0], i % 21);
        cr_expect_eq(got[i].after, 20 - i % 21);
        cr_expect_eq(got[i].from.device_ns, i % 21 == 20 ? 5 * MS : GAIT_NO_TIME);
    }
}

Test(join, under_loss_no_sample_is_invented_doubled_or_given_a_rate_older_than_three_periods)
{
    static const char *const scripts[] = {"A|W|", "W|A|"};
    for (int s = 0; s < 4; s++) {
        setup();
        srand(5);
        int sent = 0;
        for (int i = 0; i < N; i++) {
            now = (1000 + i) * PERIOD;
            for (const char *c = scripts[s % 2]; *c; c++) {
                if (*c == '|')
                    end_datagram();
                else if (rand() % 10) {
                    take(*c, i, s / 2);
                    sent += *c == 'A';
                }
            }
        }
        finish();
        cr_expect_eq(gots, sent, "%s: %d of %d", scripts[s % 2], gots, sent);
        int far = 0;
        for (int k = 0; k < gots; k++) {
            int which = (int)lroundf(got[k].a[0]) - 1;
            if (k)
                cr_assert_gt(got[k].a[0], got[k - 1].a[0]);
            if (got[k].axes != 0x3f)
                continue;
            float of = -64 * got[k].w[0] - 1;
            cr_assert_leq(fabsf(of - (float)which), s / 2 ? 3.01f : 10.01f);
            far += fabsf(of - (float)which) > 0.5f;
        }
        fprintf(stderr, "%s %d: %d of %d\n", scripts[s % 2], s / 2, far, gots);
        cr_expect_leq(far, sent / 6, "%s: %d", scripts[s % 2], far);
    }
}

Test(join, linear_acceleration_without_gravity_is_counted_and_nothing_made_of_it)
{
    send_all("L|W|", false);
    cr_expect_eq(gots, 0);
    cr_expect_eq(j.no_gravity, N);
    setup();
    now = 0;
    take('G', 0, false);
    end_datagram();
    now = 900 * MS;
    take('L', 1, false);
    end_datagram();
    now = 1100 * MS;
    take('L', 2, false);
    end_datagram();
    cr_expect_eq(gots, 1);
    cr_expect_eq(j.no_gravity, 1);
}

Test(join, where_both_kinds_of_acceleration_are_sent_no_sample_is_doubled)
{
    check("A|L|G|W|", false, 10, true);
    check("L|G|A|", false, 1, false);
}

Test(join, a_sender_that_repeats_gives_each_value_once)
{
    int repeats = 0;
    for (int i = 0; i < N; i++) {
        struct decode_sample x = message('A', i / 4), w = message('W', i / 4);
        struct join_from from = {GAIT_NO_TIME, 0, now = i * PERIOD, datagram};
        x.repeats = w.repeats = true;
        repeats += !join_take(&j, &x, &from, 0);
        drain();
        repeats += !join_take(&j, &w, &from, 0);
        drain();
        end_datagram();
    }
    cr_expect_eq(gots, N / 4);
    cr_expect_eq(repeats, 2 * (N - N / 4));
    for (int k = 0; k < gots; k++)
        cr_expect(same(got[k].w[2], w_of(k, 2)));
}
