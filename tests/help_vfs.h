/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that fails: an SQLite VFS in front of the usual one, for all files that this process opens
 * from now on. Counts what writes (write, sync, truncate) and lets the n-th fail. Any thread. */
#ifndef TESTS_HELP_VFS_H
#define TESTS_HELP_VFS_H

#include <limits.h>

#define HELP_VFS_FOR_EVER LONG_MAX

enum help_vfs_fault {
    HELP_VFS_ERROR, /* the device failed; of a write only half was done */
    HELP_VFS_FULL   /* no room: writes fail, what makes no room is possible */
};

void help_vfs_use(void);

/* Counts from 0 again. fail_at: the 1st, 2nd, ..; 0: none. times: so many in a row. */
void help_vfs_fail(long fail_at, long times, enum help_vfs_fault fault);

long help_vfs_count(void);  /* what wrote since then */
long help_vfs_failed(void); /* and of it, what failed */

#endif
