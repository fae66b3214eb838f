/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"
#include "daemon/json.h"
#include "daemon/publish.h"
#include "daemon/unpack.h"
#include "tests/help_event.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define T_NS INT64_C(1790000000123456000)
#define S_NS INT64_C(1000000000)

static char why[256];

static int receiver(uint16_t *ret_port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    getsockname(fd, (struct sockaddr *)&a, &n);
    *ret_port = ntohs(a.sin_port);
    return fd;
}

/* Datagrams that are waiting; the last one in bytes. */
static int received(int fd, uint8_t *bytes, ssize_t *ret_size)
{
    int n = 0;
    ssize_t size;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    poll(&wait, 1, 200);
    while ((size = recv(fd, bytes, 2048, MSG_DONTWAIT)) >= 0) {
        *ret_size = size;
        n++;
    }
    return n;
}

static struct intake_source source(const char *v4, uint16_t port)
{
    struct intake_source s = {.port = port};
    s.address.s6_addr[10] = s.address.s6_addr[11] = 0xff;
    inet_pton(AF_INET, v4, &s.address.s6_addr[12]);
    return s;
}

static void subscribe(struct publish *p, struct intake_source from, int seconds, int64_t now_ns)
{
    publish_subscribe(p, &(struct intake_subscription){.from = from, .seconds = seconds}, now_ns);
}

static void subscribe_to_sensors(struct publish *p, struct intake_source from, int seconds,
                                 int64_t now_ns)
{
    publish_subscribe(
        p, &(struct intake_subscription){.from = from, .seconds = seconds, .sensors = true},
        now_ns);
}

static bool of_sensors(int kind)
{
    return kind == GAIT_EVENT_HEARD || kind == GAIT_EVENT_REFUSED || kind == GAIT_EVENT_LISTENING;
}

Test(publish, every_kind_comes_back_from_osc_as_the_event_it_was)
{
    uint16_t port;
    int fd = receiver(&port);
    uint8_t bytes[2048];
    ssize_t size = 0;
    char url[64], sent[JSON_LINE_MAX], back[JSON_LINE_MAX];

    snprintf(url, sizeof url, "osc.udp://127.0.0.1:%u", port);
    struct publish *p = publish_new(url, 1, why, sizeof why);
    cr_assert(p, "%s", why);
    subscribe_to_sensors(p, source("127.0.0.1", port), 60, 0);
    for (int k = 0; k < GAIT_EVENTS; k++) {
        struct gait_event e = help_event((enum gait_event_kind)k, T_NS), again;
        struct osc_walk w;
        struct osc_message m;
        publish_event(p, &e, 0);
        cr_assert_eq(received(fd, bytes, &size), 1);
        osc_walk_init(&w, bytes, (size_t)size);
        cr_assert(osc_next(&w, &m));
        cr_assert(unpack_event(&m, &again), "%s", m.address);
        json_event(sent, &e);
        json_event(back, &again);
        cr_expect_str_eq(back, sent);
    }
    cr_assert_eq(publish_counts(p).sent, (uint64_t)GAIT_EVENTS);
    publish_free(p);
    close(fd);
}

Test(publish, a_subscriber_hears_until_its_time_is_over)
{
    uint16_t port;
    int fd = receiver(&port);
    uint8_t bytes[2048];
    ssize_t size;
    struct publish *p = publish_new("", 1, why, sizeof why);
    struct gait_event e = help_event(GAIT_EVENT_STRIDE, T_NS);
    struct intake_source here = source("127.0.0.1", port);

    publish_event(p, &e, 0);
    cr_assert_eq(received(fd, bytes, &size), 0);
    subscribe(p, here, 10, 0);
    publish_event(p, &e, 9 * S_NS);
    cr_assert_eq(received(fd, bytes, &size), 1);
    subscribe(p, here, 10, 9 * S_NS);
    publish_event(p, &e, 18 * S_NS);
    cr_assert_eq(received(fd, bytes, &size), 1);
    publish_event(p, &e, 20 * S_NS);
    cr_assert_eq(received(fd, bytes, &size), 0);
    cr_assert_eq(publish_counts(p).subscribers, 0);
    subscribe(p, here, 10, 21 * S_NS);
    subscribe(p, here, 0, 21 * S_NS);
    cr_assert_eq(publish_counts(p).subscribers, 0);
    publish_free(p);
    close(fd);
}

Test(publish, who_asked_for_the_sensors_gets_them_and_nothing_else_and_nobody_else_does)
{
    uint16_t configured_port, results_port, sensors_port;
    int configured = receiver(&configured_port), results = receiver(&results_port),
        sensors = receiver(&sensors_port);
    uint8_t bytes[2048];
    ssize_t size;
    char url[64];

    snprintf(url, sizeof url, "osc.udp://127.0.0.1:%u", configured_port);
    struct publish *p = publish_new(url, 4, why, sizeof why);
    cr_expect(!publish_wants_sensors(p, 0));
    subscribe(p, source("127.0.0.1", results_port), 10, 0);
    cr_expect(!publish_wants_sensors(p, 0));
    subscribe_to_sensors(p, source("127.0.0.1", sensors_port), 10, 0);
    cr_expect(publish_wants_sensors(p, 10 * S_NS));
    int others = 0;
    for (int k = 0; k < GAIT_EVENTS; k++) {
        struct gait_event e = help_event((enum gait_event_kind)k, T_NS);
        publish_event(p, &e, 0);
        others += !of_sensors(k);
    }
    cr_expect_eq(received(sensors, bytes, &size), GAIT_EVENTS - others);
    cr_expect_eq(received(results, bytes, &size), others);
    cr_expect_eq(received(configured, bytes, &size), others);
    cr_expect(!publish_wants_sensors(p, 11 * S_NS));
    publish_free(p);
    close(configured);
    close(results);
    close(sensors);
}

