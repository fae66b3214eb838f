/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known packets of known senders against the values that stand in them, turned into SI by hand. */
#include "daemon/decode.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct help_packet packet;
static struct decode_item item;
static enum decode_reason reason;

static bool take(int index)
{
    struct osc_walk w;
    struct osc_message m;
    osc_walk_init(&w, packet.bytes, packet.size);
    memset(&item, 0xa5, sizeof item); /* what is not filled in is seen to be so */
    for (int i = 0; i <= index; i++)
        cr_assert(osc_next(&w, &m));
    return decode_message(&m, &item, &reason);
}

/* Decodes message `index` of a known packet. */
static void known(const char *name, int index)
{
    bool found = false;
    for (size_t i = 0; i < sizeof help_known / sizeof *help_known; i++)
        if (strcmp(help_known[i].name, name) == 0) {
            help_osc_hex(&packet, help_known[i].hex);
            found = true;
        }
    cr_assert(found, "%s", name);
    cr_assert(take(index), "%s: %s", name, decode_reason_name(reason));
}

static void near(double x, double want)
{
    cr_expect(fabs(x - want) <= 1e-6 * fmax(1, fabs(want)), "%.9g instead of %.9g", x, want);
}

static void is_sample(const char *dialect, const char *id, unsigned parts)
{
    cr_expect_eq(item.kind, DECODE_SAMPLE);
    cr_expect_str_eq(item.dialect, dialect);
    cr_expect_str_eq(item.id, id);
    cr_expect_eq(item.u.sample.parts, parts, "parts %x", item.u.sample.parts);
}

static void is_worn(enum gait_placement where, enum gait_side on)
{
    enum gait_placement placement;
    enum gait_side side;
    decode_worn(&item, &placement, &side);
    cr_expect_eq(placement, where);
    cr_expect_eq(side, on);
}

static void is_a(int i, double x, double y, double z)
{
    near((double)item.u.sample.a[i][0], x);
    near((double)item.u.sample.a[i][1], y);
    near((double)item.u.sample.a[i][2], z);
}

static void is_w(double x, double y, double z)
{
    near((double)item.u.sample.w[0], x);
    near((double)item.u.sample.w[1], y);
    near((double)item.u.sample.w[2], z);
}

static void at_ms(int64_t ms)
{
    cr_expect_eq(item.device_ns, ms * 1000000, "%.6f s", (double)item.device_ns / 1e9);
    cr_expect_eq(item.wrap_ns, INT64_C(4294967296) * 1000000);
}

#define IMU (DECODE_A | DECODE_W)

Test(dialects, ngimu_is_in_g_and_degrees_by_the_time_of_its_bundle)
{
    known("A1", 0);
    is_sample("ngimu", "", IMU);
    is_a(0, 0, 0, 9.80665);
    is_w(0.174532925, -0.349065850, 3.14159265);
    cr_expect_eq(item.u.sample.range_g, 16.0f, "its accelerometer's, which cannot be set");
    cr_expect_eq(item.device_ns, osc_tag_ns(UINT64_C(0xbc1e70d65020c49b)));
    cr_expect_eq(item.wrap_ns, OSC_ERA_NS);
    known("A2", 0);
    int64_t first_ns = item.device_ns;
    known("A2", 1);
    near((double)(item.device_ns - first_ns), 2500000);
}

Test(dialects, ngimu_tells_its_battery_and_what_it_is_called)
{
    known("A3", 0);
    cr_expect_eq(item.kind, DECODE_BATTERY);
    near((double)item.u.battery.share, 0.96617);
    cr_expect_float_eq(item.u.battery.volts, 4.082f, 1e-6f);
    known("A4", 0);
    cr_expect_eq(item.kind, DECODE_IGNORED);
    known("A5", 0);
    cr_expect_eq(item.kind, DECODE_NAMED);
    cr_expect_str_eq(item.u.name, "0029CEC0");
}

Test(dialects, riot_v3_counts_milliseconds_that_turn_negative)
{
    known("B1", 0);
    is_sample("riot", "0", DECODE_A);
    is_a(0, 0, 0, 9.81);
    cr_expect_eq(item.u.sample.range_g, 8.0f);
    at_ms(123456);
    known("B1", 1);
    is_sample("riot", "0", DECODE_W);
    is_w(0, 3.14159265, 0);
    at_ms(123456);
    known("B1", 2);
    cr_expect_eq(item.kind, DECODE_BATTERY);
    near((double)item.u.battery.share, 0.87);
    cr_expect(isnan(item.u.battery.volts));
    known("B3", 0);
    is_a(0, 1, 2, 3);
    at_ms(4294967000);
}

