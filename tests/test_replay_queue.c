/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_queue.h"

#include "tests/help_osc.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 5000 };

static struct replay_queue q;

static void put(int64_t arrival_ns, uint32_t number)
{
    cr_assert(replay_queue_put(&q, arrival_ns, (int)(number % 3), (const uint8_t *)&number,
                               sizeof number));
}

static uint32_t number_in(struct replay_letter *l)
{
    uint32_t number;
    cr_assert_not_null(l);
    cr_assert_eq(l->size, sizeof number);
    memcpy(&number, l->bytes, sizeof number);
    cr_expect_eq(l->sensor, (int)(number % 3));
    free(l);
    return number;
}

TestSuite(replay_queue, .timeout = 20);

/* Taken while others are put, as a replay does. */
Test(replay_queue, gives_all_in_the_order_of_arrival_each_once_and_none_before_its_time)
{
    static bool came[LETTERS];
    uint64_t seed = 5;
    int64_t last_ns = INT64_MIN;
    int n = 0;
    for (uint32_t i = 0; i <= LETTERS; i++) {
        int64_t until_ns = i == LETTERS ? INT64_MAX : (int64_t)i * 10;
        struct replay_letter *l;
        while ((l = replay_queue_take(&q, until_ns))) {
            cr_assert_geq(l->arrival_ns, last_ns);
            cr_assert_leq(l->arrival_ns, until_ns);
            last_ns = l->arrival_ns;
            uint32_t k = number_in(l);
            cr_assert(k < LETTERS && !came[k], "%u came twice", k);
            came[k] = true;
            n++;
        }
        cr_assert(q.count == 0 || q.letter[0]->arrival_ns > until_ns);
        if (i < LETTERS)
            put((int64_t)i * 10 + (int64_t)(help_random(&seed) % 4000), i);
    }
    cr_expect_eq(n, LETTERS);
    replay_queue_free(&q);
}

Test(replay_queue, keeps_the_order_of_those_that_arrive_at_once)
{
    for (uint32_t i = 0; i < 1000; i++)
        put(i % 2 ? 7 : 5, i);
    for (uint32_t i = 0; i < 1000; i++)
        cr_assert_eq(number_in(replay_queue_take(&q, 7)), i < 500 ? 2 * i : 2 * (i - 500) + 1);
    cr_expect_null(replay_queue_take(&q, INT64_MAX));
    put(1, 1);
    replay_queue_free(&q);
}
