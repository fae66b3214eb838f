/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The knobs of `gaitctl synth` as the command line turns them. */
#include "ctl/exact.h"
#include "ctl/synth_knobs.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct synth_order order;

/* The words after "synth", which go into a copy. */
static int taken(const char *words)
{
    static char line[512];
    char *argv[40] = {NULL};
    int n = 0;
    snprintf(line, sizeof line, "synth %s", words);
    for (char *w = strtok(line, " "); w && n < 39; w = strtok(NULL, " "))
        argv[n++] = w;
    return synth_knobs_take(n, argv, &order);
}

/* Turns one knob of asphalt-easy. */
static const struct preset *with(const char *knob)
{
    char words[200];
    snprintf(words, sizeof words, "asphalt-easy out %s", knob);
    cr_assert_eq(taken(words), -1, "%s", knob);
    return &order.preset;
}

Test(knobs, not_turned_leave_the_preset_as_it_is)
{
    for (int i = 0; i < preset_count; i++) {
        cr_assert_eq(taken(presets[i].name), 2);
        char words[100];
        snprintf(words, sizeof words, "%s out", presets[i].name);
        cr_assert_eq(taken(words), -1);
        struct preset p = order.preset;
        for (int k = 0; k < PRESET_SENSORS; k++) /* which act only together with others */
            if (!(presets[i].sensor[k].strap_hz > 0))
                p.sensor[k].strap_zeta = 0;
        for (int k = 0; k < PRESET_SENSORS; k++)
            if (!(presets[i].sensor[k].knock_g > 0))
                p.sensor[k].knock_g = 0;
        cr_expect(memcmp(p.bout, presets[i].bout, sizeof p.bout) == 0);
        cr_expect(memcmp(p.sensor, presets[i].sensor, sizeof p.sensor) == 0, "%s", p.name);
        cr_expect(order.seed == 1 && order.minutes == 0 && strcmp(order.folder, "out") == 0);
    }
}

Test(knobs, of_the_runner_go_to_its_bouts)
{
    cr_expect_eq(with("--speed 3.5")->bout[0].speed_ms, 3.5);
    cr_expect_eq(with("--speed-to 4")->bout[0].end_speed_ms, 4);
    cr_expect_eq(with("--slope -7.5")->bout[0].slope_deg, -7.5);
    cr_expect_eq(with("--landing 1.2")->bout[0].landing, 1.2);
    cr_expect_eq(with("--strike fore")->bout[0].strike, RUNNER_FOREFOOT);
    cr_expect_eq(with("--strike mid")->bout[0].strike, RUNNER_MIDFOOT);
    cr_expect_str_eq(with("--surface grass")->bout[0].ground, "grass");
    cr_expect_eq(with("--fatigue 0.5")->fatigue, 0.5);
    cr_expect_eq(with("--asymmetry 0.1")->asymmetry, 0.1);
    cr_expect_eq(with("--body 77")->body, 77);
    cr_expect_eq(with("--bout 5")->bout[0].seconds, 5);
    with("--minutes 2.5 --seed 9");
    cr_expect(order.minutes == 2.5 && order.seed == 9);
}

Test(knobs, of_speed_leave_walking_and_standing_alone)
{
    cr_assert_eq(taken("walk-run-stand out --speed 4 --bout 20"), -1);
    const struct preset_bout *b = order.preset.bout;
    cr_expect(b[0].speed_ms == 1.4 && b[1].speed_ms == 4 && b[2].speed_ms == 0);
    cr_expect(b[0].seconds == 20 && b[1].seconds == 20 && b[2].seconds == 15);
    cr_assert_eq(taken("warm-cool out --speed 3"), -1);
    cr_expect_eq(order.preset.bout[0].end_speed_ms, 0, "one speed, throughout");
}

