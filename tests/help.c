/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help.h"

#include <stdlib.h>
#include <sys/stat.h>

const char *help_data_folder(void)
{
    static const char sibling[] = GAIT_SOURCE_DIR "/../shared/data";
    const char *named = getenv("GAIT_DATA");
    struct stat st;
    const char *path = named && *named ? named : sibling;
    return stat(path, &st) == 0 ? path : NULL;
}
