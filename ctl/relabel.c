/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/relabel.h"

#include "ctl/answer.h"
#include "ctl/local.h"
#include "ctl/results.h"
#include "ctl/verb.h"
#include "ctl/which.h"
#include "daemon/decode.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define S INT64_C(1000000000)

static const char help[] =
    "usage: gaitctl relabel SESSION FROM TO SURFACE [--speed M/S | --pace MIN:SS] [--store FILE]\n"
    "               [--json]\n"
    "\n"
    "Says afterwards what was run on from FROM to TO, where nobody marked it, and how fast.\n"
    "SESSION is a number or last. FROM and TO: minutes and seconds since it began (12:30), the "
    "time "
    "of\n"
    "day (18:05:30), start or end; `gaitctl show` gives both. SURFACE: asphalt, trail, or any "
    "other "
    "word.\n"
    "\n"
    "  --speed M/S     the mean speed of that stretch, in metres a second\n"
    "  --pace MIN:SS   the same in minutes a kilometre\n"
    "  --store FILE    where sessions are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "  --json          the new summaries and comparisons as JSON, an object a line\n"
    "\n"
    "example: gaitctl relabel last 12:30 end trail --pace 5:40\n";

static int parse(const char *word, const struct store_session *is, int64_t end_ns, bool from,
                 int64_t *ret_ns, char *why, size_t why_size)
{
    char first[LOCAL_MAX], last[LOCAL_MAX], clock[LOCAL_MAX];
    if (strcmp(word, "start") == 0 || strcmp(word, "end") == 0) {
        *ret_ns = strcmp(word, "end") == 0 ? end_ns : is->begun_ns;
        return 0;
    }
    if (!local_since_parse(word, is->begun_ns, ret_ns)) {
        snprintf(why, why_size,
                 "%s: expected minutes:seconds since the session began (12:30), a time of day "
                 "(18:05:30), start or end",
                 word);
        return -1;
    }
    if (*ret_ns <= end_ns && (*ret_ns < end_ns || !from))
        return 0;
    snprintf(why, why_size, "%s lies after session %lld, which goes from %s (%s) to %s", word,
             (long long)is->id, local_since(first, is->begun_ns, is->begun_ns),
             local_clock(clock, is->begun_ns), local_since(last, is->begun_ns, end_ns));
    return -1;
}

int relabel_span(const struct store_session *is, const char *from, const char *to,
                 int64_t *ret_from_ns, int64_t *ret_to_ns, char *why, size_t why_size)
{
    int64_t end_ns = is->newest_ns > is->ended_ns ? is->newest_ns : is->ended_ns;
    if (is->newest_ns == GAIT_NO_TIME) {
        snprintf(why, why_size, "session %lld has no strides", (long long)is->id);
        return -1;
    }
    end_ns =
        (end_ns - is->begun_ns) / S * S + is->begun_ns + S; /* a whole second: as it is shown */
    if (parse(from, is, end_ns, true, ret_from_ns, why, why_size) < 0 ||
        parse(to, is, end_ns, false, ret_to_ns, why, why_size) < 0)
        return -1;
    if (*ret_from_ns >= *ret_to_ns) {
        snprintf(why, why_size, "%s does not lie before %s", from, to);
        return -1;
    }
    if (*ret_from_ns == is->begun_ns)
        *ret_from_ns = INT64_MIN + 1; /* strides that were filled in began before */
    return 0;
}

bool relabel_pace(const char *word, double *ret_speed_ms)
{
    int64_t ns;
    if (!local_since_parse(word, 0, &ns) || ns <= 0)
        return false;
    *ret_speed_ms = 1000 / ((double)ns * 1e-9);
    return true;
}

/* What is told of all that was found anew. */
struct told {
    const char *surface;
    bool json;
    struct gait_event limb, back; /* of the first pair with this surface; comparisons, where found */
};

static bool same_pair(const struct gait_event *x, const struct gait_event *y)
{
    return strcmp(x->u.comparison.a, y->u.comparison.a) == 0 &&
           strcmp(x->u.comparison.b, y->u.comparison.b) == 0;
}

static bool tell(void *user, const struct gait_event *e)
{
    struct told *t = user;
    char line[JSON_LINE_MAX];
    if (t->json) {
        json_event(line, e);
        puts(line);
        return true;
    }
    if (e->kind != GAIT_EVENT_COMPARISON || (strcmp(e->u.comparison.a, t->surface) != 0 &&
                                             strcmp(e->u.comparison.b, t->surface) != 0))
        return true;
    bool limb = e->u.comparison.measure == GAIT_MEASURE_PEAK;
    const struct gait_event *other = limb ? &t->back : &t->limb;
    struct gait_event *is = limb ? &t->limb : &t->back;
    if ((limb || e->u.comparison.measure == GAIT_MEASURE_BACK_PEAK) &&
        is->kind != GAIT_EVENT_COMPARISON &&
        (other->kind != GAIT_EVENT_COMPARISON || same_pair(other, e)))
        *is = *e;
    return true;
}

