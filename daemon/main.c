/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/config.h"
#include "daemon/log.h"
#include "daemon/publish.h"
#include "daemon/serve.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "gaitd: live impact of every running stride from OSC motion sensors\n"
    "\n"
    "usage: gaitd [--config FILE] [--listen ADDRESS:PORT]... [--check | --print-config | --version "
    "| "
    "--help]\n"
    "\n"
    "  --config FILE           read FILE instead of the defaults\n"
    "  --listen ADDRESS:PORT   listen there, whatever the configuration says; port 0 takes a free "
    "one;\n"
    "                          may be given several times\n"
    "  --check                 read the configuration, say what is wrong with it, and exit\n"
    "  --print-config          print the configuration, with comments, and exit\n"
    "  --version, --help\n"
    "\n"
    "example: gaitd --listen 0.0.0.0:8000\n"
    "\n"
    "exit: 0 stopped as asked, 1 failed with one sentence on standard error, 2 wrong usage\n";

static int usage(const char *why)
{
    fprintf(stderr, "gaitd: %s; see gaitd --help\n", why);
    return 2;
}

static int check(const struct config *c, const char *path, struct listen_at at[LISTEN_MAX])
{
    char why[CONFIG_WHY_MAX];
    if (listen_pairs(c->listen.address, &c->listen.port, at, why, sizeof why) < 0) {
        fprintf(stderr, "gaitd: %s\n", why);
        return 1;
    }
    struct publish *p = publish_new(c->publish.to, c->publish.subscribers_max, why, sizeof why);
    if (!p) {
        fprintf(stderr, "gaitd: %s\n", why);
        return 1;
    }
    publish_free(p);
    printf("%s: good\n", path ? path : "the defaults");
    return 0;
}

/* How many places there are with one more; -1: it is none, or too many. */
static int add_place(struct listen_at at[LISTEN_MAX], int places, const char *text)
{
    return places < LISTEN_MAX && listen_parse(text, &at[places]) ? places + 1 : -1;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'},
        {"listen", required_argument, NULL, 'l'},
        {"check", no_argument, NULL, 'k'},
        {"print-config", no_argument, NULL, 'p'},
        {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    static struct config c;
    static struct listen_at at[LISTEN_MAX];
    const char *path = NULL;
    int places = 0;
    char why[CONFIG_WHY_MAX];
    int verb = 0, option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == '?')
            return usage("unknown option, or one without its value");
        if (option == 'c')
            path = optarg;
        else if (option == 'l')
            places = add_place(at, places, optarg);
        else
            verb = option;
        if (places < 0)
            return usage("--listen expects ADDRESS:PORT, such as 127.0.0.1:8000, at most 8 times");
    }
    if (optind < argc)
        return usage("unexpected argument");
    if (verb == 'h')
        return fputs(help, stdout) < 0;
    if (verb == 'v')
        return puts("gaitd " GAIT_VERSION) < 0;
    log_open();
    config_default(&c);
    if (path && config_read(path, &c, why, sizeof why) < 0) {
        log_line(LOG_ERR, "gaitd: %s", why);
        return 1;
    }
    if (verb == 'k')
        return check(&c, path, at);
    if (verb == 'p')
        return config_print(stdout, &c), 0;
    return serve(&c, at, places);
}
