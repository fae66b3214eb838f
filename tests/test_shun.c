/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/shun.h"
#include "daemon/socket.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define S INT64_C(1000000000)

static struct socket_udp *ear;
static struct sockaddr_in6 to6;
static struct sockaddr_in to4;

static void listen_at_any(void)
{
    char why[256];
    cr_assert_eq(socket_open("::", 0, 1 << 20, &ear, why, sizeof why), 0, "%s", why);
    to6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    to4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to4.sin_port = to6.sin6_port = htons(socket_port(ear));
}

static int mouth(int family)
{
    const struct sockaddr *to =
        family == AF_INET ? (struct sockaddr *)&to4 : (struct sockaddr *)&to6;
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    cr_assert(fd >= 0 && connect(fd, to, family == AF_INET ? sizeof to4 : sizeof to6) == 0);
    return fd;
}

/* Sends so many and reads what is heard of them; over loopback they are there when send returns. */
static int heard(int fd, int n, struct intake_source *ret_from)
{
    const struct socket_datagram *d;
    int got = 0, more;
    for (int i = 0; i < n; i++)
        cr_assert_eq(send(fd, "/a\0\0,\0\0\0", 8, 0), 8);
    while ((more = socket_receive(ear, &d)) > 0) {
        got += more;
        *ret_from = d[0].from;
    }
    return got;
}

static void one_of_two_is_shunned(int family)
{
    struct intake_source bad, good;
    listen_at_any();
    int a = mouth(family), b = mouth(family);
    cr_assert_eq(heard(a, 10, &bad), 10);
    socket_shun(ear, &bad, S);
    socket_shun(ear, &bad, S); /* said twice */
    cr_expect_eq(heard(a, 25, &good), 0);
    cr_expect_eq(heard(b, 10, &good), 10, "another port of the same address is heard");
    cr_expect_eq(socket_shunned(ear, S), 25);
    cr_expect_eq(heard(a, 5, &good), 0);
    cr_expect_eq(socket_shunned(ear, 2 * S), 5, "its second is over");
    cr_expect_eq(heard(a, 10, &bad), 10);
    cr_expect_eq(socket_shunned(ear, 3 * S), 0);
    cr_expect_eq(socket_dropped(ear), 0, "what was shunned was not dropped for want of room");
    close(a);
    close(b);
    socket_close(ear);
}

Test(shun, has_the_kernel_drop_one_source_for_a_second_and_counts_it)
{
    one_of_two_is_shunned(AF_INET);
}

Test(shun, does_so_over_ipv6)
{
    int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0) {
        fprintf(stderr, "skip  shunning over IPv6: this machine has none\n");
        return;
    }
    close(fd);
    one_of_two_is_shunned(AF_INET6);
}

Test(shun, holds_the_newest_of_many)
{
    struct intake_source from[SHUN_MAX + 1], unused;
    int fd[SHUN_MAX + 1];
    listen_at_any();
    for (int i = 0; i <= SHUN_MAX; i++) {
        fd[i] = mouth(i % 2 ? AF_INET : AF_INET6);
        cr_assert_eq(heard(fd[i], 1, &from[i]), 1);
    }
    for (int i = 0; i <= SHUN_MAX; i++)
        socket_shun(ear, &from[i], S + i);
    for (int i = 0; i <= SHUN_MAX; i++)
        cr_expect_eq(heard(fd[i], 3, &unused), i == 0 ? 3 : 0, "source %d", i);
    cr_expect_eq(socket_shunned(ear, 3 * S), 3 * SHUN_MAX);
    for (int i = 0; i <= SHUN_MAX; i++) {
        cr_expect_eq(heard(fd[i], 3, &unused), 3, "source %d, later", i);
        close(fd[i]);
    }
    socket_close(ear);
}

/* systemd keeps the socket while gaitd is started again. */
Test(shun, who_inherits_the_socket_hears_everybody)
{
    struct intake_source bad;
    char why[256];
    listen_at_any();
    int a = mouth(AF_INET), kept = dup(socket_fd(ear)), kept_too = dup(kept);
    struct socket_udp *killed = ear;
    cr_assert_eq(heard(a, 10, &bad), 10);
    socket_shun(ear, &bad, S);
    cr_expect_eq(heard(a, 10, &bad), 0);
    cr_assert_eq(socket_adopt(kept, 0, &ear, why, sizeof why), 0, "%s", why);
    cr_expect_eq(heard(a, 10, &bad), 10, "after a crash");
    socket_shun(ear, &bad, S);
    socket_close(ear);
    ear = killed;
    cr_expect_eq(heard(a, 10, &bad), 10, "after a stop");
    socket_close(killed);
    close(kept_too);
    close(a);
}
