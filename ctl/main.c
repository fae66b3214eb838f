/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth.h"
#include "ctl/verb.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*function)(int argc, char **argv);
    const char *help;
} verbs[] = {
    {"run", verb_run, "analyse a recording, as fast as possible"},
    {"replay", verb_replay, "send a recording to a daemon, as its sensors would"},
    {"events", verb_events, "show what the daemon finds, live"},
    {"sensors", verb_sensors, "what is heard and what was not taken, live; place and name sensors"},
    {"doctor", verb_doctor, "what is wrong with sensors or network, and what to do"},
    {"mark", verb_mark, "say which surface the runner is on from now"},
    {"sessions", verb_sessions, "list the runs that are kept"},
    {"show", verb_show, "one run in full: surfaces, comparison, findings, what was left out"},
    {"relabel", verb_relabel, "say afterwards what was run on, and how fast"},
    {"compare", verb_compare, "say how one surface differs from another, and how sure that is"},
    {"report", verb_report, "write a session as one page for a browser"},
    {"shoes", verb_shoes, "pairs of shoes: what each has run, and how landings changed with it"},
    {"export", verb_export, "kept strides, summaries and the rest as CSV or JSON lines"},
    {"import", verb_import, "turn other people's tables of samples into a recording"},
    {"synth", verb_synth, "make the recording of a synthetic runner with known truth"},
};
#define VERBS (sizeof verbs / sizeof verbs[0])

static void help(FILE *f)
{
    fputs("gaitctl: recordings in, strides out, and what gaitd is told\n\nusage: gaitctl VERB "
          "...\n\n",
          f);
    for (size_t i = 0; i < VERBS; i++)
        fprintf(f, "  %-10s %s\n", verbs[i].name, verbs[i].help);
    fputs("\n`gaitctl VERB --help` says more, with an example.\n"
          "exit: 0 done, 1 failed with one sentence on standard error, 2 wrong usage\n",
          f);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0)
        return puts("gaitctl " GAIT_VERSION) < 0;
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(argv[1], verbs[i].name) == 0)
            return verbs[i].function(argc - 1, argv + 1);
    fprintf(stderr, "gaitctl: no verb %s; see gaitctl --help\n", argv[1]);
    return 2;
}
