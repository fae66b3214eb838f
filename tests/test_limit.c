/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/limit.h"
#include "tests/help_osc.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>

#define MS INT64_C(1000000)
#define S (1000 * MS)
#define RATE 20000.

static struct limit l;

static struct in6_addr address(uint32_t host)
{
    struct in6_addr a = {0};
    a.s6_addr[10] = a.s6_addr[11] = 0xff;
    uint32_t net = htonl(host);
    memcpy(a.s6_addr + 12, &net, 4);
    return a;
}

static enum limit_answer ask(uint32_t host, uint16_t port, int64_t now_ns)
{
    struct in6_addr a = address(host);
    return limit_ask(&l, &a, port, now_ns);
}

static void speak(uint32_t host, uint16_t port, int64_t now_ns)
{
    struct in6_addr a = address(host);
    limit_speak_for(&l, &a, port, now_ns, true);
}

/* A sensor at 100 Hz until it is confirmed. */
static int64_t confirm(uint32_t host, int64_t now_ns)
{
    for (int i = 0; i < LIMIT_CONFIRMED; i++, now_ns += 10 * MS) {
        cr_assert_eq(ask(host, 9, now_ns), LIMIT_PASS);
        speak(host, 9, now_ns);
    }
    return now_ns;
}

static void begin(void)
{
    limit_init(&l, RATE, 4711);
}

/* How many of what one source sends evenly, rate_hz for so long, pass. */
static int passed(uint32_t host, double rate_hz, int64_t from_ns, int64_t for_ns, bool speaks)
{
    int n = 0, sent = (int)(rate_hz * (double)for_ns / 1e9);
    for (int i = 0; i < sent; i++) {
        int64_t t = from_ns + (int64_t)(i * 1e9 / rate_hz);
        bool pass = ask(host, 9, t) == LIMIT_PASS;
        n += pass;
        if (pass && speaks)
            speak(host, 9, t);
    }
    return n;
}

Test(limit, the_busiest_sensor_and_the_busiest_hub_lose_nothing_in_a_minute, .init = begin)
{
    cr_expect_eq(passed(1, 2500, S, 60 * S, true), 150000);
    cr_expect_eq(passed(2, 12800, 61 * S, 60 * S, true), 768000);
    cr_expect_eq(passed(3, 2500, 122 * S, 60 * S, false), 150000,
                 "one whose unit is not known yet");
}

Test(limit, a_hub_whose_radio_stalled_for_a_second_loses_nothing, .init = begin)
{
    int64_t t = confirm(2, S);
    for (int k = 0; k < 10; k++, t += S)
        for (int i = 0; i < 12800; i++)
            cr_assert_eq(ask(2, 9, t), LIMIT_PASS, "second %d, datagram %d", k, i);
}

Test(limit, a_source_that_sends_nothing_of_use_gets_an_eighth_of_the_rate, .init = begin)
{
    double n = passed(1, 200000, S, 20 * S, false);
    cr_expect_float_eq(n, RATE / 8 * (20 + LIMIT_BURST_S), 10, "%.0f of 4 million", n);
    cr_expect_eq(ask(1, 9, 21 * S), LIMIT_TOO_FAST);
    cr_expect_eq(ask(2, 9, 21 * S), LIMIT_PASS, "another pays nothing for it");
}

Test(limit, a_source_of_samples_gets_the_whole_rate_and_no_more, .init = begin)
{
    int64_t t = confirm(1, S);
    double n = passed(1, 200000, t, 20 * S, true);
    cr_expect_float_eq(n, RATE * (20 + LIMIT_BURST_S), 10, "%.0f of 4 million", n);
}

/* A flood from addresses that never come again, beside a sensor. Counts what the sensor loses. */
static int lost_beside_a_flood(uint32_t sensor, int64_t from_ns, int64_t for_ns, int *ret_passed)
{
    uint64_t random = 99;
    int lost = 0;
    int64_t due = from_ns;
    for (int64_t t = from_ns; t < from_ns + for_ns; t += 5000) { /* 200,000 a second */
        uint64_t r = help_random(&random);
        bool now = t >= due, pass = now && ask(sensor, 9, t) == LIMIT_PASS;
        if (pass)
            speak(sensor, 9, t);
        lost += now && !pass;
        due += now ? 9 * MS + (int64_t)(r >> 20) % (2 * MS) : 0;
        *ret_passed += ask((uint32_t)(r >> 32) | 1u << 31, (uint16_t)r, t) == LIMIT_PASS;
    }
    return lost;
}

Test(limit, a_flood_from_forged_addresses_costs_a_live_sensor_nothing, .init = begin)
{
    int through = 0;
    int64_t t = confirm(7, S);
    cr_expect_eq(lost_beside_a_flood(7, t, 30 * S, &through), 0);
    cr_expect_lt(through, (int)(RATE / 8 * 33), "%d of 6 million were read", through);
}

Test(limit, a_sensor_that_is_silent_for_half_a_minute_of_such_a_flood_is_not_forgotten,
     .init = begin)
{
    int through = 0;
    int64_t t = confirm(7, S);
    lost_beside_a_flood(8, t, 30 * S, &through);
    cr_expect_eq(passed(7, 12800, t + 30 * S, 5 * S, true), 64000);
}

