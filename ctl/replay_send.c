/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_parts.h"

#include "ctl/merge.h"
#include "ctl/replay_way.h"
#include "daemon/osc.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 1 /* the time tag that says no time */
#define SECOND_NS INT64_C(1000000000)
#define LATE_NS (SECOND_NS / 20)

static int64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

/* Waits until it is time for what arrives at arrival_ns of the line. After a stop (of this program,
 * or of the receiver it waited for) it goes on at its pace: what was missed is not made up for, for
 * that much at once does not fit into the receiver's socket. */
void replay_wait(struct replay *r, int64_t arrival_ns)
{
    if (r->settings->speed == 0)
        return;
    double since_ns = (double)(arrival_ns - r->span.first_ns);
    int64_t due_ns = r->begun_ns + llround(since_ns / r->settings->speed);
    int64_t late_ns = clock_ns(CLOCK_MONOTONIC) - due_ns;
    if (late_ns > LATE_NS && !r->settings->bare)
        r->begun_ns += late_ns;
    struct timespec t = {due_ns / SECOND_NS, due_ns % SECOND_NS};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        continue;
}

static int send_about(struct replay *r, int sensor, int64_t t_ns)
{
    const struct dialect *d = r->settings->dialect;
    struct packet p;

    if (!d->about || t_ns < r->about_ns[sensor])
        return 0;
    r->about_ns[sensor] = t_ns + SECOND_NS;
    struct replay_envelope e = replay_begin(r, &p, AT_ONCE, false, NULL);
    d->about(&p, &r->recording->sensor[sensor]);
    return replay_end(r, sensor, &p, e);
}

static int send_said(struct replay *r, int sensor, int datagrams)
{
    struct dialect_said *x = &r->voice[sensor].said;
    struct packet p;
    int result = 0;

    for (x->part = 0; result == 0 && x->part < datagrams; x->part++) {
        if (replay_way_loses(r->way))
            continue;
        struct replay_envelope e = replay_begin(r, &p, AT_ONCE, x->dialect->raw, NULL);
        dialect_write(&p, x);
        result = replay_end_on_way(r, sensor, &p, e);
    }
    return result;
}

static int send_sample(struct replay *r, int sensor, int64_t t_ns, const float *row)
{
    int64_t device_ns = r->base_ns + t_ns + llround((double)t_ns * r->settings->skew_ppm * 1e-6);
    int result = send_about(r, sensor, t_ns);

    return result < 0
               ? result
               : send_said(r, sensor, dialect_voice_take(&r->voice[sensor], device_ns, row));
}

/* What sensors kept for a fuller datagram. */
static int send_rest(struct replay *r)
{
    int result = 0;
    for (int i = 0; result == 0 && i < r->recording->sensors; i++)
        result = send_said(r, i, dialect_voice_end(&r->voice[i]));
    return result;
}

/* What holds from t_ns of the line on; m is NULL at the end. */
static int send_mark(struct replay *r, int64_t t_ns, const struct recording_mark *m)
{
    struct packet p;
    uint64_t tag = osc_ns_tag(OSC_UNIX_NS + r->base_ns + t_ns);
    struct replay_envelope e = replay_begin(r, &p, tag, false, NULL);

    packet_string(&p, !m ? "/gait/replay/end" : m->surface[0] ? "/gait/mark" : "/gait/speed");
    packet_string(&p, !m ? "," : m->surface[0] ? ",s" : ",ff");
    if (m && m->surface[0])
        packet_string(&p, m->surface);
    if (m && !m->surface[0]) {
        packet_float(&p, m->speed_ms);
        packet_float(&p, m->slope_deg);
    }
    return replay_end(r, -1, &p, e);
}

static void show_bar(struct replay *r, int64_t t_ns)
{
    int64_t whole_ns = r->span.length_ns * r->settings->loops + 1;
    int percent = (int)(100 * (t_ns - r->span.first_ns) / whole_ns);
    if (r->bar < 0 || percent == r->bar)
        return;
    r->bar = percent;
    fprintf(stderr, "\r%3d %% %.*s%*s", percent, percent / 2,
            "##################################################", 50 - percent / 2, "");
}

