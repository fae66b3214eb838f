/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seasons of made-up sessions. */
#include "tests/help_season.h"
#include "tests/score.h"

#include <math.h>

#define PER_SESSION 10 /* a season costs less than a session */

int score_season(int n)
{
    static const int sessions[] = {2, 3, 4, 6, 10, 20};
    static const double between[] = {0, 0.2, 0.4};
    double worst = 1, best = 0;
    printf("\n### Seasons (%d made-up ones a cell)\n\nTrue differences of sessions scatter by the "
           "SD given (g); each is measured to 0.12 to 0.4 g, an SE known with 8 degrees of "
           "freedom. Truth in the 95 %% interval, %% (mean half width, g; own smallest detectable "
           "difference found, %%). \n\n| SD between |",
           PER_SESSION * n);
    for (int k = 0; k < 6; k++)
        printf(" %d sessions |", sessions[k]);
    printf("\n|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < 3; i++) {
        printf("| %.1f |", between[i]);
        for (int k = 0; k < 6; k++) {
            struct help_season v;
            struct help_season_settings is = {
                .seed = 1 + (uint64_t)(10 * i + k), .sessions = sessions[k], .sd_g = between[i]};
            help_season(&is, PER_SESSION * n, &v);
            printf(" %.1f (%.2f; %.0f) |", 100 * help_share(v.held, v.n), v.half_width,
                   100 * help_share(v.found, v.n));
            worst = fmin(worst, help_share(v.held, v.n));
            best = fmax(best, help_share(v.held, v.n));
        }
        putchar('\n');
    }
    printf("\nLowest %.1f %%, highest %.1f %%; aimed at 93 to 97 %% (MC %.1f).\n", 100 * worst,
           100 * best, 100 * help_share_mc(0.95, PER_SESSION * n));

    printf("\n| sessions that have one surface each, mounted anew (SD 0.85 g), no true difference "
           "| wrong %% | truth held %% | half width g |\n|---|---|---|---|\n");
    for (int k = 1; k < 5; k++) {
        struct help_season v;
        struct help_season_settings is = {
            .seed = 50 + (uint64_t)k, .sessions = sessions[k], .apart = true};
        help_season(&is, PER_SESSION * n, &v);
        printf("| %d of each |", sessions[k]);
        printf(" %.1f | %.1f | %.2f |\n", 100 * help_share(v.wrong, v.n),
               100 * help_share(v.held, v.n), v.half_width);
    }
    return 0;
}
