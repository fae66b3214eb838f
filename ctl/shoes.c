/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/pairs.h"
#include "ctl/verb.h"
#include "ctl/week.h"
#include "ctl/which.h"
#include "daemon/decode.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: gaitctl shoes [--json] [--store FILE]\n"
    "       gaitctl shoes add NAME [--since DAY] [--km N] [--runner R] [--store FILE]\n"
    "       gaitctl shoes wear NAME [SESSION ...] [--store FILE]\n"
    "       gaitctl shoes retire NAME [--store FILE]\n"
    "\n"
    "Pairs of shoes: what each has run, and how landings changed over its life. A session that "
    "does "
    "not say its shoes\n"
    "was run in the pair worn since last. `wear` with sessions (numbers, days, last; see gaitctl "
    "sessions --help) is\n"
    "about those alone; without, about all from now on.\n"
    "\n"
    "  --since DAY   worn since then, as 2026-11-23 (today); the sessions since count\n"
    "  --km N        what it had run before (0)\n"
    "  --runner R    whose it is (anybody's)\n"
    "  --store FILE  where sessions are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "  --json        a JSON object a line instead of a table\n"
    "\n"
    "example: gaitctl shoes add pegasus-blue --since 2026-09-01 --km 120\n";

struct order {
    const char *verb, *path, *runner;
    char name[GAIT_NAME_MAX];
    int64_t since_ns;
    double before_km;
    bool json;
    char **session;
    int sessions;
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- the list ---- */

static void print_json(const struct pair *p)
{
    char name[2 * GAIT_NAME_MAX], runner[2 * GAIT_NAME_MAX], since[NUMBER_MAX], n[6][NUMBER_MAX];
    const double value[6] = {p->km.is,
                             p->km.low,
                             p->km.high,
                             p->has_line ? p->line.change : NAN,
                             p->has_line ? p->line.low : NAN,
                             p->has_line ? p->line.high : NAN};
    json_string(name, sizeof name, p->is.name);
    json_string(runner, sizeof runner, p->is.runner);
    number_seconds(since, p->is.since_ns);
    for (int i = 0; i < 6; i++)
        number_fixed(n[i], value[i], i < 3 ? 1 : 3);
    printf("{\"type\":\"shoes\",\"name\":%s,\"runner\":%s,\"since_s\":%s,\"retired\":%s,"
           "\"sessions\":%d,\"landings\":%.0f,\"km\":%s,\"km_low\":%s,\"km_high\":%s,\"notice\":%d,"
           "\"peak_change_g\":%s,\"ci95_low\":%s,\"ci95_high\":%s,\"n\":%d}\n",
           name, runner, since, p->is.retired ? "true" : "false", p->sessions, p->run.landings,
           n[0], n[1], n[2], pairs_notice(p), n[3], n[4], n[5], p->line.n);
}

static void print_row(const struct pair *p)
{
    static const char *const notices[] = {"", "over 300 miles", "over 500 miles"};
    char km[32], peak[48] = "not known", since[16] = "";
    time_t t = (time_t)(p->is.since_ns / 1000000000);
    struct tm tm;
    if (isfinite(p->km.is))
        snprintf(km, sizeof km, "%.0f", p->km.is);
    else
        snprintf(km, sizeof km, "%.0f to %.0f", p->km.low, p->km.high);
    if (p->has_line)
        snprintf(peak, sizeof peak, "%+.1f g (%+.1f to %+.1f)", p->line.change, p->line.low,
                 p->line.high);
    if (localtime_r(&t, &tm))
        strftime(since, sizeof since, "%Y-%m-%d", &tm);
    printf("%-20s %-12s %-10s %8d %9.0f %12s  %-24s %s%s\n", p->is.name,
           *p->is.runner ? p->is.runner : "anybody", since, p->sessions, p->run.landings, km, peak,
           notices[pairs_notice(p)], p->is.retired ? " retired" : "");
}

static int list(struct store *s, const struct order *o, char *why, size_t why_size)
{
    struct pair *pair;
    int n = pairs_of(s, NULL, NULL, &pair, why, why_size);
    if (n > 0 && !o->json)
        printf("%-20s %-12s %-10s %8s %9s %12s  %-24s\n", "shoes", "runner", "since", "sessions",
               "landings", "km", "change of the peak");
    for (int i = 0; i < n; i++) {
        if (o->json)
            print_json(&pair[i]);
        else
            print_row(&pair[i]);
    }
    if (n == 0 && !o->json)
        puts("No shoes are known yet; gaitctl shoes add NAME makes them known.");
    free(pair);
    return n < 0 ? -1 : 0;
}

/* ---- changes ---- */

static int find(struct store *s, const struct order *o, struct store_shoes *ret, char *why,
                size_t why_size)
{
    struct store_shoes *all;
    int n = store_shoes(s, &all, why, why_size), found = 0;
    for (int i = 0; i < n; i++)
        if (strcmp(all[i].name, o->name) == 0 &&
            (!o->runner || strcmp(all[i].runner, o->runner) == 0) && found++ == 0)
            *ret = all[i];
    free(all);
    if (n >= 0 && found == 0)
        snprintf(why, why_size, "no shoes are called %s; gaitctl shoes add %s makes them known", o->name,
                 o->name);
    if (found > 1)
        snprintf(why, why_size, "several runners have %s: say whose with --runner", o->name);
    return found == 1 ? 0 : -1;
}

/* Sessions that went by the pair worn since last say it from now on, as that is about to change. */
static int settle_sessions(struct store *s, char *why, size_t why_size)
{
    struct store_session *all = NULL;
    struct store_shoes *shoes = NULL;
    int result = 0, shoes_n = store_shoes(s, &shoes, why, why_size);
    int n = shoes_n < 0 ? -1 : store_sessions(s, INT64_MIN, INT64_MAX, &all, why, why_size);
    for (int i = 0; i < n && result >= 0; i++) {
        int at = pairs_worn(shoes, shoes_n, &all[i]);
        if (*all[i].shoes || at < 0)
            continue;
        memcpy(all[i].shoes, shoes[at].name, sizeof all[i].shoes);
        result = store_session_set(s, &all[i], why, why_size);
    }
    free(all);
    free(shoes);
    return n < 0 || result < 0 ? -1 : 0;
}

/* Their shoes are kept in the file, so recordings have none. */
static int wear_in(struct store *s, const struct order *o, const struct store_shoes *is, char *why,
                   size_t why_size)
{
    struct which w;
    int result = 0;
    if (which_find(&w, o->path, STORE_READ, o->session, o->sessions, why, why_size) < 0)
        return -1;
    for (int i = 0; i < w.n && result >= 0; i++) {
        struct store_session session = w.one[i].is;
        memcpy(session.shoes, is->name, sizeof session.shoes);
        result = w.one[i].store == w.kept ? store_session_set(s, &session, why, why_size) : -1;
        if (w.one[i].store != w.kept)
            snprintf(why, why_size, "a recording cannot be told its shoes; a session can");
    }
    which_free(&w);
    return result < 0 ? -1 : 0;
}

static int wear(struct store *s, const struct order *o, char *why, size_t why_size)
{
    struct store_shoes is;
    if (find(s, o, &is, why, why_size) < 0)
        return -1;
    if (o->sessions > 0)
        return wear_in(s, o, &is, why, why_size);
    is.since_ns = now_ns();
    is.retired = false;
    return settle_sessions(s, why, why_size) < 0 ? -1 : store_shoes_set(s, &is, why, why_size);
}

static int retire(struct store *s, const struct order *o, char *why, size_t why_size)
{
    struct store_shoes is;
    if (find(s, o, &is, why, why_size) < 0 || settle_sessions(s, why, why_size) < 0)
        return -1;
    is.retired = true;
    return store_shoes_set(s, &is, why, why_size);
}

static int add(struct store *s, const struct order *o, char *why, size_t why_size)
{
    struct store_shoes is = {.since_ns = o->since_ns, .before_km = o->before_km};
    struct store_shoes *all;
    const char *runner = o->runner ? o->runner : "";
    int n = store_shoes(s, &all, why, why_size);
    for (int i = 0; i < n; i++)
        if (strcmp(all[i].name, o->name) == 0 && strcmp(all[i].runner, runner) == 0) {
            snprintf(why, why_size, "there are shoes called %s already", o->name);
            n = -1;
        }
    free(all);
    gait_name_copy(is.name, o->name);
    gait_name_copy(is.runner, runner);
    return n < 0 ? -1 : store_shoes_set(s, &is, why, why_size);
}

/* ---- the command line ---- */

/* -1: go on. */
static int take_option(int option, struct order *o)
{
    switch (option) {
    case 'h':
        return verb_help(help);
    case 'j':
        o->json = true;
        return -1;
    case 's':
        o->path = optarg;
        return -1;
    case 'r':
        o->runner = optarg;
        return decode_name_ok(optarg, strlen(optarg)) ? -1
                                                      : verb_usage("shoes", "--runner: no name");
    case 'd':
        return week_day(optarg, &o->since_ns)
                   ? -1
                   : verb_usage("shoes", "--since %s: expected a day as 2026-11-23", optarg);
    case 'k':
        return verb_number(optarg, 0, 100000, &o->before_km)
                   ? -1
                   : verb_usage("shoes", "--km %s: expected 0 to 100000", optarg);
    default:
        return verb_usage("shoes", "unknown option, or one without its value");
    }
}

static int take_words(int n, char **word, struct order *o)
{
    static const char *const verbs[] = {"add", "wear", "retire"};
    o->verb = n > 0 ? word[0] : "list";
    if (n == 0)
        return -1;
    bool known = false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        known |= strcmp(o->verb, verbs[i]) == 0;
    if (!known)
        return verb_usage("shoes", "no %s; expected add, wear or retire", o->verb);
    if (n < 2 || !decode_name_ok(word[1], strlen(word[1])))
        return verb_usage("shoes", "%s: expected a NAME, a word of 1 to %d of A-Z a-z 0-9 _ . : -",
                          o->verb, GAIT_NAME_MAX - 1);
    gait_name_copy(o->name, word[1]);
    o->session = word + 2;
    o->sessions = n - 2;
    if (o->sessions > 0 && strcmp(o->verb, "wear") != 0)
        return verb_usage("shoes", "%s: expected one NAME", o->verb);
    return -1;
}

static void say_done(const struct order *o)
{
    char since[16] = "";
    time_t t = (time_t)(o->since_ns / 1000000000);
    struct tm tm;
    if (localtime_r(&t, &tm))
        strftime(since, sizeof since, "%Y-%m-%d", &tm);
    if (strcmp(o->verb, "add") == 0)
        printf("%s: worn since %s, with %.0f km before; sessions since then count\n", o->name, since,
               o->before_km);
    else if (strcmp(o->verb, "retire") == 0)
        printf("%s: retired; later sessions no longer count\n", o->name);
    else if (o->sessions > 0)
        printf("%s: worn in the session%s named\n", o->name, o->sessions == 1 ? "" : "s");
    else
        printf("%s: worn from now on\n", o->name);
}

static int act(struct store *s, const struct order *o, char *why, size_t why_size)
{
    if (strcmp(o->verb, "list") == 0)
        return list(s, o, why, why_size);
    if (store_begin(s, why, why_size) < 0)
        return -1;
    int result = strcmp(o->verb, "add") == 0    ? add(s, o, why, why_size)
                 : strcmp(o->verb, "wear") == 0 ? wear(s, o, why, why_size)
                                                : retire(s, o, why, why_size);
    if (result < 0) {
        store_rollback(s);
        return -1;
    }
    if (store_commit(s, why, why_size) < 0)
        return -1;
    if (!o->json)
        say_done(o);
    return 0;
}

int verb_shoes(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                            {"store", required_argument, NULL, 's'},
                                            {"since", required_argument, NULL, 'd'},
                                            {"km", required_argument, NULL, 'k'},
                                            {"runner", required_argument, NULL, 'r'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct order o = {.since_ns = now_ns()};
    struct store *s;
    char path[4096], why[STORE_SENTENCE_MAX];
    int option, code = -1;

    opterr = 0;
    while (code < 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
        code = take_option(option, &o);
    if (code < 0)
        code = take_words(argc - optind, argv + optind, &o);
    if (code >= 0)
        return code;
    if (!store_path(o.path, path, sizeof path))
        return verb_fail("shoes", "the path of the store is too long");
    bool reads = strcmp(o.verb, "list") == 0;
    if (strcmp(o.verb, "add") != 0 && !which_kept(path, why, sizeof why))
        return verb_fail("shoes", "%s", why);
    if (store_open(path, reads ? STORE_READ : STORE_WRITE, &s, why, sizeof why) < 0)
        return verb_fail("shoes", "%s", why);
    int result = act(s, &o, why, sizeof why);
    store_close(s);
    return result < 0 ? verb_fail("shoes", "%s", why) : 0;
}
