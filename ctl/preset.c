/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/preset.h"

#include <string.h>

#define POD(name, where, hz, g)                                                                    \
    .id = name, .placement = where, .rate_hz = hz, .range_g = g, WEAR_USUAL
#define LEFT(hz, g) POD("shank_left", GAIT_SHANK_LEFT, hz, g)
#define RIGHT(hz, g) POD("shank_right", GAIT_SHANK_RIGHT, hz, g)
#define BACK(hz, g) POD("sacrum", GAIT_SACRUM, hz, g)
#define LEFT_SHANK LEFT(400, 16)
#define RIGHT_SHANK RIGHT(400, 16)
#define SACRUM BACK(400, 16)
#define ALL_THREE .sensor = {{LEFT_SHANK}, {RIGHT_SHANK}, {SACRUM}}
#define EACH_AT(hz, g, ...)                                                                        \
    .sensor = {{LEFT(hz, g), __VA_ARGS__}, {RIGHT(hz, g), __VA_ARGS__}, {BACK(hz, g), __VA_ARGS__}}
#define EACH(...) EACH_AT(400, 16, __VA_ARGS__)
#define RUN_AT(s, on, v) .seconds = s, .gait = GAIT_RUN, .speed_ms = v, .ground = on
#define RUN(s, on) RUN_AT(s, on, 2.9)
#define WALK(s) .seconds = s, .gait = GAIT_WALK, .speed_ms = 1.4, .ground = "asphalt"
#define STAND(s) .seconds = s, .gait = GAIT_STILL, .ground = "asphalt"
#define EASY(on)                                                                                   \
    {                                                                                              \
        .name = on "-easy", .says = on " at 2.9 m/s", .bout = {{RUN(60, on)}}, .minutes = 2,       \
        ALL_THREE                                                                                  \
    }

