/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_corpus FOLDER: writes what fuzzing begins with into FOLDER/osc, /intake, /config and
 * /recording. */
#include "tests/help_seeds.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

struct corpus {
    const char *folder;
    int n;
    bool failed;
};

static void write_seed(void *user, const char *target, const uint8_t *bytes, size_t size)
{
    struct corpus *c = user;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", c->folder, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%03d", c->folder, target, c->n++);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, size, f) != size)
        c->failed = true;
    if (f && fclose(f) != 0)
        c->failed = true;
}

int main(int argc, char **argv)
{
    struct corpus c = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    c.folder = argv[1];
    mkdir(c.folder, 0777);
    help_seeds(write_seed, &c);
    if (c.failed)
        fprintf(stderr, "%s: cannot write there\n", c.folder);
    return c.failed;
}
