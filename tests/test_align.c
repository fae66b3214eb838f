/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/align.h>
#include <gait/settings.h>

#include <criterion/criterion.h>
#include <math.h>

static const int64_t origin_ns = 7000000123, ms = 1000000;
static struct gait_settings set;
static struct gait_cadence *cadence;
static struct gait_track *a, *b;
static const struct gait_clock_state good = {
    .offset_sd_s = 0.001, .has_device_time = true, .by_arrival = true};

static void setup(void)
{
    gait_settings_default(&set);
    cadence = gait_cadence_new(&set.cadence);
    a = gait_track_new(&set, cadence);
    b = gait_track_new(&set, cadence);
    cr_assert(cadence && a && b);
    struct gait_sensor is = {.id = "a", .placement = GAIT_SHANK_LEFT, .rate_hz = 100};
    gait_track_declare(a, &is);
    is = (struct gait_sensor){.id = "b", .placement = GAIT_SACRUM, .rate_hz = 400};
    gait_track_declare(b, &is);
}

static void teardown(void)
{
    gait_track_free(a);
    gait_track_free(b);
    gait_cadence_free(cadence);
}

TestSuite(align, .init = setup, .fini = teardown);

/* A ramp: a[0] is the time since the origin, in s. Times are since the origin too. */
static void feed(struct gait_track *t, int64_t from_ns, int64_t to_ns, int64_t period_ns)
{
    for (int64_t i = from_ns; i < to_ns; i += period_ns) {
        struct gait_sample s = {.t_ns = origin_ns + i,
                                .a_ms2 = {(float)((double)i * 1e-9), 0, (float)GAIT_G_MS2}};
        cr_assert(gait_track_push(t, &s, origin_ns));
    }
}

static bool align(const struct gait_track *other, int64_t from_ns, int64_t to_ns,
                  struct gait_aligned *ret)
{
    return gait_align(a, &good, other, &good, origin_ns + from_ns, origin_ns + to_ns, ret);
}

Test(align, two_rates_give_the_same_ticks_of_the_same_instants)
{
    struct gait_aligned both;
    feed(a, 3300000, 3000 * ms, 10 * ms);
    feed(b, 1700000, 3000 * ms, 2500000);
    cr_assert(align(b, 1000 * ms, 1250 * ms, &both));
    cr_assert(both.a && both.b);
    cr_assert_eq(both.n, 50, "%d ticks", both.n);
    for (int i = 0; i < both.n; i++) {
        double t_s = (double)(200 + i) / GAIT_GRID_HZ;
        cr_assert_eq(both.a[i].index, 200 + i);
        cr_assert_eq(both.b[i].index, both.a[i].index);
        cr_assert_float_eq(both.a[i].a_ms2[0], t_s, 1e-5, "a, tick %d", i);
        cr_assert_float_eq(both.b[i].a_ms2[0], t_s, 1e-5, "b, tick %d", i);
    }
}

Test(align, a_stretch_between_ticks_holds_the_ticks_inside_it)
{
    struct gait_aligned both;
    feed(a, 0, 2000 * ms, 10 * ms);
    feed(b, 0, 2000 * ms, 2500000);
    cr_assert(align(b, 1001 * ms, 1011 * ms, &both));
    cr_expect_eq(both.n, 2);
    cr_expect_eq(both.a[0].index, 201);
    cr_expect_eq(both.b[0].index, 201);
}

Test(align, a_stretch_not_whole_at_the_first_is_refused)
{
    struct gait_aligned both;
    cr_expect_not(align(b, 0, 100 * ms, &both), "nothing was heard yet");
    feed(a, 1000 * ms, 2000 * ms, 10 * ms);
    feed(b, 0, 3000 * ms, 2500000);
    cr_expect_not(align(b, 900 * ms, 1200 * ms, &both), "it begins too early");
    cr_expect_not(align(b, 1900 * ms, 2100 * ms, &both), "it ends too late");
    cr_expect_not(align(b, 1500 * ms, 1500 * ms, &both), "it is empty");
    cr_expect_not(align(b, 1500 * ms, 1400 * ms, &both), "it ends before it begins");
    cr_expect_null(both.a);
    cr_expect_null(both.b);
    cr_expect(align(b, 1000 * ms, 1900 * ms, &both));
}

