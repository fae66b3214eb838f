/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 at random moments: what was acknowledged is in the file. GAIT_SEED repeats a run. */
#include "daemon/keep.h"
#include "daemon/store.h"
#include "daemon/wake.h"
#include "tests/help.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AT_NS INT64_C(1795000000000000000)
#define LIFE_NS INT64_C(1000000000) /* apart are the first strides of two lives */
#define KILLS (HELP_SANITIZED ? 30 : 100)
#define DAEMON_KILLS 10

static char path[384], why[STORE_SENTENCE_MAX];

static struct help_random seeded(const char *what)
{
    const char *given = getenv("GAIT_SEED");
    struct help_random r = {given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL)};
    fprintf(stderr, "%s: seed %llu\n", what, (unsigned long long)r.state);
    return r;
}

static void begin(void)
{
    help_scratch_make();
    snprintf(path, sizeof path, "%s/gaitd.db", help_scratch());
}

TestSuite(keep_kill, .init = begin, .fini = help_scratch_remove, .timeout = 120);

/* The daemon's storing thread in a process of its own, fed with strides until it is killed; every
 * `stored` event goes into the pipe. */
static void write_until_killed(int to, int64_t from_ns, bool goes_on)
{
    struct keep_settings s = {
        .path = path, .source = "live", .quiet_ns = goes_on ? INT64_MAX / 4 : 0};
    struct keep *k = keep_new(&s);
    struct gait_event e;

    if (!k || keep_start(k) < 0)
        _exit(1);
    for (int64_t i = 0;; i++) {
        struct gait_event stride = help_store_stride("anna", from_ns + i);
        keep_event(k, &stride);
        while (keep_stored(k, &e))
            if (write(to, &e, sizeof e) != sizeof e)
                _exit(1);
        if (i % 16 == 15)
            usleep(1000);
    }
}

/* Lets one live so long, from its first acknowledgement on where that is wanted, in the session of
 * the one before or in its own; what it acknowledged last. False: nothing. */
static bool live_and_die(int64_t from_ns, bool goes_on, bool working, unsigned life_us,
                         struct gait_event *ret)
{
    int pipe_fd[2], status;
    bool any = false;
    struct gait_event e;

    cr_assert_eq(pipe(pipe_fd), 0);
    pid_t pid = fork();
    if (pid == 0)
        write_until_killed(pipe_fd[1], from_ns, goes_on);
    close(pipe_fd[1]);
    struct pollfd first = {.fd = pipe_fd[0], .events = POLLIN};
    if (working)
        poll(&first, 1, 20000);
    usleep(life_us);
    kill(pid, SIGKILL);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFSIGNALED(status), "the writer gave up");
    while (read(pipe_fd[0], &e, sizeof e) == sizeof e) {
        any = true;
        *ret = e;
    }
    close(pipe_fd[0]);
    return any;
}

struct seen {
    int64_t next_ns;
    int64_t newest_ns;
    int n, holes; /* within a life */
    bool wrong;
};

static bool look(void *user, const struct gait_event *e)
{
    struct seen *x = user;
    struct gait_event expected = help_store_stride("anna", e->t_ns);
    x->wrong |= help_store_differs(&expected, e) != NULL;
    x->holes += e->t_ns != x->next_ns && (e->t_ns - AT_NS) % LIFE_NS != 0;
    x->next_ns = e->t_ns + 1;
    x->newest_ns = e->t_ns;
    x->n++;
    return true;
}

