/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gaitd answers nobody: every kind of packet is sent to it from several addresses, and whoever
 * listens there hears nothing. Only who subscribed from this machine, for as long as he asked, and
 * who is configured, gets anything. */
#include "tests/help_daemon.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"
#include "tests/help_seeds.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KNOWN (sizeof help_known / sizeof *help_known)

static struct help_packet packet;

static int sender_at(in_addr_t address)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = address};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof a) == 0);
    return fd;
}

/* Bytes that came back within so long, or nothing. */
static long heard(int fd, int wait_ms)
{
    static uint8_t bytes[65536];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    long n = 0;
    while (poll(&p, 1, wait_ms) > 0) {
        ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got < 0) /* a refusal by the kernel would be an answer too */
            return -1;
        n += got + 1;
        wait_ms = 0;
    }
    return n;
}

static void send_to(const struct help_daemon *d, int fd)
{
    sendto(fd, packet.bytes, packet.size, 0, (const struct sockaddr *)&d->at, sizeof d->at);
}

static void word(const struct help_daemon *d, int fd, const char *address, const char *types,
                 const char *a, const char *b)
{
    help_osc_message(&packet, address, types, a, b);
    send_to(d, fd);
}

/* What asks for an answer in some protocol or other, and what is malformed; subscriptions only
 * where said. */
static void send_everything(const struct help_daemon *d, int fd, uint64_t seed)
{
    static const char *const asks[] = {"/", "/ping", "/gait", "/gait/", "/*", "/gait/*", "/ahoy",
                                       "/identify", "/serialnumber", "/?HOST_INFO", "/info",
                                       "/status", "/gait/sensors", "/gait/version", "/unsubscribe",
                                       "/gait/replay", "/gait/replay/end", "/sync", "/error"};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        word(d, fd, asks[i], "ss", "127.0.0.1", "9");
    for (size_t i = 0; i < KNOWN; i++) {
        help_osc_hex(&packet, help_known[i].hex);
        send_to(d, fd);
    }
    for (int i = 0; i < 2000; i++) {
        help_osc_hex(&packet, help_known[(size_t)i % KNOWN].hex);
        packet.size = help_mutate(packet.bytes, packet.size, 1472, &seed);
        send_to(d, fd);
        if (i % 100 == 0)
            usleep(1000);
    }
    word(d, fd, "/gait/subscribe", "s", "30", "");
    word(d, fd, "/gait/subscribe/now", "s", "30", "");
    for (int i = 0; help_hostile[i]; i++) {
        help_osc_hex(&packet, help_hostile[i]);
        send_to(d, fd);
    }
}

static void subscribe(const struct help_daemon *d, int fd, int seconds)
{
    help_osc_message(&packet, "/gait/subscribe", "i", seconds);
    send_to(d, fd);
}

/* Something to tell: a surface is an event of every runner that is heard. */
static void give_events(const struct help_daemon *d, int fd)
{
    for (int i = 0; i < 120; i++) {
        help_osc_message(&packet, "/gait/a/shank_left/imu", "tffffff", UINT64_C(0), 0., 0.,
                         9.81, 0., 0., 0.);
        send_to(d, fd);
        usleep(2500);
    }
    word(d, fd, "/gait/mark", "s", "trail", "");
}

/* An address of this machine that is not loopback; INADDR_NONE: it has none. */
static in_addr_t other_address(void)
{
    struct ifaddrs *all = NULL;
    in_addr_t found = INADDR_NONE;
    if (getifaddrs(&all) != 0)
        return found;
    for (struct ifaddrs *a = all; a; a = a->ifa_next)
        if (a->ifa_addr && a->ifa_addr->sa_family == AF_INET && !(a->ifa_flags & IFF_LOOPBACK))
            found = ((struct sockaddr_in *)(void *)a->ifa_addr)->sin_addr.s_addr;
    freeifaddrs(all);
    return found;
}

static struct help_daemon d;

Test(answers, nobody_who_did_not_subscribe_hears_a_byte_whatever_he_sends, .timeout = 60)
{
    cr_assert(help_daemon_start(&d, GAIT_BINARY_DIR, "127.0.0.1", "[publish]\nto =\n"));
    int here = sender_at(inet_addr("127.0.0.1")), other = sender_at(inet_addr("127.0.0.2")),
        runner = sender_at(inet_addr("127.0.0.1"));
    send_everything(&d, here, 1);
    send_everything(&d, other, 2);
    give_events(&d, runner);
    cr_expect_eq(heard(here, 500), 0);
    cr_expect_eq(heard(other, 0), 0);
    cr_expect_eq(heard(runner, 0), 0);
    cr_expect_eq(help_daemon_stop(&d).status, 0);
}

Test(answers, who_subscribed_hears_until_his_time_is_over_and_nobody_beside_him, .timeout = 60)
{
    cr_assert(help_daemon_start(&d, GAIT_BINARY_DIR, "127.0.0.1", "[publish]\nto =\n"));
    int asked = sender_at(inet_addr("127.0.0.1")), beside = sender_at(inet_addr("127.0.0.1")),
        runner = sender_at(inet_addr("127.0.0.1"));
    subscribe(&d, asked, 1);
    give_events(&d, runner);
    cr_expect_gt(heard(asked, 2000), 0, "otherwise this test shows nothing");
    usleep(1500000);
    heard(asked, 0);
    give_events(&d, runner); /* his second is over */
    cr_expect_eq(heard(asked, 500), 0);
    cr_expect_eq(heard(beside, 0), 0);
    cr_expect_eq(heard(runner, 0), 0);
    cr_expect_eq(help_daemon_stop(&d).status, 0);
}

Test(answers, who_asks_from_another_address_than_loopback_gets_nothing, .timeout = 60)
{
    in_addr_t away = other_address();
    if (away == INADDR_NONE) {
        fprintf(stderr, "skip  answers to the network: this machine has no address but loopback\n");
        return;
    }
    cr_assert(help_daemon_start(&d, GAIT_BINARY_DIR, "0.0.0.0", "[publish]\nto =\n"));
    d.at.sin_addr.s_addr = away;
    int there = sender_at(away);
    subscribe(&d, there, 30);
    send_everything(&d, there, 3);
    give_events(&d, there);
    cr_expect_eq(heard(there, 500), 0);
    cr_expect_eq(help_daemon_stop(&d).status, 0);
}

Test(answers, the_configured_address_hears_and_the_sender_does_not, .timeout = 60)
{
    char conf[128];
    int target = sender_at(inet_addr("127.0.0.1")), runner = sender_at(inet_addr("127.0.0.2"));
    struct sockaddr_in a;
    socklen_t size = sizeof a;
    getsockname(target, (struct sockaddr *)&a, &size);
    snprintf(conf, sizeof conf, "[publish]\nto = osc.udp://127.0.0.1:%u\n", ntohs(a.sin_port));
    cr_assert(help_daemon_start(&d, GAIT_BINARY_DIR, "127.0.0.1", conf));
    send_everything(&d, runner, 4);
    give_events(&d, runner);
    cr_expect_gt(heard(target, 2000), 0);
    cr_expect_eq(heard(runner, 200), 0);
    cr_expect_eq(help_daemon_stop(&d).status, 0);
}
