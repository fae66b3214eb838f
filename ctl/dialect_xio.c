/* SPDX-License-Identifier: GPL-3.0-or-later */
/* x-io's NGIMU, and its successor x-IMU3, which does not speak OSC. */
#include "ctl/dialect_parts.h"
#include "daemon/osc.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define INERTIAL_G 16.0
#define END 0x0a
#define ESC 0xdb
#define ESC_END 0xdc
#define ESC_ESC 0xdd

/* /sensors ,ffffffffff: gyroscope in degrees a second, accelerometer in g, magnetometer, barometer,
 * in a bundle of the time of measurement */
static void ngimu_sample(struct packet *p, const struct dialect_sample *s)
{
    packet_bundle(p, osc_ns_tag(OSC_UNIX_NS + s->device_ns));
    size_t element = packet_open(p);
    packet_string(p, "/sensors");
    packet_string(p, ",ffffffffff");
    dialect_floats(p, s->row + 3, 3, DIALECT_DEG);
    dialect_floats(p, s->row, 3, GAIT_G_MS2);
    dialect_floats(p, dialect_field_ut, 3, 1);
    packet_float(p, 1013.25f);
    packet_close(p, element);
}

void dialect_ngimu(struct packet *p, const struct dialect_said *x)
{
    ngimu_sample(p, dialect_last(x));
}

/* The outer bundle tells the time of sending. */
void dialect_ngimu_throughput(struct packet *p, const struct dialect_said *x)
{
    packet_bundle(p, osc_ns_tag(OSC_UNIX_NS + dialect_last(x)->device_ns));
    for (int i = 0; i < x->n; i++) {
        size_t element = packet_open(p);
        ngimu_sample(p, &x->sample[i]);
        packet_close(p, element);
    }
}

static float clipped(double x, double most)
{
    return (float)fmax(-most, fmin(most, x));
}

/* What the inertial message carries: deg/s and g, cut at its range. */
static void inertial(const struct dialect_sample *s, float ret[6])
{
    for (int i = 0; i < 3; i++) {
        ret[i] = clipped((double)s->row[3 + i] / DIALECT_DEG, 2000);
        ret[3 + i] = clipped((double)s->row[i] / GAIT_G_MS2, INERTIAL_G);
    }
}

static void high_g(const struct dialect_sample *s, float ret[3])
{
    for (int i = 0; i < 3; i++)
        ret[i] = (float)((double)s->row[i] / GAIT_G_MS2);
}

static uint64_t device_us(const struct dialect_said *x)
{
    return (uint64_t)(dialect_last(x)->device_ns - x->boot_ns + 500) / 1000;
}

static void put_stuffed(struct packet *p, uint8_t b)
{
    const uint8_t escape[2] = {ESC, b == END ? ESC_END : ESC_ESC};
    if (b == END || b == ESC)
        packet_bytes(p, escape, 2);
    else
        packet_bytes(p, &b, 1);
}

static void put_little(struct packet *p, uint64_t x, int n)
{
    for (int i = 0; i < n; i++)
        put_stuffed(p, (uint8_t)(x >> 8 * i));
}

static void binary(struct packet *p, char letter, uint64_t us, const float *value, int n)
{
    put_stuffed(p, (uint8_t)(letter + 0x80));
    put_little(p, us, 8);
    for (int i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &value[i], sizeof bits);
        put_little(p, bits, 4);
    }
    packet_bytes(p, (const uint8_t[]){END}, 1);
}

void dialect_ximu3(struct packet *p, const struct dialect_said *x)
{
    float value[6];
    high_g(dialect_last(x), value);
    binary(p, 'H', device_us(x), value, 3);
    inertial(dialect_last(x), value);
    binary(p, 'I', device_us(x), value, 6);
}

static void text(struct packet *p, char letter, uint64_t us, const float *value, int n)
{
    char line[256];
    int size = snprintf(line, sizeof line, "%c,%" PRIu64, letter, us);
    for (int i = 0; i < n; i++)
        size += snprintf(line + size, sizeof line - (size_t)size, ",%.4f", (double)value[i]);
    size += snprintf(line + size, sizeof line - (size_t)size, "\r\n");
    packet_bytes(p, (const uint8_t *)line, (size_t)size);
}

void dialect_ximu3_text(struct packet *p, const struct dialect_said *x)
{
    float value[6];
    high_g(dialect_last(x), value);
    text(p, 'H', device_us(x), value, 3);
    inertial(dialect_last(x), value);
    text(p, 'I', device_us(x), value, 6);
}
