/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording.h"

#include "daemon/recording_parts.h"

#include <errno.h>
#include <ini.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is known of a folder while it is read. */
struct reading {
    const char *folder;
    struct recording *r;
    FILE *ini;
    int line;
    bool failed;
    char *why;
    size_t why_size;
    unsigned seen; /* of [recording], one bit a key */
    unsigned sensor_seen[GAIT_SENSORS_MAX];
    char surface[GAIT_NAME_MAX];
    char file[GAIT_SENSORS_MAX][160];
    struct signal_scale scale[GAIT_SENSORS_MAX];
};

/* The first fault is the one that is told. */
__attribute__((format(printf, 2, 3))) static int fail(struct reading *in, const char *format, ...)
{
    if (in->failed)
        return -1;
    in->failed = true;
    int n = snprintf(in->why, in->why_size, "%s/recording.ini", in->folder);
    if (in->line > 0 && n >= 0 && (size_t)n < in->why_size)
        n += snprintf(in->why + n, in->why_size - (size_t)n, ":%d", in->line);
    if (n >= 0 && (size_t)n < in->why_size)
        n += snprintf(in->why + n, in->why_size - (size_t)n, ": ");
    va_list args;
    va_start(args, format);
    if (n >= 0 && (size_t)n < in->why_size)
        vsnprintf(in->why + n, in->why_size - (size_t)n, format, args);
    va_end(args);
    return -1;
}

static int number(struct reading *in, const char *key, const char *text, double *ret)
{
    char *end = NULL;
    double v = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(v))
        return fail(in, "%s is '%s', which is not a number", key, text);
    *ret = v;
    return 0;
}

static int copy(struct reading *in, const char *key, const char *text, char *dst, size_t size)
{
    if (text[0] == '\0')
        return fail(in, "%s is empty", key);
    if (strlen(text) >= size)
        return fail(in, "%s is longer than %zu bytes", key, size - 1);
    strcpy(dst, text);
    return 0;
}

/* Index of the key, or -1 after saying that it is unknown or stands twice. */
static int find_key(struct reading *in, const char *const *keys, int n, const char *key,
                    unsigned *seen)
{
    for (int i = 0; i < n; i++)
        if (strcmp(key, keys[i]) == 0) {
            if (*seen & 1u << i)
                return fail(in, "%s is given twice", key);
            *seen |= 1u << i;
            return i;
        }
    return fail(in, "unknown key %s", key);
}

static int set_recording(struct reading *in, const char *key, const char *text)
{
    static const char *const keys[] = {"name",    "runner", "surface", "speed_ms", "slope_deg",
                                       "mass_kg", "source", "licence", "note"};
    double unused;
    switch (find_key(in, keys, 9, key, &in->seen)) {
    case -1:
        return -1;
    case 0:
        return copy(in, key, text, in->r->name, sizeof in->r->name);
    case 1:
        return copy(in, key, text, in->r->runner, sizeof in->r->runner);
    case 2:
        return copy(in, key, text, in->surface, sizeof in->surface);
    case 3:
    case 4:
    case 5:
        return number(in, key, text, &unused);
    default: /* for people */
        return 0;
    }
}

static int set_channels(struct reading *in, struct recording_sensor *s, const char *text)
{
    static const char names[RECORDING_CHANNELS_MAX][3] = {"ax", "ay", "az", "gx", "gy",
                                                          "gz", "mx", "my", "mz"};
    while (*(text += strspn(text, " \t,"))) {
        size_t length = strcspn(text, " \t,");
        int found = -1;
        for (int i = 0; i < RECORDING_CHANNELS_MAX; i++)
            if (length == 2 && memcmp(text, names[i], 2) == 0)
                found = i;
        if (found < 0)
            return fail(in, "unknown channel %.*s", (int)length, text);
        if (s->channel_of[found] >= 0)
            return fail(in, "channel %s is listed twice", names[found]);
        s->channel_of[found] = (int8_t)s->channels++;
        if (found < 6)
            s->is.axes |= (uint8_t)(1u << found);
        text += length;
    }
    return s->is.axes ? 0 : fail(in, "channels lists no acceleration and no angular rate");
}

