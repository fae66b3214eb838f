/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import.h"
#include "ctl/verb.h"
#include "daemon/decode.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <gait/unit.h>

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: gaitctl import [--format csv] FILE[:PLACEMENT]... OUT\n"
    "\n"
    "Turns other people's tables of samples, one file a sensor, into a recording: the folder OUT.\n"
    "\n"
    "  --columns time=C,ax=C,ay=C,az=C,gx=C,gy=C,gz=C   by name, or by number from 1; else by the "
    "usual names\n"
    "  --unit g|mg|m/s2      of the acceleration, gravity included; else as the names say, else "
    "m/s2\n"
    "  --gyro deg/s|rad/s    of the angular rate; else as the names say, else rad/s\n"
    "  --rate HZ             samples a second; needed where there is no time, else learned from "
    "it\n"
    "  --time-unit s|ms|us|ns   else as its steps tell; dates (2026-11-23T18:05:30.25Z) are known\n"
    "  --delimiter comma|semicolon|tab|auto   with a semicolon or a tab 0,5 is a half\n"
    "  --placement WORD      where it is worn: foot_left shank_right sacrum ...; or FILE:WORD for "
    "each\n"
    "  --range G             of the sensor; else where the samples stop, if they do\n"
    "  --name, --runner, --surface WORD   who, and on what\n"
    "  --force               goes on although units or times cannot be right\n"
    "  --json                what was read as JSON, an object a file\n"
    "\n"
    "Samples that are missing, torn or out of order are told with their line and become gaps.\n"
    "\n"
    "example: gaitctl import left.csv:shank_left back.csv:sacrum --unit g --surface trail "
    "monday\n";

struct asked {
    struct import_how how;
    struct recording_head head;
    enum gait_placement placement;
    double range_g;
    bool json;
};

enum {
    O_FORMAT,
    O_COLUMNS,
    O_UNIT,
    O_GYRO,
    O_RATE,
    O_TIME,
    O_DELIMITER,
    O_PLACEMENT,
    O_RANGE,
    O_NAME,
    O_RUNNER,
    O_SURFACE,
    O_FORCE,
    O_JSON,
    O_HELP,
    OPTIONS
};

static const struct option options[OPTIONS + 1] = {
    {"format", required_argument, NULL, O_FORMAT},
    {"columns", required_argument, NULL, O_COLUMNS},
    {"unit", required_argument, NULL, O_UNIT},
    {"gyro", required_argument, NULL, O_GYRO},
    {"rate", required_argument, NULL, O_RATE},
    {"time-unit", required_argument, NULL, O_TIME},
    {"delimiter", required_argument, NULL, O_DELIMITER},
    {"placement", required_argument, NULL, O_PLACEMENT},
    {"range", required_argument, NULL, O_RANGE},
    {"name", required_argument, NULL, O_NAME},
    {"runner", required_argument, NULL, O_RUNNER},
    {"surface", required_argument, NULL, O_SURFACE},
    {"force", no_argument, NULL, O_FORCE},
    {"json", no_argument, NULL, O_JSON},
    {"help", no_argument, NULL, O_HELP},
    {0}};

static int refuse(int option, const char *expected)
{
    return verb_usage("import", "--%s %s: expected %s", options[option].name, optarg, expected);
}

static int set_delimiter(struct import_how *how)
{
    static const struct {
        const char *word;
        char is;
    } words[] = {{"auto", 0}, {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'},
                 {",", ','},  {";", ';'},     {"\t", '\t'}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(optarg, words[i].word) == 0) {
            how->delimiter = words[i].is;
            return 0;
        }
    return refuse(O_DELIMITER, "comma, semicolon, tab or auto");
}

static int set_word(int option, const char **ret)
{
    *ret = optarg;
    return decode_name_ok(optarg, strlen(optarg))
               ? 0
               : refuse(option, "a word of 1 to 31 of A-Z a-z 0-9 _ . : -");
}

/* Options whose value is one of a few words. */
static int set_choice(struct asked *a, int option)
{
    bool rate = strcmp(optarg, "deg/s") == 0 || strcmp(optarg, "rad/s") == 0;
    bool size = !rate && strcmp(optarg, "deg/ms") != 0 && gait_unit_si(optarg) > 0;
    switch (option) {
    case O_FORMAT:
        return strcmp(optarg, "csv") == 0 ? 0 : refuse(option, "csv");
    case O_UNIT:
        a->how.unit = optarg;
        return size ? 0 : refuse(option, "g, mg or m/s2");
    case O_GYRO:
        a->how.gyro = optarg;
        return rate ? 0 : refuse(option, "deg/s or rad/s");
    case O_TIME:
        a->how.time_exponent = import_read_exponent(optarg);
        return a->how.time_exponent >= 0 ? 0 : refuse(option, "s, ms, us or ns");
    default: /* O_PLACEMENT */
        return gait_placement_parse(optarg, &a->placement)
                   ? 0
                   : refuse(option, "foot_left foot_right shank_left shank_right sacrum waist "
                                    "hip_left hip_right trunk head wrist or unknown");
    }
}

static int set(struct asked *a, int option)
{
    switch (option) {
    case O_COLUMNS:
        a->how.columns = optarg;
        return 0;
    case O_RATE:
        return verb_number(optarg, 1, 100000, &a->how.rate_hz) ? 0 : refuse(option, "1 to 100000");
    case O_RANGE:
        return verb_number(optarg, 1, 1000, &a->range_g) ? 0 : refuse(option, "1 to 1000 g");
    case O_DELIMITER:
        return set_delimiter(&a->how);
    case O_NAME:
        return set_word(option, &a->head.name);
    case O_RUNNER:
        return set_word(option, &a->head.runner);
    case O_SURFACE:
        return set_word(option, &a->head.surface);
    case O_FORCE:
        a->how.force = true;
        return 0;
    case O_JSON:
        a->json = true;
        return 0;
    default:
        return set_choice(a, option);
    }
}

/* FILE:PLACEMENT; what follows the colon belongs to the name where such a file is there. Cuts the
 * argument. 0 or -1. */
static int cut_placement(char *file, enum gait_placement *ret)
{
    char *colon = strrchr(file, ':');
    if (!colon || access(file, F_OK) == 0)
        return 0;
    if (!gait_placement_parse(colon + 1, ret))
        return -1;
    *colon = '\0';
    return 0;
}

static void put_columns(const struct import_table *t)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    for (int i = 0; i < IMPORT_COLUMNS; i++) {
        int at = t->columns.at[i];
        if (at < 0)
            continue;
        printf(" %s=", import_column[i]);
        if (t->named[i])
            printf("\"%s\"", t->named[i]);
        else
            printf("%d", at + 1);
    }
    printf("; acceleration in %s", t->unit);
    if (t->columns.at[3] >= 0 || t->columns.at[4] >= 0 || t->columns.at[5] >= 0)
        printf(", angular rate in %s", t->gyro);
    if (t->has_time)
        printf(", time in %s", t->is_date ? "dates" : units[t->time_exponent / 3]);
    putchar('\n');
}

