/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay.h"

#include "ctl/verb.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: gaitctl replay RECORDING [--to osc.udp://HOST:PORT] [--dialect NAME] [--speed X|max] "
    "[--loop N]\n"
    "                      [--loss P] [--burst N] [--reorder P] [--duplicate P] [--jitter-ms J]\n"
    "                      [--skew-ppm S] [--seed N] [--bare]\n"
    "\n"
    "Sends a recording as its sensors would: the datagrams of capture.osc, where there is one, "
    "else "
    "the signals.\n"
    "Each datagram says at which time it would have arrived\n"
    "(`/gait/replay`, believed from this machine only), so that the strides are those of `gaitctl "
    "run` at any speed.\n"
    "\n"
    "  --to URL         where gaitd listens (" VERB_HERE ")\n"
    "  --dialect NAME   how the sensors speak: native, or one of those below\n"
    "  --speed X|max    X times as fast; max: as fast as the receiver takes it\n"
    "  --loop N         N times over, as one run\n"
    "  --loss P         leave out this share of the datagrams, 0 to 1\n"
    "  --burst N        lose N in a row on average\n"
    "  --reorder P      let this share be overtaken by one to four of the same sensor's\n"
    "  --duplicate P    send this share twice\n"
    "  --jitter-ms J    delay each by itself by 0 to J ms: they overtake each other\n"
    "  --skew-ppm S     let the device's clock run fast by this much\n"
    "  --seed N         of all that is left to chance\n"
    "  --bare           without the stamps, as the sensor itself: at speed 1 only; so it is always\n"
    "                   to another machine\n"
    "\n"
    "example: gaitctl replay recordings/monday --to osc.udp://127.0.0.1:8000 --speed 10 --loss "
    "0.02\n"
    "\n"
    "dialects:\n";

static const char *set_numbers(struct replay_settings *s, int option, const char *value)
{
    double x;

    switch (option) {
    case 's':
        s->speed = 0;
        return strcmp(value, "max") == 0 || verb_number(value, 1e-3, 1e6, &s->speed)
                   ? NULL
                   : "--speed expects a number from 0.001 to 1000000, or max";
    case 'n':
        if (!verb_number(value, 1, 1e6, &x) || x != floor(x))
            return "--loop expects a whole number from 1 to 1000000";
        s->loops = (int)x;
        return NULL;
    case 'p':
        return verb_number(value, 0, 1, &s->loss) ? NULL : "--loss expects a share from 0 to 1";
    case 'u':
        return verb_number(value, 1, 1e6, &s->burst) ? NULL
                                                     : "--burst expects a number from 1 to 1000000";
    case 'r':
        return verb_number(value, 0, 1, &s->reorder) ? NULL
                                                     : "--reorder expects a share from 0 to 1";
    case 'i':
        return verb_number(value, 0, 1, &s->duplicate) ? NULL
                                                       : "--duplicate expects a share from 0 to 1";
    case 'j':
        return verb_number(value, 0, 10000, &s->jitter_ms) ? NULL
                                                           : "--jitter-ms expects 0 to 10000";
    case 'k':
        return verb_number(value, -5000, 5000, &s->skew_ppm) ? NULL
                                                             : "--skew-ppm expects -5000 to 5000";
    default: /* 'e' */
        if (!verb_number(value, 0, 9e15, &x) || x != floor(x))
            return "--seed expects a whole number";
        s->seed = (uint64_t)x;
        return NULL;
    }
}

static const char *unknown_dialect(void)
{
    static char text[1024];
    int n = snprintf(text, sizeof text, "--dialect expects one of ");
    dialect_names(text + n, sizeof text - (size_t)n);
    return text;
}

static int show_help(void)
{
    const struct dialect *d;
    verb_help(help);
    for (int i = 0; (d = dialect_at(i)); i++)
        printf("  %-16s %s\n", d->name, d->what);
    return 0;
}

static const char *set(struct replay_settings *s, int option, const char *value)
{
    switch (option) {
    case 't':
        s->to = value;
        return NULL;
    case 'b':
        s->bare = true;
        return NULL;
    case 'd':
        s->dialect = dialect_find(value);
        return s->dialect ? NULL : unknown_dialect();
    case '?':
        return "unknown option, or one without its value";
    default:
        return set_numbers(s, option, value);
    }
}

/* A gaitd there takes who sends from here for this machine. */
static bool is_here(const struct replay_settings *s)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&s->address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&s->address;
    return s->address.ss_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == 127
                                           : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

int verb_replay(int argc, char **argv)
{
    static const struct option options[] = {
        {"to", required_argument, NULL, 't'},
        {"dialect", required_argument, NULL, 'd'},
        {"speed", required_argument, NULL, 's'},
        {"loop", required_argument, NULL, 'n'},
        {"loss", required_argument, NULL, 'p'},
        {"burst", required_argument, NULL, 'u'},
        {"reorder", required_argument, NULL, 'r'},
        {"duplicate", required_argument, NULL, 'i'},
        {"jitter-ms", required_argument, NULL, 'j'},
        {"skew-ppm", required_argument, NULL, 'k'},
        {"seed", required_argument, NULL, 'e'},
        {"bare", no_argument, NULL, 'b'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    struct replay_settings s = {
        .to = VERB_HERE, .dialect = dialect_find("native"), .speed = 1, .loops = 1, .seed = 1};
    struct recording *r;
    char why[512];
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return show_help();
        const char *wrong = set(&s, option, optarg);
        if (wrong)
            return verb_usage("replay", "%s", wrong);
    }
    if (optind + 1 != argc)
        return verb_usage("replay", "expected one RECORDING");
    if (verb_endpoint(s.to, &s.address, why, sizeof why) < 0)
        return verb_usage("replay", "--to %s", why);
    if (s.speed != 1 && (s.bare || !is_here(&s)))
        return verb_usage("replay", s.bare ? "--bare goes with --speed 1 only"
                                           : "to another machine at --speed 1 only");
    if (!s.bare && !is_here(&s))
        fprintf(stderr, "gaitctl replay: another machine believes no stamps, so this is --bare\n");
    s.bare = s.bare || !is_here(&s);
    if (recording_read(argv[optind], &r, why, sizeof why) < 0)
        return verb_fail("replay", "%s", why);
    int code = replay_send(&s, r, why, sizeof why) < 0
                   ? verb_fail("replay", "%s: %s", argv[optind], why)
                   : 0;
    recording_free(r);
    return code;
}
