/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of three sensors beside a flood, through gaitd's own socket; `build/bench flood` measures
 * it in full. Judged without regard to how fast this machine is: what the kernel dropped is told,
 * and where it dropped nothing the run is whole. */
#include "tests/help_flood.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(flood, costs_a_run_of_three_sensors_no_stride_and_is_counted, .timeout = 120)
{
    const struct help_flood none = {.seconds = 15, .speed = 3};
    const struct help_flood f = {.rate_hz = 60000, .seconds = 15, .speed = 3};
    struct help_flood_result r, quiet;
    char why[256];
    cr_assert(help_flood_run(GAIT_BINARY_DIR, &none, &quiet, why), "%s", why);
    cr_assert(help_flood_run(GAIT_BINARY_DIR, &f, &r, why), "%s", why);
    cr_assert_gt(r.wanted, 50);
    cr_assert_gt(r.sent, 20000, "that was no flood: %ld", r.sent);
    cr_expect_geq(r.datagrams + r.drops, r.sent, "%ld heard and %ld dropped of %ld", r.datagrams,
                  r.drops, r.sent);
    cr_expect_gt(r.refused, r.sent / 4, "%ld of %ld", r.refused, r.sent);
    /* a run takes room of its own; the flood, of 300,000 datagrams, that of a few sensors */
    long alone = quiet.rss_after_kb - quiet.rss_early_kb, beside = r.rss_after_kb - r.rss_early_kb;
    cr_expect_lt(beside, alone + 2 * 1024, "%ld kB beside it, %ld kB alone", beside, alone);
    if (r.drops > 0) {
        fprintf(stderr,
                "skip  the run beside the flood: this machine was too busy, the kernel dropped "
                "%ld\n",
                r.drops);
        return;
    }
    cr_expect_eq(r.missing, 0, "%ld of %ld", r.missing, r.wanted);
    cr_expect_eq(r.invented, 0, "%ld", r.invented);
    cr_expect_lt(r.off_ms, 1);
    cr_expect_lt(r.off_g, 0.01);
}
