/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/dialect.h"
#include "daemon/record.h"
#include "daemon/recording.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define RATE_HZ 100
#define BEGIN_NS INT64_C(5000000000000) /* monotonic: an hour and more after boot */

static char why[512];
static char parent[] = "/tmp/test_record.XXXXXX";
static char folder[64];

static struct recording_sensor sensor(void)
{
    struct recording_sensor s = {.rate_hz = RATE_HZ};
    strcpy(s.is.id, "pod1");
    strcpy(s.is.runner, "anna");
    s.is.placement = GAIT_SHANK_LEFT;
    s.is.range_g = 16;
    s.is.axes = 0x3f;
    return s;
}

static struct record *begin(int limit_mb)
{
    static const struct intake_settings settings = {.clock = {30, 500, 1}, .runner = "runner"};
    cr_assert(mkdtemp(parent));
    snprintf(folder, sizeof folder, "%s/one", parent);
    struct record_limits limits = {limit_mb, 0};
    struct record *r = record_open(parent, "one", &settings, limits, why, sizeof why);
    cr_assert(r, "%s", why);
    return r;
}

static struct record_datagram datagram(const struct packet *p, int64_t arrival_ns)
{
    struct record_datagram d = {.arrival_ns = arrival_ns, .size = (uint32_t)p->size};
    d.from.address.s6_addr[10] = d.from.address.s6_addr[11] = 0xff;
    d.from.address.s6_addr[12] = 127;
    d.from.address.s6_addr[15] = 1;
    d.from.port = 7000;
    memcpy(d.bytes, p->bytes, p->size);
    return d;
}

static struct record_datagram about(void)
{
    struct recording_sensor s = sensor();
    struct packet p;
    packet_clear(&p);
    dialect_find("native")->about(&p, &s);
    return datagram(&p, BEGIN_NS);
}

/* Sample i: its number in every axis. */
static struct record_datagram sample(int i)
{
    struct recording_sensor s = sensor();
    struct packet p;
    int64_t t_ns = INT64_C(1000000000) + i * (INT64_C(1000000000) / RATE_HZ);
    float x = (float)(i % 30);
    packet_clear(&p);
    dialect_sample(&p, dialect_find("native"), &s, t_ns, (const float[6]){x, x, x, x, x, x});
    return datagram(&p, BEGIN_NS + t_ns);
}

Test(record, keeps_every_datagram_and_a_row_a_sample_with_nan_for_the_lost)
{
    struct record *r = begin(100);
    struct record_datagram d = about();
    struct recording *back;
    struct capture *c;
    const uint8_t *bytes;
    int64_t arrival_ns;
    size_t size;
    int n = 0;

    cr_assert(record_datagram(r, &d, why, sizeof why));
    for (int i = 0; i < 500; i++) {
        d = sample(i);
        if (i < 200 || i >= 210)
            cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_assert_eq(record_counts(r).datagrams, 491u);
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);

    cr_assert_eq(recording_read(folder, &back, why, sizeof why), 0, "%s", why);
    cr_assert_eq(back->sensors, 1);
    cr_assert_eq(back->sensor[0].rows, 500, "%ld rows", back->sensor[0].rows);
    cr_assert_eq(back->sensor[0].is.placement, GAIT_SHANK_LEFT);
    cr_assert_float_eq(back->sensor[0].rate_hz, RATE_HZ, 1e-3);
    for (int i = 0; i < 500; i++)
        cr_assert(i >= 200 && i < 210 ? isnan(back->sensor[0].row[6 * i])
                                      : back->sensor[0].row[6 * i + 5] == (float)(i % 30),
                  "row %d is %g", i, (double)back->sensor[0].row[6 * i + 5]);
    cr_assert_eq(capture_open(back->capture_path, &c, why, sizeof why), 0, "%s", why);
    while (capture_next(c, &arrival_ns, &bytes, &size) > 0)
        n++;
    cr_assert_eq(n, 491);
    d = sample(499);
    cr_assert_eq(arrival_ns, d.arrival_ns - BEGIN_NS);
    capture_close(c);
    recording_free(back);
}

