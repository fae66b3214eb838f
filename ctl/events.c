/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/outcome.h"
#include "ctl/packet.h"
#include "ctl/table.h"
#include "ctl/verb.h"
#include "daemon/json.h"
#include "daemon/unpack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOLD_S 10     /* how long a subscription lives */
#define RENEW_MS 3000 /* how often it is renewed */
#define AT_ONCE 64
#define REFUSED_MS 50 /* by then this machine has said that nobody listens */
#define QUIET_MS 500 /* after the summaries: the session has ended */

static const char help[] =
    "usage: gaitctl events [--json] [--to HOST:PORT] [--until-end]\n"
    "\n"
    "Shows what the gaitd of this machine finds, live, until it is interrupted.\n"
    "\n"
    "  --json           a JSON object a line instead of a table\n"
    "  --to HOST:PORT   where gaitd listens, or [IPV6]:PORT (" VERB_HERE ")\n"
    "  --until-end      stop after the summaries of the end of a session\n"
    "\n"
    "example: gaitctl events --json\n";

struct events {
    struct sockaddr_storage to;
    int fd;
    bool json, until_end, ending;
    int64_t renew_ms;
    struct outcome *outcome;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int subscribe(struct events *e, int seconds)
{
    struct packet p;
    packet_clear(&p);
    packet_string(&p, "/gait/subscribe");
    packet_string(&p, ",i");
    packet_int(&p, seconds);
    e->renew_ms = now_ms() + RENEW_MS;
    ssize_t n = sendto(e->fd, p.bytes, p.size, 0, (const struct sockaddr *)&e->to,
                       verb_endpoint_size(&e->to));
    return n < 0 ? -errno : 0;
}

static int open_socket(struct events *e)
{
    int size = 4 << 20, error = verb_open_socket(&e->to, &e->fd);
    if (error == 0 && /* root may */
        setsockopt(e->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
        setsockopt(e->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    return error;
}

static void show(struct events *e, const uint8_t *bytes, size_t size)
{
    struct osc_walk w;
    struct osc_message m;
    struct gait_event found;
    char line[JSON_LINE_MAX];

    osc_walk_init(&w, bytes, size);
    while (osc_next(&w, &m)) {
        if (!unpack_event(&m, &found))
            continue;
        bool ended = found.kind == GAIT_EVENT_SESSION && found.u.session.ended;
        e->ending = e->ending || ended || found.kind == GAIT_EVENT_SUMMARY;
        if (e->json) {
            json_event(line, &found);
            puts(line);
        } else if (!outcome_take(e->outcome, &found)) {
            table_event(stdout, &found);
            if (ended)
                outcome_print(e->outcome, found.runner, stdout);
        }
    }
}

/* At most AT_ONCE of them, so that a stream without a pause does not keep it from renewing. */
static int receive(struct events *e)
{
    uint8_t bytes[2048];
    ssize_t n = 0;

    for (int i = 0; i < AT_ONCE && (n = recv(e->fd, bytes, sizeof bytes, MSG_DONTWAIT)) >= 0; i++)
        show(e, bytes, (size_t)n);
    if (n >= 0)
        return 0;
    int error = errno;
    fflush(stdout);
    return error == EAGAIN || error == EINTR ? 0 : -error;
}

static void end_session(struct events *e)
{
    e->ending = false;
    outcome_print(e->outcome, NULL, stdout); /* of a session whose last word was lost */
    fflush(stdout);
}

static int follow(struct events *e)
{
    struct pollfd wait = {.fd = e->fd, .events = POLLIN};
    int error = subscribe(e, HOLD_S);

    if (error == 0 && poll(&wait, 1, REFUSED_MS) > 0 && (wait.revents & POLLERR))
        return -ECONNREFUSED;
    if (error == 0)
        fprintf(stderr, "gaitctl events: subscribed; what is found comes now\n");
    if (error == 0 && !e->json) {
        table_head(stdout);
        fflush(stdout);
    }
    while (error == 0 && !interrupted && !ferror(stdout)) {
        bool quiet = e->ending;
        int64_t left_ms = e->renew_ms - now_ms();
        int ready = poll(&wait, 1, quiet ? QUIET_MS : left_ms > 0 ? (int)left_ms : 0);
        if (ready == 0 && quiet)
            end_session(e);
        if (ready == 0 && quiet && e->until_end)
            return 0;
        if (ready > 0)
            error = receive(e);
        if (error == 0 && now_ms() >= e->renew_ms)
            error = subscribe(e, HOLD_S);
    }
    return error;
}

static int show_events(struct events *e, const char *where)
{
    struct sigaction action = {.sa_handler = interrupt};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int error = open_socket(e);
    if (error == 0)
        error = follow(e);
    if (e->fd >= 0) {
        subscribe(e, 0);
        close(e->fd);
    }
    if (error == -ECONNREFUSED && e->ending && e->until_end) {
        end_session(e);
        return 0; /* the daemon stopped after its summaries */
    }
    if (error == -ECONNREFUSED)
        return verb_fail("events", "no gaitd listens on %s", where);
    return error < 0 ? verb_fail("events", "%s: %s", where, strerror(-error)) : 0;
}

int verb_events(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"to", required_argument, NULL, 't'},
        {"until-end", no_argument, NULL, 'u'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    struct events e = {.fd = -1};
    const char *where = VERB_HERE;
    char why[512];
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == '?')
            return verb_usage("events", "unknown option, or one without its value");
        if (option == 't')
            where = optarg;
        e.json = e.json || option == 'j';
        e.until_end = e.until_end || option == 'u';
    }
    if (optind < argc)
        return verb_usage("events", "unexpected argument %s", argv[optind]);
    if (verb_endpoint(where, &e.to, why, sizeof why) < 0)
        return verb_usage("events", "--to %s", why);
    e.outcome = outcome_new();
    if (!e.outcome)
        return verb_fail("events", "no memory");
    int code = show_events(&e, where);
    outcome_free(e.outcome);
    return code;
}
