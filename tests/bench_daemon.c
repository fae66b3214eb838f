/* SPDX-License-Identifier: GPL-3.0-or-later */
/* build/gaitd itself: from the datagram that completes a stride to the stride at a subscriber, and
 * what it holds in memory. */
#include "ctl/merge.h"
#include "ctl/replay.h"
#include "daemon/osc.h"
#include "daemon/unpack.h"
#include "tests/bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIVE_S 20.0
#define SENT_MAX 65536
#define STRIDES_MAX 1024
#define CLOSE_NS 100000 /* a sample this little before announced_s is the one that is meant */

struct daemon {
    pid_t pid;
    struct sockaddr_in at;
};

/* On a port that was free a moment ago. */
static bool start(struct daemon *d)
{
    char path[1024], where[32];
    socklen_t size = sizeof d->at;
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 8);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    d->at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (n < 0 || bind(fd, (struct sockaddr *)&d->at, sizeof d->at) < 0 ||
        getsockname(fd, (struct sockaddr *)&d->at, &size) < 0)
        return false;
    close(fd);
    path[n] = '\0';
    strcpy(strrchr(path, '/') + 1, "gaitd");
    snprintf(where, sizeof where, "127.0.0.1:%u", ntohs(d->at.sin_port));
    d->pid = fork();
    if (d->pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        dup2(null, 2);
        setenv("GAITD_STORE", "off", 1); /* bench_store measures that */
        execl(path, path, "--listen", where, (char *)NULL);
        _exit(127);
    }
    usleep(500000);
    return d->pid > 0 && waitpid(d->pid, NULL, WNOHANG) == 0;
}

static void stop(struct daemon *d)
{
    kill(d->pid, SIGTERM);
    waitpid(d->pid, NULL, 0);
}

/* ---- latency ---- */

struct live {
    int fd;
    struct sockaddr_in to;
    int64_t base_ns; /* Unix time of 0 on the recording's line */
    struct {
        int64_t t_ns, sent_ns; /* Unix: what it says, and when it went */
    } sent[SENT_MAX];
    int n;
    double latency_ms[STRIDES_MAX];
    int strides;
};

static void subscribe(struct live *l, const struct daemon *d)
{
    struct packet p;
    int yes = 1;
    l->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    setsockopt(l->fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
    l->to = d->at; /* not connected: gaitd publishes from another socket */
    packet_clear(&p);
    packet_string(&p, "/gait/subscribe");
    packet_string(&p, ",i");
    packet_int(&p, 60);
    sendto(l->fd, p.bytes, p.size, 0, (struct sockaddr *)&l->to, sizeof l->to);
}

static void note(struct live *l, const struct gait_event *e, int64_t received_ns)
{
    if (e->kind != GAIT_EVENT_STRIDE || e->u.step.late || l->strides == STRIDES_MAX)
        return;
    for (int i = 0; i < l->n; i++)
        if (l->sent[i].t_ns >= e->announced_ns - CLOSE_NS) {
            l->latency_ms[l->strides++] = 1e-6 * (double)(received_ns - l->sent[i].sent_ns);
            return;
        }
}

/* Takes what was published by now; the kernel says when it came. */
static void hear(struct live *l)
{
    uint8_t bytes[2048], control[128];
    struct iovec part = {bytes, sizeof bytes};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    struct osc_walk w;
    struct osc_message message;
    struct gait_event e;
    ssize_t size;
    for (;;) {
        struct timespec at = {0};
        m.msg_control = control;
        m.msg_controllen = sizeof control;
        if ((size = recvmsg(l->fd, &m, MSG_DONTWAIT)) < 0)
            return;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
            if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
                memcpy(&at, CMSG_DATA(c), sizeof at);
        osc_walk_init(&w, bytes, (size_t)size);
        while (osc_next(&w, &message))
            if (unpack_event(&message, &e))
                note(l, &e, (int64_t)at.tv_sec * 1000000000 + at.tv_nsec);
    }
}

/* At its time, as gaitctl replay does. */
static void send_row(struct live *l, const struct recording_sensor *s, const struct merge_item *x)
{
    int64_t t_ns = l->base_ns + x->t_ns;
    struct timespec due = {t_ns / 1000000000, t_ns % 1000000000};
    struct packet p;
    packet_clear(&p);
    packet_bundle(&p, 1);
    size_t element = packet_open(&p);
    packet_string(&p, "/gait/replay");
    packet_string(&p, ",t");
    packet_tag(&p, osc_ns_tag(OSC_UNIX_NS + t_ns));
    packet_close(&p, element);
    element = packet_open(&p);
    dialect_sample(&p, dialect_find("native"), s, t_ns, x->row);
    packet_close(&p, element);
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &due, NULL);
    if (l->n < SENT_MAX) {
        l->sent[l->n].t_ns = t_ns;
        l->sent[l->n++].sent_ns = bench_ns(CLOCK_REALTIME);
    }
    sendto(l->fd, p.bytes, p.size, 0, (struct sockaddr *)&l->to, sizeof l->to);
    hear(l);
}