const struct preset presets[] = {
    {.name = "asphalt-trail",
     .says = "a minute on asphalt, a minute on trail, four times over: trail is about 2 % lower",
     .bout = {{RUN(60, "asphalt")}, {RUN(60, "trail")}},
     .minutes = 8,
     ALL_THREE},
    {.name = "asphalt-woodchip",
     .says = "the same on woodchip, which is about 11 % lower",
     .bout = {{RUN(60, "asphalt")}, {RUN(60, "woodchip")}},
     .minutes = 8,
     ALL_THREE},
    {.name = "asphalt-easy",
     .says = "asphalt at 2.9 m/s",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 4,
     ALL_THREE},
    EASY("concrete"),
    EASY("track"),
    EASY("treadmill"),
    EASY("grass"),
    EASY("trail"),
    EASY("woodchip"),
    {.name = "null-surface",
     .says = "two labels in turn, and asphalt under both: no difference may be found",
     .bout = {{RUN(60, "asphalt")}, {RUN(60, "asphalt"), .mark = "trail"}},
     .minutes = 8,
     ALL_THREE},
    {.name = "grass-stiffer-landing",
     .says = "asphalt and grass in turn, landing 20 % faster on grass: grass is about 7 % higher",
     .bout = {{RUN(60, "asphalt")}, {RUN(60, "grass"), .landing = 1.20}},
     .minutes = 8,
     ALL_THREE},
    {.name = "speed-confound",
     .says = "3.2 m/s called asphalt, 2.7 m/s called trail, asphalt under both",
     .bout = {{RUN_AT(60, "asphalt", 3.2)}, {RUN_AT(60, "asphalt", 2.7), .mark = "trail"}},
     .minutes = 8,
     ALL_THREE},
    {.name = "alternate",
     .says = "ten kilometres, each by turns on asphalt and on trail",
     .bout = {{RUN(1000 / 2.9, "asphalt")}, {RUN(1000 / 2.9, "trail")}},
     .minutes = 10 * 1000 / 2.9 / 60,
     ALL_THREE},
    {.name = "fatigue",
     .says = "half an hour on asphalt: landing 10 % faster at its end, cadence 2 % lower",
     .bout = {{RUN(1800, "asphalt")}},
     .minutes = 30,
     .fatigue = 1,
     ALL_THREE},
    {.name = "warm-cool",
     .says = "from 2.3 to 3.3 m/s in three minutes, four minutes of that, and back",
     .bout = {{RUN_AT(180, "asphalt", 2.3), .end_speed_ms = 3.3},
              {RUN_AT(240, "asphalt", 3.3)},
              {RUN_AT(180, "asphalt", 3.3), .end_speed_ms = 2.3}},
     .minutes = 10,
     ALL_THREE},
    {.name = "walk-run-stand",
     .says = "walks 30 s, runs 30 s, stands 15 s, and again",
     .bout = {{WALK(30)}, {RUN(30, "asphalt")}, {STAND(15)}},
     .minutes = 2.5,
     ALL_THREE},
    {.name = "walk-run-walk-stand",
     .says = "walks 20 s, runs 30 s, walks 20 s, stands 20 s, and again",
     .bout = {{WALK(20)}, {RUN(30, "asphalt")}, {WALK(20)}, {STAND(20)}},
     .minutes = 3,
     ALL_THREE},
    {.name = "asym",
     .says = "the left foot lands 10 % faster and longer, the right 10 % less so",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .asymmetry = 0.10,
     ALL_THREE},
    {.name = "ffs",
     .says = "lands on the forefoot",
     .bout = {{RUN(60, "asphalt"), .strike = RUNNER_FOREFOOT}},
     .minutes = 2,
     ALL_THREE},
    {.name = "mid-foot",
     .says = "lands on the midfoot",
     .bout = {{RUN(60, "asphalt"), .strike = RUNNER_MIDFOOT}},
     .minutes = 2,
     ALL_THREE},
    {.name = "hills",
     .says = "a minute each at slopes of -10, -5, 0, 5 and 10 degrees",
     .bout = {{RUN(60, "asphalt"), .slope_deg = -10},
              {RUN(60, "asphalt"), .slope_deg = -5},
              {RUN(60, "asphalt")},
              {RUN(60, "asphalt"), .slope_deg = 5},
              {RUN(60, "asphalt"), .slope_deg = 10}},
     .minutes = 5,
     ALL_THREE},
    {.name = "upside-down",
     .says = "asphalt, and the left shank's sensor is mounted head down",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .sensor = {{LEFT_SHANK, .inverted = true}, {RIGHT_SHANK}, {SACRUM}}},
    {.name = "turned-anyhow",
     .says = "every sensor mounted in a way of its own, drawn from all turns in space",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     EACH(.turn_random = true)},
    {.name = "swapped-feet",
     .says = "the left sensor is worn on the right shank, the right one on the left",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .sensor = {{LEFT_SHANK, .swapped = true}, {RIGHT_SHANK, .swapped = true}, {SACRUM}}},
    {.name = "clipped-8g",
     .says = "3.5 m/s, straps, and sensors that end at 8 g: four landings of five touch the rail",
     .bout = {{RUN_AT(60, "asphalt", 3.5)}},
     .minutes = 2,
     EACH_AT(400, 8, .strap_hz = 45, .strap_zeta = 0.25)},
    {.name = "loose-strap",
     .says = "shanks' sensors on straps that ring at 18 Hz: 2 g above the bone's own peak",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .sensor = {{LEFT_SHANK, .strap_hz = 18, .strap_zeta = 0.25},
                {RIGHT_SHANK, .strap_hz = 18, .strap_zeta = 0.25},
                {SACRUM}}},
    {.name = "lossy-skewed",
     .says = "losses of 70 ms in bursts, and clocks 150 ppm fast and 120 ppm slow",
     .bout = {{RUN(60, "asphalt")}, {RUN(60, "woodchip")}},
     .minutes = 4,
     .sensor = {{LEFT_SHANK, .skew_ppm = 150, .jitter_s = 5e-5, .loss = 0.03, .loss_burst_s = 0.07},
                {RIGHT_SHANK, .skew_ppm = -120, .jitter_s = 5e-5, .loss = 0.03,
                 .loss_burst_s = 0.07, .start_s = 0.0137},
                {SACRUM, .start_s = 0.0061, .loss = 0.01, .loss_burst_s = 0.07}}},
    {.name = "ble-88hz",
     .says = "100 Hz of which one row in eight is lost, singly: 87.5 Hz",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     EACH_AT(100, 16, .loss = 0.126)},
    {.name = "reordered",
     .says = "packets of four rows that overtake each other, some of which come twice",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     EACH_AT(200, 16, .batch = 4, .late_s = 0.015, .duplicate = 0.03, .skew_ppm = 80)},
    {.name = "rebooting",
     .says = "the left shank's sensor starts anew every 40 s and is away for 3 s",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .sensor = {{LEFT(200, 16), .reboot_every_s = 40, .reboot_s = 3},
                {RIGHT(200, 16)},
                {BACK(200, 16)}}},
    {.name = "clock-steps",
     .says = "the right shank's clock jumps ahead by 0.4 s every 30 s",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .sensor = {{LEFT(200, 16)},
                {RIGHT(200, 16), .step_every_s = 30, .step_s = 0.4},
                {BACK(200, 16)}}},
    {.name = "sleeping",
     .says = "runs a minute, stands half a minute; the sensors repeat a row for 4 s now and then",
     .bout = {{RUN(60, "asphalt")}, {STAND(30)}},
     .minutes = 3,
     EACH(.sleep_every_s = 25, .sleep_s = 4)},
    {.name = "knocks",
     .says = "stands, and knocks every sensor about once in 1.2 s: nobody takes a step",
     .bout = {{STAND(60)}},
     .minutes = 2,
     EACH(.knock_every_s = 1.2, .knock_g = 6)},
    {.name = "tumbling",
     .says = "sensors tossed about in a bag: nobody takes a step",
     .bout = {{STAND(60)}},
     .minutes = 2,
     EACH(.tumbling = true, .knock_every_s = 0.7, .knock_g = 5)},
    {.name = "foot-easy",
     .says = "asphalt at 2.9 m/s, with the sensors on the feet",
     .bout = {{RUN(60, "asphalt")}},
     .minutes = 2,
     .sensor = {{POD("foot_left", GAIT_FOOT_LEFT, 400, 16)},
                {POD("foot_right", GAIT_FOOT_RIGHT, 400, 16)},
                {SACRUM}}},
};

const int preset_count = sizeof presets / sizeof presets[0];

const struct preset *preset_find(const char *name)
{
    for (int i = 0; i < preset_count; i++)
        if (strcmp(name, presets[i].name) == 0)
            return &presets[i];
    return NULL;
}

bool preset_needs_capture(const struct preset *p)
{
    for (int i = 0; i < PRESET_SENSORS && p->sensor[i].id; i++) {
        const struct wear_settings *s = &p->sensor[i];
        if (s->reboot_every_s > 0 || s->step_s != 0 || s->late_s > 0 || s->delay_s > 0 ||
            s->duplicate > 0)
            return true;
    }
    return p->capture;
}
