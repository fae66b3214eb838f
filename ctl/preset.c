/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/preset.h"

#include <string.h>

#define POD(name, where) .id = name, .placement = where, .rate_hz = 400, .range_g = 16
#define LEFT_SHANK POD("shank_left", GAIT_SHANK_LEFT)
#define RIGHT_SHANK POD("shank_right", GAIT_SHANK_RIGHT)
#define SACRUM POD("sacrum", GAIT_SACRUM)
#define SHANKS_AND_SACRUM                                                                          \
    {                                                                                              \
        {LEFT_SHANK}, {RIGHT_SHANK},                                                               \
        {                                                                                          \
            SACRUM                                                                                 \
        }                                                                                          \
    }
#define RUN(seconds, ground)                                                                       \
    {                                                                                              \
        seconds, GAIT_RUN, 2.9, ground, NULL                                                       \
    }

const struct preset presets[] = {
    {"asphalt-trail",
     "a minute on asphalt, a minute on trail, four times over: trail is about 5 % lower",
     {RUN(60, "asphalt"), RUN(60, "trail")},
     8,
     SHANKS_AND_SACRUM},
    {"asphalt-woodchip",
     "the same on woodchip, which is about 20 % lower",
     {RUN(60, "asphalt"), RUN(60, "woodchip")},
     8,
     SHANKS_AND_SACRUM},
    {"asphalt-easy", "asphalt at 2.9 m/s", {RUN(60, "asphalt")}, 4, SHANKS_AND_SACRUM},
    {"null-surface",
     "two labels in turn, and asphalt under both: no difference may be found",
     {{60, GAIT_RUN, 2.9, "asphalt", "asphalt"}, {60, GAIT_RUN, 2.9, "asphalt", "trail"}},
     8,
     SHANKS_AND_SACRUM},
    {"walk-run-stand",
     "walks 30 s, runs 30 s, stands 15 s, and again",
     {{30, GAIT_WALK, 1.4, "asphalt", NULL},
      RUN(30, "asphalt"),
      {15, GAIT_STILL, 0, "asphalt", NULL}},
     2.5,
     SHANKS_AND_SACRUM},
    {"upside-down",
     "asphalt, and the left shank's sensor is mounted head down",
     {RUN(60, "asphalt")},
     2,
     {{LEFT_SHANK, .inverted = true}, {RIGHT_SHANK}, {SACRUM}}},
    {"lossy-skewed",
     "losses of 70 ms in bursts, and clocks 150 ppm fast and 120 ppm slow",
     {RUN(60, "asphalt"), RUN(60, "woodchip")},
     4,
     {{LEFT_SHANK, .skew_ppm = 150, .jitter_s = 5e-5, .loss = 0.03, .loss_burst_s = 0.07},
      {RIGHT_SHANK, .skew_ppm = -120, .jitter_s = 5e-5, .loss = 0.03, .loss_burst_s = 0.07,
       .start_s = 0.0137},
      {SACRUM, .start_s = 0.0061, .loss = 0.01, .loss_burst_s = 0.07}}},
    {"foot-easy",
     "asphalt at 2.9 m/s, with the sensors on the feet",
     {RUN(60, "asphalt")},
     2,
     {{POD("foot_left", GAIT_FOOT_LEFT)}, {POD("foot_right", GAIT_FOOT_RIGHT)}, {SACRUM}}},
};

const int preset_count = sizeof presets / sizeof presets[0];

const struct preset *preset_find(const char *name)
{
    for (int i = 0; i < preset_count; i++)
        if (strcmp(name, presets[i].name) == 0)
            return &presets[i];
    return NULL;
}
