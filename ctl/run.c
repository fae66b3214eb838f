/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/analyse.h"
#include "ctl/moment.h"
#include "ctl/outcome.h"
#include "ctl/table.h"
#include "ctl/verb.h"
#include "ctl/which.h"
#include "daemon/json.h"

#include <getopt.h>
#include <string.h>

static const char help[] =
    "usage: gaitctl run RECORDING [--json] [--config FILE] [--store FILE [--at TIME]]\n"
    "\n"
    "Analyses a recording in this process, as fast as possible, through the same code as the "
    "daemon. Of capture.osc,\n"
    "where there is one; else of the signal files.\n"
    "\n"
    "  --json         a JSON object a line instead of a table\n"
    "  --config FILE  settings and [sensor ID] sections, as of gaitd\n"
    "  --store FILE   keep what was found as a session in this file, which is made where there is "
    "none\n"
    "  --at TIME      when the recording began: 2026-11-23T07:30, with :SS and Z (UTC) if you "
    "like, "
    "or Unix seconds\n"
    "\n"
    "example: gaitctl run recordings/monday --json\n"
    "         gaitctl run recordings/monday --store runs.db --at 2026-11-23T07:30\n";

struct run {
    struct config config;
    bool json;
    long strides;
    bool begun;
    struct outcome *outcome;
    struct which_keeper *keeper;
    bool kept;
    char why[STORE_SENTENCE_MAX]; /* where it is not kept */
};

static void show(struct run *r, const struct gait_event *e)
{
    char line[JSON_LINE_MAX];

    if (e->kind == GAIT_EVENT_COMPARISON && e->u.comparison.so_far)
        return; /* the answer comes at the end */
    if (!r->json && !r->begun)
        table_head(stdout);
    r->begun = true;
    r->strides += e->kind == GAIT_EVENT_STRIDE;
    if (r->json) {
        json_event(line, e);
        puts(line);
    } else if (!outcome_take(r->outcome, e)) {
        table_event(stdout, e);
        if (e->kind == GAIT_EVENT_SESSION && e->u.session.ended) {
            outcome_print(r->outcome, e->runner, stdout);
            putchar('\n');
        }
    }
}

static void take(void *user, const struct gait_event *e)
{
    struct run *r = user;

    show(r, e);
    if (r->keeper && r->kept)
        r->kept = which_keeper_take(r->keeper, e, r->why, sizeof r->why) == 0;
}

static void show_end(struct run *r)
{
    if (!r->json && r->begun)
        printf("%ld strides\n", r->strides);
}

/* Says what is kept now, as the daemon would. */
static int end_keeping(struct run *r, const char *store)
{
    struct gait_event e;

    if (!r->kept || which_keeper_end(r->keeper, r->why, sizeof r->why) < 0)
        return verb_fail("run", "%s", r->why);
    int n = 0;
    for (; which_keeper_next(r->keeper, &e); n++) {
        if (r->json)
            show(r, &e);
        else
            printf("kept in %s as session %u: %u strides of %s\n", store, e.u.stored.session,
                   e.u.stored.strides, e.runner);
    }
    if (n == 0)
        return verb_fail("run", "%s: nothing is kept: nobody runs in this recording", store);
    return 0;
}

static int run_folder(struct run *r, const char *folder, const char *store, int64_t at_ns)
{
    char why[STORE_SENTENCE_MAX];
    struct store *s = NULL;
    int code = 0;

    if (store && store_open(store, STORE_WRITE, &s, why, sizeof why) < 0)
        return verb_fail("run", "%s", why);
    r->outcome = outcome_new();
    r->keeper = s ? which_keeper_new(s, folder, why, sizeof why) : NULL;
    r->kept = r->keeper != NULL;
    if (!r->outcome || (s && !r->keeper)) {
        code = verb_fail("run", "%s", r->outcome ? why : "no memory");
    } else {
        if (analyse_folder(folder, &r->config, at_ns, take, r, why, sizeof why) < 0)
            code = verb_fail("run", "%s", why);
        show_end(r);
        if (code == 0 && s)
            code = end_keeping(r, store);
        if (fflush(stdout) != 0)
            code = verb_fail("run", "standard output cannot be written");
    }
    which_keeper_free(r->keeper);
    store_close(s);
    outcome_free(r->outcome);
    return code;
}

static const struct option options[] = {
    {"json", no_argument, NULL, 'j'},        {"config", required_argument, NULL, 'c'},
    {"store", required_argument, NULL, 's'}, {"at", required_argument, NULL, 'a'},
    {"help", no_argument, NULL, 'h'},        {0}};

int verb_run(int argc, char **argv)
{
    static struct run r;
    char why[CONFIG_WHY_MAX];
    const char *path = NULL, *store = NULL, *at = NULL;
    int64_t at_ns = 0;
    int option;

    opterr = 0;
    config_default(&r.config);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == 'j')
            r.json = true;
        else if (option == 'c')
            path = optarg;
        else if (option == 's')
            store = optarg;
        else if (option == 'a')
            at = optarg;
        else
            return verb_usage("run", "unknown option, or one without its value");
    }
    if (optind + 1 != argc)
        return verb_usage("run", "expected one RECORDING");
    if (at && !moment_parse(at, &at_ns))
        return verb_usage("run", "--at %s: expected a time such as 2026-11-23T07:30", at);
    if (at && !store)
        return verb_usage("run", "--at says when a session was: expected --store FILE as well");
    if (path && config_read(path, &r.config, why, sizeof why) < 0)
        return verb_fail("run", "%s", why);
    return run_folder(&r, argv[optind], store, at_ns);
}
