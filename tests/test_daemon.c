/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon itself, from its socket to what it publishes. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STRIDES_MAX 4096

struct stride {
    char sensor[64];
    double t_s, peak_g;
};

static char work[] = "/tmp/test_daemon.XXXXXX";

static pid_t spawn(const char *const argv[], const char *out, const char *err)
{
    pid_t pid = fork();
    if (pid == 0) {
        int o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0644),
            e = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        dup2(o, 1);
        dup2(e, 2);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    return pid;
}

static int finish(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Waits up to 20 s for a text in a file. */
static const char *wait_for(const char *path, const char *text, char line[512])
{
    for (int i = 0; i < 2000; i++, usleep(10000)) {
        FILE *f = fopen(path, "r");
        while (f && fgets(line, 512, f))
            if (strstr(line, text)) {
                fclose(f);
                return strstr(line, text);
            }
        if (f)
            fclose(f);
    }
    return NULL;
}

static const char *path(const char *name)
{
    static char paths[16][256];
    static int n;
    char *p = paths[n++ % 16];
    snprintf(p, sizeof paths[0], "%s/%s", work, name);
    return p;
}

/* Starts gaitd on a free port. */
static pid_t start(const char *config, char port[64])
{
    char line[512];
    const char *log = path("log");
    const char *argv[] = {
        GAIT_BINARY_DIR "/gaitd", "--config", config, "--listen", "127.0.0.1:0", NULL};
    setenv("GAITD_STORE", path("gaitd.db"), 1); /* not the person's own */
    pid_t pid = spawn(argv, "/dev/null", log);
    const char *at = wait_for(log, " port ", line);
    cr_assert(at, "gaitd did not start");
    snprintf(port, 64, "127.0.0.1:%d", atoi(at + 6));
    return pid;
}

static int by_time(const void *a, const void *b)
{
    const struct stride *x = a, *y = b;
    int c = strcmp(x->sensor, y->sensor);
    return c ? c : (x->t_s > y->t_s) - (x->t_s < y->t_s);
}

static int read_strides(const char *file, struct stride *s)
{
    char line[8192];
    int n = 0;
    FILE *f = fopen(file, "r");
    while (f && n < STRIDES_MAX && fgets(line, sizeof line, f)) {
        const char *peak = strstr(line, "\"peak_g\":"), *t = strstr(line, "\"t_s\":"),
                   *id = strstr(line, "\"sensor\":\"");
        if (!strstr(line, "{\"type\":\"stride\"") || !peak || !t || !id)
            continue;
        s[n] = (struct stride){.t_s = atof(t + 6),
                               .peak_g = strncmp(peak + 9, "null", 4) ? atof(peak + 9) : -1};
        sscanf(id + 10, "%63[^\"]", s[n++].sensor);
    }
    if (f)
        fclose(f);
    qsort(s, (size_t)n, sizeof *s, by_time);
    return n;
}

static int gaitctl(const char *out, const char *a, const char *b, const char *c, const char *d,
                   const char *e, const char *f)
{
    const char *argv[] = {GAIT_BINARY_DIR "/gaitctl", a, b, c, d, e, f, NULL};
    return finish(spawn(argv, out, "/dev/null"));
}

static void same(const struct stride *a, int n_a, const struct stride *b, int n_b)
{
    cr_assert_gt(n_b, 20, "only %d strides to compare", n_b);
    cr_assert_eq(n_a, n_b, "%d strides instead of %d", n_a, n_b);
    double shift_s = a[0].t_s - b[0].t_s;
    for (int i = 0; i < n_a; i++) {
        cr_expect_lt(fabs(a[i].t_s - b[i].t_s - shift_s), 0.0001, "stride %d at %.6f s", i,
                     b[i].t_s);
        cr_expect_lt(fabs(a[i].peak_g - b[i].peak_g), 0.001, "stride %d: %.4f g and %.4f g", i,
                     a[i].peak_g, b[i].peak_g);
    }
}

/* The daemon's configuration for a folder of its own, and a minute's run as input. */
static void prepare_with(const char *preset, const char *knob)
{
    cr_assert(mkdtemp(work));
    FILE *f = fopen(path("conf"), "w");
    fprintf(f, "[publish]\nto =\n[record]\nfolder = %s\n", work);
    fclose(f);
    cr_assert_eq(gaitctl("/dev/null", "synth", preset, path("input"), "--minutes", "1", knob), 0);
    cr_assert_eq(gaitctl(path("run"), "run", path("input"), "--json", NULL, NULL, NULL), 0);
}

static void prepare(void)
{
    prepare_with("asphalt-easy", NULL);
}

static pid_t listen_to(const char *port, const char *events)
{
    const char *argv[] = {
        GAIT_BINARY_DIR "/gaitctl", "events", "--json", "--until-end", "--to", port, NULL};
    char line[512];
    const char *said = path("listener");
    pid_t pid = spawn(argv, events, said);
    cr_assert(wait_for(said, "subscribed", line), "gaitctl events did not subscribe");
    return pid;
}

/* Datagrams that the recorder had no room for, as the daemon said when it stopped. */
static long not_recorded(void)
{
    char line[512];
    const char *at = wait_for(path("log"), "stopped:", line);
    at = at ? strstr(at, "events refused, ") : NULL;
    cr_assert(at, "gaitd did not say how it ended");
    return atol(at + strlen("events refused, "));
}

Test(daemon, gives_the_strides_of_run_live_and_from_what_it_recorded, .timeout = 60)
{
    static struct stride live[STRIDES_MAX], run[STRIDES_MAX], kept[STRIDES_MAX];
    char port[64], glob[256];

    prepare();
    pid_t daemon = start(path("conf"), port);
    pid_t listener = listen_to(port, path("events"));
    cr_assert_eq(gaitctl("/dev/null", "replay", path("input"), "--to", port, "--speed", "5"), 0);
    cr_assert_eq(finish(listener), 0);
    kill(daemon, SIGTERM);
    cr_assert_eq(finish(daemon), 0, "a clean stop");
    snprintf(glob, sizeof glob, "mv %s/gaitd-* %s/kept", work, work);
    cr_assert_eq(system(glob), 0);
    cr_assert_eq(gaitctl(path("again"), "run", path("kept"), "--json", NULL, NULL, NULL), 0);

    int n = read_strides(path("run"), run);
    same(live, read_strides(path("events"), live), run, n);
    long lost = not_recorded();
    if (lost == 0)
        same(kept, read_strides(path("again"), kept), run, n);
    else
        fprintf(stderr, "skip  what was recorded: this machine was too busy, %ld lost\n", lost);
}

static void pause_for(pid_t pid, useconds_t us)
{
    kill(pid, SIGSTOP);
    usleep(us);
    kill(pid, SIGCONT);
}

Test(daemon, gives_the_same_strides_when_replay_and_then_daemon_stop_for_a_while_and_go_on,
     .timeout = 60)
{
    static struct stride live[STRIDES_MAX], run[STRIDES_MAX];
    char port[64];

    prepare();
    pid_t daemon = start(path("conf"), port);
    pid_t listener = listen_to(port, path("events"));
    const char *argv[] = {
        GAIT_BINARY_DIR "/gaitctl", "replay", path("input"), "--to", port, "--speed", "20", NULL};
    pid_t replay = spawn(argv, "/dev/null", path("replay"));
    usleep(500000);
    pause_for(replay, 3000000);
    usleep(500000);
    pause_for(daemon, 3000000);
    cr_assert_eq(finish(replay), 0);
    cr_assert_eq(finish(listener), 0);
    kill(daemon, SIGTERM);
    cr_assert_eq(finish(daemon), 0);
    int n = read_strides(path("run"), run);
    same(live, read_strides(path("events"), live), run, n);
}

Test(daemon, gives_the_strides_of_run_when_a_capture_is_replayed, .timeout = 60)
{
    static struct stride live[STRIDES_MAX], run[STRIDES_MAX];
    char port[64];

    prepare_with("asphalt-easy", "--capture");
    pid_t daemon = start(path("conf"), port);
    pid_t listener = listen_to(port, path("events"));
    cr_assert_eq(gaitctl("/dev/null", "replay", path("input"), "--to", port, "--speed", "20"), 0);
    cr_assert_eq(finish(listener), 0);
    kill(daemon, SIGTERM);
    cr_assert_eq(finish(daemon), 0);
    int n = read_strides(path("run"), run);
    same(live, read_strides(path("events"), live), run, n);
}

Test(daemon, says_in_one_sentence_that_its_port_is_taken, .timeout = 20)
{
    char port[64], line[512];
    cr_assert(mkdtemp(work));
    pid_t first = start("/dev/null", port);
    const char *log = path("second");
    const char *argv[] = {GAIT_BINARY_DIR "/gaitd", "--listen", port, NULL};
    cr_assert_eq(finish(spawn(argv, "/dev/null", log)), 1);
    cr_assert(wait_for(log, "in use", line));
    kill(first, SIGTERM);
    cr_assert_eq(finish(first), 0);
}

Test(daemon, over_a_bad_network_gives_the_strides_of_what_it_recorded, .timeout = 60)
{
    static struct stride live[STRIDES_MAX], kept[STRIDES_MAX];
    char port[64], glob[256];

    prepare();
    pid_t daemon = start(path("conf"), port);
    pid_t listener = listen_to(port, path("events"));
    const char *argv[] = {GAIT_BINARY_DIR "/gaitctl", "replay", path("input"), "--to", port,
                          "--speed", "5", "--loss", "0.03", "--burst", "8", "--reorder", "0.05",
                          "--duplicate", "0.05", "--jitter-ms", "40", "--skew-ppm", "200", NULL};
    cr_assert_eq(finish(spawn(argv, "/dev/null", path("replayed"))), 0);
    cr_assert_eq(finish(listener), 0);
    kill(daemon, SIGTERM);
    cr_assert_eq(finish(daemon), 0, "a clean stop");
    snprintf(glob, sizeof glob, "mv %s/gaitd-* %s/kept", work, work);
    cr_assert_eq(system(glob), 0);
    cr_assert_eq(gaitctl(path("again"), "run", path("kept"), "--json", NULL, NULL, NULL), 0);
    int n = read_strides(path("events"), live);
    cr_assert_geq(n, 290, "%d strides", n);
    if (not_recorded() == 0)
        same(kept, read_strides(path("again"), kept), live, n);
}