Test(dialects, comote_mixes_integers_with_floats)
{
    known("B2", 0);
    is_sample("comote", "42", DECODE_A);
    is_a(0, 0.25, -0.5, 9.80665);
    at_ms(12345);
    known("B2", 1);
    is_w(0, 0.1, -0.2);
    at_ms(12345);
    known("B5", 0);
    is_sample("comote", "42", IMU);
    is_a(0, 0.25, -0.5, 9.75);
    is_w(1.04719755, 1.57079633, 0.523598776);
}

Test(dialects, a_float_of_milliseconds_that_is_coarse_gives_way_to_the_tag_or_is_no_time)
{
    known("B4", 0); /* steps of 8 ms; the tag is 4 ms apart */
    at_ms(100000500);
    help_osc_message(&packet, "/comote/v3/42/gyroscope", "fffff", 0., 0., 0., 100000504., 60.);
    cr_assert(take(0));
    cr_expect_eq(item.device_ns, GAIT_NO_TIME, "no tag to go by");
    help_osc_message(&packet, "/comote/v3/42/gyroscope", "fffff", 0., 0., 0., 67108860., 60.);
    cr_assert(take(0));
    at_ms(67108860); /* the last steps of 4 ms */
    static struct help_packet inner;
    inner = packet;
    help_osc_message(&inner, "/comote/v3/42/gyroscope", "fffff", 0., 0., 0., 100000504., 60.);
    help_osc_bundle(&packet, osc_ns_tag(OSC_UNIX_NS + INT64_C(100000700000000)));
    help_osc_add(&packet, &inner);
    cr_assert(take(0));
    cr_expect_eq(item.device_ns, GAIT_NO_TIME, "a tag of another clock");
    help_osc_message(&packet, "/comote/v3/42/gyroscope", "ffffi", 0., 0., 0., (double)NAN, 60);
    cr_expect(!take(0) && reason == DECODE_NOT_FINITE);
}

Test(dialects, the_three_forms_of_raw_are_told_apart_by_their_type_tags)
{
    known("C1", 0);
    is_sample("bitalino", "0", IMU);
    is_a(0, 0, 0, 9.80665);
    is_w(3.14159265, 0, -1.57079633);
    known("C2", 0);
    is_sample("riot1", "0", IMU);
    is_a(0, 0, 0, 9.80665);
    is_w(3.14159265, 0, -1.57079633);
    known("C3", 0);
    is_sample("riot1", "0", IMU);
    is_a(0, 0, 0, 9.80665);
    is_w(206.430206 * 0.017453292519943, 0, -103.180104 * 0.017453292519943);
    cr_expect_eq(item.u.sample.range_g, 8.0f);
    cr_expect_eq(item.device_ns, GAIT_NO_TIME);
}

Test(dialects, an_orphe_is_a_shoe_and_gives_shares_of_full_scale)
{
    static const char *const same[] = {"D1", "D2"};
    for (int i = 0; i < 2; i++) {
        known(same[i], 0);
        is_sample("orphe", "LEFT", IMU);
        is_worn(GAIT_FOOT_LEFT, GAIT_SIDE_LEFT);
        is_a(0, 0, 0, 9.80665);
        is_w(3.14159265, 0, 0);
        cr_expect_eq(item.u.sample.unit_a, DECODE_SCALE);
        cr_expect_eq(item.u.sample.unit_w, DECODE_SCALE);
        near((double)item.u.sample.range_g, 16);
        near((double)item.u.sample.w_unit, 34.9065850);
    }
    known("D5", 0);
    is_sample("orphe", "RIGHT", IMU);
    is_worn(GAIT_FOOT_RIGHT, GAIT_SIDE_RIGHT);
    is_a(0, 0, 0, -9.80665);
    is_w(17.4532925, 0, -8.72664626);
}

Test(dialects, an_orphe_says_what_a_step_was)
{
    known("D3", 0);
    cr_expect_eq(item.kind, DECODE_GESTURE);
    cr_expect_str_eq(item.id, "RIGHT");
    cr_expect_str_eq(item.u.gesture.what, "STEP");
    cr_expect_str_eq(item.u.gesture.part, "HEEL");
    near((double)item.u.gesture.power, 0.8);
    known("D4", 0);
    cr_expect_str_eq(item.u.gesture.what, "KICK");
    cr_expect_str_eq(item.u.gesture.part, "");
    near((double)item.u.gesture.power, 0.5);
}

Test(dialects, sensors2osc_is_si)
{
    known("E1", 0);
    is_sample("sensors2osc", "", DECODE_A);
    is_a(0, 0.001, -0.001, 9.79);
    cr_expect_eq(item.axes, 0x07);
}

