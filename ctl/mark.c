/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/packet.h"
#include "ctl/verb.h"
#include "daemon/decode.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char help[] =
    "usage: gaitctl mark SURFACE [--speed MS | --pace MIN:SS] [--slope DEG] [--to HOST:PORT]\n"
    "\n"
    "From now on the runner is on this surface: asphalt concrete track grass trail woodchip "
    "treadmill "
    "indoor sand snow,\n"
    "or any other word; and, where it is said, at this speed, until the next speed or surface. "
    "Speed "
    "makes a comparison of\n"
    "surfaces worth more than anything else does.\n"
    "\n"
    "  --speed MS       metres a second, 0 to 12; 0: not known\n"
    "  --pace MIN:SS    the same as minutes and seconds for a kilometre\n"
    "  --slope DEG      degrees, uphill positive, -45 to 45\n"
    "  --to HOST:PORT   where gaitd listens, or [IPV6]:PORT (" VERB_HERE ")\n"
    "\n"
    "example: gaitctl mark trail --pace 5:30\n";

struct mark {
    const char *surface, *where;
    bool said; /* a speed or a slope */
    double speed_ms, slope_deg;
};

/* The speed before the surface: a surface that changes later than a speed ends it. */
static void pack(struct packet *p, const struct mark *m)
{
    packet_clear(p);
    packet_bundle(p, OSC_TAG_NONE + 1);
    if (m->said) {
        size_t speed = packet_open(p);
        packet_string(p, "/gait/speed");
        packet_string(p, ",ff");
        packet_float(p, (float)m->speed_ms);
        packet_float(p, (float)m->slope_deg);
        packet_close(p, speed);
    }
    size_t mark = packet_open(p);
    packet_string(p, "/gait/mark");
    packet_string(p, ",s");
    packet_string(p, m->surface);
    packet_close(p, mark);
}

/* 0 or -errno; a daemon of this machine that does not listen answers with ECONNREFUSED. */
static int send_mark(const struct sockaddr_storage *to, const struct mark *m)
{
    struct packet p;
    int error = 0;
    socklen_t size = sizeof error;
    int fd = socket(to->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    pack(&p, m);
    if (connect(fd, (const struct sockaddr *)to, verb_endpoint_size(to)) < 0 ||
        send(fd, p.bytes, p.size, 0) < 0)
        error = errno;
    struct pollfd refused = {.fd = fd};
    if (error == 0 && poll(&refused, 1, 50) > 0)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    close(fd);
    return -error;
}

/* MIN:SS for a kilometre, within the speeds that are taken. */
static bool read_pace(const char *text, double *ret_ms)
{
    char minutes[4] = "";
    const char *colon = strchr(text, ':');
    double min, s;
    if (!colon || colon == text || (size_t)(colon - text) >= sizeof minutes || strlen(colon) != 3)
        return false;
    memcpy(minutes, text, (size_t)(colon - text));
    if (!verb_number(minutes, 0, 999, &min) || !verb_number(colon + 1, 0, 59, &s))
        return false;
    *ret_ms = 1000 / (60 * min + s);
    return *ret_ms <= DECODE_SPEED_MAX_MS;
}

/* 0, or the exit code. */
static int read_option(struct mark *m, int option)
{
    switch (option) {
    case 't':
        m->where = optarg;
        return 0;
    case 's':
    case 'p':
        if (m->speed_ms >= 0)
            return verb_usage("mark", "expected one --speed or one --pace");
        m->said = true;
        if (option == 's' && !verb_number(optarg, 0, DECODE_SPEED_MAX_MS, &m->speed_ms))
            return verb_usage("mark", "--speed %s: expected 0 to %g m/s", optarg,
                              DECODE_SPEED_MAX_MS);
        if (option == 'p' && !read_pace(optarg, &m->speed_ms))
            return verb_usage("mark", "--pace %s: expected MIN:SS for a kilometre, as 5:30",
                              optarg);
        return 0;
    case 'd':
        m->said = true;
        return verb_number(optarg, -DECODE_SLOPE_MAX_DEG, DECODE_SLOPE_MAX_DEG, &m->slope_deg)
                   ? 0
                   : verb_usage("mark", "--slope %s: expected -%g to %g degrees", optarg,
                                DECODE_SLOPE_MAX_DEG, DECODE_SLOPE_MAX_DEG);
    default:
        return verb_usage("mark", "unknown option, or one without its value");
    }
}

int verb_mark(int argc, char **argv)
{
    static const struct option options[] = {
        {"to", required_argument, NULL, 't'},   {"speed", required_argument, NULL, 's'},
        {"pace", required_argument, NULL, 'p'}, {"slope", required_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},       {0}};
    struct mark m = {.where = VERB_HERE, .speed_ms = (double)NAN, .slope_deg = (double)NAN};
    struct sockaddr_storage to;
    char why[512];
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        int code = read_option(&m, option);
        if (code)
            return code;
    }
    if (optind + 1 != argc)
        return verb_usage("mark", "expected one SURFACE");
    m.surface = argv[optind];
    if (!decode_name_ok(m.surface, strlen(m.surface)))
        return verb_usage("mark", "expected a word of 1 to %d of A-Z a-z 0-9 _ . : -",
                          GAIT_NAME_MAX - 1);
    if (verb_endpoint(m.where, &to, why, sizeof why) < 0)
        return verb_usage("mark", "--to %s", why);
    int error = send_mark(&to, &m);
    if (error == -ECONNREFUSED)
        return verb_fail("mark", "no gaitd listens on %s", m.where);
    return error < 0 ? verb_fail("mark", "%s: %s", m.where, strerror(-error)) : 0;
}
