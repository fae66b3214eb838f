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

static int open_socket(in_port_t *ret_port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t room = sizeof at;
    const struct timeval patience = {.tv_sec = 2};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
              getsockname(fd, (struct sockaddr *)&at, &room) == 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    *ret_port = ntohs(at.sin_port);
    return fd;
}

static pid_t replay_to(in_port_t port, const char *options)
{
    char words[256];
    snprintf(words, sizeof words, "run %s --to 127.0.0.1:%d", options, port);
    pid_t pid = fork();
    if (pid == 0)
        _exit(replay(words));
    return pid;
}

/* All that is sent bare, until nothing comes for a while after the end. */
static struct heard listen_to(const char *dialect)
{
    struct heard h = {0};
    uint8_t bytes[2048];
    char options[128];
    in_port_t port;
    int fd = open_socket(&port);
    snprintf(options, sizeof options, "--bare --dialect %s", dialect);
    pid_t pid = replay_to(port, options);
    for (;;) {
        struct sockaddr_in from;
        socklen_t room = sizeof from;
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

/* ---- the way of its packets ---- */

#define STAMP_AT 40
#define MESSAGE_AT 52
#define ROOM 1024

/* What one replay sent, by the stamps of arrival. */
struct way {
    int samples, behind, twice;     /* behind: a later one of its sensor came before it */
    int back;                       /* stamps that were before the last one's */
    int marks, marks_late;          /* late: of those, stamped otherwise than with their time */
    int ends, after_end;
    double least_late_s, most_late_s;
    double seen_s[2][ROOM];
    int seen[2];
};

static double seconds_at(const uint8_t *bytes)
{
    uint32_t word[2];
    memcpy(word, bytes, sizeof word);
    return (double)(ntohl(word[0]) & 0xffffff) + ntohl(word[1]) / 4294967296.0;
}

static void take_sample(struct way *w, double arrival_s, const char *message)
{
    int k = strstr(message, "sacrum") != NULL;
    double taken_s = seconds_at((const uint8_t *)message + (strlen(message) / 4 + 1) * 4 + 12);
    double late_s = arrival_s - taken_s, newest_s = 0;
    bool twice = false;
    for (int i = 0; i < w->seen[k]; i++) {
        twice |= w->seen_s[k][i] == taken_s;
        newest_s = w->seen_s[k][i] > newest_s ? w->seen_s[k][i] : newest_s;
    }
    w->behind += taken_s < newest_s;
    w->twice += twice;
    w->least_late_s = late_s < w->least_late_s ? late_s : w->least_late_s;
    w->most_late_s = late_s > w->most_late_s ? late_s : w->most_late_s;
    w->samples++;
    cr_assert_lt(w->seen[k], ROOM);
    w->seen_s[k][w->seen[k]++] = taken_s;
}

static struct way watch(const char *options)
{
    static uint8_t bytes[2048];
    struct way w = {.least_late_s = 1e9, .most_late_s = -1e9};
    double last_s = 0;
    in_port_t port;
    int fd = open_socket(&port), status = -1;
    pid_t pid = replay_to(port, options);
    for (;;) {
        ssize_t size = recv(fd, bytes, sizeof bytes - 1, 0);
        if (size <= MESSAGE_AT)
            break;
        bytes[size] = 0;
        double arrival_s = seconds_at(bytes + STAMP_AT);
        const char *message = (const char *)bytes + MESSAGE_AT;
        w.back += arrival_s < last_s;
        w.after_end += w.ends;
        last_s = arrival_s;
        if (strstr(message, "/imu"))
            take_sample(&w, arrival_s, message);
        w.ends += strcmp(message, "/gait/replay/end") == 0;
        bool mark = strcmp(message, "/gait/mark") == 0;
        w.marks += mark;
        w.marks_late += mark && seconds_at(bytes + 8) != arrival_s;
    }
    waitpid(pid, &status, 0);
    cr_assert_eq(status, 0, "%s", options);
    close(fd);
    return w;
}

static void judge_way(const char *options, const struct way *w)
{
    cr_expect_eq(w->back, 0, "%s: %d stamps go back", options, w->back);
    cr_expect(w->marks == 1 && w->marks_late == 0, "%s: %d of %d marks are late", options,
              w->marks_late, w->marks);
    cr_expect(w->ends == 1 && w->after_end == 0, "%s: %d after the end", options, w->after_end);
    cr_expect_gt(w->least_late_s, -1e-6, "%s: %g s", options, w->least_late_s);
}

Test(replay_verb, lets_each_datagram_take_a_time_of_its_own_and_loses_none)
{
    const char *options[] = {"--speed 20 --jitter-ms 100", "--speed max --jitter-ms 100"};
    for (int i = 0; i < 2; i++) {
        struct way w = watch(options[i]);
        judge_way(options[i], &w);
        cr_expect_eq(w.samples, 2 * ROWS, "%s: %d", options[i], w.samples);
        cr_expect_eq(w.twice, 0);
        cr_expect_gt(w.behind, ROWS, "%s: %d overtaken", options[i], w.behind);
        cr_expect(w.least_late_s < 0.01 && w.most_late_s > 0.09 && w.most_late_s < 0.1 + 1e-6,
                  "%s: %g to %g s late", options[i], w.least_late_s, w.most_late_s);
    }
    struct way w = watch("--speed max");
    judge_way("no jitter", &w);
    cr_expect(w.samples == 2 * ROWS && w.behind == 0 && w.most_late_s < 1e-6, "%d, %d, %g s",
              w.samples, w.behind, w.most_late_s);
}

Test(replay_verb, delays_what_is_lost_overtaken_and_doubled_too)
{
    const char *options =
        "--speed max --jitter-ms 50 --loss 0.2 --burst 3 --reorder 0.1 --duplicate 0.3 --seed 4";
    struct way w = watch(options), again = watch(options);
    int there = w.samples - w.twice;
    judge_way(options, &w);
    cr_expect(there > ROWS && there < 2 * ROWS - 5, "%d of %d", there, 2 * ROWS);
    cr_expect_gt(w.twice, 10, "%d", w.twice);
    cr_expect_gt(w.behind, ROWS / 2, "%d", w.behind);
    cr_expect(again.samples == w.samples && again.twice == w.twice && again.behind == w.behind,
              "the same seed does the same");
}

Test(replay_verb, goes_to_another_machine_bare_and_at_its_own_pace)
{
    cr_expect_eq(replay("run --to 192.0.2.9:8000 --speed 5"), 2);
    cr_expect(strstr(err, "to another machine at --speed 1 only"), "%s", err);
    cr_expect_eq(replay("nothing --to 192.0.2.9:8000"), 1);
    cr_expect(strstr(err, "another machine believes no stamps"), "%s", err);
}
