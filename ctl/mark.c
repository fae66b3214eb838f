/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/packet.h"
#include "ctl/verb.h"
#include "daemon/decode.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char help[] = "usage: gaitctl mark SURFACE [--to HOST:PORT]\n"
                           "\n"
                           "From now on the runner is on this surface: asphalt concrete track "
                           "grass trail woodchip treadmill indoor sand snow,\n"
                           "or any other word.\n"
                           "\n"
                           "  --to HOST:PORT   where gaitd listens (" VERB_HERE ")\n"
                           "\n"
                           "example: gaitctl mark trail\n";

/* 0 or -errno; a daemon of this machine that does not listen answers with ECONNREFUSED. */
static int send_mark(const struct sockaddr_in *to, const char *surface)
{
    struct packet p;
    int error = 0;
    socklen_t size = sizeof error;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    packet_clear(&p);
    packet_string(&p, "/gait/mark");
    packet_string(&p, ",s");
    packet_string(&p, surface);
    if (connect(fd, (const struct sockaddr *)to, sizeof *to) < 0 ||
        send(fd, p.bytes, p.size, 0) < 0)
        error = errno;
    struct pollfd refused = {.fd = fd};
    if (error == 0 && poll(&refused, 1, 50) > 0)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    close(fd);
    return -error;
}

int verb_mark(int argc, char **argv)
{
    static const struct option options[] = {
        {"to", required_argument, NULL, 't'}, {"help", no_argument, NULL, 'h'}, {0}};
    const char *where = VERB_HERE;
    struct sockaddr_in to;
    char why[512];
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option != 't')
            return verb_usage("mark", "unknown option, or one without its value");
        where = optarg;
    }
    if (optind + 1 != argc)
        return verb_usage("mark", "expected one SURFACE");
    if (!decode_name_ok(argv[optind], strlen(argv[optind])))
        return verb_usage("mark", "expected a word of 1 to %d of A-Z a-z 0-9 _ . : -",
                          GAIT_NAME_MAX - 1);
    if (verb_endpoint(where, &to, why, sizeof why) < 0)
        return verb_usage("mark", "--to %s", why);
    int error = send_mark(&to, argv[optind]);
    if (error == -ECONNREFUSED)
        return verb_fail("mark", "no gaitd listens on %s", where);
    return error < 0 ? verb_fail("mark", "%s: %s", where, strerror(-error)) : 0;
}
