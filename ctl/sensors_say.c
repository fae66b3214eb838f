/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gaitctl sensors place and name: says it, and waits to hear that it holds. */
#include "ctl/sensors.h"
#include "ctl/verb.h"
#include "daemon/decode.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <string.h>

#define ANSWER_MS 2500

static bool is_called(const struct gait_event *e, const char *id)
{
    return strcmp(e->sensor, id) == 0 || strcmp(e->u.heard.name, id) == 0;
}

bool sensors_holds(const struct ears_view *v, const struct sensors_word *w)
{
    for (int i = 0; i < v->heards; i++) {
        const struct gait_event *e = &v->heard[i];
        if (w->name && strcmp(e->sensor, w->value) == 0)
            return true;
        if (!w->name && is_called(e, w->id) && isnan(e->u.heard.placement_confidence) &&
            strcmp(gait_placement_name(e->u.heard.placement), w->value) == 0)
            return true;
    }
    return false;
}

void sensors_answer(FILE *f, const struct ears_view *v, const struct sensors_word *w)
{
    if (sensors_holds(v, w)) {
        fprintf(f,
                w->name ? "%s is called %s from now on, after a restart too.\n"
                        : "%s is worn at %s from now on, after a restart too.\n",
                w->id, w->value);
        return;
    }
    if (ears_find(v, w->id)) {
        fprintf(f,
                "%s is heard and was told so, but gaitd does not show it yet; see gaitctl "
                "sensors.\n",
                w->id);
        return;
    }
    fprintf(f, "No sensor %s is heard now; gaitd keeps this for when it comes. Heard: ", w->id);
    for (int i = 0; i < v->heards; i++)
        fprintf(f, "%s%s", i ? ", " : "", v->heard[i].sensor);
    fputs(v->heards ? ".\n" : "none.\n", f);
}

static int placements(const char *word)
{
    fprintf(stderr, "gaitctl sensors: %s: expected one of", word);
    for (int p = GAIT_UNKNOWN + 1; p < GAIT_PLACEMENTS; p++)
        fprintf(stderr, " %s", gait_placement_name((enum gait_placement)p));
    fputs(" unknown\n", stderr);
    return 2;
}

/* 0 or -errno: what gaitd tells after it was told. */
static int say_and_hear(struct ears *e, const struct sensors_word *w)
{
    int64_t until_ms = ears_now_ms() + ANSWER_MS, left_ms = ANSWER_MS;
    int error = ears_say(e, w->name ? "/gait/name" : "/gait/place", w->id, w->value);
    while (error == 0 && left_ms > 0) {
        int looked = ears_look(e, (int)left_ms);
        if (looked < 0)
            return looked;
        /* a first look may be half of one */
        if (sensors_holds(&e->view, w) || (e->view.looks > 1 && !ears_find(&e->view, w->id)))
            break;
        left_ms = until_ms - ears_now_ms();
    }
    return error;
}

static int say(const struct sensors_word *w, const char *where)
{
    struct sockaddr_storage to;
    struct ears e;
    char why[512];

    if (verb_endpoint(where, &to, why, sizeof why) < 0)
        return verb_usage("sensors", "--to %s", why);
    int error = ears_open(&e, &to, false);
    if (error == 0)
        error = say_and_hear(&e, w);
    ears_close(&e);
    if (error == -ECONNREFUSED)
        return verb_fail("sensors", "no gaitd listens on %s", where);
    if (error < 0)
        return verb_fail("sensors", "%s: %s", where, strerror(-error));
    if (e.view.looks == 0)
        return verb_fail("sensors", "%s: told, but gaitd does not answer", where);
    sensors_answer(stdout, &e.view, w);
    return 0;
}

int sensors_say(int argc, char **argv)
{
    static const struct option options[] = {{"to", required_argument, NULL, 't'}, {0}};
    const char *where = VERB_HERE;
    enum gait_placement p;
    int option;

    opterr = 0;
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == '?')
            return verb_usage("sensors", "unknown option, or one without its value");
        where = optarg;
    }
    struct sensors_word w = {.name = strcmp(argv[optind], "name") == 0};
    if (argc - optind != 3)
        return verb_usage("sensors", "expected sensors %s",
                          w.name ? "name ID NAME" : "place ID PLACEMENT");
    w.id = argv[optind + 1];
    w.value = argv[optind + 2];
    if (!decode_name_ok(w.id, strlen(w.id)) ||
        (w.name && !decode_name_ok(w.value, strlen(w.value))))
        return verb_usage("sensors", "expected words of 1 to %d of A-Z a-z 0-9 _ . : -",
                          GAIT_NAME_MAX - 1);
    if (!w.name && !gait_placement_parse(w.value, &p))
        return placements(w.value);
    return say(&w, where);
}
