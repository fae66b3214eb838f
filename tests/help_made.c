/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_made.h"

#include "ctl/synth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct recording *help_made(const struct preset *p, uint64_t seed, double minutes)
{
    char folder[] = "/tmp/help_made.XXXXXX", why[512], command[64];
    struct recording *r = NULL;
    if (preset_needs_capture(p) || !mkdtemp(folder) ||
        synth_write(p, folder, seed, minutes, false, why, sizeof why) < 0 ||
        recording_read(folder, &r, why, sizeof why) < 0)
        abort();
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0)
        abort();
    return r;
}
