/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What [store] file says, and where sessions go where it says nothing. */
#include "daemon/config.h"
#include "daemon/keep.h"
#include "daemon/publish.h"
#include "daemon/store.h"
#include "tests/help_scratch.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct config c;
static struct publish *p;
static char why[STORE_SENTENCE_MAX], path[384];

static void begin(void)
{
    help_scratch_make();
    config_default(&c);
    p = publish_new("", 1, why, sizeof why);
    snprintf(path, sizeof path, "%s/here.db", help_scratch());
    unsetenv("STATE_DIRECTORY");
    setenv("GAITD_STORE", path, 1);
}

static void end(void)
{
    publish_free(p);
    help_scratch_remove();
}

TestSuite(keep_open, .init = begin, .fini = end);

/* A stride through what the configuration opens. */
static bool keeps_in(const char *file)
{
    struct keep *k = keep_open(&c);
    struct gait_event e = help_store_stride("anna", 5);
    struct store *s;
    struct store_session is;

    keep_event(k, &e);
    keep_close(k, p, 0);
    if (store_open(file, STORE_READ, &s, why, sizeof why) < 0)
        return false;
    int found = store_session_get(s, 1, &is, why, sizeof why);
    store_close(s);
    return found == 1 && is.strides == 1;
}

Test(keep_open, file_is_where_sessions_are_kept)
{
    char there[384];
    snprintf(there, sizeof there, "%s/there.db", help_scratch());
    strcpy(c.store.file, there);
    cr_expect(keeps_in(there), "%s", why);
    cr_expect_neq(access(path, F_OK), 0);
}

Test(keep_open, an_empty_file_is_the_usual_one)
{
    cr_expect(keeps_in(path), "%s", why);
}

Test(keep_open, off_keeps_nothing)
{
    strcpy(c.store.file, "off");
    cr_expect_null(keep_open(&c));
    cr_expect_not(keeps_in(path));
    cr_expect_neq(access("off", F_OK), 0);
    c.store.file[0] = '\0';
    setenv("GAITD_STORE", "off", 1);
    cr_expect_null(keep_open(&c));
}

static const char *found(const char *given)
{
    static char ret[512];
    cr_assert(store_path(given, ret, sizeof ret));
    return ret;
}

Test(keep_open, the_usual_file_is_the_named_one_the_services_or_the_persons_own)
{
    char state[400];

    cr_expect_str_eq(found("named.db"), "named.db");
    cr_expect_str_eq(found(""), path);
    unsetenv("GAITD_STORE");
    setenv("STATE_DIRECTORY", "/state/gaitd:/state/other", 1);
    cr_expect_str_eq(found(NULL), "/state/gaitd/gaitd.db");
    unsetenv("STATE_DIRECTORY");
    setenv("XDG_STATE_HOME", help_scratch(), 1);
    if (access("/var/lib/gaitd/gaitd.db", F_OK) < 0) {
        snprintf(state, sizeof state, "%s/gaitd/gaitd.db", help_scratch());
        cr_expect_str_eq(found(NULL), state);
        unsetenv("XDG_STATE_HOME");
        setenv("HOME", "/anna", 1);
        cr_expect_str_eq(found(NULL), "/anna/.local/state/gaitd/gaitd.db");
    }
    char small[8];
    cr_expect_not(store_path("much too long a name", small, sizeof small));
}