/* Delivers what arrives before t_ns of the line, and waits for that. 0 or -errno. */
static int wait_until(struct replay *r, int64_t t_ns)
{
    int result = replay_deliver(r, t_ns);
    if (t_ns > r->arrival_ns)
        r->arrival_ns = t_ns;
    replay_wait(r, r->arrival_ns);
    show_bar(r, t_ns);
    return result;
}

static int send_loop(struct replay *r, int loop)
{
    struct merge m;
    struct merge_item x;
    int result = 0;

    merge_init(&m, r->recording);
    while (result == 0 && merge_next(&m, &x)) {
        int64_t t_ns = x.t_ns + loop * r->span.length_ns;
        result = wait_until(r, t_ns);
        if (result == 0)
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

/* False: it cannot be an element of a bundle as it is. */
static bool is_osc(const uint8_t *bytes, size_t size)
{
    bool text = size > 1 && bytes[1] == ',' && bytes[size - 1] == '\n';
    return size > 0 && size % 4 == 0 && bytes[0] < 0x80 && !text;
}

/* The datagrams of a capture, each as it is. */
static int send_capture(struct replay *r, struct capture *c)
{
    struct packet p;
    struct intake_source from;
    const uint8_t *bytes;
    size_t size;
    int64_t t_ns;
    int got, mark = 0, result = 0;

    while (result == 0 && (got = capture_next(c, &t_ns, &bytes, &size)) > 0) {
        result = wait_until(r, t_ns);
        if (result == 0)
            result = send_marks_until(r, &mark, t_ns);
        if (result < 0 || replay_way_loses(r->way))
            continue;
        bool named = capture_from(c, &from);
        struct replay_envelope e =
            replay_begin(r, &p, AT_ONCE, !is_osc(bytes, size), named ? &from : NULL);
        packet_bytes(&p, bytes, size);
        result = replay_end_on_way(r, -1, &p, e);
    }
    return result;
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
    if (!c && result == 0)
        result = send_rest(r);
    for (int i = 0; result == 0 && i < GAIT_SENSORS_MAX; i++)
        result = replay_send_held(r, i, true);
    if (result == 0)
        result = replay_deliver(r, INT64_MAX);
    if (result == 0 && !r->settings->bare)
        result = send_mark(r, r->arrival_ns, NULL);
    if (r->bar >= 0)
        fprintf(stderr, "\r%*s\r", 60, "");
    if (seen && flow_look(&r->flow, &after) && after.drops > before.drops)
        fprintf(stderr, "gaitctl replay: the receiver's socket dropped %ld of %ld datagrams\n",
                after.drops - before.drops, r->sent);
    return result;
}

/* False: a sensor cannot speak the dialect; why says which. */
static bool begin_voices(struct replay *r, char *why, size_t why_size)
{
    for (int i = 0; i < r->recording->sensors; i++) {
        const struct recording_sensor *s = &r->recording->sensor[i];
        const char *unfit = dialect_unfit(r->settings->dialect, s);
        if (unfit && s->rows > 0) {
            snprintf(why, why_size, "%s cannot speak %s: %s", s->is.id, r->settings->dialect->name,
                     unfit);
            return false;
        }
        dialect_voice_init(&r->voice[i], r->settings->dialect, s, i);
        r->about_ns[i] = INT64_MIN;
    }
    return true;
}

int replay_send(const struct replay_settings *s, const struct recording *recording, char *why,
                size_t why_size)
{
    struct replay r = {.settings = s,
                       .recording = recording,
                       .way = replay_way_new(s),
                       .bar = isatty(STDERR_FILENO) ? 0 : -1};

    struct capture *c;
    if (!r.way)
        snprintf(why, why_size, "no memory");
    if (!r.way || !begin_voices(&r, why, why_size) ||
        replay_span(s, recording, &r.span, &c, why, why_size) < 0) {
        replay_way_free(r.way);
        return -1;
    }
    int error = replay_open(&r);
    flow_init(&r.flow, &s->address);
    r.arrival_ns = r.span.first_ns;
    r.base_ns = clock_ns(CLOCK_REALTIME) - r.span.first_ns;
    r.begun_ns = clock_ns(CLOCK_MONOTONIC);
    if (error == 0)
        error = send_all(&r, c);
    capture_close(c);
    replay_close(&r);
    replay_queue_free(&r.queue);
    replay_way_free(r.way);
    if (error < 0)
        snprintf(why, why_size, "%s: %s", s->to, strerror(-error));
    return error < 0 ? -1 : 0;
}
