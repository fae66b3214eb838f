/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/packet.h"
#include "tests/help_intake.h"
#include "tests/help_packets.h"

#include <stdlib.h>
#include <string.h>

TestSuite(replay, .init = setup, .fini = teardown);

/* A bundle of a replay: arrival at `unix_ns`, then one message. */
static void replay(int64_t unix_ns, const struct help_packet *m, int64_t arrival,
                   const struct intake_source *from)
{
    static struct help_packet b, r;
    help_osc_message(&r, "/gait/replay", "t", osc_ns_tag(OSC_UNIX_NS + unix_ns));
    help_osc_bundle(&b, 1);
    help_osc_add(&b, &r);
    help_osc_add(&b, m);
    send_packet(&b, arrival, from);
}

static void replay_imu(int64_t t, int64_t arrival, const struct intake_source *from)
{
    static struct help_packet m;
    help_osc_message(&m, "/gait/ann/pod/imu", "tfff", device(t), 0., 0., 9.81);
    replay(EPOCH - 1000 * S + t, &m, arrival, from);
}

Test(replay, a_replay_lives_at_its_own_time_until_its_end)
{
    static struct help_packet end;
    for (int i = 0; i < 100; i++)
        replay_imu(i * 5 * MS, S + i, &local);
    send_word("/gait/mark", "s", "grass", S + 200, &phone);
    help_osc_message(&end, "/gait/replay/end", "");
    replay(EPOCH - 999 * S, &end, S + 300, &local);
    for (int i = 0; i < 100; i++) {
        cr_assert(next(GAIT_FRAME_SAMPLE));
        cr_expect_eq(frame.u.sample.t_ns, EPOCH - 1000 * S + i * 5 * MS);
    }
    cr_assert(next(GAIT_FRAME_MARK));
    cr_expect_eq(frame.u.mark.t_ns, EPOCH - 1000 * S + 99 * 5 * MS);
    cr_assert(next(GAIT_FRAME_END));
    cr_expect_eq(frame.u.end_ns, EPOCH - 999 * S);
    replay_imu(0, 2 * S, &local);
    cr_expect(next(GAIT_FRAME_SENSOR), "declared anew");
    cr_expect(next(GAIT_FRAME_SAMPLE));
}

Test(replay, a_replay_that_starts_again_ends_the_one_before_it)
{
    replay_imu(100 * S, S, &local);
    replay_imu(0, S + MS, &local);
    cr_assert(next(GAIT_FRAME_END));
    cr_expect(next(GAIT_FRAME_SENSOR) && next(GAIT_FRAME_SAMPLE));
}

Test(replay, a_replay_from_another_machine_is_refused_whole)
{
    static struct help_packet end;
    replay_imu(0, S, &phone);
    help_osc_message(&end, "/gait/replay/end", "");
    send_packet(&end, S, &local);
    replay(EPOCH, &end, S, &phone);
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 3);
    cr_expect(!gait_ring_pop(ring, &frame));
}

Test(replay, the_same_datagrams_and_arrivals_give_the_same_frames)
{
    static struct gait_frame first[2000];
    int n = 0;
    for (int round = 0; round < 2; round++) {
        uint64_t seed = 11;
        teardown();
        setup();
        for (int i = 0; i < 1000; i++)
            if (help_random(&seed) % 20)
                replay_imu(i * 5 * MS, round * 7919 + i, &local);
        int k = 0;
        for (; gait_ring_pop(ring, &frame); k++) {
            if (round == 0)
                first[k] = frame;
            else
                cr_assert_eq(memcmp(&first[k], &frame, sizeof frame), 0, "frame %d differs", k);
        }
        cr_expect(round == 0 || k == n);
        n = k;
    }
    cr_expect_gt(n, 900);
}

/* A packet made of what an enemy would send: known packets with a byte changed, or samples with
 * tags from anywhere in a replay at any time. */
static void hostile(struct help_packet *p, uint64_t *seed)
{
    static struct help_packet m, e;
    uint64_t r = help_random(seed);
    if (r % 4 == 0) {
        help_osc_hex(p, help_known[(r >> 8) % (sizeof help_known / sizeof *help_known)].hex);
    } else {
        help_osc_message(&e, r % 4 == 1 ? "/gait/replay" : "/gait/a/c/imu", "t", help_random(seed));
        help_osc_message(&m, "/gait/a/b/imu", "tfff", help_random(seed) >> (r >> 32) % 64, 1., 2.,
                         3.);
        help_osc_bundle(p, help_random(seed));
        help_osc_add(p, &e);
        help_osc_add(p, &m);
    }
    if (r >> 16 & 1)
        p->bytes[help_random(seed) % p->size] = (uint8_t)(r >> 24);
}

