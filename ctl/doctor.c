/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/doctor_parts.h"
#include "ctl/verb.h"
#include "ctl/wrap.h"
#include "daemon/json.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STEP_MS 200
#define SECONDS 4

static const char help[] = "usage: gaitctl doctor [--json] [--to HOST:PORT] [--seconds N]\n"
                           "\n"
                           "Looks for a few seconds at what the gaitd of this machine hears, and "
                           "at what arrives beside it,\n"
                           "and says what is wrong, worst first, and what to do about it. Start "
                           "with it where no sensor is\n"
                           "heard; then run a little with all sensors on and ask again.\n"
                           "\n"
                           "  --seconds N      how long to look, 2 to 60 (4)\n"
                           "  --json           a JSON object a finding: what, severity (stops, "
                           "harms, note), sensor, sentence, "
                           "do\n"
                           "  --to HOST:PORT   where gaitd listens, or [IPV6]:PORT "
                           "(" VERB_HERE ")\n"
                           "\n"
                           "exit: 0 nothing to do, 1 something to do\n"
                           "\n"
                           "example: gaitctl doctor --seconds 20\n";

struct doctor {
    struct ears ears;
    struct doctor_listener *listener;
    struct doctor_view view;
    struct doctor_finding finding[DOCTOR_FINDINGS_MAX];
};

static void pause_ms(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&t, NULL);
}

/* Until the time is up: what gaitd tells, and what comes elsewhere. */
static void look(struct doctor *d, int error, double seconds)
{
    int64_t begin_ms = ears_now_ms(), until_ms = begin_ms + (int64_t)(seconds * 1000), since_ms = 0;
    struct doctor_view *v = &d->view;

    v->listens = error == 0;
    for (int64_t now_ms = begin_ms; now_ms < until_ms; now_ms = ears_now_ms()) {
        int left_ms = until_ms - now_ms < STEP_MS ? (int)(until_ms - now_ms) : STEP_MS;
        if (error == 0 && ears_look(&d->ears, left_ms) < 0) {
            error = -ECONNREFUSED; /* it has gone meanwhile */
            v->listens = false;
        } else if (error < 0)
            pause_ms(left_ms);
        if (!since_ms && d->ears.view.looks) {
            v->before = d->ears.view;
            since_ms = ears_now_ms();
        }
        doctor_hear(d->listener, v);
    }
    v->answers = v->listens && d->ears.view.looks > 0;
    v->after = d->ears.view;
    v->seconds = (double)(ears_now_ms() - (since_ms ? since_ms : begin_ms)) / 1000;
}

static void put_json(const struct doctor_finding *x)
{
    char text[2 * DOCTOR_DO_MAX];
    printf("{\"what\":\"%s\",\"severity\":\"%s\",\"sensor\":", x->what,
           doctor_severity_name(x->severity));
    if (*x->sensor)
        json_string(text, sizeof text, x->sensor);
    else
        strcpy(text, "null");
    printf("%s,\"sentence\":", text);
    json_string(text, sizeof text, x->sentence);
    printf("%s,\"do\":", text);
    json_string(text, sizeof text, x->todo);
    printf("%s}\n", text);
}

/* Wrapped, and with commands as they can be typed here. */
static void put_text(const char *text)
{
    char typed[2 * DOCTOR_DO_MAX];
    doctor_typed(typed, sizeof typed, text, program_invocation_name);
    wrap_text(stdout, typed, 4, 4);
}

static void put_all(const struct doctor_finding *x, int n)
{
    static const char *const heads[] = {"Nothing can be measured until this is done:",
                                        "This makes figures worse:", "Good to know:"};
    for (int i = 0; i < n; i++) {
        if (i == 0 || x[i].severity != x[i - 1].severity)
            printf("%s%s\n", i ? "\n" : "", heads[x[i].severity]);
        fputs("  - ", stdout);
        put_text(x[i].sentence);
        fputs("    ", stdout);
        put_text(x[i].todo);
    }
}

static void put_well(const struct doctor_view *v)
{
    printf("All is well: %d %s, and nothing to do.\n", v->after.heards,
           v->after.heards == 1 ? "sensor is heard" : "sensors are heard");
}

static int report(struct doctor *d, bool json)
{
    int n = doctor_findings(&d->view, d->finding);
    bool well = n == 0 || d->finding[0].severity == DOCTOR_NOTE;
    for (int i = 0; json && i < n; i++)
        put_json(&d->finding[i]);
    if (!json && well)
        put_well(&d->view);
    if (!json)
        put_all(d->finding, n);
    return well ? 0 : 1;
}

static int examine(const struct sockaddr_storage *to, const char *where, double seconds, bool json)
{
    struct doctor *d = calloc(1, sizeof *d);
    if (!d)
        return verb_fail("doctor", "no memory");
    int error = ears_open(&d->ears, to, true); /* before its port may be taken by the listener */
    if (!(d->listener = doctor_listen())) {
        ears_close(&d->ears);
        free(d);
        return verb_fail("doctor", "no memory");
    }
    snprintf(d->view.at, sizeof d->view.at, "%s", where);
    doctor_own(&d->view);
    if (!json)
        fprintf(stderr, "gaitctl doctor: looking for %.0f s\n", seconds);
    look(d, error, seconds);
    ears_close(&d->ears);
    int code = report(d, json);
    doctor_listen_end(d->listener);
    free(d);
    return code;
}

int verb_doctor(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"to", required_argument, NULL, 't'},
        {"seconds", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    const char *where = VERB_HERE;
    struct sockaddr_storage to;
    double seconds = SECONDS;
    bool json = false;
    char why[512];
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == '?')
            return verb_usage("doctor", "unknown option, or one without its value");
        if (option == 't')
            where = optarg;
        if (option == 's' && !verb_number(optarg, 2, 60, &seconds))
            return verb_usage("doctor", "--seconds %s: expected 2 to 60", optarg);
        json = json || option == 'j';
    }
    if (optind < argc)
        return verb_usage("doctor", "unexpected argument %s", argv[optind]);
    if (verb_endpoint(where, &to, why, sizeof why) < 0)
        return verb_usage("doctor", "--to %s", why);
    return examine(&to, where, seconds, json);
}
