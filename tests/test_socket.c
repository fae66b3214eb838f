/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/socket.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char why[256];
static struct socket_udp *udp;

static void open_at(const char *address, int buffer)
{
    cr_assert_eq(socket_open(address, 0, buffer, &udp, why, sizeof why), 0, "%s", why);
    cr_assert_gt(socket_port(udp), 0);
}

static void send_to(uint16_t port, const void *bytes, size_t size)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert_eq(sendto(fd, bytes, size, 0, (struct sockaddr *)&a, sizeof a), (ssize_t)size);
    close(fd);
}

/* Waits at most a second for datagrams. */
static int receive(const struct socket_datagram **ret)
{
    struct pollfd p = {.fd = socket_fd(udp), .events = POLLIN};
    poll(&p, 1, 1000);
    return socket_receive(udp, ret);
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

Test(socket, gives_bytes_source_and_the_kernels_time_of_arrival)
{
    const struct socket_datagram *d;
    open_at("127.0.0.1", 0);
    int64_t from = 0, to = 0;
    bool late = true; /* the kernel begins to stamp a little after it was asked to */
    for (int i = 0; i < 20 && late; i++) {
        from = now_ns();
        send_to(socket_port(udp), "/a\0\0", 4);
        to = now_ns();
        usleep(50000);
        cr_assert_eq(receive(&d), 1);
        late = d->arrival_ns > to + 100000;
    }
    cr_expect(d->size == 4 && memcmp(d->bytes, "/a\0", 4) == 0 && !d->truncated);
    cr_expect(IN6_IS_ADDR_V4MAPPED(&d->from.address) && d->from.address.s6_addr[12] == 127);
    cr_expect_gt(d->from.port, 0);
    cr_expect_geq(d->arrival_ns, from - 100000);
    cr_expect_not(late, "%ld us after it was sent", (long)(d->arrival_ns - to) / 1000);
    socket_close(udp);
}

Test(socket, never_blocks)
{
    const struct socket_datagram *d;
    open_at("127.0.0.1", 0);
    cr_expect_eq(socket_receive(udp, &d), 0);
    socket_close(udp);
}

Test(socket, reads_up_to_64_at_once_in_order)
{
    const struct socket_datagram *d;
    open_at("127.0.0.1", 1 << 20);
    for (uint8_t i = 0; i < 100; i++)
        send_to(socket_port(udp), &i, 1);
    cr_assert_eq(receive(&d), SOCKET_BATCH);
    for (int i = 0; i < SOCKET_BATCH; i++) {
        cr_expect_eq(d[i].bytes[0], i);
        cr_expect(i == 0 || d[i].arrival_ns >= d[i - 1].arrival_ns);
    }
    cr_assert_eq(receive(&d), 36);
    cr_expect_eq(d[35].bytes[0], 99);
    socket_close(udp);
}

Test(socket, says_what_was_cut_off_and_takes_an_empty_datagram)
{
    static const char big[3000];
    const struct socket_datagram *d;
    open_at("127.0.0.1", 0);
    send_to(socket_port(udp), big, sizeof big);
    send_to(socket_port(udp), big, SOCKET_BYTES);
    send_to(socket_port(udp), big, 0);
    cr_assert_eq(receive(&d), 3);
    cr_expect(d[0].truncated && d[0].size == SOCKET_BYTES);
    cr_expect(!d[1].truncated && d[1].size == SOCKET_BYTES);
    cr_expect(!d[2].truncated && d[2].size == 0);
    socket_close(udp);
}

Test(socket, counts_what_the_kernel_dropped)
{
    static const char big[1400];
    const struct socket_datagram *d;
    open_at("127.0.0.1", 8192);
    int got = 0;
    for (int i = 0; i < 200; i++)
        send_to(socket_port(udp), big, sizeof big);
    for (int n; (n = receive(&d)) > 0;)
        got += n;
    send_to(socket_port(udp), big, 1); /* a later datagram brings the counter */
    cr_assert_eq(receive(&d), 1);
    cr_expect_gt(socket_dropped(udp), 0);
    cr_expect_eq(socket_dropped(udp), (uint64_t)(200 - got), "%d read", got);
    socket_close(udp);
}

Test(socket, a_port_in_use_is_named_in_one_sentence)
{
    char wanted[128];
    struct socket_udp *second = NULL;
    open_at("127.0.0.1", 0);
    cr_expect_eq(socket_open("127.0.0.1", socket_port(udp), 0, &second, why, sizeof why),
                 -EADDRINUSE);
    snprintf(wanted, sizeof wanted, "UDP port %u at 127.0.0.1 is in use: another program holds it.",
             socket_port(udp));
    cr_expect_str_eq(why, wanted);
    cr_expect_null(second);
    socket_close(udp);
}

Test(socket, addresses_that_cannot_be_are_named)
{
    struct socket_udp *s = NULL;
    cr_expect_eq(socket_open("localhost:8000", 0, 0, &s, why, sizeof why), -EINVAL);
    cr_expect_str_eq(why, "\"localhost:8000\" is not a numeric IPv4 or IPv6 address.");
    cr_expect_eq(socket_open("192.0.2.1", 8000, 0, &s, why, sizeof why), -EADDRNOTAVAIL);
    cr_expect_not_null(strstr(why, "192.0.2.1 is not an address of this machine"), "%s", why);
    cr_expect_null(s);
}

Test(socket, listens_on_ipv6_and_takes_ipv4_there_as_mapped)
{
    const struct socket_datagram *d;
    int probe = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any};
    if (probe < 0 || bind(probe, (struct sockaddr *)&a, sizeof a) < 0)
        cr_skip_test("this machine has no IPv6");
    close(probe);
    open_at("::", 0);
    send_to(socket_port(udp), "x", 1);
    cr_assert_eq(receive(&d), 1);
    cr_expect(IN6_IS_ADDR_V4MAPPED(&d->from.address));
    socket_close(udp);
}

Test(socket, adopts_an_inherited_socket_and_nothing_else)
{
    const struct socket_datagram *d;
    struct sockaddr_in a = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), pipes[2];
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    cr_assert_eq(socket_adopt(fd, 0, &udp, why, sizeof why), 0, "%s", why);
    cr_expect_eq(socket_receive(udp, &d), 0, "it blocks no more");
    send_to(socket_port(udp), "x", 1);
    cr_expect_eq(receive(&d), 1);
    socket_close(udp);
    cr_assert_eq(pipe(pipes), 0);
    cr_expect_eq(socket_adopt(pipes[0], 0, &udp, why, sizeof why), -ENOTSOCK);
    cr_expect_not_null(strstr(why, "is not a UDP socket."));
    int tcp = socket(AF_INET, SOCK_STREAM, 0);
    cr_expect_eq(socket_adopt(tcp, 0, &udp, why, sizeof why), -ENOTSOCK);
    cr_expect_geq(fcntl(tcp, F_GETFD), 0, "it stays the caller's");
    close(tcp);
}
