/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/dialect.h"

#include "daemon/osc.h"

#include <stdio.h>
#include <string.h>

#define GYRO_AXES 0x38

static void address(struct packet *p, const struct recording_sensor *s, const char *what)
{
    char path[3 * GAIT_NAME_MAX];
    snprintf(path, sizeof path, "/gait/%s/%s/%s", *s->is.runner ? s->is.runner : "runner", s->is.id,
             what);
    packet_string(p, path);
}

/* /gait/RUNNER/ID/imu ,tffffff: device time, m/s2, rad/s; ,tfff without a gyroscope */
static void native_sample(struct packet *p, const struct recording_sensor *s, int64_t device_ns,
                          const float row[6])
{
    int values = s->is.axes & GYRO_AXES ? 6 : 3;
    address(p, s, "imu");
    packet_string(p, values == 6 ? ",tffffff" : ",tfff");
    packet_tag(p, osc_ns_tag(OSC_UNIX_NS + device_ns));
    for (int i = 0; i < values; i++)
        packet_float(p, row[i]);
}

static void native_about(struct packet *p, const struct recording_sensor *s)
{
    address(p, s, "about");
    packet_string(p, ",sfff");
    packet_string(p, gait_placement_name(s->is.placement));
    packet_float(p, (float)s->rate_hz);
    packet_float(p, s->is.range_g);
    packet_float(p, s->is.axes);
}

/* /sensors ,ffffffffff: gyroscope in degrees a second, accelerometer in g, magnetometer, barometer,
 * in a bundle of the time of measurement */
static void ngimu_sample(struct packet *p, const struct recording_sensor *s, int64_t device_ns,
                         const float row[6])
{
    (void)s;
    packet_bundle(p, osc_ns_tag(OSC_UNIX_NS + device_ns));
    size_t element = packet_open(p);
    packet_string(p, "/sensors");
    packet_string(p, ",ffffffffff");
    for (int i = 3; i < 6; i++)
        packet_float(p, (float)((double)row[i] * 57.29577951308232));
    for (int i = 0; i < 3; i++)
        packet_float(p, (float)((double)row[i] / GAIT_G_MS2));
    for (int i = 0; i < 3; i++)
        packet_float(p, 0);
    packet_float(p, 1013.25f);
    packet_close(p, element);
}

const struct dialect *dialect_find(const char *name)
{
    static const struct dialect dialects[] = {
        {"native", false, native_sample, native_about},
        {"ngimu", true, ngimu_sample, NULL},
    };
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++)
        if (strcmp(dialects[i].name, name) == 0)
            return &dialects[i];
    return NULL;
}
