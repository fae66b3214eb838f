/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gaitctl doctor, as a process. What it finds in what: test_doctor_find.c,
 * test_doctor_sensors.c. */
#include "ctl/packet.h"
#include "tests/help_ears.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <criterion/options.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char out[1 << 16];

static int finish(FILE *f)
{
    out[fread(out, 1, sizeof out - 1, f)] = '\0';
    int status = pclose(f);
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static FILE *begin(const char *words, int port)
{
    char command[512];
    snprintf(command, sizeof command,
             "timeout 20 %s/gaitctl doctor %s --to 127.0.0.1:%d 2>/dev/null", GAIT_BINARY_DIR,
             words, port);
    FILE *f = popen(command, "r");
    cr_assert_not_null(f);
    return f;
}

/* A socket of this machine that is nobody's, and where it is. */
static int own_port(int port)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t size = sizeof here;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    bool free_now = bind(fd, (struct sockaddr *)&here, size) == 0;
    getsockname(fd, (struct sockaddr *)&here, &size);
    close(fd);
    return free_now ? ntohs(here.sin_port) : -1;
}

/* One sends where another would hear it. */
ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void)tests;
    criterion_options.jobs = 1;
}

TestSuite(doctor, .timeout = 60);

Test(doctor, all_well_exits_0_and_says_so)
{
    struct gait_event e[] = {help_ears_heard("left", GAIT_SHANK_LEFT), help_ears_listening()};
    int port = help_ears_start(e, 2, 100);
    cr_expect_eq(finish(begin("--seconds 2", port)), 0);
    cr_expect(strstr(out, "All is well: 1 sensor is heard"), "%s", out);
    cr_expect(strstr(out, "Nobody ran in these"), "a note beside it: %s", out);
    help_ears_stop();
}

Test(doctor, what_is_to_be_done_exits_1_and_comes_as_json_too)
{
    struct gait_event e[] = {help_ears_heard("left", GAIT_SHANK_LEFT), help_ears_listening()};
    e[0].u.heard.loss = 0.2f;
    int port = help_ears_start(e, 2, 100);
    cr_expect_eq(finish(begin("--seconds 2 --json", port)), 1);
    static const char first[] =
        "{\"what\":\"loss\",\"severity\":\"harms\",\"sensor\":\"left\",\"sentence\":"
        "\"20 % of what left sends gets lost on its way.\",\"do\":\"";
    cr_expect_eq(strncmp(out, first, sizeof first - 1), 0, "%s", out);
    cr_expect(strstr(out, "{\"what\":\"no_running\",\"severity\":\"note\",\"sensor\":null,"), "%s",
              out);
    cr_expect_eq(finish(begin("--seconds 2", port)), 1);
    cr_expect(strstr(out, "This makes figures worse:\n  - 20 %"), "%s", out);
    help_ears_stop();
}

Test(doctor, without_a_gaitd_a_newcomer_is_answered_within_6_s)
{
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    int code = finish(begin("", own_port(0)));
    clock_gettime(CLOCK_MONOTONIC, &b);
    cr_expect_eq(code, 1);
    cr_expect(strstr(out, "No gaitd runs on 127.0.0.1:") && strstr(out, "gaitd --listen 0.0.0.0:"),
              "%s", out);
    cr_expect_lt((double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec), 6);
}

Test(doctor, osc_at_another_usual_port_is_found)
{
    static const int usual[] = {8017, 8016, 57121, 6448, 7000, 5005, 1234};
    struct gait_event e = help_ears_listening();
    e.u.listening.sources = e.u.listening.samples = 0;
    int port = 0, gaitd = help_ears_start(&e, 1, 100);
    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && port <= 0; i++)
        port = own_port(usual[i]);
    cr_assert_gt(port, 0, "all the usual ports are taken");
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct packet p;
    packet_clear(&p);
    packet_string(&p, "/gyrosc/accel");
    packet_string(&p, ",fff");
    for (int i = 0; i < 3; i++)
        packet_float(&p, 0.1f);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    FILE *f = begin("--seconds 2 --json", gaitd);
    struct pollfd wait = {.fd = fileno(f), .events = POLLIN};
    while (poll(&wait, 1, 20) == 0) /* until it answers */
        sendto(fd, p.bytes, p.size, 0, (struct sockaddr *)&to, sizeof to);
    cr_expect_eq(finish(f), 1);
    char word[64];
    snprintf(word, sizeof word, "arrives at port %d, where gaitd does not listen", port);
    cr_expect(strstr(out, "{\"what\":\"other_port\",\"severity\":\"stops\"") && strstr(out, word) &&
                  strstr(out, "/gyrosc/accel ,fff"),
              "%s", out);
    close(fd);
    help_ears_stop();
}

Test(doctor, what_cannot_be_is_wrong_usage)
{
    cr_expect_eq(finish(begin("--seconds 1", 9)), 2);
    cr_expect_eq(finish(begin("--seconds 61", 9)), 2);
    cr_expect_eq(finish(begin("left", 9)), 2);
    cr_expect_eq(finish(begin("--help", 9)), 0);
    cr_expect(strstr(out, "example: gaitctl doctor"));
}
