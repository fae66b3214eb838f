/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sensors would send, to the byte. */
#include "ctl/dialect.h"
#include "tests/help_packets.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEG (3.14159265358979323846 / 180)
#define G GAIT_G_MS2
#define T0_NS INT64_C(947122774313000000) /* 2000-01-06 01:39:34.313 */

static struct packet packet;
static struct recording_sensor sensor;
static struct dialect_said said;

/* What a sensor says, one sample: g and deg/s. */
static void say(const char *dialect, const char *id, int number, const double a_g[3],
                const double w_degs[3])
{
    sensor = (struct recording_sensor){.rate_hz = 200};
    gait_name_copy(sensor.is.id, id);
    sensor.is.axes = 0x3f;
    sensor.is.placement = GAIT_FOOT_LEFT;
    said = (struct dialect_said){
        .dialect = dialect_find(dialect), .sensor = &sensor, .number = number, .n = 1};
    cr_assert(said.dialect, "%s", dialect);
    for (int i = 0; i < 3; i++) {
        said.sample[0].row[i] = (float)(a_g[i] * G);
        said.sample[0].row[3 + i] = (float)(w_degs[i] * DEG);
    }
}

static void write_part(int part)
{
    packet_clear(&packet);
    said.part = part;
    dialect_write(&packet, &said);
}

static void expect_hex(const char *what, const char *hex)
{
    char got[2 * 512 + 1] = "";
    cr_assert_lt(packet.size, 512);
    for (size_t i = 0; i < packet.size; i++)
        sprintf(got + 2 * i, "%02x", packet.bytes[i]);
    cr_expect_str_eq(got, hex, "%s is\n%s instead of\n%s", what, got, hex);
}

static const char *known(const char *name)
{
    for (size_t i = 0; i < sizeof help_known / sizeof *help_known; i++)
        if (strcmp(help_known[i].name, name) == 0)
            return help_known[i].hex;
    cr_assert(false, "no packet %s", name);
    return NULL;
}

static void expect_known(const char *name)
{
    expect_hex(name, known(name));
}

