/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/ring.h>

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

Test(ring, gives_back_records_whole_and_in_order)
{
    struct gait_ring *r = gait_ring_new(8, 13);
    char in[13], out[13];
    for (int i = 0; i < 1000; i++) {
        memset(in, i, sizeof in);
        cr_assert(gait_ring_push(r, in));
        if (i % 3 == 2)
            for (int j = i - 2; j <= i; j++) {
                cr_assert(gait_ring_pop(r, out));
                memset(in, j, sizeof in);
                cr_assert_arr_eq(in, out, sizeof in);
            }
    }
    gait_ring_free(r);
}

Test(ring, refuses_the_newest_when_full_and_counts_it)
{
    struct gait_ring *r = gait_ring_new(4, sizeof(int));
    for (int i = 0; i < 7; i++)
        cr_assert_eq(gait_ring_push(r, &i), i < 4, "record %d", i);
    struct gait_ring_state s = gait_ring_state(r);
    cr_assert_eq(s.refused, 3);
    cr_assert_eq(s.fill, 4);
    cr_assert_eq(s.high_water, 4);
    for (int i = 0, got; i < 4; i++) {
        cr_assert(gait_ring_pop(r, &got));
        cr_assert_eq(got, i);
    }
    gait_ring_free(r);
}

Test(ring, leaves_the_record_untouched_when_empty)
{
    struct gait_ring *r = gait_ring_new(2, sizeof(int));
    int got = 42;
    cr_assert_not(gait_ring_pop(r, &got));
    cr_assert_eq(got, 42);
    gait_ring_free(r);
}

Test(ring, remembers_the_most_it_ever_held)
{
    struct gait_ring *r = gait_ring_new(16, 1);
    char c = 0;
    for (int i = 0; i < 11; i++)
        gait_ring_push(r, &c);
    while (gait_ring_pop(r, &c))
        ;
    cr_assert_eq(gait_ring_state(r).high_water, 11);
    cr_assert_eq(gait_ring_state(r).fill, 0);
    gait_ring_free(r);
}

Test(ring, rounds_its_capacity_up_to_a_power_of_two)
{
    static const size_t asked[] = {2, 3, 4, 5, 1000, 65537}, given[] = {2, 4, 4, 8, 1024, 131072};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct gait_ring *r = gait_ring_new(asked[i], 1);
        cr_assert_eq(gait_ring_state(r).capacity, given[i], "asked for %zu", asked[i]);
        gait_ring_free(r);
    }
}

Test(ring, refuses_capacities_and_sizes_out_of_range)
{
    cr_assert_null(gait_ring_new(0, 8));
    cr_assert_null(gait_ring_new(1, 8));
    cr_assert_null(gait_ring_new(((size_t)1 << 24) + 1, 8));
    cr_assert_null(gait_ring_new(SIZE_MAX, 8));
    cr_assert_null(gait_ring_new(8, 0));
    cr_assert_null(gait_ring_new(8, 65537));
    cr_assert_null(gait_ring_new(8, SIZE_MAX));
    gait_ring_free(NULL);
}

Test(ring, takes_the_largest_record)
{
    static char in[65536], out[65536];
    memset(in, 0x5a, sizeof in);
    struct gait_ring *r = gait_ring_new(2, sizeof in);
    cr_assert(gait_ring_push(r, in) && gait_ring_push(r, in) && !gait_ring_push(r, in));
    cr_assert(gait_ring_pop(r, out));
    cr_assert_arr_eq(in, out, sizeof in);
    gait_ring_free(r);
}

static long faults(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_minflt;
}

Test(ring, a_ring_that_was_touched_takes_no_more_memory_when_it_is_used)
{
    static unsigned char record[1000];
    struct gait_ring *r = gait_ring_new(16384, sizeof record);
    gait_ring_touch(r);
    long before = faults();
    while (gait_ring_push(r, record))
        continue;
    long used = faults() - before;
    cr_assert_lt(used, 100, "%ld pages of 4000", used);
    cr_assert_eq(gait_ring_state(r).fill, 16384);
    gait_ring_free(r);
}
