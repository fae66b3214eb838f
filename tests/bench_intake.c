/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams a second on loopback: the daemon's socket and intake, against a loop that does nothing
 * but recvmmsg, in turn, the receiver on one core and the sender on another. A sender that is
 * slower than both makes the ratio of wall time 1: the ratio of the receiver's CPU time is the
 * cost. */
#include "daemon/osc.h"
#include "daemon/socket.h"
#include "tests/bench.h"

#include "ctl/packet.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROUNDS 9
#define ROUND_NS INT64_C(500000000)
#define BUFFER (4 << 20)

static atomic_bool stopping;

static void pin(int core)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

/* A native sample of one of three sensors, stamped with now; returns its size. */
static size_t build(struct packet *p, int which, int64_t now_ns)
{
    static const char *const address[] = {"/gait/bench/shank_left/imu",
                                          "/gait/bench/shank_right/imu", "/gait/bench/sacrum/imu"};
    packet_clear(p);
    packet_string(p, address[which]);
    packet_string(p, ",tffffff");
    packet_tag(p, osc_ns_tag(OSC_UNIX_NS + now_ns));
    for (int i = 0; i < 6; i++)
        packet_float(p, i == 2 ? 9.81f : 0.1f * (float)i);
    return p->size;
}

static void *send_all(void *arg)
{
    static struct packet packet[SOCKET_BATCH];
    struct mmsghdr message[SOCKET_BATCH];
    struct iovec part[SOCKET_BATCH];
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                             .sin_port = htons(*(const uint16_t *)arg)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    pin(1);
    connect(fd, (struct sockaddr *)&to, sizeof to);
    while (!atomic_load(&stopping)) {
        int64_t now_ns = bench_ns(CLOCK_REALTIME);
        memset(message, 0, sizeof message);
        for (int i = 0; i < SOCKET_BATCH; i++) {
            size_t size = build(&packet[i], i % 3, now_ns + i * 1000);
            part[i] = (struct iovec){packet[i].bytes, size};
            message[i].msg_hdr = (struct msghdr){.msg_iov = &part[i], .msg_iovlen = 1};
        }
        sendmmsg(fd, message, SOCKET_BATCH, 0);
    }
    close(fd);
    return NULL;
}

/* Each takes what there is now, and returns how many datagrams that was. */
static int take_bare(int fd)
{
    static uint8_t bytes[SOCKET_BATCH][SOCKET_BYTES];
    struct mmsghdr message[SOCKET_BATCH];
    struct iovec part[SOCKET_BATCH];
    memset(message, 0, sizeof message);
    for (int i = 0; i < SOCKET_BATCH; i++) {
        part[i] = (struct iovec){bytes[i], SOCKET_BYTES};
        message[i].msg_hdr = (struct msghdr){.msg_iov = &part[i], .msg_iovlen = 1};
    }
    return recvmmsg(fd, message, SOCKET_BATCH, MSG_DONTWAIT, NULL);
}

static int take_whole(struct socket_udp *s, struct intake *in, struct gait_ring *frames)
{
    const struct socket_datagram *d;
    struct gait_frame f;
    int n = socket_receive(s, &d);
    for (int i = 0; i < n; i++)
        intake_datagram(in, d[i].bytes, d[i].size, d[i].truncated, d[i].arrival_ns, &d[i].from);
    while (gait_ring_pop(frames, &f))
        continue;
    return n;
}

struct figures {
    double wall, cpu; /* datagrams a second */
};

static struct figures round_of(bool whole)
{
    struct intake_settings set = {.clock = gait_clock_defaults};
    struct gait_ring *frames = gait_ring_new(4096, sizeof(struct gait_frame));
    struct intake *in = intake_new(&set, frames);
    struct socket_udp *s = NULL;
    char why[256];
    pthread_t sender;
    if (!in || socket_open("127.0.0.1", 0, BUFFER, &s, why, sizeof why) < 0)
        exit(1);
    uint16_t port = socket_port(s);
    atomic_store(&stopping, false);
    if (pthread_create(&sender, NULL, send_all, &port))
        exit(1);
    while (take_bare(socket_fd(s)) <= 0)
        continue;
    double n = 0;
    int64_t begun = bench_ns(CLOCK_MONOTONIC), cpu = bench_ns(CLOCK_THREAD_CPUTIME_ID), now = begun;
    int64_t idle = 0;
    while (now - begun < ROUND_NS) {
        int64_t before = bench_ns(CLOCK_THREAD_CPUTIME_ID);
        int got = whole ? take_whole(s, in, frames) : take_bare(socket_fd(s));
        if (got > 0)
            n += got;
        else
            idle += bench_ns(CLOCK_THREAD_CPUTIME_ID) - before;
        now = bench_ns(CLOCK_MONOTONIC);
    }
    cpu = bench_ns(CLOCK_THREAD_CPUTIME_ID) - cpu - idle;
    atomic_store(&stopping, true);
    pthread_join(sender, NULL);
    socket_close(s);
    intake_free(in);
    gait_ring_free(frames);
    return (struct figures){1e9 * n / (double)(now - begun), 1e9 * n / (double)cpu};
}

static double median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, bench_ascending);
    return x[n / 2];
}

void bench_intake(void)
{
    double bare[ROUNDS], whole[ROUNDS], ratio[ROUNDS], bare_cpu[ROUNDS], whole_cpu[ROUNDS],
        ratio_cpu[ROUNDS];
    cpu_set_t before;
    pthread_getaffinity_np(pthread_self(), sizeof before, &before);
    pin(0);
    for (int i = 0; i < ROUNDS; i++) {
        struct figures b = round_of(false), w = round_of(true);
        bare[i] = b.wall, whole[i] = w.wall, ratio[i] = w.wall / b.wall;
        bare_cpu[i] = b.cpu, whole_cpu[i] = w.cpu, ratio_cpu[i] = w.cpu / b.cpu;
    }
    pthread_setaffinity_np(pthread_self(), sizeof before, &before);
    printf("intake on loopback, wall time: %.0f datagrams/s, bare recvmmsg %.0f datagrams/s, "
           "median ratio %.2f\n",
           median(whole, ROUNDS), median(bare, ROUNDS), median(ratio, ROUNDS));
    printf("intake on loopback, CPU time of the receiver: %.0f datagrams/s, bare recvmmsg %.0f "
           "datagrams/s, median ratio %.2f\n",
           median(whole_cpu, ROUNDS), median(bare_cpu, ROUNDS), median(ratio_cpu, ROUNDS));
    fflush(stdout);
}
