/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sensors.h"
#include "ctl/verb.h"
#include "daemon/json.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define ONCE_LOOKS 2 /* the first may be half of one */
#define ONCE_MS 4000

static const char help[] =
    "usage: gaitctl sensors [--json] [--to HOST:PORT] [--once | --watch]\n"
    "       gaitctl sensors place ID PLACEMENT [--to HOST:PORT]\n"
    "       gaitctl sensors name ID NAME [--to HOST:PORT]\n"
    "\n"
    "What the gaitd of this machine hears, anew every second: every sensor, its rate as told and "
    "as\n"
    "it comes, what is lost, its clock, range and battery; and what was not taken, and why.\n"
    "\n"
    "  place            says where a sensor is worn; kept across restarts\n"
    "  name             says what a sensor is to be called; likewise\n"
    "  --once           shows it once, after a second\n"
    "  --watch          shows it every second until interrupted, which is what it does anyway\n"
    "  --json           the same as JSON lines: heard, refused, listening\n"
    "  --to HOST:PORT   where gaitd listens, or [IPV6]:PORT (" VERB_HERE ")\n"
    "\n"
    "PLACEMENT: foot_left foot_right shank_left shank_right sacrum waist hip_left hip_right trunk\n"
    "head wrist; foot or shank where the side does not matter\n"
    "\n"
    "example: gaitctl sensors place ngimu-192.168.1.21:8010 shank_left\n";

struct watch {
    struct ears ears;
    bool json, once, terminal;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static void put_json(void *user, const struct gait_event *e)
{
    char line[JSON_LINE_MAX];
    (void)user;
    json_event(line, e);
    puts(line);
}

static void put_all(const struct ears_view *v)
{
    for (int i = 0; i < v->heards; i++)
        put_json(NULL, &v->heard[i]);
    for (int i = 0; i < v->refuseds; i++)
        put_json(NULL, &v->refused[i]);
    put_json(NULL, &v->listening);
}

static void show(struct watch *w)
{
    if (w->json && w->once)
        put_all(&w->ears.view);
    if (!w->json) {
        if (w->terminal && !w->once)
            fputs("\033[H\033[2J", stdout);
        sensors_show(stdout, &w->ears.view);
        if (!w->terminal && !w->once)
            putchar('\n');
    }
    fflush(stdout);
}

/* 0 or -errno; -ETIMEDOUT: something is there and tells nothing. */
static int follow(struct watch *w)
{
    int looked = 1;
    if (w->json && !w->once)
        w->ears.each = put_json;
    for (int looks = 1; !interrupted && !ferror(stdout); looks++) {
        looked = ears_look(&w->ears, w->ears.view.looks ? ONCE_MS : EARS_SILENT_MS);
        if (looked < 0)
            return looked;
        if (looked == 0 && !interrupted && !(w->once && w->ears.view.looks))
            return -ETIMEDOUT;
        if (w->once && looks < ONCE_LOOKS && looked > 0)
            continue;
        if (!interrupted)
            show(w);
        if (w->once)
            return 0;
    }
    return 0;
}

static int watch(struct watch *w, const char *where)
{
    struct sigaction action = {.sa_handler = interrupt};
    struct sockaddr_storage to;
    char why[512];

    if (verb_endpoint(where, &to, why, sizeof why) < 0)
        return verb_usage("sensors", "--to %s", why);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int error = ears_open(&w->ears, &to, false);
    if (error == 0)
        error = follow(w);
    ears_close(&w->ears);
    if (error == -ECONNREFUSED)
        return verb_fail("sensors", "no gaitd listens on %s", where);
    if (error == -ETIMEDOUT)
        return verb_fail(
            "sensors",
            "%s: something listens there and tells nothing: not a gaitd, an older one, "
            "or too many programs ask it",
            where);
    return error < 0 ? verb_fail("sensors", "%s: %s", where, strerror(-error)) : 0;
}

int verb_sensors(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'}, {"to", required_argument, NULL, 't'},
        {"once", no_argument, NULL, 'o'}, {"watch", no_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'}, {0},
    };
    struct watch w = {.terminal = isatty(STDOUT_FILENO)};
    const char *where = VERB_HERE;
    bool live = false;
    int option;

    opterr = 0;
    if (argc > 1 && (strcmp(argv[1], "place") == 0 || strcmp(argv[1], "name") == 0))
        return sensors_say(argc, argv);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == '?')
            return verb_usage("sensors", "unknown option, or one without its value");
        if (option == 't')
            where = optarg;
        w.json = w.json || option == 'j';
        w.once = w.once || option == 'o';
        live = live || option == 'w';
    }
    if (optind < argc)
        return verb_usage("sensors", "unexpected argument %s", argv[optind]);
    if (w.once && live)
        return verb_usage("sensors", "expected --once or --watch");
    return watch(&w, where);
}
