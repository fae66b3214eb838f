/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strange ADDRESS PORT: for stranger.sh. Sends every kind of packet and request there, and counts
 * what IP packets come back: `sent N heard M`. Root. */
#include "tests/help_osc.h"
#include "tests/help_packets.h"
#include "tests/help_seeds.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define KNOWN (sizeof help_known / sizeof *help_known)

static struct help_packet packet;
static int fd;
static long sent;

static void go(void)
{
    sent += send(fd, packet.bytes, packet.size, 0) >= 0;
    if (sent % 50 == 0)
        usleep(1000);
}

static void send_all(void)
{
    uint64_t seed = 5;
    static const char *const words[] = {"/", "/*", "/ping", "/gait/*", "/gait/sensors",
                                        "/gait/mark", "/gait/replay/end"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        help_osc_message(&packet, words[i], "s", "trail");
        go();
    }
    help_osc_message(&packet, "/gait/subscribe", "i", 60);
    go();
    help_osc_message(&packet, "/gait/subscribe", "is", 60, "sensors");
    go();
    help_osc_message(&packet, "/gait/place", "ss", "shank_left", "head");
    go();
    help_osc_message(&packet, "/gait/name", "ss", "shank_left", "mine");
    go();
    for (int i = 0; i < 400; i++) { /* a sensor, of which there is something to tell */
        help_osc_message(&packet, "/gait/a/shank_left/imu", "tffffff", UINT64_C(0), 0., 0., 9.81,
                         0., 0., 0.);
        go();
    }
    for (int i = 0; help_hostile[i]; i++) {
        help_osc_hex(&packet, help_hostile[i]);
        go();
    }
    for (int i = 0; i < 4000; i++) {
        help_osc_hex(&packet, help_known[(size_t)i % KNOWN].hex);
        if (i >= (int)KNOWN)
            packet.size = help_mutate(packet.bytes, packet.size, 1400, &seed);
        go();
    }
}

/* IP packets that came in from elsewhere for two seconds. */
static long heard(int raw)
{
    static uint8_t bytes[65536];
    struct pollfd p = {.fd = raw, .events = POLLIN};
    long n = 0;
    while (poll(&p, 1, 2000) > 0) {
        struct sockaddr_ll from;
        socklen_t size = sizeof from;
        if (recvfrom(raw, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size) < 0)
            continue;
        n += from.sll_pkttype == PACKET_HOST && ntohs(from.sll_protocol) == ETH_P_IP;
    }
    return n;
}

/* What does answer is heard: the kernel itself, for a port where nobody listens. */
static bool hears(int raw, struct sockaddr_in to)
{
    int other = socket(AF_INET, SOCK_DGRAM, 0);
    to.sin_port = htons(9);
    sendto(other, "x", 1, 0, (struct sockaddr *)&to, sizeof to);
    return heard(raw) == 1;
}

int main(int argc, char **argv)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    int raw = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (argc != 3 || raw < 0 || fd < 0)
        return 1;
    to.sin_addr.s_addr = inet_addr(argv[1]);
    to.sin_port = htons((uint16_t)atoi(argv[2]));
    if (!hears(raw, to)) {
        puts("deaf: no ICMP came for a port where nobody listens");
        return 1;
    }
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        return 1;
    send_all();
    long n = heard(raw);
    printf("sent %ld heard %ld\n", sent, n);
    return n != 0;
}