Test(replay, survives_100000_hostile_datagrams_in_rising_time)
{
    static struct help_packet p;
    const char *given = getenv("GAIT_SEED");
    uint64_t first = given ? strtoull(given, NULL, 0) : 4711, seed = first;
    int64_t last[GAIT_SENSORS_MAX];
    int samples = 0;
    for (int i = 0; i < 100000; i++) {
        hostile(&p, &seed);
        send_packet(&p, i * MS, i % 2 ? &local : &pod);
        while (gait_ring_pop(ring, &frame)) {
            if (frame.kind == GAIT_FRAME_SENSOR)
                last[frame.u.sensor.slot] = INT64_MIN;
            if (frame.kind != GAIT_FRAME_SAMPLE)
                continue;
            int64_t t = frame.u.sample.t_ns;
            cr_assert_gt(t, last[frame.u.sample.sensor], "GAIT_SEED=%lu datagram %d",
                         (unsigned long)first, i);
            last[frame.u.sample.sensor] = t;
            samples++;
        }
    }
    cr_expect_gt(samples, 100);
    cr_log_info("GAIT_SEED=%lu: %d samples passed", (unsigned long)first, samples);
}

Test(replay, a_mark_and_a_speed_of_a_replay_count_at_its_own_time)
{
    static struct help_packet m;
    help_osc_message(&m, "/gait/speed", "ff", 3.0, 1.5);
    replay(500 * S, &m, 7 * S, &local);
    cr_assert(next(GAIT_FRAME_SPEED));
    cr_expect_eq(frame.u.speed.t_ns, 500 * S);
    cr_expect_eq(frame.u.speed.speed_ms, 3);
    cr_expect_eq(frame.u.speed.slope_deg, 1.5f);
}

Test(replay, silence_after_a_replay_that_was_cut_off_ends_nothing)
{
    static struct help_packet m;
    help_osc_message(&m, "/gait/ann/pod/imu", "tfff", device(0), 0., 0., 9.81);
    replay(500 * S, &m, 7 * S, &local);
    cr_expect_not(intake_tick(in, 9999 * S));
    send_imu("ann/pod", 0, 10000 * S, &phone);
    cr_expect(intake_tick(in, 20000 * S), "a live sensor's does");
}

Test(replay, tells_sensors_apart_by_the_senders_that_it_names_and_nothing_else_may_name_any)
{
    static struct help_packet from, m, b, r;
    static const char *const hosts[] = {"::ffff:10.0.0.1", "::ffff:10.0.0.2"};
    help_osc_message(&m, "/sensors", "ffffffffff", 0., 0., 0., 0., 0., 1., 0., 0., 0., 0.);
    for (int i = 0; i < 2; i++) {
        help_osc_message(&from, "/gait/from", "si", hosts[i], 9000);
        help_osc_message(&r, "/gait/replay", "t", osc_ns_tag(OSC_UNIX_NS + EPOCH + i * MS));
        help_osc_bundle(&b, 1);
        help_osc_add(&b, &r);
        help_osc_add(&b, &from);
        help_osc_add(&b, &m);
        send_packet(&b, S + i, &local);
    }
    for (int i = 0; i < 2; i++) {
        cr_assert(next(GAIT_FRAME_SENSOR));
        cr_expect_str_eq(frame.u.sensor.is.id, i ? "ngimu-10.0.0.2" : "ngimu-10.0.0.1");
        cr_assert(next(GAIT_FRAME_SAMPLE));
    }
    send_packet(&from, 2 * S, &local);
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 1);
}

/* The bytes of a datagram that is not OSC, in the bundle of a replay or in one of its own. */
static void raw(const char *bytes, bool stamped, const struct intake_source *from)
{
    static struct packet p;
    packet_clear(&p);
    packet_bundle(&p, 1);
    size_t element = packet_open(&p);
    packet_string(&p, stamped ? "/gait/replay" : "/button");
    packet_string(&p, stamped ? ",t" : ",");
    if (stamped)
        packet_tag(&p, osc_ns_tag(OSC_UNIX_NS + EPOCH - 1000 * S));
    packet_close(&p, element);
    element = packet_open(&p);
    packet_string(&p, "/gait/replay/raw");
    packet_string(&p, ",b");
    size_t blob = packet_blob_open(&p);
    packet_bytes(&p, (const uint8_t *)bytes, strlen(bytes));
    packet_blob_close(&p, blob);
    packet_close(&p, element);
    intake_datagram(in, p.bytes, p.size, false, S, from);
}

Test(replay, what_is_not_osc_comes_as_bytes_and_lives_at_the_replay_s_time)
{
    raw("I,1000000,0.0,0.0,0.0,0.0,0.0,1.0\r\n", true, &local);
    cr_assert(next(GAIT_FRAME_SENSOR));
    cr_expect_str_eq(frame.u.sensor.is.dialect, "ximu3");
    cr_assert(next(GAIT_FRAME_SAMPLE));
    cr_expect_eq(frame.u.sample.t_ns, EPOCH - 1000 * S);
    cr_expect_float_eq((double)frame.u.sample.a_ms2[2], 9.80665, 1e-6);
}

Test(replay, bytes_outside_of_a_replay_and_bytes_of_nothing_known_are_refused)
{
    raw("I,1000000,0.0,0.0,0.0,0.0,0.0,1.0\r\n", false, &local);
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 1);
    raw("/gait/replay/raw", true, &local);
    raw("", true, &local);
    cr_expect_eq(refused(DECODE_NOT_OSC), 2);
    raw("I,1000000,0.0,0.0,0.0,0.0,0.0,1.0\r\n", true, &phone);
    cr_expect_eq(refused(DECODE_NOT_ALLOWED), 2, "the stamp, and what follows is not read");
    cr_expect(!gait_ring_pop(ring, &frame));
}
