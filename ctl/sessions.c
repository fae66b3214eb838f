/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/digest.h"
#include "ctl/local.h"
#include "ctl/verb.h"
#include "ctl/which.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: gaitctl sessions [SESSION...] [--store FILE] [--json]\n"
    "\n"
    "The runs that are kept, the newest last: when, who, how long and far, on what, how hard.\n"
    "SESSION: a number, last, all (as without any), a day (2026-11-23), days\n"
    "(2026-11-01..2026-11-23), or the folder of a recording.\n"
    "\n"
    "  --store FILE   where they are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "  --json         a JSON object a line\n"
    "\n"
    "minutes: of running. km: as far as the speed is known; ~ where it is not all along.\n"
    "peak: mean of the strides that count, at foot or shank; b: at the back, where there is no\n"
    "other.\n"
    "\n"
    "example: gaitctl sessions 2026-11-01..\n";

static void put_json(const struct store_session *is, const struct digest *d)
{
    char text[512], number[NUMBER_MAX];
    number_seconds(number, is->begun_ns);
    printf("{\"type\":\"session\",\"t_s\":%s,\"runner\":", number);
    json_string(text, sizeof text, is->runner);
    number_seconds(number, is->ended_ns);
    printf("%s,\"ended\":%s,\"session\":%lld,\"ended_s\":%s", text,
           is->ended_ns == GAIT_NO_TIME ? "false" : "true", (long long)is->id, number);
    number_fixed(number, d->minutes, 2);
    printf(",\"minutes\":%s,\"strides\":%u", number, d->strides);
    number_fixed(number, d->km, 3);
    printf(",\"km\":%s", number);
    number_fixed(number, d->known, 4);
    printf(",\"speed_known\":%s,\"surfaces\":[", number);
    for (int i = 0; i < d->surfaces; i++) {
        json_string(text, sizeof text, d->surface[i].name);
        number_fixed(number, d->surface[i].share, 4);
        printf("%s{\"surface\":%s,\"strides\":%u,\"share\":%s}", i ? "," : "", text,
               d->surface[i].strides, number);
    }
    number_fixed(number, d->peak_g, 4);
    printf("],\"peak_g\":%s,\"peak_at\":\"%s\",\"shoes\":", number, d->back ? "back" : "limb");
    json_string(text, sizeof text, is->shoes);
    printf("%s,\"source\":", *is->shoes ? text : "null");
    json_string(text, sizeof text, is->source);
    printf("%s}\n", *is->source ? text : "null");
}

/* "asphalt 62 %, trail 38 %" */
static void surfaces(const struct digest *d, char *dst, size_t size)
{
    size_t n = 0;
    *dst = '\0';
    for (int i = 0; i < d->surfaces && n + 1 < size; i++) {
        const char *name = d->surface[i].name;
        int wrote = d->surfaces == 1 ? snprintf(dst, size, "%s", name)
                                     : snprintf(dst + n, size - n, "%s%s %.0f %%", i ? ", " : "",
                                                name, 100 * d->surface[i].share);
        n += wrote > 0 ? (size_t)wrote : 0;
    }
}

static void put_head(void)
{
    printf("%4s  %-16s  %-10s %7s %7s %7s  %8s  %-10s %-32s %s\n", "", "begun", "runner", "minutes",
           "strides", "km", "peak g", "shoes", "on", "source");
}

static void put_row(const struct store_session *is, const struct digest *d)
{
    char begun[LOCAL_MAX], km[24] = "-", peak[24] = "-", on[256];
    if (isfinite(d->km))
        snprintf(km, sizeof km, "%s%.2f", d->known < 0.95 ? "~" : "", d->km);
    if (isfinite(d->peak_g))
        snprintf(peak, sizeof peak, "%.2f%s", d->peak_g, d->back ? " b" : "  ");
    surfaces(d, on, sizeof on);
    printf("%4lld  %-16s  %-10s %7.1f %7u %7s  %8s  %-10s %-32s %s%s\n", (long long)is->id,
           local_minute(begun, is->begun_ns), is->runner, d->minutes, d->strides, km, peak,
           *is->shoes ? is->shoes : "-", *on ? on : "-", is->source,
           is->ended_ns == GAIT_NO_TIME ? " (not ended)" : "");
}

static int list(const struct which *w, bool json)
{
    char why[STORE_SENTENCE_MAX];
    if (!json)
        put_head();
    for (int i = 0; i < w->n; i++) {
        struct results_strides r;
        struct digest d;
        if (results_strides(w->one[i].store, w->one[i].is.id, &r, why, sizeof why) < 0)
            return verb_fail("sessions", "%s", why);
        int fault = digest_of(&r, &d);
        results_strides_free(&r);
        if (fault)
            return verb_fail("sessions", "out of memory");
        if (json)
            put_json(&w->one[i].is, &d);
        else
            put_row(&w->one[i].is, &d);
        digest_free(&d);
    }
    return fflush(stdout) != 0 ? verb_fail("sessions", "standard output cannot be written") : 0;
}

int verb_sessions(int argc, char **argv)
{
    static const struct option options[] = {{"store", required_argument, NULL, 's'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    static char all[] = "all";
    char *everything[1] = {all}, why[STORE_SENTENCE_MAX];
    const char *store = NULL;
    struct which w;
    bool json = false;
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == 's')
            store = optarg;
        else if (option == 'j')
            json = true;
        else
            return verb_usage("sessions", "unknown option, or one without its value");
    }
    int n = argc - optind;
    if (which_find(&w, store, STORE_READ, n ? argv + optind : everything, n ? n : 1, why,
                   sizeof why) < 0)
        return verb_fail("sessions", "%s", why);
    int code = list(&w, json);
    which_free(&w);
    return code;
}
