/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/join.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define PERIOD INT64_C(10000000)
#define WRAP (100 * PERIOD)

/* Messages of many kinds at random; those that are whole samples go both ways. */
Test(join_straight, what_goes_straight_is_what_join_take_and_join_next_give)
{
    static const uint8_t parts[] = {DECODE_A | DECODE_W, DECODE_A | DECODE_W, DECODE_A | DECODE_W,
                                    DECODE_W, DECODE_A, DECODE_LINEAR, DECODE_GRAVITY};
    static struct join straight, long_way;
    int went = 0;
    srand(3);
    for (int round = 0; round < 200; round++) {
        join_init(&straight);
        join_init(&long_way);
        for (int i = 0; i < 60; i++) {
            int wholes = round % 2 ? 3 : 7; /* of the kinds; 3: whole samples alone */
            struct decode_sample x = {.parts = parts[rand() % wholes],
                                      .axis = DECODE_ALL_AXES,
                                      .count = 1};
            for (int k = 0; k < 3; k++)
                x.a[0][k] = (float)(4 * i + k), x.w[k] = (float)(-i - k);
            struct join_from from = {rand() % 3 ? i * PERIOD : GAIT_NO_TIME, WRAP, i * PERIOD,
                                     (uint64_t)(1 + i / (1 + rand() % 2))};
            struct join_sample a, b;
            bool is = join_straight(&straight, &x, &from, PERIOD, &a);
            if (!is)
                join_take(&straight, &x, &from, PERIOD);
            join_take(&long_way, &x, &from, PERIOD);
            while (is || join_next(&straight, i * PERIOD, &a)) {
                went += is;
                is = false;
                cr_assert(join_next(&long_way, i * PERIOD, &b));
                cr_assert(memcmp(&a.from, &b.from, sizeof a.from) == 0 && a.axes == b.axes &&
                          a.after == b.after && memcmp(a.a, b.a, sizeof a.a) == 0 &&
                          memcmp(a.w, b.w, sizeof a.w) == 0, "%d, %d", round, i);
            }
            cr_assert(!join_next(&long_way, i * PERIOD, &b));
            cr_assert_eq(straight.n, long_way.n);
            join_close(&straight);
            join_close(&long_way);
        }
    }
    cr_expect_gt(went, 6000);
}
