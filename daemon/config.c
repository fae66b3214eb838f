/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/config.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_MAX 4096 /* rows x sections, for keys that are given twice */

struct reading {
    FILE *f;
    const char *name;
    int line; /* of the file, counted as lines are read: ini.h does not tell */
    bool sensors_only;
    struct config c;
    bool failed;
    char *why;
    size_t why_size;
    int seen;
    struct {
        const struct config_row *row;
        int rule; /* -1: not of a sensor */
    } given[SEEN_MAX];
};

static int fault(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int fault(struct reading *r, const char *format, ...)
{
    va_list args;
    if (r->failed)
        return 0;
    r->failed = true;
    int n = snprintf(r->why, r->why_size, "%s:%d: ", r->name, r->line);
    va_start(args, format);
    if (n > 0 && (size_t)n < r->why_size)
        vsnprintf(r->why + n, r->why_size - (size_t)n, format, args);
    va_end(args);
    return 0;
}

/* The id of `sensor ID`, or NULL for any other section. */
static const char *sensor_id(const char *section)
{
    return strncmp(section, "sensor ", 7) == 0 && section[7] ? section + 7 : NULL;
}

static bool known_section(const struct reading *r, const char *section)
{
    if (sensor_id(section))
        return true;
    if (r->sensors_only)
        return false;
    for (int i = 0; i < config_rows_count; i++)
        if (strcmp(config_rows[i].section, section) == 0 && strcmp(section, "sensor") != 0)
            return true;
    return false;
}

/* One line for ini.h, counted; a section is judged here, since an empty one never comes to the
 * handler. */
static char *read_line(char *line, int size, void *stream)
{
    struct reading *r = stream;
    char section[128];

    if (r->failed || !fgets(line, size, r->f))
        return NULL;
    r->line++;
    if (!strchr(line, '\n') && !feof(r->f)) {
        fault(r, "line is longer than %d characters", size - 2);
        return NULL;
    }
    if (sscanf(line, " [%127[^]\n]]", section) == 1 && !known_section(r, section)) {
        fault(r, "unknown section [%s]", section);
        return NULL;
    }
    return line;
}

static int rule_of(struct reading *r, const char *id)
{
    for (int i = 0; i < r->c.rules; i++)
        if (strcmp(r->c.rule[i].id, id) == 0)
            return i;
    if (r->c.rules == GAIT_SENSORS_MAX || strlen(id) >= GAIT_NAME_MAX)
        return -1;
    gait_name_copy(r->c.rule[r->c.rules].id, id);
    return r->c.rules++;
}

static const struct config_row *row_of(const char *section, const char *key)
{
    for (int i = 0; i < config_rows_count; i++)
        if (strcmp(config_rows[i].section, section) == 0 && strcmp(config_rows[i].key, key) == 0)
            return &config_rows[i];
    return NULL;
}

static bool given_twice(struct reading *r, const struct config_row *row, int rule)
{
    for (int i = 0; i < r->seen; i++)
        if (r->given[i].row == row && r->given[i].rule == rule)
            return true;
    if (r->seen < SEEN_MAX) {
        r->given[r->seen].row = row;
        r->given[r->seen++].rule = rule;
    }
    return false;
}

static int set_number(struct reading *r, const struct config_row *row, char *base,
                      const char *value)
{
    char *end;
    double x = strtod(value, &end);
    bool whole = row->type != CONFIG_INT || x == floor(x);
    const char *space = *row->unit ? " " : "";

    if (end == value || *end || !whole || !(x >= row->min && x <= row->max))
        return fault(r, "%s = %s: expected a %snumber from %.10g to %.10g%s%s", row->key, value,
                     row->type == CONFIG_INT ? "whole " : "", row->min, row->max, space, row->unit);
    switch (row->type) {
    case CONFIG_INT:
        *(int *)(void *)(base + row->offset) = (int)x;
        break;
    case CONFIG_FLOAT:
        *(float *)(void *)(base + row->offset) = (float)x;
        break;
    default:
        *(double *)(void *)(base + row->offset) = x;
    }
    return 1;
}

static int set_text(struct reading *r, const struct config_row *row, char *base, const char *value)
{
    size_t room = (size_t)row->max;

    if (strlen(value) >= room)
        return fault(r, "%s: expected at most %zu characters, found %zu", row->key, room - 1,
                     strlen(value));
    if (*value == ';')
        return fault(r, "%s = %s: expected a text that does not begin with ;, as a comment does",
                     row->key, value);
    if (row->type == CONFIG_NAME && strpbrk(value, "/ #*,?[]{}"))
        return fault(r, "%s = %s: expected a word without spaces or any of / # * , ? [ ] { }",
                     row->key, value);
    memset(base + row->offset, 0, room);
    memcpy(base + row->offset, value, strlen(value));
    return 1;
}

static int set_placement(struct reading *r, const struct config_row *row, char *base,
                         const char *value)
{
    struct intake_rule *rule = (struct intake_rule *)(void *)base;
    char words[256] = "";

    if (gait_placement_parse(value, &rule->placement)) {
        rule->has_placement = true;
        return 1;
    }
    for (int i = 0; i < GAIT_PLACEMENTS; i++) {
        strcat(words, " ");
        strcat(words, gait_placement_name((enum gait_placement)i));
    }
    return fault(r, "%s = %s: expected one of%s", row->key, value, words);
}

static int set_word(struct reading *r, const struct config_row *row, char *base, const char *value)
{
    size_t n = strlen(value);
    for (const char *word = row->unit; n > 0; word += strspn(word, " ")) {
        size_t size = strcspn(word, " ");
        if (size == 0)
            return fault(r, "%s = %s: expected one of %s", row->key, value, row->unit);
        if (size == n && memcmp(word, value, n) == 0)
            break;
        word += size;
    }
    return set_text(r, row, base, value);
}

static int set_ports(struct reading *r, const struct config_row *row, char *base, const char *value)
{
    if (listen_parse_ports(value, (struct listen_ports *)(void *)(base + row->offset)))
        return 1;
    return fault(r, "%s = %s: expected a whole number from %.10g to %.10g, or up to %d of them",
                 row->key, value, row->min, row->max, LISTEN_MAX);
}

static int set(struct reading *r, const struct config_row *row, char *base, const char *value)
{
    switch (row->type) {
    case CONFIG_WORD:
        return set_word(r, row, base, value);
    case CONFIG_PORTS:
        return set_ports(r, row, base, value);
    case CONFIG_TEXT:
    case CONFIG_NAME:
        return set_text(r, row, base, value);
    case CONFIG_PLACEMENT:
        return set_placement(r, row, base, value);
    default:
        return set_number(r, row, base, value);
    }
}

static int handle(void *user, const char *section, const char *key, const char *value)
{
    struct reading *r = user;
    const char *id = sensor_id(section);
    int rule = -1;

    if (r->failed)
        return 0;
    const struct config_row *row = row_of(id ? "sensor" : section, key);
    if (!*section)
        return fault(r, "%s stands before any [section]", key);
    if (!known_section(r, section))
        return fault(r, "unknown section [%s]", section);
    if (!row)
        return fault(r, "unknown key %s in [%s]", key, section);
    if (id && (rule = rule_of(r, id)) < 0)
        return fault(r,
                     "[sensor %s]: expected at most %d sensors, each id shorter than %d characters",
                     id, GAIT_SENSORS_MAX, GAIT_NAME_MAX);
    if (given_twice(r, row, rule))
        return fault(r, "%s is given twice in [%s]", key, section);
    return set(r, row, id ? (char *)&r->c.rule[rule] : (char *)&r->c, value);
}

/* What a stream says, or NULL. */
static struct reading *parse(FILE *f, const char *name, bool sensors_only, char *why,
                             size_t why_size)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r) {
        snprintf(why, why_size, "%s: no memory to read it", name);
        return NULL;
    }
    r->f = f;
    r->name = name;
    r->sensors_only = sensors_only;
    r->why = why;
    r->why_size = why_size;
    config_default(&r->c);
    int at = ini_parse_stream(read_line, r, handle, r);
    if (!r->failed && at != 0) {
        r->line = at < 0 ? r->line : at;
        fault(r, "expected `key = value`, `[section]` or a comment");
    }
    return r;
}

