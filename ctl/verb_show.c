/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/show.h"
#include "ctl/verb.h"
#include "ctl/which.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: gaitctl show [SESSION] [--store FILE] [--json]\n"
    "\n"
    "One run in full: who and when, the sensors, what was run on and when, how the surfaces "
    "compare,\n"
    "what was left out and why, and what the run says about keeping a back well.\n"
    "SESSION: a number, last (as without), a day (2026-11-23), or the folder of a recording.\n"
    "\n"
    "  --store FILE   where sessions are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "  --json         JSON, an object a line\n"
    "\n"
    "example: gaitctl show 12\n";

int show_read(struct show *ret, struct store *s, const struct store_session *is, bool write,
              char *why, size_t why_size)
{
    struct results_strides strides;
    *ret = (struct show){.is = is};
    if (totals_of(s, is, TOTALS_STRIDES, &ret->totals, why, why_size) < 0 ||
        store_read(s, is->id, GAIT_EVENT_SENSOR, results_keep, &ret->sensors, why, why_size) < 0 ||
        store_read(s, is->id, GAIT_EVENT_GAP, results_keep, &ret->gaps, why, why_size) < 0 ||
        results_of(s, is, write, results_keep, &ret->results, why, why_size) < 0 ||
        results_strides(s, is->id, &strides, why, why_size) < 0)
        return -1;
    int fault = digest_of(&strides, &ret->digest);
    results_strides_free(&strides);
    if (fault || ret->sensors.failed || ret->gaps.failed || ret->results.failed) {
        snprintf(why, why_size, "out of memory");
        return -1;
    }
    for (int i = 0; i < ret->results.n; i++)
        ret->compared |= ret->results.event[i].kind == GAIT_EVENT_COMPARISON;
    return findings_of(s, is, &ret->findings, why, why_size) < 0 ? -1 : 0;
}

void show_free(struct show *s)
{
    free(s->sensors.event);
    free(s->gaps.event);
    free(s->results.event);
    digest_free(&s->digest);
    findings_free(&s->findings);
}

static int show(const struct which *w, bool json)
{
    char why[STORE_SENTENCE_MAX];
    int code = 0;
    for (int i = 0; i < w->n && code == 0; i++) {
        struct show s;
        if (show_read(&s, w->one[i].store, &w->one[i].is, false, why, sizeof why) < 0)
            code = verb_fail("show", "%s", why);
        s.recording = w->one[i].store == w->memory;
        if (code == 0 && json)
            show_json(stdout, &s);
        if (code == 0 && !json && show_text(stdout, &s) < 0)
            code = verb_fail("show", "out of memory");
        show_free(&s);
        if (i + 1 < w->n && !json)
            putchar('\n');
    }
    if (fflush(stdout) != 0)
        code = verb_fail("show", "standard output cannot be written");
    return code;
}

int verb_show(int argc, char **argv)
{
    static const struct option options[] = {{"store", required_argument, NULL, 's'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    char why[STORE_SENTENCE_MAX];
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
            return verb_usage("show", "unknown option, or one without its value");
    }
    if (which_find(&w, store, STORE_READ, argv + optind, argc - optind, why, sizeof why) < 0)
        return verb_fail("show", "%s", why);
    int code = show(&w, json);
    which_free(&w);
    return code;
}
