/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/export.h"
#include "ctl/verb.h"
#include "ctl/which.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "usage: gaitctl export [SESSION...] [--what TABLE] [--format csv|jsonl] [-o FILE|FOLDER]\n"
    "                      [--store FILE]\n"
    "\n"
    "What is kept of sessions, for other programs. SESSION: a number, last (as without any), all, "
    "a "
    "day\n"
    "(2026-11-23), days (2026-11-01..2026-11-23), or the folder of a recording.\n"
    "\n"
    "  --what TABLE    strides (as without), impacts, marks, speeds, gaps, sensors, spectra, "
    "summaries,\n"
    "                  comparisons, drifts, or all: a file each in the folder -o, strides.csv ...\n"
    "  --format csv    one line of names with their units, RFC 4180; pandas, R and spreadsheets "
    "read\n"
    "                  it as it is. Times are whole ns since 1970, beside elapsed_s since the\n"
    "                  session began. Not measured: an empty cell\n"
    "  --format jsonl  the objects of `gaitctl events --json`; --json is the same\n"
    "  -o FILE         into this file (--what all as CSV: this folder), not standard output; never "
    "half\n"
    "                  written\n"
    "  --store FILE    where sessions are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "\n"
    "example: gaitctl export 2026-11-01.. -o strides.csv\n";

struct asked {
    const char *store, *out;
    int what; /* EXPORT_TABLES: all */
    bool json;
};

/* Tables from first on, as long as there are any asked for. */
static int write_tables(FILE *f, const struct which *w, int first, int last, bool json, char *why,
                        size_t why_size)
{
    for (int what = first; what <= last; what++) {
        if (!json)
            export_csv_head(f, export_kind((enum export_what)what));
        for (int i = 0; i < w->n; i++)
            if (export_table(f, w->one[i].store, &w->one[i].is, (enum export_what)what, json, why,
                             why_size) < 0)
                return -1;
    }
    return 0;
}

static int cannot(const char *path, char *why, size_t why_size)
{
    snprintf(why, why_size, "%s cannot be written: %s", path, strerror(errno));
    return -1;
}

/* Under another name until it is whole. */
static int write_file(const char *path, const struct which *w, int first, int last, bool json,
                      char *why, size_t why_size)
{
    char *part = NULL;
    if (asprintf(&part, "%s.part", path) < 0)
        return cannot(path, why, why_size);
    FILE *f = fopen(part, "w");
    int fault =
        f ? write_tables(f, w, first, last, json, why, why_size) : cannot(path, why, why_size);
    if (f) {
        bool broken = ferror(f) != 0;
        if ((fclose(f) != 0 || broken) && !fault)
            fault = cannot(path, why, why_size);
        if (!fault && rename(part, path) < 0)
            fault = cannot(path, why, why_size);
        if (fault)
            unlink(part);
    }
    free(part);
    return fault;
}

static int write_folder(const char *folder, const struct which *w, char *why, size_t why_size)
{
    if (mkdir(folder, 0777) < 0 && errno != EEXIST)
        return cannot(folder, why, why_size);
    for (int what = 0; what < EXPORT_TABLES; what++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s.csv", folder, export_names[what]) < 0)
            return cannot(folder, why, why_size);
        int fault = write_file(path, w, what, what, false, why, why_size);
        free(path);
        if (fault)
            return -1;
    }
    return 0;
}

static int export_all(const struct asked *a, const struct which *w)
{
    char why[STORE_SENTENCE_MAX * 2];
    bool all = a->what == EXPORT_TABLES;
    int first = all ? 0 : a->what, last = all ? EXPORT_TABLES - 1 : a->what, fault;
    if (!a->out)
        fault = write_tables(stdout, w, first, last, a->json, why, sizeof why);
    else if (all && !a->json)
        fault = write_folder(a->out, w, why, sizeof why);
    else
        fault = write_file(a->out, w, first, last, a->json, why, sizeof why);
    if (fault)
        return verb_fail("export", "%s", why);
    return fflush(stdout) != 0 ? verb_fail("export", "standard output cannot be written") : 0;
}

/* 0, or the exit status of wrong usage. */
static int set(struct asked *a, int option)
{
    switch (option) {
    case 's':
        a->store = optarg;
        return 0;
    case 'o':
        a->out = optarg;
        return 0;
    case 'j':
        a->json = true;
        return 0;
    case 'f':
        a->json = strcmp(optarg, "jsonl") == 0;
        return a->json || strcmp(optarg, "csv") == 0
                   ? 0
                   : verb_usage("export", "--format %s: expected csv or jsonl", optarg);
    case 'w':
        for (a->what = 0; a->what < EXPORT_TABLES; a->what++)
            if (strcmp(optarg, export_names[a->what]) == 0)
                return 0;
        return strcmp(optarg, "all") == 0
                   ? 0
                   : verb_usage("export",
                                "--what %s: expected strides, impacts, marks, speeds, gaps, "
                                "sensors, spectra, summaries, comparisons, drifts or all",
                                optarg);
    default:
        return verb_usage("export", "unknown option, or one without its value");
    }
}

int verb_export(int argc, char **argv)
{
    static const struct option options[] = {{"what", required_argument, NULL, 'w'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"store", required_argument, NULL, 's'},
                                            {"out", required_argument, NULL, 'o'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct asked a = {.what = EXPORT_STRIDES};
    char why[STORE_SENTENCE_MAX];
    struct which w;
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        int code = set(&a, option);
        if (code)
            return code;
    }
    if (a.what == EXPORT_TABLES && !a.json && !a.out)
        return verb_usage("export",
                          "--what all is a file a table: say -o FOLDER, or --format jsonl");
    if (which_find(&w, a.store, STORE_READ, argv + optind, argc - optind, why, sizeof why) < 0)
        return verb_fail("export", "%s", why);
    int code = export_all(&a, &w);
    which_free(&w);
    return code;
}
