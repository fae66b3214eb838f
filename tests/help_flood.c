/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_flood.h"

#include "ctl/dialect.h"
#include "ctl/merge.h"
#include "daemon/osc.h"
#include "tests/help_daemon.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"
#include "tests/help_seeds.h"

#include <arpa/inet.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MADE 4096 /* datagrams, sent over and over */
#define LARGEST 1472
#define BATCH 64
#define THREADS 2
#define SOURCES 200 /* of the forged ones, all threads together */
#define STRIDES 8192
#define KNOWN (sizeof help_known / sizeof *help_known)

struct flooder {
    const struct help_flood *flood;
    struct sockaddr_in to;
    atomic_bool stopping;
    atomic_long sent;
    int fd[SOURCES], fds;
    pthread_t thread[THREADS];
    uint16_t size[MADE];
    uint8_t bytes[MADE][LARGEST];
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a sensor that does not exist sends, as gaitd's own dialect has it. */
static void make_native(struct help_packet *p, uint64_t r, uint64_t tag)
{
    char address[64];
    snprintf(address, sizeof address, "/gait/x%u/y%u/imu", (unsigned)(r >> 50),
             (unsigned)(r >> 20) % 5000);
    help_osc_message(p, address, "tffffff", tag, 1., 2., 9., 0., 0., 0.);
}

/* Bytes at random; else half of them, a quarter mutated packets of known senders, a quarter samples
 * of sensors that do not exist; else these alone. */
static void make(struct flooder *f)
{
    static struct help_packet p;
    uint64_t random = 20;
    for (int i = 0; i < MADE; i++) {
        uint64_t r = help_random(&random);
        if (f->flood->with == HELP_FLOOD_MIXED && i % 4 == 0) {
            help_osc_hex(&p, help_known[(r >> 8) % KNOWN].hex);
            p.size = help_mutate(p.bytes, p.size, LARGEST, &random);
        } else if (f->flood->with == HELP_FLOOD_NATIVE ||
                   (f->flood->with == HELP_FLOOD_MIXED && i % 4 == 1)) {
            make_native(&p, r, osc_ns_tag(OSC_UNIX_NS + INT64_C(1000000) * i));
        } else {
            p.size = 1 + (r >> 8) % LARGEST;
            for (size_t k = 0; k < p.size; k++)
                p.bytes[k] = (uint8_t)(help_random(&random) >> 24);
        }
        f->size[i] = (uint16_t)p.size;
        memcpy(f->bytes[i], p.bytes, p.size);
    }
}

static int open_elsewhere(const struct sockaddr_in *to)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr("127.0.0.3")};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), size = 1 << 20;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 ||
        connect(fd, (const struct sockaddr *)to, sizeof *to) < 0)
        abort();
    return fd;
}

/* One of THREADS; each sends from every source in turn. */
static void *flood(void *arg)
{
    struct flooder *f = arg;
    struct mmsghdr head[BATCH];
    struct iovec part[BATCH];
    double begin = now_s();
    long sent = 0;
    for (int at = 0, turn = 0; !atomic_load(&f->stopping); turn++) {
        double ahead = (double)sent * THREADS / f->flood->rate_hz - (now_s() - begin);
        if (ahead > 0)
            nanosleep(&(struct timespec){0, (long)(ahead * 1e9)}, NULL);
        for (int i = 0; i < BATCH; i++, at = (at + 1) % MADE) {
            part[i] = (struct iovec){f->bytes[at], f->size[at]};
            head[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &part[i], .msg_iovlen = 1}};
        }
        int n = sendmmsg(f->fd[turn % f->fds], head, BATCH, 0);
        sent += n > 0 ? n : 0;
    }
    atomic_fetch_add(&f->sent, sent);
    return NULL;
}

static void begin_flood(struct flooder *f, const struct sockaddr_in *to)
{
    f->to = *to;
    f->fds = f->flood->forged ? SOURCES : 1;
    for (int i = 0; i < f->fds; i++)
        f->fd[i] = open_elsewhere(&f->to);
    for (int i = 0; i < THREADS && f->flood->rate_hz > 0; i++)
        if (pthread_create(&f->thread[i], NULL, flood, f))
            abort();
}

