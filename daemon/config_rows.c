/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be configured: one row a key, in the order in which they are printed. */
#include "daemon/config.h"

#include <string.h>

#define AT(member) offsetof(struct config, member)
#define RULE(member) offsetof(struct intake_rule, member)
#define SIZE(member) sizeof(((struct config *)0)->member)

const struct config_row config_rows[] = {
    {"listen", "address", CONFIG_TEXT, AT(listen.address), 0, SIZE(listen.address), "",
     "where sensors send to, several with spaces between; 127.0.0.1 hears this machine only, "
     "0.0.0.0 the network as well, :: IPv6 too"},
    {"listen", "port", CONFIG_PORTS, AT(listen.port), 0, 65535, "",
     "UDP port, several with spaces between, each at each address; 0 takes any free one and says "
     "which"},
    {"listen", "receive_buffer", CONFIG_INT, AT(listen.receive_buffer), 4096, 1 << 28, "bytes",
     "asked of the kernel; net.core.rmem_max bounds it"},
    {"listen", "source_rate_max", CONFIG_REAL, AT(listen.source_rate_max), 100, 1e6,
     "datagrams a second",
     "what one source sends beyond this is counted and not read; an eighth until it is known for "
     "a sensor's samples"},
    {"listen", "runner", CONFIG_NAME, AT(listen.runner), 0, GAIT_NAME_MAX, "",
     "who wears the sensors that do not say it themselves"},

    {"publish", "to", CONFIG_TEXT, AT(publish.to), 0, SIZE(publish.to), "",
     "OSC addresses to send results to, spaces between; empty sends nowhere"},
    {"publish", "subscribers_max", CONFIG_INT, AT(publish.subscribers_max), 0, 64, "",
     "programs of this machine that may ask for the results"},

    {"record", "folder", CONFIG_TEXT, AT(record.folder), 0, SIZE(record.folder), "",
     "an existing folder that gets one recording a run of the daemon; empty keeps nothing"},
    {"record", "limit_mb", CONFIG_INT, AT(record.limit_mb), 1, 1 << 20, "MB",
     "a recording stops at this size"},
    {"record", "keep_mb", CONFIG_INT, AT(record.keep_mb), 0, 1 << 24, "MB",
     "of all recordings in the folder that the daemon made; the oldest are removed first; 0 "
     "removes none"},

    {"store", "file", CONFIG_TEXT, AT(store.file), 0, SIZE(store.file), "",
     "where sessions are kept; empty: gaitd.db in the service's state folder, else in the person's "
     "own; off: nowhere"},

    {"clock", "window_s", CONFIG_REAL, AT(gait.clock.window_s), 2, 600, "s",
     "arrivals from which a device's clock is learned"},
    {"clock", "skew_max_ppm", CONFIG_REAL, AT(gait.clock.skew_max_ppm), 0, 5000, "ppm",
     "a larger skew is not believed"},
    {"clock", "jump_s", CONFIG_REAL, AT(gait.clock.jump_s), 0.05, 60, "s",
     "a step of the device's clock beyond this starts anew"},

    {"resample", "bridge_periods", CONFIG_REAL, AT(gait.resample.bridge_periods), 1, 20, "",
     "holes up to this many of the sensor's periods are bridged"},
    {"resample", "bridge_s", CONFIG_REAL, AT(gait.resample.bridge_s), 0, 0.2, "s",
     "and in any case holes up to this long"},

    {"cadence", "window_s", CONFIG_REAL, AT(gait.cadence.window_s), 3, 10, "s",
     "signal looked at when there is that much"},
    {"cadence", "window_min_s", CONFIG_REAL, AT(gait.cadence.window_min_s), 1.5, 10, "s",
     "least that an answer is given from; at most window_s"},

    {"limb", "shank_contact_s", CONFIG_REAL, AT(gait.limb.shank_contact_s), -0.05, 0.05, "s",
     "from the foot of the jerk to contact, at the shank"},
    {"limb", "foot_contact_s", CONFIG_REAL, AT(gait.limb.foot_contact_s), -0.05, 0.05, "s",
     "from the valley before the landing to contact, at the shoe"},
    {"limb", "toe_off_s", CONFIG_REAL, AT(gait.limb.toe_off_s), -0.05, 0.05, "s",
     "from the minimum after push-off to toe-off, at the shank"},
    {"limb", "foot_toe_off_s", CONFIG_REAL, AT(gait.limb.foot_toe_off_s), -0.05, 0.05, "s",
     "from the peak of push-off to toe-off, at the shoe"},

    {"trunk", "contact_s", CONFIG_REAL, AT(gait.trunk.contact_s), -0.05, 0.05, "s",
     "from 30 % of the jerk burst to contact"},
    {"trunk", "push_share", CONFIG_REAL, AT(gait.trunk.push_share), 0, 1, "",
     "from the vertical falling through 1.1 g to toe-off, as a share of the time from contact to "
     "there"},
    {"trunk", "minimum_s", CONFIG_REAL, AT(gait.trunk.minimum_s), -0.05, 0.05, "s",
     "from toe-off to the minimum along the line of progression"},

    {"session", "quiet_s", CONFIG_REAL, AT(gait.session.quiet_s), 30, 3600, "s",
     "a session is over when its runner has not run for so long"},
    {"session", "so_far_strides", CONFIG_INT, AT(gait.session.so_far_strides), 0, 1000, "",
     "strides between two comparisons while running, whose wider interval is made for 30; 0: none"},

    {"sensor", "placement", CONFIG_PLACEMENT, RULE(placement), 0, 0, "", "where it is worn"},
    {"sensor", "name", CONFIG_NAME, RULE(name), 0, GAIT_NAME_MAX, "",
     "what it is to be called; empty: as it is"},
    {"sensor", "runner", CONFIG_NAME, RULE(runner), 0, GAIT_NAME_MAX, "",
     "who wears it; empty: as it says itself"},
    {"sensor", "rate_hz", CONFIG_FLOAT, RULE(rate_hz), 0, 10000, "Hz",
     "samples a second; 0: as it says itself"},
    {"sensor", "range_g", CONFIG_FLOAT, RULE(range_g), 0, 1000, "g",
     "full scale; 0: as it says itself, or learned"},
    {"sensor", "unit_a", CONFIG_WORD, RULE(unit_a), 0, GAIT_UNIT_MAX, "m/s2 g mg",
     "unit of the acceleration it sends; empty: known by its dialect, or found"},
    {"sensor", "unit_w", CONFIG_WORD, RULE(unit_w), 0, GAIT_UNIT_MAX, "rad/s deg/s deg/ms",
     "unit of the angular rate it sends; empty: likewise"},
};
const int config_rows_count = (int)(sizeof config_rows / sizeof config_rows[0]);

void config_default(struct config *ret)
{
    memset(ret, 0, sizeof *ret);
    strcpy(ret->listen.address, "127.0.0.1");
    ret->listen.port = (struct listen_ports){.count = 1, .port = {8000}};
    ret->listen.receive_buffer = 32 << 20;
    ret->listen.source_rate_max = 20000;
    strcpy(ret->listen.runner, "runner");
    strcpy(ret->publish.to, "osc.udp://127.0.0.1:9000");
    ret->publish.subscribers_max = 8;
    ret->record.limit_mb = 1024;
    ret->record.keep_mb = 4000;
    gait_settings_default(&ret->gait);
}