Test(knobs, of_a_sensor_go_to_every_sensor_in_si)
{
    for (int i = 0; i < PRESET_SENSORS; i++) {
        cr_expect_eq(with("--rate 1600")->sensor[i].rate_hz, 1600);
        cr_expect_eq(with("--range 8")->sensor[i].range_g, 8);
        cr_expect_float_eq(with("--noise 0.1")->sensor[i].noise_ms2, 0.980665, 1e-9);
        cr_expect_float_eq(with("--gyro-noise 1")->sensor[i].noise_rads, EXACT_PI / 180, 1e-12);
        cr_expect_float_eq(with("--bias 0.1")->sensor[i].bias_ms2, 0.980665, 1e-9);
        cr_expect_float_eq(with("--jitter 0.5")->sensor[i].jitter_s, 5e-4, 1e-12);
        cr_expect_eq(with("--skew -150")->sensor[i].skew_ppm, -150);
        cr_expect_eq(with("--strap 18")->sensor[i].strap_zeta, 0.25);
        cr_expect_eq(with("--strap 18 --strap-damping 0.4")->sensor[i].strap_zeta, 0.4);
        cr_expect_eq(with("--loss 0.1")->sensor[i].loss, 0.1);
        cr_expect_float_eq(with("--loss-burst-ms 70")->sensor[i].loss_burst_s, 0.07, 1e-12);
        cr_expect_eq(with("--sleep 3")->sensor[i].sleep_every_s, 30);
        cr_expect_eq(with("--reboot 3")->sensor[i].reboot_every_s, 45);
        cr_expect_eq(with("--clock-step -250")->sensor[i].step_every_s, 20);
        cr_expect_eq(with("--knocks 2")->sensor[i].knock_g, 5);
        cr_expect(with("--rotate random")->sensor[i].turn_random);
        cr_expect(with("--rotate upside-down")->sensor[i].inverted);
        cr_expect_eq(with("--rotate 10,-20,30.5")->sensor[i].turn_deg[2], 30.5);
        cr_expect(with("--swap")->sensor[i].swapped);
    }
}

Test(knobs, that_a_signal_file_cannot_hold_ask_for_a_capture)
{
    static const char *const need[] = {"--capture",  "--clock-step 300", "--reboot 2",
                                       "--delay 20", "--late 10",        "--duplicate 0.1"};
    static const char *const need_not[] = {"--batch 8", "--loss 0.2", "--sleep 2", "--skew 300"};
    for (int i = 0; i < 6; i++)
        cr_expect(preset_needs_capture(with(need[i])), "%s", need[i]);
    for (int i = 0; i < 4; i++)
        cr_expect_not(preset_needs_capture(with(need_not[i])), "%s", need_not[i]);
}

Test(knobs, that_were_turned_are_noted_for_people)
{
    cr_expect_str_eq(with("--seed 3 --rate 200 --slope 5 --swap --rotate random")->turned,
                     " --slope 5 --swap --rotate random");
    char many[400] = "";
    for (int i = 0; i < 20; i++)
        strcat(many, "--slope 5.125 ");
    cr_expect_lt(strlen(with(many)->turned), sizeof order.preset.turned);
}

Test(knobs, out_of_range_or_of_another_kind_are_refused)
{
    static const char *const wrong[] = {
        "--speed 1.9",        "--speed 6.1",      "--speed fast",     "--speed-to 7",
        "--slope 16",         "--slope -16",      "--slope nan",      "--landing 0.4",
        "--strike toe",       "--surface lava",   "--fatigue 1.1",    "--fatigue -1",
        "--asymmetry 0.4",    "--body -1",        "--body x",         "--rotate sideways",
        "--rotate 1,2",       "--rotate 1,2,3,4", "--rotate 1,2,400", "--strap 300",
        "--strap -1",         "--range 0",        "--noise 2",        "--noise -0.1",
        "--rate 9",           "--rate 1601",      "--jitter 6",       "--skew 3000",
        "--clock-step 1e9",   "--sleep 30",       "--reboot 41",      "--loss 0.6",
        "--loss-burst-ms -1", "--batch 0",        "--batch 17",       "--late 501",
        "--duplicate 0.6",    "--delay -1",       "--knocks 61",      "--minutes 601",
        "--bout 0.5",         "--seed 1.5",       "--swap=1",         "--speed",
        "--unheard-of 3"};
    char words[200];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(words, sizeof words, "asphalt-easy out %s", wrong[i]);
        cr_expect_eq(taken(words), 2, "%s", wrong[i]);
    }
}