Test(keep_kill, of_what_the_storing_thread_acknowledged_nothing_is_lost)
{
    struct help_random r = seeded("kills of the storing thread");
    int acknowledging = 0;
    long strides = 0;

    for (int i = 0; i < KILLS; i++) {
        struct gait_event stored;
        int64_t from_ns = AT_NS + i * LIFE_NS;
        unsigned life_us = (unsigned)(help_uniform(&r) * 200000);
        if (!live_and_die(from_ns, i % 4 != 0, i % 3 != 0, life_us, &stored))
            continue;
        acknowledging++;
        strides += (long)stored.u.stored.strides;
        struct store *s;
        struct store_session is;
        struct seen x = {0};
        cr_assert_eq(store_open(path, STORE_READ, &s, why, sizeof why), 0, "kill %d: %s", i, why);
        cr_assert_eq(store_session_get(s, stored.u.stored.session, &is, why, sizeof why), 1);
        store_read(s, is.id, GAIT_EVENT_STRIDE, look, &x, why, sizeof why);
        store_close(s);
        cr_assert_geq(x.n, (int)stored.u.stored.strides, "kill %d", i);
        cr_assert_geq(x.newest_ns, stored.u.stored.to_ns, "kill %d", i);
        cr_assert_eq((int)is.strides, x.n);
        cr_assert_not(x.wrong, "kill %d", i);
        cr_assert_eq(x.holes, 0, "kill %d", i);
    }
    cr_assert_str_eq(help_store_integrity(path), "ok");
    cr_assert_geq(acknowledging, KILLS * 2 / 3 - 1, "%d acknowledged anything", acknowledging);
    fprintf(stderr, "%d of %d lives acknowledged, %ld strides in all, none lost\n", acknowledging,
            KILLS, strides);
}

static pid_t spawn(const char *const argv[], const char *out, const char *err)
{
    if (strncmp(out, "/dev/", 5) != 0)
        unlink(out); /* what the one before said is not to be waited for */
    if (strncmp(err, "/dev/", 5) != 0)
        unlink(err);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0644), 1);
        dup2(open(err, O_WRONLY | O_CREAT | O_TRUNC, 0644), 2);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    return pid;
}

/* Waits up to 20 s for words in a file. */
static bool wait_for(const char *file, const char *words, char line[512])
{
    for (int i = 0; i < 2000; i++, usleep(10000)) {
        FILE *f = fopen(file, "r");
        bool found = false;
        while (f && !found && fgets(line, 512, f))
            found = strstr(line, words) != NULL;
        if (f)
            fclose(f);
        if (found)
            return true;
    }
    return false;
}

static char *file(const char *name)
{
    static char names[8][400];
    static int n;
    char *p = names[n++ % 8];
    snprintf(p, sizeof names[0], "%s/%s", help_scratch(), name);
    return p;
}

struct told {
    int strides;      /* lines of running strides before the newest `stored` */
    int acknowledged; /* by it; 0: none */
    int64_t session;
    int64_t t_us[8192]; /* of the first `acknowledged` lines of strides of its session */
};

static double number_after(const char *line, const char *key)
{
    const char *at = strstr(line, key);
    return at ? strtod(at + strlen(key), NULL) : (double)NAN;
}

/* What a listener of the daemon was told. The last line may be cut. */
static struct told *read_told(const char *name)
{
    static struct told t;
    static char line[16384];
    int n = 0;
    FILE *f = fopen(name, "r");

    memset(&t, 0, sizeof t);
    while (f && fgets(line, sizeof line, f)) {
        if (!strchr(line, '\n'))
            break;
        if (strstr(line, "\"type\":\"stride\"") && strstr(line, "\"gait\":\"run\"") && n < 8192)
            t.t_us[n++] = llround(number_after(line, "\"t_s\":") * 1e6);
        if (strstr(line, "\"type\":\"stored\"")) {
            t.acknowledged = (int)number_after(line, "\"strides\":");
            t.session = (int64_t)number_after(line, "\"session\":");
            t.strides = n;
        }
    }
    if (f)
        fclose(f);
    return &t;
}

struct search {
    const struct told *told;
    int before; /* strides of this session from the lives before */
    int n, found;
};

static bool find(void *user, const struct gait_event *e)
{
    struct search *x = user;
    if (e->state != GAIT_RUN)
        return true;
    int i = x->n - x->before;
    if (i >= 0 && x->n < x->told->acknowledged &&
        llabs(x->told->t_us[i] - e->t_ns / 1000) <= 1) /* OSC carries doubles */
        x->found++;
    x->n++;
    return true;
}

/* Strides of the session that was left open, and its number. */
static int left_open(int64_t *ret_session)
{
    struct store *s;
    struct store_session *all;
    int strides = 0;

    *ret_session = 0;
    if (store_open(path, STORE_WRITE, &s, why, sizeof why) < 0)
        cr_assert_fail("%s", why);
    int n = store_sessions(s, INT64_MIN, INT64_MAX, &all, why, sizeof why);
    if (n > 0) {
        *ret_session = all[n - 1].id;
        strides = (int)all[n - 1].strides;
    }
    free(all);
    store_close(s);
    return strides;
}

