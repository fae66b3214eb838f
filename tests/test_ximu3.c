/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/ximu3.h"
#include "tests/help_intake.h"
#include "tests/help_osc.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEG 0.017453292519943296

static struct help_packet packet;
static struct decode_item item;

static void add_text(const char *s)
{
    memcpy(packet.bytes + packet.size, s, strlen(s));
    packet.size += strlen(s);
}

static void add_stuffed(uint8_t byte)
{
    if (byte == 0x0a || byte == 0xdb) {
        packet.bytes[packet.size++] = 0xdb;
        byte = byte == 0x0a ? 0xdc : 0xdd;
    }
    packet.bytes[packet.size++] = byte;
}

static void add_frame(char letter, uint64_t us, const float *x, int n)
{
    packet.bytes[packet.size++] = (uint8_t)(letter | 0x80);
    for (int i = 0; i < 8; i++)
        add_stuffed((uint8_t)(us >> 8 * i));
    for (int i = 0; i < n; i++) {
        uint32_t word;
        memcpy(&word, &x[i], sizeof word);
        for (int k = 0; k < 4; k++)
            add_stuffed((uint8_t)(word >> 8 * k));
    }
    packet.bytes[packet.size++] = 0x0a;
}

/* Reads the datagram from memory that ends where it ends; the item is the last one taken. Returns
 * how many were, and how many were refused and why last. */
static int take(int *ret_refused, enum decode_reason *ret_why)
{
    uint8_t *bytes = malloc(packet.size + 1);
    memcpy(bytes, packet.bytes, packet.size);
    struct ximu3_walk w = {.bytes = bytes, .size = packet.size};
    int n = 0, calls = 0;
    struct decode_item next;
    bool taken;
    enum decode_reason why;
    *ret_refused = 0;
    while (ximu3_next(&w, &next, &taken, &why)) {
        cr_assert_leq(++calls, (int)packet.size);
        if (taken) {
            item = next;
            n++;
        } else {
            *ret_why = why;
            ++*ret_refused;
        }
    }
    free(bytes);
    return n;
}

static void taken(int n)
{
    enum decode_reason why = DECODE_REASONS;
    int refused;
    cr_expect(ximu3_is(packet.bytes, packet.size));
    cr_expect_eq(take(&refused, &why), n);
    cr_expect_eq(refused, 0, "%s", refused ? decode_reason_name(why) : "");
}

static void near(double x, double want)
{
    cr_expect(fabs(x - want) <= 1e-6 * fmax(1, fabs(want)), "%.9g instead of %.9g", x, want);
}

static void is_inertial(void)
{
    const struct decode_sample *x = &item.u.sample;
    cr_expect_eq(item.kind, DECODE_SAMPLE);
    cr_expect_str_eq(item.dialect, "ximu3");
    cr_expect_str_eq(item.id, "");
    cr_expect_eq(x->parts, DECODE_A | DECODE_W);
    cr_expect(x->range_g == 16.0f && x->high_g == 0 && item.axes == 0x3f);
    near((double)x->w[0], 180 * DEG);
    near((double)x->w[1], -0.5 * DEG);
    near((double)x->w[2], 0);
    near((double)x->a[0][0], 0.25 * 9.80665);
    near((double)x->a[0][1], 0);
    near((double)x->a[0][2], -1 * 9.80665);
}

Test(ximu3, lines_of_text_are_read)
{
    packet.size = 0;
    add_text("I,1000000,180.0000,-0.5000,0.0000,0.2500,0.0000,-1.0000\r\n");
    taken(1);
    is_inertial();
    cr_expect_eq(item.device_ns, 1000000000);
    cr_expect_eq(item.wrap_ns, XIMU3_WRAP_NS);
    packet.size = 0;
    add_text("H,1000625,0.0000,-100.5000,199.0000\r\n");
    taken(1);
    cr_expect_eq(item.u.sample.parts, DECODE_HIGH);
    cr_expect_eq(item.u.sample.high_g, 200.0f);
    cr_expect_eq(item.device_ns, 1000625000);
    near((double)item.u.sample.a[0][1], -100.5 * 9.80665);
    near((double)item.u.sample.a[0][2], 199 * 9.80665);
    packet.size = 0;
    add_text("B,1000000,87.5000,3.9000,1.0000\r\n");
    taken(1);
    cr_expect_eq(item.kind, DECODE_BATTERY);
    near((double)item.u.battery.share, 0.875);
    cr_expect_float_eq(item.u.battery.volts, 3.9f, 1e-6f);
}

Test(ximu3, binary_frames_are_read_with_their_stuffing_undone)
{
    const float inertial[] = {180, -0.5f, 0, 0.25f, 0, -1};
    packet.size = 0;
    add_frame('I', UINT64_C(0x0adb0a), inertial, 6);
    cr_expect_eq(packet.size, 1 + 8 + 24 + 1 + 3, "three bytes were stuffed");
    taken(1);
    is_inertial();
    cr_expect_eq(item.device_ns, INT64_C(0x0adb0a) * 1000);
    uint32_t word = 0x410adb0a; /* 8.678476 */
    float all[3];
    for (int i = 0; i < 3; i++)
        memcpy(&all[i], &word, sizeof word);
    packet.size = 0;
    add_frame('H', 7, all, 3);
    taken(1);
    near((double)item.u.sample.a[0][2], (double)all[2] * 9.80665);
}

