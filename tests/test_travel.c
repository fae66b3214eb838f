/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A runner whose speed and way are known, seen through a pod or through fixes that are off. */
#include "daemon/travel.h"
#include "tests/help_osc.h"

#include <criterion/criterion.h>
#include <math.h>

static const int64_t second = 1000000000;
static const double degree = 3.14159265358979323846 / 180;
static const double radius_m = 6371000;
static const struct in6_addr phone = {{{[15] = 1}}}, other = {{{[15] = 2}}};
static struct travel t;
static struct travel_speed is; /* the newest that was told */
static int told;
static uint64_t seed;

static void begin(uint64_t with)
{
    t = (struct travel){0};
    is = (struct travel_speed){0, NAN, NAN};
    told = 0;
    seed = with;
}

static void setup(void)
{
    begin(1);
}

TestSuite(travel, .init = setup);

static double noise(double sd)
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (double)(help_random(&seed) >> 11) / 9007199254740992.0;
    return sd * (sum - 6);
}

static void took(bool is_told, const struct travel_speed *s)
{
    if (is_told)
        is = *s;
    told += is_told;
}

static void pod(int64_t t_s, double ms)
{
    struct travel_speed s;
    took(travel_pod(&t, &other, t_s * second, ms, &s), &s);
}

/* x east, y north of a place, in metres. */
static struct {
    double lat, lon;
} origin = {52, 13};

static void fix(double t_s, double x, double y, double altitude)
{
    struct travel_speed s;
    double lat = origin.lat + y / radius_m / degree;
    double lon = origin.lon + x / radius_m / cos(origin.lat * degree) / degree;
    took(travel_position(&t, &phone, llround(t_s * 1e9), lat, lon, altitude, &s), &s);
}

/* Straight on at a pace, from t_s for n s, with fixes off by sd. Returns the rms error of what
 * holds after the first `skip` s. */
static double run_on(int t_s, int n, double from_m, double ms, double sd, int skip)
{
    double sum = 0;
    int of = 0;
    for (int i = 0; i < n; i++) {
        double d = from_m + ms * i;
        fix(t_s + i, 0.6 * d + noise(sd), 0.8 * d + noise(sd), (double)NAN);
        if (i < skip)
            continue;
        sum += ((double)is.speed_ms - ms) * ((double)is.speed_ms - ms);
        of++;
    }
    return sqrt(sum / of);
}

Test(travel, a_pods_steady_speed_is_told_seldom_and_rightly)
{
    for (int i = 0; i < 120; i++) {
        pod(i, 3.2 + noise(0.08));
        if (i >= 10)
            cr_expect(fabs((double)is.speed_ms - 3.2) < 0.1, "%d s: %g", i, (double)is.speed_ms);
    }
    cr_expect_leq(told, 20); /* every 15 s, and what noise adds at first */
    cr_expect_geq(told, 8);
}

Test(travel, a_pods_new_pace_is_known_within_5_s)
{
    for (int i = 0; i < 60; i++)
        pod(i, (i < 30 ? 2.8 : 3.6) + noise(0.05));
    cr_expect(fabs((double)is.speed_ms - 3.6) < 0.1);
    begin(2);
    for (int i = 0; i < 35; i++)
        pod(i, (i < 30 ? 2.8 : 3.6) + noise(0.05));
    cr_expect(fabs((double)is.speed_ms - 3.6) < 0.15, "%g after 5 s", (double)is.speed_ms);
}

Test(travel, a_pod_that_stands_or_falls_silent_is_not_known)
{
    struct travel_speed s;
    for (int i = 0; i < 30; i++)
        pod(i, 3);
    cr_expect_eq(is.speed_ms, 3);
    pod(30, 0);
    cr_expect(isnan(is.speed_ms), "stands");
    for (int i = 31; i < 40; i++)
        pod(i, 3);
    cr_expect_eq(is.speed_ms, 3, "no mean with the standing");
    cr_expect_not(travel_tick(&t, 59 * second, &s));
    cr_expect(travel_tick(&t, 60 * second, &s));
    cr_expect(isnan(s.speed_ms));
    cr_expect_not(travel_tick(&t, 61 * second, &s), "once");
    begin(1);
    pod(0, (double)NAN);
    pod(1, -1);
    cr_expect_eq(told, 0, "never said a speed");
}

Test(travel, fixes_off_by_4_m_give_a_steady_pace_to_a_tenth)
{
    double sum = 0;
    for (uint64_t s = 1; s <= 20; s++) {
        begin(s);
        double off = run_on(0, 300, 0, 3, 4, 40);
        sum += off * off;
    }
    /* a line through 31 fixes 1 s apart: 4 m * sqrt(12 / (31 * 960)) = 0.08; through 16: 0.22 */

    cr_expect(sqrt(sum / 20) < 0.15, "rms %g", sqrt(sum / 20));
}

Test(travel, fixes_as_phones_smooth_them_give_a_steady_pace_closely)
{
    double off = run_on(0, 300, 0, 3, 0.5, 20);

    cr_expect(off < 0.03, "rms %g", off);
}

