/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/dialect.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define G GAIT_G_MS2
#define T0_NS INT64_C(1700000000000000000)

static struct recording_sensor sensor;

static void init(struct dialect_voice *v, const char *dialect, int number)
{
    sensor = (struct recording_sensor){.rate_hz = 200};
    sensor.is.axes = 0x3f;
    gait_name_copy(sensor.is.id, "pod");
    cr_assert(dialect_find(dialect), "%s", dialect);
    dialect_voice_init(v, dialect_find(dialect), &sensor, number);
}

static int take(struct dialect_voice *v, int i)
{
    float row[6] = {(float)i, 0, (float)G, 0, 0, 0};
    return dialect_voice_take(v, T0_NS + i * INT64_C(5000000), row);
}

Test(dialect_voice, a_voice_keeps_samples_until_a_datagram_is_full)
{
    static struct dialect_voice v;
    init(&v, "polar", 0);
    for (int i = 0; i < 16; i++)
        cr_expect_eq(take(&v, i), i % 8 == 7, "%d", i);
    cr_expect_eq(v.said.n, 8);
    cr_expect_eq(v.said.sample[0].row[0], 8);
    cr_expect_eq(dialect_voice_end(&v), 0, "nothing was kept");
    take(&v, 16);
    cr_expect_eq(dialect_voice_end(&v), 1);
    cr_expect_eq(v.said.n, 1);
}

Test(dialect_voice, a_voice_repeats_what_it_said_before_saying_the_next)
{
    static struct dialect_voice v;
    static struct packet packet, expected;
    init(&v, "metaosc", 2);
    cr_expect_eq(take(&v, 1), 2, "once");
    for (int i = 2; i < 5; i++) {
        cr_expect_eq(take(&v, i), 4);
        for (v.said.part = 0; v.said.part < 4; v.said.part += 2) {
            const float x_g = (float)((v.said.part == 0 ? i - 1 : i) / G);
            packet_clear(&packet);
            dialect_write(&packet, &v.said);
            packet_clear(&expected);
            packet_float(&expected, x_g);
            cr_expect_eq(memcmp(packet.bytes, "/acc/2", 7), 0);
            cr_expect_eq(memcmp(packet.bytes + 16, expected.bytes, 4), 0, "%d", v.said.part);
        }
    }
    cr_expect_eq(dialect_voice_end(&v), 0);
}

Test(dialect_voice, a_voice_clips_where_its_device_does)
{
    static struct dialect_voice v;
    init(&v, "riot3", 0);
    cr_expect_eq(take(&v, 1000), 1);
    cr_expect_float_eq((double)v.said.sample[0].row[0], 8 * G, 1e-5);
}

Test(dialect_voice, a_phone_s_gravity_is_1_g_and_follows_how_it_is_held)
{
    static struct dialect_voice v;
    init(&v, "zigsim", 0);
    for (int i = 0; i < 2000; i++) {
        const float row[6] = {(float)(2 * G), 0, i < 1000 ? 0 : (float)(2 * G), 0, 0, 0};
        cr_assert_eq(dialect_voice_take(&v, T0_NS, row), 1);
        const float *g = v.said.sample[0].gravity_ms2;
        double norm = sqrt((double)g[0] * (double)g[0] + (double)g[2] * (double)g[2]);
        cr_assert_float_eq(norm, G, 1e-5);
        if (i == 999)
            cr_expect_float_eq((double)g[2], 0, 1e-6);
    }
    cr_expect_float_eq((double)v.said.sample[0].gravity_ms2[2], G / sqrt(2), 0.1);
}
