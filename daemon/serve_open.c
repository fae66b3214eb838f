/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon makes before it begins. */
#include "daemon/serve_parts.h"
#include "daemon/store.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#define FRAMES 65536
#define EVENTS 4096
#define CAPTURES 4096
#define SECOND_NS INT64_C(1000000000)

_Static_assert(RECEIVE_SOCKETS_MAX >= LISTEN_MAX, "a socket for each place to listen at");

/* Sockets that systemd holds for us, with the buffers that its units gave them. */
static int take_passed(struct server *s)
{
    char why[CONFIG_WHY_MAX];
    int passed = sd_listen_fds(1);

    for (int i = 0; i < passed; i++) {
        int fd = SD_LISTEN_FDS_START + i;
        if (sd_is_socket(fd, AF_UNSPEC, SOCK_DGRAM, -1) <= 0)
            continue;
        if (s->sockets == RECEIVE_SOCKETS_MAX)
            return serve_fail("sockets", "more were passed than can be used");
        if (socket_adopt(fd, 0, &s->socket[s->sockets], why, sizeof why) < 0)
            return serve_fail("passed socket", why);
        s->sockets++;
    }
    return 0;
}

static int open_own(struct server *s)
{
    char why[CONFIG_WHY_MAX];
    struct listen_at at[LISTEN_MAX];
    const struct config *c = s->config;
    int n = s->places;

    memcpy(at, s->at, (size_t)n * sizeof *at);
    if (n > 0 ? listen_settle(at, n, why, sizeof why) < 0
              : (n = listen_pairs(c->listen.address, &c->listen.port, at, why, sizeof why)) < 0)
        return serve_fail("listen", why);
    for (int i = 0; i < n; i++, s->sockets++)
        if (socket_listen(&at[i], c->listen.receive_buffer, &s->socket[i], why, sizeof why) < 0)
            return serve_fail("listen", why);
    return 0;
}

void serve_tell_sockets(struct server *s)
{
    char at[GAIT_WHY_MAX] = "", line[LISTEN_MAX * (LISTEN_ADDRESS_MAX + 16)] = "";
    bool loopback = true;

    for (int i = 0; i < s->sockets; i++) {
        struct listen_at b = socket_bound(s->socket[i]);
        bool v6 = strchr(b.address, ':') != NULL;
        size_t n = strlen(at), m = strlen(line);
        snprintf(at + n, sizeof at - n, v6 ? "%s[%s]:%u" : "%s%s:%u", n ? " " : "", b.address,
                 b.port);
        if (strlen(at) == sizeof at - 1) /* cut: no half address */
            at[n] = '\0';
        snprintf(line + m, sizeof line - m, "%s%s port %u", m ? ", " : "", b.address, b.port);
        loopback = loopback && socket_is_loopback(s->socket[i]);
    }
    board_listens(s->board, at, loopback);
    log_line(LOG_NOTICE, "gaitd " GAIT_VERSION ": listening on %s", line);
    if (!loopback)
        log_line(LOG_WARNING,
                 "listen: anybody on the network may send to it, marks and speeds too");
}

static int open_loop(struct server *s)
{
    struct itimerspec second = {{1, 0}, {1, 0}};
    uint64_t watchdog_us = 0;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set,
                    NULL); /* the threads made after this have it blocked as well */
    signal(SIGPIPE, SIG_IGN);
    s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    s->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (sd_watchdog_enabled(0, &watchdog_us) > 0 &&
        watchdog_us < 3000000) { /* three feeds a period */
        long ns = (long)(watchdog_us * 1000 / 3);
        second =
            (struct itimerspec){{ns / SECOND_NS, ns % SECOND_NS}, {ns / SECOND_NS, ns % SECOND_NS}};
    }
    if (s->epoll_fd < 0 || s->signal_fd < 0 || s->timer_fd < 0 ||
        timerfd_settime(s->timer_fd, 0, &second, NULL) < 0 || serve_watch(s, s->signal_fd) < 0 ||
        serve_watch(s, s->timer_fd) < 0 || serve_watch(s, analysis_ready_fd(s->analysis)) < 0 ||
        serve_watch(s, receive_ready_fd(s->receive)) < 0)
        return serve_fail("main loop", strerror(errno));
    return 0;
}

