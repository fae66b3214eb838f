/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/decode.h"
#include "daemon/recording_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int add(struct recording *r, const struct recording_mark *m)
{
    struct recording_mark *more = realloc(r->mark, sizeof *more * (size_t)(r->marks + 1));
    if (!more)
        return -1;
    r->mark = more;
    more[r->marks++] = *m;
    return 0;
}

static const char *add_surface(struct recording *r, double t_s, const char *value)
{
    struct recording_mark m = {.t_s = t_s, .speed_ms = NAN, .slope_deg = NAN};
    gait_name_copy(m.surface, value);
    return add(r, &m) ? "out of memory" : NULL;
}

static const char *take_surface(struct recording *r, double t_s, const char *value)
{
    if (value[0] == '\0' || strlen(value) >= GAIT_NAME_MAX || strchr(value, ','))
        return "the surface is empty, too long, or holds a comma";
    return add_surface(r, t_s, value);
}

/* What holds at the end of what was read: the newest speed and slope. */
static struct recording_mark newest(const struct recording *r, double t_s)
{
    int i = r->marks - 1;
    while (i >= 0 && r->mark[i].surface[0])
        i--;
    if (i >= 0)
        return r->mark[i];
    return (struct recording_mark){.t_s = t_s, .speed_ms = NAN, .slope_deg = NAN};
}

/* A speed begins anew; a slope joins the speed of the same time, or the one that holds. */
static const char *take_speed(struct recording *r, double t_s, const char *word, const char *value)
{
    struct recording_mark m = {.t_s = t_s};
    struct recording_mark *last = r->marks ? &r->mark[r->marks - 1] : NULL;
    enum decode_reason reason;
    bool slope = strcmp(word, "slope") == 0;
    char *end = NULL;
    double x = strtod(value, &end);
    if (end == value || *end)
        return slope ? "the slope is not a number" : "the speed is not a number";
    double speed_ms = slope ? (double)newest(r, t_s).speed_ms : x;
    if (!decode_speed_ok(speed_ms, slope ? x : (double)NAN, &m.speed_ms, &m.slope_deg, &reason))
        return slope ? "the slope does not lie in -45 .. 45 degrees"
                     : "the speed does not lie in 0 .. 12 m/s";
    if (slope && last && !last->surface[0] && last->t_s == t_s && isnan(last->slope_deg)) {
        last->slope_deg = m.slope_deg;
        return NULL;
    }
    return add(r, &m) ? "out of memory" : NULL;
}

/* NULL, or what is wrong with the line. Marks of other kinds are passed over. */
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
    bool surface = strcmp(word, "surface") == 0;
    if (!surface && strcmp(word, "speed") != 0 && strcmp(word, "slope") != 0)
        return NULL;
    if (r->marks > 0 && t_s < r->mark[r->marks - 1].t_s)
        return "the mark is earlier than the one before it";
    return surface ? take_surface(r, t_s, value) : take_speed(r, t_s, word, value);
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
        fault = add_surface(r, first_s, surface); /* words for people, as they stand */
    }
    if (fault)
        snprintf(why, why_size, "%s:%d: %s", path, line, fault);
    free(path);
    return fault ? -1 : 0;
}
