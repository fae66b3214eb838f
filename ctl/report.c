/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_store.h"
#include "ctl/verb.h"
#include "ctl/which.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WHY = STORE_SENTENCE_MAX };

static const char help[] =
    "usage: gaitctl report [SESSION|RECORDING] -o FILE [--store FILE]\n"
    "\n"
    "Writes one session as a page for a browser: what the surfaces came to first, then the "
    "charts,\n"
    "the load, what was left out and why. One file that needs no network; to read on a phone, to\n"
    "print, to keep.\n"
    "\n"
    "  SESSION       its number, a day with one session in it, or last (which is meant without a "
    "word)\n"
    "  RECORDING     the folder of a recording, which is analysed first\n"
    "  -o FILE       the page; - is standard output\n"
    "  --store FILE  where sessions are kept (else $GAITD_STORE, else where gaitd keeps them)\n"
    "\n"
    "example: gaitctl report last -o run.html\n";

static int said(const char *path)
{
    printf("%s is written: open it in a browser\n", path);
    return fflush(stdout) != 0 ? verb_fail("report", "standard output cannot be written") : 0;
}

/* A page that could not be written whole is taken away again; what is no file is left alone. */
static int write_bytes(const char *page, size_t size, const char *path)
{
    struct stat is;
    FILE *f = fopen(path, "wb");
    if (!f)
        return verb_fail("report", "%s cannot be written: %s", path, strerror(errno));
    bool file = fstat(fileno(f), &is) == 0 && S_ISREG(is.st_mode);
    bool good = fwrite(page, 1, size, f) == size;
    int error = errno;
    if (fclose(f) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good)
        return said(path);
    if (file)
        unlink(path);
    return verb_fail("report", "%s cannot be written: %s", path, strerror(error));
}

static int write_page(const struct report *r, const char *library, const char *path)
{
    char *page = NULL;
    size_t size = 0;
    int code = 0;
    FILE *f = open_memstream(&page, &size);
    bool good = f && report_page(r, library, f) == 0;
    if (f && fclose(f) != 0)
        good = false;
    if (!good)
        code = verb_fail("report", "no memory");
    else if (strcmp(path, "-") != 0)
        code = write_bytes(page, size, path);
    else if (fwrite(page, 1, size, stdout) != size || fflush(stdout) != 0)
        code = verb_fail("report", "standard output cannot be written");
    free(page);
    return code;
}

static int write_session(const struct which_one *one, bool recording, const char *path)
{
    struct report r = {.recording = recording};
    char why[WHY];
    char *library = report_library(GAIT_CHARTS, why, sizeof why);
    int code = 1;
    if (library && report_read(&r, one->store, &one->is, why, sizeof why) == 0)
        code = write_page(&r, library, path);
    else
        verb_fail("report", "%s", why);
    report_free(&r);
    free(library);
    return code;
}

static int report_words(char **words, int n, const char *store, const char *path)
{
    struct which w = {0};
    char why[WHY];
    int code = 0;
    if (which_find(&w, store, STORE_READ, words, n, why, sizeof why) < 0)
        return verb_fail("report", "%s", why);
    if (w.n != 1)
        code = verb_fail("report",
                         "that is %d sessions, and a page is of one; see gaitctl sessions", w.n);
    else
        code = write_session(&w.one[0], w.one[0].store == w.memory, path);
    which_free(&w);
    return code;
}

int verb_report(int argc, char **argv)
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                            {"store", required_argument, NULL, 's'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    const char *path = NULL, *store = NULL;
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == 'o')
            path = optarg;
        else if (option == 's')
            store = optarg;
        else
            return verb_usage("report", "unknown option, or one without its value");
    }
    if (!path)
        return verb_usage("report", "expected -o FILE");
    if (argc - optind > 1)
        return verb_usage("report", "a page is of one session");
    return report_words(argv + optind, argc - optind, store, path);
}
