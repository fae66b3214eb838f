/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the intake tells of how it stands. */
#include "tests/help_intake.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(intake_heard, .init = setup, .fini = teardown);

static struct gait_event e;

/* The newest case of a reason, which must be there. */
static const struct gait_refusal *newest(enum decode_reason r)
{
    cr_assert(intake_refused(in, r, 0, &e), "%s was not refused", decode_reason_word(r));
    cr_expect_eq(e.kind, GAIT_EVENT_REFUSED);
    cr_expect_str_eq(e.runner, "gaitd");
    cr_expect_str_eq(e.u.refused.reason, decode_reason_word(r));
    cr_expect_str_eq(e.u.refused.why, decode_reason_name(r));
    return &e.u.refused;
}

static const struct gait_hearing *only(int64_t now_ns)
{
    int n = 0;
    struct gait_event any;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (intake_heard(in, i, now_ns, &any)) {
            e = any;
            n++;
        }
    cr_assert_eq(n, 1, "%d sensors", n);
    cr_expect_eq(e.kind, GAIT_EVENT_HEARD);
    return &e.u.heard;
}

Test(intake_heard, nothing_was_refused_and_nobody_is_there_at_first)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        cr_expect(!intake_heard(in, i, 0, &e));
    for (int i = 0; i < DECODE_REASONS; i++)
        cr_expect(!intake_refused(in, (enum decode_reason)i, 0, &e));
    intake_listening(in, 3 * S, &e);
    cr_expect(e.kind == GAIT_EVENT_LISTENING && e.t_ns == EPOCH + 3 * S);
    cr_expect(e.u.listening.datagrams == 0 && e.u.listening.sources == 0);
}

Test(intake_heard, tells_a_sensor_as_it_comes)
{
    for (int i = 0; i < 1000; i++)
        if (i < 300 || i >= 310)
            send_imu("ann/shank_left", i * 5 * MS, S + i * 5 * MS, &phone);
    const struct gait_hearing *h = only(S + 999 * 5 * MS + 300 * MS);
    cr_expect_str_eq(e.runner, "ann");
    cr_expect_str_eq(e.sensor, "shank_left");
    cr_expect_eq(e.t_ns, EPOCH + S + 999 * 5 * MS);
    cr_expect_str_eq(h->from, "192.168.1.20:40000");
    cr_expect_str_eq(h->dialect, "native");
    cr_expect_eq(h->placement, GAIT_SHANK_LEFT);
    cr_expect_eq(h->samples, 990);
    cr_expect_eq(h->lost, 10);
    cr_expect_float_eq(h->loss, 0.01f, 1e-6f);
    cr_expect_float_eq(h->rate_hz, 200, 0.1f);
    cr_expect_float_eq(h->rate_now_hz, 200, 1, "%.2f", (double)h->rate_now_hz);
    cr_expect_float_eq(h->age_s, 0.3f, 1e-3f);
    cr_expect_eq(h->axes, 0x3f);
    cr_expect(isnan(h->battery) && isnan(h->clipped_share) && isnan(h->up[0]));
    cr_expect_str_eq(h->clock, "device since start");
    h = only(S + 60 * S);
    cr_expect_eq(h->rate_now_hz, 0, "it is silent");
}

Test(intake_heard, finds_the_rate_of_a_sensor_that_tells_no_time)
{
    static struct help_packet p;
    help_osc_message(&p, "/m5/1/imu", "ffffff", 0., 0., 1., 0., 0., 0.);
    for (int i = 0; i < 400; i++)
        send_packet(&p, S + i * 10 * MS, &phone);
    const struct gait_hearing *h = only(S + 4 * S);
    cr_expect_str_eq(h->clock, "none");
    cr_expect_float_eq(h->rate_hz, 100, 0.1f, "%.2f", (double)h->rate_hz);
}

Test(intake_heard, counts_what_it_refused_of_a_sensor)
{
    send_imu("ann/pod", 100 * MS, S, &phone);
    send_imu("ann/pod", 100 * MS, S, &phone);
    send_imu("ann/pod", 105 * MS, S + MS, &pod);
    const struct gait_hearing *h = only(S);
    cr_expect_eq(h->refused, 2);
    cr_expect_eq(h->samples, 1);
    cr_expect_str_eq(h->from, "192.168.1.20:40000");
    cr_expect_str_eq(newest(DECODE_OTHER_SOURCE)->from, "10.0.0.7:9000");
    cr_expect_str_eq(newest(DECODE_OTHER_SOURCE)->what, "/gait/ann/pod/imu ,tffffff");
}