Test(travel, a_new_pace_is_followed_within_half_a_minute)
{
    run_on(0, 120, 0, 2.5, 1, 0);
    run_on(120, 30, 300, 3.5, 1, 0);
    cr_expect(fabs((double)is.speed_ms - 3.5) < 0.25, "%g", (double)is.speed_ms);
    run_on(150, 30, 405, 3.5, 1, 0);
    cr_expect(fabs((double)is.speed_ms - 3.5) < 0.2, "%g", (double)is.speed_ms);
}

Test(travel, who_stands_has_no_speed)
{
    for (uint64_t s = 1; s <= 10; s++) {
        begin(s);
        run_on(0, 60, 0, 3, 1, 0);
        cr_expect_not(isnan(is.speed_ms));
        for (int i = 60; i < 120; i++) {
            fix(i, 0.6 * 180 + noise(1), 0.8 * 180 + noise(1), (double)NAN);
            cr_expect(i < 85 || isnan(is.speed_ms), "seed %d, %d s: %g", (int)s, i,
                      (double)is.speed_ms);
        }
    }
}

Test(travel, a_jump_changes_nothing_and_a_new_place_begins_anew)
{
    run_on(0, 60, 0, 3, 0.5, 0);
    fix(60, 5000, 5000, (double)NAN);
    fix(61, -9000, 200, (double)NAN); /* two that do not agree */
    cr_expect(run_on(62, 60, 186, 3, 0.5, 0) < 0.1);
    for (int i = 0; i < 40; i++) /* a train took it elsewhere, or the first fixes were wrong */
        fix(122 + i, 20000 + 4 * i, 0, (double)NAN);
    cr_expect(fabs((double)is.speed_ms - 4) < 0.1, "%g", (double)is.speed_ms);
}

Test(travel, neither_a_pole_nor_the_date_line_is_special)
{
    for (int i = 0; i < 40; i++) /* over the date line, on the equator */
    {
        struct travel_speed s;
        double lon = 180 - 0.0005 + 3.0 * i / 6378137 / degree;
        took(travel_position(&t, &phone, i * second, 0, lon > 180 ? lon - 360 : lon, (double)NAN,
                             &s),
             &s);
    }
    cr_expect(fabs((double)is.speed_ms - 3) < 0.01, "%g", (double)is.speed_ms);
    begin(1);
    for (int i = 0; i < 40;
         i++) { /* over the north pole, 6399.6 km from the middle of its circle */
        struct travel_speed s;
        double y = 3.0 * (i - 20), lat = 90 - fabs(y) / 6399594 / degree;
        took(travel_position(&t, &phone, i * second, lat, y < 0 ? 10 : -170, (double)NAN, &s), &s);
    }
    cr_expect(fabs((double)is.speed_ms - 3) < 0.01, "%g", (double)is.speed_ms);
}

Test(travel, the_bends_of_a_track_are_no_slower_than_its_straights)
{
    const double r = 36.5, lap = 2 * 84.39 + 2 * 3.14159265358979323846 * r, ms = 3.5;
    double low = 99, high = 0;
    for (int i = 0; i < 400; i++) {
        double d = fmod(ms * i, lap), bend = 3.14159265358979323846 * r, x, y;
        if (d < 84.39)
            x = d, y = 0;
        else if (d < 84.39 + bend)
            x = 84.39 + r * sin((d - 84.39) / r), y = r - r * cos((d - 84.39) / r);
        else if (d < 2 * 84.39 + bend)
            x = 84.39 - (d - 84.39 - bend), y = 2 * r;
        else
            x = -r * sin((d - 2 * 84.39 - bend) / r), y = r + r * cos((d - 2 * 84.39 - bend) / r);
        fix(i, x + noise(0.3), y + noise(0.3), (double)NAN);
        if (i > 60) {
            low = fmin(low, (double)is.speed_ms);
            high = fmax(high, (double)is.speed_ms);
        }
    }

    cr_expect(low > 3.4 && high < 3.6, "%g to %g", low, high);
}

Test(travel, a_slope_is_known_where_altitude_is_and_not_where_it_is_not)
{
    for (int i = 0; i < 90; i++) /* 3 m/s up a slope of 4 degrees, by a barometer */
        fix(i, 3 * i + noise(0.5), noise(0.5), 100 + 3 * i * tan(4 * degree) + noise(0.5));
    cr_expect(fabs((double)is.slope_deg - 4) < 1, "%g", (double)is.slope_deg);
    begin(1);
    for (int i = 0; i < 90; i++)
        fix(i, 3 * i + noise(0.5), noise(0.5), (double)NAN);
    cr_expect(isnan(is.slope_deg) && !isnan(is.speed_ms));
    begin(1);
    for (int i = 0; i < 90; i++) /* by satellites alone */
        fix(i, 3 * i + noise(0.5), noise(0.5), 100 + noise(12));
    cr_expect(isnan(is.slope_deg) && !isnan(is.speed_ms), "%g", (double)is.slope_deg);
    begin(1);
    for (int i = 0; i < 16; i++) /* not 50 m yet */
        fix(i, 3 * i, 0, 100 + 3 * i * tan(4 * degree));
    cr_expect(isnan(is.slope_deg) && !isnan(is.speed_ms));
}

