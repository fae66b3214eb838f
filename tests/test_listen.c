/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/listen.h"

#include <criterion/criterion.h>
#include <string.h>

static struct listen_at at[LISTEN_MAX];
static char why[256];

Test(listen, reads_an_address_and_a_port)
{
    cr_assert(listen_parse("127.0.0.1:8000", at));
    cr_expect(strcmp(at->address, "127.0.0.1") == 0 && at->port == 8000);
    cr_assert(listen_parse("[::1]:0", at));
    cr_expect(strcmp(at->address, "::1") == 0 && at->port == 0);
    cr_assert(listen_parse("[fe80::1%eth0]:65535", at));
    cr_expect(strcmp(at->address, "fe80::1%eth0") == 0 && at->port == 65535);
    static const char *const bad[] = {"",          "8000",       ":8000",      "a:",     "a:-1",
                                      "a:65536",   "a:99999999", "a:80 ",      "a: 80",  "[]:80",
                                      "a:0x10",    "[::1]",      "127.0.0.1:", "a:1e3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(!listen_parse(bad[i], at), "%s", bad[i]);
}

Test(listen, opens_each_address_with_each_port)
{
    struct listen_ports ports;
    cr_assert(listen_parse_ports(" 8000 9000 ", &ports));
    cr_assert_eq(listen_pairs("127.0.0.1  10.0.0.1", &ports, at, why, sizeof why), 4, "%s", why);
    cr_expect(strcmp(at[1].address, "127.0.0.1") == 0 && at[1].port == 9000);
    cr_expect(strcmp(at[2].address, "10.0.0.1") == 0 && at[2].port == 8000);
}

Test(listen, says_which_pair_is_one_too_many_or_there_twice)
{
    struct listen_ports ports;
    cr_assert(listen_parse_ports("1 2 3 4 5", &ports));
    cr_expect_eq(listen_pairs("127.0.0.1 ::1", &ports, at, why, sizeof why), -1);
    cr_expect(strstr(why, "at most 8 pairs"), "%s", why);
    cr_assert(listen_parse_ports("8000 8000", &ports));
    cr_expect_eq(listen_pairs("127.0.0.1", &ports, at, why, sizeof why), -1);
    cr_expect_str_eq(why, "[listen] UDP port 8000 at 127.0.0.1 is asked for twice.");
    cr_expect_eq(listen_pairs("", &ports, at, why, sizeof why), -1);
    cr_assert(listen_parse_ports("0 0", &ports));
    cr_expect_eq(listen_pairs("127.0.0.1", &ports, at, why, sizeof why), 2, "two free ones");
}

Test(listen, leaves_ipv4_to_its_own_socket_where_it_has_one)
{
    struct listen_ports ports;
    cr_assert(listen_parse_ports("8000", &ports));
    cr_assert_eq(listen_pairs("0.0.0.0 ::", &ports, at, why, sizeof why), 2);
    cr_expect(at[1].only_v6 && !at[0].only_v6);
    cr_assert_eq(listen_pairs("::", &ports, at, why, sizeof why), 1);
    cr_expect(!at[0].only_v6);
}