static bool take_sensor(void *user, const struct gait_event *e)
{
    answer_sensors_add(user, e);
    return true;
}

static void say_answer(struct which_one *one, const struct told *t)
{
    struct answer_sensors sensors = {0};
    char why[STORE_SENTENCE_MAX];
    struct answer a;
    bool limb = t->limb.kind == GAIT_EVENT_COMPARISON, back = t->back.kind == GAIT_EVENT_COMPARISON;
    if (!limb && !back) {
        printf("There is no other marked surface to compare it with.\n");
        return;
    }
    store_read(one->store, one->is.id, GAIT_EVENT_SENSOR, take_sensor, &sensors, why, sizeof why);
    answer_of(limb ? &t->limb : NULL, back ? &t->back : NULL, answer_where(&sensors), &a);
    answer_print(&a, answer_where(&sensors), stdout);
}

static bool pass(void *user, const struct gait_event *e)
{
    (void)user;
    (void)e;
    return true;
}

static int spectra_of(const struct which_one *one)
{
    char why[STORE_SENTENCE_MAX];
    return store_read(one->store, one->is.id, GAIT_EVENT_SPECTRUM, pass, NULL, why, sizeof why);
}

static int say(struct which_one *one, const char *surface, bool dropped, bool json)
{
    struct told told = {.surface = surface, .json = json};
    char why[STORE_SENTENCE_MAX];
    if (!json && dropped)
        printf("Mean spectra of the surfaces that this changed are not kept any more: they were of "
               "the old ones.\n");
    if (results_of(one->store, &one->is, true, tell, &told, why, sizeof why) < 0)
        return verb_fail("relabel", "%s", why);
    if (!json)
        say_answer(one, &told);
    return fflush(stdout) != 0 ? verb_fail("relabel", "standard output cannot be written") : 0;
}

/* A daemon holds the surfaces of a run that goes on, and would write its own over these. */
static bool goes_on(const struct store_session *is)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return is->ended_ns == GAIT_NO_TIME && is->newest_ns != GAIT_NO_TIME &&
           (int64_t)now.tv_sec - is->newest_ns / S < 600;
}

static int change(struct which *w, char **word, double speed_ms, bool json)
{
    char why[STORE_SENTENCE_MAX];
    struct which_one *one = &w->one[0];
    int64_t from_ns, to_ns;
    if (w->n != 1 || one->store != w->kept)
        return verb_fail("relabel", "%s: expected one session that is kept: a number or last",
                         word[0]);
    if (goes_on(&one->is))
        return verb_fail("relabel",
                         "session %lld still goes on: say gaitctl mark %s now, or relabel it when "
                         "it has ended",
                         (long long)one->is.id, word[3]);
    if (relabel_span(&one->is, word[1], word[2], &from_ns, &to_ns, why, sizeof why) < 0)
        return verb_fail("relabel", "%s", why);
    int spectra = spectra_of(one);
    int n = store_relabel(one->store, one->is.id, from_ns, to_ns, word[3], (float)speed_ms, why,
                          sizeof why);
    if (n < 0)
        return verb_fail("relabel", "%s", why);
    if (n == 0)
        return verb_fail("relabel", "session %lld has no stride from %s to %s: nothing was changed",
                         (long long)one->is.id, word[1], word[2]);
    if (!json)
        printf("%d strides of session %lld from %s to %s are on %s now\n", n,
               (long long)one->is.id, word[1], word[2], word[3]);
    return say(one, word[3], spectra_of(one) < spectra, json);
}

int verb_relabel(int argc, char **argv)
{
    static const struct option options[] = {
        {"speed", required_argument, NULL, 'v'}, {"pace", required_argument, NULL, 'p'},
        {"store", required_argument, NULL, 's'}, {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},        {0}};
    const char *store = NULL;
    char why[STORE_SENTENCE_MAX];
    double speed_ms = NAN;
    bool json = false;
    struct which w;
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == '?')
            return verb_usage("relabel", "unknown option, or one without its value");
        if (option == 'v' && !verb_number(optarg, 0.5, 12, &speed_ms))
            return verb_usage("relabel", "--speed %s: expected 0.5 to 12 m/s", optarg);
        if (option == 'p' && (!relabel_pace(optarg, &speed_ms) || speed_ms < 0.5 || speed_ms > 12))
            return verb_usage("relabel", "--pace %s: expected minutes:seconds a kilometre (5:40)",
                              optarg);
        store = option == 's' ? optarg : store;
        json |= option == 'j';
    }
    char **word = argv + optind;
    if (argc - optind != 4)
        return verb_usage("relabel", "expected SESSION FROM TO SURFACE");
    if (!decode_name_ok(word[3], strlen(word[3])))
        return verb_usage("relabel", "%s: expected a word of 1 to %d of A-Z a-z 0-9 _ . : -",
                          word[3], GAIT_NAME_MAX - 1);
    if (which_find(&w, store, STORE_WRITE, word, 1, why, sizeof why) < 0)
        return verb_fail("relabel", "%s", why);
    int code = change(&w, word, speed_ms, json);
    which_free(&w);
    return code;
}
