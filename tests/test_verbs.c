/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs about kept runs, as processes: what they print, what they say when something is wrong,
 * and how they exit. */
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char out[1 << 20], err[4096];

static void read_into(const char *name, char *dst, size_t size)
{
    FILE *f = fopen(help_scratch_path(name), "r");
    cr_assert_not_null(f);
    dst[fread(dst, 1, size - 1, f)] = '\0';
    fclose(f);
}

/* `gaitctl ...` in the scratch folder; the exit status, with what it said in out and err. */
__attribute__((format(printf, 1, 2))) static int ctl(const char *format, ...)
{
    char words[512], command[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    snprintf(command, sizeof command,
             "cd %s && GAITD_STORE=runs.db TZ=UTC0 %s/gaitctl %s >out 2>err", help_scratch(),
             GAIT_BINARY_DIR, words);
    int status = system(command);
    cr_assert(WIFEXITED(status), "%s", words);
    read_into("out", out, sizeof out);
    read_into("err", err, sizeof err);
    return WEXITSTATUS(status);
}

static int lines(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void kept(void)
{
    help_scratch_make();
    cr_assert_eq(ctl("synth asphalt-trail run --minutes 2.5 --seed 5"), 0, "%s", err);
    cr_assert_eq(ctl("run run --store runs.db --at 2026-11-22T07:30Z"), 0, "%s", err);
    cr_assert_eq(ctl("run run --store runs.db --at 2026-11-23T07:30Z"), 0, "%s", err);
}

static void gone(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", help_scratch());
    cr_assert_eq(system(command), 0);
}

TestSuite(verbs, .init = kept, .fini = gone, .timeout = 120);

Test(verbs, sessions_are_listed_newest_last)
{
    cr_expect_eq(ctl("sessions"), 0, "%s", err);
    cr_expect_eq(lines(out), 3, "%s", out);
    char *first = strstr(out, "   1  2026-11-22 07:30  synth"),
         *second = strstr(out, "   2  2026-11-23");
    cr_expect(first && second && first < second, "%s", out);
    cr_expect(strstr(out, "asphalt ") && strstr(out, "trail "), "%s", out);
    cr_expect_eq(ctl("sessions 2026-11-22 --json"), 0, "%s", err);
    cr_expect_eq(lines(out), 1);
    cr_expect_eq(strncmp(out, "{\"type\":\"session\",\"t_s\":17", 26), 0, "%s", out);
    cr_expect(strstr(out, "\"session\":1,") && strstr(out, "\"ended\":true"), "%s", out);
}

Test(verbs, show_says_who_and_when_and_what_came_of_it)
{
    cr_expect_eq(ctl("show"), 0, "%s", err);
    static const char *const parts[] = {"session 2  synth  2026-11-23 07:30 to 07:32:",
                                        "shank_left",
                                        "Hz",
                                        "0:00",
                                        "asphalt",
                                        "trail",
                                        "difference (95 %)",
                                        "without a peak",
                                        "\nphases\n",
                                        "\nload\n"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        cr_expect(strstr(out, parts[i]), "no '%s' in\n%s", parts[i], out);
    cr_expect_eq(ctl("show 1 --json"), 0, "%s", err);
    static const char *const types[] = {"session",    "sensor",   "stretch", "summary",
                                        "comparison", "left_out", "finding"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char type[64];
        snprintf(type, sizeof type, "{\"type\":\"%s\",", types[i]);
        cr_expect(strstr(out, type), "no %s", types[i]);
    }
}

Test(verbs, a_recording_is_shown_as_if_it_were_kept)
{
    cr_expect_eq(ctl("show run"), 0, "%s", err);
    cr_expect(strstr(out, "difference (95 %)"), "%s", out);
    cr_expect_eq(ctl("sessions run"), 0, "%s", err);
    cr_expect_eq(lines(out), 2, "%s", out);
}

Test(verbs, relabel_changes_strides_and_says_what_that_comes_to)
{
    cr_expect_eq(ctl("relabel 1 0:30 1:00 grass --pace 5:40"), 0, "%s", err);
    int changed = atoi(out);
    cr_expect(changed > 120 && changed < 200, "%s", out);
    cr_expect(strstr(out, "strides of session 1 from 0:30 to 1:00 are on grass now\n"), "%s", out);
    cr_expect(strstr(out, "\nBetween grass and asphalt no difference showed at the shin, and"), "%s",
              out);
    cr_expect_eq(lines(out), 5, "%s", out);
    cr_expect(strstr(out, "Mean spectra"), "%s", out);
    cr_expect_eq(ctl("export 1"), 0);
    int grass = 0;
    for (char *at = out; (at = strstr(at, ",grass,")); at++)
        grass++;
    cr_expect_eq(grass, changed);
    cr_expect(strstr(out, ",2.941,"), "the speed of 5:40 a kilometre");
    cr_expect_eq(ctl("show 1"), 0);
    cr_expect(strstr(out, "2.94 m/s"), "%s", out);
    cr_expect_eq(ctl("show 2"), 0);
    cr_expect(!strstr(out, "grass"), "the other session was changed");
}

/* Of the columns, not the running means of the attenuation: they are of what was known then. */
static void expect_same_tables(const char *a, const char *b)
{
    static const char *const tables[] = {"strides", "impacts", "summaries", "comparisons", "drifts"};
    char command[512];
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        cr_assert_eq(ctl("export 1 --store %s --what %s -o a.csv", a, tables[i]), 0, "%s", err);
        cr_assert_eq(ctl("export 1 --store %s --what %s -o b.csv", b, tables[i]), 0, "%s", err);
        snprintf(command, sizeof command,
                 "cd %s && for f in a b; do cut -d, -f %s $f.csv >$f.cut; done; cmp a.cut b.cut",
                 help_scratch(), i == 0 ? "1-27,31-" : "1-");
        cr_expect_eq(system(command), 0, "%s differ", tables[i]);
    }
}

Test(verbs, relabelled_afterwards_it_is_as_if_it_had_been_marked_during_the_run)
{
    char command[256];
    snprintf(command, sizeof command,
             "cd %s && cp -r run bare && head -n 1 run/marks.csv >bare/marks.csv", help_scratch());
    cr_assert_eq(system(command), 0);
    cr_assert_eq(ctl("run bare --store bare.db --at 2026-11-22T07:30Z"), 0, "%s", err);
    cr_assert_eq(ctl("relabel 1 start 07:31:00 asphalt --store bare.db"), 0, "%s", err);
    cr_assert_eq(ctl("relabel 1 07:31:00 07:32:00 trail --store bare.db"), 0, "%s", err);
    cr_assert_eq(ctl("relabel 1 07:32:00 end grass --store bare.db"), 0, "%s", err);
    cr_assert_eq(ctl("relabel 1 07:32:00 end asphalt --store bare.db"), 0, "%s", err);
    expect_same_tables("runs.db", "bare.db");
    cr_assert_eq(ctl("export 1 --what marks --store bare.db"), 0);
    cr_expect_eq(lines(out), 4, "%s", out);
    cr_assert_eq(ctl("compare asphalt trail 1 --store runs.db"), 0, "%s", err);
    char marked[sizeof out];
    strcpy(marked, out);
    cr_assert_eq(ctl("compare asphalt trail 1 --store bare.db"), 0, "%s", err);
    cr_expect_str_eq(out, marked);
}

Test(verbs, relabel_refuses_nonsense_and_changes_nothing)
{
    cr_assert_eq(ctl("export 1 --what strides -o before.csv"), 0, "%s", err);
    cr_expect_eq(ctl("relabel 1 1:00 0:30 grass"), 1);
    cr_expect_str_eq(err, "gaitctl relabel: 1:00 does not lie before 0:30\n");
    cr_expect_eq(ctl("relabel 1 9:00 end grass"), 1);
    cr_expect(strstr(err, "9:00 lies after session 1, which goes from 0:00 (07:30:0"), "%s", err);
    cr_expect_eq(ctl("relabel 9 start end grass"), 1);
    cr_expect_str_eq(err, "gaitctl relabel: no session 9 in runs.db (it has 1 to 2)\n");
    cr_expect_eq(ctl("relabel run start end grass"), 1);
    cr_expect(strstr(err, "expected one session that is kept"), "%s", err);
    cr_expect_eq(ctl("relabel 1 start end 'wet grass'"), 2);
    cr_expect_eq(ctl("relabel 1 start end grass --speed 40"), 2);
    cr_expect_eq(ctl("relabel 1 start end"), 2);
    cr_assert_eq(ctl("export 1 --what strides -o after.csv"), 0);
    char command[256];
    snprintf(command, sizeof command, "cd %s && cmp before.csv after.csv", help_scratch());
    cr_expect_eq(system(command), 0);
}

Test(verbs, export_writes_a_file_a_table_whole_or_not_at_all)
{
    char command[256];
    cr_expect_eq(ctl("export all --what all -o tables"), 0, "%s", err);
    snprintf(command, sizeof command,
             "test \"$(ls %s/tables | tr '\\n' ' ')\" = \"comparisons.csv "
             "drifts.csv gaps.csv impacts.csv marks.csv sensors.csv spectra.csv speeds.csv "
             "strides.csv summaries.csv \"",
             help_scratch());
    cr_expect_eq(system(command), 0);
    cr_expect_eq(ctl("export all --what all"), 2);
    cr_expect_eq(ctl("export all --what shoes"), 2);
    cr_expect_eq(ctl("export 1 -o nowhere/a.csv"), 1);
    cr_expect_str_eq(err, "gaitctl export: nowhere/a.csv cannot be written: No such file or "
                          "directory\n");
    cr_expect_eq(ctl("export 1 --what comparisons --format jsonl"), 0);
    cr_expect_eq(strncmp(out, "{\"type\":\"comparison\",", 21), 0, "%.80s", out);
}

Test(verbs, what_cannot_be_found_or_read_is_one_sentence_and_1)
{
    cr_expect_eq(ctl("show 17"), 1);
    cr_expect_str_eq(err, "gaitctl show: no session 17 in runs.db (it has 1 to 2)\n");
    cr_expect_eq(ctl("sessions --store none.db"), 1);
    cr_expect_str_eq(err, "gaitctl sessions: no run is kept yet (no file none.db): gaitd keeps every run, and so "
                          "does gaitctl run RECORDING --store FILE\n");
    cr_expect_eq(ctl("import none.csv folder"), 1);
    cr_expect_str_eq(err, "gaitctl import: none.csv cannot be read: No such file or directory\n");
    cr_expect_eq(ctl("show --what"), 2);
    cr_expect(strstr(err, "see gaitctl show --help"), "%s", err);
}

Test(verbs, help_has_an_example)
{
    static const char *const verbs[] = {"sessions", "show", "relabel", "export", "import"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        cr_expect_eq(ctl("%s --help", verbs[i]), 0);
        cr_expect(strstr(out, "\nexample: gaitctl "), "%s", out);
    }
}

Test(verbs, import_makes_a_recording_that_runs)
{
    FILE *f = fopen(help_scratch_path("a.csv"), "w");
    fputs("time_ms,acc_x_g,acc_y_g,acc_z_g\n", f);
    for (int i = 0; i < 3000; i++)
        fprintf(f, i == 77 ? "%d,0.0,oops,1\n" : "%d,0.0,0.01,1\n", i * 10);
    fclose(f);
    cr_expect_eq(ctl("import a.csv:shank_left folder --runner anna --surface trail"), 0, "%s", err);
    cr_expect_str_eq(err, "gaitctl import: a.csv:79: 'oops' in the column of ay is not a number (1 "
                          "such lines, left out)\n");
    cr_expect(strstr(out, "2999 samples, 1 lost (0.03 %), 100.0000 Hz, 30.0 s, range not known, "
                          "worn at shank_left"),
              "%s", out);
    cr_expect(strstr(out, "time=\"time_ms\"; acceleration in g, time in ms"), "%s", out);
    cr_expect_eq(ctl("run folder --json"), 0, "%s", err);
    cr_expect(strstr(out, "\"sensor\":\"shank_left\""), "%s", out);
    cr_expect_eq(ctl("import a.csv:shank_left folder"), 1);
    cr_expect_str_eq(err + strcspn(err, "\n") + 1,
                     "gaitctl import: folder holds a recording already: name another folder\n");
    cr_expect_eq(ctl("import a.csv:knee other"), 1);
    cr_expect_eq(ctl("import a.csv other --unit m/s2"), 1);
    cr_expect(strstr(err, "it looks like g, not m/s2: pass --unit g"), "%s", err);
}
