/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/socket.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
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

static bool has_ipv6(void)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    int probe = socket(AF_INET6, SOCK_DGRAM, 0);
    bool has = probe >= 0 && bind(probe, (struct sockaddr *)&a, sizeof a) == 0;
    if (probe >= 0)
        close(probe);
    if (!has)
        fprintf(stderr, "skip  IPv6: this machine has none\n");
    return has;
}

static void send_to_v6(const struct in6_addr *to, uint32_t scope, uint16_t port)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6,
                             .sin6_port = htons(port),
                             .sin6_addr = *to,
                             .sin6_scope_id = scope};
    int fd = socket(AF_INET6, SOCK_DGRAM, 0);
    cr_assert_eq(sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof a), 1, "%s", strerror(errno));
    close(fd);
}

/* An address of one link of this machine, as text with its interface. */
static bool link_local(struct sockaddr_in6 *ret, char text[LISTEN_ADDRESS_MAX])
{
    struct ifaddrs *all = NULL;
    bool found = false;
    cr_assert_eq(getifaddrs(&all), 0);
    for (struct ifaddrs *i = all; i && !found; i = i->ifa_next) {
        const struct sockaddr_in6 *a = (const void *)i->ifa_addr;
        found = a && a->sin6_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&a->sin6_addr) &&
                (i->ifa_flags & IFF_UP);
        if (!found)
            continue;
        *ret = *a;
        inet_ntop(AF_INET6, &a->sin6_addr, text, LISTEN_ADDRESS_MAX);
        strcat(text, "%");
        strcat(text, i->ifa_name);
    }
    freeifaddrs(all);
    return found;
}

Test(socket, listens_on_ipv6_and_takes_ipv4_there_as_mapped)
{
    const struct socket_datagram *d;
    if (!has_ipv6())
        return;
    open_at("::", 0);
    send_to(socket_port(udp), "x", 1);
    cr_assert_eq(receive(&d), 1);
    cr_expect(IN6_IS_ADDR_V4MAPPED(&d->from.address));
    send_to_v6(&in6addr_loopback, 0, socket_port(udp));
    cr_assert_eq(receive(&d), 1);
    cr_expect(IN6_IS_ADDR_LOOPBACK(&d->from.address));
    cr_expect(!socket_is_loopback(udp));
    cr_expect_str_eq(socket_bound(udp).address, "::");
    socket_close(udp);
}

Test(socket, every_address_of_both_families_may_have_the_same_port)
{
    struct socket_udp *v6 = NULL;
    const struct socket_datagram *d;
    if (!has_ipv6())
        return;
    open_at("0.0.0.0", 0);
    struct listen_at all[2] = {{.address = "0.0.0.0", .port = socket_port(udp)},
                               {.address = "::", .port = socket_port(udp)}};
    cr_assert_eq(listen_settle(all, 2, why, sizeof why), 0);
    cr_assert_eq(socket_listen(&all[1], 0, &v6, why, sizeof why), 0, "%s", why);
    send_to(socket_port(udp), "x", 1);
    cr_assert_eq(receive(&d), 1, "IPv4 goes to its own");
    send_to_v6(&in6addr_loopback, 0, socket_port(udp));
    cr_expect_eq(receive(&d), 0);
    cr_expect_eq(socket_receive(v6, &d), 1);
    socket_close(udp);
    socket_close(v6);
}

Test(socket, says_where_it_is_bound_and_whether_that_is_this_machine_only)
{
    static const struct {
        const char *address;
        bool loopback, v6;
    } places[] = {{"127.0.0.1", true, false}, {"127.8.0.1", true, false},
                  {"0.0.0.0", false, false},  {"::1", true, true},
                  {"::", false, true}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i].v6 && !has_ipv6())
            continue;
        open_at(places[i].address, 0);
        struct listen_at at = socket_bound(udp);
        cr_expect_str_eq(at.address, places[i].address);
        cr_expect_eq(at.port, socket_port(udp));
        cr_expect_eq(socket_is_loopback(udp), places[i].loopback, "%s", places[i].address);
        socket_close(udp);
    }
}

Test(socket, takes_the_addresses_of_one_link_as_place_and_as_source)
{
    const struct socket_datagram *d;
    struct sockaddr_in6 own;
    char text[LISTEN_ADDRESS_MAX];
    struct socket_udp *s = NULL;
    cr_expect_eq(socket_open("fe80::1%nosuchlink", 0, 0, &s, why, sizeof why), -EINVAL);
    if (!has_ipv6() || !link_local(&own, text)) {
        fprintf(stderr, "skip  this machine has no link-local address\n");
        return;
    }
    open_at(text, 0);
    cr_expect_str_eq(socket_bound(udp).address, text);
    send_to_v6(&own.sin6_addr, own.sin6_scope_id, socket_port(udp));
    cr_assert_eq(receive(&d), 1);
    cr_expect_eq(memcmp(&d->from.address, &own.sin6_addr, sizeof own.sin6_addr), 0);
    cr_expect(!socket_is_loopback(udp));
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
