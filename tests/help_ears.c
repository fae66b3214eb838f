/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_ears.h"

#include "daemon/osc.h"
#include "daemon/publish.h"

#include <arpa/inet.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 40

static struct {
    pthread_t thread;
    int fd, events, period_ms;
    struct gait_event event[EVENTS];
    struct publish *publish;
    atomic_bool stop;
    atomic_int asked;
} gaitd;

struct gait_event help_ears_heard(const char *id, enum gait_placement p)
{
    struct gait_event e = {.kind = GAIT_EVENT_HEARD,
                           .t_ns = 1000000000,
                           .announced_ns = GAIT_NO_TIME,
                           .runner = "anna",
                           .impact = {NAN, NAN, NAN, false, false}};
    struct gait_hearing *h = &e.u.heard;
    memset(h, 0, sizeof *h);
    gait_name_copy(e.sensor, id);
    strcpy(h->from, "192.168.1.21:8010");
    strcpy(h->dialect, "ngimu");
    strcpy(h->unit_a, "g");
    strcpy(h->unit_w, "deg/s");
    strcpy(h->clock, "UTC");
    h->placement = p;
    h->placement_confidence = NAN;
    h->rate_hz = h->rate_now_hz = 512;
    h->axes = 077;
    h->samples = 100000;
    h->loss = 0.001f;
    h->skew_ppm = 12;
    h->delay_ms = 3;
    h->battery = 0.9f;
    h->battery_v = NAN;
    h->range_g = 16;
    h->clipped_share = 0;
    h->up[1] = 1;
    h->age_s = 0.1f;
    h->motion_g = 0.25f;
    return e;
}

struct gait_event help_ears_refused(const char *reason, uint32_t count)
{
    struct gait_event e = {.kind = GAIT_EVENT_REFUSED,
                           .t_ns = 1000000000,
                           .announced_ns = GAIT_NO_TIME,
                           .runner = "gaitd",
                           .impact = {NAN, NAN, NAN, false, false}};
    memset(&e.u.refused, 0, sizeof e.u.refused);
    gait_name_copy(e.u.refused.reason, reason);
    e.u.refused.count = count;
    strcpy(e.u.refused.from, "192.168.1.77:5555");
    strcpy(e.u.refused.what, "/foo ,fff");
    strcpy(e.u.refused.why, "It was not right.");
    return e;
}

struct gait_event help_ears_listening(void)
{
    struct gait_event e = {.kind = GAIT_EVENT_LISTENING,
                           .t_ns = 1000000000,
                           .announced_ns = GAIT_NO_TIME,
                           .runner = "gaitd",
                           .impact = {NAN, NAN, NAN, false, false}};
    memset(&e.u.listening, 0, sizeof e.u.listening);
    strcpy(e.u.listening.at, "0.0.0.0:8000");
    e.u.listening.datagrams = 2000;
    e.u.listening.messages = 2000;
    e.u.listening.samples = 1900;
    e.u.listening.sources = 1;
    return e;
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static struct gait_event *sensor(const char *id)
{
    for (int i = 0; i < gaitd.events; i++)
        if (gaitd.event[i].kind == GAIT_EVENT_HEARD && strcmp(gaitd.event[i].sensor, id) == 0)
            return &gaitd.event[i];
    return NULL;
}

static void obey(const struct osc_message *m)
{
    struct gait_event *e = m->args == 2 && osc_string(m, 0) ? sensor(osc_string(m, 0)) : NULL;
    if (!e || !osc_string(m, 1))
        return;
    if (strcmp(m->address, "/gait/name") == 0)
        gait_name_copy(e->sensor, osc_string(m, 1));
    if (strcmp(m->address, "/gait/place") == 0 &&
        gait_placement_parse(osc_string(m, 1), &e->u.heard.placement))
        e->u.heard.placement_confidence = NAN;
}

static void take(const uint8_t *bytes, size_t size, const struct sockaddr_in *from)
{
    struct osc_walk w;
    struct osc_message m;
    struct intake_source source = {.port = ntohs(from->sin_port)};
    double seconds;

    source.address.s6_addr[10] = source.address.s6_addr[11] = 0xff;
    memcpy(&source.address.s6_addr[12], &from->sin_addr, 4);
    osc_walk_init(&w, bytes, size);
    while (osc_next(&w, &m)) {
        bool subscribes = strcmp(m.address, "/gait/subscribe") == 0 && osc_number(&m, 0, &seconds);
        if (subscribes && m.args == 2 && osc_string(&m, 1) &&
            strcmp(osc_string(&m, 1), "sensors") == 0) {
            struct intake_subscription wanted = {source, (int)seconds, true};
            publish_subscribe(gaitd.publish, &wanted, now_ns());
            gaitd.asked++;
        }
        obey(&m);
    }
}

static void *run(void *arg)
{
    uint8_t bytes[2048];
    int64_t next_ns = now_ns();
    (void)arg;
    while (!gaitd.stop) {
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        struct pollfd wait = {.fd = gaitd.fd, .events = POLLIN};
        if (poll(&wait, 1, 5) > 0) {
            ssize_t n = recvfrom(gaitd.fd, bytes, sizeof bytes, MSG_DONTWAIT,
                                 (struct sockaddr *)&from, &size);
            if (n >= 0)
                take(bytes, (size_t)n, &from);
        }
        if (now_ns() < next_ns)
            continue;
        for (int i = 0; i < gaitd.events; i++)
            publish_event(gaitd.publish, &gaitd.event[i], now_ns());
        next_ns += gaitd.period_ms * INT64_C(1000000);
    }
    return NULL;
}

int help_ears_start(const struct gait_event *e, int n, int period_ms)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    char why[256];

    gaitd.events = n < EVENTS ? n : EVENTS;
    memcpy(gaitd.event, e, (size_t)gaitd.events * sizeof *e);
    gaitd.period_ms = period_ms;
    gaitd.stop = false;
    gaitd.asked = 0;
    gaitd.publish = publish_new("", 8, why, sizeof why);
    gaitd.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (!gaitd.publish || bind(gaitd.fd, (struct sockaddr *)&here, size) < 0)
        abort();
    getsockname(gaitd.fd, (struct sockaddr *)&here, &size);
    if (pthread_create(&gaitd.thread, NULL, run, NULL))
        abort();
    return ntohs(here.sin_port);
}

void help_ears_stop(void)
{
    gaitd.stop = true;
    pthread_join(gaitd.thread, NULL);
    close(gaitd.fd);
    publish_free(gaitd.publish);
}

int help_ears_asked(void)
{
    return gaitd.asked;
}