Test(travel, fixes_that_are_sent_again_and_again_are_one)
{
    for (int i = 0; i < 600; i++) /* 10 a second of one a second */
        fix(0.1 * i, 3.0 * (i / 10), 0, (double)NAN);
    cr_expect(fabs((double)is.speed_ms - 3) < 0.05, "%g", (double)is.speed_ms);
}

Test(travel, one_phone_is_listened_to_until_it_is_silent)
{
    struct travel_speed s;
    run_on(0, 60, 0, 3, 0.5, 0);
    for (int i = 0; i < 20; i++)
        took(travel_position(&t, &other, (60 + i) * second, 40, 10 + 0.0001 * i, (double)NAN, &s),
             &s);
    cr_expect(fabs((double)is.speed_ms - 3) < 0.2, "%g", (double)is.speed_ms);
    for (int i = 20; i < 60; i++)
        took(travel_position(&t, &other, (60 + i) * second, 40 + 2.0 * i / radius_m / degree, 10,
                             (double)NAN, &s),
             &s);
    cr_expect(fabs((double)is.speed_ms - 2) < 0.05, "%g", (double)is.speed_ms);
}

Test(travel, a_pod_counts_before_positions_and_these_after_it)
{
    for (int i = 0; i < 60; i++) {
        fix(i, 3.0 * i, 0, (double)NAN);
        pod(i, 3.3);
    }
    cr_expect(fabs((double)is.speed_ms - 3.3) < 0.01);
    for (int i = 60; i < 90; i++)
        fix(i, 3.0 * i, 0, (double)NAN);
    cr_expect(fabs((double)is.speed_ms - 3) < 0.05, "%g", (double)is.speed_ms);
}

Test(travel, a_speed_that_was_said_wins_for_its_stretch)
{
    struct travel_speed s;
    for (int i = 0; i < 20; i++)
        pod(i, 3);
    cr_expect(travel_mark(&t, 20 * second, "trail", &s));
    cr_expect(s.speed_ms == 3 && s.t_ns == 20 * second, "goes on over the mark");
    cr_expect(travel_say(&t, 21 * second, 2.5f, NAN, &s));
    cr_expect(s.speed_ms == 2.5f && isnan(s.slope_deg));
    cr_expect_not(travel_mark(&t, 22 * second, "track", &s), "said of this one");
    told = 0;
    for (int i = 22; i < 60; i++)
        pod(i, 3);
    cr_expect_eq(told, 0);
    cr_expect_not(travel_mark(&t, 60 * second, "track", &s), "the same again");
    cr_expect(travel_mark(&t, 61 * second, "asphalt", &s));
    cr_expect_eq(s.speed_ms, 3);
    travel_say(&t, 62 * second, 2.5f, NAN, &s);
    cr_expect(travel_say(&t, 63 * second, NAN, NAN, &s));
    cr_expect_eq(s.speed_ms, 3, "taken back");
}

Test(travel, a_slope_alone_that_was_said_goes_with_the_measured_speed)
{
    struct travel_speed s;
    for (int i = 0; i < 20; i++)
        pod(i, 3);
    cr_expect(travel_say(&t, 21 * second, NAN, -2, &s));
    cr_expect(s.speed_ms == 3 && s.slope_deg == -2);
    for (int i = 22; i < 60; i++)
        pod(i, 3.5);
    cr_expect(is.speed_ms == 3.5f && is.slope_deg == -2);
}

Test(travel, without_measures_it_says_what_was_said_and_nothing_at_marks)
{
    struct travel_speed s;
    cr_expect_not(travel_mark(&t, 0, "trail", &s));
    cr_expect(travel_say(&t, second, 3.12345f, 1.5f, &s));
    cr_expect(s.speed_ms == 3.12345f && s.slope_deg == 1.5f && s.t_ns == second);
    cr_expect_not(travel_mark(&t, 100 * second, "asphalt", &s));
    cr_expect_not(travel_tick(&t, 1000 * second, &s));
}

Test(travel, nonsense_and_times_that_step_back_do_no_harm)
{
    struct travel_speed s;
    run_on(0, 60, 0, 3, 0.5, 0);
    took(travel_position(&t, &phone, 60 * second, (double)NAN, 13, 0, &s), &s);
    took(travel_position(&t, &phone, 60 * second, 91, 13, 0, &s), &s);
    took(travel_position(&t, &phone, 59 * second, 52, 13, 0, &s), &s);
    pod(61, INFINITY);
    cr_expect(fabs((double)is.speed_ms - 3) < 0.2);
    begin(3); /* another replay */
    run_on(1000, 60, 0, 3, 0.5, 0);
    cr_expect(run_on(0, 60, 0, 4, 0.5, 20) < 0.15);
    cr_expect(fabs((double)is.speed_ms - 4) < 0.2, "%g", (double)is.speed_ms);
}
