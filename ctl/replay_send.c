/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay.h"

#include "ctl/flow.h"
#include "ctl/merge.h"
#include "ctl/replay_span.h"
#include "ctl/replay_way.h"
#include "daemon/osc.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 1 /* the time tag that says no time */
#define SECOND_NS INT64_C(1000000000)
#define LATE_NS (SECOND_NS / 20)

struct replay {
    const struct replay_settings *settings;
    const struct recording *recording;
    int fd[GAIT_SENSORS_MAX];
    int fds;
    struct flow flow;
    struct replay_way *way;
    size_t stamp_at; /* where in a packet its arrival stands; 0: nowhere */
    int64_t base_ns;    /* Unix time of 0 on the recording's line */
    int64_t begun_ns;   /* monotonic time of the first datagram */
    struct replay_span span;
    int64_t arrival_ns; /* of the last datagram, on the line: arrivals keep their order */
    int64_t about_ns[GAIT_SENSORS_MAX]; /* when each says again what it is */
    long sent;
    int bar; /* percent shown, -1: none */
};

static int64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

/* Waits until it is time for what arrives at arrival_ns of the line. After a stop (of this program,
 * or of the receiver it waited for) it goes on at its pace: what was missed is not made up for, for
 * that much at once does not fit into the receiver's socket. */
static void wait_for(struct replay *r, int64_t arrival_ns)
{
    if (r->settings->speed == 0)
        return;
    int64_t due_ns = r->begun_ns + llround((double)(arrival_ns - r->span.first_ns) / r->settings->speed);
    int64_t late_ns = clock_ns(CLOCK_MONOTONIC) - due_ns;
    if (late_ns > LATE_NS && !r->settings->bare)
        r->begun_ns += late_ns;
    struct timespec t = {due_ns / SECOND_NS, due_ns % SECOND_NS};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        continue;
}

static int send_packet(struct replay *r, int sensor, const struct packet *p)
{
    int fd = r->fd[r->settings->dialect->socket_each && sensor >= 0 ? sensor : 0];
    const struct sockaddr *to = (const struct sockaddr *)&r->settings->address;

    if (p->size > PACKET_ROOM)
        return -EMSGSIZE;
    while (sendto(fd, p->bytes, p->size, 0, to, sizeof r->settings->address) < 0) {
        if (errno == ENOBUFS)
            nanosleep(&(struct timespec){0, 1000000}, NULL);
        else if (errno != EINTR && errno != ECONNREFUSED)
            return -errno;
    }
    r->sent++;
    if (r->settings->speed == 0 || (r->flow.local && !r->settings->bare))
        flow_sent(&r->flow);
    return 0;
}

/* Begins a packet: a bundle with the stamp of its arrival, and an element that is open for the
 * sensor's own. */
static size_t begin(struct replay *r, struct packet *p, uint64_t bundle_tag)
{
    packet_clear(p);
    if (r->settings->bare)
        return 0;
    packet_bundle(p, bundle_tag);
    size_t stamp = packet_open(p);
    packet_string(p, "/gait/replay");
    packet_string(p, ",t");
    r->stamp_at = p->size;
    packet_tag(p, osc_ns_tag(OSC_UNIX_NS + r->base_ns + r->arrival_ns));
    packet_close(p, stamp);
    return packet_open(p);
}

static int end(struct replay *r, int sensor, struct packet *p, size_t element)
{
    if (!r->settings->bare)
        packet_close(p, element);
    return send_packet(r, sensor, p);
}

/* What was kept back arrives now. */
static int send_held(struct replay *r, int sensor, bool at_once)
{
    struct packet *p = replay_way_due(r->way, sensor >= 0 ? sensor : 0, at_once);
    struct packet stamp;

    if (!p)
        return 0;
    if (!r->settings->bare) {
        packet_clear(&stamp);
        packet_tag(&stamp, osc_ns_tag(OSC_UNIX_NS + r->base_ns + r->arrival_ns));
        memcpy(p->bytes + r->stamp_at, stamp.bytes, stamp.size);
    }
    return send_packet(r, sensor, p);
}

/* Sends a sender's datagram by the way that was asked for. */
static int end_on_way(struct replay *r, int sensor, struct packet *p, size_t element)
{
    int sender = sensor >= 0 ? sensor : 0, result = 0;

    if (!r->settings->bare)
        packet_close(p, element);
    if (replay_way_holds(r->way, sender, p))
        return 0;
    for (int times = replay_way_doubles(r->way) ? 2 : 1; times > 0 && result == 0; times--)
        result = send_packet(r, sensor, p);
    return result < 0 ? result : send_held(r, sensor, false);
}

static int send_about(struct replay *r, int sensor, int64_t t_ns)
{
    const struct dialect *d = r->settings->dialect;
    struct packet p;

    if (!d->about || t_ns < r->about_ns[sensor])
        return 0;
    r->about_ns[sensor] = t_ns + SECOND_NS;
    size_t element = begin(r, &p, AT_ONCE);
    d->about(&p, &r->recording->sensor[sensor]);
    return end(r, sensor, &p, element);
}

static int send_sample(struct replay *r, int sensor, int64_t t_ns, const float *row)
{
    struct packet p;
    int result = send_about(r, sensor, t_ns);

    if (result < 0 || replay_way_loses(r->way))
        return result;
    int64_t device_ns = r->base_ns + t_ns + llround((double)t_ns * r->settings->skew_ppm * 1e-6);
    size_t element = begin(r, &p, AT_ONCE);
    r->settings->dialect->sample(&p, &r->recording->sensor[sensor], device_ns, row);
    return end_on_way(r, sensor, &p, element);
}