static void bench_latency(const struct recording *r)
{
    static struct live l;
    struct daemon d;
    struct merge m;
    struct merge_item x;
    if (!start(&d)) {
        puts("latency: gaitd, beside this program, did not start");
        return;
    }
    subscribe(&l, &d);
    l.base_ns = bench_ns(CLOCK_REALTIME) + 100000000;
    merge_init(&m, r);
    while (merge_next(&m, &x) && x.t_ns < LIVE_S * 1e9)
        if (x.sensor >= 0)
            send_row(&l, &r->sensor[x.sensor], &x);
    usleep(100000);
    hear(&l);
    close(l.fd);
    stop(&d);
    qsort(l.latency_ms, (size_t)l.strides, sizeof *l.latency_ms, bench_ascending);
    if (l.strides == 0)
        puts("latency: no stride was published");
    else
        printf("from the datagram that completes a stride to the stride at a subscriber: "
               "p50 %.3f ms, p99 %.3f ms (%d strides, %d datagrams in %.0f s)\n",
               l.latency_ms[l.strides / 2], l.latency_ms[(int)(0.99 * l.strides)], l.strides, l.n,
               LIVE_S);
    fflush(stdout);
}

/* ---- memory ---- */

static long status_kb(pid_t pid, const char *key)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, key, strlen(key)) == 0)
            kb = atol(line + strlen(key));
    if (f)
        fclose(f);
    return kb;
}

static bool replay(const struct daemon *d, const struct recording *r, int loops)
{
    char why[512];
    struct replay_settings s = {.to = "gaitd",
                                .dialect = dialect_find("native"),
                                .loops = loops,
                                .seed = 1};
    memcpy(&s.address, &d->at, sizeof d->at);
    bool sent = replay_send(&s, r, why, sizeof why) == 0;
    usleep(500000);
    return sent;
}

static void bench_memory(const struct recording *r)
{
    struct daemon d;
    if (!start(&d)) {
        puts("memory: gaitd, beside this program, did not start");
        return;
    }
    bool sent = replay(&d, r, 1);
    long minute = status_kb(d.pid, "VmRSS:"), minute_peak = status_kb(d.pid, "VmHWM:");
    sent = sent && replay(&d, r, 60);
    long hour = status_kb(d.pid, "VmRSS:"), hour_peak = status_kb(d.pid, "VmHWM:");
    stop(&d);
    if (!sent)
        puts("memory: the replay could not be sent");
    else
        printf("resident memory of gaitd with three sensors at 400 Hz: %ld kB (peak %ld kB) after "
               "a minute's data, %ld kB (peak %ld kB) after an hour's more\n",
               minute, minute_peak, hour, hour_peak);
}

void bench_daemon(const struct recording *r)
{
    bench_latency(r);
    bench_memory(r);
}
