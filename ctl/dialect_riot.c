/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IRCAM's R-IoT boards, the BITalino's, and their phone, CoMote. */
#include "ctl/dialect_parts.h"
#include "daemon/osc.h"

#include <math.h>

#define BATTERY_MV 820
#define COUNTS_G (32768 / 8.0)
#define COUNTS_DEGS (28571.4 / 2000)

static double device_ms(const struct dialect_said *x)
{
    return (double)(dialect_last(x)->device_ns - x->boot_ns) / 1e6;
}

/* What millis() of an Arduino returns: it wraps, and half the time it is negative as an int. */
static int32_t millis(const struct dialect_said *x)
{
    return (int32_t)(uint32_t)((dialect_last(x)->device_ns - x->boot_ns) / DIALECT_MS_NS);
}

static void riot3_vector(struct packet *p, const struct dialect_said *x, const char *pattern,
                         const float value[3])
{
    size_t element = packet_open(p);
    dialect_address(p, x, pattern);
    packet_string(p, ",fffi");
    dialect_floats(p, value, 3, 1);
    packet_int(p, millis(x));
    packet_close(p, element);
}

/* A bundle whose tag is 0. */
void dialect_riot3(struct packet *p, const struct dialect_said *x)
{
    const struct dialect_sample *s = dialect_last(x);
    packet_bundle(p, 0);
    riot3_vector(p, x, "/riot/v3/@/accelerometer", s->row);
    riot3_vector(p, x, "/riot/v3/@/gyroscope", s->row + 3);
    size_t element = packet_open(p);
    dialect_address(p, x, "/riot/v3/@/battery");
    packet_string(p, ",fii");
    packet_float(p, 0.87f);
    packet_int(p, 0);
    packet_int(p, millis(x));
    packet_close(p, element);
}

/* JavaScript knows one kind of number; its OSC sends those that are whole as ints. */
static void numbers(struct packet *p, const double *value, int n)
{
    char types[16] = ",";
    for (int i = 0; i < n; i++)
        types[1 + i] = value[i] == floor(value[i]) && fabs(value[i]) < 2147483648.0 ? 'i' : 'f';
    packet_string(p, types);
    for (int i = 0; i < n; i++) {
        if (types[1 + i] == 'i')
            packet_int(p, (int32_t)value[i]);
        else
            packet_float(p, (float)value[i]);
    }
}

static void comote3_vector(struct packet *p, const struct dialect_said *x, const char *pattern,
                           const float v[3])
{
    const double value[5] = {(double)v[0], (double)v[1], (double)v[2], device_ms(x),
                             x->sensor->rate_hz};
    size_t element = packet_open(p);
    dialect_address(p, x, pattern);
    numbers(p, value, 5);
    packet_close(p, element);
}

/* A bundle whose tag counts from 1970 as the program does from its start. */
void dialect_comote3(struct packet *p, const struct dialect_said *x)
{
    const struct dialect_sample *s = dialect_last(x);
    packet_bundle(p, osc_ns_tag(OSC_UNIX_NS + s->device_ns - x->boot_ns));
    comote3_vector(p, x, "/comote/v3/@/accelerometer", s->row);
    comote3_vector(p, x, "/comote/v3/@/gyroscope", s->row + 3);
}

/* interval in ms, x y z, alpha beta gamma: about z, x and y */
void dialect_comote2(struct packet *p, const struct dialect_said *x)
{
    const float *row = dialect_last(x)->row;
    const double value[7] = {
        1000 / x->sensor->rate_hz,     (double)row[0],
        (double)row[1],                (double)row[2],
        (double)row[5] / DIALECT_DEG, (double)row[3] / DIALECT_DEG,
        (double)row[4] / DIALECT_DEG,
    };
    dialect_address(p, x, "/comote/@/devicemotion");
    numbers(p, value, 7);
}

/* acceleration in g, rates in degrees a millisecond, field in G */
static void raw_values(struct packet *p, const struct dialect_sample *s)
{
    dialect_floats(p, s->row, 3, GAIT_G_MS2);
    dialect_floats(p, s->row + 3, 3, 1000 * DIALECT_DEG);
    dialect_floats(p, dialect_field_ut, 3, 100);
}

static void turned(struct packet *p)
{
    packet_float(p, 1);
    dialect_zeros(p, 3 + 3 + 1); /* quaternion; yaw, pitch, roll; heading */
}

void dialect_riot_raw_22(struct packet *p, const struct dialect_said *x)
{
    dialect_address(p, x, "/@/raw");
    packet_string(p, ",ffffffffffffffffffffff");
    raw_values(p, dialect_last(x));
    packet_float(p, 25);
    dialect_zeros(p, 4); /* two switches, two inputs */
    turned(p);
}

void dialect_riot_raw_20(struct packet *p, const struct dialect_said *x)
{
    dialect_address(p, x, "/@/raw");
    packet_string(p, ",ffffffffffffffffffff");
    packet_float(p, BATTERY_MV);
    packet_float(p, 0);
    raw_values(p, dialect_last(x));
    packet_float(p, 0);
    turned(p);
}

static void counts(struct packet *p, const float v[3], double unit)
{
    for (int i = 0; i < 3; i++)
        packet_int(p, (int32_t)lround(fmax(-32768, fmin(32767, (double)v[i] / unit))));
}

void dialect_riot_raw_12(struct packet *p, const struct dialect_said *x)
{
    const float *row = dialect_last(x)->row;
    const float field[3] = {1638, 0, -3277};
    dialect_address(p, x, "/@/raw");
    packet_string(p, ",iiiiiiiiiiii");
    packet_int(p, BATTERY_MV);
    packet_int(p, 0);
    counts(p, row, GAIT_G_MS2 / COUNTS_G);
    counts(p, row + 3, DIALECT_DEG / COUNTS_DEGS);
    counts(p, field, 1);
    packet_int(p, 0);
}