static void end_flood(struct flooder *f)
{
    atomic_store(&f->stopping, true);
    for (int i = 0; i < THREADS && f->flood->rate_hz > 0; i++)
        pthread_join(f->thread[i], NULL);
    for (int i = 0; i < f->fds; i++)
        close(f->fd[i]);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Found strides against wanted ones, whose times differ by one shift. */
static void compare(const struct help_stride *a, int n_a, const struct help_stride *b, int n_b,
                    struct help_flood_result *r)
{
    static double shift[STRIDES];
    r->strides = n_a;
    r->wanted = n_b;
    r->missing = n_b;
    r->invented = n_a;
    if (n_a == 0 || n_b == 0)
        return;
    double rough = a[0].t_s - b[0].t_s, least = 1e9;
    for (int i = 0; i < n_a && i < 8; i++) /* the first may be missing */
        for (int k = 0; k < n_b && k < 8; k++) {
            double sum = 0, d = a[i].t_s - b[k].t_s;
            for (int x = 0; x < 20 && i + x < n_a && k + x < n_b; x++)
                sum += fabs(a[i + x].t_s - b[k + x].t_s - d);
            if (sum < least) {
                least = sum;
                rough = d;
            }
        }
    int pairs = 0;
    for (int pass = 0; pass < 2; pass++) {
        int k = 0;
        double middle = pass ? shift[pairs / 2] : 0;
        pairs = 0;
        for (int i = 0; i < n_a; i++) {
            while (k < n_b && (strcmp(b[k].sensor, a[i].sensor) < 0 ||
                               (strcmp(b[k].sensor, a[i].sensor) == 0 &&
                                b[k].t_s < a[i].t_s - rough - 0.05)))
                k++;
            if (k == n_b || strcmp(b[k].sensor, a[i].sensor) != 0 ||
                b[k].t_s > a[i].t_s - rough + 0.05)
                continue;
            if (pass) {
                r->off_ms = fmax(r->off_ms, 1e3 * fabs(a[i].t_s - b[k].t_s - middle));
                r->off_g = fmax(r->off_g, fabs(a[i].peak_g - b[k].peak_g));
            } else {
                shift[pairs] = a[i].t_s - b[k].t_s;
            }
            pairs++;
            k++;
        }
        if (!pass)
            qsort(shift, (size_t)pairs, sizeof *shift, by_value);
    }
    r->missing = n_b - pairs;
    r->invented = n_a - pairs;
}

struct stage {
    const char *build;
    char folder[64], input[96], run[96], events[96], said[96];
    struct help_daemon daemon;
};

static bool prepare(struct stage *s, const struct help_flood *f)
{
    char minutes[32];
    strcpy(s->folder, "/tmp/help_flood.XXXXXX");
    if (!mkdtemp(s->folder))
        abort();
    snprintf(s->input, sizeof s->input, "%s/input", s->folder);
    snprintf(s->run, sizeof s->run, "%s/run", s->folder);
    snprintf(s->events, sizeof s->events, "%s/events", s->folder);
    snprintf(s->said, sizeof s->said, "%s/said", s->folder);
    snprintf(minutes, sizeof minutes, "%.4f", f->seconds / 60);
    const char *args[] = {"gaitctl", "synth", "asphalt-easy", s->input, "--minutes", minutes, NULL};
    const char *run[] = {"gaitctl", "run", s->input, "--json", NULL};
    return help_finish(help_spawn(s->build, "gaitctl", args, "/dev/null", s->said)) == 0 &&
           help_finish(help_spawn(s->build, "gaitctl", run, s->run, s->said)) == 0;
}

static void clean(const struct stage *s)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", s->folder);
    if (system(command) != 0)
        fprintf(stderr, "%s is left\n", s->folder);
}

static void stamp(struct packet *p, const char *address, int64_t t_ns)
{
    size_t element = packet_open(p);
    packet_string(p, address);
    packet_string(p, t_ns < 0 ? "," : ",t");
    if (t_ns >= 0)
        packet_tag(p, osc_ns_tag(OSC_UNIX_NS + t_ns));
    packet_close(p, element);
}

static int64_t unix_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* What gaitctl replay sends, at its time whatever stands in the receiver's buffer: a sensor does
 * not look. */
