/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_parts.h"
#include "ctl/verb.h"
#include "daemon/osc.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int replay_open(struct replay *r)
{
    int n = r->settings->dialect->id == DIALECT_BY_SOURCE ? r->recording->sensors : 1;
    for (; r->fds < n; r->fds++) {
        r->fd[r->fds] = socket(r->settings->address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (r->fd[r->fds] < 0)
            return -errno;
    }
    return 0;
}

void replay_close(struct replay *r)
{
    while (r->fds > 0)
        close(r->fd[--r->fds]);
}

static int send_bytes(struct replay *r, int sensor, const uint8_t *bytes, size_t size)
{
    int fd = r->fd[sensor >= 0 && sensor < r->fds ? sensor : 0];
    const struct sockaddr *to = (const struct sockaddr *)&r->settings->address;
    socklen_t to_size = verb_endpoint_size(&r->settings->address);

    if (size > PACKET_ROOM)
        return -EMSGSIZE;
    while (sendto(fd, bytes, size, 0, to, to_size) < 0) {
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

struct replay_envelope replay_begin(struct replay *r, struct packet *p, uint64_t bundle_tag,
                                    bool raw, const struct intake_source *from)
{
    struct replay_envelope e = {0};

    packet_clear(p);
    if (r->settings->bare)
        return e;
    packet_bundle(p, bundle_tag);
    size_t stamp = packet_open(p);
    packet_string(p, "/gait/replay");
    packet_string(p, ",t");
    r->stamp_at = p->size;
    packet_tag(p, osc_ns_tag(OSC_UNIX_NS + r->base_ns + r->arrival_ns));
    packet_close(p, stamp);
    if (from) {
        uint8_t bytes[SOURCE_MESSAGE_MAX];
        size_t sender = packet_open(p);
        packet_bytes(p, bytes, source_write(bytes, from));
        packet_close(p, sender);
    }
    e.element = packet_open(p);
    if (raw) {
        packet_string(p, "/gait/replay/raw");
        packet_string(p, ",b");
        e.blob = packet_blob_open(p);
    }
    return e;
}

static void close_packet(struct packet *p, struct replay_envelope e)
{
    if (e.blob)
        packet_blob_close(p, e.blob);
    if (e.element)
        packet_close(p, e.element);
}

int replay_end(struct replay *r, int sensor, struct packet *p, struct replay_envelope e)
{
    close_packet(p, e);
    return send_bytes(r, sensor, p->bytes, p->size);
}

/* Says that it arrives now. */
static void stamp_anew(const struct replay *r, uint8_t *bytes)
{
    uint64_t tag = osc_ns_tag(OSC_UNIX_NS + r->base_ns + r->arrival_ns);
    for (int i = 0; i < 8 && !r->settings->bare; i++)
        bytes[r->stamp_at + (size_t)i] = (uint8_t)(tag >> (56 - 8 * i));
}

/* Lets it take a time of its own, in which others may overtake it. */
static int send_late(struct replay *r, int sensor, struct packet *p)
{
    double late_ms = r->settings->jitter_ms > 0
                         ? replay_way_share(r->way) * r->settings->jitter_ms
                         : 0;
    if (late_ms > 0 && p->size <= PACKET_ROOM)
        return replay_queue_put(&r->queue, r->arrival_ns + llround(late_ms * 1e6), sensor, p->bytes,
                                p->size)
                   ? 0
                   : -ENOMEM;
    stamp_anew(r, p->bytes);
    return send_bytes(r, sensor, p->bytes, p->size);
}

int replay_deliver(struct replay *r, int64_t until_ns)
{
    struct replay_letter *l;
    int result = 0;

    while (result == 0 && (l = replay_queue_take(&r->queue, until_ns))) {
        r->arrival_ns = l->arrival_ns;
        replay_wait(r, l->arrival_ns);
        stamp_anew(r, l->bytes);
        result = send_bytes(r, l->sensor, l->bytes, l->size);
        free(l);
    }
    return result;
}

int replay_send_held(struct replay *r, int sensor, bool at_once)
{
    struct packet *p = replay_way_due(r->way, sensor >= 0 ? sensor : 0, at_once);
    return p ? send_late(r, sensor, p) : 0;
}

int replay_end_on_way(struct replay *r, int sensor, struct packet *p, struct replay_envelope e)
{
    int sender = sensor >= 0 ? sensor : 0, result = 0;

    close_packet(p, e);
    if (replay_way_holds(r->way, sender, p))
        return 0;
    for (int times = replay_way_doubles(r->way) ? 2 : 1; times > 0 && result == 0; times--)
        result = send_late(r, sensor, p);
    return result < 0 ? result : replay_send_held(r, sensor, false);
}