Test(align, where_only_the_first_has_the_stretch_it_stands_alone)
{
    struct gait_aligned both;
    feed(a, 0, 3000 * ms, 10 * ms);
    cr_assert(align(b, 1000 * ms, 1250 * ms, &both), "the second was never heard");
    cr_expect(both.a && !both.b && both.n == 50);
    feed(b, 1100 * ms, 3000 * ms, 2500000);
    cr_assert(align(b, 1000 * ms, 1250 * ms, &both), "the second came too late");
    cr_expect(both.a && !both.b && both.n == 50);
    cr_assert(
        gait_align(a, &good, NULL, NULL, origin_ns + 1000 * ms, origin_ns + 1250 * ms, &both));
    cr_expect(both.a && !both.b && both.n == 50);
}

Test(align, a_hole_of_three_seconds_is_not_a_stretch)
{
    struct gait_aligned both;
    feed(a, 0, 2000 * ms, 10 * ms);
    feed(a, 5000 * ms, 7000 * ms, 10 * ms);
    feed(b, 0, 7000 * ms, 2500000);
    cr_expect_not(align(b, 1900 * ms, 5100 * ms, &both));
    cr_expect(align(b, 5100 * ms, 5300 * ms, &both));
    cr_expect(both.b && both.a[0].index == 1020 && both.b[0].index == 1020);
}

Test(align, ticks_in_a_short_hole_say_so)
{
    struct gait_aligned both;
    feed(a, 0, 2000 * ms, 10 * ms);
    feed(a, 2100 * ms, 3000 * ms, 10 * ms);
    feed(b, 0, 3000 * ms, 2500000);
    cr_assert(align(b, 1900 * ms, 2200 * ms, &both));
    for (int i = 0; i < both.n; i++) {
        int64_t t_ns = both.a[i].index * GAIT_GRID_NS;
        bool inside = t_ns > 1990 * ms && t_ns < 2100 * ms;
        cr_assert_eq((both.a[i].flags & GAIT_GRID_GAP) != 0, inside, "tick %d", i);
        cr_assert_eq(both.b[i].flags, 0);
    }
}

/* Two standard deviations of the difference against 3 ms. */
Test(align, a_badly_known_clock_is_not_set_beside_another)
{
    static const struct {
        double a_s, b_s;
        bool agree;
    } table[] = {
        {0, 0, true},       {0.001, 0.001, true},    {0.0014, 0, true},
        {0, 0.0014, true},  {0.0011, 0.0011, false}, {0.0016, 0, false},
        {0, 0.0016, false}, {0, INFINITY, false},    {NAN, 0, false},
        {0, NAN, false},
    };
    struct gait_aligned both;
    feed(a, 0, 2000 * ms, 10 * ms);
    feed(b, 0, 2000 * ms, 2500000);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct gait_clock_state x = good, y = good;
        x.offset_sd_s = table[i].a_s;
        y.offset_sd_s = table[i].b_s;
        cr_assert(gait_align(a, &x, b, &y, origin_ns + 1000 * ms, origin_ns + 1250 * ms, &both));
        cr_expect_eq(both.n, 50);
        cr_expect_eq(both.b != NULL, table[i].agree, "%g and %g s", table[i].a_s, table[i].b_s);
    }
}

Test(align, times_of_arrival_are_not_known_and_those_of_a_recording_are_of_one_clock)
{
    struct gait_aligned both;
    struct gait_clock_state arrival = {.by_arrival = true}, stream = {0};
    feed(a, 0, 2000 * ms, 10 * ms);
    feed(b, 0, 2000 * ms, 2500000);
    cr_assert(
        gait_align(a, &stream, b, &stream, origin_ns + 1000 * ms, origin_ns + 1250 * ms, &both));
    cr_expect_not_null(both.b);
    cr_expect_float_eq(both.a_hz, 100, 1e-3);
    cr_expect_float_eq(both.b_hz, 400, 1e-3);
    cr_assert(
        gait_align(a, &good, b, &arrival, origin_ns + 1000 * ms, origin_ns + 1250 * ms, &both));
    cr_expect_null(both.b);
    cr_assert(
        gait_align(a, &arrival, b, &good, origin_ns + 1000 * ms, origin_ns + 1250 * ms, &both));
    cr_expect_null(both.b);
}