Test(publish, one_program_may_ask_for_both_and_end_one)
{
    struct publish *p = publish_new("", 2, why, sizeof why);
    struct intake_source here = source("127.0.0.1", 9001);
    subscribe(p, here, 10, 0);
    subscribe_to_sensors(p, here, 10, 0);
    cr_expect_eq(publish_counts(p).subscribers, 2);
    subscribe(p, here, 0, 0);
    cr_expect_eq(publish_counts(p).subscribers, 1);
    cr_expect(publish_wants_sensors(p, 0));
    publish_free(p);
}

Test(publish, a_count_beyond_what_the_wire_holds_is_its_largest)
{
    uint16_t port;
    int fd = receiver(&port);
    uint8_t bytes[2048];
    ssize_t size = 0;
    struct osc_walk w;
    struct osc_message m;
    double count = 0;
    struct publish *p = publish_new("", 1, why, sizeof why);
    struct gait_event e = help_event(GAIT_EVENT_REFUSED, T_NS);

    subscribe_to_sensors(p, source("127.0.0.1", port), 10, 0);
    e.u.refused.count = UINT32_MAX;
    publish_event(p, &e, 0);
    cr_assert_eq(received(fd, bytes, &size), 1);
    osc_walk_init(&w, bytes, (size_t)size);
    cr_assert(osc_next(&w, &m));
    cr_assert(osc_number(&m, 2, &count));
    cr_expect_eq(count, INT32_MAX);
    publish_free(p);
    close(fd);
}

Test(publish, nobody_else_than_this_machine_may_subscribe_nor_more_than_may)
{
    struct publish *p = publish_new("", 1, why, sizeof why);
    struct intake_source away = source("192.0.2.7", 9000), here = source("127.0.0.1", 9001),
                         other = source("127.0.0.1", 9002);

    subscribe(p, away, 10, 0);
    cr_assert_eq(publish_counts(p).subscribers, 0);
    subscribe(p, here, 10, 0);
    subscribe(p, other, 10, 0);
    cr_assert_eq(publish_counts(p).subscribers, 1);
    cr_assert_eq(publish_counts(p).refused_subscribers, 2u);
    publish_free(p);
}

Test(publish, over_ipv6_the_same_bytes_go_to_who_is_named_and_who_subscribes)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    socklen_t n = sizeof a;
    uint16_t port;
    char to[100];
    uint8_t four[2048], six[2048];
    ssize_t size = 0, size6 = -1;
    int fd = receiver(&port), fd6 = socket(AF_INET6, SOCK_DGRAM, 0);
    cr_assert_eq(bind(fd6, (struct sockaddr *)&a, sizeof a), 0);
    getsockname(fd6, (struct sockaddr *)&a, &n);
    snprintf(to, sizeof to, "osc.udp://127.0.0.1:%u osc.udp://[::1]:%u/", port,
             ntohs(a.sin6_port));
    struct publish *p = publish_new(to, 1, why, sizeof why);
    struct intake_source there = {.address = a.sin6_addr, .port = ntohs(a.sin6_port)};
    struct gait_event e = help_event(GAIT_EVENT_STRIDE, T_NS);
    cr_assert_not_null(p, "%s", why);
    publish_event(p, &e, 0);
    cr_expect_eq(received(fd, four, &size), 1);
    cr_expect_eq(received(fd6, six, &size6), 1);
    cr_expect(size == size6 && memcmp(four, six, (size_t)size) == 0);
    subscribe(p, there, 10, 0);
    publish_event(p, &e, S_NS);
    cr_expect_eq(received(fd6, six, &size6), 2);
    there.address.s6_addr[0] = 0x20;
    subscribe(p, there, 10, S_NS);
    cr_expect_eq(publish_counts(p).refused_subscribers, 1u, "it is another machine");
    cr_expect(publish_counts(p).sent == 5 && publish_counts(p).failed == 0);
    publish_free(p);
    close(fd);
    close(fd6);
}

Test(publish, refuses_an_address_that_is_not_osc_over_udp)
{
    static const char *const bad[] = {
        "127.0.0.1:9000", "osc.tcp://127.0.0.1:9000", "osc.udp://",     "o",       "osc.udp://:9",
        "osc.udp://a:0",  "osc.udp://a:65536",        "osc.udp://a:9x", "http://x",
        "osc.udp://[::1:9", "osc.udp://[]:9", "osc.udp://[x]:9", "osc.udp://::1]:9"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_null(publish_new(bad[i], 1, why, sizeof why), "%s", bad[i]);
        cr_expect(strstr(why, "expected osc.udp://HOST:PORT"), "%s", why);
    }
}

Test(unpack, refuses_other_type_tags_and_other_addresses)
{
    static const uint8_t short_surface[] = "/gait/a/surface\0,d\0\0\0\0\0\0\0\0\0\0";
    static const uint8_t other[] = "/gait/a/b/imu\0\0\0,s\0\0x\0\0";
    struct osc_walk w;
    struct osc_message m;
    struct gait_event e;

    osc_walk_init(&w, short_surface, 28);
    cr_assert(osc_next(&w, &m));
    cr_assert_not(unpack_event(&m, &e));
    osc_walk_init(&w, other, 24);
    cr_assert(osc_next(&w, &m));
    cr_assert_not(unpack_event(&m, &e));
}