static struct receive_settings receive_settings(const struct server *s)
{
    struct receive_settings r = {
        .frames = s->frames, .captures = s->captures, .sockets = s->sockets};

    r.frames_fd = analysis_wake_fd(s->analysis);
    memcpy(r.socket, s->socket, sizeof r.socket);
    r.intake.clock = s->config->gait.clock;
    r.intake.rule = s->rule;
    r.intake.rules = s->rules;
    r.intake.epoch_ns = s->epoch_ns;
    r.intake.source_rate_max = s->config->listen.source_rate_max;
    r.intake.quiet_ns = (int64_t)(s->config->gait.session.quiet_s * 1e9);
    gait_name_copy(r.intake.runner, s->config->listen.runner);
    return r;
}

/* What the configuration says of the sensors, and what is remembered of them. */
static int open_rules(struct server *s)
{
    char path[4096];
    bool fits = store_path(s->config->store.file, path, sizeof path);
    s->remember = remember_new(fits ? path : NULL);
    if (!s->remember)
        return serve_fail("start", "no memory");
    s->rules = remember_rules(s->remember, s->config->rule, s->config->rules, s->rule);
    return 0;
}

static int open_record(struct server *s)
{
    char name[48], why[CONFIG_WHY_MAX];
    time_t now = time(NULL);
    struct tm utc;

    if (!*s->config->record.folder)
        return 0;
    gmtime_r(&now, &utc);
    size_t n = strftime(name, sizeof name - 12, "gaitd-%Y%m%dT%H%M%SZ", &utc);
    snprintf(name + n, sizeof name - n, "-%d", (int)getpid());
    struct receive_settings r = receive_settings(s);
    r.intake.source_rate_max = 0; /* what it gets has passed */
    struct record_limits limits = {s->config->record.limit_mb, s->config->record.keep_mb};
    s->captures = gait_ring_new(CAPTURES, sizeof(struct record_datagram));
    s->record =
        record_open(s->config->record.folder, name, &r.intake, limits, why, sizeof why);
    if (!s->captures || !s->record)
        return serve_fail("record", s->captures ? why : "no memory");
    log_line(LOG_NOTICE, "record: into %s/%s, up to %d MB", s->config->record.folder, name,
             s->config->record.limit_mb);
    return 0;
}

int serve_open(struct server *s)
{
    char why[CONFIG_WHY_MAX];

    s->epoch_ns = serve_clock_ns(CLOCK_REALTIME) - serve_clock_ns(CLOCK_MONOTONIC);
    s->publish =
        publish_new(s->config->publish.to, s->config->publish.subscribers_max, why, sizeof why);
    if (!s->publish)
        return serve_fail("publish", why);
    if (!(s->board = board_new()))
        return serve_fail("start", "no memory");
    s->frames = gait_ring_new(FRAMES, sizeof(struct gait_frame));
    s->events = gait_ring_new(EVENTS, sizeof(struct gait_event));
    if (!s->frames || !s->events ||
        !(s->analysis = analysis_new(&s->config->gait, s->frames, s->events)))
        return serve_fail("start", "no memory");
    gait_ring_touch(s->frames);
    gait_ring_touch(s->events);
    if (take_passed(s) < 0 || (s->sockets == 0 && open_own(s) < 0) || open_rules(s) < 0 ||
        open_record(s) < 0)
        return -1;
    struct receive_settings r = receive_settings(s);
    s->receive = receive_new(&r);
    return s->receive ? open_loop(s) : serve_fail("start", "no memory");
}