static bool send_run(const struct stage *s, const struct help_flood *f, long *ret_rss_early_kb)
{
    static struct packet p;
    const struct dialect *native = dialect_find("native");
    const int64_t base_ns = unix_ns(); /* one time line with the flood's sensors */
    struct recording *r;
    struct merge m;
    struct merge_item x;
    char why[512];
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || recording_read(s->input, &r, why, sizeof why))
        return false;
    double begin = now_s();
    merge_init(&m, r);
    while (merge_next(&m, &x)) {
        if (x.sensor < 0)
            continue;
        if (*ret_rss_early_kb == 0 && 1e-9 * (double)x.t_ns > f->seconds / 3)
            *ret_rss_early_kb = help_daemon_rss_kb(&s->daemon);
        double ahead = begin + 1e-9 * (double)x.t_ns / f->speed - now_s();
        if (ahead > 0)
            nanosleep(&(struct timespec){(time_t)ahead, (long)(fmod(ahead, 1) * 1e9)}, NULL);
        packet_clear(&p);
        packet_bundle(&p, 1);
        if (!f->bare)
            stamp(&p, "/gait/replay", base_ns + x.t_ns);
        size_t element = packet_open(&p);
        dialect_sample(&p, native, &r->sensor[x.sensor], base_ns + x.t_ns, x.row);
        packet_close(&p, element);
        sendto(fd, p.bytes, p.size, 0, (const struct sockaddr *)&s->daemon.at, sizeof s->daemon.at);
    }
    packet_clear(&p);
    packet_bundle(&p, 1);
    stamp(&p, "/gait/replay", base_ns + (int64_t)(f->seconds * 1e9));
    stamp(&p, "/gait/replay/end", -1);
    for (int i = 0; i < 5 && !f->bare; i++) /* one may be lost */
        sendto(fd, p.bytes, p.size, 0, (const struct sockaddr *)&s->daemon.at, sizeof s->daemon.at);
    recording_free(r);
    close(fd);
    return true;
}

/* A sensor's own processor is not held up by what runs here, nor is this sender, if it may. */
static bool prefer_sender(bool begins)
{
    struct sched_param p = {.sched_priority = begins ? 10 : 0};
    return pthread_setschedparam(pthread_self(), begins ? SCHED_FIFO : SCHED_OTHER, &p) == 0;
}

/* The run, to its end, while the flood goes on. */
static bool run_beside(struct stage *s, const struct help_flood *f, struct flooder *flooder,
                       struct help_flood_result *r)
{
    char line[1024];
    const char *events[] = {"gaitctl", "events", "--json", "--until-end",
                            "--to", s->daemon.where, NULL};
    pid_t listener = help_spawn(s->build, "gaitctl", events, s->events, s->said);
    if (!help_wait_for(s->said, "subscribed", 20, line))
        return false;
    r->rss_before_kb = help_daemon_rss_kb(&s->daemon);
    double begin = now_s();
    begin_flood(flooder, &s->daemon.at);
    r->preferred = f->bare && prefer_sender(true);
    bool good = send_run(s, f, &r->rss_early_kb);
    prefer_sender(false);
    r->took_s = now_s() - begin;
    for (int i = 0; i < 30 && waitpid(listener, NULL, WNOHANG) == 0; i++)
        usleep(100000); /* no end is said by a sensor */
    kill(listener, SIGTERM);
    waitpid(listener, NULL, 0);
    r->rss_after_kb = help_daemon_rss_kb(&s->daemon);
    end_flood(flooder);
    r->flooded_s = now_s() - begin;
    r->sent = atomic_load(&flooder->sent);
    return good;
}

bool help_flood_run(const char *build, const struct help_flood *f, struct help_flood_result *ret,
                    char why[256])
{
    static struct help_stride found[STRIDES], wanted[STRIDES];
    struct stage s = {.build = build};
    struct flooder *flooder = calloc(1, sizeof *flooder);
    *ret = (struct help_flood_result){0};
    why[0] = '\0';
    if (!flooder || !prepare(&s, f)) {
        snprintf(why, 256, "gaitctl in %s could not make the run", build);
    } else if (!help_daemon_start(&s.daemon, build, "127.0.0.1", "[publish]\nto =\n")) {
        snprintf(why, 256, "gaitd in %s did not start", build);
    } else {
        flooder->flood = f;
        make(flooder);
        if (!run_beside(&s, f, flooder, ret))
            snprintf(why, 256, "gaitctl in %s could not replay", build);
        struct help_daemon_end end = help_daemon_stop(&s.daemon);
        ret->datagrams = help_daemon_said(&end, "datagrams");
        ret->drops = help_daemon_said(&end, "by the socket");
        ret->refused = help_daemon_said(&end, "beyond their source's share");
        compare(found, help_read_strides(s.events, found, STRIDES), wanted,
                help_read_strides(s.run, wanted, STRIDES), ret);
    }
    clean(&s);
    free(flooder);
    return !why[0];
}
