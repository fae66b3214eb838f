/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/serve.h"

#include "daemon/analysis.h"
#include "daemon/keep.h"
#include "daemon/log.h"
#include "daemon/publish.h"
#include "daemon/receive.h"
#include "daemon/record.h"
#include "daemon/status.h"
#include "daemon/wake.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
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
#define CAPTURES_A_TURN 64
#define SECOND_NS INT64_C(1000000000)

struct server {
    const struct config *config;
    struct gait_ring *frames, *events, *captures;
    struct analysis *analysis;
    struct receive *receive;
    struct publish *publish;
    struct record *record;
    struct keep *keep;
    struct socket_udp *socket[RECEIVE_SOCKETS_MAX];
    int sockets;
    int epoll_fd, signal_fd, timer_fd;
    int64_t epoch_ns;
    struct log_limit sensor_log;
    uint64_t ticks_receive, ticks_analysis;
    bool receiving, analysing, stopping;
};

static int64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

static int fail(const char *what, const char *why)
{
    log_line(LOG_ERR, "%s: %s", what, why);
    return -1;
}

/* Sockets that systemd holds for us, with the buffers that its units gave them; else one of our
 * own. */
static int open_sockets(struct server *s)
{
    char why[CONFIG_WHY_MAX];
    int passed = sd_listen_fds(1), buffer = s->config->listen.receive_buffer;

    for (int i = 0; i < passed; i++) {
        int fd = SD_LISTEN_FDS_START + i;
        if (sd_is_socket(fd, AF_UNSPEC, SOCK_DGRAM, -1) <= 0)
            continue;
        if (s->sockets == RECEIVE_SOCKETS_MAX)
            return fail("sockets", "more were passed than can be used");
        if (socket_adopt(fd, 0, &s->socket[s->sockets], why, sizeof why) < 0)
            return fail("passed socket", why);
        s->sockets++;
    }
    if (s->sockets > 0)
        return 0;
    if (socket_open(s->config->listen.address, (uint16_t)s->config->listen.port, buffer,
                    &s->socket[0], why, sizeof why) < 0)
        return fail("listen", why);
    s->sockets = 1;
    return 0;
}

static int watch(struct server *s, int fd)
{
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, fd, &e) < 0 ? -errno : 0;
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
        timerfd_settime(s->timer_fd, 0, &second, NULL) < 0 || watch(s, s->signal_fd) < 0 ||
        watch(s, s->timer_fd) < 0 || watch(s, analysis_ready_fd(s->analysis)) < 0 ||
        watch(s, receive_ready_fd(s->receive)) < 0)
        return fail("main loop", strerror(errno));
    return 0;
}

static struct receive_settings receive_settings(const struct server *s)
{
    struct receive_settings r = {
        .frames = s->frames, .captures = s->captures, .sockets = s->sockets};

    r.frames_fd = analysis_wake_fd(s->analysis);
    memcpy(r.socket, s->socket, sizeof r.socket);
    r.intake.clock = s->config->gait.clock;
    r.intake.rule = s->config->rule;
    r.intake.rules = s->config->rules;
    r.intake.epoch_ns = s->epoch_ns;
    r.intake.source_rate_max = s->config->listen.source_rate_max;
    r.intake.quiet_ns = (int64_t)(s->config->gait.session.quiet_s * 1e9);
    gait_name_copy(r.intake.runner, s->config->listen.runner);
    return r;
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
        return fail("record", s->captures ? why : "no memory");
    log_line(LOG_NOTICE, "record: into %s/%s, up to %d MB", s->config->record.folder, name,
             s->config->record.limit_mb);
    return 0;
}

static int open_all(struct server *s)
{
    char why[CONFIG_WHY_MAX];

    s->epoch_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
    s->publish =
        publish_new(s->config->publish.to, s->config->publish.subscribers_max, why, sizeof why);
    if (!s->publish)
        return fail("publish", why);
    s->frames = gait_ring_new(FRAMES, sizeof(struct gait_frame));
    s->events = gait_ring_new(EVENTS, sizeof(struct gait_event));
    if (!s->frames || !s->events ||
        !(s->analysis = analysis_new(&s->config->gait, s->frames, s->events)))
        return fail("start", "no memory");
    if (open_sockets(s) < 0 || open_record(s) < 0)
        return -1;
    struct receive_settings r = receive_settings(s);
    s->receive = receive_new(&r);
    return s->receive ? open_loop(s) : fail("start", "no memory");
}

static int start_threads(struct server *s)
{
    int error = analysis_start(s->analysis);
    if (error < 0)
        return fail("analysis thread", strerror(-error));
    s->analysing = true;
    error = receive_start(s->receive);
    if (error < 0)
        return fail("intake thread", strerror(-error));
    s->receiving = true;
    s->keep = keep_open(s->config);
    return s->keep && watch(s, keep_ready_fd(s->keep)) < 0 ? fail("store", strerror(errno)) : 0;
}

/* Between taking an event and sending it: who subscribed before the samples came gets it. */
static void take_subscriptions(struct server *s, int64_t now_ns)
{
    struct receive_subscription sub;
    while (receive_subscription(s->receive, &sub))
        publish_subscribe(s->publish, &sub.from, sub.seconds, now_ns);
}