static void put_file(const struct import_file *f)
{
    const struct import_grid *g = &f->grid;
    printf("%s is %s:", f->path, f->sensor.is.id);
    put_columns(&f->table);
    printf("  %ld samples, %ld lost (%.2f %%), %.4f Hz, %.1f s, ", g->rows - g->lost, g->lost,
           100 * (double)g->lost / (double)g->rows, g->rate_hz, (double)g->rows / g->rate_hz);
    if (f->sensor.is.range_g > 0)
        printf("range %.0f g%s", (double)f->sensor.is.range_g,
               f->range_guessed ? " (the samples stop there)" : "");
    else
        printf("range not known");
    printf(", worn at %s\n", f->placement == GAIT_UNKNOWN
                                 ? "an unknown place: say FILE:shank_left, ..., or it is "
                                   "found by its signal, or taken for a shank"
                                 : gait_placement_name(f->placement));
}

static void put_json(const struct import_file *f)
{
    char path[1024], rate[NUMBER_MAX], range[NUMBER_MAX], start[NUMBER_MAX];
    json_string(path, sizeof path, f->path);
    number_fixed(rate, f->grid.rate_hz, 6);
    number_fixed(range, f->sensor.is.range_g > 0 ? (double)f->sensor.is.range_g : (double)NAN, 2);
    number_fixed(start, f->sensor.start_s, 6);
    printf("{\"type\":\"import\",\"file\":%s,\"sensor\":\"%s\",\"placement\":\"%s\",\"rate_hz\":%s,"
           "\"start_s\":%s,\"samples\":%ld,\"lost\":%ld,\"range_g\":%s,\"range_guessed\":%s,"
           "\"not_numbers\":%ld,\"torn\":%ld,\"out_of_order\":%ld,\"crowded\":%ld}\n",
           path, f->sensor.is.id, gait_placement_name(f->placement), rate, start,
           f->grid.rows - f->grid.lost, f->grid.lost, range, f->range_guessed ? "true" : "false",
           f->table.faults[IMPORT_TEXT], f->table.faults[IMPORT_TORN], f->table.faults[IMPORT_BACK],
           f->grid.crowded);
}

static void complain(const struct import_file *f)
{
    for (int i = 0; i < IMPORT_FAULTS; i++)
        if (f->table.faults[i] > 0)
            fprintf(stderr, "gaitctl import: %s (%ld such lines, left out)\n", f->table.first[i],
                    f->table.faults[i]);
    if (f->grid.crowded > 0)
        fprintf(stderr, "gaitctl import: %s: %ld samples too many for %.4f Hz, left out\n", f->path,
                f->grid.crowded, f->grid.rate_hz);
}

static int import(struct asked *a, struct import *im, char **file, int files, const char *out)
{
    char why[IMPORT_WHY_MAX];
    const char *base = strrchr(out, '/');
    for (int i = 0; i < files; i++) {
        enum gait_placement placement = a->placement;
        if (cut_placement(file[i], &placement) < 0)
            return verb_fail("import", "%s: there is no such file, and no placement %s", file[i],
                             strrchr(file[i], ':') + 1);
        if (import_add(im, file[i], placement, a->range_g, &a->how, why, sizeof why) < 0)
            return verb_fail("import", "%s", why);
        complain(&im->file[i]);
    }
    if (!a->head.name)
        a->head.name = base && base[1] ? base + 1 : out;
    if (import_write(im, out, &a->head, why, sizeof why) < 0)
        return verb_fail("import", "%s", why);
    for (int i = 0; i < im->files; i++)
        (a->json ? put_json : put_file)(&im->file[i]);
    return fflush(stdout) != 0 ? verb_fail("import", "standard output cannot be written") : 0;
}

int verb_import(int argc, char **argv)
{
    static struct import im;
    struct asked a = {.how = {.time_exponent = -1}, .head = {.speed_ms = NAN, .slope_deg = NAN}};
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == O_HELP)
            return verb_help(help);
        if (option == '?')
            return verb_usage("import", "unknown option, or one without its value");
        int code = set(&a, option);
        if (code)
            return code;
    }
    if (argc - optind < 2)
        return verb_usage("import", "expected FILE... OUT");
    int code = import(&a, &im, argv + optind, argc - 1 - optind, argv[argc - 1]);
    import_free(&im);
    return code;
}