static int set_rate(struct reading *in, struct recording_sensor *s, const char *text)
{
    if (number(in, "rate_hz", text, &s->rate_hz))
        return -1;
    if (!(s->rate_hz > 0))
        return fail(in, "rate_hz is %s, which is not above 0", text);
    s->is.rate_hz = (float)s->rate_hz;
    return 0;
}

static int set_range(struct reading *in, struct recording_sensor *s, const char *text)
{
    double v = 0;
    if (number(in, "range_g", text, &v))
        return -1;
    if (v < 0)
        return fail(in, "range_g is %s, which is below 0", text);
    s->is.range_g = (float)v;
    return 0;
}

static int set_file(struct reading *in, const char *text, char dst[160])
{
    if (strchr(text, '/'))
        return fail(in, "file is '%s', which lies outside of the recording", text);
    return copy(in, "file", text, dst, 160);
}

static int set_sensor(struct reading *in, int i, const char *key, const char *text)
{
    static const char *const keys[] = {"file",    "rate_hz",   "placement",  "channels", "range_g",
                                       "start_s", "scale_ms2", "scale_rads", "axes"};
    struct recording_sensor *s = &in->r->sensor[i];
    switch (find_key(in, keys, 9, key, &in->sensor_seen[i])) {
    case -1:
        return -1;
    case 0:
        return set_file(in, text, in->file[i]);
    case 1:
        return set_rate(in, s, text);
    case 2:
        return gait_placement_parse(text, &s->is.placement)
                   ? 0
                   : fail(in, "unknown placement %s", text);
    case 3:
        return set_channels(in, s, text);
    case 4:
        return set_range(in, s, text);
    case 5:
        return number(in, key, text, &s->start_s);
    case 6:
        return number(in, key, text, &in->scale[i].ms2);
    case 7:
        return number(in, key, text, &in->scale[i].rads);
    default: /* axes: for people */
        return 0;
    }
}

/* Index of the sensor, new or known; -1 after saying why not. */
static int find_sensor(struct reading *in, const char *id)
{
    struct recording *r = in->r;
    for (int i = 0; i < r->sensors; i++)
        if (strcmp(r->sensor[i].is.id, id) == 0)
            return i;
    if (r->sensors == GAIT_SENSORS_MAX)
        return fail(in, "more than %d sensors", GAIT_SENSORS_MAX);
    struct recording_sensor *s = &r->sensor[r->sensors];
    if (copy(in, "the id of the sensor", id, s->is.id, sizeof s->is.id))
        return -1;
    memset(s->channel_of, -1, sizeof s->channel_of);
    in->scale[r->sensors] = (struct signal_scale){NAN, NAN};
    return r->sensors++;
}

static int on_key(void *user, const char *section, const char *key, const char *text)
{
    struct reading *in = user;
    if (in->failed)
        return 0;
    if (strcmp(section, "recording") == 0)
        return set_recording(in, key, text) == 0;
    if (strncmp(section, "sensor ", 7) != 0)
        return fail(in, section[0] ? "unknown section [%s]" : "a key before the first section%s",
                    section) == 0;
    int i = find_sensor(in, section + 7 + strspn(section + 7, " "));
    return i >= 0 && set_sensor(in, i, key, text) == 0;
}

/* A line for libinih, counted, and without the blanks before it, which would make it the
 * continuation of another. */
