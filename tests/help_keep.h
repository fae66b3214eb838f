/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A storing thread of a test's own, with strides to keep and its file to look into. The log goes
 * into a file. One at a time. */
#ifndef TESTS_HELP_KEEP_H
#define TESTS_HELP_KEEP_H

#include "daemon/keep.h"
#include "daemon/store.h"

#define HELP_KEEP_AT_NS INT64_C(1795000000000000000)

struct help_keep {
    struct keep *k;
    char path[384], log[384];
    int made;   /* strides, one ns apart */
    int newest; /* acknowledged */
};
extern struct help_keep help_keep;

void help_keep_begin(void);
void help_keep_end(void);
void help_keep_log(const char *path); /* goes there from now on */
void help_keep_start(size_t backlog); /* 0: as usual */
void help_keep_strides(int n);

/* Waits until so many strides are acknowledged; returns how many are. 0: forgets what is. */
int help_keep_acknowledged(int wanted);
void help_keep_wait_for_stop(bool stopped);
int help_keep_said(const char *words); /* lines of the log with them */

/* Strides of the newest session of the file, each once and whole. */
int help_keep_kept(struct store_session *ret);

#endif