static void check_daemon(int kill_number, const struct told *t, int before)
{
    struct store *s;
    struct search x = {.told = t, .before = before};

    cr_assert_eq(store_open(path, STORE_READ, &s, why, sizeof why), 0, "kill %d: %s", kill_number,
                 why);
    store_read(s, t->session, GAIT_EVENT_STRIDE, find, &x, why, sizeof why);
    store_close(s);
    cr_assert_geq(x.n, t->acknowledged, "kill %d: %d of %d acknowledged strides are kept",
                  kill_number, x.n, t->acknowledged);
    int here = t->acknowledged - before;
    cr_assert_leq(here, t->strides, "kill %d", kill_number); /* published first */
    cr_assert_eq(x.found, here, "kill %d: %d of %d are the published ones", kill_number, x.found,
                 here);
}

/* One life of the daemon with somebody who listens, as above. */
static const struct told *live_with_daemon(bool working, unsigned life_us, const char *recording)
{
    char line[512], to[64];
    const char *daemon[] = {
        GAIT_BINARY_DIR "/gaitd", "--config", file("config"), "--listen", "127.0.0.1:0", NULL};
    pid_t gaitd = spawn(daemon, "/dev/null", file("log"));
    cr_assert(wait_for(file("log"), " port ", line), "gaitd did not start");
    snprintf(to, sizeof to, "127.0.0.1:%d", atoi(strstr(line, " port ") + 6));
    const char *listen[] = {GAIT_BINARY_DIR "/gaitctl", "events", "--json", "--to", to, NULL};
    pid_t events = spawn(listen, file("events"), file("events.log"));
    cr_assert(wait_for(file("events.log"), "subscribed", line));
    const char *send[] = {
        GAIT_BINARY_DIR "/gaitctl", "replay", recording, "--to", to, "--speed", "20", NULL};
    pid_t replay = spawn(send, "/dev/null", "/dev/null");
    if (working)
        cr_assert(wait_for(file("events"), "\"stored\"", line), "nothing was acknowledged");
    usleep(life_us);
    kill(gaitd, SIGKILL);
    usleep(50000); /* the listener takes what was sent */
    kill(events, SIGINT);
    kill(replay, SIGKILL);
    waitpid(gaitd, NULL, 0);
    waitpid(events, NULL, 0);
    waitpid(replay, NULL, 0);
    return read_told(file("events"));
}

Test(keep_kill, of_what_the_daemon_acknowledged_nothing_is_lost_in_10_kills)
{
    struct help_random r = seeded("10 kills of gaitd");
    const char *const make[] = {
        GAIT_BINARY_DIR "/gaitctl", "synth", "asphalt-easy", file("run"), "--minutes", "2", NULL};
    char recording[400];
    int acknowledging = 0;
    long strides = 0;

    snprintf(recording, sizeof recording, "%s/run", help_scratch());
    waitpid(spawn(make, "/dev/null", "/dev/null"), NULL, 0);
    FILE *f = fopen(file("config"), "w");
    cr_assert(f);
    fprintf(f, "[publish]\nto =\n[store]\nfile = %s\n", path);
    fclose(f);
    for (int i = 0; i < DAEMON_KILLS; i++) {
        int64_t session;
        int before = left_open(&session);
        const struct told *t =
            live_with_daemon(i % 5 != 0, (unsigned)(help_uniform(&r) * 1000000), recording);
        if (t->acknowledged == 0)
            continue;
        before = t->session == session ? before : 0;
        check_daemon(i, t, before);
        acknowledging++;
        strides += t->acknowledged - before;
    }
    cr_assert_str_eq(help_store_integrity(path), "ok");
    cr_assert_geq(acknowledging, DAEMON_KILLS * 4 / 5);
    fprintf(stderr, "%d of %d lives acknowledged %ld strides, none lost\n", acknowledging,
            DAEMON_KILLS, strides);
    const char *const clean[] = {"/bin/rm", "-rf", recording, NULL};
    waitpid(spawn(clean, "/dev/null", "/dev/null"), NULL, 0);
}
