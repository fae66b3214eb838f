/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/config.h"

#include <string.h>

static void print_ports(FILE *f, const struct listen_ports *p)
{
    for (int i = 0; i < p->count; i++)
        fprintf(f, "%s%d", i ? " " : "", p->port[i]);
}

static void print_value(FILE *f, const struct config_row *row, const char *base)
{
    const void *at = base + row->offset;
    switch (row->type) {
    case CONFIG_INT:
        fprintf(f, "%d", *(const int *)at);
        break;
    case CONFIG_REAL:
        fprintf(f, "%.10g", *(const double *)at);
        break;
    case CONFIG_FLOAT:
        fprintf(f, "%.7g", (double)*(const float *)at);
        break;
    case CONFIG_PORTS:
        print_ports(f, at);
        break;
    case CONFIG_PLACEMENT:
        fputs(gait_placement_name(*(const enum gait_placement *)at), f);
        break;
    default:
        fputs((const char *)at, f);
    }
}

static void print_row(FILE *f, const struct config_row *row, const char *base, const char *mark)
{
    fprintf(f, "\n# %s", row->help);
    if (row->type <= CONFIG_FLOAT || row->type == CONFIG_PORTS)
        fprintf(f, " (%.10g to %.10g%s%s)", row->min, row->max, *row->unit ? " " : "", row->unit);
    if (row->type == CONFIG_WORD)
        fprintf(f, " (%s)", row->unit);
    fprintf(f, "\n%s%s = ", mark, row->key);
    print_value(f, row, base);
    fputc('\n', f);
}

static void print_sensor(FILE *f, const struct intake_rule *rule, const char *mark)
{
    fprintf(f, "\n%s[sensor %s]\n", mark, rule->id);
    for (int i = 0; i < config_rows_count; i++)
        if (strcmp(config_rows[i].section, "sensor") == 0 &&
            (config_rows[i].type != CONFIG_PLACEMENT || rule->has_placement))
            print_row(f, &config_rows[i], (const char *)rule, mark);
}

static bool says(const struct intake_rule *rule, const struct config_row *row)
{
    const char *at = (const char *)rule + row->offset;
    if (row->type == CONFIG_PLACEMENT)
        return rule->has_placement;
    return row->type == CONFIG_FLOAT ? *(const float *)(const void *)at != 0 : *at != 0;
}

void config_print_rule(FILE *f, const struct intake_rule *rule)
{
    fprintf(f, "\n[sensor %s]\n", rule->id);
    for (int i = 0; i < config_rows_count; i++) {
        const struct config_row *row = &config_rows[i];
        if (strcmp(row->section, "sensor") != 0 || !says(rule, row))
            continue;
        fprintf(f, "%s = ", row->key);
        print_value(f, row, (const char *)rule);
        fputc('\n', f);
    }
}

void config_print(FILE *f, const struct config *c)
{
    const char *section = "";

    fputs("# Configuration of gaitd. What is left out has the value that stands here.\n", f);
    for (int i = 0; i < config_rows_count; i++) {
        const struct config_row *row = &config_rows[i];
        if (strcmp(row->section, "sensor") == 0)
            continue;
        if (strcmp(row->section, section) != 0)
            fprintf(f, "\n[%s]\n", row->section);
        section = row->section;
        print_row(f, row, (const char *)c, "");
    }
    for (int i = 0; i < c->rules; i++)
        print_sensor(f, &c->rule[i], "");
    if (c->rules == 0) {
        static const struct intake_rule example = {.id = "pod1",
                                                   .runner = "anna",
                                                   .placement = GAIT_SHANK_LEFT,
                                                   .has_placement = true,
                                                   .rate_hz = 200};
        fputs("\n# One section a sensor that does not say, or says wrongly, what it is; ID as "
              "`gaitctl sensors` shows it.\n",
              f);
        print_sensor(f, &example, "#");
    }
}
