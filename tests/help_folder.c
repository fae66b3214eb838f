/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static void remove_folder(const char *folder)
{
    struct dirent **entry = NULL;
    char path[1024];
    int n = scandir(folder, &entry, visible, NULL);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        unlink(path);
        free(entry[i]);
    }
    free(entry);
    rmdir(folder);
}

int help_in_folder(const struct preset *p, uint64_t seed, double minutes,
                   int each(const struct recording *r, const char *folder, const char *name,
                            void *with),
                   void *with)
{
    char folder[] = "/tmp/score.XXXXXX", why[512] = "no room for a folder in /tmp";
    struct recording *r = NULL;
    if (!mkdtemp(folder))
        return fprintf(stderr, "%s\n", why), -1;
    int fault = synth_write(p, folder, seed, minutes, false, why, sizeof why) ||
                recording_read(folder, &r, why, sizeof why);
    if (fault)
        fprintf(stderr, "%s\n", why);
    else
        fault = each(r, folder, p->name, with);
    recording_free(r);
    remove_folder(folder);
    return fault ? -1 : 0;
}