static char *on_line(char *line, int size, void *user)
{
    struct reading *in = user;
    if (in->failed || !fgets(line, size, in->ini))
        return NULL;
    in->line++;
    size_t length = strlen(line);
    if ((length == 0 || line[length - 1] != '\n') && !feof(in->ini)) {
        fail(in, "the line is longer than %d bytes or holds a NUL", size - 4);
        return NULL;
    }
    for (const char *p = line; *p; p++)
        if (((unsigned char)*p < ' ' && !strchr("\t\r\n", *p)) || *p == 127) {
            fail(in, "byte %td of the line is a control character", p - line + 1);
            return NULL;
        }
    size_t blanks = strspn(line, " \t");
    memmove(line, line + blanks, length - blanks + 1);
    return line;
}

static int read_ini(struct reading *in)
{
    char *path = NULL;
    if (asprintf(&path, "%s/recording.ini", in->folder) < 0)
        return fail(in, "out of memory");
    in->ini = fopen(path, "r");
    free(path);
    if (!in->ini)
        return fail(in, "cannot be read: %s", strerror(errno));
    int bad_line = ini_parse_stream(on_line, in, on_key, in);
    bool broken = ferror(in->ini) != 0;
    fclose(in->ini);
    in->line = bad_line > 0 ? bad_line : 0;
    if (bad_line > 0)
        return fail(in, "not a [section] and not a key = value");
    if (broken)
        return fail(in, "cannot be read to its end");
    if (in->failed)
        return -1;
    return in->r->name[0] ? 0 : fail(in, "[recording] has no name");
}

static int read_signals(struct reading *in)
{
    struct recording *r = in->r;
    for (int i = 0; i < r->sensors; i++) {
        struct recording_sensor *s = &r->sensor[i];
        gait_name_copy(s->is.runner, r->runner);
        if (in->file[i][0] == '\0' && r->capture_path)
            continue;
        if (in->file[i][0] == '\0')
            return fail(in, "sensor %s has no file, and there is no capture.osc", s->is.id);
        if (!(s->rate_hz > 0))
            return fail(in, "sensor %s has no rate_hz", s->is.id);
        if (s->channels == 0)
            return fail(in, "sensor %s has no channels", s->is.id);
        char *path = NULL;
        if (asprintf(&path, "%s/%s", in->folder, in->file[i]) < 0)
            return fail(in, "out of memory");
        int fault = signal_read(path, &in->scale[i], s, in->why, in->why_size);
        free(path);
        if (fault)
            return -1;
    }
    return r->sensors || r->capture_path ? 0 : fail(in, "no sensor, and there is no capture.osc");
}

static int find_capture(struct reading *in)
{
    struct stat st;
    char *path = NULL;
    if (asprintf(&path, "%s/capture.osc", in->folder) < 0)
        return fail(in, "out of memory");
    if (stat(path, &st) == 0)
        in->r->capture_path = path;
    else
        free(path);
    return 0;
}

static int read_folder(struct reading *in)
{
    struct stat st;
    if (stat(in->folder, &st) != 0 || !S_ISDIR(st.st_mode)) {
        snprintf(in->why, in->why_size, "%s is not a folder that can be read", in->folder);
        return -1;
    }
    strcpy(in->r->runner, "runner");
    if (read_ini(in) || find_capture(in) || read_signals(in))
        return -1;
    return marks_read(in->folder, in->surface, in->r, in->why, in->why_size);
}

int recording_read(const char *folder, struct recording **ret, char *why, size_t why_size)
{
    struct recording *r = calloc(1, sizeof *r);
    struct reading *in = calloc(1, sizeof *in);
    int fault = -1;
    if (r && in) {
        *in = (struct reading){.folder = folder, .r = r, .why = why, .why_size = why_size};
        locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = uselocale(plain);
        fault = read_folder(in);
        uselocale(before);
        if (plain)
            freelocale(plain);
    } else
        snprintf(why, why_size, "%s cannot be read: out of memory", folder);
    free(in);
    if (fault)
        recording_free(r);
    else
        *ret = r;
    return fault;
}

void recording_free(struct recording *r)
{
    if (!r)
        return;
    for (int i = 0; i < r->sensors; i++)
        free(r->sensor[i].row);
    free(r->mark);
    free(r->capture_path);
    free(r);
}