Test(ximu3, several_of_both_kinds_share_a_datagram)
{
    const float inertial[] = {180, -0.5f, 0, 0.25f, 0, -1}, temperature[] = {25};
    packet.size = 0;
    add_text("T,1,25.0000\r\nQ,1,1.0000,0.0000,0.0000,0.0000\r\nN,1,Button pressed.\r\n");
    add_frame('T', 1, temperature, 1);
    add_frame('I', 9, inertial, 6);
    add_text("I,10,180.0,-0.5,0,0.25,0,-1\r\nI,12,180.0,-0.5,0,0.25,0,-1\n");
    taken(7);
    is_inertial();
    cr_expect_eq(item.device_ns, 12000);
}

static void not_taken(enum decode_reason wanted)
{
    enum decode_reason why = DECODE_REASONS;
    int n;
    cr_expect_eq(take(&n, &why), 0, "%.40s", (const char *)packet.bytes);
    cr_expect_eq(n, 1);
    cr_expect_eq(why, wanted, "%.40s: %s", (const char *)packet.bytes, decode_reason_name(why));
}

Test(ximu3, lines_that_are_not_right_are_refused)
{
    static const struct {
        const char *line;
        enum decode_reason why;
    } bad[] = {
        {"I,1,0,0,0,0,0\r\n", DECODE_BAD_ARGUMENTS},
        {"I,1,0,0,0,0,0,1,1\r\n", DECODE_BAD_ARGUMENTS},
        {"I,1,0,0,0,0,0,\r\n", DECODE_BAD_ARGUMENTS},
        {"I,1,0,0,0,0,0, 1\r\n", DECODE_BAD_ARGUMENTS},
        {"I,-1,0,0,0,0,0,1\r\n", DECODE_BAD_ARGUMENTS},
        {"I,1,0,0,0,0,0,1", DECODE_BAD_ELEMENT},
        {"I,1,0,0,0,0,0,nan\r\n", DECODE_NOT_FINITE},
        {"I,1,0,0,0,0,0,inf\r\n", DECODE_NOT_FINITE},
        {"I,1,0,0,0,0,0,201\r\n", DECODE_OUT_OF_RANGE},
        {"I,1,4011,0,0,0,0,1\r\n", DECODE_OUT_OF_RANGE},
        {"H,1,0,0,401\r\n", DECODE_OUT_OF_RANGE},
        {"B,1,300,3.9,0\r\n", DECODE_OUT_OF_RANGE},
        {"Z,1,0\r\n", DECODE_UNKNOWN_ADDRESS},
        {"I\r\n", DECODE_BAD_ARGUMENTS},
        {"\n", DECODE_BAD_ELEMENT},
        {"\xdb\n", DECODE_UNKNOWN_ADDRESS},
        {"\xc9\xdb\n", DECODE_BAD_ARGUMENTS},
        {"\xc9\x01\x02\xdb\x41\n", DECODE_BAD_ARGUMENTS},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        memset(&packet, 0, 64);
        add_text(bad[i].line);
        not_taken(bad[i].why);
    }
    packet.size = 0;
    add_text("I,1,0,0,0,0,0,");
    while (packet.size < 2000)
        add_text("0");
    add_text("\r\n");
    not_taken(DECODE_BAD_ARGUMENTS);
    memset(packet.bytes, 0xc9, 1500);
    packet.bytes[1500] = '\n';
    packet.size = 1501;
    not_taken(DECODE_BAD_ARGUMENTS);
}

Test(ximu3, osc_is_never_taken_for_it)
{
    static const char *const osc[] = {"/sensors", "#bundle", "left/acc", "I/acc", "/I,1"};
    for (size_t i = 0; i < sizeof osc / sizeof *osc; i++) {
        help_osc_message(&packet, osc[i], "fff", 1., 2., 3.);
        cr_expect(!ximu3_is(packet.bytes, packet.size), "%s", osc[i]);
    }
    help_osc_message(&packet, "I", "i", 10); /* its last byte is a LF */
    cr_expect(!ximu3_is(packet.bytes, packet.size));
    cr_expect(!ximu3_is((const uint8_t *)"I,1", 3) && !ximu3_is(NULL, 0));
}

Test(ximu3, survives_200000_mutated_datagrams)
{
    const float inertial[] = {180, -0.5f, 0, 0.25f, 0, -1};
    uint64_t seed = 20240229;
    enum decode_reason why;
    int n, read = 0, not = 0;
    for (int i = 0; i < 200000; i++) {
        packet.size = 0;
        add_frame('I', (uint64_t)i, inertial, 6);
        add_text("H,12,0.0000,-1.5000,3.0000\r\n");
        add_frame('B', 1, inertial, 3);
        for (int k = (int)(help_random(&seed) % 4); k >= 0; k--)
            packet.bytes[help_random(&seed) % packet.size] = (uint8_t)help_random(&seed);
        packet.size -= help_random(&seed) % 8 ? 0 : help_random(&seed) % packet.size;
        read += take(&n, &why);
        not += n;
    }
    cr_expect(read > 200000 && not > 50000, "%d read, %d refused", read, not);
}

Test(ximu3, comes_to_the_same_port_as_osc, .init = setup, .fini = teardown)
{
    const float inertial[] = {0, 0, 0, 0, 0, 1};
    for (int i = 0; i < 10; i++) {
        packet.size = 0;
        add_frame('I', (uint64_t)i * 5000, inertial, 6);
        add_frame('I', (uint64_t)i * 5000 + 2500, inertial, 6);
        send_packet(&packet, i * 5 * MS, &phone);
    }
    struct intake_counts c = intake_counts(in);
    cr_expect_eq(c.datagrams, 10);
    cr_expect_eq(c.messages, 20);
    cr_expect_eq(c.samples, 20);
    packet.size = 0;
    add_text("I,1,2\r\n");
    send_packet(&packet, 60 * MS, &phone);
    cr_expect_eq(intake_counts(in).refused[DECODE_BAD_ARGUMENTS], 1);
}
