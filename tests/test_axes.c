/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors axis by axis, in every order, with losses; which is which is known from the values. */
#include "daemon/axes.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define N 2000
#define PERIOD INT64_C(10000000)

static struct outcome {
    int whole, broken, wrong;
} o;

/* Sends N vectors whose axes come in this order 0.3 ms apart, and loses one message in `loss`. */
static struct axes send_all(const char *order, int loss)
{
    struct axes s;
    axes_init(&s);
    srand(11);
    o = (struct outcome){0};
    for (int i = 0; i < N; i++)
        for (int k = 0; order[k]; k++) {
            int axis = order[k] - 'x';
            if (i > 100 && loss && rand() % loss == 0)
                continue;
            float x = (float)(4 * i + axis);
            enum axes_result is = axes_take(&s, axis, x, i * PERIOD + k * 300000);
            o.broken += is == AXES_BROKEN;
            o.whole += is == AXES_WHOLE;
            for (int a = 0; is == AXES_WHOLE && a < 3; a++)
                o.wrong += s.known & 1u << a && (int)s.x[a] != 4 * i + a;
        }
    return s;
}

Test(axes, every_vector_but_those_of_the_first_rounds_is_whole_in_every_order)
{
    static const char *const orders[] = {"xyz", "xzy", "yxz", "yzx", "zxy", "zyx", "xz", "y"};
    for (int i = 0; i < 8; i++) {
        struct axes s = send_all(orders[i], 0);
        uint8_t known = 0;
        for (const char *c = orders[i]; *c; c++)
            known |= (uint8_t)(1u << (*c - 'x'));
        cr_expect_eq(s.known, known, "%s", orders[i]);
        cr_expect_eq(o.wrong, 0, "%s", orders[i]);
        cr_expect_geq(o.whole, N - 10, "%s: %d", orders[i], o.whole);
        cr_expect_leq(o.broken, 1, "%s: %d", orders[i], o.broken);
    }
}

Test(axes, a_vector_that_lost_an_axis_is_lost_and_none_is_mixed_of_two)
{
    static const char *const orders[] = {"xyz", "zyx", "yzx"};
    for (int i = 0; i < 3; i++) {
        send_all(orders[i], 30); /* a tenth of the vectors */
        cr_expect_eq(o.wrong, 0, "%s: %d", orders[i], o.wrong);
        cr_expect(o.whole > 0.87 * N && o.whole < 0.93 * N, "%s: %d", orders[i], o.whole);
        cr_expect(o.broken > 0.06 * N, "%s: %d", orders[i], o.broken);
    }
}

Test(axes, another_order_from_some_moment_on_is_learned)
{
    struct axes s = send_all("xyz", 0);
    int whole = 0;
    for (int i = 0; i < 100; i++)
        for (int k = 2; k >= 0; k--)
            whole += axes_take(&s, k, (float)i, (N + i) * PERIOD + (2 - k) * 300000) == AXES_WHOLE;
    cr_expect_geq(whole, 75, "%d", whole);
}
