/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few dialects through the programs themselves: gaitctl replay to gaitd's socket. */
#include "ctl/synth.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRIDES_MAX 128

struct stride {
    double t_s, peak_g;
};

static int sh(const char *script)
{
    char command[4096];
    snprintf(command, sizeof command, "cd %s && PATH=%s:$PATH && export GAITD_STORE=live.db && %s",
             help_scratch(), GAIT_BINARY_DIR, script);
    return system(command);
}

static void end(void)
{
    sh("rm -r run");
    help_scratch_remove();
}

TestSuite(daemon_dialects, .init = help_scratch_make, .fini = end, .timeout = 90);

/* One sensor, so that the places which have no id are called by their address alone. */
static void make_run(void)
{
    static const struct preset p = {
        .name = "short",
        .bout = {{.seconds = 3, .gait = GAIT_STILL, .ground = "asphalt"},
                 {.seconds = 21, .gait = GAIT_RUN, .speed_ms = 3, .ground = "asphalt"}},
        .minutes = 0.4,
        .sensor = {{.id = "shank_left", .placement = GAIT_SHANK_LEFT, .rate_hz = 200,
                    .range_g = 100, WEAR_USUAL}},
    };
    char folder[256], why[512];
    snprintf(folder, sizeof folder, "%s/run", help_scratch());
    cr_assert_eq(synth_write(&p, folder, 7, 0, false, why, sizeof why), 0, "%s", why);
}

static const char *const names[] = {"native", "ngimu-throughput", "ximu3", "ximu3-text", "riot3",
                                    "zigsim", "m5stack"};
#define NAMES (sizeof names / sizeof *names)

static const char script[] =
    "{ printf '[publish]\\nto =\\n';"
    "  for i in ngimu-127.0.0.1 ximu3-127.0.0.1 m5-127.0.0.1 0;"
    "  do printf '[sensor %s]\\nplacement = shank_left\\n' $i; done; } >conf;"
    "gaitd --config conf --listen 127.0.0.1:0 2>log & gaitd=$!;"
    "for i in $(seq 1000); do grep -q ' port ' log && break; sleep 0.02; done;"
    "to=127.0.0.1:$(sed -n 's/.* port //p' log);"
    "for d in native ngimu-throughput ximu3 ximu3-text riot3 zigsim m5stack; do"
    "  gaitctl events --json --until-end --to $to >$d.json 2>said & events=$!;"
    "  for i in $(seq 1000); do grep -q subscribed said && break; sleep 0.02; done;"
    "  gaitctl replay run --dialect $d --speed 20 --to $to >>replayed 2>&1 || break;"
    "  wait $events; rm said;"
    "done;"
    "kill $gaitd; wait $gaitd";

static int read_strides(const char *name, struct stride *s)
{
    char path[256], line[8192];
    int n = 0;
    snprintf(path, sizeof path, "%s/%s.json", help_scratch(), name);
    FILE *f = fopen(path, "r");
    while (f && n < STRIDES_MAX && fgets(line, sizeof line, f)) {
        const char *peak = strstr(line, "\"peak_g\":"), *t = strstr(line, "\"t_s\":");
        if (strstr(line, "{\"type\":\"stride\"") && peak && t)
            s[n++] = (struct stride){atof(t + 6), atof(peak + 9)};
    }
    if (f)
        fclose(f);
    return n;
}

Test(daemon_dialects, give_the_native_strides_through_gaitd)
{
    static struct stride native[STRIDES_MAX], spoken[STRIDES_MAX];
    make_run();
    cr_assert_eq(sh(script), 0);
    int n = read_strides("native", native);
    cr_assert_gt(n, 20, "%d native strides", n);
    for (size_t k = 1; k < NAMES; k++) {
        int m = read_strides(names[k], spoken);
        cr_expect_eq(m, n, "%s: %d strides instead of %d", names[k], m, n);
        double shift_s = spoken[0].t_s - native[0].t_s;
        for (int i = 0; i < n && m == n; i++) {
            cr_expect_lt(fabs(spoken[i].t_s - native[i].t_s - shift_s), 0.001, "%s: stride %d",
                         names[k], i);
            if (strcmp(names[k], "riot3") != 0) /* of 8 g */
                cr_expect_lt(fabs(spoken[i].peak_g - native[i].peak_g), 0.001, "%s: stride %d",
                             names[k], i);
        }
    }
}
