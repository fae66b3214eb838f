/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

const char *help_scratch(void)
{
    return folder;
}

char *help_scratch_path(const char *name)
{
    static char path[384];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void help_scratch_make(void)
{
    strcpy(folder, "/tmp/test_scratch.XXXXXX");
    if (!mkdtemp(folder))
        abort();
}

void help_scratch_remove(void)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != '.')
            unlink(help_scratch_path(e->d_name));
    if (d)
        closedir(d);
    rmdir(folder);
}
