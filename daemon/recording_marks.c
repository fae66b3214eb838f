/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int add(struct recording *r, double t_s, const char *surface)
{
    struct recording_mark *more = realloc(r->mark, sizeof *more * (size_t)(r->marks + 1));
    if (!more)
        return -1;
    r->mark = more;
    more[r->marks].t_s = t_s;
    gait_name_copy(more[r->marks].surface, surface);
    r->marks++;
    return 0;
}

/* NULL, or what is wrong with the line. Marks of other kinds than surface are passed over. */
static const char *take_line(struct recording *r, char *line)
{
    char *end = NULL;
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0')
        return NULL;
    double t_s = strtod(line, &end);
    if (end == line || *end != ',' || !isfinite(t_s))
        return "the time is not a number followed by a comma";
    char *word = end + 1, *value = strchr(word, ',');
    if (!value)
        return "not t_s,mark,value";
    *value++ = '\0';
    if (strcmp(word, "surface") != 0)
        return NULL;
    if (value[0] == '\0' || strlen(value) >= GAIT_NAME_MAX || strchr(value, ','))
        return "the surface is empty, too long, or holds a comma";
    if (r->marks > 0 && t_s < r->mark[r->marks - 1].t_s)
        return "the mark is earlier than the one before it";
    return add(r, t_s, value) ? "out of memory" : NULL;
}

static const char *take_file(struct recording *r, FILE *f, int *ret_line)
{
    char line[256];
    const char *fault = NULL;
    while (!fault && fgets(line, sizeof line, f)) {
        ++*ret_line;
        if (!strchr(line, '\n') && !feof(f))
            fault = "the line is longer than 254 bytes";
        else if (*ret_line == 1)
            fault = strncmp(line, "t_s,mark,value", 14) == 0
                        ? NULL
                        : "the first line is not t_s,mark,value";
        else
            fault = take_line(r, line);
    }
    return fault;
}

int marks_read(const char *folder, const char *surface, struct recording *r, char *why,
               size_t why_size)
{
    char *path = NULL;
    if (asprintf(&path, "%s/marks.csv", folder) < 0) {
        snprintf(why, why_size, "%s: out of memory", folder);
        return -1;
    }
    FILE *f = fopen(path, "r");
    const char *fault = NULL;
    int line = 0;
    if (f) {
        fault = take_file(r, f, &line);
        fclose(f);
    } else if (errno != ENOENT)
        fault = strerror(errno);
    else if (surface[0]) {
        double first_s = r->sensors ? r->sensor[0].start_s : 0;
        for (int i = 1; i < r->sensors; i++)
            first_s = fmin(first_s, r->sensor[i].start_s);
        fault = add(r, first_s, surface) ? "out of memory" : NULL;
    }
    if (fault)
        snprintf(why, why_size, "%s:%d: %s", path, line, fault);
    free(path);
    return fault ? -1 : 0;
}
