/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each finding about sensors, where it should be and where it should not: what else is found is
 * compared too. */
#include "tests/help_doctor.h"
#include "tests/help_ears.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(doctor_sensors, .init = help_doctor_well);

Test(doctor_sensors, a_unit_that_is_open_stops_and_a_rates_unit_does_not)
{
    help_doctor_sensor(0)->unit_a[0] = '\0';
    FINDS("unit:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_STOPS);
    help_doctor_well();
    help_doctor_sensor(0)->unit_w[0] = '\0';
    FINDS("unit_rate:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor_sensor(0)->axes = 7;
    FINDS("");
}

Test(doctor_sensors, a_placement_not_known_not_sure_or_without_side_is_told)
{
    help_doctor_sensor(0)->placement = GAIT_UNKNOWN;
    FINDS("placement:left");
    cr_expect(strstr(help_doctor.found[0].todo, "gaitctl sensors place left shank_left"));
    help_doctor_well();
    BORDER(help_doctor_sensor(0)->placement_confidence, 0.79f, 0.8f, "placement_unsure:left");
    help_doctor_well();
    help_doctor_sensor(0)->placement = GAIT_FOOT;
    FINDS("side:left");
    help_doctor_sensor(0)->rate_hz = help_doctor_sensor(0)->rate_now_hz =
        497; /* a foot's peaks want 500 */
    FINDS("rate:left side:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
}

Test(doctor_sensors, two_sensors_at_one_place_of_one_runner_are_told)
{
    help_doctor_sensor(1)->placement = GAIT_SHANK_LEFT;
    FINDS("same_placement:right");
    cr_expect(strstr(help_doctor.found[0].sentence, "left and right are both"));
    strcpy(help_doctor.v.after.heard[1].runner, "ben");
    FINDS("");
    help_doctor_well();
    help_doctor_sensor(0)->placement = help_doctor_sensor(1)->placement =
        GAIT_SHANK; /* two legs, sides not known */
    FINDS("side:left side:right");
    help_doctor_well();
    help_doctor_sensor(1)->placement = GAIT_SHANK_LEFT;
    help_doctor_sensor(0)->age_s = 20; /* the other one took its place */
    FINDS("silent:left");
}

Test(doctor_sensors, clipped_landings_are_told_with_the_range_and_the_setting)
{
    BORDER(help_doctor_sensor(0)->clipped_share, 0.0101f, 0.01f, "clipped:left");
    help_doctor_sensor(0)->clipped_share = 0.25f;
    help_doctor_words();
    cr_expect(strstr(help_doctor.found[0].sentence, "25 %") &&
              strstr(help_doctor.found[0].sentence, "16 g"));
    cr_expect(strstr(help_doctor.found[0].todo, "NGIMU"));
    help_doctor_sensor(0)->range_g = 0;
    FINDS("clipped:left");
    help_doctor_well();
    help_doctor_sensor(0)->clipped_share = NAN;
    FINDS("");
    help_doctor_sensor(0)->range_g = 8;
    FINDS("range:left");
    help_doctor_sensor(0)->clipped_share = 0; /* it is enough for this runner */
    FINDS("");
}

Test(doctor_sensors, a_low_rate_is_told_with_how_much_peaks_read_low)
{
    help_doctor_sensor(0)->rate_hz = help_doctor_sensor(0)->rate_now_hz = 102;
    FINDS("rate:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    cr_expect(strstr(help_doctor.found[0].sentence, "some 0.9 g low") ||
                  strstr(help_doctor.found[0].sentence, "some 1.0 g low"),
              "%s", help_doctor.found[0].sentence);
    help_doctor_sensor(0)->rate_hz = help_doctor_sensor(0)->rate_now_hz = 199;
    FINDS("");
    help_doctor_sensor(0)->rate_hz = help_doctor_sensor(0)->rate_now_hz = 49;
    FINDS("rate:left");
    cr_expect(strstr(help_doctor.found[0].sentence, "too few"));
    help_doctor_sensor(0)->rate_hz = 0;
    FINDS("rate:left");
    help_doctor_sensor(0)->rate_now_hz = 0;
    FINDS("");
    help_doctor_well();
    help_doctor_sensor(0)->placement = GAIT_SACRUM;
    help_doctor_sensor(0)->rate_hz = help_doctor_sensor(0)->rate_now_hz = 100;
    FINDS("");
}

Test(doctor_sensors, a_rate_that_does_not_come_as_told_is_told)
{
    BORDER(help_doctor_sensor(0)->rate_now_hz, 460, 462, "rate_told:left");
    help_doctor_well();
    BORDER(help_doctor_sensor(0)->rate_now_hz, 565, 562, "rate_told:left");
}

Test(doctor_sensors, loss_delay_and_late_samples_are_told)
{
    BORDER(help_doctor_sensor(0)->loss, 0.021f, 0.02f, "loss:left");
    help_doctor_sensor(0)->loss = 0.31f;
    help_doctor_words();
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_STOPS);
    help_doctor_sensor(0)->loss = NAN;
    FINDS("");
    BORDER(help_doctor_sensor(0)->delay_ms, 51, 50, "delay:left");
    help_doctor_sensor(0)->delay_ms = NAN;
    FINDS("");
    BORDER(help_doctor_sensor(0)->late, 2001, 2000, "late_samples:left");
}

Test(doctor_sensors, a_sensor_without_a_clock_and_one_far_off_are_told)
{
    strcpy(help_doctor_sensor(0)->clock, "none");
    FINDS("no_clock:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    BORDER(help_doctor_sensor(0)->skew_ppm, -301, -300, "skew:left");
    help_doctor_sensor(0)->skew_ppm = 400;
    help_doctor_words();
    cr_expect(strstr(help_doctor.found[0].sentence, "400 millionths fast"));
}

Test(doctor_sensors, a_low_battery_is_told_and_an_empty_one_harms)
{
    BORDER(help_doctor_sensor(0)->battery, 0.19f, 0.2f, "battery:left");
    help_doctor_sensor(0)->battery = 0.19f;
    help_doctor_words();
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor_sensor(0)->battery = 0.04f;
    help_doctor_words();
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    help_doctor_sensor(0)->battery = NAN;
    FINDS("");
}

Test(doctor_sensors, a_silent_sensor_is_told_and_nothing_else_of_it)
{
    BORDER(help_doctor_sensor(0)->age_s, 3.1f, 3, "silent:left");
    help_doctor_sensor(0)->age_s = 30;
    help_doctor_sensor(0)->loss = 0.5f;
    help_doctor_sensor(0)->placement = GAIT_UNKNOWN;
    FINDS("silent:left");
    cr_expect(strstr(help_doctor.found[0].sentence, "30 s"));
}

Test(doctor_sensors, a_sensor_without_one_sample_is_told_with_what_is_missing)
{
    help_doctor_sensor(0)->age_s = NAN;
    FINDS("no_samples:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    help_doctor_sensor(0)->unit_a[0] = '\0';
    help_doctor_sensor(0)->refused = 500; /* for its unit is not decided */
    FINDS("unit:left");
}

Test(doctor_sensors, a_silent_one_stops_all_where_no_other_is_live)
{
    help_doctor_sensor(0)->age_s = 10;
    FINDS("silent:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_HARMS);
    help_doctor_sensor(0)->age_s = 301; /* put away, perhaps */
    FINDS("silent:left");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor_sensor(1)->age_s = 10;
    FINDS("silent:left silent:right");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_STOPS);
}

Test(doctor_sensors, an_open_unit_is_told_of_the_sensor_and_not_as_a_refusal_too)
{
    struct gait_event is = help_ears_refused("no_unit", 3000);
    ears_take(&help_doctor.v.after, &is);
    FINDS(""); /* it was found meanwhile */
    help_doctor_sensor(0)->unit_a[0] = '\0';
    FINDS("unit:left");
}

Test(doctor_sensors, askew_and_upside_down_are_notes)
{
    help_doctor_sensor(1)->up[0] = 0.6f;
    help_doctor_sensor(1)->up[1] = 0.8f;
    FINDS("askew:right");
    cr_expect(strstr(help_doctor.found[0].sentence, "37 degrees"), "%s",
              help_doctor.found[0].sentence);
    help_doctor_sensor(1)->up[0] = 0;
    help_doctor_sensor(1)->up[1] = -1;
    FINDS("upside_down:right");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor_sensor(1)->up[1] = help_doctor_sensor(1)->up[0] = help_doctor_sensor(1)->up[2] =
        NAN;
    FINDS("");
    help_doctor_well();
    help_doctor_sensor(1)->up[1] = -1;
    help_doctor_sensor(1)->placement = GAIT_SACRUM; /* no pair */
    FINDS("");
}

Test(doctor_sensors, what_gaitd_itself_says_of_a_sensor_is_told_where_nothing_else_is)
{
    strcpy(help_doctor_sensor(0)->why, "Its clock was set back twice.");
    FINDS("sensor:left");
    cr_expect(strstr(help_doctor.found[0].sentence, "set back twice"));
    help_doctor_sensor(0)->loss = 0.1f;
    FINDS("loss:left");
}

Test(doctor_sensors, nobody_running_is_a_note_where_a_sensor_is_heard)
{
    help_doctor.v.after.strides = 0;
    FINDS("no_running");
    cr_expect_eq(help_doctor.found[0].severity, DOCTOR_NOTE);
    help_doctor.v.after.heards = 0;
    FINDS("");
}

Test(doctor_sensors, one_that_does_not_read_gravity_at_rest_is_told_so)
{
    strcpy(help_doctor_sensor(0)->why,
           "At rest it reads 0.10 g instead of 1: its unit is another.");
    FINDS("rest:left");
    cr_expect(strstr(help_doctor.found[0].todo, "`unit_a`"), "%s", help_doctor.found[0].todo);
}
