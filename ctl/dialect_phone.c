/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phones, bands and other things worn, which are more than a list of numbers. */
#include "ctl/dialect_parts.h"

#include <math.h>

const float dialect_field_ut[3] = {20, 0, -40};

static void vector(struct packet *p, const struct dialect_said *x, const char *pattern,
                   const float v[3])
{
    size_t element = packet_open(p);
    dialect_address(p, x, pattern);
    packet_string(p, ",fff");
    dialect_floats(p, v, 3, 1);
    packet_close(p, element);
}

/* An iPhone that lies on its back says -1 g. The sum is what was measured. */
static void apart(const struct dialect_sample *s, float ret_user_g[3], float ret_gravity_g[3])
{
    for (int i = 0; i < 3; i++) {
        ret_gravity_g[i] = (float)(0 - (double)s->gravity_ms2[i] / GAIT_G_MS2);
        ret_user_g[i] = (float)(0 - (double)s->row[i] / GAIT_G_MS2 - (double)ret_gravity_g[i]);
    }
}

static void device_info(struct packet *p, const struct dialect_said *x)
{
    size_t element = packet_open(p);
    dialect_address(p, x, "/@/deviceinfo");
    packet_string(p, ",ssssii");
    packet_string(p, "iPhone");
    packet_string(p, x->sensor->is.id);
    packet_string(p, "ios");
    packet_string(p, "17.5");
    packet_int(p, 390);
    packet_int(p, 844);
    packet_close(p, element);
}

void dialect_zigsim(struct packet *p, const struct dialect_said *x)
{
    float user_g[3], gravity_g[3];
    apart(dialect_last(x), user_g, gravity_g);
    packet_bundle(p, 1);
    device_info(p, x);
    vector(p, x, "/ZIGSIM/@/accel", user_g);
    vector(p, x, "/ZIGSIM/@/gravity", gravity_g);
    vector(p, x, "/ZIGSIM/@/gyro", dialect_last(x)->row + 3);
}

void dialect_gyrosc(struct packet *p, const struct dialect_said *x)
{
    float user_g[3], gravity_g[3];
    apart(dialect_last(x), user_g, gravity_g);
    packet_bundle(p, 1);
    vector(p, x, "/gyrosc/rrate", dialect_last(x)->row + 3);
    vector(p, x, "/gyrosc/accel", user_g);
    vector(p, x, "/gyrosc/grav", gravity_g);
}

/* Whole mg, three of each sample, oldest first. */
void dialect_polar(struct packet *p, const struct dialect_said *x)
{
    char types[2 + 3 * DIALECT_BATCH_MAX] = ",";
    for (int i = 0; i < 3 * x->n; i++)
        types[1 + i] = 'i';
    dialect_address(p, x, "/@/acc");
    packet_string(p, types);
    for (int i = 0; i < 3 * x->n; i++)
        packet_int(p, (int32_t)lround((double)x->sample[i / 3].row[i % 3] * 1000 / GAIT_G_MS2));
}

/* mg; then the time, in s and us */
void dialect_muse(struct packet *p, const struct dialect_said *x)
{
    const struct dialect_sample *s = dialect_last(x);
    int64_t us = s->device_ns / 1000;
    dialect_address(p, x, "/muse/acc");
    packet_string(p, ",fffii");
    dialect_floats(p, s->row, 3, GAIT_G_MS2 / 1000);
    packet_int(p, (int32_t)(us / 1000000));
    packet_int(p, (int32_t)(us % 1000000));
}

/* m/s2, and a quaternion x y z w */
void dialect_airsticks(struct packet *p, const struct dialect_said *x)
{
    dialect_address(p, x, "/@/IMUFusedData");
    packet_string(p, ",fffffff");
    dialect_floats(p, dialect_last(x)->row, 3, 1);
    dialect_zeros(p, 3);
    packet_float(p, 1);
}

static void shares(struct packet *p, const float v[3], double full)
{
    for (int i = 0; i < 3; i++)
        packet_float(p, (float)fmax(-1, fmin(1, (double)v[i] / full)));
}

/* quaternion, three angles, acceleration and rates as shares of full scale, heading, and how hard a
 * shock was, from 0 to 255 (of what, nobody says) */
void dialect_orphe(struct packet *p, const struct dialect_said *x)
{
    const float *row = dialect_last(x)->row;
    double g = sqrt((double)row[0] * (double)row[0] + (double)row[1] * (double)row[1] +
                    (double)row[2] * (double)row[2]) /
               GAIT_G_MS2;
    dialect_address(p, x, "/@/sensorValues");
    packet_string(p, ",fffffffffffffff");
    packet_float(p, 1);
    dialect_zeros(p, 6);
    shares(p, row, 16 * GAIT_G_MS2);
    shares(p, row + 3, 2000 * DIALECT_DEG);
    packet_float(p, 180);
    packet_float(p, (float)fmin(255, round(12 * g)));
}
