/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `gaitctl replay` as a process: what it sends bare, and what it says when it cannot. */
#include "ctl/dialect.h"
#include "ctl/synth.h"
#include "tests/help_scratch.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS 60

static char out[8192], err[4096];

static void read_into(const char *name, char *dst, size_t size)
{
    FILE *f = fopen(help_scratch_path(name), "r");
    cr_assert_not_null(f);
    dst[fread(dst, 1, size - 1, f)] = '\0';
    fclose(f);
}

static int replay(const char *words)
{
    char command[1024];
    snprintf(command, sizeof command, "cd %s && %s/gaitctl replay %s >out 2>err", help_scratch(),
             GAIT_BINARY_DIR, words);
    int status = system(command);
    cr_assert(WIFEXITED(status), "%s", words);
    read_into("out", out, sizeof out);
    read_into("err", err, sizeof err);
    return WEXITSTATUS(status);
}

static void make(void)
{
    static const struct preset p = {
        .name = "short",
        .bout = {{.seconds = 1, .gait = GAIT_RUN, .speed_ms = 3, .ground = "asphalt"}},
        .minutes = 0.01,
        .sensor = {{.id = "shank_left", .placement = GAIT_SHANK_LEFT, .rate_hz = 100,
                    .range_g = 100, WEAR_USUAL},
                   {.id = "sacrum", .placement = GAIT_SACRUM, .rate_hz = 100, .range_g = 100,
                    WEAR_USUAL}},
    };
    char why[512];
    help_scratch_make();
    cr_assert_eq(synth_write(&p, help_scratch_path("run"), 7, 0, false, why, sizeof why), 0, "%s",
                 why);
}

static void gone(void)
{
    char command[256];
    snprintf(command, sizeof command, "rm -r %s", help_scratch_path("run"));
    cr_expect_eq(system(command), 0);
    help_scratch_remove();
}

TestSuite(replay_verb, .init = make, .fini = gone, .timeout = 30);

Test(replay_verb, lists_every_dialect_in_its_help_and_where_it_was_asked_for_another)
{
    const struct dialect *d;
    cr_expect_eq(replay("--help"), 0);
    cr_expect_eq(replay("run --dialect klingon"), 2);
    for (int i = 0; (d = dialect_at(i)); i++) {
        cr_expect(strstr(err, d->name), "%s", d->name);
        replay("--help");
        cr_expect(strstr(out, d->name) && strstr(out, d->what), "%s", d->name);
        replay("run --dialect klingon");
    }
}

Test(replay_verb, says_which_sensor_cannot_speak_a_dialect)
{
    cr_expect_eq(replay("run --dialect orphe"), 1);
    cr_expect(strstr(err, "sacrum cannot speak orphe"), "%s", err);
}

struct heard {
    int n, ports;
    in_port_t port[4];
    uint8_t first[256];
    ssize_t size;
};

static void hear(struct heard *h, const uint8_t *bytes, ssize_t size, in_port_t port)
{
    int i = 0;
    while (i < h->ports && h->port[i] != port)
        i++;
    if (i == h->ports && i < 4)
        h->port[h->ports++] = port;
    if (h->n++ == 0 && size <= (ssize_t)sizeof h->first) {
        memcpy(h->first, bytes, (size_t)size);
        h->size = size;
    }
}

/* All that is sent bare, until nothing comes for a while after the end. */
static struct heard listen_to(const char *dialect)
{
    struct heard h = {0};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t room = sizeof at;
    const struct timeval patience = {.tv_sec = 2};
    uint8_t bytes[2048];
    char words[128];
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
              getsockname(fd, (struct sockaddr *)&at, &room) == 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    snprintf(words, sizeof words, "run --bare --dialect %s --to 127.0.0.1:%d", dialect,
             ntohs(at.sin_port));
    pid_t pid = fork();
    if (pid == 0)
        _exit(replay(words));
    for (;;) {
        struct sockaddr_in from;
        room = sizeof from;
        ssize_t size = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &room);
        if (size < 0)
            break;
        if (size < 6 || memcmp(bytes, "/gait/", 6) != 0) /* the mark is no sensor's */
            hear(&h, bytes, size, from.sin_port);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    cr_assert_eq(status, 0, "%s", dialect);
    close(fd);
    return h;
}

Test(replay_verb, sends_bare_what_the_sensors_would_each_from_its_own_port_where_that_is_its_name)
{
    struct heard h = listen_to("esp32");
    cr_expect_eq(h.n, 2 * 2 * ROWS, "%d", h.n);
    cr_expect_eq(h.ports, 1);
    cr_expect_eq(h.size, 16 + 8 + 12);
    cr_expect_eq(memcmp(h.first, "shank_left/acc\0\0,fff", 20), 0);

    h = listen_to("ximu3");
    cr_expect_eq(h.n, 2 * ROWS, "%d", h.n);
    cr_expect_eq(h.ports, 2);
    cr_expect_eq(h.first[0], 0xc8);
}

Test(replay_verb, sends_what_is_left_when_the_last_datagram_is_not_full)
{
    struct heard h = listen_to("polar");
    cr_expect_eq(h.n, 2 * 8, "%d datagrams of 8 rows and of the last 4", h.n);
}