/* Of a sensor that tells no time. */
static struct record_datagram untimed(int i)
{
    struct recording_sensor s = sensor();
    struct packet p;
    float x = (float)(i % 30);
    packet_clear(&p);
    dialect_sample(&p, dialect_find("m5"), &s, 0, (const float[6]){x, x, x, x, x, x});
    return datagram(&p, BEGIN_NS + i * (INT64_C(1000000000) / RATE_HZ));
}

static void expect_untimed(int samples)
{
    struct record *r = begin(100);
    struct recording *back;

    for (int i = 0; i < samples; i++) {
        struct record_datagram d = untimed(i);
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &back, why, sizeof why), 0, "%s", why);
    cr_assert_eq(back->sensors, 1);
    cr_assert_eq(back->sensor[0].rows, samples, "%ld rows", back->sensor[0].rows);
    cr_assert_float_eq(back->sensor[0].rate_hz, RATE_HZ, 0.01);
    for (int i = 0; i < samples * 6; i++)
        cr_assert_float_eq(back->sensor[0].row[i], (float)(i / 6 % 30), 1e-5, "row %d", i / 6);
    recording_free(back);
}

Test(record, a_sensor_that_tells_no_time_has_a_signal_file_from_its_first_sample_on)
{
    expect_untimed(600);
}

Test(record, so_has_one_that_was_heard_for_less_than_a_second)
{
    expect_untimed(50);
}

static struct record_datagram control(const char *address, const char *word, float x, float y,
                                      int64_t t_ns)
{
    struct packet p;
    packet_clear(&p);
    packet_string(&p, address);
    packet_string(&p, word ? ",s" : ",ff");
    if (word)
        packet_string(&p, word);
    if (!word) {
        packet_float(&p, x);
        packet_float(&p, y);
    }
    return datagram(&p, BEGIN_NS + t_ns);
}

Test(record, keeps_surfaces_and_speeds_however_many_there_are)
{
    struct record *r = begin(100);
    struct record_datagram d = control("/gait/mark", "trail", 0, 0, 0);
    struct recording *back;
    record_datagram(r, &d, why, sizeof why);
    for (int i = 1; i <= 3000; i++) { /* a foot pod says one a second */
        d = control("/gait/speed", NULL, (float)(2 + i / 1000.0), 1.5f, i * INT64_C(1000000000));
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    d = control("/gait/mark", "sand", 0, 0, 3001 * INT64_C(1000000000));
    record_datagram(r, &d, why, sizeof why);
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &back, why, sizeof why), 0, "%s", why);
    cr_assert_eq(back->marks, 3002);
    for (int i = 1; i <= 3000; i++)
        cr_assert(back->mark[i].speed_ms == (float)(2 + i / 1000.0) && back->mark[i].t_s == i, "%d",
                  i);
    cr_expect_eq(back->mark[7].slope_deg, 1.5f);
    cr_expect_str_eq(back->mark[3001].surface, "sand");
    recording_free(back);
}

Test(record, stops_at_its_limit_with_one_sentence_and_counts_the_rest)
{
    struct record *r = begin(1);
    struct record_datagram d = about();
    int sentences = 0;

    record_datagram(r, &d, why, sizeof why);
    for (int i = 0; i < 20000; i++) {
        d = sample(i);
        sentences += !record_datagram(r, &d, why, sizeof why);
    }
    cr_assert_eq(sentences, 1);
    cr_assert(strstr(why, "the limit of 1 MB is reached"), "%s", why);
    cr_assert_eq(record_counts(r).datagrams + record_counts(r).lost, 20001u);
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);
    struct recording *back;
    cr_assert_eq(recording_read(folder, &back, why, sizeof why), 0,
                 "what was kept is a recording: %s", why);
    recording_free(back);
}

