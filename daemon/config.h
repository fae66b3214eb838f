/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration file: INI, one section for each part, one const table that drives reading,
 * range errors and the printed default file. A free section `[sensor ID]` for each sensor that is
 * told what it is. An unknown section or key, a key given twice, and a value out of range are
 * errors with file and line. This is the one place that sees ini.h. */
#ifndef DAEMON_CONFIG_H
#define DAEMON_CONFIG_H

#include "daemon/intake.h"
#include "daemon/listen.h"

#include <gait/settings.h>

#include <stdio.h>

#define CONFIG_TEXT_MAX 256
#define CONFIG_WHY_MAX 512

struct config {
    struct {
        char address[CONFIG_TEXT_MAX]; /* numeric ones, spaces between */
        struct listen_ports port;      /* each of them at each address */
        int receive_buffer;            /* bytes asked of the kernel */
        double source_rate_max;        /* datagrams a second */
        char runner[GAIT_NAME_MAX];
    } listen;
    struct {
        char to[CONFIG_TEXT_MAX]; /* URLs with spaces between; empty: nowhere */
        int subscribers_max;
    } publish;
    struct {
        char folder[CONFIG_TEXT_MAX]; /* empty: off */
        int limit_mb, keep_mb;
    } record;
    struct {
        char file[CONFIG_TEXT_MAX]; /* empty: where store_path says; "off": nowhere */
    } store;
    struct gait_settings gait;
    struct intake_rule rule[GAIT_SENSORS_MAX];
    int rules;
};

/* How a value is kept. A row points into struct config; a [sensor ID] row into struct intake_rule.
 */
enum config_type {
    CONFIG_INT,
    CONFIG_REAL,
    CONFIG_FLOAT,
    CONFIG_TEXT,
    CONFIG_NAME,
    CONFIG_WORD, /* one of a few, which the row lists; or empty */
    CONFIG_PORTS,
    CONFIG_PLACEMENT
};

struct config_row {
    const char *section, *key;
    enum config_type type;
    size_t offset;
    double min, max;  /* of a number; of a text, max is its size with its NUL */
    const char *unit; /* "" for none; of a CONFIG_WORD, the words with spaces between */
    const char *help; /* one line, without the range */
};
extern const struct config_row config_rows[];
extern const int config_rows_count;

void config_default(struct config *ret);

/* Reads a file over the defaults. 0, or -1 with one sentence in why (file, line, what was
 * expected); *ret untouched. */
int config_read(const char *path, struct config *ret, char *why, size_t why_size);

/* Reads a file that has [sensor ID] sections and nothing else. Returns how many rules there are, or
 * -1 as above. */
int config_read_sensors(FILE *f, const char *name, struct intake_rule ret[GAIT_SENSORS_MAX],
                        char *why, size_t why_size);

/* The same as config_read from a stream; name stands for the file in faults. */
int config_read_stream(FILE *f, const char *name, struct config *ret, char *why, size_t why_size);

/* One [sensor ID] section of what a rule says, nothing else and no comments. */
void config_print_rule(FILE *f, const struct intake_rule *r);

/* A configuration file, with comments, that says what c says. */
void config_print(FILE *f, const struct config *c);

#endif