Test(limit, a_sensor_that_begins_amid_such_a_flood_comes_in_by_its_samples, .init = begin)
{
    int through = 0;
    lost_beside_a_flood(8, S, 10 * S, &through);
    int lost = lost_beside_a_flood(7, 11 * S, 60 * S, &through);
    int then = lost_beside_a_flood(7, 71 * S, 10 * S, &through);
    cr_expect_lt(lost, 600, "%d of 6000", lost); /* it waits for its share of what is shared */
    cr_expect_eq(then, 0);
}

Test(limit, more_live_sources_than_places_share_what_is_left_and_put_nobody_out, .init = begin)
{
    int64_t t = S;
    for (uint32_t host = 1; host <= LIMIT_SOURCES; host++)
        t = confirm(host, t) + 1;
    cr_assert_lt(t, 120 * S);
    for (uint32_t host = 1; host <= LIMIT_SOURCES; host++) /* all are live */
        cr_assert_eq(ask(host, 9, t), LIMIT_PASS);
    double n = passed(1000, 20000, t, S, true);
    cr_expect_float_eq(n, RATE / 8 * (1 + LIMIT_BURST_S), 10, "%.0f", n);
    int last = passed(1000, 20000, t + S, S / 100, true);
    cr_expect_leq(last, 26, "%d of 200", last);
    for (uint32_t host = 1; host <= LIMIT_SOURCES; host++)
        cr_expect_eq(passed(host, 20000, t + 2 * S, S / 100, true), 200, "host %u", host);
    cr_expect_eq(passed(1000, 100, t + 100 * S, 10 * S, true), 1000, "some have gone");
    cr_expect_eq(limit_live(&l, t + 110 * S, S), 1);
}

Test(limit, new_sources_come_in_at_so_many_a_second, .init = begin)
{
    for (uint32_t host = 1; host <= 10000; host++)
        ask(host, 9, S);
    cr_expect_eq(limit_live(&l, S, S), LIMIT_NEW_PER_S * LIMIT_BURST_S);
    for (uint32_t host = 20000; host <= 30000; host++)
        ask(host, 9, 2 * S);
    cr_expect_eq(limit_live(&l, 2 * S, 0), LIMIT_NEW_PER_S);
}

Test(limit, samples_of_names_made_up_one_by_one_confirm_nobody, .init = begin)
{
    struct in6_addr a = address(5);
    int n = 0;
    for (int i = 0; i < 200000; i++) {
        int64_t t = S + 50000 * (int64_t)i; /* 20,000 a second, for 10 s */
        n += limit_ask(&l, &a, 9, t) == LIMIT_PASS;
        limit_speak_for(&l, &a, 9, t, false);
    }
    cr_expect_float_eq(n, RATE / 8 * (10 + LIMIT_BURST_S), 10, "%d", n);
}

Test(limit, its_table_holds_together_whatever_comes, .init = begin)
{
    uint64_t random = 5;
    int64_t t = S;
    for (int i = 0; i < 300000; i++) {
        uint64_t r = help_random(&random);
        uint32_t host = (uint32_t)(r >> 40) % 600;
        t += (int64_t)(r % 7) * MS - 2 * MS; /* a clock that steps back does no harm */
        if (ask(host, (uint16_t)(host % 3), t) == LIMIT_PASS && r % 11 < 4)
            speak(host, (uint16_t)(host % 3), t);
        if (r % 1000 == 0)
            t += 61 * S;
    }
    int seen = 0;
    for (int b = 0; b < LIMIT_BUCKETS; b++)
        for (int i = l.bucket[b]; i >= 0 && seen <= LIMIT_SOURCES; i = l.place[i].next)
            seen++;
    cr_expect_eq(seen, LIMIT_SOURCES);
    for (int c = 0; c < 2; c++)
        for (int i = l.newest[c]; i >= 0 && seen > 0; i = l.place[i].older)
            seen--;
    cr_expect_eq(seen, 0, "each stands in one line of age");
}

Test(limit, many_sources_of_nothing_get_together_what_one_good_one_may_send, .init = begin)
{
    int good = 0, bad = 0;
    int64_t t = confirm(0x0a000001, S);
    for (int i = 0; i < 2000000; i++, t += 5000) { /* 200000 a second, 200 sources, 10 s */
        bad += ask(0xc0a80000 + (uint32_t)i % 200, 9, t) == LIMIT_PASS;
        if (i % 500 == 0) /* 400 a second */
            good += ask(0x0a000001, 9, t) == LIMIT_PASS;
    }
    cr_expect_eq(good, 4000, "%d", good);
    double most = RATE * (10 + LIMIT_BURST_S) * (1 + 1. / LIMIT_UNCONFIRMED); /* and the shared */
    cr_expect_leq(bad, most + 200 * LIMIT_FIRST, "%d", bad);
    cr_expect_geq(bad, (int)(RATE * 9), "%d", bad);
}

Test(limit, a_sensor_that_begins_amid_many_such_sources_is_confirmed_within_a_second, .init = begin)
{
    int sent = 0, passed_late = 0;
    int64_t t = S;
    for (int i = 0; i < 2000000; i++, t += 5000) {
        ask(0xc0a80000 + (uint32_t)i % 200, 9, t);
        if (i < 1000000 || i % 500 != 0)
            continue;
        bool pass = ask(0x0a000001, 9, t) == LIMIT_PASS;
        if (pass)
            speak(0x0a000001, 9, t);
        passed_late += pass && sent >= 400;
        sent++;
    }
    cr_expect_eq(passed_late, sent - 400, "%d of %d", passed_late, sent - 400);
}