/* device: what the tag says at the arrival, Unix time. */
static const char *clock_at(int64_t device_unix_ns)
{
    static char words[GAIT_NAME_MAX];
    char who[32], address[32];
    static int n;
    struct gait_event any;
    snprintf(address, sizeof address, "::ffff:10.0.1.%d", n);
    snprintf(who, sizeof who, "ann/p%d", n++);
    struct intake_source from = source(address, 9000);
    send_imu(who, device_unix_ns, 100 * S, &from);
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (intake_heard(in, i, 100 * S, &any) && strcmp(any.sensor, who + 4) == 0)
            memcpy(words, any.u.heard.clock, sizeof words);
    return words;
}

Test(intake_heard, says_what_kind_of_time_a_sensor_sends)
{
    const int64_t now = EPOCH + 100 * S, h = 3600 * S;
    cr_expect_str_eq(clock_at(now), "UTC");
    cr_expect_str_eq(clock_at(now + 30 * S), "UTC");
    cr_expect_str_eq(clock_at(now - 3 * S), "UTC");
    cr_expect_str_eq(clock_at(now + 2 * h), "local time +2 h");
    cr_expect_str_eq(clock_at(now + 14 * h + S), "local time +14 h");
    cr_expect_str_eq(clock_at(now - 9 * h - h / 2), "local time -9 h 30 min");
    cr_expect_str_eq(clock_at(now + 5 * h + 3 * h / 4), "local time +5 h 45 min");
    cr_expect_str_eq(clock_at(now + 15 * h), "wrong date");
    cr_expect_str_eq(clock_at(now + h / 10), "wrong date");
    cr_expect_str_eq(clock_at(INT64_C(946684800) * S + 600 * S), "since 2000");
    cr_expect_str_eq(clock_at(12 * S), "device since start");
    cr_expect_str_eq(clock_at(-OSC_UNIX_NS + 12 * S), "device since start");
    cr_expect_str_eq(clock_at(now - 400 * 24 * h), "wrong date");
    cr_expect_str_eq(clock_at(-OSC_UNIX_NS), "none");
}

Test(intake_heard, tells_the_newest_case_of_what_it_refused)
{
    static struct help_packet p, b;
    help_osc_message(&p, "/what/is/this", "ifs", 1, 2., "text");
    send_packet(&p, 5 * S, &phone);
    const struct gait_refusal *r = newest(DECODE_UNKNOWN_ADDRESS);
    cr_expect_str_eq(r->what, "/what/is/this ,ifs");
    cr_expect_str_eq(r->from, "192.168.1.20:40000");
    cr_expect_eq(r->count, 1);
    cr_expect_eq(e.t_ns, EPOCH + 5 * S);

    help_osc_bundle(&b, 1);
    help_osc_add(&b, &p);
    help_osc_message(&p, "/newer", "");
    help_osc_add(&b, &p);
    send_packet(&b, 6 * S, &pod);
    r = newest(DECODE_UNKNOWN_ADDRESS);
    cr_expect_str_eq(r->what, "/newer ,");
    cr_expect_str_eq(r->from, "10.0.0.7:9000");
    cr_expect_eq(r->count, 3);

    struct intake_source six = source("2001:db8::7", 9000);
    send_packet(&p, 7 * S, &six);
    cr_expect_str_eq(newest(DECODE_UNKNOWN_ADDRESS)->from, "[2001:db8::7]:9000");
}

Test(intake_heard, what_waits_for_the_end_of_its_bundle_is_told_by_its_address_too)
{
    static struct help_packet p, b;
    help_osc_bundle(&b, 1);
    help_osc_message(&p, "/left/gyro", "fff", 1., 2., 3.);
    help_osc_add(&b, &p);
    help_osc_message(&p, "/right/acc", "fff", 0.1, 0.2, 1.);
    help_osc_add(&b, &p);
    help_osc_message(&p, "/left/acc", "ffi", 5.1, 0.2, 3);
    help_osc_add(&b, &p);
    send_packet(&b, S, &phone);
    const struct gait_refusal *r = newest(DECODE_NO_UNIT);
    cr_expect_eq(r->count, 2);
    cr_expect(strcmp(r->what, "/left/acc ,ffi") == 0 || strcmp(r->what, "/right/acc ,fff") == 0,
              "%s", r->what);
    cr_expect_str_eq(r->from, "192.168.1.20:40000");
}

Test(intake_heard, tells_the_first_bytes_of_what_is_not_osc)
{
    static const uint8_t bytes[] = {0x16, 0x03, 0x01, 0x00, 0xff, 'a', 'b', 'c'};
    struct intake_source link = source("fe80::1", 5);
    intake_datagram(in, bytes, sizeof bytes, false, S, &link);
    cr_expect_str_eq(newest(DECODE_NOT_OSC)->what, "16 03 01 00 ff 61 62 63");
    cr_expect_str_eq(e.u.refused.from, "[fe80::1]:5");
    intake_datagram(in, bytes, 0, false, S, &link);
    cr_expect_str_eq(newest(DECODE_SIZE)->what, "");
    intake_datagram(in, bytes, sizeof bytes, true, S, &phone);
    cr_expect_str_eq(newest(DECODE_TRUNCATED)->from, "192.168.1.20:40000");
}

