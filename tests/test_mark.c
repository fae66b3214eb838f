/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gaitctl mark, to a socket of the test's own. */
#include "ctl/verb.h"
#include "daemon/decode.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <getopt.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd;
static char to[64];
static struct decode_item item[4];
static int items;

static void setup(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&here, size), 0);
    getsockname(fd, (struct sockaddr *)&here, &size);
    snprintf(to, sizeof to, "127.0.0.1:%d", ntohs(here.sin_port));
}

static void teardown(void)
{
    close(fd);
}

TestSuite(mark, .init = setup, .fini = teardown);

/* The verb with these words after it, up to a NULL; what it sent is in item. */
static int mark(const char *const words[])
{
    uint8_t bytes[2048];
    char *argv[12] = {(char *)(uintptr_t) "mark", (char *)(uintptr_t) "--to", to};
    int argc = 3;
    struct osc_walk w;
    struct osc_message m;
    enum decode_reason reason;
    for (int i = 0; words[i]; i++)
        argv[argc++] = (char *)(uintptr_t)words[i];
    optind = 0;
    items = 0;
    int code = verb_mark(argc, argv);
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (code == 0)
        cr_assert_eq(poll(&wait, 1, 1000), 1, "nothing was sent");
    ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n < 0)
        return code;
    osc_walk_init(&w, bytes, (size_t)n);
    while (items < 4 && osc_next(&w, &m))
        cr_assert(decode_message(&m, &item[items++], &reason), "%s", m.address);
    return code;
}

static bool near(float a, double b)
{
    return (isnan(a) && isnan(b)) || fabs((double)a - b) < 1e-4;
}

Test(mark, a_surface_alone_is_all_that_is_sent)
{
    cr_assert_eq(mark((const char *const[]){"trail", NULL}), 0);
    cr_assert_eq(items, 1);
    cr_expect_eq(item[0].kind, DECODE_MARK);
    cr_expect_str_eq(item[0].u.surface, "trail");
}

Test(mark, a_speed_a_pace_and_a_slope_go_before_the_surface)
{
    static const struct {
        const char *words[6];
        double speed_ms, slope_deg;
    } table[] = {{{"trail", "--speed", "2.9", NULL}, 2.9, NAN},
                 {{"trail", "--pace", "5:30", NULL}, 1000.0 / 330, NAN},
                 {{"trail", "--pace", "4:00", "--slope", "-2.5", NULL}, 1000.0 / 240, -2.5},
                 {{"trail", "--slope", "3", NULL}, NAN, 3},
                 {{"trail", "--speed", "0", NULL}, NAN, NAN}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cr_assert_eq(mark(table[i].words), 0, "%zu", i);
        cr_assert_eq(items, 2);
        cr_expect_eq(item[0].kind, DECODE_SPEED);
        cr_expect(near(item[0].u.speed.speed_ms, table[i].speed_ms), "%zu: %g", i,
                  (double)item[0].u.speed.speed_ms);
        cr_expect(near(item[0].u.speed.slope_deg, table[i].slope_deg), "%zu", i);
        cr_expect_eq(item[1].kind, DECODE_MARK);
    }
}

Test(mark, what_cannot_be_is_wrong_usage_and_nothing_is_sent)
{
    static const char *const table[][6] = {{"trail", "--speed", "12.1", NULL},
                                           {"trail", "--speed", "-1", NULL},
                                           {"trail", "--speed", "fast", NULL},
                                           {"trail", "--pace", "330", NULL},
                                           {"trail", "--pace", "5:60", NULL},
                                           {"trail", "--pace", "5:3", NULL},
                                           {"trail", "--pace", ":30", NULL},
                                           {"trail", "--pace", "0:30", NULL},
                                           {"trail", "--pace", "0:00", NULL},
                                           {"trail", "--pace", "-5:30", NULL},
                                           {"trail", "--slope", "46", NULL},
                                           {"trail", "--slope", "steep", NULL},
                                           {"--speed", "3", NULL},
                                           {"two words", "--speed", "3", NULL},
                                           {"trail", "--speed", "3", "--pace", "5:30", NULL}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cr_expect_eq(mark(table[i]), 2, "%zu: %s %s", i, table[i][1], table[i][2]);
        cr_expect_eq(items, 0);
    }
}