Test(record, a_disk_that_takes_no_more_ends_the_recording_and_nothing_else)
{
    struct record *r = begin(100);
    struct record_datagram d = about();
    struct rlimit full = {100000, 100000};
    int sentences = 0;

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &full);
    record_datagram(r, &d, why, sizeof why);
    for (int i = 0; i < 5000; i++) {
        d = sample(i);
        sentences += !record_datagram(r, &d, why, sizeof why);
    }
    cr_assert_eq(sentences, 1);
    cr_assert(strstr(why, "File too large"), "%s", why);
    cr_assert_gt(record_counts(r).lost, 1000u);
    record_close(r, why, sizeof why);
}

Test(record, says_which_folder_it_could_not_make)
{
    static const struct intake_settings settings = {.clock = {30, 500, 1}};
    struct record_limits limits = {1, 0};
    cr_assert_null(record_open("/nowhere", "one", &settings, limits, why, sizeof why));
    cr_assert(strstr(why, "/nowhere/one") && strstr(why, "No such file"), "%s", why);
}

/* Two of a kind that have no name: who sent a datagram is all that tells them apart. */
Test(record, sensors_that_differ_in_their_sender_only_stay_two_when_it_is_read_back)
{
    struct record *r = begin(100);
    struct recording_sensor s = sensor();
    struct intake_source from;
    struct capture *c;
    struct recording *back;
    const uint8_t *bytes;
    struct packet p;
    int64_t at;
    size_t size;
    int n = 0;

    for (int i = 0; i < 200; i++) {
        int64_t t_ns = INT64_C(1000000000) + i * INT64_C(5000000);
        packet_clear(&p);
        dialect_sample(&p, dialect_find("ngimu"), &s, t_ns, (const float[6]){0, 0, 9.8f, 0, 0, 0});
        struct record_datagram d = datagram(&p, BEGIN_NS + t_ns);
        d.from.address.s6_addr[12] = 10;
        d.from.address.s6_addr[15] = (uint8_t)(1 + i % 2);
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &back, why, sizeof why), 0, "%s", why);
    cr_expect_eq(back->sensors, 2);
    cr_assert_eq(capture_open(back->capture_path, &c, why, sizeof why), 0, "%s", why);
    for (; capture_next(c, &at, &bytes, &size) > 0; n++)
        cr_assert(capture_from(c, &from) && from.address.s6_addr[15] == 1 + n % 2, "datagram %d",
                  n);
    cr_expect_eq(n, 200);
    capture_close(c);
    recording_free(back);
}

/* Sample i of a sensor whose clock says `step_ns` a sample, while one comes every 5 ms. */
static struct record_datagram odd(int i, int64_t step_ns)
{
    struct recording_sensor s = sensor();
    struct packet p;
    strcpy(s.is.id, "odd");
    packet_clear(&p);
    dialect_sample(&p, dialect_find("native"), &s, INT64_C(1000000000) + i * step_ns,
                   (const float[6]){1, 2, (float)i, 4, 5, 6});
    return datagram(&p, BEGIN_NS + INT64_C(1000000000) + i * INT64_C(5000000));
}

/* Tags a microsecond apart, that leap by an hour, or both: whatever it sends, the others' recording
 * goes on, and the disk is not filled with what it says it left out. */
Test(record, a_sensor_whose_clock_is_nonsense_does_not_end_the_recording_of_another_one)
{
    static const int64_t step_ns[] = {1000, 3600000000000, -7000000, 1};
    struct record *r = begin(20);
    struct record_datagram d = about();
    struct recording *back;
    cr_assert(record_datagram(r, &d, why, sizeof why));
    for (int i = 0; i < 2000; i++) {
        d = sample(i);
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
        d = odd(i, step_ns[i / 500]);
        cr_assert(record_datagram(r, &d, why, sizeof why), "%s", why);
    }
    cr_assert_eq(record_close(r, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder, &back, why, sizeof why), 0, "%s", why);
    for (int i = 0; i < back->sensors; i++)
        if (strcmp(back->sensor[i].is.id, "pod1") == 0)
            cr_expect_eq(back->sensor[i].rows, 2000);
        else
            cr_expect_leq(back->sensor[i].rows, 20000 * 11, "%ld rows", back->sensor[i].rows);
    recording_free(back);
}