static float float_at(size_t at)
{
    uint32_t bits = 0;
    float x;
    for (size_t k = 0; k < 4; k++)
        bits = bits << 8 | packet.bytes[at + k];
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The known packet, but for three floats: differences, which are these to a ten-millionth. */
static void expect_known_but(const char *name, size_t at, const double expected[3])
{
    char hex[1024];
    snprintf(hex, sizeof hex, "%s", known(name));
    for (size_t i = 0; i < 3; i++)
        cr_expect_float_eq((double)float_at(at + 4 * i), expected[i], 1.5e-7, "%s", name);
    for (size_t i = at; i < at + 12; i++) {
        char two[3];
        snprintf(two, sizeof two, "%02x", packet.bytes[i]);
        memcpy(hex + 2 * i, two, 2);
    }
    expect_hex(name, hex);
}

static void expect_message(const char *address, const char *types, const char *arguments)
{
    char hex[2048];
    size_t n = 0;
    const char *const text[2] = {address, types};
    for (int t = 0; t < 2; t++) {
        size_t length = strlen(text[t]), room = (length + 4) / 4 * 4;
        for (size_t i = 0; i < room; i++)
            n += (size_t)sprintf(hex + n, "%02x", i < length ? (unsigned char)text[t][i] : 0);
    }
    snprintf(hex + n, sizeof hex - n, "%s", arguments);
    expect_hex(address, hex);
}

static const double still[3] = {0, 0, 1}, none[3] = {0, 0, 0};

/* The known packet cuts what is rounded here: 0.2 ns. */
static void cut_tag(size_t at)
{
    packet.bytes[at + 7]--;
}

Test(dialect, an_ngimu_says_packet_a1_and_in_throughput_mode_a2)
{
    say("ngimu", "pod", 0, still, (double[]){10, -20, 180});
    said.sample[0].device_ns = T0_NS;
    write_part(0);
    cut_tag(8);
    expect_known("A1");
    said.dialect = dialect_find("ngimu-throughput");
    said.sample[1] = said.sample[0];
    said.sample[1].device_ns += 2500000;
    said.n = 2;
    write_part(0);
    cut_tag(8);
    cut_tag(16 + 4 + 8);
    cut_tag(16 + 4 + 84 + 4 + 8);
    expect_known("A2");
}

Test(dialect, riot_and_comote_say_packets_b1_and_b2)
{
    say("riot3", "pod", 0, (double[]){0, 0, 9.81 / G}, (double[]){0, 180, 0});
    said.sample[0].device_ns = 123456 * INT64_C(1000000);
    write_part(0);
    expect_known("B1");

    say("comote3", "42", 0, (double[]){0.25 / G, -0.5 / G, 1}, none);
    said.sample[0].row[4] = 0.1f;
    said.sample[0].row[5] = -0.2f;
    sensor.rate_hz = 59.88;
    said.sample[0].device_ns = 12345 * INT64_C(1000000);
    write_part(0);
    expect_known("B2");
}

Test(dialect, an_older_comote_turns_its_angles_and_sends_whole_numbers_as_ints)
{
    say("comote2", "42", 0, none, (double[]){10, 20, 30});
    said.sample[0].row[2] = 9.5f;
    said.sample[0].row[3] = (float)(10.5 * DEG);
    write_part(0);
    cr_assert_eq(packet.size, 24 + 12 + 7 * 4);
    cr_expect_eq(memcmp(packet.bytes, "/comote/42/devicemotion\0", 24), 0);
    cr_expect_eq(memcmp(packet.bytes + 24, ",iiif", 5), 0, "interval x y z");
    cr_expect_eq(memcmp(packet.bytes + 36 + 12, "\x41\x18\0\0", 4), 0, "z");
    cr_expect_eq(memcmp(packet.bytes + 36 + 20, "\x41\x28\0\0", 4), 0, "beta is about x");
}

Test(dialect, the_three_raw_forms_are_packets_c1_c2_and_c3)
{
    say("bitalino", "pod", 0, still, (double[]){180, 0, -90});
    write_part(0);
    expect_known("C1");
    said.dialect = dialect_find("riot18");
    write_part(0);
    expect_known("C2");
    say("riot1", "pod", 0, still, (double[]){206.43, 0, -103.18});
    write_part(0);
    expect_known("C3");
}

Test(dialect, a_shoe_says_packet_d1_and_its_side)
{
    say("orphe", "pod", 0, still, (double[]){180, 0, 0});
    write_part(0);
    expect_known("D1");
    sensor.is.placement = GAIT_FOOT_RIGHT;
    said.sample[0].row[0] = (float)(20 * G);
    write_part(0);
    cr_expect_eq(memcmp(packet.bytes, "/RIGHT/sensorValues", 19), 0);
    cr_expect_eq(memcmp(packet.bytes + 40 + 7 * 4, "\x3f\x80\0\0", 4), 0, "no more than all of it");
    sensor.is.placement = GAIT_SACRUM;
    cr_expect(dialect_unfit(said.dialect, &sensor), "a back has no side");
}

Test(dialect, an_insole_says_g)
{
    say("orphe-core", "pod", 0, (double[]){-2, 0.5, 1}, none);
    write_part(0);
    expect_message("/acc", ",fff", "c00000003f0000003f800000");
}

Test(dialect, phones_say_packets_e1_f1_and_g1)
{
    say("sensors2osc", "pod", 0, (double[]){0.001 / G, -0.001 / G, 9.79 / G}, (double[]){0, 0, 0});
    cr_expect_eq(dialect_datagrams(&said), 2);
    write_part(0);
    expect_known("E1");
    said.sample[0].row[5] = 1.5f;
    write_part(1);
    expect_message("/gyroscope", ",fff", "00000000000000003fc00000");

    say("zigsim", "8f2c", 0, (double[]){-0.01, -0.02, 1.03}, none);
    said.sample[0].row[5] = 1.5f;
    said.sample[0].gravity_ms2[2] = (float)G;
    write_part(0);
    expect_known_but("F1", 16 + 4 + 64 + 4 + 28, (double[]){0.01, 0.02, -0.03});

    say("gyrosc", "pod", 0, (double[]){0, 0, 0.9}, none);
    said.sample[0].row[5] = 1.5f;
    said.sample[0].gravity_ms2[2] = (float)G;
    write_part(0);
    expect_known_but("G1", 16 + 4 + 36 + 4 + 24, (double[]){0, 0, 0.1});
}

Test(dialect, touchosc_muse_and_polar_say_g_and_mg)
{
    say("touchosc", "pod", 0, (double[]){-2, 0.5, 1}, none);
    write_part(0);
    expect_message("/accxyz", ",fff", "c00000003f0000003f800000");

    say("muse", "pod", 0, (double[]){-2, 0.5, 1}, none);
    said.sample[0].device_ns = INT64_C(1700000000123456789);
    write_part(0);
    expect_message("/muse/acc", ",fffii", "c4fa000043fa0000447a00006553f1000001e240");

    say("polar", "polar", 0, still, none);
    said.sample[1].row[2] = (float)(1.01 * G);
    said.n = 2;
    write_part(0);
    expect_known("H4");
}

Test(dialect, mind_monitor_and_openbci_say_g)
{
    say("mindmonitor", "pod", 0, (double[]){-2, 0.5, 1}, (double[]){10, -20, 180});
    write_part(0);
    expect_message("/muse/acc", ",fff", "c00000003f0000003f800000");
    write_part(1);
    expect_message("/muse/gyro", ",fff", "41200000c1a0000043340000");

    say("openbci", "pod", 0, (double[]){-2, 0.5, 1}, none);
    cr_expect_eq(dialect_datagrams(&said), 3);
    write_part(2);
    expect_message("/openbci/accelerometer/z", ",f", "3f800000");
}

Test(dialect, home_made_senders_say_packets_h1_h2_h3_i1_and_j1)
{
    say("imu", "left", 0, still, none);
    write_part(0);
    expect_known("H1");
    say("esp32", "left", 0, (double[]){0, 0, 9.8 / G}, (double[]){0, 0, 0});
    write_part(0);
    expect_known("H2");
    said.sample[0].row[4] = -2;
    write_part(1);
    expect_message("left/gyr", ",fff", "00000000c000000000000000");
    say("doubles", "left", 0, none, none);
    said.sample[0].row[2] = 9.75f;
    write_part(0);
    expect_message("/left/acc", ",ddd", "000000000000000000000000000000004023800000000000");
    say("tstick", "pod", 1, still, none);
    said.sample[0].row[5] = 0.5f;
    write_part(0);
    expect_known("I1");
    say("airsticks", "pod", 4, (double[]){0, 0, -9.8 / G}, none);
    write_part(0);
    expect_known("J1");
}

Test(dialect, an_m5_says_six_values_at_once_or_one_by_one)
{
    say("m5", "pod", 3, (double[]){-2, 0.5, 1}, (double[]){10, -20, 180});
    write_part(0);
    expect_message("/m5/3/imu", ",ffffff", "c00000003f0000003f80000041200000c1a0000043340000");
    said.dialect = dialect_find("m5stack");
    cr_expect_eq(dialect_datagrams(&said), 6);
    write_part(1);
    expect_message("/accY", ",f", "3f000000");
    write_part(5);
    expect_message("/gyroZ", ",f", "43340000");
    said.dialect = dialect_find("saibai");
    write_part(0);
    expect_message("/ax", ",f", "c0000000");
    write_part(4);
    expect_message("/gy", ",f", "c1a00000");
}

Test(dialect, the_names_of_a_visualizer_tell_its_units)
{
    say("sensorvisualizer", "m5", 0, still, (double[]){10, -20, 180});
    said.sample[0].row[2] = 9.75f;
    write_part(0);
    expect_message("/m5/acc", ",fff", "0000000000000000411c0000");
    write_part(1);
    expect_message("/m5/gyro_deg", ",fff", "41200000c1a0000043340000");
}

Test(dialect, an_ximu3_stuffs_its_bytes_and_cuts_its_inertial_message_at_16_g)
{
    say("ximu3", "pod", 0, (double[]){-20, 0.5, 1}, (double[]){10, -20, 180});
    said.sample[0].device_ns = 0x0adb0000 * INT64_C(1000);
    write_part(0);
    expect_hex("binary", "c80000dbdddbdc00000000"
                         "0000a0c1"
                         "0000003f"
                         "0000803f0a"
                         "c90000dbdddbdc00000000"
                         "000020410000a0c100003443"
                         "000080c10000003f0000803f0a");
    said.dialect = dialect_find("ximu3-text");
    write_part(0);
    static const char text[] = "H,182124544,-20.0000,0.5000,1.0000\r\n"
                               "I,182124544,10.0000,-20.0000,180.0000,-16.0000,0.5000,1.0000\r\n";
    cr_assert_eq(packet.size, sizeof text - 1);
    cr_expect_eq(memcmp(packet.bytes, text, sizeof text - 1), 0, "%.*s", (int)packet.size,
                 (const char *)packet.bytes);
}

Test(dialect, every_dialect_has_a_name_and_can_be_found)
{
    char names[1024];
    dialect_names(names, sizeof names);
    int n = 0;
    for (const struct dialect *d; (d = dialect_at(n)); n++) {
        cr_expect_eq(dialect_find(d->name), d, "%s", d->name);
        cr_expect(strstr(names, d->name), "%s", d->name);
        cr_expect_leq(d->batch, DIALECT_BATCH_MAX);
    }
    cr_expect_geq(n, 30);
    cr_expect_null(dialect_find("klingon"));
}