static void publish_all(struct server *s)
{
    struct gait_event e;
    int64_t now_ns = clock_ns(CLOCK_MONOTONIC);

    take_subscriptions(s, now_ns);
    while (gait_ring_pop(s->events, &e)) {
        take_subscriptions(s, now_ns);
        publish_event(s->publish, &e, now_ns);
        keep_event(s->keep, &e);
        status_sensor(&s->sensor_log, &e, now_ns);
    }
    keep_publish(s->keep, s->publish, now_ns);
}

/* A bounded share, so that events never wait for the disk. True: there may be more. */
static bool record_some(struct server *s)
{
    static struct record_datagram d; /* too large for a stack; main thread only */
    char why[CONFIG_WHY_MAX];

    for (int i = 0; s->captures && i < CAPTURES_A_TURN; i++) {
        if (!gait_ring_pop(s->captures, &d))
            return false;
        if (!record_datagram(s->record, &d, why, sizeof why))
            log_line(LOG_ERR, "%s", why);
    }
    return s->captures != NULL;
}

static void feed_watchdog(struct server *s)
{
    uint64_t receive = receive_ticks(s->receive), analysis = analysis_ticks(s->analysis);
    struct receive_state in = receive_state(s->receive);
    struct gait_pipeline_state found = analysis_state(s->analysis);

    if (receive != s->ticks_receive && analysis != s->ticks_analysis) {
        s->ticks_receive = receive;
        s->ticks_analysis = analysis;
        sd_notify(0, "WATCHDOG=1");
    }
    sd_notifyf(0, "STATUS=%d sensors, %llu samples, %llu lost, %llu strides", found.sensors,
               (unsigned long long)in.intake.samples, (unsigned long long)in.intake.lost,
               (unsigned long long)found.strides);
}

static void take(struct server *s, int fd)
{
    if (fd == s->signal_fd) {
        s->stopping = true;
    } else if (fd == s->timer_fd) {
        wake_clear(fd);
        feed_watchdog(s);
    } else {
        wake_clear(fd);
    }
}

static void loop(struct server *s)
{
    struct epoll_event ready[8];

    while (!s->stopping) {
        int n = epoll_wait(s->epoll_fd, ready, 8, -1);
        for (int i = 0; i < n; i++)
            take(s, ready[i].data.fd);
        publish_all(s);
        if (record_some(s))
            wake_up(receive_ready_fd(s->receive));
    }
}

static void log_end(struct server *s)
{
    struct receive_state in = receive_state(s->receive);
    struct gait_pipeline_state found = analysis_state(s->analysis);
    struct publish_counts out = publish_counts(s->publish);
    struct gait_ring_state frames = gait_ring_state(s->frames), events = gait_ring_state(s->events);

    log_line(LOG_NOTICE,
             "stopped: %llu datagrams, %llu beyond their source's share, %llu samples, %llu lost by the network, %llu by the socket, "
             "%llu frames and %llu events refused, %llu too many for the recorder, %llu strides, "
             "%llu messages sent, %llu failed",
             (unsigned long long)in.intake.datagrams,
             (unsigned long long)(in.intake.refused[DECODE_TOO_FAST] +
                                  in.intake.refused[DECODE_TOO_MANY_SOURCES]),
             (unsigned long long)in.intake.samples,
             (unsigned long long)in.intake.lost, (unsigned long long)in.kernel_drops,
             (unsigned long long)frames.refused, (unsigned long long)events.refused,
             (unsigned long long)in.capture_refused, (unsigned long long)found.strides,
             (unsigned long long)out.sent, (unsigned long long)out.failed);
}

static void close_all(struct server *s)
{
    char why[CONFIG_WHY_MAX];

    if (s->receiving)
        receive_stop(s->receive);
    if (s->analysing) {
        analysis_stop(s->analysis);
        publish_all(s);
        while (record_some(s))
            continue;
        log_end(s);
    }
    keep_close(s->keep, s->publish, clock_ns(CLOCK_MONOTONIC));
    if (record_close(s->record, why, sizeof why) < 0)
        log_line(LOG_ERR, "%s", why);
    receive_free(s->receive);
    analysis_free(s->analysis);
    publish_free(s->publish);
    gait_ring_free(s->frames);
    gait_ring_free(s->events);
    gait_ring_free(s->captures);
    for (int i = 0; i < s->sockets; i++)
        socket_close(s->socket[i]);
    int fds[] = {s->epoll_fd, s->signal_fd, s->timer_fd};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

int serve(const struct config *c)
{
    struct server *s = calloc(1, sizeof *s);
    int code = 1;

    if (!s)
        return 1;
    *s = (struct server){.config = c, .epoll_fd = -1, .signal_fd = -1, .timer_fd = -1};
    if (open_all(s) == 0 && start_threads(s) == 0) {
        log_line(LOG_NOTICE, "gaitd " GAIT_VERSION ": listening on %s port %d", c->listen.address,
                 (int)socket_port(s->socket[0]));
        sd_notify(0, "READY=1");
        loop(s);
        sd_notify(0, "STOPPING=1");
        code = 0;
    }
    close_all(s);
    free(s);
    return code;
}