Test(dialects, zig_sim_gives_gravity_apart_with_and_without_its_prefix)
{
    static const char *const same[] = {"F1", "F2"};
    for (int i = 0; i < 2; i++) {
        known(same[i], 0);
        cr_expect_eq(item.kind, DECODE_IGNORED);
        known(same[i], 1);
        is_sample("zigsim", "8f2c", DECODE_LINEAR);
        is_a(0, -0.0980665, -0.196133, 0.2941995);
        known(same[i], 2);
        is_sample("zigsim", "8f2c", DECODE_GRAVITY);
        is_a(0, 0, 0, 9.80665);
        known(same[i], 3);
        is_sample("zigsim", "8f2c", DECODE_W);
        is_w(0, 0, 1.5);
        cr_expect_eq(item.device_ns, GAIT_NO_TIME);
    }
}

Test(dialects, without_the_message_about_the_phone_accel_is_nobodys)
{
    static struct help_packet inner;
    help_osc_bundle(&packet, 1);
    help_osc_message(&inner, "/other/deviceinfo", "s", "x");
    help_osc_add(&packet, &inner);
    help_osc_message(&inner, "/8f2c/accel", "fff", 0., 0., 1.);
    help_osc_add(&packet, &inner);
    cr_assert(take(1));
    is_sample("generic", "8f2c", DECODE_A);
}

Test(dialects, gyrosc_gives_gravity_apart)
{
    known("G1", 0);
    is_sample("gyrosc", "", DECODE_W);
    is_w(0, 0, 1.5);
    known("G1", 1);
    is_sample("gyrosc", "", DECODE_LINEAR);
    double z = (double)item.u.sample.a[0][2];
    known("G1", 2);
    is_sample("gyrosc", "", DECODE_GRAVITY);
    near(fabs(z + (double)item.u.sample.a[0][2]), 8.825985);
}

Test(dialects, what_home_made_senders_agree_on_comes_as_it_is)
{
    known("H1", 0);
    is_sample("generic", "left", IMU);
    is_a(0, 0, 0, 9.80665);
    is_w(0, 0, 0);
    cr_expect(item.u.sample.unit_a == DECODE_OPEN && item.u.sample.unit_w == DECODE_OPEN);
    is_worn(GAIT_UNKNOWN, GAIT_SIDE_LEFT);
    known("H2", 0);
    is_sample("generic", "left", DECODE_A);
    is_a(0, 0, 0, 9.8);
    known("H3", 0);
    is_sample("generic", "left", DECODE_A);
    is_a(0, 0, 0, 9.8);
    known("H4", 0);
    is_sample("polar", "polar", DECODE_A);
    cr_expect_eq(item.u.sample.count, 2);
    is_a(0, 0, 0, 9.80665);
    is_a(1, 0, 0, 9.9047165);
}

Test(dialects, twenty_one_samples_fit_a_message)
{
    help_osc_hex(&packet, "2f702f61 63630000 2c");
    memset(packet.bytes + 9, 'i', 63);
    memset(packet.bytes + 72, 0, 4 + 63 * 4);
    packet.size = 76 + 63 * 4;
    for (int i = 0; i < 63; i++)
        packet.bytes[76 + 4 * i + 3] = (uint8_t)i;
    cr_assert(take(0), "%s", decode_reason_name(reason));
    cr_expect_eq(item.u.sample.count, DECODE_SAMPLES_MAX);
    is_a(20, 60 * 0.00980665, 61 * 0.00980665, 62 * 0.00980665);
}

Test(dialects, further_senders)
{
    known("I1", 0);
    is_sample("tstick", "TStick_001", DECODE_A);
    is_a(0, 0, 0, 9.80665);
    known("I1", 1);
    is_sample("tstick", "TStick_001", DECODE_W);
    is_w(0, 0, 0.5);
    known("K7", 0);
    cr_expect_eq(item.kind, DECODE_BATTERY);
    near((double)item.u.battery.share, 0.87);
    known("J1", 0);
    is_sample("airsticks", "4", DECODE_A);
    is_a(0, 0, 0, -9.8);
    known("K1", 0);
    is_sample("touchosc", "", DECODE_A);
    is_a(0, -8.925, 0.134, 4.078);
    cr_expect_eq(item.u.sample.unit_a, DECODE_OPEN);
    known("K2", 0);
    is_sample("m5", "3", IMU);
    is_a(0, 0, 0, 9.80665);
    is_w(3.14159265, 0, -1.57079633);
    known("K3", 0);
    is_sample("metaosc", "2", DECODE_A);
    cr_expect(item.u.sample.repeats && item.u.sample.range_g == 4.0f);
    known("K3", 1);
    is_sample("metaosc", "2", DECODE_W);
    is_w(0, 90, 0);
    known("K4", 0);
    is_sample("muse", "", DECODE_A);
    is_a(0, 0, 0, 9.80665);
    cr_expect_eq(item.device_ns, INT64_C(1500000000250000000));
    known("K5", 0);
    is_sample("petal", "", DECODE_A);
    is_a(0, 0, 0, 1);
    known("K6", 0);
    is_sample("openbci", "", DECODE_A);
    cr_expect(item.u.sample.axis == 2 && item.axes == 0x04);
    is_a(0, 0, 0, 1);
}