/* What holds from t_ns of the line on; m is NULL at the end. */
static int send_mark(struct replay *r, int64_t t_ns, const struct recording_mark *m)
{
    struct packet p;
    size_t element = begin(r, &p, osc_ns_tag(OSC_UNIX_NS + r->base_ns + t_ns));

    packet_string(&p, !m ? "/gait/replay/end" : m->surface[0] ? "/gait/mark" : "/gait/speed");
    packet_string(&p, !m ? "," : m->surface[0] ? ",s" : ",ff");
    if (m && m->surface[0])
        packet_string(&p, m->surface);
    if (m && !m->surface[0]) {
        packet_float(&p, m->speed_ms);
        packet_float(&p, m->slope_deg);
    }
    return end(r, -1, &p, element);
}

static void show_bar(struct replay *r, int64_t t_ns)
{
    int percent = (int)(100 * (t_ns - r->span.first_ns) / (r->span.length_ns * r->settings->loops + 1));
    if (r->bar < 0 || percent == r->bar)
        return;
    r->bar = percent;
    fprintf(stderr, "\r%3d %% %.*s%*s", percent, percent / 2,
            "##################################################", 50 - percent / 2, "");
}

/* Waits for what arrives at t_ns of the line, or a little later. */
static void wait_for_arrival(struct replay *r, int64_t t_ns)
{
    int64_t late_ns = llround(replay_way_share(r->way) * r->settings->jitter_ms * 1e6);
    if (t_ns + late_ns > r->arrival_ns)
        r->arrival_ns = t_ns + late_ns;
    wait_for(r, r->arrival_ns);
    show_bar(r, t_ns);
}

static int send_loop(struct replay *r, int loop)
{
    struct merge m;
    struct merge_item x;
    int result = 0;

    merge_init(&m, r->recording);
    while (result == 0 && merge_next(&m, &x)) {
        int64_t t_ns = x.t_ns + loop * r->span.length_ns;
        wait_for_arrival(r, t_ns);
        result = x.sensor < 0 ? send_mark(r, t_ns, x.mark)
                              : send_sample(r, x.sensor, t_ns, x.row);
    }
    return result;
}

static int send_marks_until(struct replay *r, int *mark, int64_t t_ns)
{
    int result = 0;
    for (; result == 0 && *mark < r->recording->marks; ++*mark) {
        const struct recording_mark *m = &r->recording->mark[*mark];
        int64_t at_ns = llround(m->t_s * 1e9);
        if (at_ns > t_ns)
            break;
        result = send_mark(r, at_ns, m);
    }
    return result;
}

/* The datagrams of a capture, each as it is. */
static int send_capture(struct replay *r, struct capture *c)
{
    struct packet p;
    const uint8_t *bytes;
    size_t size;
    int64_t t_ns;
    int got, mark = 0, result = 0;

    while (result == 0 && (got = capture_next(c, &t_ns, &bytes, &size)) > 0) {
        wait_for_arrival(r, t_ns);
        result = send_marks_until(r, &mark, t_ns);
        if (result < 0 || replay_way_loses(r->way))
            continue;
        size_t element = begin(r, &p, AT_ONCE);
        packet_bytes(&p, bytes, size);
        result = end_on_way(r, -1, &p, element);
    }
    return result;
}

static int open_sockets(struct replay *r)
{
    int n = r->settings->dialect->socket_each ? r->recording->sensors : 1;
    for (; r->fds < n; r->fds++) {
        r->fd[r->fds] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (r->fd[r->fds] < 0)
            return -errno;
    }
    return 0;
}

/* c: NULL where signal files are sent. */
static int send_all(struct replay *r, struct capture *c)
{
    struct flow_socket before, after;
    bool seen = flow_look(&r->flow, &before);
    int result = 0;

    if (c)
        result = send_capture(r, c);
    for (int i = 0; !c && result == 0 && i < r->settings->loops; i++)
        result = send_loop(r, i);
    for (int i = 0; result == 0 && i < GAIT_SENSORS_MAX; i++)
        result = send_held(r, i, true);
    if (result == 0 && !r->settings->bare)
        result = send_mark(r, r->arrival_ns, NULL);
    if (r->bar >= 0)
        fprintf(stderr, "\r%*s\r", 60, "");
    if (seen && flow_look(&r->flow, &after) && after.drops > before.drops)
        fprintf(stderr, "gaitctl replay: the receiver's socket dropped %ld of %ld datagrams\n",
                after.drops - before.drops, r->sent);
    return result;
}

int replay_send(const struct replay_settings *s, const struct recording *recording, char *why,
                size_t why_size)
{
    struct replay r = {.settings = s,
                       .recording = recording,
                       .way = replay_way_new(s),
                       .bar = isatty(STDERR_FILENO) ? 0 : -1};

    struct capture *c;
    if (!r.way) {
        snprintf(why, why_size, "no memory");
        return -1;
    }
    if (replay_span(s, recording, &r.span, &c, why, why_size) < 0) {
        replay_way_free(r.way);
        return -1;
    }
    int error = open_sockets(&r);
    flow_init(&r.flow, &s->address);
    r.arrival_ns = r.span.first_ns;
    for (int i = 0; i < recording->sensors; i++)
        r.about_ns[i] = INT64_MIN;
    r.base_ns = clock_ns(CLOCK_REALTIME) - r.span.first_ns;
    r.begun_ns = clock_ns(CLOCK_MONOTONIC);
    if (error == 0)
        error = send_all(&r, c);
    capture_close(c);
    replay_way_free(r.way);
    for (int i = 0; i < r.fds; i++)
        close(r.fd[i]);
    if (error < 0)
        snprintf(why, why_size, "%s: %s", s->to, strerror(-error));
    return error < 0 ? -1 : 0;
}
