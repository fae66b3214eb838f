/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/compare_parts.h"
#include "ctl/verb.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: gaitctl compare A B [SESSION|RECORDING]... [--measure M] [--json] [--store FILE]\n"
    "\n"
    "How landings on surface B differ from those on surface A, and how sure that is. Without a "
    "session, in the last one.\n"
    "A session is a number (12), `last`, `all`, a day (2026-11-23), days (2026-11-01..2026-11-23) "
    "or the folder of a\n"
    "recording. Of several sessions, those that have both surfaces count, each against itself; "
    "never one session against\n"
    "another, unless there are three of each and none has both.\n"
    "\n"
    "  --measure M   only this one: peak_g axial_g rise_gps impact_band_g2 median_hz attenuation_db "
    "cadence_spm\n"
    "                contact_ms back_peak_g back_band_g2\n"
    "  --json        a comparison object a line; of several sessions each one's, then the "
    "season's\n"
    "  --store FILE  where sessions are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "\n"
    "example: gaitctl compare asphalt trail 2026-11-01.. --measure peak_g\n";

struct options {
    const char *store;
    enum gait_measure measure; /* GAIT_MEASURES: all */
    bool json;
};

static bool parse_measure(const char *word, enum gait_measure *ret)
{
    for (int m = 0; m < GAIT_MEASURES; m++)
        if (strcmp(word, gait_measure_name((enum gait_measure)m)) == 0) {
            *ret = (enum gait_measure)m;
            return true;
        }
    return false;
}

static int fail_measure(const char *word)
{
    char list[512] = "";
    for (int m = 0; m < GAIT_MEASURES; m++) {
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", m ? ", " : "",
                 gait_measure_name((enum gait_measure)m));
    }
    return verb_usage("compare", "--measure %s: expected one of %s", word, list);
}

static bool known(const struct compare *c, const char *surface)
{
    for (int i = 0; i < c->surfaces; i++)
        if (strcmp(c->surface[i], surface) == 0)
            return true;
    return false;
}

static int fail_surface(const struct compare *c, const char *surface)
{
    char list[1024] = "";
    for (int i = 0; i < c->surfaces; i++)
        if (strlen(list) + strlen(c->surface[i]) + 3 < sizeof list) {
            strcat(list, i ? ", " : "");
            strcat(list, c->surface[i]);
        }
    return verb_fail("compare", "nothing was run on %s in %s; there is %s%s", surface,
                     c->n == 1 ? "this session" : "these sessions", *list ? list : "no stride",
                     c->n == 1 ? "; name another session, days or all" : "");
}

/* A season is one runner's. */
static void print_runners(const struct compare *c, const struct options *o)
{
    for (int i = 0; i < c->n; i++) {
        const char *runner = c->session[i].which->is.runner;
        bool seen = false;
        for (int k = 0; k < i; k++)
            seen = seen || strcmp(c->session[k].which->is.runner, runner) == 0;
        if (seen)
            continue;
        if (o->json)
            compare_print_json(c, runner, o->measure, stdout);
        else
            compare_print(c, runner, o->measure, stdout);
    }
}

static int compare(const struct which *w, const char *a, const char *b, const struct options *o)
{
    struct compare c = {0};
    char why[STORE_SENTENCE_MAX];
    int code = 0;
    gait_name_copy(c.a, a);
    gait_name_copy(c.b, b);
    if (compare_read(&c, w, why, sizeof why) < 0)
        return verb_fail("compare", "%s", why);
    if (!known(&c, c.a))
        code = fail_surface(&c, c.a);
    else if (!known(&c, c.b))
        code = fail_surface(&c, c.b);
    else
        print_runners(&c, o);
    compare_free(&c);
    if (code == 0 && fflush(stdout) != 0)
        code = verb_fail("compare", "standard output cannot be written");
    return code;
}

/* Results that have to be made anew are kept, if the file can be written. */
static int find(struct which *w, const struct options *o, char **words, int n, char *why,
                size_t why_size)
{
    char path[PATH_MAX];
    bool writable = store_path(o->store, path, sizeof path) && access(path, W_OK) == 0;
    if (writable && which_find(w, o->store, STORE_WRITE, words, n, why, why_size) == 0)
        return 0;
    return which_find(w, o->store, STORE_READ, words, n, why, why_size);
}

int verb_compare(int argc, char **argv)
{
    static const struct option options[] = {{"measure", required_argument, NULL, 'm'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"store", required_argument, NULL, 's'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct options o = {.measure = GAIT_MEASURES};
    char why[STORE_SENTENCE_MAX];
    struct which w;
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == 'j')
            o.json = true;
        else if (option == 's')
            o.store = optarg;
        else if (option != 'm')
            return verb_usage("compare", "unknown option, or one without its value");
        else if (!parse_measure(optarg, &o.measure))
            return fail_measure(optarg);
    }
    if (argc - optind < 2)
        return verb_usage("compare", "expected two surfaces");
    if (strcmp(argv[optind], argv[optind + 1]) == 0)
        return verb_usage("compare", "%s cannot be compared with itself", argv[optind]);
    if (find(&w, &o, argv + optind + 2, argc - optind - 2, why, sizeof why) < 0)
        return verb_fail("compare", "%s", why);
    int code = compare(&w, argv[optind], argv[optind + 1], &o);
    which_free(&w);
    return code;
}
