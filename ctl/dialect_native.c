/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/dialect_parts.h"
#include "daemon/osc.h"

#include <stdio.h>

#define GYRO_AXES 0x38

static void address(struct packet *p, const struct recording_sensor *s, const char *what)
{
    char path[3 * GAIT_NAME_MAX];
    snprintf(path, sizeof path, "/gait/%s/%s/%s", *s->is.runner ? s->is.runner : "runner", s->is.id,
             what);
    packet_string(p, path);
}

/* /gait/RUNNER/ID/imu ,tffffff: device time, m/s2, rad/s; ,tfff without a gyroscope */
void dialect_native(struct packet *p, const struct dialect_said *x)
{
    const struct dialect_sample *s = dialect_last(x);
    int values = x->sensor->is.axes & GYRO_AXES ? 6 : 3;
    address(p, x->sensor, "imu");
    packet_string(p, values == 6 ? ",tffffff" : ",tfff");
    packet_tag(p, osc_ns_tag(OSC_UNIX_NS + s->device_ns));
    for (int i = 0; i < values; i++)
        packet_float(p, s->row[i]);
}

void dialect_native_about(struct packet *p, const struct recording_sensor *s)
{
    address(p, s, "about");
    packet_string(p, ",sfff");
    packet_string(p, gait_placement_name(s->is.placement));
    packet_float(p, (float)s->rate_hz);
    packet_float(p, s->is.range_g);
    packet_float(p, s->is.axes);
}