Test(intake_heard, long_addresses_and_many_arguments_are_cut)
{
    static struct help_packet p;
    char address[256] = "/", types[65] = "";
    memset(address + 1, 'x', 254);
    memset(types, 'T', 64);
    help_osc_message(&p, address, types);
    send_packet(&p, S, &phone);
    const struct gait_refusal *r = newest(DECODE_UNKNOWN_ADDRESS);
    cr_expect_lt(strlen(r->what), sizeof r->what);
    cr_expect(strncmp(r->what, "/xxxxx", 6) == 0 && strstr(r->what, " ,TTTTTTTT"), "%s", r->what);
}

Test(intake_heard, counts_who_is_live)
{
    send_imu("ann/left", S, S, &phone);
    send_imu("ann/right", S, S, &phone);
    send_imu("ann/back", S, S, &pod);
    intake_listening(in, 2 * S, &e);
    cr_expect_eq(e.u.listening.sources, 2);
    cr_expect(e.u.listening.datagrams == 3 && e.u.listening.samples == 3);
    send_imu("ann/back", 20 * S, 20 * S, &pod);
    intake_listening(in, 20 * S, &e);
    cr_expect_eq(e.u.listening.sources, 1);
}

Test(intake_heard, tells_how_many_messages_were_taken_though_not_by_the_book)
{
    static struct help_packet p;
    for (int i = 0; i < 5; i++) {
        help_osc_message(&p, "/gait/ann/shank_left/imu", "tfff", device(S + i * 5 * MS), 0., 0., 9.8);
        if (i % 2) { /* bytes left over */
            memset(p.bytes + p.size, 0, 4);
            p.size += 4;
        }
        send_packet(&p, S + i * 5 * MS, &phone);
    }
    intake_listening(in, 2 * S, &e);
    cr_expect_eq(e.u.listening.samples, 5);
    cr_expect_eq(e.u.listening.sloppy, 2);
}

/* One /ID/imu of three axes that holds still, or goes up and down by swing. */
static void move(const char *id, float rest, float swing, int64_t from_ns, int n)
{
    static struct help_packet p;
    char address[64];
    snprintf(address, sizeof address, "/gait/ann/%s/imu", id);
    for (int i = 0; i < n; i++) {
        float z = rest + (i % 2 ? swing : -swing) / 2;
        help_osc_message(&p, address, "tfff", device(from_ns + i * 5 * MS), 0., 0., (double)z);
        send_packet(&p, from_ns + i * 5 * MS, &phone);
    }
}

Test(intake_heard, tells_how_much_a_sensor_moves_in_its_last_second)
{
    move("a", 9.80665f, 0, S, 400);
    cr_expect_float_eq(only(3 * S)->motion_g, 0, 1e-5f);
    move("a", 9.80665f, 9.80665f, 3 * S, 200);
    cr_expect_float_eq(only(4 * S)->motion_g, 1, 1e-4f);
    move("a", 9.80665f, 0, 4 * S, 230);
    cr_expect_float_eq(only(4 * S + 230 * 5 * MS)->motion_g, 0, 1e-5f, "a second later it rests");
    cr_expect(isnan(only(8 * S)->motion_g), "it is silent");
}

Test(intake_heard, says_where_a_sensor_at_rest_does_not_read_gravity)
{
    move("a", 9.9f, 0, S, 400);
    cr_expect_str_eq(only(3 * S)->why, "");
    move("a", 1, 0.02f, 3 * S, 400);
    cr_expect(strncmp(only(5 * S)->why, "At rest it reads 0.10 g instead of 1", 36) == 0, "%s",
              e.u.heard.why);
    move("a", 1, 5, 5 * S, 400);
    cr_expect_str_eq(only(7 * S)->why, "", "it moves");
}

Test(intake_heard, what_is_refused_after_its_message_is_told_as_osc)
{
    static struct help_packet p;
    help_osc_message(&p, "/left/acc", "fff", 0.5, 0.5, 9.);
    send_packet(&p, S, &phone);
    send_packet(&p, S + 10 * MS, &phone);
    cr_expect_str_eq(newest(DECODE_NO_UNIT)->what, "/left/acc ,fff");
}

Test(intake_heard, text_that_is_not_osc_is_told_as_it_is)
{
    static const char json[] = "{\"acc\":[1,2,3]}";
    intake_datagram(in, (const uint8_t *)json, sizeof json - 1, false, S, &phone);
    cr_expect_str_eq(newest(DECODE_NOT_OSC)->what, "{\"acc\":[1,2,3]}");
}
