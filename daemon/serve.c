/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/serve.h"

#include "daemon/serve_parts.h"
#include "daemon/status.h"
#include "daemon/wake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#define CAPTURES_A_TURN 64
#define SECOND_NS INT64_C(1000000000)

int64_t serve_clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

int serve_fail(const char *what, const char *why)
{
    log_line(LOG_ERR, "%s: %s", what, why);
    return -1;
}

int serve_watch(struct server *s, int fd)
{
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, fd, &e) < 0 ? -errno : 0;
}

static int start_threads(struct server *s)
{
    int error = analysis_start(s->analysis);
    if (error < 0)
        return serve_fail("analysis thread", strerror(-error));
    s->analysing = true;
    error = receive_start(s->receive);
    if (error < 0)
        return serve_fail("intake thread", strerror(-error));
    s->receiving = true;
    s->keep = keep_open(s->config);
    bool watched = !s->keep || serve_watch(s, keep_ready_fd(s->keep)) == 0;
    return watched ? 0 : serve_fail("store", strerror(errno));
}

/* Between taking an event and sending it: who subscribed before the samples came gets it. */
static void take_subscriptions(struct server *s, int64_t now_ns)
{
    struct intake_subscription sub;
    while (receive_subscription(s->receive, &sub))
        publish_subscribe(s->publish, &sub, now_ns);
}

/* Once a second: how the sensors are heard. */
static void look(struct server *s, int64_t now_ns)
{
    const struct gait_event *e;
    receive_heard(s->receive, board_heard(s->board));
    if (!board_look(s->board) || !publish_wants_sensors(s->publish, now_ns))
        return;
    for (int i = 0; board_next(s->board, i, &e); i++)
        publish_event(s->publish, e, now_ns);
}

static void keep_rules(struct server *s)
{
    struct intake_rule rule;
    int64_t now_ns = serve_clock_ns(CLOCK_MONOTONIC);
    while (receive_rule(s->receive, &rule)) {
        status_rule(&s->rule_log, &rule, now_ns);
        remember_rule(s->remember, &rule, now_ns);
    }
}

static void publish_all(struct server *s)
{
    struct gait_event e;
    int64_t now_ns = serve_clock_ns(CLOCK_MONOTONIC);

    take_subscriptions(s, now_ns);
    while (gait_ring_pop(s->events, &e)) {
        take_subscriptions(s, now_ns);
        publish_event(s->publish, &e, now_ns);
        keep_event(s->keep, &e);
        board_event(s->board, &e);
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
        struct receive_state in = receive_state(s->receive);
        status_limits(&s->limits_log, &in.intake, &s->limits_told, serve_clock_ns(CLOCK_MONOTONIC));
        look(s, serve_clock_ns(CLOCK_MONOTONIC));
        remember_write(s->remember, serve_clock_ns(CLOCK_MONOTONIC));
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
        keep_rules(s);
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
             "stopped: %llu datagrams, %llu beyond their source's share, %llu samples, "
             "%llu lost by the network, %llu by the socket, "
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
        keep_rules(s);
        remember_write(s->remember, INT64_MAX);
        while (record_some(s))
            continue;
        log_end(s);
    }
    keep_close(s->keep, s->publish, serve_clock_ns(CLOCK_MONOTONIC));
    if (record_close(s->record, why, sizeof why) < 0)
        log_line(LOG_ERR, "%s", why);
    receive_free(s->receive);
    analysis_free(s->analysis);
    publish_free(s->publish);
    board_free(s->board);
    remember_free(s->remember);
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

int serve(const struct config *c, const struct listen_at *at, int places)
{
    struct server *s = calloc(1, sizeof *s);
    int code = 1;

    if (!s)
        return 1;
    *s = (struct server){.config = c,
                         .at = at,
                         .places = places,
                         .epoll_fd = -1,
                         .signal_fd = -1,
                         .timer_fd = -1};
    if (serve_open(s) == 0 && start_threads(s) == 0) {
        serve_tell_sockets(s);
        sd_notify(0, "READY=1");
        loop(s);
        sd_notify(0, "STOPPING=1");
        code = 0;
    }
    close_all(s);
    free(s);
    return code;
}
