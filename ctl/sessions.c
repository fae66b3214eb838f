/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sessions.h"

#include "ctl/local.h"
#include "ctl/verb.h"
#include "ctl/which.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <getopt.h>
#include <math.h>
#include <string.h>

static const char help[] =
    "usage: gaitctl sessions [SESSION...] [--store FILE] [--json]\n"
    "\n"
    "The runs that are kept, the newest last: when, who, how long and far, on what, how hard.\n"
    "SESSION: a number, last, all (as without any), a day (2026-11-23), days\n"
    "(2026-11-01..2026-11-23), or the folder of a recording.\n"
    "\n"
    "  --store FILE   where they are kept (else $GAITD_STORE, else where gaitd keeps them:\n"
    "                 ~/.local/state/gaitd/gaitd.db, or /var/lib/gaitd/gaitd.db of the service)\n"
    "  --json         a JSON object a line\n"
    "\n"
    "minutes: of running. strides: of all sensors.\n"
    "km: as far as the speed is known; ~ where it is not all along.\n"
    "peak: mean of the strides that count, at foot or shank; b: at the back, where there is no\n"
    "other.\n"
    "\n"
    "example: gaitctl sessions 2026-11-01..\n";

double sessions_km(const struct totals *t)
{
    return t->run.placed > 0 ? t->run.metres / 1000 : (double)NAN;
}

/* Of the landings those whose speed is known. */
static double known(const struct totals *t)
{
    return t->run.landings > 0 ? t->run.placed / t->run.landings : 0;
}

static double share(const struct totals *t, int surface)
{
    double all = 0;
    for (int i = 0; i < t->surfaces; i++)
        all += t->surface[i].landings;
    return t->surface[surface].landings / all;
}

void sessions_json(FILE *f, const struct store_session *is, const struct totals *t)
{
    char text[512], number[NUMBER_MAX];
    number_seconds(number, is->begun_ns);
    json_string(text, sizeof text, is->runner);
    fprintf(f, "{\"type\":\"session\",\"t_s\":%s,\"runner\":%s,\"ended\":%s,\"session\":%lld",
            number, text, is->ended_ns == GAIT_NO_TIME ? "false" : "true", (long long)is->id);
    number_seconds(number, is->ended_ns);
    fprintf(f, ",\"ended_s\":%s,\"strides\":%u", number, is->strides);
    number_fixed(number, t->minutes, 2);
    fprintf(f, ",\"minutes\":%s", number);
    number_fixed(number, sessions_km(t), 3);
    fprintf(f, ",\"km\":%s", number);
    number_fixed(number, known(t), 4);
    fprintf(f, ",\"speed_known\":%s,\"surfaces\":[", number);
    for (int i = 0; i < t->surfaces; i++) {
        json_string(text, sizeof text, t->surface[i].name);
        number_fixed(number, share(t, i), 4);
        fprintf(f, "%s{\"surface\":%s,\"share\":%s}", i ? "," : "", text, number);
    }
    number_fixed(number, t->peak_g, 4);
    fprintf(f, "],\"peak_g\":%s,\"peak_at\":\"%s\",\"shoes\":", number, t->back ? "back" : "limb");
    json_string(text, sizeof text, is->shoes);
    fprintf(f, "%s,\"source\":", *is->shoes ? text : "null");
    json_string(text, sizeof text, is->source);
    fprintf(f, "%s}\n", *is->source ? text : "null");
}

/* "asphalt 62 %, trail 38 %" */
static void surfaces(const struct totals *t, char *dst, size_t size)
{
    size_t n = 0;
    *dst = '\0';
    for (int i = 0; i < t->surfaces && n + 1 < size; i++) {
        const char *name = t->surface[i].name;
        int wrote = t->surfaces == 1 ? snprintf(dst, size, "%s", name)
                                     : snprintf(dst + n, size - n, "%s%s %.0f %%", i ? ", " : "",
                                                name, 100 * share(t, i));
        n += wrote > 0 ? (size_t)wrote : 0;
    }
}

static void put_head(void)
{
    printf("%4s  %-16s  %-10s %7s %7s %7s  %8s  %-10s %-32s %s\n", "", "begun", "runner", "minutes",
           "strides", "km", "peak g", "shoes", "on", "source");
}

static void put_row(const struct store_session *is, const struct totals *t)
{
    char begun[LOCAL_MAX], km[24] = "-", peak[24] = "-", on[256];
    if (t->run.placed > 0)
        snprintf(km, sizeof km, "%s%.2f", known(t) < GAIT_LOAD_KNOWN ? "~" : "", sessions_km(t));
    if (isfinite(t->peak_g))
        snprintf(peak, sizeof peak, "%.2f%s", t->peak_g, t->back ? " b" : "  ");
    surfaces(t, on, sizeof on);
    printf("%4lld  %-16s  %-10s %7.1f %7u %7s  %8s  %-10s %-32s %s%s\n", (long long)is->id,
           local_minute(begun, is->begun_ns), is->runner, t->minutes, is->strides, km, peak,
           *is->shoes ? is->shoes : "-", *on ? on : "-", is->source,
           is->ended_ns == GAIT_NO_TIME ? " (not ended)" : "");
}

static int list(const struct which *w, bool json)
{
    char why[STORE_SENTENCE_MAX];
    if (!json)
        put_head();
    for (int i = 0; i < w->n; i++) {
        struct totals t;
        if (totals_of(w->one[i].store, &w->one[i].is, TOTALS_SUMMARIES, &t, why, sizeof why) < 0)
            return verb_fail("sessions", "%s", why);
        if (json)
            sessions_json(stdout, &w->one[i].is, &t);
        else
            put_row(&w->one[i].is, &t);
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