int config_read_sensors(FILE *f, const char *name, struct intake_rule ret[GAIT_SENSORS_MAX],
                        char *why, size_t why_size)
{
    struct reading *r = parse(f, name, true, why, why_size);
    if (!r)
        return -1;
    int rules = r->failed ? -1 : r->c.rules;
    if (rules > 0)
        memcpy(ret, r->c.rule, (size_t)rules * sizeof *ret);
    free(r);
    return rules;
}

int config_read_stream(FILE *f, const char *name, struct config *ret, char *why, size_t why_size)
{
    struct reading *r = parse(f, name, false, why, why_size);
    if (!r)
        return -1;
    const char *wrong = r->failed ? NULL : gait_settings_fault(&r->c.gait);
    if (wrong) {
        r->failed = true;
        snprintf(why, why_size, "%s: %s", name, wrong);
    }
    int result = r->failed ? -1 : 0;
    if (result == 0)
        *ret = r->c;
    free(r);
    return result;
}

int config_read(const char *path, struct config *ret, char *why, size_t why_size)
{
    FILE *f = fopen(path, "re");
    if (!f) {
        snprintf(why, why_size, "%s: %s", path, strerror(errno));
        return -1;
    }
    int result = config_read_stream(f, path, ret, why, why_size);
    fclose(f);
    return result;
}
